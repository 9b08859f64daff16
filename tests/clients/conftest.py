"""A running site with the embedded example, as clients meet it: over HTTP, in a process of its own."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings

ROOT = Path(__file__).parents[2]
MONTHS = ("2026-10-01", "2026-11-01")
# These take minutes: `make test-clients` runs them, `make test` does not, whatever is installed.
collect_ignore_glob = [] if os.environ.get("LANDINBEELD_TEST_CLIENTS") else ["test_*.py"]


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with two months, tiles to z10."""
    settings = Settings(state_dir=tmp_path_factory.mktemp("var"))
    store = Store(settings.database, settings.state_dir / "files")
    store.migrate()
    for month in MONTHS:
        path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
        now = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
        deliver(store, path.read_bytes(), path.name, door="voorbeeld", wie="", now=now, voorbeeld=True)
    Pipeline(settings, store, Releases(settings.releases)).publish()
    store.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"LANDINBEELD_STATE_DIR": str(settings.state_dir), "LANDINBEELD_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4", "server.wsgi:app"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/tiles/actueel.json", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
