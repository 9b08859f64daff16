"""Whether borders lie where the Netherlands lies: how far they are shifted from the borders that come with the product.

Both are generalised in their own way, which pulls a border to either side; a wrong datum moves all of them one way. So
the shift is fitted over the whole country at once, on the inland borders. Pure; all coordinates in RD metres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from data.boundaries.coverage import Geometries, edges_of
from data.terms import Gemeente, Gemeentecode

Floats = NDArray[np.float64]
RD_BOUNDS = (-20_000.0, 290_000.0, 300_000.0, 650_000.0)  # x and y; the Netherlands with its sea, generously
MOST_SHIFT_M = 15.0  # the borders of CBS of several years are fitted within 7 m, and datums differ 90 m or more
LEAST_NEAR = 0.3  # share of the points that lie at a border of the reference; 0.5 where the country is in its place
NEAR_M, FIRST_NEAR_M, FAR_M, HALF_WEIGHT_M = 150.0, 600.0, 1500.0, 60.0
POINTS, ROUNDS, SETTLED_M = 6000, 40, 0.05
LEAST_OVERLAP = 0.5  # of the smaller of both polygons of a gemeente
COMPASS = ("noorden", "noordoosten", "oosten", "zuidoosten", "zuiden", "zuidwesten", "westen", "noordwesten")


@dataclass(frozen=True, slots=True)
class Shift:
    """How far borders lie from the reference: metres to the east and north, and the share of them that lies near it."""

    east_m: float
    north_m: float
    near: float

    @property
    def metres(self) -> float:
        """The length of the shift."""
        return math.hypot(self.east_m, self.north_m)

    @property
    def in_place(self) -> bool:
        """Whether this is the Netherlands in its place."""
        return self.near >= LEAST_NEAR and self.metres <= MOST_SHIFT_M

    def __str__(self) -> str:
        """For people: `112 m naar het westen`."""
        at = round(math.degrees(math.atan2(self.east_m, self.north_m)) / 45) % 8
        return f"{self.metres:.0f} m naar het {COMPASS[at]}"


class Reference:
    """Borders that are known to lie right, to compare others with."""

    def __init__(self, gemeenten: Sequence[Gemeente], geometries: Geometries) -> None:
        self.by_code: dict[Gemeentecode, shapely.Geometry] = {
            g.code: geometry for g, geometry in zip(gemeenten, geometries, strict=True)
        }
        each, _ = edges_of(geometries)
        each = each[np.lexsort(each.T)]
        self._inland = each[:-1][(each[1:] == each[:-1]).all(axis=1)]  # on both sides a gemeente
        self._tree = shapely.STRtree(shapely.linestrings(self._inland.reshape(-1, 2, 2)))

    def shift_of(self, points: Floats) -> Shift:
        """How far these points on borders lie from the reference; by least squares on the distances across it."""
        points = points[:: max(1, len(points) // POINTS)]
        number = len(points)
        points = points[self._tree.query_nearest(shapely.points(points), max_distance=FAR_M, all_matches=False)[0]]
        if len(points) < LEAST_NEAR * number:
            return Shift(0.0, 0.0, 0.0)
        moved = np.zeros(2)
        near = np.zeros(len(points), dtype=bool)
        for turn in range(ROUNDS):
            at = points + moved
            edge = self._inland[self._tree.nearest(shapely.points(at))]
            along = edge[:, 2:] - edge[:, :2]
            length = np.hypot(along[:, 0], along[:, 1])
            across = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
            off = ((edge[:, :2] - at) * across).sum(axis=1)
            beside = ((at - edge[:, :2]) * along).sum(axis=1) / length**2
            limit = max(NEAR_M, FIRST_NEAR_M * 0.8**turn)
            near = (np.abs(off) < limit) & (beside >= 0) & (beside <= 1)
            weight = near / (1 + (off / max(HALF_WEIGHT_M, limit / 2)) ** 2)
            step, *_ = np.linalg.lstsq(across * weight[:, None], off * weight, rcond=None)
            moved = moved + 1.5 * step
            if limit == NEAR_M and np.abs(step).max() < SETTLED_M:
                break
        return Shift(-float(moved[0]), -float(moved[1]), float(near.sum() / number))

    def strangers(self, gemeenten: Sequence[Gemeente], geometries: Geometries) -> tuple[str, ...]:
        """The names of the gemeenten that lie elsewhere than the reference has them."""
        pairs = [
            (g.naam, geometry, self.by_code[g.code])
            for g, geometry in zip(gemeenten, geometries, strict=True)
            if g.code in self.by_code
        ]
        if not pairs:
            return ()
        names, theirs, ours = zip(*pairs, strict=True)
        a, b = (shapely.make_valid(np.array(each, dtype=object)) for each in (theirs, ours))
        common = shapely.area(shapely.intersection(a, b)) / np.minimum(shapely.area(a), shapely.area(b))
        return tuple(name for name, share in zip(names, common, strict=True) if not share >= LEAST_OVERLAP)


def within_bounds(bounds: Sequence[float]) -> bool:
    """Whether all of it lies in or near the Netherlands (west, south, east, north)."""
    west, south, east, north = RD_BOUNDS
    return bool(np.isfinite(bounds).all()) and (
        west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north
    )
