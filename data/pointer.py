"""What the pointer file of the releases says: which release each peildatum has, and what an operator pinned. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.release import revision_of
from data.terms import Peildatum


@dataclass(frozen=True, slots=True)
class Pin:
    """An operator's word that a peildatum stays on `name` (empty: has no release) until a later revision than this comes."""

    name: str
    through: int

    def holds(self, name: str) -> bool:
        """Whether this release has to wait for the pin."""
        return revision_of(name) <= self.through


@dataclass(frozen=True, slots=True)
class Index:
    """What is current: the release of each peildatum, newest peildatum first. `number` grows with each change."""

    number: int
    peildata: Mapping[Peildatum, str]
    pins: Mapping[Peildatum, Pin] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()  # named by the pointer, but not whole: others stand in for them

    @property
    def newest(self) -> Peildatum | None:
        """The newest peildatum that has a release."""
        return next(iter(self.peildata), None)

    @property
    def actueel(self) -> str | None:
        """The name of the release of the newest peildatum."""
        return next(iter(self.peildata.values()), None)
