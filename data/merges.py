"""Merged cells as a person sees them: only the first shows, so what lies hidden below the others is not read. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from data.amounts import Cell, Soort, read_amount
from data.sheetscan import Merge, Place


def uncover(rows: list[list[Cell]], merges: Iterable[Merge]) -> frozenset[Place]:
    """Empties the covered cells; the places among them where a figure of the merged cell, or a hidden one, would belong.

    A text that spans rows (a provincie beside its gemeenten) is meant for each row that shows anything else.
    """
    doubtful: set[Place] = set()
    covered: dict[Place, Cell] = {}
    for top, left, bottom, right in merges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        shown = rows[top][left]
        for row in range(top, min(bottom + 1, len(rows))):
            cells = rows[row]
            for column in range(left, min(right + 1, len(cells))):
                if (row, column) == (top, left) or (row, column) in covered:
                    continue
                if _is_figure(shown) or _is_figure(cells[column]):
                    doubtful.add((row, column))
                cells[column] = ""
                covered[row, column] = shown if column == left and isinstance(shown, str) else ""
    spoken = {row for row, _ in covered if any(cell not in (None, "") for cell in rows[row])}
    for (row, column), shown in covered.items():
        if shown and row in spoken:
            rows[row][column] = shown
    return frozenset(doubtful)


def _is_figure(cell: Cell) -> bool:
    return read_amount(cell)[0] is Soort.GETAL
