"""What a report says and draws, before it becomes a PDF: figures, sentences, tables, charts and maps."""
