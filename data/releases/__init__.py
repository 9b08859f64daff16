"""Releases on disk: directories that never change, and the pointer that says which of them are current."""
