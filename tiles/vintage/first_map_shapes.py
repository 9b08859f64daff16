"""The shapes of the map that stands in the first document, as SVG paths: those of the tiles at two zooms, once per vintage.

Neighbours share their corners, whole numbers, so nothing gapes or overlaps. One file holds both zooms: `COARSE` for the
country, `FINE` for an area that is looked at from nearby. `server/maps/first_map.py` puts colours in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from data.boundaries.vintage import Vintage
from tiles.vintage import generalise
from tiles.vintage.borders import borders

COARSE, FINE = 5, 6

Geometries = NDArray[np.object_]
Ints = NDArray[np.int64]


def first_map(vintage: Vintage) -> bytes:
    """JSON: by zoom the origin of its drawing, the paths and boxes by code, and the line between provincies.

    Units are tile units of that zoom (x east, y south) from `origin`; a box is west, north, east, south.
    """
    levels = generalise.generalise(generalise.to_mercator(vintage.geometries), COARSE, FINE)
    content = {str(level.z): _drawing(vintage, level.geometries) for level in levels}
    return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()


def _drawing(vintage: Vintage, coverage: Geometries) -> dict[str, object]:
    codes = [str(g.code) for g in vintage.gemeenten]
    names, provincie_of = np.unique([str(g.provinciecode) for g in vintage.gemeenten], return_inverse=True)
    provincies = [shapely.coverage_union_all(coverage[provincie_of == n]) for n in range(len(names))]
    areas = dict(zip([*codes, *names.tolist()], [*coverage, *provincies], strict=True))
    origin = np.floor(shapely.total_bounds(coverage)[:2]).astype(np.int64)
    lines, niveaus = borders(coverage, provincie_of)
    between = [line for line, niveau in zip(lines, niveaus, strict=True) if niveau == "provincie"]
    boxes = {
        code: (shapely.bounds(area).astype(np.int64) - np.tile(origin, 2)).tolist() for code, area in areas.items()
    }
    return {
        "origin": origin.tolist(),
        "paths": {code: path(_rings(area), origin, closed=True) for code, area in areas.items()},
        "boxes": boxes,
        "between": path((shapely.get_coordinates(line) for line in between), origin, closed=False),
    }


def _rings(area: shapely.Geometry) -> Iterable[NDArray[np.float64]]:
    for part in shapely.get_parts(area):
        for ring in (part.exterior, *part.interiors):
            yield shapely.get_coordinates(ring)


def path(lines: Iterable[NDArray[np.float64]], origin: Ints, *, closed: bool) -> str:
    """The data of an SVG path through whole numbers, from corner to corner; `closed` lines end where they began.

    >>> path([np.array([[5.0, 5], [7, 5], [7, 4], [5, 5]])], np.array([4, 4]), closed=True)
    'M1 1l2 0 0-1z'
    """
    parts: list[str] = []
    at: Ints = np.zeros(2, dtype=np.int64)
    for line in lines:
        corners = line.astype(np.int64) - origin
        steps = np.diff(corners[:-1] if closed else corners, axis=0)
        begin = corners[0] - at
        parts.append(f"{'m' if parts else 'M'}{_pairs(begin[None])}l{_pairs(steps)}{'z' if closed else ''}")
        at = corners[0] if closed else corners[-1]
    return "".join(parts)


def lines_of(drawn: str) -> list[NDArray[np.float64]]:
    """The lines of the data that `path` wrote, without their origin; a closed one ends where it began.

    >>> [line.tolist() for line in lines_of("M1 1l2 0 0-1z")]
    [[[1.0, 1.0], [3.0, 1.0], [3.0, 0.0], [1.0, 1.0]]]
    """
    lines: list[NDArray[np.float64]] = []
    at = np.zeros(2)
    for begin, steps, closed in re.findall(r"[Mm]([^l]*)l([^zMm]*)(z?)", drawn):
        at = at + _numbers(begin)[0]
        line = np.cumsum(np.vstack((at, _numbers(steps))), axis=0)
        lines.append(np.vstack((line, at)) if closed else line)
        at = at if closed else line[-1]
    return lines


def _numbers(text: str) -> NDArray[np.float64]:
    return np.fromstring(text.replace("-", " -"), sep=" ").reshape(-1, 2)


def _pairs(numbers: Ints) -> str:
    """Numbers one after another, with a space only where no minus parts them."""
    return " ".join(map(str, numbers.ravel().tolist())).replace(" -", "-")
