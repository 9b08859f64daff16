"""Every gemeente in every month: its klasse, or why there is none. Pure.

There is a row for each code that any month had, and a column for each month from the first to the last, also where nothing
was published: a gap is a gap and never a zero. A correction counts as it holds now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from data import dutch
from data.domain.area_search import plain
from data.domain.stand import Regel, Stand
from data.reference.gemeenten import herindelingen, opgegaan_in
from data.terms import Gemeentecode, Klasse, Peildatum


class Order(StrEnum):
    """In which order a reader wants the gemeenten."""

    PROVINCIE = "provincie"
    NAAM = "naam"
    STAND = "stand"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A gemeente: what it was called last, its regel in each month (None: not there), and why some are empty."""

    regel: Regel  # the newest there is
    cells: tuple[Regel | None, ...]  # one for each month
    note: str  # in Dutch; empty where it was there in all that was published

    @property
    def last(self) -> Regel | None:
        """Its regel in the newest month."""
        return self.cells[-1]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Months as columns, oldest first; None where nothing was published."""

    months: tuple[Peildatum, ...]
    stands: tuple[Stand | None, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def gaps(self) -> tuple[Peildatum, ...]:
        """The months of which nothing was published."""
        return tuple(month for month, stand in zip(self.months, self.stands, strict=True) if stand is None)

    @property
    def corrected(self) -> tuple[Stand, ...]:
        """The months whose figures another file replaced."""
        return tuple(stand for stand in self.stands if stand is not None and stand.revision > 1)


def make_matrix(
    stands: Iterable[Stand], *, provincie: str = "", order: Order = Order.PROVINCIE, most: int | None = None
) -> Matrix:
    """The matrix of these stands, one of each month, in any order; of the newest `most` calendar months only.

    With `provincie` those gemeenten that lay in it when they were there last.
    """
    by_month = {stand.peildatum: stand for stand in stands}
    if not by_month:
        return Matrix((), (), ())
    months = _calendar(min(by_month), max(by_month))[-most if most else 0 :]
    columns = tuple(by_month.get(month) for month in months)
    newest: dict[str, Regel] = {}
    for stand in columns:
        if stand is not None:
            newest |= {regel.code: regel for regel in stand.gemeenten}
    rows = [
        _row(regel, months, columns) for regel in newest.values() if not provincie or regel.provinciecode == provincie
    ]
    return Matrix(months, columns, tuple(sorted(rows, key=_KEYS[order])))


def _calendar(first: Peildatum, last: Peildatum) -> tuple[Peildatum, ...]:
    """Every month from the first to the last."""
    numbers = range(12 * first.date.year + first.date.month - 1, 12 * last.date.year + last.date.month)
    return tuple(Peildatum(dt.date(n // 12, n % 12 + 1, 1)) for n in numbers)


def _row(regel: Regel, months: Sequence[Peildatum], columns: Sequence[Stand | None]) -> MatrixRow:
    cells = tuple(stand.by_code.get(regel.code) if stand is not None else None for stand in columns)
    there = [month for month, cell in zip(months, cells, strict=True) if cell is not None]
    published = [month for month, stand in zip(months, columns, strict=True) if stand is not None]
    code = Gemeentecode.parse(regel.code)
    notes = []
    if any(month < there[0] for month in published):
        notes.append(_began(code, there[0]))
    if any(month > there[-1] for month in published):
        notes.append(_ended(code))
    return MatrixRow(regel, cells, " ".join(notes))


def _began(code: Gemeentecode, first: Peildatum) -> str:
    """Why there is nothing before that month."""
    days = [one.date for one in herindelingen() if one.creates and one.new_code == code and one.date < first.date]
    return f"Bestaat sinds {dutch.date(max(days))}." if days else f"Staat vanaf {first.title} in de cijfers."


def _ended(code: Gemeentecode) -> str:
    """Why there is nothing any more."""
    into = opgegaan_in(code)
    if not into:
        return "Staat niet meer in de cijfers."
    return f"Op {dutch.date(into[0].date)} opgegaan in {dutch.listed([one.naam for one in into])}."


_PLACES = {Klasse.GOED: 0, Klasse.ENIGSZINS: 1, Klasse.ACHTER: 2, Klasse.GEEN_CIJFER: 3}


def _by_stand(row: MatrixRow) -> tuple[int, float, str]:
    """The best of the newest month first; a gemeente that is no more comes last."""
    if row.last is None:
        return len(_PLACES), 0.0, plain(row.regel.naam)
    share = row.last.percentage
    return _PLACES[row.last.klasse], -(float("inf") if row.last.al_gehaald else share or 0.0), plain(row.regel.naam)


_KEYS = {
    Order.PROVINCIE: lambda row: (plain(row.regel.provincie), plain(row.regel.naam)),
    Order.NAAM: lambda row: (plain(row.regel.naam), row.regel.code),
    Order.STAND: _by_stand,
}
