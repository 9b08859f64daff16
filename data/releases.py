"""Releases: directories that never change, and one pointer file that says which of them are current.

A release holds everything of one peildatum (figures, tiles, pictures) and a manifest with the checksum of each file. It is
built beside the others, checked, renamed into place, and made current by one `os.replace` of `current.json`. Readers keep
what they have open, so they see the old release or the new one and never a mixture.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from data.errors import ReleaseIncomplete, ReleaseMissing
from data.files import move, sha256, write
from data.pointer import Index, Pin
from data.release import (
    FORMER,
    MANIFEST,
    NAME,
    STAND,
    Release,
    json_bytes,
    release_name,
    revision_of,
    source_date,
    stand_bytes,
)
from data.terms import Peildatum

__all__ = [
    "FORMER", "POINTER", "STAND", "Index", "Pin", "Release", "Releases", "release_name", "revision_of", "source_date",
    "stand_bytes",
]  # fmt: skip

POINTER = "current.json"
BUILDING = ".building-"


EMPTY = Index(0, {})


class Releases:
    """The folder with all releases. Reading is safe in any process; one process at a time may write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[int, int, int] | None = None
        self._index = EMPTY
        self._open: dict[str, Release] = {}

    def index(self, *, again: bool = False) -> Index:
        """What is current now. Costs one `stat` when nothing changed; a damaged pointer keeps the last good one.

        A release that is not whole gives way to what was served before, or to another of its peildatum. `again` looks at
        all files anew.
        """
        try:
            about = (self.folder / POINTER).stat()
        except FileNotFoundError:
            return self._index
        seen = (about.st_ino, about.st_mtime_ns, about.st_size)
        if again or seen != self._seen:
            try:
                self._index = self._trusted(self._read_pointer())
            except (ValueError, KeyError):
                if self._index is EMPTY:
                    raise
            self._seen = seen
        return self._index

    def _read_pointer(self) -> Index:
        told = json.loads((self.folder / POINTER).read_bytes())
        peildata = {Peildatum.parse(key): str(name) for key, name in told["peildata"].items()}
        pins = {Peildatum.parse(key): Pin(*value) for key, value in told.get("pins", {}).items()}
        return Index(int(told["number"]), dict(sorted(peildata.items(), reverse=True)), pins)

    def _trusted(self, index: Index) -> Index:
        damaged = tuple(name for name in index.peildata.values() if not self.whole(name))
        if not damaged:
            return index
        for name in damaged:
            self._open.pop(name, None)
        served: dict[Peildatum, str] = {}
        for peildatum, name in index.peildata.items():
            others = (
                self._index.peildata.get(peildatum, ""),
                *(n for n in self.names() if n.startswith(f"{peildatum}-")),
            )
            found = next((n for n in (name, *others) if n and n not in damaged and self.whole(n)), None)
            if found:
                served[peildatum] = found
        return replace(index, peildata=served, damaged=damaged)

    def whole(self, name: str) -> bool:
        """Whether every file of a release is there with its size: a quick look, `Release.differences` reads them."""
        try:
            manifest = json.loads((self.folder / name / MANIFEST).read_bytes())
            return all(
                (self.folder / name / file).stat().st_size == about["size"] for file, about in manifest["files"].items()
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def release(self, name: str) -> Release:
        """The release of this name, current or not. Raises ReleaseMissing."""
        found = self._open.get(name)
        if found is None:
            if not NAME.fullmatch(name):
                raise ReleaseMissing(name[:60])
            path = self.folder / name
            try:
                manifest = json.loads((path / MANIFEST).read_bytes())
            except FileNotFoundError:
                raise ReleaseMissing(name) from None
            found = self._open[name] = Release(name, path, manifest)
            while len(self._open) > 64:  # old ones are read again when asked for
                del self._open[next(iter(self._open))]
        return found

    def current(self, peildatum: Peildatum | None = None) -> Release:
        """The current release of a peildatum, by default of the newest. Raises ReleaseMissing."""
        index = self.index()
        name = index.actueel if peildatum is None else index.peildata.get(peildatum)
        if name is None:
            raise ReleaseMissing("" if peildatum is None else str(peildatum))
        return self.release(name)

    def names(self) -> list[str]:
        """All releases on disk, newest peildatum first."""
        if not self.folder.is_dir():
            return []
        return sorted((p.name for p in self.folder.iterdir() if NAME.fullmatch(p.name)), reverse=True)

    def add(self, name: str, files: Iterable[tuple[str, bytes]], inputs: Mapping[str, Any]) -> Release:
        """Writes a release that is not current yet: beside, synced, verified, renamed. An equal one is taken as it is.

        Raises ReleaseIncomplete when what was written does not read back as it should.
        """
        path = self.folder / name
        harmed = path.exists()
        if harmed:
            if self.whole(name) and not self.release(name).differences():
                return self.release(name)
            self._open.pop(name, None)
        self.folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=self.folder))
        try:
            listed = {}
            for file_name, content in files:
                write(building / file_name, content)
                listed[file_name] = {"size": len(content), "sha256": sha256(content)}
            manifest = {"name": name, "inputs": dict(inputs), "files": dict(sorted(listed.items()))}
            write(building / MANIFEST, json_bytes(manifest))
            differences = Release(name, building, manifest).differences()
            if differences:
                raise ReleaseIncomplete(name, differences)
            building.chmod(0o755)
            if harmed:  # away with it at the last moment, under a name that `sweep` knows
                with suppress(FileNotFoundError):
                    move(path, building.with_name(f"{building.name}-damaged"))
            move(building, path)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        return self.release(name)

    def switch(self, peildata: Mapping[Peildatum, str]) -> Index:
        """Makes exactly these releases current, pins excepted, in one step; a change of nothing writes nothing."""
        with self._writing():
            told = self._told()
            pins = {p: pin for p, pin in told.pins.items() if p not in peildata or pin.holds(peildata[p])}
            return self._point(told, {**peildata, **{p: pin.name for p, pin in pins.items() if p in peildata}}, pins)

    def roll_back(self, peildatum: Peildatum, to: str | None = None) -> Index:
        """Goes back to an earlier release of a peildatum, or to none with an empty `to`, and pins it there.

        The pin ends when a revision comes that is newer than the one that was left. Raises: ReleaseMissing,
        ReleaseIncomplete.
        """
        with self._writing():
            told = self._told()
            left = told.peildata.get(peildatum, "")
            last = [n for n in self.names() if n.startswith(f"{peildatum}-")]
            if to is None:
                earlier = sorted((n for n in last if revision_of(n) < revision_of(left)), key=revision_of)
                if not earlier:
                    raise ReleaseMissing(f"van {peildatum} die " + (f"ouder is dan {left}" if left else "nu geldt"))
                to = earlier[-1]
            if to:
                if to not in last:
                    raise ReleaseMissing(to)
                differences = self.release(to).differences()
                if differences:
                    raise ReleaseIncomplete(to, differences)
            elif not left:
                raise ReleaseMissing(str(peildatum))
            through = max(revision_of(n) for n in (*last, left))
            return self._point(told, {**told.peildata, peildatum: to}, {**told.pins, peildatum: Pin(to, through)})

    def follow(self, peildatum: Peildatum) -> Index:
        """Ends the pin of a peildatum; the next build makes its newest revision current again."""
        with self._writing():
            told = self._told()
            return self._point(told, told.peildata, {p: pin for p, pin in told.pins.items() if p != peildatum})

    def _point(self, told: Index, peildata: Mapping[Peildatum, str], pins: Mapping[Peildatum, Pin]) -> Index:
        found = {p: name for p, name in sorted(peildata.items(), reverse=True) if name}
        repaired = any(self.whole(name) for name in self._index.damaged)
        if repaired or (found, dict(pins)) != (dict(told.peildata), dict(told.pins)):
            written = {
                "number": told.number + 1,
                "peildata": {str(p): name for p, name in found.items()},
                "pins": {str(p): [pin.name, pin.through] for p, pin in sorted(pins.items())},
            }
            for name in set(told.peildata.values()) - set(found.values()):  # from now on it is old
                with suppress(FileNotFoundError):
                    os.utime(self.folder / name)
            write(self.folder / POINTER, json_bytes(written))
        return self.index()

    def _told(self) -> Index:
        try:
            return self._read_pointer()
        except (OSError, ValueError, KeyError):
            return self._index

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".current.lock", timeout=30):
            yield

    def prune(self, before: float, keep: int = 1) -> tuple[str, ...]:
        """Removes releases that are not current, pinned or among the `keep` newest others of their peildatum.

        Those made, or current, after `before` (seconds since 1970) stay as well: pages that are open still ask for them.
        """
        with self._writing():
            told = self._told()
            stay = {*told.peildata.values(), *self.index().peildata.values(), *(pin.name for pin in told.pins.values())}
            others: dict[str, int] = {}
            gone = []
            for name in sorted(self.names(), key=lambda n: (n[:10], revision_of(n)), reverse=True):
                if name in stay:
                    continue
                others[name[:10]] = others.get(name[:10], 0) + 1
                path = self.folder / name
                if others[name[:10]] > keep and path.stat().st_mtime < before:
                    move(path, self._gone(name))
                    self._open.pop(name, None)
                    gone.append(name)
        for name in gone:  # not a sweep: somebody may be building
            shutil.rmtree(self._gone(name), ignore_errors=True)
        return tuple(gone)

    def _gone(self, name: str) -> Path:
        """Where a release goes first, in one step; a later sweep finds it there too."""
        return self.folder / f"{BUILDING}gone-{name}"

    def verify(self) -> tuple[str, ...]:
        """Reads every current release; one that differs from its manifest is put aside, so that it is built again."""
        wrong = tuple(name for name in self._told().peildata.values() if self._wrong(name))
        for name in wrong:
            self._open.pop(name, None)
            if (self.folder / name).exists():
                move(self.folder / name, self.folder / f"{BUILDING}damaged-{name}")
        if wrong:
            self.index(again=True)
        return wrong

    def _wrong(self, name: str) -> bool:
        return not self.whole(name) or bool(self.release(name).differences())

    def sweep(self) -> int:
        """Removes what a killed builder left behind; how many. For the one process that builds."""
        left = [p for p in self.folder.glob(f"{BUILDING}*") if p.is_dir()]
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(left)
