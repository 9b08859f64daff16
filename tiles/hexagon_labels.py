"""Names of a hexagon map: short ones in the hexagons, beside them those of provincies and waters, as near as there is room.

Pure; units of the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from data.reference.names import short_forms
from tiles import grid
from tiles.hexagon_drawing import HALF, HexagonDrawing, middle
from tiles.hexagon_names import short_names
from tiles.map_names import APART, EM_ANY_FONT, LINE, Box, Name, Placed, placed, width

SMALL, SIDE, LARGE = 16, 21, 42  # units of letters: in a hexagon, of a provincie beside them, of one on a narrow map
REACH = 3 * HALF  # units from a provincie to its name; one without free room so near has it on its hexagons
STEP = 13  # from one place that is tried to the next
SEAS = {  # degrees of longitude and latitude
    "Noordzee": (3.9, 52.6), "Waddenzee": (5.2, 53.05), "IJsselmeer": (5.36, 52.78),
}  # fmt: skip

Who = tuple[str, str, str]  # gemeentecode, name, code of its provincie


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a map of some box: of provincies beside it and, without room there, on it; of seas; of gemeenten.

    `large` has the provincies for a map on which no gemeente can be named; `inside`, by gemeentecode, the short name of each
    and the middle of its hexagon.
    """

    outside: Sequence[Placed]
    over: Sequence[Placed]
    seas: Sequence[Placed]
    large: Sequence[Placed]
    inside: Mapping[str, tuple[str, int, int]]


def beside(
    names: Iterable[tuple[str, shapely.Geometry]], land: shapely.Geometry, frame: Box, size: float, reach: float
) -> list[Placed]:
    """The names that fit in the frame, off the land, at most `reach` from what they name; earlier ones choose first."""
    free = shapely.buffer(land, size * APART)
    west, north, east, south = frame
    out: list[Placed] = []
    for text, area in names:
        half, high = width(text, size, EM_ANY_FONT) / 2, size * LINE / 2
        grid = np.meshgrid(np.arange(west + half, east - half, STEP), np.arange(north + high, south - high, STEP))
        x, y = (axis.ravel() for axis in grid)
        boxes = shapely.box(x - half, y - high, x + half, y + high)
        shapely.prepare(free)
        fits = ~shapely.intersects(free, boxes)
        x, y, boxes = x[fits], y[fits], boxes[fits]
        if not len(boxes):
            continue
        away = shapely.distance(boxes, area) + shapely.distance(shapely.points(x, y), shapely.centroid(area)) / 100
        best = int(np.argmin(away))
        if away[best] <= reach:
            low_x, low_y, high_x, high_y = shapely.bounds(boxes[best]).tolist()
            out.append(Placed((text,), (float(x[best]), float(y[best])), (low_x, low_y, high_x, high_y), must=False))
            free = shapely.union(free, shapely.buffer(boxes[best], size * APART))
    return out


def names_of(
    of: HexagonDrawing,
    who: Iterable[Who],
    provincies: Iterable[tuple[str, str]],
    box: Box,
    side: float = SIDE,
    *,
    covering: bool = True,
) -> Names:
    """The names in a box, in letters of `SMALL`, `side` and `LARGE`; `over` is empty without `covering`."""
    areas = {code: of.area(c for c, _, p in who if p == code) for code, _ in provincies}
    names = sorted(
        ((naam, areas[code]) for code, naam in provincies), key=lambda one: one[1].area
    )  # least choice first
    land = shapely.union_all(list(areas.values()))
    outside = beside(names, land, box, side, REACH)
    taken = shapely.union_all([shapely.box(*one.box) for one in outside])
    seas = beside(_seas(of), shapely.union(land, taken), box, side, np.inf)
    written = {one.lines[0] for one in outside}
    covers = [Name(n, a, must=True) for n, a in names if covering and n not in written]
    over = placed(covers, box, side)
    covered = shapely.union_all([shapely.box(*one.box) for one in over])
    short = inside_names(who)
    inside = {code: (short[code], *middle(of.cells[code])) for code in short}
    inside = {code: one for code, one in inside.items() if not shapely.intersects(covered, _room(one))}
    large = placed([Name(n, a, must=True) for n, a in names], box, LARGE)
    return Names(outside, over, seas, large, inside)


def inside_names(who: Iterable[Who]) -> dict[str, str]:
    """By gemeentecode what stands in its hexagon."""
    return short_names({code: next(iter(short_forms(code)), naam) for code, naam, _ in who})


def _room(one: tuple[str, int, int]) -> shapely.Geometry:
    """The box of a short name."""
    text, x, y = one
    half = width(text, SMALL) / 2
    return shapely.box(x - half, y - SMALL / 2, x + half, y + SMALL / 2)


def _seas(of: HexagonDrawing) -> list[tuple[str, shapely.Geometry]]:
    return [(naam, shapely.Point(of.point(*grid.lonlat_to_mercator(*place)))) for naam, place in SEAS.items()]
