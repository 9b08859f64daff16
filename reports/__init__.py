"""The figures on paper: the half-year PDF reports. Imports `data` and `tiles`."""
