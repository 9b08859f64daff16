"""What another file changed: per area which figure, from what to what, and its klasse. Pure.

The one comparison of two stands: the page and API of corrections, pages of areas, preview, reports and meldingen lay
out what it gives. Figures are compared, not percentages: those follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from data.domain.stand import Regel, Stand

FIGURES = ("taakstelling", "achterstand", "gerealiseerd")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of an area before and after, in persons; None where there was or is no figure."""

    name: str  # one of FIGURES
    was: int | None
    now: int | None

    @property
    def difference(self) -> int | None:
        """After minus before; None when one of both is no figure."""
        return None if self.was is None or self.now is None else self.now - self.was


@dataclass(frozen=True, slots=True)
class AreaChange:
    """An area of which something differs. `before` is None when the stand before had no such area."""

    before: Regel | None
    after: Regel

    @property
    def all_figures(self) -> tuple[FigureChange, ...]:
        """Every figure in the order of FIGURES, also those that stayed."""
        was, now = self.before.cijfers if self.before else None, self.after.cijfers
        return tuple(
            FigureChange(name, getattr(was, name) if was else None, getattr(now, name) if now else None)
            for name in FIGURES
        )

    @property
    def figures(self) -> tuple[FigureChange, ...]:
        """The figures that differ; empty when only the klasse does."""
        return tuple(figure for figure in self.all_figures if figure.was != figure.now)

    @property
    def of_klasse(self) -> bool:
        """Whether the colour on the map changes."""
        return self.before is not None and self.before.klasse != self.after.klasse

    @property
    def size(self) -> int:
        """Persons by which its figures moved, up and down alike; what was or is no figure counts whole."""
        return sum(abs((figure.now or 0) - (figure.was or 0)) for figure in self.figures)


@dataclass(frozen=True)
class Comparison:
    """Two stands side by side; only what differs. Gemeenten and provincies are sorted by code."""

    before: Stand
    after: Stand
    gemeenten: tuple[AreaChange, ...]
    provincies: tuple[AreaChange, ...]
    nederland: AreaChange | None

    @cached_property
    def by_code(self) -> dict[str, AreaChange]:
        """Every area that differs, by its code."""
        land = (self.nederland,) if self.nederland else ()
        return {change.after.code: change for change in (*self.gemeenten, *self.provincies, *land)}

    @property
    def of_klasse(self) -> tuple[AreaChange, ...]:
        """The gemeenten that get another colour."""
        return tuple(change for change in self.gemeenten if change.of_klasse)

    @cached_property
    def largest(self) -> tuple[AreaChange, ...]:
        """The gemeenten, those that moved most first; of equals those with another klasse, then by name."""
        return tuple(sorted(self.gemeenten, key=lambda c: (-c.size, not c.of_klasse, c.after.naam)))


def compare_area(before: Regel | None, after: Regel) -> AreaChange | None:
    """What differs for one area; None when nothing does."""
    if before is not None and (before.cijfers, before.klasse) == (after.cijfers, after.klasse):
        return None
    return AreaChange(before, after)


def compare(before: Stand, after: Stand) -> Comparison:
    """What differs between two stands, for every area of the later one."""

    def changed(rows: Iterable[Regel]) -> tuple[AreaChange, ...]:
        changes = (compare_area(before.by_code.get(row.code), row) for row in rows)
        return tuple(change for change in changes if change is not None)

    land = compare_area(before.nederland, after.nederland)
    return Comparison(before, after, changed(after.gemeenten), changed(after.provincies), land)
