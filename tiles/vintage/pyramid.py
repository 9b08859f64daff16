"""The geometry of every tile, generalised, clipped and encoded once per vintage and kept on disk.

Boundaries change once a year and figures every month, so all that does not depend on figures lies ready here:
per tile the layers provincies, grenzen and namen as one finished message, and the geometry of each gemeente in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.tile import zxy_to_tileid

from data import files
from data.boundaries.vintage import Vintage
from data.made_by import made_by
from tiles import grid
from tiles.vintage import encode, generalise
from tiles.vintage.clipping import cut
from tiles.vintage.static_layers import ConstantLayers

MADE_WITH = ("mapbox-vector-tile", "numpy", "shapely")
Ints = NDArray[np.int64]
Blob = NDArray[np.uint8]
Geometries = NDArray[np.object_]
Level = Callable[[generalise.ZoomCoverage], "list[_Found]"]
EachZoom = Callable[[Geometries, Level, int, int], "list[list[_Found]]"]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the shape of the tiles depends on beside the boundaries."""

    minzoom: int = grid.MINZOOM
    maxzoom: int = grid.MAXZOOM

    def key(self, vintage: Vintage) -> str:
        """What names the pyramid of this vintage with these parameters, as this code makes it."""
        shape = (generalise.TOLERANCES, generalise.FINE_TOLERANCE, generalise.FEW_CORNERS, generalise.THIN_UNITS2)
        parts = json.dumps([vintage.key, self.minzoom, self.maxzoom, grid.EXTENT, grid.BUFFER, shape])
        return f"{files.sha256(parts.encode())[:16]}-{made_by(__name__, packages=MADE_WITH)}"


@dataclass(frozen=True, eq=False)
class Pyramid:
    """The finished geometry of all tiles that hold anything, in the order of a PMTiles archive.

    `tiles` (t, 3: z, x, y); the gemeenten of tile i are rows `starts[i]:starts[i + 1]` of `members` (which gemeente of
    the vintage) and `geometry` (packed MVT geometry, cut at `geometry_ends`); `fixed` are the constant layers, cut at
    `fixed_ends`. `bounds` west, south, east, north in degrees.
    """

    key: str
    bounds: tuple[float, float, float, float]
    minzoom: int
    maxzoom: int
    codes: tuple[int, ...]
    tiles: Ints
    starts: Ints
    members: Ints
    geometry: Blob
    geometry_ends: Ints
    fixed: Blob
    fixed_ends: Ints

    def geometry_of(self, row: int) -> bytes:
        """Packed geometry of row `row` of `members`."""
        return self.geometry[self.geometry_ends[row] : self.geometry_ends[row + 1]].tobytes()

    def fixed_of(self, tile: int) -> bytes:
        """The constant layers of tile number `tile`."""
        return self.fixed[self.fixed_ends[tile] : self.fixed_ends[tile + 1]].tobytes()


def open_pyramid(vintage: Vintage, folder: Path, parameters: Parameters | None = None) -> Pyramid:
    """The pyramid of a vintage, from `folder` when it was built before, else built now and kept there."""
    parameters = parameters or Parameters()
    path = folder / f"{parameters.key(vintage)}.npz"
    if not path.exists():
        save(build(vintage, parameters), path)
        files.remove_others(path, f"{path.name.partition('-')[0]}-*")
    return load(path)


def build(vintage: Vintage, parameters: Parameters) -> Pyramid:
    """All tiles of a vintage. Geometry in EPSG:28992 in, tile units out."""
    mercator = generalise.to_mercator(vintage.geometries)
    return build_from(vintage, mercator, parameters, generalise.each_zoom)


