"""From a delivered file to a release, reports and news of it: what the worker does."""
