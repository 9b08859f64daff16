"""Which gemeenten exist in which year, and where the others went: the reference facts every other module leans on.

Facts from `data/reference/gemeenten.csv` (the 342 of 1 January 2024) and `data/reference/herindelingen.csv` (every
change since 1 January 2017); sources and licences in `data/reference/README.md`. The sets of earlier years are found by
undoing the changes, so there is one list to keep. Read once, on first use.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from data import dutch
from data.errors import InvalidTerm, UnknownGebied
from data.terms import LAST_YEAR, Gemeente, Gemeentecode

FIRST_KNOWN_YEAR = 2016
REFERENCE_DATE = dt.date(2024, 1, 1)  # of gemeenten.csv
REFERENCE_FOLDER = Path(__file__).parent

PROVINCIES = {
    "PV20": "Groningen",
    "PV21": "Fryslân",
    "PV22": "Drenthe",
    "PV23": "Overijssel",
    "PV24": "Flevoland",
    "PV25": "Gelderland",
    "PV26": "Utrecht",
    "PV27": "Noord-Holland",
    "PV28": "Zuid-Holland",
    "PV29": "Zeeland",
    "PV30": "Noord-Brabant",
    "PV31": "Limburg",
}


class Soort(StrEnum):
    """How much of the old gemeente went over."""

    GEHEEL = "geheel"  # the whole gemeente; figures may be added up
    DEEL = "deel"  # split over several; figures may not be added up
    GRENS = "grens"  # a border change; the old gemeente goes on


@dataclass(frozen=True, slots=True)
class Herindeling:
    """One old gemeente, or a part of it, becoming part of another on a date."""

    date: dt.date
    old: Gemeente
    new_code: Gemeentecode
    new_naam: str
    creates: bool  # the new gemeente begins on this date; else it existed already
    soort: Soort
    aandeel_pct: str  # share of the addresses (not of the inhabitants) in percent, as the source writes it

    @property
    def provincie_changes(self) -> bool:
        """Whether this area went to another provincie."""
        return gemeente(self.new_code).provinciecode != self.old.provinciecode

    @property
    def note(self) -> str:
        """For people: what went over, in Dutch."""
        share = dutch.decimal(Fraction(self.aandeel_pct))
        text = {
            Soort.GEHEEL: "de hele gemeente",
            Soort.DEEL: f"ongeveer {share}% van de adressen (gesplitst)",
            Soort.GRENS: f"grenswijziging, ongeveer {share}% van de adressen",
        }[self.soort]
        if self.provincie_changes:
            return f"{text}; van {self.old.provincie} naar {gemeente(self.new_code).provincie}"
        return text


@dataclass(frozen=True, slots=True)
class Opgegaan:
    """Where a gemeente that no longer exists went, or one of the places when it was split."""

    date: dt.date
    code: Gemeentecode
    naam: str
    note: str


def _rows(filename: str) -> list[dict[str, str]]:
    with (REFERENCE_FOLDER / filename).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_gemeente(code: str, naam: str, provinciecode: str) -> Gemeente:
    """The gemeente with the name of its provincie filled in. Raises KeyError for an unknown provinciecode."""
    return Gemeente(Gemeentecode.parse(code), naam, provinciecode, PROVINCIES[provinciecode])


@lru_cache(maxsize=1)
def herindelingen() -> tuple[Herindeling, ...]:
    """All changes since 1 January 2017 in order of date."""
    changes = [
        Herindeling(
            date=dt.date.fromisoformat(row["datum"]),
            old=make_gemeente(row["oude_code"], row["oude_naam"], row["oude_provinciecode"]),
            new_code=Gemeentecode.parse(row["nieuwe_code"]),
            new_naam=row["nieuwe_naam"],
            creates=row["nieuw"] == "ja",
            soort=Soort(row["soort"]),
            aandeel_pct=row["aandeel_pct"],
        )
        for row in _rows("herindelingen.csv")
    ]
    return tuple(sorted(changes, key=lambda h: (h.date, h.new_code, h.old.code)))


@lru_cache(maxsize=1)
def _reference() -> dict[Gemeentecode, Gemeente]:
    rows = (make_gemeente(row["code"], row["naam"], row["provinciecode"]) for row in _rows("gemeenten.csv"))
    return {g.code: g for g in rows}


def _created(change: Herindeling) -> Gemeente:
    """The gemeente that begins with this change; its provincie is that of the gemeente it came from."""
    return make_gemeente(str(change.new_code), change.new_naam, change.old.provinciecode)


@lru_cache(maxsize=1)
def _all_known() -> dict[Gemeentecode, Gemeente]:
    created = {h.new_code: _created(h) for h in herindelingen() if h.creates and h.date > REFERENCE_DATE}
    return {h.old.code: h.old for h in herindelingen()} | created | _reference()


def all_gemeenten() -> tuple[Gemeente, ...]:
    """Every gemeente that exists or existed since 2016, by code."""
    return tuple(one for _, one in sorted(_all_known().items()))


def gemeente(code: Gemeentecode) -> Gemeente:
    """The gemeente with this code, also when it no longer exists. Raises UnknownGebied."""
    try:
        return _all_known()[code]
    except KeyError:
        raise UnknownGebied(code) from None


def _sorted(gemeenten: Iterable[Gemeente]) -> tuple[Gemeente, ...]:
    return tuple(sorted(gemeenten, key=lambda g: g.code))


@lru_cache(maxsize=64)
def gemeenten_on(date: dt.date) -> tuple[Gemeente, ...]:
    """The gemeenten that exist on this day, sorted by code; after the last known change the set stays the same.

    Raises: InvalidTerm before 1 January 2016.
    """
    if not FIRST_KNOWN_YEAR <= date.year <= LAST_YEAR:
        raise InvalidTerm(f"jaar van een gemeentelijke indeling (bekend vanaf {FIRST_KNOWN_YEAR})", date.year)
    existing = dict(_reference())
    for change in reversed(herindelingen()):
        if date < change.date <= REFERENCE_DATE:
            _undo(change, existing)
    for change in herindelingen():
        if REFERENCE_DATE < change.date <= date:
            _carry_out(change, existing)
    return _sorted(existing.values())


def _undo(change: Herindeling, existing: dict[Gemeentecode, Gemeente]) -> None:
    if change.creates:
        existing.pop(change.new_code, None)
    if change.soort is not Soort.GRENS:
        existing[change.old.code] = change.old


def _carry_out(change: Herindeling, existing: dict[Gemeentecode, Gemeente]) -> None:
    if change.soort is not Soort.GRENS:
        existing.pop(change.old.code, None)
    if change.creates:
        existing[change.new_code] = _created(change)


def gemeenten_of(year: int) -> tuple[Gemeente, ...]:
    """The gemeenten of a year, those of 1 January, sorted by code: 390 in 2016, 342 since 2023.

    A half-year has the gemeenten of its year (design.md section 2), so Weesp belongs to all of 2022.
    Raises: InvalidTerm before 2016.
    """
    if not FIRST_KNOWN_YEAR <= year <= LAST_YEAR:
        raise InvalidTerm(f"jaar van een gemeentelijke indeling (bekend vanaf {FIRST_KNOWN_YEAR})", year)
    return gemeenten_on(dt.date(year, 1, 1))


def opgegaan_in(code: Gemeentecode) -> tuple[Opgegaan, ...]:
    """Where the gemeente went: one place, or several when it was split; empty when it still exists.

    Raises: UnknownGebied for a code that no gemeente had since 2016.
    """
    gemeente(code)
    return tuple(
        Opgegaan(h.date, h.new_code, h.new_naam, h.note)
        for h in herindelingen()
        if h.old.code == code and h.soort is not Soort.GRENS
    )
