"""The coordinate reference systems of the features (OGC API Features part 2): names, axis order, coordinates. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tiles.vintage.outlines import to_mercator

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Crs:
    """One system. `swapped`: coordinates are written north first, as its authority defines; `decimals` are kept.

    `edges` are the highest values there can be, east and north; the lowest are the same below zero.
    """

    uri: str
    name: str
    swapped: bool
    decimals: int
    edges: tuple[float, float] = (np.inf, np.inf)

    @property
    def members(self) -> dict[str, object]:
        """What says in a GeoJSON document that its coordinates are no longitude and latitude (`crs` of GeoJSON 2008)."""
        if self is CRS84:
            return {}
        authority, _, number = self.name.partition(":")
        return {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{authority}::{number}"}}}


_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "CRS84", swapped=False, decimals=7, edges=(180, 90))
RD = Crs(_EPSG + "28992", "EPSG:28992", swapped=False, decimals=3)
ETRS89 = Crs(_EPSG + "4258", "EPSG:4258", swapped=True, decimals=7, edges=(180, 90))
MERCATOR = Crs(_EPSG + "3857", "EPSG:3857", swapped=False, decimals=2)
ALL = (CRS84, RD, ETRS89, MERCATOR)
BY_URI = {crs.uri: crs for crs in ALL}


def transformed(shapes_rd: Geometries, crs: Crs, to_degrees: Callable[[Floats], Floats]) -> Geometries:
    """RD geometries in another system, east first, rounded to its decimals; outer rings counter-clockwise.

    ETRS89 and CRS84 are taken as the same, as is the custom in the Netherlands: CRS84 has no date of its own and the
    difference (0.8 m by now) is that of a moving continent, not of the map.
    """

    def move(points: Floats) -> Floats:
        if crs is RD:
            moved = points
        elif crs is MERCATOR:
            moved = to_mercator(to_degrees(points))
        else:
            moved = to_degrees(points)
        out: Floats = np.round(moved, crs.decimals)
        return out

    placed: Geometries = np.asarray(shapely.orient_polygons(shapely.transform(shapes_rd, move)), dtype=object)
    return placed


def written(shapes: Geometries, crs: Crs) -> list[str]:
    """The geometries as GeoJSON text, in the axis order of their system."""
    if crs.swapped:
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    return list(shapely.to_geojson(shapes))


def outward(bounds: tuple[float, float, float, float]) -> list[float]:
    """Bounds of tiles in degrees, made rounder (100 m) and so that they hold the outlines themselves, before the grid.

    >>> outward((3.358378, 50.7516089, 7.227095, 53.5549901))
    [3.358, 50.751, 7.228, 53.555]
    """
    west, south, east, north = (value * 1000 for value in bounds)
    return [number / 1000 for number in (math.floor(west), math.floor(south), math.ceil(east), math.ceil(north))]


def box(numbers: tuple[float, float, float, float], crs: Crs) -> shapely.Geometry:
    """The area of a bbox given in the axis order of its system, east first; CRS84 may pass the date line."""
    a, b, c, d = numbers
    south, west, north, east = numbers if crs.swapped else (b, a, d, c)
    if west > east:
        return shapely.union(shapely.box(west, south, 180, north), shapely.box(-180, south, east, north))
    return shapely.box(west, south, east, north)
