"""The inbox: a folder where people drop COA files. A file counts when its size and time have stood still for a while.

What was taken in moves to `verwerkt/`, what was rejected to `afgewezen/` with its findings. What became of a file is noted
(`inbox.json` in the state folder) before it is moved: a folder that may not be written, or a crash in between, does not
make a file count twice. Time is measured with a clock that never jumps. A rejected file that still lies there after a
restart is read again, so that its findings come to lie beside it; the store knows it and keeps it once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data import files
from data.store import Store
from server.doors import Delivered, deliver

log = logging.getLogger(__name__)

DONE, REJECTED = "verwerkt", "afgewezen"
MAX_BYTES = 32 * 2**20
TEMPORARY = (
    ".part",
    ".partial",
    ".tmp",
    ".temp",
    ".crdownload",
    ".download",
    ".filepart",
    ".swp",
    ".lock",
    ".bak",
    "~",
)
AGAIN_S = 30.0  # after a failure of ours (full disk, database away)
PATIENCE = 3  # failures of a file during which the later ones wait for it: taken in after them it would count as newest
LONGEST_NAME = 150  # characters of a name that are kept behind the stamp


@dataclass(frozen=True, slots=True)
class _Seen:
    size: int
    changed: int  # nanoseconds
    number: int  # of the file on the disk: a file put over another is another


class Inbox:
    """Watches one folder. `still_s`: seconds that a file must not have changed; `memory`: where is noted what was done."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        still_s: float = 0.0,
        memory: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._store, self._still_s, self._clock = folder, store, still_s, clock
        self._memory = memory or folder.parent / "inbox.json"
        self._since: dict[str, tuple[_Seen, float]] = {}
        self._again: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._done = self._read_memory()
        self._rejected: dict[str, Delivered] = {}  # of `_done`, as long as this process lives
        for path in (folder, folder / DONE, folder / REJECTED):
            with contextlib.suppress(OSError):
                path.mkdir(parents=True, exist_ok=True)

    def look(self, now: dt.datetime) -> list[Delivered]:
        """Takes in every file that has stood still, oldest first; what became of each. `now` is for the records."""
        moment = self._clock()
        present = self._present()
        since: dict[str, tuple[_Seen, float]] = {}
        ready = []
        for name, seen in present.items():
            before, first = self._since.get(name, (None, moment))
            known = before == seen
            since[name] = (seen, first if known else moment)
            if known and moment - first >= self._still_s:
                ready.append(name)
        self._since = since
        self._forget(present)
        delivered = []
        for name in sorted(ready, key=lambda n: (present[n].changed, n)):
            if self._done.get(name) == present[name]:
                self._move(name, now, self._rejected.get(name), again=True)
                continue
            if self._again.get(name, moment) > moment:
                if self._failures[name] < PATIENCE:
                    break
                continue
            try:
                delivered.append(self._take(name, present[name], now))
                self._failures.pop(name, None)
            except Exception:  # the edge of one file: said, tried again later; the others wait a while, then go on
                self._again[name] = self._clock() + AGAIN_S
                self._failures[name] = self._failures.get(name, 0) + 1
                log.exception("inbox_file_failed file=%s", name)
                if self._failures[name] < PATIENCE:
                    break
        return delivered

    def _present(self) -> dict[str, _Seen]:
        """The regular files that could be meant for us; links, folders and temporary files are not."""
        found = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")) or entry.name.lower().endswith(TEMPORARY):
                    continue
                with contextlib.suppress(FileNotFoundError):
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(about.st_mode):
                        found[entry.name] = _Seen(about.st_size, about.st_mtime_ns, about.st_ino)
        return found

    def _take(self, name: str, seen: _Seen, now: dt.datetime) -> Delivered:
        with (self._folder / name).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        delivered = deliver(self._store, content, name, door="inbox", wie="", now=now)
        self._done[name] = seen
        self._rejected.pop(name, None)
        if delivered.accepted:
            self._write_memory()
        else:
            self._rejected[name] = delivered
        self._move(name, now, delivered)
        return delivered

    def _move(self, name: str, now: dt.datetime, delivered: Delivered | None, *, again: bool = False) -> None:
        """Out of the way; where that is not allowed the file stays, and what was noted keeps it from counting again."""
        accepted = delivered is None or delivered.accepted
        folder = self._folder / (DONE if accepted else REJECTED)
        target = folder / f"{now:%Y%m%dT%H%M%SZ}-{name[-LONGEST_NAME:]}"
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{now:%Y%m%dT%H%M%SZ}-{number}-{name[-LONGEST_NAME:]}"
        try:
            if delivered is not None and not accepted:
                findings = [finding.to_json() for finding in delivered.findings]
                report = target.with_name(f"{target.name}.bevindingen.json")
                files.write(report, json.dumps(findings, ensure_ascii=False, indent=1).encode() + b"\n")
            files.move(self._folder / name, target)
        except OSError as error:
            if not again:
                log.warning("inbox_file_stays file=%s reason=%s", name, error)

    def _forget(self, present: dict[str, _Seen]) -> None:
        gone = [name for name in self._done if name not in present]
        for name in gone:
            del self._done[name]
            self._rejected.pop(name, None)
        for name in [n for n in self._again if n not in present]:
            del self._again[name]
            self._failures.pop(name, None)
        if gone:
            self._write_memory()

    def _read_memory(self) -> dict[str, _Seen]:
        try:
            return {name: _Seen(*seen) for name, seen in json.loads(self._memory.read_bytes()).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write_memory(self) -> None:
        told = {
            name: [seen.size, seen.changed, seen.number]
            for name, seen in self._done.items()
            if name not in self._rejected
        }
        try:
            files.write(self._memory, json.dumps(told).encode())
        except OSError as error:
            log.warning("inbox_memory_failed reason=%s", error)
