"""Boundary files: found, read, checked, closed and kept per year (a *vintage*)."""
