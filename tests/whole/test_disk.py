"""A disk that is full, or may suddenly only be read, under a running web and worker: a real one, mounted for the test."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from server.settings import Settings
from tests.conftest import lay_ready
from tests.whole.processes import BIN, Process, environment, worker

EXAMPLE = REFERENCE_FOLDER / "voorbeeld"
SIZE_MB = 48


def _mount(*arguments: str | Path) -> None:
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a disk cannot be mounted here: {done.stderr.strip()}")


@contextmanager
def _on(state: Path, made: Path, *mount: str | Path) -> Iterator[Settings]:
    """A state folder on a small disk of its own."""
    state.mkdir()
    _mount(*mount, state)
    try:
        settings = Settings(state_dir=state, maxzoom=6, poll_seconds=1, processes=1)
        lay_ready(state, made)
        settings.inbox.mkdir()
        yield settings
    finally:
        subprocess.run(["umount", "--lazy", state], check=True)


@pytest.fixture
def settings(tmp_path: Path, made: Path) -> Iterator[Settings]:
    """In memory."""
    with _on(tmp_path / "var", made, "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs") as settings:
        yield settings


@pytest.fixture
def on_ext4(tmp_path: Path, made: Path) -> Iterator[Settings]:
    """In a file, which the kernel can be told to give up."""
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("there is no mkfs.ext4 (Debian: apt-get install e2fsprogs)")
    image = tmp_path / "disk.img"
    with image.open("wb") as file:
        file.truncate(SIZE_MB * 2**20)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
    with _on(tmp_path / "var", made, "-o", "loop", image) as settings:
        yield settings


class _Web:
    """A web process on a free port."""

    def __init__(self, settings: Settings, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [str(BIN / "landinbeeld"), "serve", "--workers", "1", "--port", str(self.port)]
        self.process = Process(command, log, environment(settings))
        self.process.wait_for(lambda: bool(self.get("/healthz")))

    def get(self, path: str) -> bytes:
        """What it answers with 200; nothing otherwise."""
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return bytes(answer.read())
        return b""

    def warnings(self) -> list[str]:
        return list(json.loads(self.get("/readyz"))["waarschuwingen"])


def _fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


@pytest.mark.long
def test_a_disk_that_fills_up_is_told_in_a_sentence_and_loses_nothing(settings: Settings, tmp_path: Path) -> None:
    with ExitStack() as stack:
        one = stack.enter_context(worker(settings, tmp_path / "worker.log"))
        shutil.copy(EXAMPLE / "2026-09-01.csv", settings.inbox)
        releases = Releases(settings.releases)
        one.wait_for(lambda: len(releases.index().peildata) == 1)
        web = _Web(settings, tmp_path / "web.log")
        stack.callback(web.process.end)
        shutil.copy(EXAMPLE / "2026-10-01.csv", settings.inbox / "2026-10-01.csv.part")
        _fill(settings.state_dir / "filler")
        (settings.inbox / "2026-10-01.csv.part").rename(settings.inbox / "2026-10-01.csv")
        one.wait_for(lambda: "inbox_file_failed" in one.text())
        (said,) = [line for line in one.text().splitlines() if "inbox_file_failed" in line]
        assert re.search(rf"de schijf is vol \(map {settings.state_dir}\S*, nog 0 MB vrij\)", said), said
        assert "Traceback" not in one.text()
        assert b"Nederland" in web.get("/")
        one.wait_for(lambda: any("kan niets worden bewaard: de schijf is vol (map " in w for w in web.warnings()))
        (settings.state_dir / "filler").unlink()
        one.wait_for(lambda: len(releases.index().peildata) == 2)
        one.wait_for(lambda: not any("kan niets worden bewaard" in w for w in web.warnings()))
        assert len(list((settings.inbox / "verwerkt").iterdir())) == 2
        assert not list(settings.inbox.glob("*.csv"))
        assert "Traceback" not in one.text()


@pytest.mark.long
def test_a_disk_that_may_suddenly_only_be_read_leaves_the_map(on_ext4: Settings, tmp_path: Path) -> None:
    """As Linux does with a disk that gives errors. After a repair it is mounted anew and all is started again."""
    settings = on_ext4
    releases = Releases(settings.releases)
    with ExitStack() as stack:
        one = stack.enter_context(worker(settings, tmp_path / "worker.log"))
        shutil.copy(EXAMPLE / "2026-09-01.csv", settings.inbox)
        one.wait_for(lambda: len(releases.index().peildata) == 1)
        shutil.copy(EXAMPLE / "2026-10-01.csv", settings.inbox)
        one.wait_for(lambda: len(list((settings.inbox / "verwerkt").iterdir())) == 2)
        web = _Web(settings, tmp_path / "web.log")
        stack.callback(web.process.end)
        _mount("-o", "remount,abort", settings.state_dir)
        one.wait_for(lambda: any("de schijf is alleen te lezen" in warning for warning in web.warnings()))
        assert b"Nederland" in web.get("/")
        assert "Traceback" not in one.text()
    subprocess.run(["umount", settings.state_dir], check=True)
    _mount("-o", "loop", tmp_path / "disk.img", settings.state_dir)
    with worker(settings, tmp_path / "again.log") as again:
        again.wait_for(lambda: len(releases.index().peildata) == 2)
