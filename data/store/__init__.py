"""Snapshots, originals and meldingen, kept in a database and a folder beside it."""
