"""What is about HTTP and not about gemeenten: tiles from memory, kept answers, headers, limits, problems."""
