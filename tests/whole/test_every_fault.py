"""Each call that changes the disk fails once, and is once where the process dies; then the command runs undisturbed.

Here a few calls of each command; `make torture` sets LANDINBEELD_EVERY_FAULT and takes them all. Decision 0049.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store import table_dump
from data.store.database_pins import DatabasePins
from server.publishing.clearing import sweep
from server.settings import Settings
from tests.conftest import lay_ready
from tests.whole.failing_calls import KILL, Run, WarmCommand

EVERY = bool(os.environ.get("LANDINBEELD_EVERY_FAULT"))
FAULTS = {errno.EIO: "EIO", errno.ENOSPC: "ENOSPC", KILL: "SIGKILL"}
SAMPLE = {"write": KILL, "fsync": errno.EIO, "rename": errno.ENOSPC}  # of the last such call on a file of ours
EXAMPLE = REFERENCE_FOLDER / "voorbeeld"
EMBEDDED = REFERENCE_FOLDER / "gemeenten_2024.geojson"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[0-9.]*(\+00:00|Z)?")
DIFFER = {  # may differ from one run to the next: who holds the lock, locks, how often the pointer was written
    "worker.json", "worker.lock", "current.json",
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """A command, and the state that it starts from: the commands that made it."""

    name: str
    command: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()  # files that are taken out of that state
    every: int = 1  # of a command that takes seconds one call in so many, and the first and last of each kind
    sampled: bool = True  # whether `make test` has time for its start


FIRST, SECOND = (("snapshots", "import", str(EXAMPLE / f"2026-{month}-01.csv")) for month in ("10", "11"))
WITHDRAW = ("releases", "rollback", "2026-11-01", "--withdraw")
TWO = (FIRST, SECOND, ("tiles", "build"))
OPERATIONS = [
    Operation("snapshots-import", SECOND, (FIRST, ("tiles", "build"))),
    Operation("publish", ("tiles", "build"), (FIRST, ("tiles", "build"), SECOND)),
    Operation("rollback", WITHDRAW, TWO),
    Operation("prune", ("releases", "prune", "--days", "0", "--keep", "0"), (*TWO, WITHDRAW)),
    Operation("backup", ("backup", "{beside}/backup.tar.gz"), (*TWO, WITHDRAW)),
    Operation("restore", ("restore", "{beside}/made.tar.gz")),
    Operation(
        "boundaries-import", ("boundaries", "import", str(EMBEDDED), "--year", "2024"), (FIRST,), every=3, sampled=False
    ),
    Operation(
        "reports", ("reports", "render"), (FIRST, ("tiles", "build"), ("reports", "render")),
        without=("GM0344.pdf", "PV26.pdf"), every=2, sampled=False,
    ),
]  # fmt: skip


class Site:
    """A state folder and a folder beside it, put back to where they started before each run."""

    def __init__(self, folder: Path, warm: WarmCommand) -> None:
        self._start, self._work, self._warm = folder / "start", folder / "work", warm
        self.settings = Settings(state_dir=self._work / "var", maxzoom=6, processes=1)

    def prepare(self, operation: Operation, states: Path, made: Path) -> None:
        """Lays the state that the operation starts from, kept below `states` for the operations that share it."""
        self._lay(operation.before, states, made)
        if operation.name == "restore":
            self._lay((*TWO, WITHDRAW), states, made)
            target = self._work / "made.tar.gz"
            assert self.run(("backup", str(target))).code == 0
            shutil.rmtree(self.settings.state_dir)
            self.settings.state_dir.mkdir()
        for name in operation.without:
            for path in self.settings.state_dir.rglob(name):
                path.unlink()
        shutil.copytree(self._work, self._start, symlinks=True)

    def _lay(self, commands: tuple[tuple[str, ...], ...], states: Path, made: Path) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        kept = states / hashlib.sha256(repr(commands).encode()).hexdigest()[:12]
        if kept.exists():
            shutil.copytree(kept, self._work, symlinks=True)
        elif not commands:
            lay_ready(self.settings.state_dir, made)
        else:
            self._lay(commands[:-1], states, made)
            assert (ran := self.run(commands[-1])).code == 0, ran.err
            shutil.copytree(self._work, kept, symlinks=True)

    def reset(self) -> None:
        """Back to the start."""
        shutil.rmtree(self._work)
        shutil.copytree(self._start, self._work, symlinks=True)

    def run(self, command: tuple[str, ...], at: int = -1, error: int = 0) -> Run:
        """Runs the command here."""
        environment = {
            "LANDINBEELD_STATE_DIR": str(self.settings.state_dir),
            "LANDINBEELD_MAXZOOM": str(self.settings.maxzoom),
            "LANDINBEELD_PROCESSES": str(self.settings.processes),
        }
        told = [part.format(beside=self._work) for part in command]
        return self._warm.run(told, environment, [self._work], at, error)

    def relative(self, calls: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
        """The calls with what is temporary in their paths left out."""
        return [(kind, re.sub(r"\.(landinbeeld|building)-\w{8}", r".\1-", path)) for kind, path in calls]

    def seen(self) -> dict[str, Any]:
        """All that counts: rows, visible files, and which releases are current; moments left out."""
        settings = self.settings
        files = {
            str(path.relative_to(self._work)): _content(path)
            for path in sorted(self._work.rglob("*"))
            if path.is_file() and path.name not in DIFFER
            if not any(part.startswith((".", "landinbeeld.sqlite")) for part in path.relative_to(self._work).parts)
        }
        rows = _rows(settings) if (settings.state_dir / "landinbeeld.sqlite").exists() else []
        return {"files": files, "rows": rows, "current": dict(self._releases().index().peildata)}

    def expect_whole(self) -> None:
        """What readers can reach matches its manifest; the pointer is whole."""
        releases = self._releases()
        for name in releases.index().peildata.values():
            assert releases.release(name).differences() == (), name
        assert not releases.damage

    def expect_swept(self) -> None:
        """Nothing half written stays once a worker starts, as `sweep` does for it."""
        sweep(self.settings, self._releases())
        left = [
            path for path in self.settings.state_dir.rglob(".*") if re.match(r"\.(landinbeeld|building)-", path.name)
        ]
        assert left == []

    def _releases(self) -> Releases:
        return Releases(self.settings.releases, DatabasePins(self.settings.database, self.settings.files))


def _rows(settings: Settings) -> list[str]:
    return sorted(MOMENT.sub("", json.dumps(row, default=str)) for row in table_dump.dump(settings.database))


def _content(path: Path) -> object:
    """The bytes as a checksum; of a backup what is in it."""
    if not path.name.endswith(".tar.gz"):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with tarfile.open(path) as tar:
        members = {m.name: stream.read() for m in tar if (stream := tar.extractfile(m))}
    return {name: MOMENT.sub("", content.decode("latin-1")) for name, content in members.items()}


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmCommand]:
    """The process that runs our commands."""
    warm = WarmCommand(tmp_path_factory.mktemp("calls"))
    yield warm
    warm.end()


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """States that several operations start from."""
    return tmp_path_factory.mktemp("states")


def _chosen(calls: list[tuple[str, str]], every: int) -> list[tuple[int, int]]:
    """(number of the call, fault): all; of a sample the last write, fsync and rename, with one fault each."""
    if EVERY:
        kinds = [kind for kind, _ in calls]
        ends = {kinds.index(kind) for kind in kinds} | {len(kinds) - 1 - kinds[::-1].index(kind) for kind in kinds}
        numbers = [n for n in range(len(calls)) if n % every == 0 or n in ends]
        return [(number, fault) for number in numbers for fault in FAULTS]
    last = {kind: number for number, (kind, _) in enumerate(calls) if not _of_sqlite(calls, number)}
    return [(last[kind], fault) for kind, fault in SAMPLE.items() if kind in last]


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if EVERY or o.sampled], ids=lambda operation: operation.name
)
def test_whichever_call_fails_nothing_is_lost_and_the_end_is_the_same(
    operation: Operation, warm: WarmCommand, states: Path, made: Path, tmp_path: Path
) -> None:
    site = Site(tmp_path, warm)
    site.prepare(operation, states, made)
    calm = site.run(operation.command)
    assert calm.code == 0, calm.err
    truth, calls = site.seen(), site.relative(calm.calls)
    outcomes: Counter[str] = Counter()
    ignored: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for number, fault in _chosen(calls, operation.every):
        site.reset()
        try:
            outcome = _disturbed(site, operation, number, fault, truth)
            outcomes[outcome] += 1
            if outcome == "passed anyhow":
                assert _may_pass(operation, calls, number), "the error was swallowed"
                ignored[calls[number][0], _kind_of_place(calls[number][1])] += 1
        except (AssertionError, OSError, ValueError) as error:
            kind, path = calls[number]
            wrong.append(f"{FAULTS[fault]} at {number} {kind} {path}: {type(error).__name__} {str(error)[:700]}")
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(kind for kind, _ in calls).items()))
    told = ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items()))
    part = f" (one call in {operation.every})" if EVERY and operation.every > 1 else ""
    print(f"\n{operation.name}: {len(calls)} calls ({kinds}); {outcomes.total() + len(wrong)} faults{part}: {told}")
    for (kind, where), count in sorted(ignored.items()):
        print(f"  passed anyhow: {kind} {where} {count}")
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong)


def _may_pass(operation: Operation, calls: list[tuple[str, str]], number: int) -> bool:
    """Whether the command may say that all went well though this call failed: SQLite's own, clearing away, and one more.

    SQLite goes on without a sync of the folder of its log, and leaves for the next what it cannot copy when it closes.
    """
    kind, path = calls[number]
    pinned = operation.name == "rollback" and kind == "fsync" and path.endswith("/releases")  # the pin was kept before
    return pinned or kind not in ("write", "fsync", "rename", "link") or _of_sqlite(calls, number)


def _of_sqlite(calls: list[tuple[str, str]], number: int) -> bool:
    """Whether that is a call of SQLite: on its files, or the sync of their folder after that of a new log."""
    (kind, path), (_, before) = calls[number], calls[max(number - 1, 0)]
    return "landinbeeld.sqlite" in path or (kind == "fsync" and "landinbeeld.sqlite" in before)


def _kind_of_place(path: str) -> str:
    """Which file that is, without what differs from one to the next."""
    return re.sub(r"[0-9a-f]{8,}|\d{4}-\d\d-\d\d", "*", "/".join(Path(path).parts[-2:]))


def _disturbed(site: Site, operation: Operation, number: int, fault: int, truth: dict[str, Any]) -> str:
    """How one run with a fault ended, after everything that must hold was seen to hold."""
    ran = site.run(operation.command, number, fault)
    assert "Traceback" not in ran.err, ran.err
    assert ran.code in ((-9, 0) if fault == KILL else (0, 1)), (ran.code, ran.err)
    if ran.code == 1:
        assert len(ran.err.strip().splitlines()) == 1, ran.err
        assert re.search(r"schijf|database|kaartgegevens", ran.err), ran.err
    site.expect_whole()
    if ran.code == 0:
        _expect_same(site, truth)
    again = site.run(operation.command)
    assert again.code == 0 or (operation.name == "restore" and "leeg" in again.err), again.err
    _expect_same(site, truth)
    site.expect_whole()
    site.expect_swept()
    return {-9: "killed", 0: "passed anyhow", 1: "failed in a sentence"}[ran.code]


def _expect_same(site: Site, truth: dict[str, Any]) -> None:
    seen = site.seen()
    for what in truth:
        assert seen[what] == truth[what], what
