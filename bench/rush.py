"""A rush: 1,000 connections that say nothing, readers that do not read, and mixed load with a new release in the middle.

usage: python bench/rush.py [SECONDS]      (default 180: so long the mixed load lasts)

Two web processes as in the Procfile, all on 127.0.0.1. First wrk finds how many tiles, pages and embeds together they
answer; then half of that is asked for, while a reader of pages keeps the time of each. Printed: memory, file descriptors and
connections of the web processes in every phase, failed requests (to be 0), p99 of pages (goal: under 50 ms on two cores that
do nothing else) and how long after the switch a page of the release before was still seen (2 s at most). Needs wrk.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import os
import random
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path[:] = [str(ROOT), *(folder for folder in sys.path if Path(folder) != ROOT / "bench")]  # reports.py is another
from data.reference.gemeenten import REFERENCE_FOLDER  # noqa: E402
from data.releases.release_store import Releases  # noqa: E402
from data.store.store import Store  # noqa: E402
from data.terms import Peildatum  # noqa: E402
from server.publishing.ingest import deliver  # noqa: E402
from server.publishing.pipeline import Pipeline  # noqa: E402
from server.settings import Settings  # noqa: E402
from tiles.out.archive import Archive  # noqa: E402

BIN = Path(sys.executable).parent
SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 and __name__ == "__main__" else 180
OLD, NEW = "2026-10-01", "2026-11-01"
IDLE, SLOW, CONNECTIONS = 1000, 20, 100
AGENT = "Accept-Encoding: gzip, deflate, br"
LUA = """local paths = {%s}
math.randomseed(%d)
local headers = {['Accept-Encoding'] = 'gzip, deflate, br'}
function request() return wrk.format('GET', paths[math.random(#paths)], headers) end
function delay() return %d end
"""


def make_state(state: Path) -> Settings:
    """A state folder with two months of the example, of which the last is not current yet."""
    settings = Settings(state_dir=state)
    state.mkdir(parents=True)
    if (ROOT / "var" / "geometry").is_dir():
        shutil.copytree(ROOT / "var" / "geometry", settings.geometry)
    with Store(settings.database, settings.files) as store:
        store.migrate()
        for month in (OLD, NEW):
            path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
            now = dt.datetime.now(dt.UTC)
            deliver(store, path.read_bytes(), path.name, door="voorbeeld", wie="", now=now, voorbeeld=True)
        Pipeline(settings, store, Releases(settings.releases)).publish()
    show(settings, {OLD})
    return settings


def show(settings: Settings, months: set[str]) -> None:
    """Makes the releases of these months current, as a build does at its end."""
    releases = Releases(settings.releases)
    newest = {name[:10]: name for name in sorted(releases.names())}
    releases.switch({Peildatum.parse(month): newest[month] for month in months})


def addresses(settings: Settings) -> list[str]:
    """What is asked: half of it tiles of the newest release, the rest pages, embeds and months of the map."""
    release = Releases(settings.releases).current()
    tiles = [
        f"/tiles/actueel/{t.z}/{t.x}/{t.y}.mvt" for t, _ in Archive(release.path / "tiles.pmtiles").tiles() if t.z >= 5
    ]
    codes = [regel.code for regel in release.stand.gemeenten][:60]
    pages = ["/", "/", "/gemeenten", "/nederland", "/embed", f"/kaart/{OLD}.json", "/toelichting"] * 5
    pages += [f"/gemeenten/{code}" for code in codes] + [f"/embed?gemeente={code}" for code in codes]
    return pages + random.Random(1).choices(tiles, k=len(pages))


def wrk(port: int, paths: list[str], seconds: int, connections: int, delay_ms: int, script: Path) -> dict[str, float]:
    """Requests a second, failed ones and p99 in ms; with a delay before each request of a connection."""
    quoted = ",".join(f'"{path}"' for path in paths)
    script.write_text(
        LUA % (quoted, seconds, delay_ms) if delay_ms else LUA.rpartition("function delay")[0] % (quoted, seconds)
    )
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "-s",
        str(script),
        f"http://127.0.0.1:{port}",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),  # type: ignore[index]
        "done": float(re.search(r"(\d+) requests in", said)[1]),  # type: ignore[index]
        "failed": float((sum(map(int, errors.groups())) if errors else 0) + (int(refused[1]) if refused else 0)),
        "p99": float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit],
    }


class Reader(threading.Thread):
    """Somebody who reads pages one after the other, on a new connection now and then, and keeps the time of each."""

    def __init__(self, port: int, paths: list[str]) -> None:
        super().__init__(daemon=True)
        self.port, self.paths, self.stop = port, paths, threading.Event()
        self.times: list[float] = []
        self.failed: list[str] = []
        self.last_old = 0.0  # when a page of the release before was asked last

    def run(self) -> None:
        """Reads until `stop` is set."""
        while not self.stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            with contextlib.closing(connection):
                for _ in range(20):
                    self._read(connection, random.choice(self.paths))
                    time.sleep(0.01)

    def _read(self, connection: http.client.HTTPConnection, path: str) -> None:
        begun = time.monotonic()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.failed.append(type(error).__name__)
            connection.close()
            return
        self.times.append(1000 * (time.monotonic() - begun))
        if answer.status != 200:
            self.failed.append(str(answer.status))
        if b"1 november 2026" not in body:
            self.last_old = begun


def tell(phase: str, web: psutil.Process) -> None:
    """Prints what the web processes hold."""
    children = [one for one in web.children() if "tracker" not in " ".join(one.cmdline())]
    memory = [round(one.memory_info().rss / 1e6) for one in children]
    held = [sum(c.status == "ESTABLISHED" for c in one.net_connections("tcp")) for one in children]
    print(
        f"{phase}: memory {sum(memory)} MB {memory}, connections {sum(held)} {held}, "
        f"file descriptors {[one.num_fds() for one in children]}",
        flush=True,
    )


def opened(port: int, text: str) -> socket.socket:
    """A connection with a small buffer that says this and never reads."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(10)
    client.connect(("127.0.0.1", port))
    client.sendall(text.encode())
    return client


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def running(settings: Settings, work: Path, **more: str):  # type: ignore[no-untyped-def]
    """The port and the parent of two web processes."""
    port = free_port()
    env = os.environ | {"LANDINBEELD_STATE_DIR": str(settings.state_dir), "LANDINBEELD_LOG_LEVEL": "INFO"} | more
    with (work / "web.log").open("wb") as log:
        web = subprocess.Popen([BIN / "landinbeeld", "serve", "--port", str(port)], env=env, stdout=log, stderr=log)
    try:
        while (work / "web.log").read_text().count("runtime-1") < 2:
            if web.poll() is not None:
                sys.exit((work / "web.log").read_text()[-500:])
            time.sleep(0.2)
        yield port, psutil.Process(web.pid)
    finally:
        web.terminate()
        web.wait(60)


def main() -> None:
    """Runs and prints."""
    if shutil.which("wrk") is None:
        sys.exit("bench/rush.py needs wrk (Debian package wrk); nothing measured.")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192), most))
    with tempfile.TemporaryDirectory(prefix="rush-") as folder, contextlib.ExitStack() as clients:
        work = Path(folder)
        settings = make_state(work / "var")
        paths = addresses(settings)
        with running(settings, work) as (port, web):
            wrk(port, paths, 3, 8, 0, work / "t.lua")
            tell("after a little load", web)
            for _ in range(IDLE):
                clients.enter_context(opened(port, ""))
            for _ in range(SLOW):
                clients.enter_context(opened(port, "GET /gemeenten HTTP/1.1\r\nHost: x\r\n\r\n"))
            time.sleep(1)
            tell(f"{IDLE} idle, {SLOW} that do not read", web)
            whole = wrk(port, paths, 5, 32, 0, work / "t.lua")
            print(
                f"as much as possible: {whole['rate']:.0f} a second, {whole['failed']:.0f} failed, p99 {whole['p99']:.1f} ms"
            )
            rush(port, paths, whole["rate"] / 2, settings, work)
            tell("after that", web)
        print(f"load average {os.getloadavg()[0]:.1f}")


