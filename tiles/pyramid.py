"""The geometry of every tile, generalised, clipped and encoded once per vintage and kept on disk.

Boundaries change once a year and figures every month, so all that does not depend on figures lies ready here:
per tile the layers provincies, grenzen and namen as one finished message, and the geometry of each gemeente in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.tile import zxy_to_tileid

from data.boundaries import Vintage
from tiles import encode, generalise, grid, layers
from tiles.borders import borders
from tiles.clipping import cut

FORMAT = 1  # raise when the same boundaries and parameters give other bytes
Ints = NDArray[np.int64]
Blob = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the shape of the tiles depends on beside the boundaries."""

    minzoom: int = grid.MINZOOM
    maxzoom: int = grid.MAXZOOM
    tolerance: float = generalise.TOLERANCE

    def key(self, vintage: Vintage) -> str:
        """Short hex that names the pyramid of this vintage with these parameters."""
        told = json.dumps([FORMAT, vintage.key, self.minzoom, self.maxzoom, self.tolerance, grid.EXTENT, grid.BUFFER])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


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
    return load(path)


def build(vintage: Vintage, parameters: Parameters) -> Pyramid:
    """All tiles of a vintage. Geometry in EPSG:28992 in, tile units out."""
    mercator = generalise.to_mercator(vintage.geometries)
    west, south, east, north = shapely.total_bounds(mercator)
    bounds = (*grid.mercator_to_lonlat(west, south), *grid.mercator_to_lonlat(east, north))
    codes = tuple(g.code.number for g in vintage.gemeenten)
    provincies = sorted({(g.provinciecode, g.provincie) for g in vintage.gemeenten})
    provincie_of = np.array([provincies.index((g.provinciecode, g.provincie)) for g in vintage.gemeenten])
    names = _Names(vintage, mercator)
    found: list[tuple[int, tuple[int, int, int], Ints, list[bytes], bytes]] = []
    for level in generalise.generalise(mercator, parameters.minzoom, parameters.maxzoom, parameters.tolerance):
        z, tiles = level.z, grid.tile_range(bounds, level.z)
        pieces = cut(level.geometries, tiles)
        geometry = encode.polygons(pieces.geometries, pieces.origins)
        fixed = _fixed_layers(level, tiles, provincie_of, provincies, names)
        for number, (x, y) in enumerate(pieces.tiles.tolist()):
            rows = np.flatnonzero(pieces.tile == number)
            rows = rows[[bool(geometry[row]) for row in rows]]
            if len(rows) or fixed[number]:
                found.append(
                    (zxy_to_tileid(z, x, y), (z, x, y), pieces.member[rows], [geometry[r] for r in rows], fixed[number])
                )
    found.sort(key=lambda entry: entry[0])
    blobs = [blob for entry in found for blob in entry[3]]
    fixed_blobs = [entry[4] for entry in found]
    return Pyramid(
        key=parameters.key(vintage),
        bounds=bounds,
        minzoom=parameters.minzoom,
        maxzoom=parameters.maxzoom,
        codes=codes,
        tiles=np.array([entry[1] for entry in found], dtype=np.int64),
        starts=_ends([len(entry[2]) for entry in found]),
        members=np.concatenate([entry[2] for entry in found]).astype(np.int64),
        geometry=np.frombuffer(b"".join(blobs), dtype=np.uint8),
        geometry_ends=_ends([len(blob) for blob in blobs]),
        fixed=np.frombuffer(b"".join(fixed_blobs), dtype=np.uint8),
        fixed_ends=_ends([len(blob) for blob in fixed_blobs]),
    )


def save(pyramid: Pyramid, path: Path) -> None:
    """Writes the pyramid, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        np.savez(
            part,
            key=pyramid.key,
            bounds=np.array(pyramid.bounds),
            zooms=np.array([pyramid.minzoom, pyramid.maxzoom]),
            codes=np.array(pyramid.codes),
            **{name: getattr(pyramid, name) for name in _ARRAYS},
        )
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(path)


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


class _Names:
    """A point well inside each gemeente (the pole of inaccessibility of its largest part), the same at every zoom."""

    def __init__(self, vintage: Vintage, mercator: NDArray[np.object_]) -> None:
        parts, owner = shapely.get_parts(mercator, return_index=True)
        area = shapely.area(parts)
        largest = np.lexsort((area, owner))[np.append(np.flatnonzero(np.diff(np.sort(owner))), len(owner) - 1)]
        circles = shapely.maximum_inscribed_circle(parts[largest], tolerance=50.0)
        self.points = shapely.get_coordinates(shapely.get_point(circles, 0))
        order = np.argsort(-shapely.area(vintage.geometries), kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(1, len(order) + 1)
        self.attributes: list[dict[str, str | int | float]] = [
            {"statcode": str(g.code), "naam": g.naam, "rang": int(r)}
            for g, r in zip(vintage.gemeenten, rank, strict=True)
        ]
        self.codes = [g.code.number for g in vintage.gemeenten]


def _fixed_layers(
    level: generalise.ZoomCoverage,
    tiles: grid.TileRange,
    provincie_of: Ints,
    provincies: list[tuple[str, str]],
    names: _Names,
) -> list[bytes]:
    """The layers provincies, grenzen and namen of each tile, one after the other."""
    areas = np.array(
        [shapely.coverage_union_all(level.geometries[provincie_of == p]) for p in range(len(provincies))], dtype=object
    )
    lines, niveaus = borders(level.geometries, provincie_of)
    by_tile: list[dict[str, list[tuple[int | None, dict[str, str | int | float], bytes]]]] = [
        {layers.PROVINCIES: [], layers.GRENZEN: [], layers.NAMEN: []} for _ in tiles.tiles()
    ]
    for name, geometries, write in ((layers.PROVINCIES, areas, encode.polygons), (layers.GRENZEN, lines, encode.lines)):
        pieces = cut(geometries, tiles)
        for tile, member, geometry in zip(
            pieces.tile.tolist(), pieces.member.tolist(), write(pieces.geometries, pieces.origins), strict=True
        ):
            if not geometry:
                continue
            if name == layers.PROVINCIES:
                code, naam = provincies[member]
                by_tile[tile][name].append((int(code[2:]), {"statcode": code, "naam": naam}, geometry))
            else:
                by_tile[tile][name].append((None, {"niveau": niveaus[member]}, geometry))
    height = tiles.max_y - tiles.min_y + 1
    units = np.floor(grid.tile_units(names.points, level.z)).astype(np.int64)
    for code, attributes, (px, py) in zip(names.codes, names.attributes, units.tolist(), strict=True):
        x, y = px // grid.EXTENT, py // grid.EXTENT
        by_tile[(x - tiles.min_x) * height + y - tiles.min_y][layers.NAMEN].append(
            (code, attributes, encode.point(px - x * grid.EXTENT, py - y * grid.EXTENT))
        )
    kinds = {layers.PROVINCIES: encode.POLYGON, layers.GRENZEN: encode.LINE, layers.NAMEN: encode.POINT}
    return [b"".join(encode.simple_layer(name, kinds[name], tile[name]) for name in kinds) for tile in by_tile]
