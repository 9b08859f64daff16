"""Arithmetic of the tile matrix set WebMercatorQuad (OGC 17-083r4 annex D.1). Pure: numbers in, numbers out.

*Tile units* are the integers that vector tiles are written in: `EXTENT` of them along a tile, so the world at zoom z is a
square of `EXTENT * 2**z` units, origin in the north-west corner, x to the east, y to the south.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # numbers in, numbers out: who has arrays has NumPy
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EXTENT = 4096  # units along one tile (contract)
BUFFER = 64  # units of neighbouring land on each side of a tile (contract)
MINZOOM, MAXZOOM = 0, 10
HALF_WORLD_M = 20037508.342789244  # half the circumference on the sphere of EPSG:3857, metres


@dataclass(frozen=True, order=True, slots=True)
class Tile:
    """One tile: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int


def tile_units(mercator: Floats, z: int) -> Floats:
    """EPSG:3857 metres (n, 2; x east, y north) to tile units of the world at zoom z (n, 2; x east, y south)."""
    scale = EXTENT * 2**z / (2 * HALF_WORLD_M)
    out: Floats = (mercator * (1.0, -1.0) + HALF_WORLD_M) * scale
    return out


def lonlat_to_tile(lon: float, lat: float, z: int) -> Tile:
    """The tile at zoom z that holds this place (degrees east, degrees north; within +-85.05 degrees).

    >>> lonlat_to_tile(4.9, 52.37, 10)
    Tile(z=10, x=525, y=336)
    """
    n = 2**z
    x = (lon + 180) / 360 * n
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return Tile(z, min(n - 1, max(0, int(x))), min(n - 1, max(0, int(y))))


def lonlat_to_units(lon: float, lat: float, z: int) -> tuple[float, float]:
    """The place in tile units of the world at zoom z (x east, y south).

    >>> lonlat_to_units(0, 0, 1)
    (4096.0, 4096.0)
    """
    size = EXTENT * 2**z
    return (lon + 180) / 360 * size, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * size


def lonlat_to_mercator(lon: float, lat: float) -> tuple[float, float]:
    """The place in metres of EPSG:3857 (x east, y north).

    >>> lonlat_to_mercator(180, 0) == (HALF_WORLD_M, 0)
    True
    """
    return lon / 180 * HALF_WORLD_M, math.asinh(math.tan(math.radians(lat))) / math.pi * HALF_WORLD_M


def tile_bounds(tile: Tile) -> tuple[float, float, float, float]:
    """West, south, east, north of the tile in degrees.

    >>> tile_bounds(Tile(0, 0, 0))[0], tile_bounds(Tile(0, 0, 0))[2]
    (-180.0, 180.0)
    """
    n = 2**tile.z

    def lat(y: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / n))))

    return tile.x / n * 360 - 180, lat(tile.y + 1), (tile.x + 1) / n * 360 - 180, lat(tile.y)


def mercator_to_lonlat(x: float, y: float) -> tuple[float, float]:
    """Degrees east and north of a place in metres of EPSG:3857."""
    return x / HALF_WORLD_M * 180, math.degrees(math.atan(math.sinh(y / HALF_WORLD_M * math.pi)))


@dataclass(frozen=True, slots=True)
class TileRange:
    """The tiles of one zoom level that a bounding box touches; all four limits are included."""

    z: int
    min_x: int
    min_y: int
    max_x: int
    max_y: int

    def __contains__(self, tile: object) -> bool:
        return (
            isinstance(tile, Tile)
            and tile.z == self.z
            and self.min_x <= tile.x <= self.max_x
            and self.min_y <= tile.y <= self.max_y
        )

    def tiles(self) -> list[Tile]:
        """All tiles of the range, column by column."""
        return [
            Tile(self.z, x, y) for x in range(self.min_x, self.max_x + 1) for y in range(self.min_y, self.max_y + 1)
        ]


def tile_range(bounds: tuple[float, float, float, float], z: int) -> TileRange:
    """The tiles at zoom z that touch west, south, east, north (degrees).

    >>> tile_range((3.3, 50.7, 7.3, 53.6), 5)
    TileRange(z=5, min_x=16, min_y=10, max_x=16, max_y=10)
    """
    west, south, east, north = bounds
    a, b = lonlat_to_tile(west, north, z), lonlat_to_tile(east, south, z)
    return TileRange(z, a.x, a.y, b.x, b.y)
