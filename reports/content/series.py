"""Figures in time: the months of this half-year and the half-years before, across herindelingen. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.domain import rules
from data.domain.stand import Stand, Total
from data.dutch import listed
from data.reference.gemeenten import Soort, herindelingen
from data.terms import MAANDEN, MONTHS_PER_HALFJAAR, Cijfers, Gebied, Gemeentecode, Halfjaar, Klasse, Peildatum

HALFJAREN_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the half-year. `cijfers` is the position at its end, None when not known (yet)."""

    peildatum: Peildatum
    naam: str
    cijfers: Cijfers | None
    in_month: int | None  # housed in this month; None when the position before it is not known
    norm: Fraction | None  # cumulative month norm, of the newest corrected taakstelling
    percentage: float | None
    klasse: Klasse


@dataclass(frozen=True, slots=True)
class EarlierHalfjaar:
    """The final position of an earlier half-year; `note` tells about a herindeling, `samengevoegd` that it was added up."""

    halfjaar: Halfjaar
    cijfers: Cijfers | None
    percentage: float | None
    klasse: Klasse
    note: str = ""
    samengevoegd: bool = False


def months_of(code: str, stand: Stand, earlier: Sequence[Stand]) -> tuple[Month, ...]:
    """The six months of the half-year of `stand`, in order, as known at its peildatum."""
    by_peildatum = {
        s.peildatum: s for s in _newest(earlier) if s.halfjaar == stand.halfjaar and s.peildatum < stand.peildatum
    }
    by_peildatum[stand.peildatum] = stand
    newest = stand.regel(code).cijfers
    months = []
    before: int | None = 0
    for n, peildatum in enumerate(stand.halfjaar.peildata, 1):
        at = by_peildatum.get(peildatum)
        regel = at.by_code.get(code) if at else None
        cijfers = regel.cijfers if regel else None
        realised = cijfers.gerealiseerd if cijfers else None
        at_end = Total(cijfers, n, stand.grens)
        months.append(
            Month(
                peildatum=peildatum,
                naam=MAANDEN[(peildatum.date.month - 2) % 12],
                cijfers=cijfers,
                in_month=None if realised is None or before is None else realised - before,
                norm=None if newest is None or newest.gecorrigeerd <= 0 else rules.month_norm(newest.gecorrigeerd, n),
                percentage=at_end.percentage,
                klasse=at_end.klasse,
            )
        )
        before = realised
    return tuple(months)


def looks_back(mine: Peildatum, other: Peildatum) -> bool:
    """Whether a report at peildatum `mine` tells about `other`: an earlier month of the half-year, an earlier eindstand."""
    return other < mine and (other.halfjaar == mine.halfjaar or other.is_final)


def relevant(stand: Stand, earlier: Sequence[Stand]) -> tuple[Stand, ...]:
    """Those of the other stands that a report of `stand` looks at, in order of time, and the version before this one."""
    before = _newest([s for s in earlier if looks_back(stand.peildatum, s.peildatum)])
    former = _newest([s for s in earlier if s.peildatum == stand.peildatum and s.revision < stand.revision])
    return (*before, *former)


def _newest(stands: Sequence[Stand]) -> tuple[Stand, ...]:
    """The newest revision of each peildatum, in order of time."""
    by_peildatum: dict[Peildatum, Stand] = {}
    for stand in stands:
        kept = by_peildatum.get(stand.peildatum)
        if kept is None or stand.revision > kept.revision:
            by_peildatum[stand.peildatum] = stand
    return tuple(by_peildatum[p] for p in sorted(by_peildatum))


def halfjaren_before(code: str, stand: Stand, earlier: Sequence[Stand]) -> tuple[EarlierHalfjaar, ...]:
    """The final positions of the half-years before that of `stand`, newest first, at most six."""
    finals = [s for s in _newest(earlier) if s.peildatum.is_final and s.halfjaar < stand.halfjaar]
    rows = (_then(code, final) for final in reversed(finals))
    return tuple(row for row in rows if row is not None)[:HALFJAREN_SHOWN]


def _then(code: str, then: Stand) -> EarlierHalfjaar | None:
    """What is known of the area at an earlier final position; None when it has no past there at all."""
    own = then.by_code.get(code)
    gebied = Gebied.parse(code)
    whole, parts = _sources(gebied, then) if isinstance(gebied, Gemeentecode) else ((), ())
    if own is None and not whole and not parts:
        return None
    note, samengevoegd = "", False
    if own is None and parts:
        cijfers = None
        note = f"niet te vergelijken: {listed([then.regel(c).naam for c in parts])} ging maar voor een deel over"
    else:
        rows = ([own] if own else []) + [then.regel(c) for c in whole]
        figures = [r.cijfers for r in rows]
        present = [c for c in figures if c is not None]
        cijfers = rules.total(present) if present and len(present) == len(figures) else None
        samengevoegd = bool(whole)
        if whole:
            note = f"opgeteld: {listed([r.naam for r in rows])}"
        elif parts:
            note = f"voor de herindeling met een deel van {listed([then.regel(c).naam for c in parts])}"
    at_end = Total(cijfers, MONTHS_PER_HALFJAAR, then.grens)
    return EarlierHalfjaar(then.halfjaar, cijfers, at_end.percentage, at_end.klasse, note, samengevoegd)


def _sources(code: Gemeentecode, then: Stand) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes at that time that later went into `code`: those that went whole, and those that went in part."""
    whole: list[str] = []
    parts: list[str] = []
    for change in herindelingen():
        if change.new_code != code or change.soort is Soort.GRENS or change.date.year <= then.halfjaar.year:
            continue
        into = whole if change.soort is Soort.GEHEEL else parts
        if change.old.code in then.by_code:
            into.append(change.old.code)
        elif change.old.code != code:
            further_whole, further_parts = _sources(change.old.code, then)
            into.extend(further_whole)
            parts.extend(further_parts)
    return tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(parts))
