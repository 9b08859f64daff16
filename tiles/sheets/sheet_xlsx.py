"""A sheet as a workbook of Excel: its rows, what each column means, what the file is. The same input, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from tiles.sheets.sheet import ABOUT, HEADS_OF_ORIGINS, HEADS_OF_WORDS, WIDTHS_OF_WORDS, WORDS, Column, Sheet
from tiles.tile_schema import Value

PER_CENT = "0.0%"
DAY = "yyyy-mm-dd"
AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(sheet: Sheet) -> bytes:
    """The workbook. Numbers are numbers, days days and percentages parts of one; a text is never a formula."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **AS_WRITTEN}) as book:
        book.set_properties(
            {
                "title": sheet.title,
                "subject": sheet.choice,
                "author": "Land in Beeld",
                "keywords": ", ".join(sheet.keywords),
                "comments": "\n".join((*sheet.terms, *sheet.notes)),
                "created": dt.datetime.combine(sheet.day, dt.time()),  # never the clock
            }
        )
        bold = book.add_format({"bold": True})
        _write_rows(book, sheet, bold)
        _write_words(book, sheet, bold)
        _write_about(book, sheet, bold)
    return target.getvalue()


def _write_rows(book: Any, sheet: Sheet, bold: Any) -> None:
    page = _page(book, sheet.name, tuple(column.kop for column in sheet.columns), sheet.widths, bold)
    per_cent, day = book.add_format({"num_format": PER_CENT}), book.add_format({"num_format": DAY})
    for number, row in enumerate(sheet.rows, 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            if value is not None:
                _write(page, (number, place), column, value, per_cent if column.percent else day)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, place: tuple[int, int], column: Column, value: Value, form: Any) -> None:
    """One typed cell."""
    if column.begrip.type == "Date":
        page.write_datetime(*place, dt.date.fromisoformat(str(value)), form)
    elif column.begrip.type == "String":
        page.write_string(*place, str(value))
    elif column.percent:
        page.write_number(*place, round(float(value) / 100, 6), form)
    else:
        page.write_number(*place, value)


def _write_words(book: Any, sheet: Sheet, bold: Any) -> None:
    page = _page(book, WORDS, HEADS_OF_WORDS, WIDTHS_OF_WORDS, bold)
    for number, texts in enumerate(sheet.words(), 1):
        for place, text in enumerate(texts):
            page.write_string(number, place, text)


def _write_about(book: Any, sheet: Sheet, bold: Any) -> None:
    page = book.add_worksheet(ABOUT)
    page.set_column(0, 1, 24)
    page.set_column(2, 3, 70)
    for number, line in enumerate(sheet.about()):
        for place, value in enumerate(line):
            write = page.write_string if isinstance(value, str) else page.write_number
            write(number, place, value, bold if place == 0 or line is HEADS_OF_ORIGINS else None)


def _page(book: Any, name: str, heads: tuple[str, ...], widths: tuple[int, ...], bold: Any) -> Any:
    """A sheet whose first row stays in sight, also on paper."""
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        page.write_string(0, place, head, bold)
        page.set_column(place, place, width)
    return page
