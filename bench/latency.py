"""From a file that lies still in the inbox to its map being served, with the web under load. Prints one line per run.

A real worker and a real web (as in the Procfile) on a state folder of their own, four readers of tiles without pause. The
goal of the service: within `poll_seconds` plus two seconds, no failed and no slow (over 0.5 s) request.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
EXAMPLE = ROOT / "data" / "reference" / "voorbeeld"
RUNS, READERS, POLL_S, SLOW_S = 3, 4, 2, 0.5
MONTHS = ("2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01")


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _read(port: int, stop: threading.Event, times: list[float], failed: list[str]) -> None:
    turn = 0
    while not stop.is_set():
        turn += 1
        begun = time.perf_counter()
        try:
            status, _ = _get(port, f"/tiles/actueel/7/{65 + turn % 2}/{41 + turn // 2 % 2}.mvt")
            if status not in (200, 204):
                failed.append(str(status))
        except OSError as error:
            failed.append(type(error).__name__)
        times.append(time.perf_counter() - begun)
        time.sleep(0.005)


def _served(port: int) -> str:
    try:
        return str(json.loads(_get(port, "/healthz")[1]).get("peildatum"))
    except (OSError, ValueError):
        return ""


def _wait(port: int, peildatum: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while _served(port) != peildatum:
        if time.monotonic() > end:
            sys.exit(f"{peildatum} did not come within {seconds} s")
        time.sleep(0.02)


def main() -> None:
    """Runs and prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "var"
        (state / "inbox").mkdir(parents=True)
        env = {
            **os.environ,
            "LANDINBEELD_STATE_DIR": str(state),
            "LANDINBEELD_POLL_SECONDS": str(POLL_S),
            "LANDINBEELD_LOG_LEVEL": "ERROR",
        }
        commands = ([str(BIN / "landinbeeld"), "worker"], [str(BIN / "landinbeeld"), "serve", "--port", str(port)])
        quiet = subprocess.DEVNULL
        processes = [subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet) for command in commands]
        stop, times, failed = threading.Event(), [], []
        readers = [threading.Thread(target=_read, args=(port, stop, times, failed)) for _ in range(READERS)]
        try:
            shutil.copy(EXAMPLE / f"{MONTHS[0]}.csv", state / "inbox")
            _wait(port, MONTHS[0], 300)  # builds the geometry of the year
            for reader in readers:
                reader.start()
            took = []
            for month in MONTHS[1 : RUNS + 1]:
                part = state / "inbox" / f".{month}.csv.part"
                shutil.copy(EXAMPLE / f"{month}.csv", part)
                begun = time.monotonic()
                part.replace(state / "inbox" / f"{month}.csv")
                _wait(port, month, 120)
                took.append(time.monotonic() - begun)
                print(f"inbox to served: {took[-1]:.2f} s (poll {POLL_S} s, load average {os.getloadavg()[0]:.1f})")
                time.sleep(1)
        finally:
            stop.set()
            for reader in readers:
                if reader.ident:
                    reader.join()
            for process in processes:
                process.terminate()
                process.wait(30)
    slow = sum(t > SLOW_S for t in times)
    print(f"median {statistics.median(took):.2f} s, goal {POLL_S + 2} s")
    print(
        f"{len(times)} tile requests meanwhile: {len(failed)} failed, {slow} over {SLOW_S} s, "
        f"median {1000 * statistics.median(times):.1f} ms, worst {1000 * max(times):.0f} ms"
    )


if __name__ == "__main__":
    main()
