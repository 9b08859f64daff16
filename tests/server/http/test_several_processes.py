"""The servers that are named in the Procfile and the documentation, with two web processes each."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from server.settings import Settings
from tests.whole.processes import wait_until_it_answers

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent


def _procfile_web() -> str:
    return next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web: "))[5:]


LONG = pytest.mark.long


@pytest.fixture(params=["granian", pytest.param("gunicorn", marks=LONG), pytest.param("landinbeeld serve", marks=LONG)])
def server(request: pytest.FixtureRequest, small_site: Settings) -> Iterator[tuple[int, psutil.Process]]:
    """Its port and its parent process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    env = os.environ | {
        "LANDINBEELD_STATE_DIR": str(small_site.state_dir), "LANDINBEELD_MAXZOOM": "6", "PORT": str(port),
        "WEB_CONCURRENCY": "2", "PATH": f"{BIN}:{os.environ['PATH']}",
    }  # fmt: skip
    command = {
        "granian": ["bash", "-c", f"exec {_procfile_web()}"],
        "gunicorn": shlex.split("gunicorn --config server/gunicorn_conf.py server.wsgi:app"),
        "landinbeeld serve": ["landinbeeld", "serve", "--port", str(port)],
    }[request.param]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        wait_until_it_answers(process, port)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _tiles_counted(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        told = answer.read().decode()
    found = re.search(r'landinbeeld_requests_total\{kind="tiles",status="200"\} ([\d.]+)', told)
    return float(found[1]) if found else 0.0


def test_metrics_are_those_of_all_processes_whoever_answers(server: tuple[int, psutil.Process]) -> None:
    port, _ = server
    before = _tiles_counted(port)
    for _ in range(40):  # a connection each: both processes get some
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/tiles/actueel/5/16/10.mvt", timeout=10) as answer:
            assert len(answer.read()) > 1000
    assert {_tiles_counted(port) - before for _ in range(8)} == {40.0}


def test_a_thread_of_granian_that_wakes_up_waits_its_turn(server: tuple[int, psutil.Process]) -> None:
    _, parent = server
    expected = os.SCHED_OTHER if "gunicorn" in parent.cmdline()[1] else os.SCHED_BATCH
    for process in parent.children():
        for _ in range(100):  # the second process may still be starting
            newest = max(thread.id for thread in process.threads())
            found = {os.sched_getscheduler(one) for one in (process.pid, newest)}
            if found == {expected}:
                break
            time.sleep(0.1)
        assert found == {expected}, parent.cmdline()
