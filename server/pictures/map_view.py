"""The part of a drawing that a picture shows, with its corners on the grid of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from server.maps import area_map
from server.maps.first_map import Box
from tiles.vintage.first_map_shapes import lines_of, path

GRID = (
    2  # corners to the pixel: no eye tells them apart. A power of two, so that a pattern has whole pixels (in_pixels)
)
NOWHERE = np.zeros(2, dtype=np.int64)  # no origin


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the map stands in the picture, in pixels, and how large its names are; `side` is the margin of its words."""

    x: float
    y: float
    width: float
    height: float
    letters: float
    side: float = 0


@dataclass(frozen=True, slots=True)
class View:
    """A part of a drawing that fills a frame."""

    drawing: dict[str, Any]
    box: Box
    frame: Frame

    @property
    def unit(self) -> float:
        """Units of the drawing in a pixel of the picture."""
        return (self.box[2] - self.box[0]) / self.frame.width

    def sees(self, code: str) -> bool:
        """Whether an area may be in sight."""
        return self.meets(self.drawing["boxes"][code])

    def meets(self, one: Sequence[float]) -> bool:
        """Whether a box may be in sight."""
        west, north, east, south = one
        return west <= self.box[2] and east >= self.box[0] and north <= self.box[3] and south >= self.box[1]

    def holds(self, one: Sequence[float]) -> bool:
        """Whether all of a box is in sight."""
        west, north, east, south = one
        return west >= self.box[0] and east <= self.box[2] and north >= self.box[1] and south <= self.box[3]


def in_pixels(view: View) -> View:
    """What is in sight, with its corners on the grid of the picture: none that cannot be told apart, no shape beside it.

    A pattern then repeats after whole pixels and is not moved by parts of one: resvg copies it. Else it blends sixteen
    pixels for each that it draws, half a second for a map full of dots.
    """
    scale, frame = GRID / view.unit, view.frame
    moved = np.array((frame.x, frame.y)) * GRID - np.array(view.box[:2]) * scale

    def on_grid(drawn: str, *, closed: bool) -> str:
        lines = [_without_doubles(np.round(line * scale + moved)) for line in lines_of(drawn)]
        return path([line for line in lines if len(line) > (3 if closed else 1)], NOWHERE, closed=closed)

    def box(of: Sequence[float]) -> list[float]:
        return [value * scale + moved[n % 2] for n, value in enumerate(of)]

    seen = [code for code in view.drawing["paths"] if view.sees(code)]
    drawing = {
        "paths": {code: on_grid(view.drawing["paths"][code], closed=True) for code in seen},
        "boxes": {code: box(view.drawing["boxes"][code]) for code in view.drawing["boxes"]},
        "between": on_grid(view.drawing["between"], closed=False),
    }
    west, north, east, south = box(view.box)
    return View(drawing, (west, north, east, south), frame)


def clipped(view: View) -> View:
    """The same with nothing that sticks out of its frame, for a map that stands on another one."""
    drawing = view.drawing
    paths = {
        code: drawn if view.holds(drawing["boxes"][code]) else _polygons(area_map.in_sight(drawn, view.box))
        for code, drawn in drawing["paths"].items()
    }
    between = shapely.clip_by_rect(shapely.MultiLineString(lines_of(drawing["between"])), *view.box)
    lines = [shapely.get_coordinates(line).round() for line in shapely.get_parts(between)]
    inside = {
        "paths": {code: drawn for code, drawn in paths.items() if drawn},
        "between": path(lines, NOWHERE, closed=False),
    }
    return View(drawing | inside, view.box, view.frame)


def _polygons(area: shapely.Geometry) -> str:
    polygons = (part for part in shapely.get_parts(area) if part.geom_type == "Polygon")
    rings = (ring for polygon in polygons for ring in shapely.get_rings(polygon))
    return path([shapely.get_coordinates(ring).round() for ring in rings], NOWHERE, closed=True)


def _without_doubles(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """The corners of a line, one where several fell together."""
    different = np.ones(len(line), bool)
    np.any(line[1:] != line[:-1], axis=1, out=different[1:])
    kept: NDArray[np.float64] = line[different]
    return kept
