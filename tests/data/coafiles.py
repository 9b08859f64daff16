"""COA-like files made in code: the gemeenten of a year with figures that add up, in any layout, as xlsx, ods or csv."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl

from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeente

Rows = list[list[Any]]
TITLE: Rows = [["Overzicht huisvesting vergunninghouders"], ["Stand per 1 april 2017"], []]


def figures(g: Gemeente) -> Cijfers:
    """Made-up figures with both signs, zeros and numbers above a thousand."""
    n = g.code.number
    return Cijfers(n % 150 + 1 + 1000 * (n % 9 == 0), n * 7 % 60 - 25, n * 3 % 40)


def table(
    columns: dict[str, Callable[[Gemeente, Cijfers], Any]],
    *,
    year: int = 2017,
    title: Rows | None = None,
    total: bool = False,
) -> Rows:
    """Title lines, a header, a row per gemeente and, if asked for, a row `Totaal` with sums of the columns of numbers."""
    rows = [[make(g, figures(g)) for make in columns.values()] for g in gemeenten_of(year)]
    sums: Rows = []
    if total:
        cells = [sum(column) if all(isinstance(v, int) for v in column) else None for column in zip(*rows, strict=True)]
        cells[next(i for i, c in enumerate(cells) if c is None)] = "Totaal"
        sums = [cells]
    return [*(TITLE if title is None else title), list(columns), *rows, *sums]


CODE = {"Gemeentecode": lambda g, c: str(g.code)}
NAAM = {"Gemeente": lambda g, c: g.naam}
TAAK = {"Taakstelling": lambda g, c: c.taakstelling}
ACHTER = {"Achterstand (+) / voorsprong (-)": lambda g, c: c.achterstand}
GECORRIGEERD = {"Gecorrigeerde taakstelling": lambda g, c: c.gecorrigeerd}
GEREALISEERD = {"Gerealiseerd": lambda g, c: c.gerealiseerd}
NOG = {"Nog te realiseren": lambda g, c: c.gecorrigeerd - c.gerealiseerd}
USUAL = CODE | NAAM | TAAK | ACHTER | GECORRIGEERD | GEREALISEERD | NOG


def workbook(*sheets: tuple[str, Rows]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx(rows: Rows, name: str = "Overzicht") -> bytes:
    return saved(workbook((name, rows)))


def csv(rows: Rows, delimiter: str = ";", encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    def quoted(value: Any) -> str:
        text = "" if value is None else str(value)
        return f'"{text}"' if delimiter in text or '"' in text else text

    return (newline.join(delimiter.join(map(quoted, row)) for row in rows) + newline).encode(encoding)


def ods(rows: Rows, *, hidden: Sequence[int] = (), extra: Iterable[Any] = ()) -> bytes:
    """An ods; `hidden` are positions of collapsed rows, `extra` are table elements put behind the rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from odf.opendocument import OpenDocumentSpreadsheet
        from odf.table import Table, TableCell, TableRow
        from odf.text import P

        document = OpenDocumentSpreadsheet()
        sheet = Table(name="Overzicht")
        for position, row in enumerate(rows):
            line = TableRow(visibility="collapse") if position in hidden else TableRow()
            for value in row:
                if isinstance(value, int | float):
                    cell = TableCell(valuetype="float", value=str(value))
                elif value is None:
                    cell = TableCell()
                else:
                    cell = TableCell(valuetype="string")
                    cell.addElement(P(text=str(value)))
                line.addElement(cell)
            sheet.addElement(line)
        for element in extra:
            sheet.addElement(element)
        document.spreadsheet.addElement(sheet)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()
