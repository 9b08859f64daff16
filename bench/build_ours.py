"""One whole process from GeoJSON to an archive with the layer gemeenten: what `tile_builds.py` sets beside peers.

usage: build_ours.py IN.geojson OUT.pmtiles MINZ MAXZ

The attributes are those that the peers carry (`code`, `naam`), the input the same raw file: reading, repairing to a valid
coverage, generalising, cutting, encoding and compressing are all counted.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pmtiles.tile import zxy_to_tileid

from tiles import grid
from tiles.grid import Tile
from tiles.out.archive import archive
from tiles.vintage import encode, generalise, snap_rounding
from tiles.vintage.pyramid import gemeenten_of

HEAD = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255))


def main(source: str, target: str, minzoom: int, maxzoom: int) -> None:
    about, _, wkb, columns = pyogrio.raw.read(source, columns=["code", "naam"])
    fields = [str(name) for name in about["fields"]]
    codes, names = (columns[fields.index(name)] for name in ("code", "naam"))
    mercator = shapely.transform(shapely.from_wkb(wkb), _mercator)
    mercator = _coverage(mercator)
    west, south, east, north = shapely.total_bounds(mercator)
    bounds = (*grid.mercator_to_lonlat(west, south), *grid.mercator_to_lonlat(east, north))
    attributes = [
        {"code": str(code), "naam": str(naam)} if naam else {"code": str(code)}
        for code, naam in zip(codes, names, strict=True)
    ]

    def tiles_of(level: generalise.ZoomCoverage) -> list[tuple[Tile, bytes]]:
        out = []
        for zxy, members, geometries in gemeenten_of(level, grid.tile_range(bounds, level.z)):
            features = [(None, attributes[m], geometry) for m, geometry in zip(members, geometries, strict=True)]
            if features:
                out.append((Tile(*zxy), _gzip(encode.simple_layer("gemeenten", encode.POLYGON, features))))
        return out

    levels = generalise.each_zoom(mercator, tiles_of, minzoom, maxzoom)
    tiles = sorted(
        (tile for level in levels for tile in level),
        key=lambda entry: zxy_to_tileid(entry[0].z, entry[0].x, entry[0].y),
    )
    layers = [
        {"id": "gemeenten", "fields": {"code": "String", "naam": "String"}, "minzoom": minzoom, "maxzoom": maxzoom}
    ]
    Path(target).write_bytes(
        archive(
            tiles,
            metadata={"vector_layers": layers}, bounds=bounds, minzoom=minzoom, maxzoom=maxzoom,
        )
    )  # fmt: skip


def _place(entry: tuple[Tile, bytes]) -> int:
    tile, _ = entry
    number: int = zxy_to_tileid(tile.z, tile.x, tile.y)
    return number


def _coverage(polygons: np.ndarray) -> np.ndarray:
    """A valid coverage of raw polygons: what is wrong is cleaned with its neighbours, or all when that is not enough."""
    polygons = shapely.make_valid(polygons)
    wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(polygons))
    if not wrong.any():
        return polygons
    near = snap_rounding.with_touching(shapely.STRtree(polygons), wrong)
    out = polygons.copy()
    out[near] = shapely.coverage_clean(list(polygons[near]))
    return shapely.coverage_clean(list(polygons)) if generalise.in_conflict(out).any() else out


def _mercator(lonlat: np.ndarray) -> np.ndarray:
    """Degrees to EPSG:3857 by its formula on the sphere: PROJ would spend more time starting than computing."""
    x = lonlat[:, 0] * grid.HALF_WORLD_M / 180
    return np.c_[x, np.arcsinh(np.tan(np.radians(lonlat[:, 1]))) * grid.HALF_WORLD_M / np.pi]


def _gzip(plain: bytes) -> bytes:
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    trailer = zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
    return HEAD + maker.compress(plain) + maker.flush() + trailer


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
