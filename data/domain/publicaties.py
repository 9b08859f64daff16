"""What was published when: which version of the figures of each peildatum stood on the map at a moment. Pure.

Two times: the peildatum that figures are about, and the moment since when everybody could see them. A `Publicatie` is
one line of the log of the second; nothing in that log is ever changed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Self

from data.errors import InvalidTerm
from data.terms import Peildatum

INGETROKKEN = 0  # the revision of a line that says: from now on this peildatum has no figures
_FORM = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-r([1-9][0-9]{0,3})(-voorbeeld)?", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Versie:
    """One revision of the figures of a peildatum, as it is named in addresses. Example figures have a name of their own.

    >>> Versie.parse("2026-11-01-r2").revision, str(Versie(Peildatum.parse("2026-11-01"), 1, voorbeeld=True))
    (2, '2026-11-01-r1-voorbeeld')
    """

    peildatum: Peildatum
    revision: int
    voorbeeld: bool = False

    def __str__(self) -> str:
        return f"{self.peildatum}-r{self.revision}{'-voorbeeld' if self.voorbeeld else ''}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The version of that name. Raises InvalidTerm for anything else."""
        match = _FORM.fullmatch(text)
        if not match:
            raise InvalidTerm("versie", text[:40])
        return cls(Peildatum.parse(match[1]), int(match[2]), bool(match[3]))


@dataclass(frozen=True, slots=True)
class Publicatie:
    """Since `moment` (aware, UTC) this version stood on the map, with the klassen that follow from `grens`."""

    versie: Versie
    grens: Fraction
    bron: str
    release: str  # the release that showed it first; empty where that is not known
    sha256: str  # of what that release was made from; its first eight signs end the name of the release
    moment: dt.datetime

    @property
    def shows(self) -> bool:
        """Whether there are figures since then; False where they were taken off the map."""
        return self.versie.revision != INGETROKKEN


class Geldigheid(StrEnum):
    """What became of a version after it was published."""

    GELDT = "geldt"
    VERBETERD = "verbeterd"  # a later version stands in its place
    TERUGGEDRAAID = "teruggedraaid"  # an earlier version stands in its place again
    INGETROKKEN = "ingetrokken"  # the peildatum has no figures any more
    VERVANGEN = "vervangen"  # it was an example; real figures came


@dataclass(frozen=True, slots=True)
class Afloop:
    """What became of a version, since when, and which version of its peildatum stands now (None: none)."""

    geldigheid: Geldigheid
    sinds: dt.datetime
    nu: Versie | None


def standing(log: Iterable[Publicatie], before: dt.datetime | None = None) -> dict[Peildatum, Publicatie]:
    """What stood on the map just before a moment, or stands now: newest peildatum first, by peildatum its last line.

    Example figures count until the first real ones were published.
    """
    lines = sorted((p for p in log if before is None or p.moment < before), key=lambda p: p.moment)
    real = any(not p.versie.voorbeeld for p in lines)
    last = {p.versie.peildatum: p for p in lines if p.versie.voorbeeld is not real}
    return {peildatum: last[peildatum] for peildatum in sorted(last, reverse=True) if last[peildatum].shows}


def first_of(log: Iterable[Publicatie], versie: Versie) -> Publicatie | None:
    """When and how this version was published first; None when it never was."""
    return min((p for p in log if p.versie == versie), key=lambda p: p.moment, default=None)


def published(log: Iterable[Publicatie]) -> tuple[Publicatie, ...]:
    """Every version that was ever published, with its first line: newest peildatum and newest version first."""
    first: dict[Versie, Publicatie] = {}
    for line in sorted((p for p in log if p.shows), key=lambda p: p.moment):
        first.setdefault(line.versie, line)
    return tuple(first[versie] for versie in sorted(first, reverse=True))


def afloop(log: Sequence[Publicatie], versie: Versie) -> Afloop:
    """What became of a version that was published."""
    stands = standing(log).get(versie.peildatum)
    mine = sorted(
        (p for p in log if p.versie.peildatum == versie.peildatum and p.versie.voorbeeld == versie.voorbeeld),
        key=lambda p: p.moment,
    )
    last = max(n for n, line in enumerate(mine) if line.versie == versie)
    if stands and stands.versie == versie:
        since = last  # the klassen may have changed meanwhile, with another line
        while since and mine[since - 1].versie == versie:
            since -= 1
        return Afloop(Geldigheid.GELDT, mine[since].moment, versie)
    real = [p.moment for p in log if not p.versie.voorbeeld]
    if versie.voorbeeld and real:
        return Afloop(Geldigheid.VERVANGEN, min(real), stands.versie if stands else None)
    left = mine[last + 1].moment
    if stands is None:
        return Afloop(Geldigheid.INGETROKKEN, mine[-1].moment, None)
    improved = stands.versie.revision > versie.revision
    return Afloop(Geldigheid.VERBETERD if improved else Geldigheid.TERUGGEDRAAID, left, stands.versie)
