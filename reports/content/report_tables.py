"""Tables of a report as plain text cells, so that template, test and reader see the same figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.domain.stand import Position, Regel
from data.dutch import BALANCE_IN, NO_FIGURE, number, percent, signed
from data.terms import MONTHS_PER_HALFJAAR, Cijfers, Klasse
from tiles.palette import BY_KLASSE


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width in whole percents, and whether it holds numbers (set to the right)."""

    label: str
    width: int
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row. With a `klasse` the last column, not in `cells`, shows its sign and text; `final`: the half-year is over."""

    cells: tuple[str, ...]
    strong: bool = False
    klasse: Klasse | None = None
    final: bool = False

    @property
    def klasse_in_words(self) -> str:
        """How it stands, or once the half-year is over how it ended; empty without a klasse."""
        if self.klasse is None:
            return ""
        look = BY_KLASSE[self.klasse]
        return look.outcome if self.final else look.status


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; a row has a cell for each column, or one less and a klasse."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    legend: bool = False  # explains the klassen: each row begins with the sign and the colour of its klasse
    heading: int = 0  # the cell of a row that names it


def status(regel: Position) -> str:
    """The klasse in words; a target that was met before it started is said as such.

    >>> from data.domain.stand import Total
    >>> status(Total(Cijfers(3, -3, 0), 1, grens=1))
    'taakstelling al gehaald'
    """
    return "taakstelling al gehaald" if regel.al_gehaald else BY_KLASSE[regel.klasse].status


def figure_cells(cijfers: Cijfers | None, percentage: float | None, nog: int | None) -> tuple[str, ...]:
    """Taakstelling, achterstand, gecorrigeerd, gerealiseerd, percentage and nog as text."""
    if cijfers is None:
        return (NO_FIGURE,) * 6
    return (
        number(cijfers.taakstelling),
        signed(cijfers.achterstand),
        number(cijfers.gecorrigeerd),
        number(cijfers.gerealiseerd),
        percent(percentage),
        number(nog),
    )


def comparison(
    caption: str,
    first: str,
    regels: Sequence[Regel],
    strong: frozenset[str] = frozenset(),
    numbers: Mapping[str, int] | None = None,
) -> Table:
    """All figures of several areas, one a row; the codes in `strong` stand out. `first` heads the column of names.

    `numbers` gives the number of an area on the map by its code; with it the numbers come before the names.
    """
    final = any(r.months == MONTHS_PER_HALFJAAR for r in regels)
    columns = (
        *(() if numbers is None else (Column("Nr.", 4, numeric=False),)),
        Column(first, 21 if numbers is None else 20, numeric=False),
        Column("Taakstelling", 9),
        Column(BALANCE_IN, 13 if numbers is None else 12),
        Column("Gecorrigeerd", 10),
        Column("Gerealiseerd", 10),
        Column("Percentage", 9),
        Column("Niet gehuisvest" if final else "Nog te huisvesten", 9 if numbers is None else 8),
        Column("Klasse", 19 if numbers is None else 18, numeric=False),
    )
    rows = []
    for r in regels:
        on_map = () if numbers is None else (str(numbers.get(r.code, "")),)
        cells = (*on_map, r.distinct_name, *figure_cells(r.cijfers, r.percentage, r.nog))
        rows.append(Row(cells, r.code in strong, r.klasse, final))
    return Table(caption, columns, tuple(rows), heading=0 if numbers is None else 1)


def sum_note(parts: Iterable[Position], whole_area: Position, nouns: str = "gemeenten") -> str:
    """Why the column of persons still to be housed adds up to more than its total; empty when it does not.

    >>> from data.domain.stand import Total
    >>> ahead, behind, both = (Total(Cijfers(*c), 1, grens=1) for c in ((3, 0, 5), (3, 0, 1), (6, 0, 6)))
    >>> sum_note([ahead, behind], both)[:28], sum_note([behind], behind)
    ('Nog te huisvesten: gemeenten', '')
    """
    if whole_area.nog is None or sum(r.nog or 0 for r in parts) == whole_area.nog:
        return ""
    column = "Niet gehuisvest" if whole_area.months == MONTHS_PER_HALFJAAR else "Nog te huisvesten"
    return (
        f"{column}: {nouns} die al meer deden dan nodig, tellen hier als 0. Daardoor is de som van de kolom hoger dan "
        "het totaal."
    )


def taakstelling_table(cijfers: Cijfers | None) -> Table:
    """What was asked: the sum from taakstelling to corrected taakstelling."""
    lead = cijfers is not None and cijfers.achterstand < 0
    label = "Voorsprong uit het vorige halfjaar" if lead else "Achterstand uit het vorige halfjaar"
    values = (
        (NO_FIGURE,) * 3
        if cijfers is None
        else (number(cijfers.taakstelling), signed(cijfers.achterstand), number(cijfers.gecorrigeerd))
    )
    rows = zip(("Taakstelling van dit halfjaar", label, "Gecorrigeerde taakstelling"), values, strict=True)
    return Table(
        "Opbouw van de taakstelling, in personen",
        (Column("Deel", 74, numeric=False), Column("Personen", 26)),
        tuple(Row((text, value), strong=n == 2) for n, (text, value) in enumerate(rows)),
    )
