"""The hexagon map of a vintage as a release carries it: JSON, a few kilobytes; made once and kept.

    {"origin": [x, y], "size": metres, "cells": {"GM0014": [q, r], ...}}

`origin` is the middle of cell 0, 0 in EPSG:3857 (x east, y north), `size` the distance between two middles there; q goes to
the east, r to the north-east.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from data import files
from data.boundaries.vintage import Vintage
from data.made_by import made_by
from tiles import grid
from tiles.vintage.hexagons import Geometries, hexagon_map, hexagons

DEGREE_DECIMALS = 6


def open_hexagons(vintage: Vintage, folder: Path, reference: Vintage) -> bytes:
    """The file of a vintage, from `folder` or made now and kept there; a gemeente stands where it does in `reference`."""
    path = folder / f"{vintage.key}.hexagons-{made_by(__name__, packages=('numpy', 'scipy', 'shapely'))}.json"
    if not path.exists():
        files.write(path, _made(vintage, reference))
        files.remove_others(path, f"{vintage.key}.hexagons-*")
    return path.read_bytes()


def _made(vintage: Vintage, reference: Vintage) -> bytes:
    of = hexagon_map(reference)
    if vintage.key != reference.key:
        of = hexagon_map(vintage, of)
    cells = {str(g.code): cell for g, cell in zip(vintage.gemeenten, of.cells.tolist(), strict=True)}
    return json.dumps({"origin": of.origin, "size": of.size, "cells": cells}, separators=(",", ":")).encode()


def polygons(content: bytes, codes: Sequence[str]) -> Geometries:
    """The hexagons of these gemeenten in EPSG:3857, metres. Raises KeyError for one that is not on the map."""
    kept = json.loads(content)
    return hexagons(np.array([kept["cells"][code] for code in codes]), kept["size"], kept["origin"])


def polygons_in_degrees(content: bytes, codes: Sequence[str]) -> Geometries:
    """The same in CRS84 (longitude, latitude), rounded to 0.1 m; outer rings counter-clockwise (RFC 7946)."""
    return np.asarray(shapely.transform(polygons(content, codes), _to_degrees), dtype=object)


def _to_degrees(places: np.ndarray) -> np.ndarray:
    return np.round([grid.mercator_to_lonlat(x, y) for x, y in places.tolist()], DEGREE_DECIMALS)
