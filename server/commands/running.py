"""`landinbeeld serve|worker`: the two processes of the service."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from server.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Start de website (gunicorn, zoals in de Procfile)."""
    gunicorn = Path(sys.executable).parent / "gunicorn"
    config = Path(__file__).parents[1] / "gunicorn_conf.py"
    os.execv(gunicorn, [str(gunicorn), "--config", str(config), "--bind", f"{host}:{port}", "server.wsgi:app"])  # noqa: S606


@click.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Start de worker: neemt bestanden op, maakt uitgaven en rapportages."""
    from server.worker import Worker

    Worker(settings).run()
