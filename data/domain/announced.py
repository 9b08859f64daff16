"""The taakstelling of a half-year as a circular announced it, per area, and how far that half-year is. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from data.terms import LAND, Circulaire, Gebied, Gemeente, Halfjaar


class Staat(StrEnum):
    """How far a half-year is of which the taakstelling is known."""

    NIET_BEGONNEN = "nog niet begonnen"
    GEEN_CIJFERS = "begonnen, nog zonder cijfers"
    CIJFERS = "begonnen, met cijfers"


def staat_of(halfjaar: Halfjaar, today: dt.date, *, cijfers: bool) -> Staat:
    """The state on a day; `cijfers` says whether a real stand of the half-year is published."""
    if cijfers:
        return Staat.CIJFERS
    return Staat.NIET_BEGONNEN if today < halfjaar.begin else Staat.GEEN_CIJFERS


@dataclass(frozen=True, slots=True)
class Doel:
    """The taakstelling of one area, in persons; None for a gemeente that the circular does not have any more."""

    code: Gebied
    naam: str
    provinciecode: str
    provincie: str
    taakstelling: int | None
    inwoners: int | None


@dataclass(frozen=True, slots=True)
class Aankondiging:
    """All areas of one half-year. `gemeenten` and `provincies` are sorted by code."""

    halfjaar: Halfjaar
    uitgever: str
    gemeenten: tuple[Doel, ...]
    provincies: tuple[Doel, ...]
    nederland: Doel


def announce(circulaire: Circulaire, gemeenten: Iterable[Gemeente]) -> Aankondiging:
    """What a circular announces; `gemeenten` are those of the year of its half-year."""
    rows = [
        Doel(
            g.code,
            g.naam,
            g.provinciecode,
            g.provincie,
            circulaire.taakstellingen.get(g.code),
            circulaire.inwoners.get(g.code),
        )
        for g in sorted(gemeenten, key=lambda g: g.code)
    ]
    areas = sorted({(r.provinciecode, r.provincie) for r in rows})
    provincies = [_sum(Gebied(code), naam, [r for r in rows if r.provinciecode == code]) for code, naam in areas]
    return Aankondiging(
        circulaire.halfjaar, circulaire.uitgever, tuple(rows), tuple(provincies), _sum(LAND, "Nederland", rows)
    )


def _sum(code: Gebied, naam: str, rows: list[Doel]) -> Doel:
    people = [r.inwoners for r in rows if r.inwoners is not None]
    return Doel(code, naam, "", "", sum(r.taakstelling or 0 for r in rows), sum(people) if people else None)
