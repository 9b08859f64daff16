"""What a report says and draws, before it is paper: figures, sentences, tables, charts and maps."""
