"""A bare port with clients that read or write slowly, go away, or are still there when a web process ends."""

from __future__ import annotations

import http.client
import io
import json
import os
import resource
import signal
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from data.releases.release_store import Releases
from server.http import tokens
from server.rendering import report_store
from server.settings import Settings
from tests.whole.processes import BIN, Process, environment

TILE = "/tiles/actueel/5/16/10.mvt"
ZIP = "/rapportages/2026-II.zip"
TOKEN, HASH = tokens.new_token()


@dataclass
class Server:
    """Two web processes on a bare port."""

    port: int
    process: Process

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def send(self, text: str) -> socket.socket:
        """A connection with a small buffer that says this."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(60)
        client.connect(("127.0.0.1", self.port))
        client.sendall(text.encode())
        return client

    def post(self, about: str, body: str = "") -> socket.socket:
        token = f"Authorization: Bearer {TOKEN}\r\n"
        return self.send(f"POST /api/v1/snapshots HTTP/1.1\r\nHost: x\r\n{token}{about}\r\n\r\n{body}")

    def workers(self) -> list[psutil.Process]:
        return [child for child in psutil.Process(self.process.pid).children() if "tracker" not in str(child.cmdline())]


def _status(client: socket.socket) -> int:
    with client:
        return int(client.recv(4096)[9:12])


@pytest.fixture(scope="module")
def server(small_site: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("front")
    for name in ("releases", "geometry"):
        (folder / name).symlink_to(small_site.state_dir / name)
    settings = replace(small_site, state_dir=folder, upload_token_hash=HASH)
    releases = Releases(settings.releases)
    release = releases.current()
    reports = report_store.report_folder(settings, releases, release)
    reports.mkdir(parents=True)
    for code in report_store.all_codes(release):
        (reports / f"{code}.pdf").write_bytes(b"%PDF" + code.encode() * 10_000)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    env = environment(settings, LANDINBEELD_UPLOAD_RATE="1000 per hour")
    process = Process([str(BIN / "landinbeeld"), "serve", "--port", str(port)], folder / "log", env)
    try:
        process.wait_for(lambda: process.text().count("runtime-1") == 2, 180)
        yield Server(port, process)
    finally:
        process.end()


def test_a_long_file_and_parts_of_it_come_whole(server: Server) -> None:
    status, told, whole = server.get(ZIP)
    assert (status, told["content-length"]) == (200, str(len(whole)))
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    for wanted, expected in (("1000-3000999", whole[1000:3001000]), ("-2000000", whole[-2000000:])):
        status, told, part = server.get(ZIP, Range=f"bytes={wanted}")
        assert (status, part == expected) == (206, True)
        assert told["content-range"].endswith(f"/{len(whole)}")
    assert server.get(ZIP, **{"If-None-Match": told["etag"]})[0] == 304


def test_connections_that_say_nothing_leave_room_for_others(server: Server) -> None:
    most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2000:
        pytest.skip("this machine lets a process open too few files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(most, 2000), hard))
    silent = [server.send("") for _ in range(1300)]
    try:
        assert {server.get("/nederland")[0] for _ in range(20)} == {200}
    finally:
        for client in silent:
            client.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def test_slow_readers_and_slow_uploads_leave_tiles_and_pages_alone(server: Server) -> None:
    server.get(ZIP)
    memory = sum(child.memory_info().rss for child in server.workers())
    readers = [server.send(f"GET {ZIP} HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(6)]
    uploads = [server.post("Content-Length: 100000", "periode;") for _ in range(12)]
    time.sleep(0.5)  # all of them are under way
    for path in (TILE, "/api/v1/nederland", "/gemeenten") * 10:
        assert server.get(path)[0] == 200, path
    assert sum(child.memory_info().rss for child in server.workers()) - memory < 40 * 2**20
    assert all(client.recv(12) == b"HTTP/1.1 200" for client in readers), "they could read, if they wanted"
    statuses = sorted(_status(client) for client in uploads)
    assert set(statuses) <= {408, 503}
    assert 1 <= statuses.count(408) <= 8, "eight may try at a time; nobody may take for ever"
    later = server.post("Content-Length: 5", "niets")
    assert _status(later) == 422, "there is room again"
    for client in readers:
        client.close()


def test_what_is_made_on_demand_leaves_tiles_alone_and_memory_as_it_was(server: Server) -> None:
    memory = sum(child.memory_info().rss for child in server.workers())
    codes = ("GM0014", "GM0034", "GM0037", "GM0047", "GM0050", "GM0059", "GM0060", "GM0072")
    paths = [f"/kaart/2026-11-01/{code}.png" for code in codes]
    with ThreadPoolExecutor(len(paths)) as askers:
        asked = [askers.submit(server.get, path) for path in paths]
        for _ in range(30):
            assert server.get(TILE)[0] == 200
        told = [one.result() for one in asked]
    statuses = [status for status, _, _ in told]
    assert 200 in statuses, "the first is given what it asked for"
    assert 503 in statuses, "one at a time"
    assert set(statuses) == {200, 503}
    assert all("retry-after" in headers for status, headers, _ in told if status == 503)
    assert sum(child.memory_info().rss for child in server.workers()) - memory < 60 * 2**20
    assert all(not child.children() for child in server.workers())


@pytest.mark.parametrize("about", ["Content-Length: 100000", "Transfer-Encoding: chunked"])
def test_a_body_that_breaks_off_is_not_taken_for_whole(server: Server, about: str) -> None:
    client = server.post(about, "ff\r\nperiode;")
    client.shutdown(socket.SHUT_WR)
    answer = client.makefile("rb").read()
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400"), answer[:200]
    client.close()
    findings = json.loads(server.get("/api/v1/meldingen")[2])
    assert findings["laatsteOpname"] is None


def test_bodies_come_in_whole_or_are_refused(server: Server) -> None:
    in_pieces = server.post("Transfer-Encoding: chunked", "5\r\nniets\r\n5\r\nmeer;\r\n0\r\n\r\n")
    assert _status(in_pieces) == 422
    assert _status(server.post("Content-Length: 99999999")) == 413
    without = server.send("POST /api/v1/snapshots HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nniets")
    assert _status(without) == 401


def test_headers_that_could_pass_for_others_are_left_out(server: Server) -> None:
    _, told, _ = server.get("/nergens", **{"X_Forwarded_Proto": "https"})
    assert "strict-transport-security" not in told


@pytest.mark.long
def test_a_reload_drops_no_request(small_site: Settings, tmp_path: Path) -> None:
    """One process, so it has to wait for the next; its clients keep their connections, or make one for each request."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [str(BIN / "landinbeeld"), "serve", "--workers", "1", "--port", str(port)]
    one = Server(port, Process(command, tmp_path / "log", environment(small_site)))
    try:
        one.process.wait_for(lambda: len(one.workers()) == 1)
        early = one.workers()[0]
        os.kill(one.process.pid, signal.SIGHUP)  # a process that is asked to end before it serves
        one.process.wait_for(lambda: not early.is_running() and "runtime-1" in one.process.text(), 180)
        asker = Asker(port)
        asker.start()
        old = one.workers()[0]
        os.kill(one.process.pid, signal.SIGHUP)
        one.process.wait_for(lambda: not old.is_running(), 180)
        asker.stop()
    finally:
        one.process.end()
    assert "refused to gracefully stop" not in one.process.text()
    assert asker.failed == []
    assert max(asker.closed) > 1, "connections that had been used before were closed in time"


class Asker:
    """Clients that ask without pause, and what went wrong."""

    def __init__(self, port: int) -> None:
        self.port, self._done = port, threading.Event()
        self.failed: list[str] = []
        self.closed: list[int] = []  # after how many requests a connection was closed because the server asked for it
        kinds = [
            (path, keeps) for path in (TILE, "/api/v1/nederland", "/healthz", TILE) for keeps in (True, True, False)
        ]
        self._threads = [threading.Thread(target=self._run, args=kind) for kind in kinds]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _run(self, path: str, keeps: bool) -> None:
        while not self._done.is_set():
            connection, times = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30), 0
            try:
                told = ""
                while told != "close" and not self._done.is_set():
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    answer.read()
                    times += 1
                    if answer.status != 200:
                        self.failed.append(str(answer.status))
                    told = answer.getheader("Connection") or ("" if keeps else "close")
                    time.sleep(0.01)
                if keeps and told:
                    self.closed.append(times)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{error!r} at request {times + 1} of a connection")
            finally:
                connection.close()
