"""Reads merged cells as a person sees them: only the first one shows, so what is hidden behind the others is not read."""

from __future__ import annotations

from collections.abc import Iterable

from data.sheets.cells import Cell, Soort, read_amount
from data.sheets.sheetscan import Merge, Place
from data.sheets.tables import Budget, Unreadable


def uncover(rows: list[list[Cell]], merges: Iterable[Merge], budget: Budget) -> frozenset[Place]:
    """Empties the covered cells; the places among them where a figure of the merged cell, or a hidden one, would belong.

    A text that spans rows (a provincie beside its gemeenten) is meant for each row that shows anything else. Raises
    Unreadable for more merged cells than a sheet can hold.
    """
    doubtful: set[Place] = set()
    covered: dict[Place, Cell] = {}
    looked_at = 0
    for top, left, bottom, right in merges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        bottom, right = min(bottom, len(rows) - 1), min(right, len(rows[top]) - 1)
        looked_at += (bottom - top + 1) * (right - left + 1)
        if looked_at > budget.limits.cells:
            raise Unreadable("bestand-te-veel", wat="samengevoegde cellen", grens=budget.limits.cells)
        upper_left = rows[top][left]
        for row in range(top, bottom + 1):
            cells = rows[row]
            for column in range(left, right + 1):
                if (row, column) == (top, left) or (row, column) in covered:
                    continue
                if _is_figure(upper_left) or _is_figure(cells[column]):
                    doubtful.add((row, column))
                cells[column] = ""
                covered[row, column] = upper_left if column == left and isinstance(upper_left, str) else ""
    spoken = {row for row, _ in covered if any(cell not in (None, "") for cell in rows[row])}
    for (row, column), upper_left in covered.items():
        if upper_left and row in spoken:
            rows[row][column] = upper_left
    return frozenset(doubtful)


def _is_figure(cell: Cell) -> bool:
    return read_amount(cell)[0] is Soort.GETAL
