"""Turns polygons with gaps and overlaps between them into a valid coverage, and accounts for what was changed. Pure.

A coverage: no two polygons overlap and neighbours share every vertex of their border, so that a border drawn or
simplified once is the border of both. All coordinates in metres (EPSG:28992, x east, y north), all areas in m2.
Choices and measurements: docs/decisions/0002-grenzen-als-coverage.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import shapely

Geometries: TypeAlias = "np.ndarray[Any, np.dtype[np.object_]]"  # of shapely (Multi)Polygons
Areas: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"

GAP_WIDTH_M = 20.0  # a gap that a circle of this diameter does not fit into is a sliver, anything wider is real
DECIMALS = 3  # coordinates are kept in whole millimetres
HECTARE_M2 = 10_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """A valid coverage and what was done to get it. Arrays are in the order of the input."""

    geometries: Geometries
    areas_before: Areas  # m2, after mending single polygons, before cleaning
    areas_after: Areas
    mended: tuple[int, ...]  # positions of polygons that were invalid by themselves
    mended_m2: float  # difference that the mending made to their areas, in all
    overlap_m2: float  # area that more than one polygon claimed
    gaps_closed: int
    gaps_closed_m2: float
    gaps_left: int  # lakes, enclaves and other holes that are real
    gaps_left_m2: float


def polygons_only(geometry: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a geometry, as Polygon or MultiPolygon; lines and points that mending leaves are dropped."""
    flat = list(_flat_polygons(geometry))
    return flat[0] if len(flat) == 1 else shapely.MultiPolygon(flat)


def _flat_polygons(geometry: shapely.Geometry) -> Iterator[shapely.Polygon]:
    if geometry.geom_type == "Polygon":
        if not geometry.is_empty:
            yield geometry
    elif geometry.geom_type in {"MultiPolygon", "GeometryCollection"}:
        for part in shapely.get_parts(geometry):
            yield from _flat_polygons(part)


def mend(geometries: Geometries) -> tuple[Geometries, tuple[int, ...], float]:
    """Every polygon valid by itself, the positions of those that were not, and by how many m2 their areas changed."""
    result = geometries.copy()
    invalid = np.flatnonzero(~shapely.is_valid(result))
    changed = 0.0
    for i in invalid:
        before = float(shapely.area(result[i]))
        result[i] = polygons_only(shapely.make_valid(result[i], method="structure", keep_collapsed=False))
        changed += abs(float(shapely.area(result[i])) - before)
    return result, tuple(int(i) for i in invalid), changed


def is_coverage(geometries: Geometries) -> bool:
    """Whether all polygons are valid, not empty, and together a valid coverage."""
    whole = bool(shapely.is_valid(geometries).all()) and not bool(shapely.is_empty(geometries).any())
    return whole and bool(shapely.coverage_is_valid(geometries))


def to_millimetres(geometries: Geometries) -> Geometries:
    """The coordinates rounded to whole millimetres; equal vertices stay equal, so shared borders stay shared."""
    return np.asarray(shapely.transform(geometries, lambda xy: np.round(xy, DECIMALS)))


def gap_count(union: shapely.Geometry) -> int:
    """How many holes the whole area has: lakes and enclaves, and slivers before they are closed."""
    return int(shapely.get_num_interior_rings(shapely.get_parts(union)).sum())


def gap_area(union: shapely.Geometry) -> float:
    """The area in m2 of all holes, without the islands in them."""
    shells = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(union)))
    return float(shapely.union_all(shells).area - union.area)


def union_of(geometries: Geometries) -> shapely.Geometry:
    """Everything together; by dissolving shared borders where this is a coverage, else by overlay (slower)."""
    if shapely.coverage_is_valid(geometries):
        return shapely.coverage_union_all(geometries)
    return shapely.union_all(geometries)


