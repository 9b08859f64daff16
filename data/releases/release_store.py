"""Releases: directories that never change, and one pointer file that says which of them are current.

A release holds everything of one peildatum (figures, tiles, pictures) and a manifest with the checksum of each file. It is
built beside the others, checked, renamed into place, and made current by one `os.replace` of `current.json`. Readers keep
what they have open, so they see the old release or the new one and never a mixture. The pointer can be lost: it is made
again from the releases that lie here and the pins in the database.
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock

from data.errors import NotShownYet, ReleaseIncomplete, ReleaseMissing
from data.files import move, sha256, write, write_unseen
from data.releases.release import (
    FORMER,
    MANIFEST,
    STAND,
    Release,
    json_bytes,
    release_name,
    revision_of,
    source_date,
    stand_bytes,
)
from data.releases.release_index import Index, Pin, Pointer, pointer_bytes
from data.releases.release_reader import NOWHERE, POINTER, ReleaseReader, fresh
from data.terms import Peildatum

__all__ = [
    "FORMER", "POINTER", "STAND", "Index", "Pin", "Release", "Releases", "release_name", "revision_of", "source_date",
    "stand_bytes",
]  # fmt: skip

log = logging.getLogger(__name__)

BUILDING = ".building-"


class Releases(ReleaseReader):
    """The folder with all releases. Reading is safe in any process; one process at a time may write, knowing the pins."""

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
                write_unseen(building / file_name, content)
                listed[file_name] = {"size": len(content), "sha256": sha256(content)}
            manifest = {"name": name, "inputs": dict(inputs), "files": dict(sorted(listed.items()))}
            write_unseen(building / MANIFEST, json_bytes(manifest))
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

    def mend(self) -> str:
        """Writes the pointer anew when it cannot be read; what was wrong with it, empty when nothing was.

        For who is about to build: a folder without any release gets a pointer that says so.
        """
        self.index()
        if self.damage is None and self._about() != NOWHERE:
            return ""
        with self._writing() as pointer:
            self._point(pointer, pointer.index.peildata)
        return str(pointer.damage or "")

    def switch(self, peildata: Mapping[Peildatum, str]) -> Index:
        """Makes exactly these releases current, pins excepted, in one step; writes nothing when nothing changes."""
        with self._writing() as pointer:
            before = self.pins() or {}
            pins = {p: pin for p, pin in before.items() if p not in peildata or pin.holds(peildata[p])}
            self._keep(pins, before, pointer)
            return self._point(pointer, {**peildata, **{p: pin.name for p, pin in pins.items() if p in peildata}})

    def roll_back(self, peildatum: Peildatum, to: str | None = None) -> Pin:
        """Goes back to an earlier release of a peildatum, or to none with an empty `to`, and pins it there.

        The pin ends when a revision comes that is newer than the one that was left. What is so already stays so. First
        the pin is kept, then the pointer written: whoever builds next makes up for what did not come to pass.
        Raises: ReleaseMissing, ReleaseIncomplete, NotShownYet.
        """
        with self._writing() as pointer:
            pins_before = self.pins() or {}
            pinned, left = pins_before.get(peildatum), pointer.index.peildata.get(peildatum, "")
            last = self._best_first(peildatum)
            if to is None:
                earlier = [n for n in last if revision_of(n) < revision_of(left)]
                if not earlier and not (pinned and pinned.name and pinned.name == left):
                    raise ReleaseMissing(f"van {peildatum} die " + (f"ouder is dan {left}" if left else "nu geldt"))
                to = earlier[0] if earlier else left
            if to:
                if to not in last:
                    raise ReleaseMissing(to)
                differences = self.release(to).differences()
                if differences:
                    raise ReleaseIncomplete(to, differences)
            elif not left and not pinned:
                raise ReleaseMissing(str(peildatum))
            before = pinned.through if pinned else 0
            pin = Pin(to, max(before, *(revision_of(n) for n in (*last, left))))
            self._keep({**pins_before, peildatum: pin}, pins_before, pointer)
            try:
                self._point(pointer, {**pointer.index.peildata, peildatum: to})
            except OSError as error:
                if self._pointer().index.peildata.get(peildatum, "") != to:
                    raise NotShownYet from error
            return pin

    def follow(self, peildatum: Peildatum) -> None:
        """Ends the pin of a peildatum; the next build makes its newest revision current again."""
        with self._writing() as pointer:
            before = self.pins() or {}
            self._keep({p: pin for p, pin in before.items() if p != peildatum}, before, pointer)
            if pointer.pins:
                self._point(pointer, pointer.index.peildata)

    def _keep(self, pins: Mapping[Peildatum, Pin], before: Mapping[Peildatum, Pin], pointer: Pointer) -> None:
        if self._pins and (pointer.pins or pins != before):
            self._pins.keep_pins(pins)

    def _point(self, pointer: Pointer, peildata: Mapping[Peildatum, str]) -> Index:
        names = {p: name for p, name in sorted(peildata.items(), reverse=True) if name}
        before = pointer.index.peildata
        repaired = any(self.whole(name) for name in self._index.damaged)
        if repaired or pointer.damage or pointer.pins or names != dict(before) or self._about() == NOWHERE:
            for name in set(before.values()) - set(names.values()):  # from now on it is old
                with suppress(OSError):
                    os.utime(self.folder / name)
            number = fresh(pointer.index.number) if pointer.damage else pointer.index.number + 1
            self._write(pointer_bytes(number, names))
            if pointer.damage:
                log.warning("pointer_mended reason=%s releases=%s", pointer.damage.reason, len(names))
        return self.index()

    def _write(self, content: bytes) -> None:
        path = self.folder / POINTER
        if path.is_dir() and not path.is_symlink():
            move(path, self.folder / f"{BUILDING}pointer-{time.time_ns()}")
        write(path, content)

    @contextmanager
    def _writing(self) -> Iterator[Pointer]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".current.lock", timeout=30):
            yield self._pointer()

    def prune(self, old: Callable[[Path], bool], keep: int = 1) -> tuple[str, ...]:
        """Removes releases that are not current, pinned or among the `keep` newest others of their peildatum, if `old`.

        What is not old stays: pages that are open still ask for it. The modification time of a release is when it was
        made or current last.
        """
        with self._writing() as pointer:
            pinned = [pin.name for pin in (self.pins() or {}).values()]
            stay = {*pointer.index.peildata.values(), *self.index().peildata.values(), *pinned}
            others: dict[str, int] = {}
            gone = []
            for name in sorted(self.names(), key=lambda n: (n[:10], revision_of(n)), reverse=True):
                if name in stay:
                    continue
                others[name[:10]] = others.get(name[:10], 0) + 1
                path = self.folder / name
                if others[name[:10]] > keep and old(path):
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
        return self.put_aside(self._pointer().index.peildata.values())

    def put_aside(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of these releases that differ from their manifest; they are put aside, so that they are built again."""
        wrong = tuple(name for name in names if self._wrong(name))
        for name in wrong:
            self._open.pop(name, None)
            if (self.folder / name).exists():
                move(self.folder / name, self.folder / f"{BUILDING}damaged-{name}")
        if wrong:
            self.index(again=True)
        return wrong

    def _wrong(self, name: str) -> bool:
        return not self.whole(name) or bool(self.release(name).differences())

    def sweep(self, before: float = math.inf) -> int:
        """Removes what a killed builder left behind; how many. Who does not build gives `before`: only what is older."""
        left = [p for p in self.folder.glob(f"{BUILDING}*") if p.is_dir() and p.stat().st_mtime < before]
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(left)
