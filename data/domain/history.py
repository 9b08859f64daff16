"""The figures of one area through the years, with herindelingen followed: what merged is added up, a split is a break.

Pure. A whole gemeente that went into another adds up exactly, because its figures did too. A part of a gemeente has no
figures of its own, only a share of the addresses, so a split or border change is shown as a break and never smoothed
away with an estimate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from data import dutch
from data.domain import rules
from data.domain.stand import Stand
from data.errors import UnknownGebied
from data.reference.gemeenten import (
    PROVINCIES,
    Herindeling,
    Opgegaan,
    Soort,
    gemeente,
    gemeenten_of,
    gemeenten_on,
    herindelingen,
    opgegaan_in,
)
from data.terms import LAND, Cijfers, Gebied, Gemeentecode, Peildatum, Snapshot


@dataclass(frozen=True, slots=True)
class Punt:
    """One peildatum of a series; `uit` are the gemeenten whose figures were added up. None where a figure lacks."""

    peildatum: Peildatum
    cijfers: Cijfers | None
    uit: tuple[Gemeentecode, ...]


@dataclass(frozen=True, slots=True)
class Breuk:
    """A day from which the figures are about another area than before; `zin` is Dutch, for people."""

    date: dt.date
    zin: str


@dataclass(frozen=True, slots=True)
class Reeks:
    """The figures of an area, oldest first. `opgegaan` is empty for an area that still exists."""

    code: Gebied
    naam: str
    punten: tuple[Punt, ...]
    breuken: tuple[Breuk, ...]
    opgegaan: tuple[Opgegaan, ...]


def samenstelling(code: Gemeentecode, date: dt.date) -> tuple[Gemeentecode, ...]:
    """The gemeenten of that day that have wholly become this one since, itself included; sorted.

    Empty when the gemeente did not exist any more. Parts of split gemeenten are not among them.
    Raises: UnknownGebied, and InvalidTerm before 2016.
    """
    existing = {g.code for g in gemeenten_on(date)}
    return tuple(sorted(existing & _lineage(code, date)))


def _lineage(code: Gemeentecode, since: dt.date) -> set[Gemeentecode]:
    """The gemeente and everything that wholly went into it after `since`, directly or in steps."""
    codes = {gemeente(code).code}
    for change in reversed(herindelingen()):
        if change.date > since and change.soort is Soort.GEHEEL and change.new_code in codes:
            codes.add(change.old.code)
    return codes


def _in_snapshot(code: Gemeentecode, snapshot: Snapshot) -> tuple[Gemeentecode, ...]:
    """The gemeenten to add up in this snapshot: those of its year, without one that ended before the peildatum.

    A half-year has the gemeenten of its year, but a file may already leave out (or leave empty) one that merged
    inside it (Weesp).
    """
    members = samenstelling(code, dt.date(snapshot.peildatum.halfjaar.year, 1, 1))
    ended = {h.old.code for h in herindelingen() if h.date <= snapshot.peildatum.date and h.soort is not Soort.GRENS}
    return tuple(m for m in members if m not in ended or snapshot.cijfers.get(m) is not None)


def _sum_of_all(figures: list[Cijfers | None]) -> Cijfers | None:
    present = [c for c in figures if c is not None]
    return rules.total(present) if present and len(present) == len(figures) else None


def _breuk(change: Herindeling) -> Breuk:
    share = dutch.decimal(Fraction(change.aandeel_pct))
    what = "gesplitst" if change.soort is Soort.DEEL else "grenswijziging"
    return Breuk(
        change.date,
        f"Op {dutch.date(change.date)} ging een deel van {change.old.naam} (ongeveer {share}% van de adressen) naar "
        f"{change.new_naam} ({what}). De cijfers van voor en na die dag gaan niet over hetzelfde gebied.",
    )


def _provincie_breuk(change: Herindeling) -> Breuk:
    new = gemeente(change.new_code)
    return Breuk(
        change.date,
        f"Op {dutch.date(change.date)} ging {change.old.naam} van {change.old.provincie} naar {new.provincie} "
        f"({new.naam}). De cijfers van voor en na die dag gaan niet over hetzelfde gebied.",
    )


def _between(breuken: Iterable[Breuk], punten: tuple[Punt, ...]) -> tuple[Breuk, ...]:
    """The breaks that have points on both sides. A point is of the set of gemeenten of the year of its half-year."""
    if not punten:
        return ()
    first, last = punten[0].peildatum.halfjaar.year, punten[-1].peildatum.halfjaar.year
    return tuple(b for b in breuken if first < b.date.year <= last)


def make_reeks(code: str, snapshots: Iterable[Snapshot]) -> Reeks:
    """The series of a gemeente (GM0363), provincie (PV27) or the land (NL) in the snapshots, given in any order.

    One snapshot per peildatum is expected. Peildata at which the area did not exist (yet, or any more) give no point.
    Raises: UnknownGebied; InvalidTerm for a text that is no code or a snapshot before 2016.
    """
    ordered = sorted(snapshots, key=lambda s: s.peildatum)
    gebied = Gebied.parse(code)
    if not isinstance(gebied, Gemeentecode):
        if gebied != LAND and gebied not in PROVINCIES:
            raise UnknownGebied(gebied)
        return _reeks_of_many(gebied, ordered)
    current = gemeente(gebied)
    punten = []
    for snapshot in ordered:
        if members := _in_snapshot(current.code, snapshot):
            cijfers = _sum_of_all([snapshot.cijfers.get(m) for m in members])
            punten.append(Punt(snapshot.peildatum, cijfers, members))
    lineage = _lineage(current.code, dt.date.min)
    breuken = (
        _breuk(h)
        for h in herindelingen()
        if h.soort is not Soort.GEHEEL and (h.new_code in lineage) != (h.old.code in lineage)
    )
    return Reeks(
        code=current.code,
        naam=current.naam,
        punten=tuple(punten),
        breuken=_between(breuken, tuple(punten)),
        opgegaan=opgegaan_in(current.code),
    )


def reeks_of_stands(code: str, stands: Iterable[Stand]) -> Reeks:
    """The same series from stands, as releases keep them. Raises as `make_reeks` does."""
    return make_reeks(code, [snapshot_of(stand) for stand in stands])


def snapshot_of(stand: Stand) -> Snapshot:
    """The snapshot that a stand was made of."""
    return Snapshot(stand.peildatum, {Gemeentecode.parse(r.code): r.cijfers for r in stand.gemeenten})


def _reeks_of_many(code: Gebied, snapshots: list[Snapshot]) -> Reeks:
    punten = []
    for snapshot in snapshots:
        members = tuple(
            g.code
            for g in gemeenten_of(snapshot.peildatum.halfjaar.year)
            if g.code in snapshot.cijfers and code in (LAND, g.provinciecode)
        )
        present = [c for m in members if (c := snapshot.cijfers[m]) is not None]
        punten.append(Punt(snapshot.peildatum, rules.total(present) if present else None, members))
    breuken = (
        _provincie_breuk(h)
        for h in herindelingen()
        if h.provincie_changes and code in (h.old.provinciecode, gemeente(h.new_code).provinciecode)
    )
    naam = PROVINCIES.get(code, "Nederland")
    return Reeks(code, naam, tuple(punten), _between(breuken, tuple(punten)), ())
