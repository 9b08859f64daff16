"""Finds every border of a coverage once, with what lies on both sides. Pure."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from tiles.tile_schema import NIVEAUS

Geometries = NDArray[np.object_]


def borders(coverage: Geometries, provincie_of: NDArray[np.int64]) -> tuple[Geometries, list[str]]:
    """Merged lines of a coverage with integer corners, and the `niveau` of each line.

    `provincie_of` numbers the provincie of each polygon. An edge with one owner is `land` (coast or national border),
    with owners in two provincies `provincie`, else `gemeente`. Lines run between places where three borders meet.
    """
    parts, polygon_of_part = shapely.get_parts(coverage, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    owner = polygon_of_part[part_of_ring]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    a, b = xy[:-1][inside].astype(np.int64), xy[1:][inside].astype(np.int64)
    edge_owner = owner[ring[:-1][inside]]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    edges = np.where(swap[:, None], np.hstack((b, a)), np.hstack((a, b)))
    order = np.lexsort((edge_owner, *edges.T[::-1]))
    edges, edge_owner = edges[order], edge_owner[order]
    first = np.concatenate(([True], (edges[1:] != edges[:-1]).any(axis=1)))
    starts = np.flatnonzero(first)
    one, other = edge_owner[starts], edge_owner[np.append(starts[1:], len(edges)) - 1]
    niveau = np.where(one == other, 2, np.where(provincie_of[one] != provincie_of[other], 1, 0))
    pair = one * (len(coverage) + 1) + other
    segments = shapely.linestrings(edges[starts].astype(np.float64).reshape(-1, 2, 2))
    order = np.argsort(pair, kind="stable")
    _, groups = np.unique(pair[order], return_index=True)
    merged: list[object] = []
    levels: list[str] = []
    for members in np.split(order, groups[1:]):
        lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(segments[members])))
        merged.extend(lines)
        levels.extend([NIVEAUS[int(niveau[members[0]])]] * len(lines))
    return np.array(merged, dtype=object), levels
