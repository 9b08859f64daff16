"""The layers that do not depend on figures: provincies, grenzen and namen, of each tile one finished message."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from data.boundaries.vintage import Vintage
from data.terms import Gebied
from tiles import grid, tile_schema
from tiles.vintage import encode
from tiles.vintage.borders import borders
from tiles.vintage.clipping import cut
from tiles.vintage.generalise import ZoomCoverage

POLE_PRECISION_M = 50.0  # metres of EPSG:3857
KINDS = {tile_schema.PROVINCIES: encode.POLYGON, tile_schema.GRENZEN: encode.LINE, tile_schema.NAMEN: encode.POINT}
Feature = tuple[int | None, dict[str, str | int | float], bytes]


class ConstantLayers:
    """The constant layers of one vintage. A name stands at the pole of inaccessibility of the largest part of its gemeente,
    the same place at every zoom.
    """

    def __init__(self, vintage: Vintage, mercator: NDArray[np.object_]) -> None:
        """`mercator` is the coverage of the vintage in EPSG:3857."""
        self._provincies = sorted({(g.provinciecode, g.provincie) for g in vintage.gemeenten})
        self._provincie_of = np.array(
            [self._provincies.index((g.provinciecode, g.provincie)) for g in vintage.gemeenten], dtype=np.int64
        )
        parts, owner = shapely.get_parts(mercator, return_index=True)
        order = np.lexsort((shapely.area(parts), owner))
        largest = order[np.append(np.flatnonzero(np.diff(owner[order])), len(order) - 1)]
        circles = shapely.maximum_inscribed_circle(parts[largest], tolerance=POLE_PRECISION_M)
        self._points = shapely.get_coordinates(shapely.get_point(circles, 0))
        rank = np.empty(len(vintage.gemeenten), dtype=np.int64)
        rank[np.argsort(-shapely.area(vintage.geometries), kind="stable")] = np.arange(1, len(rank) + 1)
        self._names: list[tuple[int, dict[str, str | int | float]]] = [
            (g.code.number, {"statcode": g.code, "naam": g.naam, "rang": int(r)})
            for g, r in zip(vintage.gemeenten, rank, strict=True)
        ]

    def of(self, level: ZoomCoverage, tiles: grid.TileRange) -> list[bytes]:
        """The three layers of each tile of the range (column by column), one after the other."""
        by_tile: list[dict[str, list[Feature]]] = [{name: [] for name in KINDS} for _ in tiles.tiles()]
        areas = np.array(
            [
                shapely.coverage_union_all(level.geometries[self._provincie_of == number])
                for number in range(len(self._provincies))
            ],
            dtype=object,
        )
        pieces = cut(areas, tiles)
        geometries = encode.polygons(pieces.geometries, pieces.origins)
        for tile, member, geometry in zip(pieces.tile.tolist(), pieces.member.tolist(), geometries, strict=True):
            if geometry:
                code, naam = self._provincies[member]
                by_tile[tile][tile_schema.PROVINCIES].append(
                    (Gebied(code).number, {"statcode": code, "naam": naam}, geometry)
                )
        lines, niveaus = borders(level.geometries, self._provincie_of)
        pieces = cut(lines, tiles)
        geometries = encode.lines(pieces.geometries, pieces.origins)
        for tile, member, geometry in zip(pieces.tile.tolist(), pieces.member.tolist(), geometries, strict=True):
            if geometry:
                by_tile[tile][tile_schema.GRENZEN].append((None, {"niveau": niveaus[member]}, geometry))
        height = tiles.max_y - tiles.min_y + 1
        units = np.floor(grid.tile_units(self._points, level.z)).astype(np.int64)
        for (code_number, attributes), (px, py) in zip(self._names, units.tolist(), strict=True):
            x, y = px // grid.EXTENT, py // grid.EXTENT
            place = encode.point(px - x * grid.EXTENT, py - y * grid.EXTENT)
            by_tile[(x - tiles.min_x) * height + y - tiles.min_y][tile_schema.NAMEN].append(
                (code_number, attributes, place)
            )
        return [
            b"".join(encode.simple_layer(name, kind, tile[name]) for name, kind in KINDS.items()) for tile in by_tile
        ]
