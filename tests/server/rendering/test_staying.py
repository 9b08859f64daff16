"""The process that draws pictures stays for the next one, lets go of the lock, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from data.releases.release_store import Releases
from server.http.refusals import RendererBusy
from server.rendering import staying
from server.rendering.renderer import alone
from server.rendering.staying import Staying
from server.settings import Settings
from tests.whole.processes import BIN, environment

SITE = "https://landinbeeld.example.nl"


@pytest.fixture
def empty(small_site: Settings, tmp_path: Path) -> Settings:
    """The small site, with nothing made on demand yet."""
    for name in ("releases", "geometry"):
        (tmp_path / name).symlink_to(small_site.state_dir / name)
    return replace(small_site, state_dir=tmp_path)


@pytest.fixture
def draws() -> Iterator[Staying]:
    one = Staying()
    yield one
    one.end()


def picture(draws: Staying, settings: Settings, code: str) -> Path:
    release = Releases(settings.releases).current().name
    with alone(settings) as lock:
        return draws.make(settings, release, f"{code} kaartje.svg {SITE}", lock, 60)


def process(draws: Staying) -> psutil.Process:
    assert draws._child
    return psutil.Process(draws._child.pid)


def test_one_process_draws_one_after_another_and_begins_again_when_it_was_killed(
    empty: Settings, draws: Staying
) -> None:
    assert picture(draws, empty, "GM0344").read_bytes().startswith(b"<svg")
    first = process(draws)
    with pytest.raises(ChildProcessError):
        picture(draws, empty, "GM9999")
    assert picture(draws, empty, "GM0363").is_file()
    assert process(draws) == first, "a picture that failed is no reason to end"
    first.kill()
    first.wait()
    assert picture(draws, empty, "PV26").is_file()
    second = process(draws)
    draws.end()
    assert not second.is_running() and not first.is_running()


def test_it_holds_the_lock_while_it_draws_whatever_becomes_of_its_asker(empty: Settings, draws: Staying) -> None:
    picture(draws, empty, "GM0344")
    assert draws._ours
    question = json.dumps([Releases(empty.releases).current().name, f"GM0363 kaartje.svg {SITE}"]).encode()
    process(draws).suspend()
    with alone(empty) as lock:
        socket.send_fds(draws._ours, [question], [lock])
    with pytest.raises(RendererBusy), alone(empty):
        pass
    process(draws).resume()
    assert Path(os.fsdecode(draws._ours.recv(4096))).is_file()
    with alone(empty):
        assert process(draws).is_running()


def test_it_ends_after_many_after_some_time_and_without_its_asker(
    empty: Settings, draws: Staying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staying, "IDLE_S", 0.05)
    picture(draws, empty, "GM0344")
    while draws._child:
        time.sleep(0.01)
    monkeypatch.setattr(staying, "MOST", 1)
    picture(draws, empty, "GM0363")
    assert not draws._child
    asking = (
        "import os, psutil; from server.app import create_app; from server.settings import read_settings\n"
        "client = create_app(read_settings()).test_client()\n"
        "assert client.get('/beeld/2026-11-01/PV26/kaartje.svg').status_code == 200\n"
        "print(psutil.Process().children()[0].pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [str(BIN / "python"), "-c", asking], env=environment(empty), stdout=subprocess.PIPE, check=False
    )
    assert done.returncode == -signal.SIGKILL
    end = time.monotonic() + 30
    while (left := psutil.pid_exists(int(done.stdout))) and time.monotonic() < end:
        time.sleep(0.02)
    assert not left
