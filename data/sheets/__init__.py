"""Workbooks and text files as plain rows of cells. Knows nothing of gemeenten or figures."""
