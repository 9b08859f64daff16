"""The single module-level application, for gunicorn (see Procfile)."""

from __future__ import annotations

from server.app import create_app
from server.settings import read_settings

app = create_app(read_settings())