def build_from(vintage: Vintage, mercator: Geometries, parameters: Parameters, each_zoom: EachZoom) -> Pyramid:
    """The same of a coverage in EPSG:3857 in the order of the vintage; `each_zoom` works on it at every zoom."""
    west, south, east, north = shapely.total_bounds(mercator)
    bounds = (*grid.mercator_to_lonlat(west, south), *grid.mercator_to_lonlat(east, north))
    codes = tuple(g.code.number for g in vintage.gemeenten)
    constant = ConstantLayers(vintage, mercator)

    def tiles_of(level: generalise.ZoomCoverage) -> list[_Found]:
        tiles = grid.tile_range(bounds, level.z)
        fixed = constant.of(level, tiles)
        return [
            _Found(zxy_to_tileid(*tile), tile, members, geometry, fixed[number])
            for number, (tile, members, geometry) in enumerate(gemeenten_of(level, tiles))
            if members or fixed[number]
        ]

    levels = each_zoom(mercator, tiles_of, parameters.minzoom, parameters.maxzoom)
    tiles_in_order = sorted((tile for level in levels for tile in level), key=lambda tile: tile.tile_id)
    blobs = [blob for tile in tiles_in_order for blob in tile.geometry]
    fixed_blobs = [tile.fixed for tile in tiles_in_order]
    return Pyramid(
        key=parameters.key(vintage),
        bounds=bounds,
        minzoom=parameters.minzoom,
        maxzoom=parameters.maxzoom,
        codes=codes,
        tiles=np.array([tile.zxy for tile in tiles_in_order], dtype=np.int64),
        starts=_ends([len(tile.members) for tile in tiles_in_order]),
        members=np.array([member for tile in tiles_in_order for member in tile.members], dtype=np.int64),
        geometry=np.frombuffer(b"".join(blobs), dtype=np.uint8),
        geometry_ends=_ends([len(blob) for blob in blobs]),
        fixed=np.frombuffer(b"".join(fixed_blobs), dtype=np.uint8),
        fixed_ends=_ends([len(blob) for blob in fixed_blobs]),
    )


class _Found(NamedTuple):
    """One tile with something in it."""

    tile_id: int
    zxy: tuple[int, int, int]
    members: list[int]
    geometry: list[bytes]
    fixed: bytes


def gemeenten_of(
    level: generalise.ZoomCoverage, tiles: grid.TileRange
) -> list[tuple[tuple[int, int, int], list[int], list[bytes]]]:
    """Per tile of the range (column by column) its z, x, y, the polygons it holds, and the packed geometry of each."""
    pieces = cut(level.geometries, tiles)
    geometry = encode.polygons(pieces.geometries, pieces.origins)
    members = pieces.member.tolist()
    out: list[tuple[tuple[int, int, int], list[int], list[bytes]]] = [
        ((level.z, x, y), [], []) for x, y in pieces.tiles.tolist()
    ]
    for row, tile in enumerate(pieces.tile.tolist()):
        if geometry[row]:
            out[tile][1].append(members[row])
            out[tile][2].append(geometry[row])
    return out


def save(pyramid: Pyramid, path: Path) -> None:
    """Writes the pyramid, whole or not at all."""

    def write(file: IO[bytes]) -> None:
        np.savez(
            file,
            key=pyramid.key,
            bounds=np.array(pyramid.bounds),
            zooms=np.array([pyramid.minzoom, pyramid.maxzoom]),
            codes=np.array(pyramid.codes),
            **{name: getattr(pyramid, name) for name in _ARRAYS},
        )

    files.write(path, write)


def load(path: Path) -> Pyramid:
    """The pyramid that `save` wrote."""
    with np.load(path) as kept:
        west, south, east, north = kept["bounds"].tolist()
        minzoom, maxzoom = kept["zooms"].tolist()
        return Pyramid(
            key=str(kept["key"]),
            bounds=(west, south, east, north),
            minzoom=minzoom,
            maxzoom=maxzoom,
            codes=tuple(kept["codes"].tolist()),
            **{name: kept[name] for name in _ARRAYS},
        )


_ARRAYS = ("tiles", "starts", "members", "geometry", "geometry_ends", "fixed", "fixed_ends")


def _ends(sizes: list[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
