"""The gemeenten around a gemeente, from the drawings of a release, in which neighbours share their corners."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from data.domain.stand import Regel, Stand
from data.releases.release_store import Release
from server.maps.first_map import drawings_of
from tiles.vintage.first_map_shapes import FINE, lines_of
from tiles.vintage.hexagons import islands, over_water, touching

Geometries = NDArray[np.object_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Who lies beside whom, by position in `codes`, which are in order.

    `by_land` are the pairs with a border in common, `over_water` those that join what is not joined by land: (m, 2). The
    areas are those of the drawing of zoom 6, x to the east and y to the south: a border too short to be drawn is none.
    """

    codes: tuple[str, ...]
    areas: Geometries
    by_land: Ints
    over_water: Ints

    def beside(self, code: str, pairs: Ints) -> list[str]:
        """The codes that these pairs have with a code: the longest border first, else what is nearest."""
        here = self.codes.index(code)
        others = np.concatenate([pairs[pairs[:, 0] == here, 1], pairs[pairs[:, 1] == here, 0]])
        shared = shapely.length(shapely.intersection(self.areas[here], self.areas[others]))
        far = shapely.distance(self.areas[here], self.areas[others])
        return [self.codes[others[n]] for n in np.lexsort((others, far, -shared))]


def surroundings(release: Release) -> Surroundings | None:
    """Who lies beside whom at the borders of a release; None where it has no drawings."""
    return _of_borders(_Borders(release.vintage["key"], release))


def around(release: Release, stand: Stand, code: str) -> tuple[list[Regel], list[Regel]]:
    """Those with a border in common, the longest border first; and those over water, by which an island is joined, the
    nearest first. Nobody without drawings."""
    here = surroundings(release)
    if here is None:
        return [], []
    by_land, over_water = (
        [stand.regel(other) for other in here.beside(code, pairs)] for pairs in (here.by_land, here.over_water)
    )
    return by_land, over_water


@dataclass(frozen=True)
class _Borders:
    key: str
    release: Release = field(compare=False)


@lru_cache(maxsize=4)
def _of_borders(borders: _Borders) -> Surroundings | None:
    drawing = drawings_of(borders.release).get(str(FINE))
    if drawing is None:
        return None
    codes = tuple(sorted(regel.code for regel in borders.release.stand.gemeenten if regel.code in drawing["paths"]))
    return make_surroundings(codes, np.array([_area(drawing["paths"][code]) for code in codes], dtype=object))


def make_surroundings(codes: tuple[str, ...], areas: Geometries) -> Surroundings:
    """Who lies beside whom in a coverage.

    An island, and whatever else no land joins to the largest part, is joined by the two shortest ways over water to other
    parts; that again, until everything is joined.
    """
    by_land, island = touching(areas)
    ways = np.empty((0, 2), dtype=np.int64)
    while island.any():
        ways = np.concatenate([ways, over_water(areas, island)])
        island = islands(np.concatenate([by_land, ways]), len(areas))
    return Surroundings(codes, areas, by_land, np.unique(np.sort(ways, axis=1), axis=0))


def _area(drawn: str) -> shapely.Geometry:
    return shapely.build_area(shapely.MultiLineString(lines_of(drawn)))
