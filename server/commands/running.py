"""`landinbeeld serve|worker|token`: the two processes of the service, and the key to its doors."""

from __future__ import annotations

import logging
import os
import sysconfig
from pathlib import Path

import click

from server import tokens
from server.settings import Settings

GRANIAN = (
    "--interface", "wsgi", "--http", "1", "--no-ws", "--runtime-mode", "st", "--blocking-threads", "2",
    "--respawn-failed-workers", "--workers-kill-timeout", "10",
)  # fmt: skip


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Webprocessen.")
def serve(host: str, port: int, workers: int) -> None:
    """Start de website (granian, zoals in de Procfile)."""
    granian = Path(sysconfig.get_path("scripts")) / "granian"
    where = ("--workers", str(workers), "--host", host, "--port", str(port))
    os.execv(granian, [str(granian), *GRANIAN, *where, "server.wsgi:app"])  # noqa: S606


@click.command()
def token() -> None:
    """Maak een token voor aanlevering of /metrics: het token voor de gebruiker, de hash voor de instelling."""
    word, kept = tokens.new_token()
    click.echo(f"token: {word}")
    click.echo(f"hash:  {kept}   (LANDINBEELD_UPLOAD_TOKEN_HASH of LANDINBEELD_METRICS_TOKEN_HASH)")


@click.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Start de worker: neemt bestanden op, maakt uitgaven en rapportages."""
    from server.worker import Worker

    Worker(settings).run()
    logging.shutdown()
    os._exit(0)  # threads that are building would hold the process; what they were making is swept at the next start
