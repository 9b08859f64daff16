"""The kinds of report: one module each, with all in which it differs from the others."""
