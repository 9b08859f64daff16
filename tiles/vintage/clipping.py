"""Cuts the geometries of one zoom level into tiles. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tiles import grid

Geometries = NDArray[np.object_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """What each tile holds of each geometry, sorted by tile and then by geometry.

    `tile` (n) numbers the row of `tiles` (t, 2: x, y), `member` (n) the geometry it is a piece of; `geometries` (n) the
    pieces in tile units of the world; `origins` (n, 2) the north-west corner of each piece's tile.
    """

    tiles: Ints
    tile: Ints
    member: Ints
    geometries: Geometries
    origins: Ints


def cut(geometries: Geometries, tiles: grid.TileRange) -> Pieces:
    """The pieces of `geometries` (tile units of the world) in every tile of the range, each with the buffer around it."""
    columns = np.array([(t.x, t.y) for t in tiles.tiles()], dtype=np.int64)
    west_north = columns * grid.EXTENT
    low, high = west_north - grid.BUFFER, west_north + grid.EXTENT + grid.BUFFER
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    member, tile = shapely.STRtree(boxes).query(geometries, predicate="intersects")
    order = np.lexsort((member, tile))
    member, tile = member[order], tile[order]
    pieces = geometries[member]
    bounds = shapely.bounds(pieces)
    crossing = (bounds[:, :2] < low[tile]).any(axis=1) | (bounds[:, 2:] > high[tile]).any(axis=1)
    starts = np.searchsorted(tile, np.arange(len(columns) + 1))
    for number in np.unique(tile[crossing]):
        rows = np.arange(starts[number], starts[number + 1])
        rows = rows[crossing[rows]]
        pieces[rows] = shapely.clip_by_rect(pieces[rows], *low[number].tolist(), *high[number].tolist())
    _make_simple(pieces, crossing)
    return Pieces(columns, tile, member, pieces, west_north[tile])


def _make_simple(pieces: Geometries, clipped: NDArray[np.bool_]) -> None:
    """Mends, in place, clipped pieces of which a ring touches or crosses itself once its corners are whole numbers.

    That happens at the edge of the buffer only: two parts of a border that meet it at the same place.
    """
    rows = np.flatnonzero(clipped)
    rounded = shapely.transform(pieces[rows], np.rint)
    wrong = ~shapely.is_valid(rounded)
    mended = shapely.make_valid(rounded[wrong], method="structure", keep_collapsed=False)
    pieces[rows[wrong]] = shapely.set_precision(mended, 1.0)
