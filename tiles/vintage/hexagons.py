"""A map on which every gemeente is as large as any other: a hexagon each, near its neighbours. Pure.

In three steps. The middles are moved until they lie as far apart as hexagons do: gemeenten that touch pull each other,
those that are too near push, and an island keeps its strait. Then each gemeente gets the cell of a grid for which the sum
of the squared distances is least (`scipy.optimize.linear_sum_assignment`). At last gemeenten change places as long as that
brings neighbours together (`hexagon_search`). The same borders give the same map. That of another year starts from the
map it is given, so who did not change is found where he was.

A cell is a pair of axial coordinates: q to the east, r to the north-east. Distances are in hexagons: 1 from middle to
middle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from data.boundaries.vintage import Vintage
from tiles.vintage.generalise import to_mercator
from tiles.vintage.hexagon_search import Costs, improved

Geometries = NDArray[np.object_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STRAIT = 1.9  # how far an island lies from the shore
STEPS, PACE = 400, 0.4
PULL, PULL_OVER_WATER, PUSH, HOME = 0.25, 0.5, 0.5, 0.01  # what a step takes away of a distance that is wrong
OFFSETS = (0.0, 0.25, 0.5, 0.75)  # of the grid, in cells
REACH = 2.5  # cells further than this from every gemeente are not considered


@dataclass(frozen=True, eq=False)
class HexagonMap:
    """One cell for each gemeente of a vintage, in its order, (n, 2); and where the grid lies in EPSG:3857 (x, y)."""

    vintage: Vintage
    cells: Ints
    size: float  # metres from middle to middle
    origin: tuple[float, float]  # metres, the middle of cell 0, 0


def hexagons(cells: Ints, size: float, origin: tuple[float, float]) -> Geometries:
    """The polygons of cells, a corner to the north, in the units of `size`; neighbours share their corners."""
    ring = np.array([(0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1), (1, 1), (0, 2)]) * (1 / 2, np.sqrt(3) / 6)
    corners = (_middles(cells)[:, None] + ring) * size + origin
    return np.asarray(shapely.polygons(np.round(corners, 3)), dtype=object)


def hexagon_map(vintage: Vintage, before: HexagonMap | None = None) -> HexagonMap:
    """The map of a vintage. With that of another year a gemeente that did not change keeps its place, or nearly."""
    pairs, island = touching(vintage.geometries)
    if before is None:
        mercator = to_mercator(vintage.geometries)
        size = float(np.sqrt(shapely.area(mercator).mean() * 2 / np.sqrt(3)))
        start = shapely.get_coordinates(shapely.centroid(mercator)) / size
        ideal = _spread(start, pairs, over_water(vintage.geometries, island))
    else:
        size, ideal = before.size, _places(vintage, before)
    cells, offset = _assigned(ideal, OFFSETS if before is None else OFFSETS[:1])
    _, provincie = np.unique([str(g.provinciecode) for g in vintage.gemeenten], return_inverse=True)
    cells = improved(cells, Costs(_axial(ideal - offset), pairs, provincie, island))
    x, y = before.origin if before else offset * size
    return HexagonMap(vintage, cells, size, (float(x), float(y)))


def touching(coverage: Geometries) -> tuple[Ints, Ints]:
    """The pairs of gemeenten that share a border, (m, 2), smaller position first; and the number of the island of each (n).

    An island is what is joined by land; its number is the smallest position on it.
    """
    one, other = shapely.STRtree(coverage).query(coverage, predicate="intersects")
    one, other = one[one < other], other[one < other]
    border = shapely.length(shapely.intersection(coverage[one], coverage[other])) > 0
    pairs = np.stack([one[border], other[border]], axis=1)
    return pairs, islands(pairs, len(coverage))


def islands(pairs: Ints, count: int) -> Ints:
    """What these pairs join of `count` positions: the smallest position on the island of each."""
    island = np.arange(count)
    while True:
        lower = island.copy()
        np.minimum.at(lower, pairs[:, 0], island[pairs[:, 1]])
        np.minimum.at(lower, pairs[:, 1], island[pairs[:, 0]])
        if (lower == island).all():
            return island
        island = lower


def over_water(coverage: Geometries, island: Ints) -> Ints:
    """The two shortest ways from each island but the largest to another one, as pairs of positions."""
    numbers, sizes = np.unique(island, return_counts=True)
    ways = []
    for number in np.delete(numbers, np.argmax(sizes)):
        here, elsewhere = np.flatnonzero(island == number), np.flatnonzero(island != number)
        distances = shapely.distance(coverage[here][:, None], coverage[elsewhere][None])
        for way in np.argsort(distances, axis=None, kind="stable")[:2]:
            row, column = np.unravel_index(way, distances.shape)
            ways.append((here[row], elsewhere[column]))
    return np.array(ways, dtype=np.int64).reshape(-1, 2)


def _places(vintage: Vintage, before: HexagonMap) -> Floats:
    """Where each gemeente was; a new one in the middle of what it took over."""
    middles = _middles(before.cells)
    of_code = dict(zip((g.code for g in before.vintage.gemeenten), middles, strict=True))
    earlier = before.vintage.geometries
    tree = shapely.STRtree(earlier)
    places = np.empty((len(vintage.gemeenten), 2))
    for n, (gemeente, geometry) in enumerate(zip(vintage.gemeenten, vintage.geometries, strict=True)):
        if gemeente.code in of_code:
            places[n] = of_code[gemeente.code]
            continue
        near = tree.query(geometry, predicate="intersects")
        share = shapely.area(shapely.intersection(geometry, earlier[near]))
        places[n] = np.average(middles[near], axis=0, weights=share)
    return places


def _spread(start: Floats, pairs: Ints, over_water: Ints) -> Floats:
    """The middles moved until touching gemeenten lie about 1 apart and none is nearer than that."""
    from scipy.spatial import cKDTree

    one, other = np.concatenate([pairs, over_water]).T
    length = np.repeat([1.0, STRAIT], [len(pairs), len(over_water)])
    strength = np.repeat([PULL, PULL_OVER_WATER], [len(pairs), len(over_water)])
    at = start + np.arange(len(start))[:, None] * (1e-9, 1e-9)  # two may start from one place
    for _ in range(STEPS):
        force = HOME * (start - at)
        _pull(force, at, one, other, length, strength)
        close = cKDTree(at).query_pairs(1, output_type="ndarray")
        _pull(force, at, close[:, 0], close[:, 1], 1.0, PUSH)
        at = at + PACE * force
    return at


def _pull(force: Floats, at: Floats, one: Ints, other: Ints, length: Floats | float, strength: Floats | float) -> None:
    """Adds to `force` what brings each pair to its length."""
    apart = at[other] - at[one]
    distance = np.maximum(np.hypot(*apart.T), 1e-9)
    move = (strength * (distance - length) / distance)[:, None] * apart
    np.add.at(force, one, move)
    np.add.at(force, other, -move)


def _assigned(ideal: Floats, offsets: tuple[float, ...]) -> tuple[Ints, Floats]:
    """The cells, no two alike, with the least sum of squared distances; and the offset of the grid that has it."""
    from scipy.optimize import linear_sum_assignment

    best: tuple[float, Ints, Floats] | None = None
    for across in offsets:
        for up in offsets:
            offset = np.array([across, up * np.sqrt(3)])
            cells = _around(ideal - offset)
            squares = ((ideal[:, None] - offset - _middles(cells)[None]) ** 2).sum(axis=2)
            near = squares.min(axis=0) < REACH**2
            rows, columns = linear_sum_assignment(squares[:, near])
            cost = float(squares[:, near][rows, columns].sum())
            if best is None or cost < best[0]:
                best = cost, cells[near][columns], offset
    assert best is not None
    return best[1], best[2]


def _around(ideal: Floats) -> Ints:
    """The cells in and around the box of these places, (m, 2)."""
    (west, south), (east, north) = np.floor(ideal.min(axis=0) - REACH), np.ceil(ideal.max(axis=0) + REACH)
    rows = np.arange(int(south / _ROW) - 1, int(north / _ROW) + 2)
    columns = np.arange(int(west) - 1, int(east) + 2)
    r, column = (grid.ravel() for grid in np.meshgrid(rows, columns, indexing="ij"))
    return np.stack([column - r // 2, r], axis=1)


_ROW = np.sqrt(3) / 2  # from a row to the next


def _middles(cells: Ints) -> Floats:
    """x and y of the middles of cells, in hexagons."""
    q, r = cells.T
    return np.stack([q + r / 2, _ROW * r], axis=1)


def _axial(places: Floats) -> Floats:
    """q and r of places, not rounded."""
    r = places[:, 1] / _ROW
    return np.stack([places[:, 0] - r / 2, r], axis=1)
