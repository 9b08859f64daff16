"""For who runs it: backups and health."""