def rush(port: int, paths: list[str], rate: float, settings: Settings, work: Path) -> None:
    """Half the load, with a reader and a switch in the middle."""
    reader = Reader(port, [path for path in paths if not path.startswith(("/tiles", "/kaart", "/toelichting"))])
    switched = [0.0]

    def publish() -> None:
        show(settings, {OLD, NEW})
        switched[0] = time.monotonic()

    timer = threading.Timer(SECONDS / 2, publish)
    reader.start()
    timer.start()
    half = wrk(port, paths, SECONDS, CONNECTIONS, max(1, round(1000 * CONNECTIONS / rate)), work / "h.lua")
    reader.stop.set()
    reader.join()
    times = sorted(reader.times)
    print(
        f"half of that for {SECONDS} s: {half['rate']:.0f} a second, {half['done']:.0f} requests, "
        f"{half['failed']:.0f} failed, p99 {half['p99']:.1f} ms"
    )
    print(
        f"pages meanwhile: {len(times)}, {len(reader.failed)} failed {reader.failed[:5]}, "
        f"p50 {times[len(times) // 2]:.1f} ms, "
        f"p99 {times[len(times) * 99 // 100]:.1f} ms, worst {times[-1]:.1f} ms"
    )
    print(f"a page of the release before was asked for last {reader.last_old - switched[0]:.2f} s after the switch")


if __name__ == "__main__":
    main()
