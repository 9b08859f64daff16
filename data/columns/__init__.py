"""From rows of cells to rows with a meaning: which column is what, which row is whose."""
