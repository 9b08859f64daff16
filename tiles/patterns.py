"""Draws the patterns of the palette: as a square of pixels for the map and pictures, as lines for swatches and PDF. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tiles.palette import Pattern

Segment = tuple[float, float, float, float]  # x and y of both ends


def pixels(pattern: Pattern, size: int) -> NDArray[np.float32]:
    """How much of the ink each of size x size pixels gets (0 to 1), in one square of the pattern; its edges are smooth."""
    y, x = np.mgrid[:size, :size] + 0.5
    if pattern.dotted:
        away: NDArray[np.float64] = np.hypot(x - size / 2, y - size / 2)
    else:
        away = _to_diagonal(x + y, size)
        if pattern.crossed:
            away = np.minimum(away, _to_diagonal(x - y, size))
    covered = np.clip(pattern.width * size / 2 - away + 0.5, 0, 1)
    return np.asarray(pattern.strength * covered, dtype=np.float32)


def _to_diagonal(along: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The distance to the nearest line x + y (or x - y) = n * size."""
    return np.asarray(np.abs((along + size / 2) % size - size / 2) / sqrt(2))


def segments(pattern: Pattern, box: Segment, step: float) -> Iterator[Segment]:
    """The lines that draw a pattern over a box, `pattern.width * step` wide; `box` is x, y below left, x, y above right.

    Those of dots are rows: dashes of no length, `step` apart from the middle of the first on, with round ends. Diagonals
    stick out of the box.
    """
    x0, y0, x1, y1 = box
    height, up = abs(y1 - y0), 1 if y1 > y0 else -1
    if pattern.dotted:
        for n in range(int(height / step) + 1):
            y = y0 + up * (n + 0.5) * step
            yield x0 + step / 2, y, x1, y
        return
    for n in range(int((x1 - x0 + height) / step) + 1):
        x = x0 - height + n * step
        yield x, y0, x + height, y1
        if pattern.crossed:
            yield x, y1, x + height, y0
