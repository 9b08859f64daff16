"""A pattern looks the same as pixels (map, picture) and as lines (swatch, report)."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest
import shapely

from tiles.palette import LOOKS, Pattern
from tiles.patterns import pixels, segments

PATTERNS = [look.pattern for look in LOOKS if look.pattern]
LINE = 0.125 * sqrt(2)  # a line of 1/8 in a square of which the diagonal lines lie 1 / sqrt(2) apart
COVERED = {"lines": LINE, "cross": 2 * LINE - LINE**2, "dots": pi * 0.125**2}


def drawn(pattern: Pattern, box: tuple[float, float, float, float], step: float) -> shapely.Geometry:
    """What the segments ink, in a box."""
    shapes = []
    for x0, y0, x1, y1 in segments(pattern, box, step):
        if pattern.dotted:
            shapes += [shapely.Point(x, y0).buffer(pattern.width * step / 2) for x in np.arange(x0, x1, step)]
        else:
            shapes.append(shapely.LineString([(x0, y0), (x1, y1)]).buffer(pattern.width * step / 2))
    return shapely.union_all(shapes).intersection(shapely.box(*box))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_pixels_and_lines_ink_the_share_that_the_palette_says(pattern: Pattern) -> None:
    """By hand: two lines of share p that cross ink 2p - p * p; a dot the area of its circle."""
    for size in (16, 30):
        assert pixels(pattern, size).mean() / pattern.strength == pytest.approx(COVERED[pattern.name], rel=0.06)
    for box in ((0, 0, 80, 40), (0, 40, 80, 0)):  # y up as in a PDF, y down as in SVG
        share = drawn(pattern, box, 8).area / (80 * 40)
        assert share == pytest.approx(COVERED[pattern.name], rel=0.03)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_ink_is_never_more_than_its_strength_and_lies_where_the_lines_are(pattern: Pattern) -> None:
    square = pixels(pattern, 16)
    assert square.max() == pytest.approx(pattern.strength)
    assert square.min() == 0
    ink = drawn(pattern, (0, 32, 32, 0), 16)  # y down, so that rows count from the top
    for row, column in np.argwhere(square > 0.9 * pattern.strength):
        assert ink.buffer(0.8).contains(shapely.Point(column + 0.5, row + 0.5))


def test_lines_rise_to_the_right() -> None:
    lines = next(pattern for pattern in PATTERNS if pattern.name == "lines")
    square = pixels(lines, 16)
    assert square[15, 0] == square[0, 15] == pytest.approx(lines.strength)
    assert square[0, 0] < square[15, 0]
