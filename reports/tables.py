"""Tables of a report as plain text cells, so that template, test and reader see the same figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.stand import Regel
from data.terms import Cijfers, Klasse
from reports.words import NO_FIGURE, percent, signed, whole
from tiles.palette import BY_KLASSE


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width in whole percents, and whether it holds numbers (set to the right)."""

    label: str
    width: int
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the first cell is its heading. With a `klasse` the last column, not in `cells`, shows its sign and text."""

    cells: tuple[str, ...]
    strong: bool = False
    klasse: Klasse | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; a row has a cell for each column, or one less and a klasse."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    legend: bool = False  # explains the klassen: each row begins with the sign and the colour of its klasse


KLASSE = Column("Klasse", 19, numeric=False)


def status(regel: Regel) -> str:
    """The klasse in words; a target that was met before it started is said as such.

    >>> status(Regel("GM0001", "A", "PV20", "P", Cijfers(3, -3, 0), Klasse.GOED, 1))
    'taakstelling al gehaald'
    """
    return "taakstelling al gehaald" if regel.al_gehaald else BY_KLASSE[regel.klasse].status


def figure_cells(cijfers: Cijfers | None, percentage: float | None, nog: int | None) -> tuple[str, ...]:
    """Taakstelling, achterstand, gecorrigeerd, gerealiseerd, percentage and nog as text."""
    if cijfers is None:
        return (NO_FIGURE,) * 6
    return (
        whole(cijfers.taakstelling),
        signed(cijfers.achterstand),
        whole(cijfers.gecorrigeerd),
        whole(cijfers.gerealiseerd),
        percent(percentage),
        whole(nog),
    )


def comparison(caption: str, first: str, regels: Iterable[Regel], strong: frozenset[str] = frozenset()) -> Table:
    """All figures of several areas, one a row; the codes in `strong` stand out. `first` heads the column of names."""
    columns = (
        Column(first, 24, numeric=False),
        Column("Taakstelling", 9),
        Column("Achterstand (+), voorsprong (\N{MINUS SIGN})", 12),
        Column("Gecorrigeerd", 10),
        Column("Gerealiseerd", 10),
        Column("Percentage", 9),
        Column("Nog te doen", 7),
        KLASSE,
    )
    return Table(
        caption,
        columns,
        tuple(Row((r.naam, *figure_cells(r.cijfers, r.percentage, r.nog)), r.code in strong, r.klasse) for r in regels),
    )


def asked(cijfers: Cijfers | None) -> Table:
    """What was asked: the sum from taakstelling to corrected taakstelling."""
    lead = cijfers is not None and cijfers.achterstand < 0
    label = "Voorsprong uit het vorige halfjaar" if lead else "Achterstand uit het vorige halfjaar"
    values = (
        (NO_FIGURE,) * 3
        if cijfers is None
        else (whole(cijfers.taakstelling), signed(cijfers.achterstand), whole(cijfers.gecorrigeerd))
    )
    rows = zip(("Taakstelling van dit halfjaar", label, "Gecorrigeerde taakstelling"), values, strict=True)
    return Table(
        "Opbouw van de taakstelling, in personen",
        (Column("Deel", 74, numeric=False), Column("Personen", 26)),
        tuple(Row((text, value), strong=n == 2) for n, (text, value) in enumerate(rows)),
    )
