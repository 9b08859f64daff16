"""One blueprint a file; a view parses and answers, the work is done by plain functions elsewhere."""
