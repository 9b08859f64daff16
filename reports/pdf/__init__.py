"""Everything that knows how a PDF is made."""
