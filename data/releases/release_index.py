"""The pointer file of the releases: which release each peildatum has. What is pinned stands in the database.

A file that is not exactly what this program writes is damaged, whatever the damage is: `PointerDamaged`.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from data.errors import PointerDamaged
from data.releases.release import NAME, json_bytes, revision_of
from data.terms import Peildatum

LARGEST = 2**20  # bytes; a month takes some fifty


class Pin(NamedTuple):
    """An operator's word that a peildatum stays on `name` (empty: has no release) until a later revision than this comes."""

    name: str
    through: int

    def holds(self, name: str) -> bool:
        """Whether this release has to wait for the pin."""
        return revision_of(name) <= self.through


class Pins(Protocol):
    """Where the pins are kept: the store. Name and revision per peildatum, as in `Pin`."""

    def pins(self) -> Mapping[Peildatum, tuple[str, int]] | None:
        """All pins; None when they cannot be known now."""

    def keep_pins(self, pins: Mapping[Peildatum, tuple[str, int]]) -> None:
        """Makes these the pins, all or nothing."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is current: the release of each peildatum, newest peildatum first. `number` grows with each change."""

    number: int
    peildata: Mapping[Peildatum, str]
    damaged: tuple[str, ...] = ()  # named by the pointer, but not whole: others stand in for them

    @property
    def newest(self) -> Peildatum | None:
        """The newest peildatum that has a release."""
        return next(iter(self.peildata), None)

    @property
    def actueel(self) -> str | None:
        """The name of the release of the newest peildatum."""
        return next(iter(self.peildata.values()), None)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the pointer file says or, when it has `damage`, what is used in its place.

    `pins` are those of an older version of this program, which kept them there.
    """

    index: Index
    pins: Mapping[Peildatum, Pin] = field(default_factory=dict)
    damage: PointerDamaged | None = None


def read_pointer(path: Path) -> Pointer:
    """What the pointer file says. Raises PointerDamaged, whatever is wrong."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            raise PointerDamaged("is geen bestand van dit programma")
        return parse(path.read_bytes())
    except FileNotFoundError as error:
        raise PointerDamaged("ontbreekt") from error
    except OSError as error:
        raise PointerDamaged("is niet te lezen") from error


def parse(raw: bytes) -> Pointer:
    """What these bytes of a pointer file say. Raises PointerDamaged, whatever is wrong."""
    try:
        content = json.loads(raw)
        peildata = {Peildatum.parse(key): _name(key, name) for key, name in content["peildata"].items()}
        pins = {Peildatum.parse(key): _pin(key, *pin) for key, pin in content.get("pins", {}).items()}
        return Pointer(Index(_number(content["number"]), dict(sorted(peildata.items(), reverse=True))), pins)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PointerDamaged("is beschadigd") from error


def pointer_bytes(number: int, peildata: Mapping[Peildatum, str]) -> bytes:
    """The bytes of a pointer file, as `parse` reads them."""
    return json_bytes({"number": number, "peildata": {str(p): name for p, name in peildata.items()}})


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value


def _name(peildatum: str, value: Any) -> str:
    if not NAME.fullmatch(value) or not value.startswith(f"{peildatum}-"):
        raise ValueError(value)
    return str(value)


def _pin(peildatum: str, name: Any, through: Any) -> Pin:
    return Pin(name if name == "" else _name(peildatum, name), _number(through))
