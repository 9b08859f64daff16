"""The months of a half-year for one area: what was housed in each, and where it stood at the end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.domain import rules
from data.domain.stand import Stand, Total
from data.terms import MAANDEN, Cijfers, Peildatum


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the half-year; `positie` is that at its end, without figures when it is not known (yet)."""

    peildatum: Peildatum
    naam: str
    positie: Total
    in_month: int | None  # housed in this month; None when the position before it is not known
    norm: Fraction | None  # cumulative month norm, of the newest corrected taakstelling

    @property
    def cijfers(self) -> Cijfers | None:
        """The figures at the end of the month."""
        return self.positie.cijfers


def months_of(code: str, stand: Stand, earlier: Sequence[Stand]) -> tuple[Month, ...]:
    """The six months of the half-year of `stand`, in order, as known at its peildatum."""
    by_peildatum = {
        s.peildatum: s
        for s in newest_revisions(earlier)
        if s.halfjaar == stand.halfjaar and s.peildatum < stand.peildatum
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
        months.append(
            Month(
                peildatum=peildatum,
                naam=MAANDEN[(peildatum.date.month - 2) % 12],
                positie=Total(cijfers, n, stand.grens),
                in_month=None if realised is None or before is None else realised - before,
                norm=None if newest is None or newest.gecorrigeerd <= 0 else rules.month_norm(newest.gecorrigeerd, n),
            )
        )
        before = realised
    return tuple(months)


def newest_revisions(stands: Sequence[Stand]) -> tuple[Stand, ...]:
    """The newest revision of each peildatum, in order of time."""
    by_peildatum: dict[Peildatum, Stand] = {}
    for stand in stands:
        kept = by_peildatum.get(stand.peildatum)
        if kept is None or stand.revision > kept.revision:
            by_peildatum[stand.peildatum] = stand
    return tuple(by_peildatum[p] for p in sorted(by_peildatum))
