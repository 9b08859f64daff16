"""The land from month to month: the page, its drawings and its file."""
