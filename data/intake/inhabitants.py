"""Reads the inhabitants per gemeente from a file (CBS StatLine, or any table with a code and a column `inwoners`).

For the formula of art. 29 only, which needs the inhabitants of 1 January of the year before.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.errors import InvalidTerm, SnapshotRejected
from data.findings import Ernst, Finding
from data.sheets.cells import Cell, Soort, read_amount
from data.sheets.detect import read_tables
from data.sheets.tables import Sheet
from data.terms import Gemeentecode

HEADER_ROWS = 30
WORDS = ("inwoner", "bevolking", "aant_inw")
TAAKSTELLING = ("taakstelling",)  # the same table with published numbers instead
LARGEST = 10_000_000  # inhabitants of one gemeente: more is a total
FEWEST_DIGITS = 3  # of a bare code: a column that counts 1, 2, 3 is no column of codes


def read_inwoners(content: bytes, filename: str, words: Sequence[str] = WORDS) -> dict[Gemeentecode, int]:
    """Inhabitants by gemeente, from xlsx, ods or csv. Rows without a code (totals, provincies, notes) are left out.

    `words` are those of which one must be in the head of the column; with others, any whole number by gemeente is read.
    Raises: SnapshotRejected with the findings.
    """
    tables = read_tables(content, filename)
    wrong = tuple(f for f in tables.findings if f.ernst is Ernst.FOUT)
    if wrong:
        raise SnapshotRejected(wrong)
    for sheet in tables.sheets:
        for row in range(min(HEADER_ROWS, len(sheet.rows))):
            column = _column_of(words, sheet.rows[row])
            if column is not None:
                return _read(sheet, row, column)
    zin = f"Er is geen kolom gevonden met in de kop een van de woorden: {', '.join(words)}."
    raise SnapshotRejected((Finding("inwoners-geen-kolom", Ernst.FOUT, zin),))


def _column_of(words: Sequence[str], cells: list[Cell]) -> int | None:
    if sum(cell not in (None, "") for cell in cells) < 2:
        return None  # a title
    for i, cell in enumerate(cells):
        if isinstance(cell, str) and any(word in cell.casefold() for word in words) and len(cell) <= 80:
            return i
    return None


def _read(sheet: Sheet, header: int, column: int) -> dict[Gemeentecode, int]:
    rows = [(i + 1, cells) for i, cells in enumerate(sheet.rows) if i > header]
    width = max((len(cells) for _, cells in rows), default=0)
    codes_in = [sum(_code(cells, c) is not None for _, cells in rows) if c != column else 0 for c in range(width)]
    if not any(codes_in):
        zin = "Er is geen kolom met gemeentecodes (GM0363 of 0363) gevonden."
        raise SnapshotRejected((Finding("inwoners-geen-code", Ernst.FOUT, zin, blad=sheet.naam),))
    where = codes_in.index(max(codes_in))
    inwoners: dict[Gemeentecode, int] = {}
    findings = []
    for number, cells in rows:
        code = _code(cells, where)
        if code is None:
            continue
        soort, value = read_amount(cells[column] if column < len(cells) else None)
        if soort is not Soort.GETAL or not 0 <= value <= LARGEST:
            text = str(cells[column])[:80] if column < len(cells) else ""
            zin = f"Het aantal inwoners van {code} is geen heel getal van 0 of meer."
            findings.append(Finding("inwoners-geen-getal", Ernst.FOUT, zin, sheet.naam, number, waarde=text))
        elif code in inwoners:
            findings.append(
                Finding("inwoners-dubbel", Ernst.FOUT, f"{code} staat er meer dan eens in.", sheet.naam, number)
            )
        else:
            inwoners[code] = value
    if findings:
        raise SnapshotRejected(tuple(findings))
    return inwoners


def _code(cells: list[Cell], column: int) -> Gemeentecode | None:
    cell = cells[column] if column < len(cells) else None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float) or cell != cell:
        return None
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if len(text) < FEWEST_DIGITS and isinstance(cell, str):
        return None
    try:
        return Gemeentecode.parse(text)
    except InvalidTerm:
        return None
