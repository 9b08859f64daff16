"""Names beside the hexagons: of provincies and waters, in the nearest place that is free. Pure; units of the drawing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from tiles.map_names import APART, EM_ANY_FONT, LINE, Box, Placed, width

STEP = 13  # from one place that is tried to the next
SEAS = {  # degrees of longitude and latitude
    "Noordzee": (3.9, 52.6), "Waddenzee": (5.2, 53.05), "IJsselmeer": (5.36, 52.78),
}  # fmt: skip


def beside(
    names: Iterable[tuple[str, shapely.Geometry]], land: shapely.Geometry, frame: Box, size: float, reach: float
) -> list[Placed]:
    """The names that fit in the frame, off the land, at most `reach` from what they name; earlier ones choose first."""
    free = shapely.buffer(land, size * APART)
    west, north, east, south = frame
    placed: list[Placed] = []
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
            placed.append(Placed((text,), (float(x[best]), float(y[best])), (low_x, low_y, high_x, high_y), must=False))
            free = shapely.union(free, shapely.buffer(boxes[best], size * APART))
    return placed
