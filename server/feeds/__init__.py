"""Feeds (Atom): what is new, of the whole site and of one area."""
