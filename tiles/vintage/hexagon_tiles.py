"""The geometry of vector tiles of hexagons: made of the cells of a release when somebody asks, in half a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import shapely

from data.boundaries.vintage import Vintage
from data.terms import Gemeente
from tiles import grid
from tiles.vintage.generalise import ZoomCoverage, on_grid
from tiles.vintage.hexagon_file import polygons
from tiles.vintage.hexagons import Geometries
from tiles.vintage.pyramid import Parameters, Pyramid, build_from

FINEST_ZOOM = 8  # where a unit is 38 m and a hexagon some 17 km wide; nearer by, its sides are as straight
T = TypeVar("T")


def hexagon_pyramid(content: bytes, gemeenten: Sequence[Gemeente]) -> Pyramid:
    """The tiles of these gemeenten, with the layers that those of their borders have; `content` is of `hexagon_file`.

    Raises KeyError for a gemeente that is not on the map.
    """
    shapes = polygons(content, [g.code for g in gemeenten])
    vintage = Vintage(0, "zeshoeken", tuple(gemeenten), shapes, "", gegeneraliseerd=True)
    return build_from(vintage, shapes, Parameters(maxzoom=FINEST_ZOOM), _each_zoom)


def _each_zoom(mercator: Geometries, work: Callable[[ZoomCoverage], T], minzoom: int, maxzoom: int) -> list[T]:
    """What `work` makes of it at every zoom. Six corners are not simplified, only put on the grid."""
    units = ((z, shapely.transform(mercator, partial(grid.tile_units, z=z))) for z in range(maxzoom, minzoom - 1, -1))
    return [work(ZoomCoverage(z, on_grid(coverage))) for z, coverage in units]
