"""Watches over the files of the current releases: what was touched is read at once, everything else a little at a time."""

from __future__ import annotations

from pathlib import Path

from data.releases.release_store import Releases

SLICE = 32 * 2**20  # bytes that one look reads at most, and one file more; a month takes some 3 MB

Signature = tuple[int, int, int, int]


class ReleaseWatch:
    """Finds releases whose bytes changed. One per process, for its whole life; reads in turn, the longest unread first."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases
        self._read: dict[tuple[str, str], Signature] = {}  # longest ago first

    def look(self) -> tuple[str, ...]:
        """Releases that differ from their manifest; they are put aside, so that they are built again."""
        present = self._present()
        self._read = {key: signature for key, signature in self._read.items() if key in present}
        changed = [key for key in self._read if present[key] != self._read[key]]
        never = [key for key in present if key not in self._read]
        left, wrong = SLICE, set()
        for key in dict.fromkeys([*changed, *never, *self._read]):
            if left <= 0:
                break
            left -= present[key][-1]
            name, file_name = key
            if self._releases.release(name).differs(file_name):
                wrong.add(name)
            self._read.pop(key, None)
            self._read[key] = present[key]
        return self._releases.put_aside(sorted(wrong))

    def _present(self) -> dict[tuple[str, str], Signature]:
        signatures: dict[tuple[str, str], Signature] = {}
        for name in self._releases.index().peildata.values():
            release = self._releases.release(name)
            for file_name in release.manifest["files"]:
                signatures[name, file_name] = _signature(release.path / file_name)
        return signatures


def _signature(path: Path) -> Signature:
    """Changes with every write to the file, also one after which its times were put back."""
    try:
        about = path.stat()
    except OSError:
        return 0, 0, 0, 0
    return about.st_ino, about.st_mtime_ns, about.st_ctime_ns, about.st_size
