"""Gemeenten from month to month: who changed klasse, and every month beside the others."""
