"""Simplifies a whole coverage per zoom and puts it on the integer grid, so that neighbours never gape or overlap.

Every border that two gemeenten share is handled once: `coverage_simplify` moves it for both, the corners on tile seams are
put in for both, and rounding moves equal corners to equal places. Where rounding alone would make lines cross, the whole
network is snap-rounded and the faces are given back to their gemeenten (decision 0004).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from tiles import grid

Geometries = NDArray[np.object_]
T = TypeVar("T")

THREADS = 2
TOLERANCE = 2.5  # square root of the area, in tile units, of the corners that a zoom level leaves out


@dataclass(frozen=True, eq=False)
class ZoomCoverage:
    """The gemeenten at one zoom: polygons with integer corners in tile units of the world, a valid coverage.

    `geometries` has one (multi)polygon per gemeente in the order given; empty where a gemeente is below one unit.
    """

    z: int
    geometries: Geometries


def to_mercator(geometries_rd: Geometries) -> Geometries:
    """EPSG:28992 (x east, y north, metres) to EPSG:3857 (the same axes); equal corners stay equal."""
    transformer = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:3857", always_xy=True)
    out: Geometries = shapely.transform(geometries_rd, transformer.transform, interleaved=False)
    return out


def generalise(
    mercator: Geometries, minzoom: int = grid.MINZOOM, maxzoom: int = grid.MAXZOOM, tolerance: float = TOLERANCE
) -> list[ZoomCoverage]:
    """The coverage at every zoom, finest first. `mercator` is a valid coverage in EPSG:3857."""
    return each_zoom(mercator, lambda level: level, minzoom, maxzoom, tolerance)


def each_zoom(
    mercator: Geometries,
    work: Callable[[ZoomCoverage], T],
    minzoom: int = grid.MINZOOM,
    maxzoom: int = grid.MAXZOOM,
    tolerance: float = TOLERANCE,
) -> list[T]:
    """What `work` makes of the coverage at every zoom, finest first.

    Each zoom is simplified from the next finer one, here; putting it on the grid and `work` run in threads beside it
    (GEOS works without Python's lock). What is a valid coverage stays one.
    """
    current: Geometries = shapely.transform(mercator, lambda xy: grid.tile_units(xy, maxzoom))
    with ThreadPoolExecutor(THREADS) as threads:
        jobs = []
        for z in range(maxzoom, minzoom - 1, -1):
            if z < maxzoom:
                current = shapely.transform(current, lambda xy: xy / 2)
            current = shapely.coverage_simplify(current, tolerance)
            jobs.append(threads.submit(lambda z, simplified: work(ZoomCoverage(z, on_grid(simplified))), z, current))
        return [job.result() for job in jobs]


def on_grid(coverage: Geometries) -> Geometries:
    """The valid coverage with integer corners, and with a corner wherever a border crosses the seam of two tiles."""
    seamed = with_seams(coverage)
    rounded: Geometries = shapely.transform(seamed, np.rint)
    wrong = ~shapely.is_valid(rounded)
    if wrong.any():
        mended = _mended(seamed, rounded, wrong)
    elif shapely.coverage_is_valid(rounded):
        return rounded
    else:
        mended = None
    return snap_rounded(seamed) if mended is None else mended


def _mended(seamed: Geometries, rounded: Geometries, wrong: NDArray[np.bool_]) -> Geometries | None:
    """The rounded coverage with only the invalid gemeenten and their neighbours snap-rounded; None when that will not do.

    It will not do when snapping moved a border that these share with the others, or when all of it is wrong anyway.
    """
    tree = shapely.STRtree(seamed)
    _, near = tree.query(seamed[wrong], predicate="intersects")
    part = np.unique(near)
    if len(part) > len(seamed) / 2:
        return None
    out = rounded.copy()
    out[part] = snap_rounded(seamed[part])
    whole = shapely.is_valid(out).all() and shapely.coverage_is_valid(out)
    return out if whole else None


def with_seams(coverage: Geometries) -> Geometries:
    """The coverage with a corner on every tile seam (x or y a multiple of the extent) that an edge crosses.

    The place of a corner is computed from the edge's lower-left end, so both owners of a border get the very same one.
    """
    kind, xy, offsets = shapely.to_ragged_array(coverage)
    ring_ends = offsets[0]
    a, b = xy[:-1], xy[1:]
    inside_ring = np.ones(len(a), dtype=bool)
    inside_ring[ring_ends[1:-1] - 1] = False
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(swap[:, None], b, a), np.where(swap[:, None], a, b)
    edges, shares, corners = [], [], []
    for axis in (0, 1):
        first, last = np.sort(np.stack((low[:, axis], high[:, axis])), axis=0) / grid.EXTENT
        first_seam = np.floor(first).astype(np.int64) + 1
        count = np.where(inside_ring, np.maximum(0, np.ceil(last).astype(np.int64) - first_seam), 0)
        edge = np.repeat(np.arange(len(a)), count)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        seam = (first_seam[edge] + nth) * float(grid.EXTENT)
        share = (seam - low[edge, axis]) / (high[edge, axis] - low[edge, axis])
        corner = low[edge] + share[:, None] * (high[edge] - low[edge])
        corner[:, axis] = seam
        edges.append(edge)
        shares.append(np.where(swap[edge], 1 - share, share))
        corners.append(corner)
    edge, share, corner = np.concatenate(edges), np.concatenate(shares), np.concatenate(corners)
    order = np.lexsort((share, edge))
    edge, corner = edge[order], corner[order]
    more = np.insert(xy, edge + 1, corner, axis=0)
    added_before = np.searchsorted(edge + 1, ring_ends)
    out: Geometries = shapely.from_ragged_array(kind, more, (ring_ends + added_before, *offsets[1:]))
    return out


def snap_rounded(coverage: Geometries) -> Geometries:
    """The coverage on the integer grid with every crossing that rounding would make turned into a corner.

    A face of the snapped network belongs to the gemeente in which its inner point lies; what lies in none is water.
    """
    network = shapely.union_all(shapely.boundary(coverage), grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize([network]))
    face, owner = shapely.STRtree(coverage).query(shapely.point_on_surface(faces), predicate="intersects")
    face, first = np.unique(face, return_index=True)
    owner = owner[first]
    out = np.full(len(coverage), shapely.MultiPolygon(), dtype=object)
    order = np.argsort(owner, kind="stable")
    owners, starts = np.unique(owner[order], return_index=True)
    for number, members in zip(owners, np.split(faces[face[order]], starts[1:]), strict=True):
        out[number] = members[0] if len(members) == 1 else shapely.coverage_union_all(members)
    return out
