"""SIGKILL for worker and web at random moments while files arrive and a client reads; then no room, no rights.

A few kills here; `make torture` sets LANDINBEELD_TORTURE_KILLS to 200. The seed is printed when it fails.
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from server.publishing.claims import CLAIMED
from server.publishing.inbox import Inbox
from server.publishing.pipeline import Pipeline
from server.rendering import report_store
from server.settings import Settings
from tests.conftest import lay_ready
from tests.whole.conftest import NOW
from tests.whole.jumping_clock import JumpingClock
from tests.whole.processes import BIN, Process, environment
from tests.whole.readers import STAND_IN, Client, Filler, Truth

KILLS = int(os.environ.get("LANDINBEELD_TORTURE_KILLS", "2"))
SEED = int(os.environ.get("LANDINBEELD_TORTURE_SEED", "20261101"))
LONGEST_S = 3.0 if KILLS > 20 else 2.0  # between two kills, and two files
EXAMPLE = REFERENCE_FOLDER / "voorbeeld"


@dataclass(frozen=True)
class Delivery:
    """A file that is dropped; `again` of them is older content that becomes current once more."""

    name: str
    content: bytes


def _deliveries(count: int) -> list[Delivery]:
    """Months, corrections, a return to the first version, and files that are wrong."""
    found = []
    months = sorted(EXAMPLE.glob("2026-*.csv")) + sorted(EXAMPLE.glob("2025-*.csv"))
    for number in range(count):
        path = months[number // 4 % len(months)]
        content = path.read_bytes()
        kind = number % 4
        if kind == 1:
            content = content.replace(b"\n", b"\r\n")
        elif kind == 3:
            content = content[: len(content) // 2]
        found.append(Delivery(f"{number:04}-{path.name}", content))
    return found


def _undisturbed(settings: Settings, deliveries: list[Delivery]) -> Truth:
    store = Store(settings.database, settings.files)
    store.migrate()
    releases = Releases(settings.releases)
    inbox, pipeline = Inbox(settings.inbox, store), Pipeline(settings, store, releases)
    for delivery in deliveries:
        (settings.inbox / delivery.name).write_bytes(delivery.content)
        inbox.look(NOW)
        inbox.look(NOW)
        pipeline.publish()
    store.close()
    return Truth(settings, releases)


def _web(settings: Settings, port: int, log: Path) -> Process:
    command = [str(BIN / "landinbeeld"), "serve", "--port", str(port)]
    return Process(
        command, log, environment(settings, WEB_CONCURRENCY="1", LANDINBEELD_REPORT_RATE="100000 per minute")
    )


def _worker(settings: Settings, log: Path, **more: str) -> Process:
    return Process([str(BIN / "landinbeeld"), "worker"], log, environment(settings, **more))


@dataclass
class Trouble:
    """What a machine can do to us besides dying: a disk that runs full, a clock that jumps, an archive that is cut off."""

    settings: Settings
    disk: Path
    clock: JumpingClock

    def strike(self) -> None:
        """One of them, at random, for a while."""
        what = random.choice((self._full, self._jump, self._cut))
        what()

    def _full(self) -> None:
        ballast = self.disk / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * 65536)
        time.sleep(random.uniform(0.5, 3.0))
        ballast.unlink()

    def _jump(self) -> None:
        self.clock.put(random.choice((-1, 1)) * random.randint(600, 90_000))

    def _cut(self) -> None:
        """At the edge of a page: what lies behind it cannot be read as zeros."""
        releases = Releases(self.settings.releases)
        with suppress(OSError):
            if name := releases.index().actueel:
                path = releases.folder / name / random.choice(("tiles.pmtiles", "png.pmtiles"))
                os.truncate(path, random.randrange(0, path.stat().st_size, 4096))


@pytest.mark.parametrize(
    "trouble", [False, pytest.param(True, marks=pytest.mark.long)], ids=["kills", "kills-and-trouble"]
)
def test_killed_at_any_moment_the_end_is_the_same(
    settings: Settings, tmp_path: Path, request: pytest.FixtureRequest, trouble: bool
) -> None:
    random.seed(SEED)
    kills = max(2, KILLS // 4) if trouble else KILLS
    settings = replace(settings, maxzoom=6)
    deliveries = _deliveries(max(8, kills * 2 // 3))
    calm = replace(settings, state_dir=tmp_path / "calm")
    calm.state_dir.mkdir()
    calm.geometry.symlink_to(settings.geometry.resolve())
    more: dict[str, str] = {}
    bad: Trouble | None = None
    if trouble:
        disk, clock = request.getfixturevalue("own_disk"), JumpingClock(tmp_path)
        geometry = settings.geometry.resolve()
        settings = replace(settings, state_dir=disk / "var")
        settings.state_dir.mkdir()
        settings.geometry.symlink_to(geometry)
        bad, more = Trouble(settings, disk, clock), clock.environment
    truth = _undisturbed(calm, deliveries)
    settings.inbox.mkdir()
    log = tmp_path / "log.txt"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    processes = {"worker": _worker(settings, log, **more), "web": _web(settings, port, log)}
    clients = [Client(port, truth, damage=trouble) for _ in range(2)]
    feeder = threading.Thread(target=_feed, args=(settings.inbox, deliveries))
    filler = Filler(settings)
    for thread in (*clients, feeder, filler):
        thread.start()
    try:
        for _ in range(kills):
            time.sleep(random.uniform(0.1, LONGEST_S))
            if bad:
                bad.strike()
            who = random.choice(("worker", "worker", "web"))
            processes[who].end() if who == "web" else processes[who].kill()
            processes[who] = _worker(settings, log, **more) if who == "worker" else _web(settings, port, log)
        feeder.join()
        if bad:  # what a running worker looks at once a minute, one that starts looks at right away
            processes["worker"].kill()
            processes["worker"] = _worker(settings, log, **more)
        expected = truth.releases.index().peildata
        processes["worker"].wait_for(
            lambda: _left(settings.inbox) == [] and Releases(settings.releases).index().peildata == expected, 180
        )
        before = sum((client.answers for client in clients), Counter[str]())

        def answered() -> bool:
            more = sum((client.answers for client in clients), Counter[str]()) - before
            return any(client.wrong for client in clients) or all(more[kind] for kind in clients[0].asked)

        processes["web"].wait_for(answered, 300)
        started = f"pid={processes['worker'].pid} "  # before that, SIGTERM ends a Python that has not come to us yet
        processes["worker"].wait_for(lambda: started in log.read_text(errors="replace"), 60)
        assert processes["worker"].terminate(60) == 0, log.read_text()[-3000:]
    finally:
        for thread in (*clients, filler):
            thread.stop.set()
        for process in processes.values():
            process.end()
        for thread in (*clients, filler):
            thread.join()
    asked, answers = (sum((getattr(one, name) for one in clients), Counter[str]()) for name in ("asked", "answers"))
    print(
        f"kills={kills} trouble={trouble} seed={SEED} files={len(deliveries)} asked={dict(asked)} whole={dict(answers)}"
    )
    assert [one.wrong for one in clients] == [[], []], _complaints(log)
    assert min(asked["pdf"], asked["zip"]) >= asked["tile"] - len(clients)
    assert answers["tile"] > 10
    _expect_same(truth, settings)


def _complaints(log: Path) -> str:
    """What worker and web logged as an error, with what stands around it."""
    lines = log.read_text(errors="replace").splitlines()
    places = [n for n, line in enumerate(lines) if " level=error " in line or line.startswith("Traceback")]
    return "\n".join(line for n in places[-5:] for line in lines[n : n + 30])


def _feed(inbox: Path, deliveries: list[Delivery]) -> None:
    """Drops one file after another; the next when the one before was taken, or after a while."""
    moment = 1_700_000_000
    for delivery in deliveries:
        part = inbox / f".{delivery.name}.part"
        while not _written(part, delivery.content):
            time.sleep(0.1)
        moment += 1
        os.utime(part, (moment, moment))
        part.replace(inbox / delivery.name)
        end = time.monotonic() + random.uniform(0.5, LONGEST_S)
        while (inbox / delivery.name).exists() and time.monotonic() < end:
            time.sleep(0.05)


def _written(path: Path, content: bytes) -> bool:
    """Whether there was room for it."""
    try:
        path.write_bytes(content)
    except OSError:
        return False
    return True


def _left(inbox: Path) -> list[str]:
    """Files that wait or are claimed; the walk does not mind a folder that the worker removes meanwhile."""
    claimed = [name for _, _, names in os.walk(inbox / CLAIMED) for name in names]
    return [p.name for p in inbox.iterdir() if p.is_file()] + claimed


def _expect_same(truth: Truth, settings: Settings) -> None:
    """Releases byte for byte, the store, the originals, and reports as one makes them of these releases."""
    ours = Releases(settings.releases)
    assert ours.sweep() >= 0
    for peildatum, name in truth.releases.index().peildata.items():
        assert ours.index().peildata[peildatum] == name
        calm, wild = truth.releases.release(name).path, ours.release(name).path
        assert {p.name: p.read_bytes() for p in wild.iterdir()} == {p.name: p.read_bytes() for p in calm.iterdir()}
    stores = [Store(s.database, s.files) for s in (truth.settings, settings)]
    told = [
        [
            [(i.revision, i.sha256, i.filename, s.snapshot(p, i.revision)[1]) for i in s.revisions(p)]
            for p in sorted(info.peildatum for info in s.current())
        ]
        for s in stores
    ]
    rejected = [sorted((r.sha256, r.filename) for r in s.rejections(1000)) for s in stores]
    told_of = [sum(m.soort == "afgewezen" for m in s.meldingen(10_000)) for s in stores]
    for store in stores:
        store.close()
    assert told[0] == told[1]
    assert rejected[0] == rejected[1]
    assert told_of[0] == told_of[1] == len(rejected[0])
    originals = [{p.name for p in s.files.glob("*/*") if p.name[0] != "."} for s in (truth.settings, settings)]
    assert originals[0] == originals[1]
    made = [path for path in sorted(settings.reports.glob("*/*.pdf")) if path.read_bytes() != STAND_IN][:2]
    for path in made:
        release = ours.release(path.parent.name.rsplit("-", 1)[0])
        if report_store.report_folder(settings, ours, release) == path.parent:
            again = report_store.render_one(
                truth.settings, truth.releases, truth.releases.release(release.name), path.stem
            )
            assert again.read_bytes() == path.read_bytes()


@contextmanager
def _mounted(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own; only root may make one, and not in every container."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small file system can only be mounted by root")
    try:
        yield folder
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], capture_output=True, check=False)
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    with _mounted(tmp_path / "small", "24m") as folder:
        yield folder


@pytest.fixture
def own_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that holds all that a short run makes."""
    with _mounted(tmp_path / "own", f"{128 + 2 * KILLS}m") as folder:
        yield folder


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_on_a_full_disk_the_old_release_stays_is_served_and_nothing_is_lost(
    settings: Settings, made: Path, small_disk: Path, tmp_path: Path
) -> None:
    settings = replace(settings, state_dir=small_disk / "var", maxzoom=6)
    lay_ready(settings.state_dir, made)
    store = Store(settings.database, settings.files)
    store.migrate()
    releases = Releases(settings.releases)
    inbox, pipeline = Inbox(settings.inbox, store), Pipeline(settings, store, releases)

    def drop(month: str) -> list[Any]:
        shutil.copy(EXAMPLE / f"{month}.csv", settings.inbox)
        inbox.look(NOW)
        return inbox.look(NOW)

    assert drop("2026-10-01")[0].accepted
    pipeline.publish()
    before = releases.index()
    assert drop("2026-11-01")[0].accepted
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    with pytest.raises(OSError, match="No space left"):
        pipeline.publish()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = _web(settings, port, tmp_path / "web.log")
    try:
        web.wait_for(lambda: _status(port, "/healthz") == 200, 30)
        assert _status(port, "/tiles/actueel/6/32/20.mvt") == _status(port, "/gemeenten") == 200
        assert _status(port, "/rapportages/2026-II/PV24.pdf") == 503, "there is no room to keep it"
        assert _status(port, "/metrics") == 200
    finally:
        web.end()
    assert Releases(settings.releases).index() == before
    assert releases.current().differences() == ()
    assert [p.name for p in settings.releases.glob(".building-*")] == []
    ballast.unlink()
    assert len(pipeline.publish().releases) == 1
    assert str(releases.index().newest) == "2026-11-01"
    store.close()


def test_a_read_only_inbox_is_read_once(settings: Settings, store: Store, small_disk: Path) -> None:
    shutil.copy(EXAMPLE / "2026-11-01.csv", small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for expected in (1, 0):  # the second is after a restart
        inbox = Inbox(small_disk, store)
        assert len(inbox.look(NOW) + inbox.look(NOW) + inbox.look(NOW)) == expected
    assert len(store.current()) == 1
    assert (small_disk / "2026-11-01.csv").exists()
