"""The releases as readers see them: what is current now, also where the pointer or a release is damaged."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from data.errors import PointerDamaged, ReleaseMissing
from data.releases.release import MANIFEST, NAME, Release, peildatum_of, revision_of
from data.releases.release_index import Index, Pin, Pins, Pointer, read_pointer
from data.terms import Peildatum

POINTER = "current.json"
EMPTY = Index(0, {})
NOWHERE = (0, 0, 0, 0)


class ReleaseReader:
    """The folder with all releases, for any process. `pins` tells what operators pinned, for when the pointer is damaged."""

    def __init__(self, folder: Path, pins: Pins | None = None) -> None:
        self.folder, self._path = folder, os.fspath(folder / POINTER)
        self.damage: PointerDamaged | None = None  # what is wrong with the pointer since the last look
        self._pins = pins
        self._seen: tuple[int, int, int, int] | None = None
        self._index = EMPTY
        self._open: dict[str, Release] = {}

    def index(self, *, again: bool = False) -> Index:
        """What is current now. Costs one `stat` when nothing changed; a damaged pointer keeps the last good one.

        Who never saw a good one gets what lies here. A release that is not whole gives way to what was served before, or
        to another of its peildatum. `again` looks at all files anew.
        """
        seen = self._about()
        if again or seen != self._seen:
            pointer = self._pointer()
            if again or self._index is EMPTY or (pointer.damage is None and seen != NOWHERE):
                self._index = self._trusted(pointer.index)
            self._seen, self.damage = seen, pointer.damage
        return self._index

    def unchanged(self) -> int | None:
        """The number of what was current at the last look, when the pointer is still as it was then; else None.

        Costs one `stat` and reads nothing: for who may not wait.
        """
        return self._index.number if self._about() == self._seen else None

    def _about(self) -> tuple[int, int, int, int]:
        try:
            about = os.stat(self._path)  # noqa: PTH116 - at every answer from memory
        except OSError:
            return NOWHERE
        return about.st_ino, about.st_mtime_ns, about.st_ctime_ns, about.st_size

    def _pointer(self) -> Pointer:
        """What the pointer says; where it cannot be read what was known, or else what lies here."""
        try:
            return read_pointer(self.folder / POINTER)
        except PointerDamaged as error:
            if self._about() == NOWHERE and not self.names():  # nothing was ever released, or the whole folder is away
                return Pointer(self._index)
            return Pointer(self._rebuilt() if self._index is EMPTY else self._index, damage=error)

    def _rebuilt(self) -> Index:
        """The newest revision of every peildatum that lies here, pins excepted; no example beside real figures.

        Without knowing the pins nothing: a month that was taken off the map must not return.
        """
        pins = self.pins()
        if pins is None:
            return EMPTY
        newest: dict[Peildatum, str] = {}
        whole = [name for name in self._best_first() if self.whole(name)]
        for name in [n for n in whole if not self._is_example(n)] or whole:
            newest.setdefault(peildatum_of(name), name)
        for peildatum, pin in pins.items():
            if peildatum in newest and pin.holds(newest[peildatum]):
                newest[peildatum] = pin.name
        return Index(fresh(0), {p: name for p, name in sorted(newest.items(), reverse=True) if name})

    def _best_first(self, peildatum: Peildatum | None = None) -> list[str]:
        """The releases that lie here, of one peildatum or all: newest revision first, of those the one built last."""

        def rank(name: str) -> tuple[int, float]:
            try:
                return revision_of(name), (self.folder / name / MANIFEST).stat().st_mtime
            except OSError:
                return 0, 0.0

        names = [n for n in self.names() if peildatum is None or peildatum_of(n) == peildatum]
        return sorted(names, key=rank, reverse=True)

    def _is_example(self, name: str) -> bool:
        inputs = self.release(name).manifest.get("inputs")
        return isinstance(inputs, Mapping) and bool(inputs.get("voorbeeld"))

    def pins(self) -> dict[Peildatum, Pin] | None:
        """What operators pinned, also with an older version of this program; None when that cannot be known now."""
        kept = self._pins.pins() if self._pins else None
        if kept is None:
            return None
        try:
            older = read_pointer(self.folder / POINTER).pins
        except PointerDamaged:
            older = {}
        return {**older, **{peildatum: Pin(*pin) for peildatum, pin in kept.items()}}

    def _trusted(self, index: Index) -> Index:
        damaged = tuple(name for name in index.peildata.values() if not self.whole(name))
        if not damaged:
            return index
        for name in damaged:
            self._open.pop(name, None)
        served: dict[Peildatum, str] = {}
        for peildatum, name in index.peildata.items():
            others = (self._index.peildata.get(peildatum, ""), *self._best_first(peildatum))
            sound = next((n for n in (name, *others) if n and n not in damaged and self.whole(n)), None)
            if sound:
                served[peildatum] = sound
        return replace(index, peildata=served, damaged=damaged)

    def whole(self, name: str) -> bool:
        """Whether every file of a release is there with its size: a quick look, `Release.differences` reads them."""
        try:
            manifest = json.loads((self.folder / name / MANIFEST).read_bytes())
            return all(
                (self.folder / name / file).stat().st_size == about["size"] for file, about in manifest["files"].items()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    def release(self, name: str) -> Release:
        """The release of this name, current or not. Raises ReleaseMissing."""
        opened = self._open.get(name)
        if opened is None:
            if not NAME.fullmatch(name):
                raise ReleaseMissing(name[:60])
            path = self.folder / name
            try:
                manifest = json.loads((path / MANIFEST).read_bytes())
            except FileNotFoundError:
                raise ReleaseMissing(name) from None
            opened = self._open[name] = Release(name, path, manifest)
            while len(self._open) > 64:  # old ones are read again when asked for
                del self._open[next(iter(self._open))]
        return opened

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


def fresh(number: int) -> int:
    """A number above all earlier ones, even when those are lost: microseconds since 1970."""
    return max(number + 1, time.time_ns() // 1000)
