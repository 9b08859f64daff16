"""Made each month: the figures, written around geometry that was made before."""
