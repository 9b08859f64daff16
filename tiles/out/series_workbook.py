"""All months as a workbook (xlsx): the rows, what each column means, what the file is. The same input, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from data.domain.dictionary import BY_NAME
from tiles import licence
from tiles.out.series_table import COLUMNS_OF_SERIES, Series
from tiles.tile_schema import Attribute, Value

ROWS, WORDS, ABOUT = "Reeks", "Begrippen", "Over dit bestand"
PER_CENT = "0.0%"
DAY = "yyyy-mm-dd"
WIDTHS = {"naam": 24, "provincie": 16, "status": 18, "reden": 12, "sha256": 20}
WIDTH = 13  # characters
COLUMNS_OF_WORDS = ("kolom", "titel", "betekenis", "eenheid", "regel", "bron")
PART_OF_ONE = "in dit werkblad een deel van 1, opgemaakt als procent"


def workbook(series: Series) -> bytes:
    """The workbook. Numbers are numbers, days days and percentages parts of one; a text is never a formula."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        newest = series.months[-1].stand.peildatum
        moment = dt.datetime.combine(newest.date, dt.time())  # never the clock
        book.set_properties({"title": series.title, "author": "Land in Beeld", "created": moment})
        bold = book.add_format({"bold": True})
        _write_rows(book, series, bold)
        _write_words(book, bold)
        _write_about(book, series, bold)
    return target.getvalue()


def _write_rows(book: Any, series: Series, bold: Any) -> None:
    page = _page(book, ROWS, [attribute.naam for attribute in COLUMNS_OF_SERIES], bold)
    per_cent, day = book.add_format({"num_format": PER_CENT}), book.add_format({"num_format": DAY})
    for column, attribute in enumerate(COLUMNS_OF_SERIES):
        page.set_column(column, column, WIDTHS.get(attribute.naam, WIDTH))
    last = 0
    for last, row in enumerate(series.rows(), 1):
        for column, (attribute, value) in enumerate(zip(COLUMNS_OF_SERIES, row.values(), strict=True)):
            _write(page, last, column, attribute, value, per_cent if attribute.eenheid == "%" else day)
    page.autofilter(0, 0, last, len(COLUMNS_OF_SERIES) - 1)


def _write(page: Any, row: int, column: int, attribute: Attribute, value: Value | None, form: Any) -> None:
    """One typed cell; nothing where a value is absent."""
    if value is None:
        return
    if attribute.type == "Date":
        page.write_datetime(row, column, dt.date.fromisoformat(str(value)), form)
    elif attribute.type == "String":
        page.write_string(row, column, str(value))
    elif attribute.eenheid == "%":
        page.write_number(row, column, round(float(value) / 100, 6), form)
    else:
        page.write_number(row, column, value)


def _write_words(book: Any, bold: Any) -> None:
    page = _page(book, WORDS, COLUMNS_OF_WORDS, bold)
    for row, attribute in enumerate(COLUMNS_OF_SERIES, 1):
        begrip = BY_NAME[attribute.naam]
        rule = "; ".join(filter(None, (begrip.regel, PART_OF_ONE if attribute.eenheid == "%" else "")))
        for column, text in enumerate((begrip.naam, begrip.titel, begrip.uitleg, begrip.eenheid, rule, begrip.bron)):
            page.write_string(row, column, text)
    for column, width in enumerate((14, 30, 70, 10, 70, 30)):
        page.set_column(column, column, width)


def _write_about(book: Any, series: Series, bold: Any) -> None:
    """What it is, who made the figures, under which licence, and the version and file of each peildatum."""
    page = book.add_worksheet(ABOUT)
    page.set_column(0, 1, 24)
    page.set_column(2, 3, 70)
    lines = [
        (f"{series.title}{' (voorbeeldcijfers)' if series.voorbeeld else ''}",),
        *((licence.terms(bron),) for bron in dict.fromkeys(month.bron for month in series.months)),
    ]
    heads = ("peildatum", "revisie", "uitgave", "sha256")
    for row, line in enumerate([*lines, (), heads]):
        for column, text in enumerate(line):
            page.write_string(row, column, text, bold if row == 0 or line is heads else None)
    for row, month in enumerate(series.months, len(lines) + 2):
        page.write_string(row, 0, str(month.stand.peildatum))
        page.write_number(row, 1, month.stand.revision)
        page.write_string(row, 2, month.release)
        page.write_string(row, 3, month.sha256)


def _page(book: Any, name: str, heads: Sequence[str], bold: Any) -> Any:
    """A sheet whose first row stays in sight."""
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        page.write_string(0, column, head, bold)
    return page
