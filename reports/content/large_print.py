"""The edition in large print: its sizes, and each row of a wide table as a line of text, since no such table fits. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from data.boundaries.vintage import Vintage
from data.dutch import BALANCE_IN, BALANCE_OUT, MINUS, NO_FIGURE
from reports.content.maps import PX_PER_MM, Atlas
from reports.content.report_tables import Column, Row, Table

ENLARGED = 3.0  # charts and maps are drawn small and shown so much larger: their letters, 8 px and more, become 18 pt
MAP_MM = (174.0, 205.0)  # what a map can take of a page
CHART_MM = (174.0, 84.0)
TITLE = ", in grote letters"  # of the file
COLUMNS = 3  # a table with more does not fit
SIGNED = {
    BALANCE_IN: ("achterstand bij begin", "voorsprong bij begin"),
    BALANCE_OUT: ("achterstand aan eind", "voorsprong aan eind"),
}


def drawn(shown_mm: tuple[float, float]) -> tuple[float, float]:
    """The size in CSS pixels to draw what will be shown in this size on paper."""
    width, height = shown_mm
    return width * PX_PER_MM / ENLARGED, height * PX_PER_MM / ENLARGED


def atlas(vintage: Vintage, cells: bytes = b"") -> Atlas:
    """The shape of the country for maps that take the page when they are enlarged, whatever room is asked for them."""
    return Atlas(vintage, ENLARGED, drawn(MAP_MM), cells)


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says: its name with the klasse, and the figures that it has."""

    name: str
    figures: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A table as lines of text."""

    caption: str
    rows: tuple[Line, ...]


def as_lines(table: Table) -> Lines | None:
    """The table as lines of text; None for one that fits as it is.

    >>> from data.terms import Klasse
    >>> columns = tuple(Column(label, 25) for label in ("Gebied", BALANCE_IN, "Gerealiseerd", "Klasse"))
    >>> made = as_lines(Table("Stand", columns, (Row(("Urk", f"{MINUS}3", "12"), klasse=Klasse.GOED),)))
    >>> made.rows[0].figures
    'Voorsprong bij begin 3; gerealiseerd 12.'
    """
    if len(table.columns) <= COLUMNS:
        return None
    return Lines(table.caption, tuple(_line(table, row) for row in table.rows))


def _line(table: Table, row: Row) -> Line:
    """A cell in place of the klasse says why there is none."""
    cells = dict(zip(table.columns, row.cells, strict=False))
    klasse = table.columns[-1]
    said = cells.pop(klasse, "") if row.klasse is None else row.klasse_in_words
    columns = table.columns[: table.heading + 1]
    name = " ".join(filter(None, (cells.pop(column) for column in columns)))
    figures = "; ".join(_figure(c, text) for c, text in cells.items() if text != NO_FIGURE)
    return Line(f"{name}: {said}.", figures and f"{figures[:1].upper()}{figures[1:]}.")


def _figure(column: Column, text: str) -> str:
    if column.label in SIGNED:
        behind, ahead = SIGNED[column.label]
        return f"{ahead if text.startswith(MINUS) else behind} {text.lstrip(f'+{MINUS}')}"
    return f"{column.label[:1].lower()}{column.label[1:]} {text}"
