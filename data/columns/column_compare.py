"""Compares columns of one kind: are they equal, is one the sum of the others, does it hold codes at all."""

from __future__ import annotations

from functools import lru_cache

from data.columns.column_headers import Kolom, Rol
from data.columns.columns import CODE_CELL, Indeling
from data.findings import clean
from data.reference.gemeenten import gemeenten_of
from data.reference.names import known_years
from data.sheets.cells import Soort, read_amount

CODES_SHARE = 0.9  # of the cells in a column of codes; the others may be sums and notes


def column_values(indeling: Indeling, kolom: Kolom) -> list[object]:
    """What stands in a column under the header, comparable between spellings; None where blank."""
    values: list[object] = []
    for row in indeling.sheet.rows[indeling.kop + 1 :]:
        cell = row[kolom.index] if kolom.index < len(row) else None
        if kolom.rol is not Rol.CODE and isinstance(cell, int | float):  # nearly all of them
            soort, number = read_amount(cell)
            values.append(number if soort is Soort.GETAL else clean(cell))
            continue
        text = clean(cell)
        if not text:
            values.append(None)
        elif kolom.rol is Rol.CODE:
            match = CODE_CELL.fullmatch(text)
            values.append(int(match[2]) if match else text)
        else:
            soort, number = read_amount(cell)
            values.append(number if soort is Soort.GETAL else text)
    return values


def are_codes(values: list[object]) -> bool:
    """Whether nearly all values are codes of gemeenten of some year, which numbers 1 to n are not."""
    numbers = [v for v in values if v is not None]
    return sum(v in _numbers_of_gemeenten() for v in numbers) >= CODES_SHARE * len(numbers)


@lru_cache(maxsize=1)
def _numbers_of_gemeenten() -> frozenset[object]:
    return frozenset(g.code.number for year in known_years() for g in gemeenten_of(year))


def first_difference(one: list[object], other: list[object], blank_is_equal: bool = False) -> int | None:
    """The position of the first row where two columns differ; a blank in one of them is a difference unless told."""
    for position, (a, b) in enumerate(zip(one, other, strict=True)):
        if a != b and not (blank_is_equal and None in (a, b)):
            return position
    return None


def sum_of_others(values: dict[Kolom, list[object]], kept: list[Kolom]) -> Kolom | None:
    """Of three columns or more the one that is the sum of the others in every row with numbers."""
    if len(kept) < 3:
        return None
    rows = [r for r in zip(*(values[k] for k in kept), strict=True) if all(isinstance(v, int) for v in r)]
    for position, kolom in enumerate(kept):
        if rows and all(2 * row[position] == sum(row) for row in rows) and any(any(row) for row in rows):
            return kolom
    return None
