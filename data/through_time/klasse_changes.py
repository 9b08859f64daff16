"""How many gemeenten another month gave another klasse, and how that is said. Pure; the one count of it.

Compared are gemeenten that both months have. Those of which one month has no figure, and those that only one of both has
(herindeling), are counted apart: they are neither better nor worse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.domain.stand import Stand
from data.dutch import counted, listed, number
from data.terms import Klasse, Peildatum

NEW_HALFJAAR = "Nieuw halfjaar, nieuwe taakstelling: het tellen begint opnieuw."
FIRST = "Van een eerdere maand zijn er hier geen cijfers."
NO_NUMBER = Klasse.GEEN_CIJFER


@dataclass(frozen=True, slots=True)
class KlasseChanges:
    """Gemeenten by what became of their klasse between two months; together they are all that either month has."""

    before: Peildatum
    after: Peildatum
    better: int
    worse: int
    same: int  # also without a figure in both
    figure: int  # with a figure in one of both months
    area: int  # in one of both months, because of a herindeling

    @property
    def new_halfjaar(self) -> bool:
        """Whether the norm began anew in between, so that many klassen jump."""
        return self.before.halfjaar != self.after.halfjaar


def klasse_changes(before: Stand, after: Stand) -> KlasseChanges:
    """What became of the klasse of every gemeente."""
    was, now = ({regel.code: regel.klasse for regel in stand.gemeenten} for stand in (before, after))
    both = [(was[code], now[code]) for code in was.keys() & now.keys()]
    compared = [(one, other) for one, other in both if NO_NUMBER not in (one, other)]
    without = [pair for pair in both if NO_NUMBER in pair]
    return KlasseChanges(
        before=before.peildatum,
        after=after.peildatum,
        better=sum(other < one for one, other in compared),  # 1 is goed, 3 is achter
        worse=sum(other > one for one, other in compared),
        same=sum(one == other for one, other in both),
        figure=sum(one != other for one, other in without),
        area=len(was.keys() ^ now.keys()),
    )


def since_before(stand: Stand, stands: Iterable[Stand]) -> KlasseChanges | None:
    """What changed since the month before it that was published; None for the first. `stands` has one of each month."""
    earlier = [one for one in stands if one.peildatum < stand.peildatum]
    return klasse_changes(max(earlier, key=lambda one: one.peildatum), stand) if earlier else None


def said(changes: KlasseChanges) -> str:
    """The change in Dutch, with from when to when.

    >>> september, oktober = (Peildatum.parse(f"2026-{month}-01") for month in ("09", "10"))
    >>> said(KlasseChanges(september, oktober, 12, 5, 325, 0, 0)).replace("\\xa0", " ")
    'Van 1 september naar 1 oktober 2026: 12 gemeenten naar een betere klasse, 5 naar een slechtere en 325 gelijk.'
    >>> said(KlasseChanges(september, oktober, 0, 0, 342, 0, 0)).replace("\\xa0", " ")
    'Van 1 september naar 1 oktober 2026: alle 342 gemeenten houden hun klasse.'
    """
    apart = [
        (changes.figure, "met een cijfer in maar een van de maanden"),
        (changes.area, "door herindeling niet te vergelijken"),
    ]
    others = [f"{number(count)} {words}" for count, words in apart if count]
    moved = changes.better + changes.worse
    if not (moved or others):
        what = f"alle {counted(changes.same, 'gemeente', 'gemeenten')} houden hun klasse"
    else:
        first = f"{counted(changes.better, 'gemeente', 'gemeenten')} naar een betere klasse"
        what = listed([
            first, f"{number(changes.worse)} naar een slechtere", f"{number(changes.same)} gelijk", *others,
        ])  # fmt: skip
    new = f" {NEW_HALFJAAR}" if changes.new_halfjaar else ""
    return f"Van {_span(changes)}: {what}.{new}"


def _span(changes: KlasseChanges) -> str:
    """From when to when; the year once where both have the same."""
    before, after = changes.before, changes.after
    same_year = before.date.year == after.date.year
    first = before.title.removesuffix(f" {before.date.year}") if same_year else before.title
    return f"{first} naar {after.title}"
