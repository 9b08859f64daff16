"""Reads one cell of an original with nothing of ours (openpyxl, csv, odfpy), for tests that follow a figure back."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string


def whole(value: Any) -> int:
    """The whole number that a person sees in a cell: blank and dash are nil, a minus may stand anywhere."""
    if isinstance(value, int | float):
        assert value == int(value), value
        return int(value)
    text = re.sub(r"[\s\u00a0]", "", str(value or ""))
    minus = bool(re.search(r"[-\u2212\u2013(]", text))
    digits = re.sub(r"[,.]0{1,2}$", "", text.strip("-\u2212\u2013()")).replace(".", "").replace(",", "")
    assert not digits or digits.isdecimal(), value
    return (-1 if minus else 1) * int(digits or 0)


def value_at(content: bytes, name: str, blad: str, letter: str, row: int) -> Any:
    """What stands in a cell of the file."""
    rows = _sheets(content, name)[blad]
    column = column_index_from_string(letter) - 1
    line = rows[row - 1]
    return line[column] if column < len(line) else None


def sum_at(content: bytes, name: str, blad: str, row: int, columns: Iterable[tuple[str, int]]) -> int:
    """The cells of a row in these columns, each added (+1) or subtracted (-1)."""
    return sum(sign * whole(value_at(content, name, blad, letter, row)) for letter, sign in columns)


@lru_cache(maxsize=16)
def _sheets(content: bytes, name: str) -> dict[str, list[list[Any]]]:
    ending = name.rsplit(".", 1)[-1]
    if ending == "csv":
        return {"csv": _csv(content)}
    if ending == "ods":
        return _ods(content)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def _csv(content: bytes) -> list[list[Any]]:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = content.decode("utf-16" if wide else "utf-8-sig")
    delimiter = max(";,\t|", key=text.count)
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _ods(content: bytes) -> dict[str, list[list[Any]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from odf.opendocument import load
        from odf.table import Table, TableCell, TableRow

        sheets = load(io.BytesIO(content)).spreadsheet.getElementsByType(Table)
        return {
            sheet.getAttribute("name"): [
                [cell.getAttribute("value") or str(cell) for cell in line.getElementsByType(TableCell)]
                for line in sheet.getElementsByType(TableRow)
            ]
            for sheet in sheets
        }
