"""The JSON API: its shapes and its document."""
