"""Which gemeente an arrow key leads to from each: one of its neighbours, in the direction of the arrow.

The direction is that from a point inside one gemeente to a point inside the other, each in its largest part. An arrow leads
to the nearest point among the neighbours (by land, and over water where that is the way) in its quadrant: at most 45° to
either side, so that each neighbour lies in one quadrant, or on the line between two. Where the quadrant is empty it leads to
the nearest of those that lie less than 90° off, and where nothing lies on that side, nowhere. Of two that are as near, to
the one with the lower code.

Then arrows are changed until everybody can be reached from everybody: an arrow takes another neighbour on its side, the
nearest that serves. The borders of the Netherlands of the years we have need no such change.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from server.maps.neighbours import Surroundings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ARROWS = ("north", "east", "south", "west")  # in the order of what `directions` gives
STEPS = np.array([(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)])  # x to the east, y to the south
NOWHERE = -1


@lru_cache(maxsize=4)
def directions(around: Surroundings) -> Ints:
    """Positions in `around.codes`, (n, 4) in the order of ARROWS; NOWHERE where an arrow leads nowhere."""
    there = np.concatenate([around.by_land, around.over_water])
    there = np.concatenate([there, there[:, ::-1]])
    points = _points(around)
    ways = np.full((len(around.codes), len(ARROWS)), NOWHERE, dtype=np.int64)
    choices = _choices(points[there[:, 1]] - points[there[:, 0]], there)
    for here, arrow, other in choices[::-1]:  # the best comes last
        ways[here, arrow] = other
    while (parts := _parts(ways)) > 1:
        for here, arrow, other in choices:
            kept, ways[here, arrow] = ways[here, arrow], other
            if _parts(ways) < parts:
                break
            ways[here, arrow] = kept
        else:
            break
    return ways


def _points(around: Surroundings) -> Floats:
    """A point inside the largest part of each."""
    largest = [max(shapely.get_parts(area), key=shapely.area) for area in around.areas]
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(largest)), dtype=np.float64)


def _choices(apart: Floats, there: Ints) -> list[tuple[int, int, int]]:
    """All that an arrow can lead to, (from, arrow, to), the best first: what lies in its quadrant, then what is near."""
    along = apart @ STEPS.T
    far = np.hypot(*apart.T)
    aside = np.abs(apart @ np.roll(STEPS, 1, axis=0).T)
    way, arrow = np.nonzero(along > 0)
    outside = aside[way, arrow] > along[way, arrow]
    best_first = np.lexsort((there[way, 1], far[way], outside))
    rows = np.column_stack([there[way, 0], arrow, there[way, 1]])[best_first]
    return [(here, key, other) for here, key, other in rows.tolist()]


def _parts(ways: Ints) -> int:
    """In how many parts one can go from everybody to everybody: 1 is right."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    here, arrow = np.nonzero(ways != NOWHERE)
    graph = coo_array((np.ones(len(here)), (here, ways[here, arrow])), shape=(len(ways), len(ways)))
    return int(connected_components(graph, connection="strong")[0])
