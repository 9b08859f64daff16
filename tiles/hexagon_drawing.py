"""How the hexagon map of a release is drawn, on a screen and on paper: places, corners, borders and names. Pure.

A drawing has whole units: x to the right, y down, a hexagon 52 wide and 60 high with a corner at its top, the middle of cell
0, 0 in the origin. The content is that of `zeshoeken.json` (`tiles/vintage/hexagon_file.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import shapely

HALF, QUARTER = 26, 15  # half the width of a hexagon, and a quarter of its height
CORNERS = ((0, -30), (26, -15), (26, 15), (0, 30), (-26, 15), (-26, -15))  # clockwise from the top
BESIDE = ((0, 1), (1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1))  # behind the side from a corner to the next

Cell = tuple[int, int]  # q to the east, r to the north-east
Point = tuple[int, int]
Box = tuple[int, int, int, int]  # west, north, east, south


def middle(cell: Cell) -> Point:
    """The middle of a hexagon.

    >>> middle((1, 0)), middle((0, 1))
    ((52, 0), (26, -45))
    """
    q, r = cell
    return 2 * HALF * q + HALF * r, -3 * QUARTER * r


def corners(cell: Cell) -> tuple[Point, ...]:
    """The six corners, clockwise from the one at the top; neighbours share theirs.

    >>> corners((0, 0))[1:3] == corners((1, 0))[5:3:-1]
    True
    """
    x, y = middle(cell)
    return tuple((x + right, y + down) for right, down in CORNERS)


@dataclass(frozen=True)
class HexagonDrawing:
    """The cells of a vintage by gemeentecode, and where they lie in EPSG:3857 (metres)."""

    cells: Mapping[str, Cell]
    size: float  # from middle to middle
    origin: tuple[float, float]  # of cell 0, 0

    @classmethod
    def read(cls, content: bytes) -> HexagonDrawing:
        """The drawing of a `zeshoeken.json`."""
        kept = json.loads(content)
        x, y = kept["origin"]
        return cls({code: (q, r) for code, (q, r) in kept["cells"].items()}, kept["size"], (x, y))

    @cached_property
    def box(self) -> Box:
        """What holds all hexagons, without a margin."""
        x, y = zip(*(corner for cell in self.cells.values() for corner in corners(cell)), strict=True)
        return min(x), min(y), max(x), max(y)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a place in EPSG:3857 would lie; gemeenten do not lie exactly there."""
        scale = 2 * HALF / self.size
        return (x - self.origin[0]) * scale, (self.origin[1] - y) * scale

    def area(self, codes: Iterable[str]) -> shapely.Geometry:
        """The hexagons of these gemeenten as one (multi)polygon."""
        polygons = [shapely.Polygon(corners(self.cells[code])) for code in codes]
        return shapely.union_all(polygons)

    def borders(self, group: Callable[[str], str]) -> list[list[Point]]:
        """The lines between hexagons of which `group` (say the provincie) differs, each side once; not the coast."""
        return self._lines(lambda own, other: other is not None and group(own) < group(other))

    def coast(self) -> list[list[Point]]:
        """The lines around the land: sides with nobody behind them."""
        return self._lines(lambda own, other: other is None)

    def _lines(self, drawn: Callable[[str, str | None], bool]) -> list[list[Point]]:
        """The sides of which owner and neighbour are `drawn`, joined as far as they go."""
        who = {cell: code for code, cell in self.cells.items()}
        sides = [
            side
            for code, (q, r) in self.cells.items()
            for side, (right, up) in zip(_sides((q, r)), BESIDE, strict=True)
            if drawn(code, who.get((q + right, r + up)))
        ]
        if not sides:
            return []
        joined = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(sides)))
        return [[(int(x), int(y)) for x, y in shapely.get_coordinates(line).tolist()] for line in joined]


def _sides(cell: Cell) -> Iterable[tuple[Point, Point]]:
    around = corners(cell)
    return pairwise((*around, around[0]))
