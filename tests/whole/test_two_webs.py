"""Two web machines on one release store and one database: each with its own process and cache, both move on together."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from server import gunicorn_conf
from server.http import tokens
from server.publishing import notifications
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.whole.conftest import NOW
from tests.whole.processes import BIN, Process, environment
from tiles.grid import Tile
from tiles.out.archive import Archive

TILE = Tile(6, 32, 20)


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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def shared(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """The settings of both machines: one state folder, one database, one token."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_database")
    return replace(settings, database_url=url, upload_token_hash=tokens.hash_of("sesam"))


@pytest.mark.long
def test_both_take_in_notice_a_switch_within_seconds_and_give_the_same_bytes(shared: Settings, tmp_path: Path) -> None:
    """Each file is delivered to both at the same moment; it counts once, whichever database they share."""
    store, releases = Store(shared.database, shared.files), Releases(shared.releases)
    with ExitStack() as stack:
        stack.callback(store.close)
        ports = []
        for number in range(2):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                ports.append(free.getsockname()[1])
            command = [str(BIN / "landinbeeld"), "serve", "--workers", "1", "--port", str(ports[-1])]
            web = Process(command, tmp_path / f"web{number}.log", environment(shared))
            stack.callback(web.end)
            web.wait_for(lambda: _answers(ports[-1]))
        store.migrate()
        pipeline = Pipeline(shared, store, releases)
        together = stack.enter_context(ThreadPoolExecutor(2))
        for month in ("2026-10-01", "2026-11-01"):
            content = (REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv").read_bytes()
            delivered = list(together.map(lambda port, c=content, m=month: _deliver(port, f"{m}.csv", c), ports))
            assert sorted(delivered) == [200, 201], "one of them was first"
            assert [_deliver(port, "fout.csv", b"niets") for port in ports] == [422, 422]
            pipeline.publish()
            switched = time.monotonic()
            notifications.announce_releases(store, releases, NOW)
            for port in ports:
                while _peildatum(port) != month:
                    assert time.monotonic() - switched < 60
                    time.sleep(0.05)
            answers = [_get(port, "/tiles/actueel/6/32/20.mvt") for port in ports]
            assert answers[0][0] == 200
            assert answers[0][2] == answers[1][2]
            assert answers[0][1]["etag"] == answers[1][1]["etag"]
        told = [json.loads(_get(port, "/api/v1/meldingen")[2])["meldingen"] for port in ports]
        assert told[0] == told[1]
        assert len(told[0]) == 2
        assert len(store.rejections()) == 1
        assert store.current()[0].revision == 1


def _answers(port: int) -> bool:
    with suppress(OSError):
        return _get(port, "/healthz")[0] in (200, 503)
    return False


def _deliver(port: int, name: str, content: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked = {"Authorization": "Bearer sesam", "Content-Type": "text/csv"}
        connection.request("POST", f"/api/v1/snapshots?bestandsnaam={name}", content, asked)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_truncated_archive_leaves_the_month_before_until_it_is_mended(
    settings: Settings, store: Store, releases: Releases, tmp_path: Path
) -> None:
    """A process that starts on a damaged release serves the one before; a running one takes the mended one up."""
    pipeline = Pipeline(settings, store, releases)
    for month in ("2026-10-01", "2026-11-01"):
        path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
        assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW).accepted
    pipeline.publish()
    expected = {
        str(peildatum): gzip.decompress(Archive(releases.release(name).path / "tiles.pmtiles").get(TILE) or b"")
        for peildatum, name in releases.index().peildata.items()
    }
    os.truncate(releases.current().path / "tiles.pmtiles", 200)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(BIN / "landinbeeld"), "serve", "--workers", "1", "--port", str(port)]
    web = Process(command, tmp_path / "log", environment(settings))
    try:
        web.wait_for(lambda: _peildatum(port) == "2026-10-01")
        assert _get(port, f"/tiles/actueel/{TILE.z}/{TILE.x}/{TILE.y}.mvt")[2] == expected["2026-10-01"]
        assert releases.index(again=True).damaged
        assert len(pipeline.publish().releases) == 1
        web.wait_for(lambda: _peildatum(port) == "2026-11-01", 10)
        assert _get(port, f"/tiles/actueel/{TILE.z}/{TILE.x}/{TILE.y}.mvt")[2] == expected["2026-11-01"]
    finally:
        web.end()


@pytest.mark.parametrize("server", ["landinbeeld serve", pytest.param("gunicorn", marks=pytest.mark.long)])
def test_a_web_that_runs_in_the_state_folder_finds_its_own_packages(
    settings: Settings, store: Store, releases: Releases, tmp_path: Path, server: str
) -> None:
    """There `reports/` is a folder of PDF files; both servers put the folder they run in first."""
    path = REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv"
    assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW).accepted
    Pipeline(settings, store, releases).publish()
    settings.reports.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = {
        "landinbeeld serve": ["landinbeeld", "serve", "--workers", "1", "--port", str(port)],
        "gunicorn": ["gunicorn", "--config", str(gunicorn_conf.__file__), "server.wsgi:app"],
    }[server]
    more = environment(settings, PORT=str(port), WEB_CONCURRENCY="1")
    web = Process([str(BIN / command[0]), *command[1:]], tmp_path / "log", more, settings.state_dir)
    try:
        web.wait_for(lambda: _answers(port))
        status, _, body = _get(port, "/rapportages/2026-II/PV24.pdf")
        assert (status, body[:5]) == (200, b"%PDF-"), web.text()
    finally:
        web.end()
