"""The work of the worker: from a delivered file to a release, its reports and the news about it."""
