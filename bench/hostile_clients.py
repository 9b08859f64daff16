"""Tiles on a bare port while others do what is dear or slow. Prints one line per case: p50 and p99 of a tile, memory.

Two web processes as in the Procfile, on a state folder of their own with the embedded example. First nobody else asks;
then six clients ask for the zip of a half-year and do not read it, and twelve send a file that never comes to its end;
then eight also ask for reports and pictures that do not lie ready. `HOSTILE_STATE` names a state folder to use instead
of a new one; its reports and downloads are thrown away. The goal: p99 under 50 ms on two cores that do nothing else,
and memory flat.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # before bench/, where reports.py is another
from data.releases.release_store import Releases  # noqa: E402
from server.http import tokens  # noqa: E402
from server.rendering import report_store  # noqa: E402
from server.settings import Settings  # noqa: E402

BIN = Path(sys.executable).parent
TILE, ZIP = "/tiles/actueel/5/16/10.mvt", "/rapportages/2026-II.zip"
TILES, READERS, UPLOADS, ASKERS = 2000, 6, 12, 8
TOKEN, HASH = tokens.new_token()
SLOW_READER = f"GET {ZIP} HTTP/1.1\r\nHost: x\r\n\r\n"
SLOW_UPLOAD = (
    f"POST /api/v1/snapshots HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 100000\r\n\r\nabc"
)


def _get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=150)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _state(work: Path) -> Path:
    """A state folder with the newest month, and what looks to the zip like its reports."""
    state = Path(os.environ.get("HOSTILE_STATE", work / "var"))
    env = os.environ | {"LANDINBEELD_STATE_DIR": str(state)}
    if not state.exists():
        for command in ("snapshots example", "tiles build --newest"):
            subprocess.run([BIN / "landinbeeld", *command.split()], env=env, check=True, stdout=subprocess.DEVNULL)
    settings = Settings(state_dir=state)
    shutil.rmtree(settings.downloads, ignore_errors=True)
    releases = Releases(settings.releases)
    release = releases.current()
    folder = report_store.report_folder(settings, releases, release)
    folder.mkdir(parents=True, exist_ok=True)
    for code in report_store.all_codes(release):
        (folder / f"{code}.pdf").write_bytes(b"%PDF" + os.urandom(60_000))
    return state


@contextlib.contextmanager
def _web(state: Path, work: Path) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    env = os.environ | {
        "LANDINBEELD_STATE_DIR": str(state),
        "LANDINBEELD_UPLOAD_TOKEN_HASH": HASH,
        "LANDINBEELD_REPORT_RATE": "100000 per minute",
    }
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


def _measure(name: str, port: int, web: psutil.Process) -> None:
    """Asks for a tile again and again, on a new connection now and then: both processes are met."""
    times, statuses = [], Counter[int]()
    for turn in range(TILES):
        if turn % 20 == 0:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        begun = time.perf_counter()
        connection.request("GET", TILE)
        answer = connection.getresponse()
        answer.read()
        times.append(1000 * (time.perf_counter() - begun))
        statuses[answer.status] += 1
    times.sort()
    webs = [one for one in web.children() if "granian" in " ".join(one.cmdline()) or "spawn" in " ".join(one.cmdline())]
    memory = sum(one.memory_info().rss for one in webs) / 1e6
    print(
        f"{name}: p50 {times[TILES // 2]:.2f} ms, p99 {times[TILES * 99 // 100]:.2f}, worst {times[-1]:.1f}; "
        f"statuses {dict(statuses)}; memory {memory:.0f} MB; load average {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _opened(port: int, text: str) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(text.encode())
    return client


def _ask(port: int, nth: int, codes: list[str], stop: threading.Event, told: Counter[str]) -> None:
    turn = 0
    while not stop.is_set():
        turn += 1
        code = codes[(nth * 53 + turn) % len(codes)]
        paths = (
            f"/kaart/2026-11-01/{code}.png",
            f"/rapportages/2026-II/{code}.pdf",
            "/kaart/2026-11-01.png",
        )
        try:
            told[str(_get(port, paths[turn % 3]))] += 1
        except (OSError, http.client.HTTPException) as error:
            told[type(error).__name__] += 1
        time.sleep(0.05)


def main() -> None:
    """Runs and prints."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, contextlib.ExitStack() as open_clients:
        work = Path(folder)
        state = _state(work)
        with _web(state, work) as (port, web):
            if _get(port, ZIP) != 200:
                sys.exit("the zip could not be made")
            _measure("nobody else", port, web)
            for text in [SLOW_READER] * READERS + [SLOW_UPLOAD] * UPLOADS:
                open_clients.enter_context(_opened(port, text))
            _measure(f"{READERS} that do not read, {UPLOADS} slow uploads", port, web)
            for report in state.glob("reports/*/GM*.pdf"):
                report.unlink()
            codes = [regel.code for regel in Releases(state / "releases").current().stand.gemeenten]
            stop, told = threading.Event(), Counter[str]()
            askers = [threading.Thread(target=_ask, args=(port, nth, codes, stop, told)) for nth in range(ASKERS)]
            for asker in askers:
                asker.start()
            for _ in range(3):
                _measure(f"and {ASKERS} that ask for what is not ready", port, web)
            stop.set()
            for asker in askers:
                asker.join()
            print(f"what these {ASKERS} were told: {dict(told)}")
            _measure("nobody else, afterwards", port, web)


if __name__ == "__main__":
    main()