def close_slivers(coverage: Geometries, width_m: float) -> Geometries:
    """The valid coverage with each hole that is on average narrower than `width_m` given to the polygon around most of it.

    For thousands of slivers: GEOS joins them one by one, which takes minutes and need not end in a coverage.
    Imports do not use it: the bench does, for areas that no import takes.
    """
    parts = shapely.get_parts(shapely.coverage_union_all(coverage))
    rings, part = shapely.get_rings(parts, return_index=True)
    holes = shapely.polygons(rings[np.concatenate(([False], part[1:] == part[:-1]))])
    slivers = holes[2 * shapely.area(holes) < width_m * shapely.length(holes)]
    out = coverage.copy()
    for number, members in _owners_of(slivers, coverage).items():
        out[number] = shapely.coverage_union_all([coverage[number], *slivers[members]])
    return out


def _owners_of(slivers: Geometries, coverage: Geometries) -> dict[int, list[int]]:
    """Which slivers each polygon gets: those that border most on it. Borders match edge by edge."""
    theirs, sliver = edges_of(slivers)
    ours, polygon = edges_of(coverage)
    edges, owner = np.concatenate((ours, theirs)), np.concatenate((polygon, -1 - sliver))
    order = np.lexsort((owner, *edges.T))
    edges, owner = edges[order], owner[order]
    same = (edges[1:] == edges[:-1]).all(axis=1) & (owner[:-1] < 0) & (owner[1:] >= 0)
    at = np.flatnonzero(same)  # a sliver sorts before the one polygon on the other side of its edge
    lengths = np.hypot(edges[at, 2] - edges[at, 0], edges[at, 3] - edges[at, 1])
    shared: dict[int, dict[int, float]] = {}
    for number, other, length in zip((-1 - owner[at]).tolist(), owner[at + 1].tolist(), lengths.tolist(), strict=True):
        by_other = shared.setdefault(number, {})
        by_other[other] = by_other.get(other, 0.0) + length
    out: dict[int, list[int]] = {}
    for number, by_other in shared.items():
        out.setdefault(max(by_other, key=lambda other: (by_other[other], -other)), []).append(number)
    return out


def edges_of(geometries: Geometries) -> tuple[Areas, Any]:
    """Every edge (n, 4: x, y, x, y with the smaller end first) and which geometry it is of."""
    parts, of_part = shapely.get_parts(geometries, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    a, b = xy[:-1][inside], xy[1:][inside]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    return np.where(swap[:, None], np.hstack((b, a)), np.hstack((a, b))), of_part[of_ring][ring[:-1][inside]]


def clean(geometries: Geometries, *, gap_width_m: float = GAP_WIDTH_M) -> Cleaned:
    """A valid coverage of the polygons: mended, overlaps given to the neighbour with the longest border, slivers closed.

    Gaps wider than `gap_width_m` stay: lakes and enclaves are real. Raises ValueError when the outcome is no coverage,
    which means that the polygons do not describe one area at all.
    """
    mended, invalid, mended_m2 = mend(geometries)
    before = union_of(mended)
    areas_before: Areas = shapely.area(mended)
    result = np.asarray(shapely.coverage_clean(list(mended), gap_width=gap_width_m), dtype=object)
    rounded = to_millimetres(result)
    result = rounded if is_coverage(rounded) else result
    if not is_coverage(result):
        raise ValueError("no coverage")
    result = np.asarray(shapely.normalize(result), dtype=object)
    after = shapely.coverage_union_all(result)
    areas_after: Areas = shapely.area(result)
    gaps_left = gap_count(after)
    return Cleaned(
        geometries=result,
        areas_before=areas_before,
        areas_after=areas_after,
        mended=invalid,
        mended_m2=mended_m2,
        overlap_m2=max(0.0, float(areas_before.sum()) - float(before.area)),
        gaps_closed=max(0, gap_count(before) - gaps_left),
        gaps_closed_m2=max(0.0, float(after.area - before.area)),
        gaps_left=gaps_left,
        gaps_left_m2=gap_area(after),
    )
