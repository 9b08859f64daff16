"""Whether the stored outcomes of formulas can be trusted: some programs write 0 and leave the calculation to others.

Only what can be told for sure is told: a workbook that asks to be calculated and holds nothing but zeros, and plain sums
that differ from the cells that they add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.sheets.cells import Cell
from data.sheets.sheetscan import Place, SheetFacts, place_of

MANY = 20  # formulas that are all 0, from which no workbook is believed
COLUMN = 10  # the same in one column of a workbook that asks to be calculated
MOST_CELLS = 400_000  # that are added up to look after the sums of one workbook
LONGEST = 1000  # characters of a formula that is looked into
_SHEET = r"(?:(?:'(?P<quoted>[^']+)'|(?P<plain>\w[\w.]*))!)?"
_RANGE = re.compile(rf"{_SHEET}(?P<first>[A-Z]{{1,3}}[0-9]{{1,7}})(?::(?P<last>[A-Z]{{1,3}}[0-9]{{1,7}}))?")
_ODS_RANGE = re.compile(r"\[([^\]]*?)\.([A-Z]+[0-9]+)(?::\.([A-Z]+[0-9]+))?\]")
_SUM = re.compile(r"SUM\((.*)\)")


@dataclass(frozen=True, slots=True)
class Grid:
    """The values of a sheet, with what the scan told of it."""

    rows: list[list[Cell]]
    facts: SheetFacts

    def value(self, place: Place) -> Cell:
        """The cell, None outside what is filled."""
        row, column = place
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None


def find_uncalculated(grids: Mapping[str, Grid], to_calculate: bool) -> None:
    """Marks formulas whose outcome was never calculated as formulas without an outcome."""
    kept = [(grid, place) for grid in grids.values() for place in grid.facts.formulas if _is_kept(grid, place)]
    if (to_calculate or len(kept) >= MANY) and all(_is_nil(grid.value(place)) for grid, place in kept):
        for grid, place in kept:
            grid.facts.no_value.add(place)
    elif to_calculate:
        for grid in grids.values():
            _find_columns_of_zeros(grid)
    _check_sums(grids)


def _is_kept(grid: Grid, place: Place) -> bool:
    return place not in grid.facts.no_value and place not in grid.facts.errors


def _is_nil(value: Cell) -> bool:
    return value in (0, "", None)


def _find_columns_of_zeros(grid: Grid) -> None:
    columns: dict[int, list[Place]] = {}
    for place in grid.facts.formulas:
        if _is_kept(grid, place):
            columns.setdefault(place[1], []).append(place)
    for places in columns.values():
        if len(places) >= COLUMN and all(_is_nil(grid.value(place)) for place in places):
            grid.facts.no_value.update(places)


def _check_sums(grids: Mapping[str, Grid]) -> None:
    left = MOST_CELLS
    for name, grid in grids.items():
        for place, formula in grid.facts.formulas.items():
            value = grid.value(place)
            if not isinstance(value, int | float) or isinstance(value, bool) or not _is_kept(grid, place):
                continue
            ranges = _summed(formula)
            left -= sum(_size(r) for r in ranges)
            if left < 0:
                return
            total = _total(ranges, grids, name, place)
            if total is not None and abs(total - value) > 1e-6 * max(1.0, abs(total)):
                grid.facts.no_value.add(place)


def _summed(formula: str) -> Sequence[re.Match[str]]:
    """The ranges that a plain SUM adds up; none for any other formula.

    >>> [m[0] for m in _summed("SUM(Maanden!B2:$D$2,F2)")], _summed("SUM(A1:A3)*2")
    (['Maanden!B2:D2', 'F2'], [])
    >>> [m[0] for m in _summed("of:=SUM([$'Mei 2024'.B2:.D2])")]
    ["'Mei 2024'!B2:D2"]
    """
    if len(formula) > LONGEST:
        return []
    text = _ODS_RANGE.sub(_plain_range, formula.replace("$", "")).removeprefix("of:").removeprefix("=")
    match = _SUM.fullmatch(text.strip())
    if not match:
        return []
    ranges = [_RANGE.fullmatch(piece.strip()) for piece in re.split("[,;]", match[1])]
    return [m for m in ranges if m] if all(ranges) else []


def _plain_range(match: re.Match[str]) -> str:
    sheet = f"{match[1]}!" if match[1] else ""
    return f"{sheet}{match[2]}:{match[3]}" if match[3] else f"{sheet}{match[2]}"


def _corners(match: re.Match[str]) -> tuple[Place, Place]:
    first, last = place_of(match["first"]), place_of(match["last"] or match["first"])
    assert first is not None
    assert last is not None
    return first, last


def _size(match: re.Match[str]) -> int:
    first, last = _corners(match)
    return (last[0] - first[0] + 1) * (last[1] - first[1] + 1)


def _total(ranges: Sequence[re.Match[str]], grids: Mapping[str, Grid], name: str, own: Place) -> float | None:
    """What the ranges add up to; None when that cannot be told."""
    total = 0.0
    for match in ranges:
        sheet = match["quoted"] or match["plain"] or name
        if sheet not in grids:
            return None
        grid = grids[sheet]
        for place in _places(match):
            value = grid.value(place)
            unknown = place in grid.facts.no_value or place in grid.facts.errors
            if unknown or (place == own and sheet == name):
                return None
            if isinstance(value, bool | str) or value is None:
                continue
            if not isinstance(value, int | float):
                return None
            total += value
    return total if ranges else None


def _places(match: re.Match[str]) -> Iterator[Place]:
    first, last = _corners(match)
    return ((r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1))
