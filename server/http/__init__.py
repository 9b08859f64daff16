"""Everything about HTTP that knows no gemeenten: tiles from memory, kept answers, headers, limits, problems."""
