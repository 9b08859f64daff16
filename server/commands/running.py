"""`landinbeeld serve|worker|token`: the two processes of the service, and tokens for deliveries and metrics."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import sysconfig
from pathlib import Path

import click

from data.errors import LandInBeeldError
from data.files import naming
from server import machine_trouble
from server.commands.console import REJECTED
from server.http import tokens
from server.settings import Settings

log = logging.getLogger(__name__)

GRANIAN = (
    "--interface", "rsgi", "--http", "1", "--no-ws", "--runtime-mode", "st",
    "--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "60",
    "--backpressure", "2000", "--http1-buffer-size", "65536",
)  # fmt: skip


class PortTaken(LandInBeeldError):
    """Another program listens there; granian would share its traffic without a word (SO_REUSEPORT)."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Op {host}:{port} luistert al een ander programma. Kies een andere poort met --port.")


def check_port(host: str, port: int) -> None:
    """Checks that nobody listens there. Raises PortTaken, and OSError for an address that this machine does not have."""
    with naming(f"{host}:{port}"):
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, number) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that just ended do not count
            try:
                probe.bind(address)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise PortTaken(host, port) from error
                raise


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Webprocessen.")
@click.pass_obj
def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Start de website (granian, zoals in de Procfile)."""
    check_port(host, port)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
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
    from server.publishing.worker import Worker

    try:
        Worker(settings).run()
    except Exception as error:  # a disk or database that is away is one line, as all that a worker says
        sentence = machine_trouble.sentence_of(error, settings)
        if sentence is None:
            raise
        log.error("worker_failed reason=%s", sentence)
        sys.exit(REJECTED)
    logging.shutdown()
    os._exit(0)  # threads that are building would hold the process; what they were making is swept at the next start
