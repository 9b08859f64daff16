"""The figures of one area through the years, with herindelingen followed: what merged is added up, a split is a break.

Pure, and the only past there is: pages, API, commands and reports lay out what is made here. A whole gemeente that went
into another adds up exactly, because its figures did too. A part of a gemeente has no figures of its own, only a share
of the addresses, so a split or border change is a break and never smoothed away with an estimate. The area is that on
the newest peildatum given: a report of 2018 knows nothing of a merger in 2022.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from data import dutch
from data.domain import rules
from data.domain.stand import Stand, Total
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
from data.terms import (
    LAND,
    Cijfers,
    Gebied,
    Gebiedsoort,
    Gemeentecode,
    Halfjaar,
    Peildatum,
    Snapshot,
    newest_of_halfjaren,
)


@dataclass(frozen=True, slots=True)
class Punt:
    """One peildatum of a series; `uit` are the gemeenten whose figures were added up. None where a figure lacks.

    `zonder` are the gemeenten of that day of which a part came to this area later; their figures are not in the sum.
    """

    peildatum: Peildatum
    cijfers: Cijfers | None
    uit: tuple[Gemeentecode, ...]
    zonder: tuple[Gemeentecode, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Halfjaarstand:
    """The newest position of a half-year for one area; `zin` says in Dutch what was added up or lacks, often nothing."""

    peildatum: Peildatum
    positie: Total
    eigen: bool  # the area existed then, and has a report of that half-year
    opgeteld: bool  # the sum of gemeenten that merged since
    zin: str

    @property
    def halfjaar(self) -> Halfjaar:
        """The half-year."""
        return self.peildatum.halfjaar


@dataclass(frozen=True, slots=True)
class Verleden:
    """The half-years of an area, newest first, and the days from which its figures are about another area."""

    halfjaren: tuple[Halfjaarstand, ...]
    breuken: tuple[Breuk, ...]


def samenstelling(code: Gemeentecode, date: dt.date, until: dt.date = dt.date.max) -> tuple[Gemeentecode, ...]:
    """The gemeenten of that day that have wholly become this one by `until`, itself included; sorted.

    Empty when the gemeente did not exist any more. Parts of split gemeenten are not among them.
    Raises: UnknownGebied, and InvalidTerm before 2016.
    """
    existing = {g.code for g in gemeenten_on(date)}
    return tuple(sorted(existing & _lineage(code, date, until)))


def _lineage(code: Gemeentecode, since: dt.date, until: dt.date) -> set[Gemeentecode]:
    """The gemeente and everything that wholly went into it after `since`, by `until`, directly or in steps."""
    codes = {gemeente(code).code}
    for change in reversed(herindelingen()):
        if since < change.date <= until and change.soort is Soort.GEHEEL and change.new_code in codes:
            codes.add(change.old.code)
    return codes


def _parts(code: Gemeentecode, since: dt.date, until: dt.date) -> tuple[Gemeentecode, ...]:
    """The gemeenten that were split between these days, and of which a part is in this one now; sorted."""
    lineage = _lineage(code, since, until)
    split = (h for h in herindelingen() if since < h.date <= until and h.soort is Soort.DEEL)
    return tuple(sorted({h.old.code for h in split if h.new_code in lineage}))


def _in_snapshot(code: Gemeentecode, snapshot: Snapshot, until: dt.date) -> tuple[Gemeentecode, ...]:
    """The gemeenten to add up in this snapshot: those of its year, without one that ended before the peildatum.

    A half-year has the gemeenten of its year, but a file may already leave out (or leave empty) one that merged
    inside it (Weesp). One that ended on the peildatum itself existed all the half-year: without its figure there is no sum.
    """
    members = samenstelling(code, _indeling(snapshot.peildatum), until)
    ended = {h.old.code for h in herindelingen() if h.date < snapshot.peildatum.date and h.soort is not Soort.GRENS}
    return tuple(m for m in members if m not in ended or snapshot.cijfers.get(m) is not None)


def _indeling(peildatum: Peildatum) -> dt.date:
    """The day whose gemeenten a half-year has."""
    return dt.date(peildatum.halfjaar.year, 1, 1)


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

    One snapshot per peildatum is expected. The area is that on the newest peildatum. Peildata at which it did not exist
    (yet, or any more) give no point.
    Raises: UnknownGebied; InvalidTerm for a text that is no code or a snapshot before 2016.
    """
    ordered = sorted(snapshots, key=lambda s: s.peildatum)
    gebied = Gebied.parse(code)
    if not isinstance(gebied, Gemeentecode):
        if gebied != LAND and gebied not in PROVINCIES:
            raise UnknownGebied(gebied)
        return _reeks_of_many(gebied, ordered)
    current = gemeente(gebied)
    until = ordered[-1].peildatum.date if ordered else dt.date.max
    punten = []
    for snapshot in ordered:
        if members := _in_snapshot(current.code, snapshot, until):
            cijfers = _sum_of_all([snapshot.cijfers.get(m) for m in members])
            zonder = _parts(current.code, _indeling(snapshot.peildatum), until)
            punten.append(Punt(snapshot.peildatum, cijfers, members, zonder))
    lineage = _lineage(current.code, dt.date.min, until)
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


def make_verleden(code: str, stand: Stand, stands: Iterable[Stand]) -> Verleden:
    """The half-years of an area up to that of `stand`, as the area was on that day; of each the newest position known.

    `stands` are the others, in any order, one of each peildatum. What is later than `stand` is not looked at.
    Raises: UnknownGebied.
    """
    until = {s.peildatum: s for s in stands if s.peildatum < stand.peildatum} | {stand.peildatum: stand}
    newest = {p: until[p] for p in newest_of_halfjaren(until).values()}
    reeks = make_reeks(code, [snapshot_of(s) for s in newest.values()])
    of_gemeente = reeks.code.soort is Gebiedsoort.GEMEENTE
    rows = []
    for punt in reversed(reeks.punten):
        positie = Total(punt.cijfers, punt.peildatum.months, newest[punt.peildatum].grens)
        eigen, opgeteld = not of_gemeente or reeks.code in punt.uit, of_gemeente and punt.uit != (reeks.code,)
        zin = _zin(punt) if opgeteld or punt.zonder else ""
        rows.append(Halfjaarstand(punt.peildatum, positie, eigen, opgeteld, zin))
    return Verleden(tuple(rows), reeks.breuken)


def _zin(punt: Punt) -> str:
    """What the figures of a gemeente then are of: `som van Bedum en De Marne, zonder het deel van Winsum`."""
    uit, zonder = (sorted(gemeente(code).naam for code in codes) for codes in (punt.uit, punt.zonder))
    lacks = f"zonder het deel van {dutch.listed(zonder)} dat er later bij kwam" if zonder else ""
    if len(uit) == 1:
        return lacks or f"cijfers van {uit[0]}"
    return f"som van {dutch.listed(uit)}{', ' if lacks else ''}{lacks}"


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
