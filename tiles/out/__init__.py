"""Written out and read back: archives, downloads, styles, and the check of what was written."""
