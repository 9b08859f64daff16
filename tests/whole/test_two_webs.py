"""Two web machines on one release store: each with its own process and cache, both move on together."""

from __future__ import annotations

import http.client
import json
import socket
import time
from contextlib import ExitStack
from pathlib import Path

from data.gemeenten import REFERENCE_FOLDER
from data.releases import Releases
from data.store import Store
from server.doors import deliver
from server.pipeline import Pipeline
from server.settings import Settings
from tests.whole.conftest import NOW
from tests.whole.processes import BIN, Process, environment


def _get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _peildatum(port: int) -> str:
    try:
        return str(json.loads(_get(port, "/api/v1/nederland")[2]).get("peildatum"))
    except (OSError, ValueError):
        return ""


def test_both_notice_a_switch_within_seconds_and_give_the_same_bytes(
    settings: Settings, store: Store, releases: Releases, tmp_path: Path
) -> None:
    pipeline = Pipeline(settings, store, releases)
    with ExitStack() as stack:
        ports = []
        for number in range(2):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                ports.append(free.getsockname()[1])
            command = [str(BIN / "landinbeeld"), "serve", "--workers", "1", "--port", str(ports[-1])]
            web = Process(command, tmp_path / f"web{number}.log", environment(settings))
            stack.callback(web.end)
        for month in ("2026-10-01", "2026-11-01"):
            path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
            assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW).accepted
            pipeline.publish()
            switched = time.monotonic()
            for port in ports:
                while _peildatum(port) != month:
                    assert time.monotonic() - switched < (60 if month == "2026-10-01" else 5)
                    time.sleep(0.05)
            answers = [_get(port, "/tiles/actueel/6/32/20.mvt") for port in ports]
            assert answers[0][0] == 200
            assert answers[0][2] == answers[1][2]
            assert answers[0][1]["etag"] == answers[1][1]["etag"]
