"""The borders of a vintage as downloads and services give them: whole, unsimplified, in RD and in degrees. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from data.boundaries.vintage import Vintage, provincie_geometries

Geometries = NDArray[np.object_]
Floats = NDArray[np.float64]

DEGREE_DECIMALS = 6  # 0.1 m; RFC 7946 section 11.2 advises no more


@dataclass(frozen=True, eq=False)
class Outlines:
    """Polygons by code of gemeente and provincie. Neighbours share their corners, in degrees as in metres.

    `rd`: EPSG:28992, x east, y north, metres. `degrees`: ETRS89 (here the same as CRS84), east, north; rounded, outer
    rings counter-clockwise (RFC 7946).
    """

    key: str
    gemeenten: tuple[str, ...]
    provincies: tuple[str, ...]
    rd: dict[str, shapely.Geometry]
    degrees: dict[str, shapely.Geometry]

    def of(self, codes: tuple[str, ...], *, rd: bool = False) -> Geometries:
        """The polygons of these codes, in that order."""
        by_code = self.rd if rd else self.degrees
        return np.array([by_code[code] for code in codes], dtype=object)


def make_outlines(vintage: Vintage, to_degrees: Callable[[Floats], Floats]) -> Outlines:
    """The outlines of a vintage; `to_degrees` as `rdnaptrans.Transformation.to_etrs89`."""
    rd = dict(zip((str(g.code) for g in vintage.gemeenten), vintage.geometries, strict=True))
    gemeenten = tuple(rd)
    provincies = provincie_geometries(vintage)
    rd |= provincies
    moved = shapely.transform(list(rd.values()), lambda points: np.round(to_degrees(points), DEGREE_DECIMALS))
    return Outlines(
        key=vintage.key,
        gemeenten=gemeenten,
        provincies=tuple(provincies),
        rd=rd,
        degrees=dict(zip(rd, shapely.orient_polygons(moved), strict=True)),
    )


def to_mercator(degrees: Floats) -> Floats:
    """CRS84 degrees (n, 2) to EPSG:3857 metres (n, 2), x east, y north; on the sphere, as EPSG 1024 says."""
    radius = 6378137.0
    latitude = np.radians(degrees[:, 1])
    return np.stack([np.radians(degrees[:, 0]) * radius, np.arcsinh(np.tan(latitude)) * radius], axis=1)
