"""A toy country of five gemeenten with a lake, an island, an enclave and a sliver, in RD metres; built, never loaded.

0        1000       2000      (x - 150000; y - 450000)
+---------+----------+ 2000
|    C    |     D    |          C has the lake (a hole of 200 x 200 m) on its border with A
+---------+----------+ 1000     E lies as an enclave in B, and has an island 500 m to the east
|    A    |     B    |          D ends 4 m short of B in the sloppy variant: a sliver of 0.4 ha, and A overlaps B
+---------+----------+ 0
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

X0, Y0 = 150_000.0, 450_000.0
LAKE_M2, ENCLAVE_M2, ISLAND_M2, SLIVER_M2, OVERLAP_M2 = 40_000.0, 90_000.0, 10_000.0, 3_968.0, 3_000.0


def square(x1: float, y1: float, x2: float, y2: float) -> shapely.Polygon:
    return shapely.box(X0 + x1, Y0 + y1, X0 + x2, Y0 + y2)


def country(*, sloppy: bool = False) -> np.ndarray[Any, Any]:
    """A, B, C, D, E as (Multi)Polygons; sloppy = with a closed sliver of 4 x 992 m and an overlap of 3 x 1000 m."""
    lake, enclave, island = square(400, 900, 600, 1100), square(1400, 400, 1700, 700), square(2500, 500, 2600, 600)
    b = shapely.difference(square(1000, 0, 2000, 1000), enclave)
    d = square(1000, 1000, 2000, 2000)
    a = shapely.difference(square(0, 0, 1000, 1000), lake)
    c = shapely.difference(square(0, 1000, 1000, 2000), lake)
    if sloppy:
        # the sliver lies inside the country, so D keeps a foot of 8 m at the eastern end
        d = shapely.difference(d, square(1000, 1000, 1992, 1004))
        a = shapely.union(a, square(1000, 0, 1003, 1000))
    return np.array([a, b, c, d, shapely.union_all([enclave, island])], dtype=object)
