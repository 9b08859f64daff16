"""A sheet as CSV, as a Dutch Excel opens it at once: semicolons, decimal comma, UTF-8 with its mark. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from data import dutch
from tiles import licence
from tiles.sheets.sheet import Sheet
from tiles.tile_schema import Value


def table(sheet: Sheet) -> bytes:
    """The rows under the public names of their fields; source and licence in each row, where there is no other place."""
    names = [column.naam for column in sheet.columns]
    rest = {"bron": "; ".join(sheet.sources), "licentie": licence.NAME}
    added = {name: text for name, text in rest.items() if name not in names}
    return csv_of((*names, *added), ((*row, *added.values()) for row in sheet.rows))


def csv_of(names: Iterable[str], rows: Iterable[Iterable[Value | None]]) -> bytes:
    """Rows below the names of their columns."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(map(_cell, row))
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value | None) -> str:
    return dutch.cell(value) if isinstance(value, float) else "" if value is None else str(value)
