"""For operators: backups and health."""
