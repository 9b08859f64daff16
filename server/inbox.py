"""The inbox: a folder where people drop COA files. A file counts when its size has stood still between two looks."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from data.store import Store
from server.doors import Delivered, deliver

log = logging.getLogger(__name__)

DONE, REJECTED = "verwerkt", "afgewezen"
MAX_BYTES = 32 * 2**20
TEMPORARY = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp", "~")


@dataclass(frozen=True, slots=True)
class _Seen:
    size: int
    changed: int  # nanoseconds


class Inbox:
    """Watches one folder. What was taken in moves to `verwerkt/`, what was rejected to `afgewezen/` with its findings."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._seen: dict[str, _Seen] = {}
        for path in (folder, folder / DONE, folder / REJECTED):
            path.mkdir(parents=True, exist_ok=True)

    def look(self, now: dt.datetime) -> list[Delivered]:
        """Takes in every file that stood still since the last look; what became of each."""
        seen: dict[str, _Seen] = {}
        ready = []
        for path in sorted(self._folder.iterdir()):
            if not path.is_file() or path.name.startswith((".", "~")) or path.name.lower().endswith(TEMPORARY):
                continue
            about = path.stat()
            seen[path.name] = _Seen(about.st_size, about.st_mtime_ns)
            if self._seen.get(path.name) == seen[path.name]:
                ready.append(path)
        self._seen = seen
        return [self._take(path, now) for path in ready]

    def _take(self, path: Path, now: dt.datetime) -> Delivered:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        delivered = deliver(self._store, content, path.name, door="inbox", wie="", now=now)
        stamped = f"{now:%Y%m%dT%H%M%SZ}-{path.name}"
        if delivered.accepted:
            path.replace(self._folder / DONE / stamped)
        else:
            findings = [finding.to_json() for finding in delivered.findings]
            report = self._folder / REJECTED / f"{stamped}.bevindingen.json"
            report.write_text(json.dumps(findings, ensure_ascii=False, indent=1) + os.linesep, encoding="utf-8")
            path.replace(self._folder / REJECTED / stamped)
        return delivered
