"""Simplifies a whole coverage per zoom and puts it on the integer grid, so that neighbours never gape or overlap.

Every border that two gemeenten share is handled once: `coverage_simplify` moves it for both, the corners on tile seams are
put in for both, and rounding moves equal corners to equal places. Where rounding alone would make lines cross, the whole
network is snap-rounded and the faces are given back to their gemeenten (decision 0004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from tiles import grid
from tiles.vintage import snap_rounding, two_processes

Geometries = NDArray[np.object_]
Ints = NDArray[np.int64]
T = TypeVar("T")

FINEST = 4  # so many of the finest zooms are about half of the work
# Square root of the area, in tile units, of the corners that a zoom level leaves out. Coarse zooms are looked at as they
# are; the finest are looked at enlarged, but there the boundaries themselves have few corners that small (decision 0004).
TOLERANCES = {7: 2.3, 8: 3.0, 9: 4.5}  # up to this zoom
FINE_TOLERANCE = 6.0
FEW_CORNERS = 0.03  # share of corners below the tolerance that is not worth simplifying for
MENDING_ROUNDS = 4  # each with the gemeenten that the one before left wrong; then all is snap-rounded
THIN_UNITS2 = 4.0  # a part of a gemeente with this area must stay visible, however thin it is


@dataclass(frozen=True, eq=False)
class ZoomCoverage:
    """The gemeenten at one zoom: polygons with integer corners in tile units of the world, a valid coverage.

    `geometries` has one (multi)polygon per gemeente in the order given; empty where a gemeente is below one unit.
    """

    z: int
    geometries: Geometries


def to_mercator(geometries_rd: Geometries) -> Geometries:
    """EPSG:28992 (x east, y north, metres) to EPSG:3857 (the same axes); equal corners stay equal."""
    import pyproj

    transformer = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:3857", always_xy=True)
    out: Geometries = shapely.transform(geometries_rd, transformer.transform, interleaved=False)
    return out


def tolerance_of(z: int) -> float:
    """The tolerance of a zoom level in tile units."""
    return next((tolerance for last, tolerance in TOLERANCES.items() if z <= last), FINE_TOLERANCE)


def generalise(mercator: Geometries, minzoom: int = grid.MINZOOM, maxzoom: int = grid.MAXZOOM) -> list[ZoomCoverage]:
    """The coverage at every zoom, finest first. `mercator` is a valid coverage in EPSG:3857."""
    return each_zoom(mercator, lambda level: level, minzoom, maxzoom)


def each_zoom(
    mercator: Geometries,
    work: Callable[[ZoomCoverage], T],
    minzoom: int = grid.MINZOOM,
    maxzoom: int = grid.MAXZOOM,
) -> list[T]:
    """What `work` makes of the coverage at every zoom, finest first; the finest zooms in a process beside this one.

    Each zoom is simplified from the next finer one. What is a valid coverage stays one.
    """

    def some(first: int, end: int | None) -> list[T]:
        zooms = islice(_simplified(mercator, minzoom, maxzoom), first, end)
        return [work(ZoomCoverage(z, on_grid(coverage))) for z, coverage in zooms]

    finest = two_processes.beside(lambda: some(0, FINEST))
    coarser = some(FINEST, None)
    return finest() + coarser


def _simplified(mercator: Geometries, minzoom: int, maxzoom: int) -> Iterator[tuple[int, Geometries]]:
    """Each zoom, finest first, with the coverage simplified for it, in its tile units; corners not yet on the grid."""
    current: Geometries = shapely.transform(mercator, lambda xy: grid.tile_units(xy, maxzoom))
    for z in range(maxzoom, minzoom - 1, -1):
        if z < maxzoom:
            current = shapely.transform(current, lambda xy: xy / 2)
        if _small_corners(current, tolerance_of(z)) > FEW_CORNERS:
            current = shapely.coverage_simplify(current, tolerance_of(z))
        yield z, current


def _small_corners(coverage: Geometries, tolerance: float) -> float:
    """The share of corners whose triangle with both neighbours is smaller than the tolerance."""
    corners = shapely.get_coordinates(coverage)
    back, ahead = corners[1:-1] - corners[:-2], corners[2:] - corners[1:-1]
    twice_area = np.abs(back[:, 0] * ahead[:, 1] - back[:, 1] * ahead[:, 0])
    return float((twice_area < 2 * tolerance**2).mean())


def on_grid(coverage: Geometries) -> Geometries:
    """The valid coverage with integer corners, and with a corner wherever a border crosses the seam of two tiles."""
    return _with_thin_parts(_rounded(coverage), coverage)


def _rounded(coverage: Geometries) -> Geometries:
    """The coverage on the integer grid: plain rounding, mended where that made borders cross, touch or fold."""
    kind, corners, offsets = _with_seams(coverage)
    rounded: Geometries = shapely.from_ragged_array(kind, np.rint(corners), offsets)
    rings = snap_rounding.Rings.of(corners, offsets)
    out, wrong = rounded, ~shapely.is_valid(rounded)
    changed = wrong
    for _ in range(MENDING_ROUNDS):
        if wrong.any():
            out, changed = snap_rounding.mended(rings, rounded, coverage, wrong)
        invalid = np.zeros(len(out), dtype=bool)
        invalid[changed] = ~shapely.is_valid(out[changed])
        if not invalid.any():
            invalid = in_conflict(out)
        if not invalid.any():
            return out
        wrong = wrong | invalid
    return snap_rounded(shapely.from_ragged_array(kind, corners, offsets))


def in_conflict(polygons: Geometries) -> NDArray[np.bool_]:
    """The polygons that keep these, each valid by itself, from being a valid coverage.

    Around any point the polygons and the outside wind once in all, because every border is there twice, once each way.
    So when the union is valid as well, nothing lies in two of them, and only else each border is looked at.
    """
    try:
        sound = bool(shapely.is_valid(shapely.coverage_union_all(polygons)))
    except shapely.GEOSException:
        sound = False
    if sound:
        return np.zeros(len(polygons), dtype=bool)
    out: NDArray[np.bool_] = ~shapely.is_empty(shapely.coverage_invalid_edges(polygons))
    return out


def _with_thin_parts(rounded: Geometries, coverage: Geometries) -> Geometries:
    """The rounded coverage with a strip of one unit for each part that rounding made vanish and that has room for it.

    A part of `THIN_UNITS2` or more that is narrower than a unit, such as a sandbank or the foot of a dyke, would be gone; it
    gets a strip between its two ends, to the side where that takes nothing from anybody.
    """
    parts, owner = shapely.get_parts(coverage, return_index=True)
    small = np.flatnonzero((shapely.area(parts) >= THIN_UNITS2) & (shapely.area(parts) < shapely.length(parts)))
    gone = small[shapely.area(shapely.intersection(parts[small], rounded[owner[small]])) == 0]
    if not len(gone):
        return rounded
    tree, out = shapely.STRtree(rounded), rounded.copy()
    for number in gone:
        for strip in _strips(parts[number]):
            near = out[tree.query(strip, predicate="intersects")]
            widened = shapely.multipolygons([*shapely.get_parts(out[owner[number]]), strip])
            if widened.is_valid and shapely.coverage_is_valid([*near, strip]):
                out[owner[number]] = widened
                break
    return out


def _strips(part: shapely.Polygon) -> list[shapely.Polygon]:
    """Parallelograms one unit wide on the integer grid that may stand for a thin polygon, the best first.

    Along the line between its ends, then along its longest edge, on either side of each.
    """
    corners = np.rint(shapely.get_coordinates(part))
    along = int(np.ptp(corners[:, 1]) > np.ptp(corners[:, 0]))
    longest = int(np.abs(np.diff(corners, axis=0)).sum(axis=1).argmax())
    ends = (corners[:, along].argmin(), corners[:, along].argmax()), (longest, longest + 1)
    aside = np.array([float(along), float(1 - along)])
    return [
        shapely.Polygon([corners[a], corners[b], corners[b] + side, corners[a] + side])
        for a, b in ends
        for side in (aside, -aside)
    ]


def _with_seams(coverage: Geometries) -> tuple[shapely.GeometryType, NDArray[np.float64], tuple[Ints, ...]]:
    """The coverage in shapely's ragged form, with a corner where an edge crosses a tile seam (a multiple of the extent).

    The place of a corner is computed from the edge's lower-left end, so both owners of a border get the very same one.
    """
    nothing = shapely.is_empty(coverage)
    if nothing.any():  # an empty polygon has no ring, which the ragged form cannot say; an empty multipolygon can
        coverage = np.where(nothing, shapely.MultiPolygon(), coverage)
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
    return kind, more, (ring_ends + added_before, *offsets[1:])


def snap_rounded(coverage: Geometries) -> Geometries:
    """The coverage on the integer grid by snap-rounding all of it: slower, and never in doubt."""
    lines = shapely.union_all(shapely.boundary(coverage), grid_size=1.0)
    return snap_rounding.faces_of(lines, coverage)
