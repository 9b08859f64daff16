"""The commands of `landinbeeld`, a module per subject; `server/cli.py` puts them together."""
