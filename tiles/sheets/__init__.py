"""Tables that people download, as values and as files: CSV, XLSX and OpenDocument."""
