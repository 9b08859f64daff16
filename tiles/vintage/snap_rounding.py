"""Puts a coverage on the integer grid: where rounding makes borders cross, touch or fold, corners are put in. Pure.

Works on the network of borders, each taken once, so both owners of a border always get the same line. All tests are exact:
coordinates are integers below 2**26, their products fit 64 bits. Decision 0004 tells why this is enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
FEW_EDGES = 64  # so many are looked up faster one by one than by an index of all
ROUNDS = 12  # putting in a rounded crossing bends a border, which may touch another; a few rounds settle it


@dataclass(frozen=True, eq=False)
class Rings:
    """All rings of a coverage. `corners` (n, 2) closed rings one after the other, cut at `ends`; `polygon` of each ring."""

    corners: Floats
    ends: Ints
    polygon: Ints
    count: int  # of polygons in the coverage

    @classmethod
    def of(cls, corners: Floats, offsets: tuple[Ints, ...]) -> Rings:
        """From the ragged form of polygons or multipolygons (`shapely.to_ragged_array`)."""
        ends, part_ends, *more = (np.asarray(o, dtype=np.int64) for o in offsets)
        polygon_ends = more[0] if more else np.arange(len(part_ends))  # plain polygons: each one part
        part = np.repeat(np.arange(len(part_ends) - 1), np.diff(part_ends))
        polygon = np.repeat(np.arange(len(polygon_ends) - 1), np.diff(polygon_ends))[part]
        return cls(corners, ends, polygon, len(polygon_ends) - 1)

    def only(self, polygons: Flags) -> Rings:
        """The rings of some of the polygons, which keep their numbers."""
        kept, sizes = polygons[self.polygon], np.diff(self.ends)
        ends = np.concatenate(([0], np.cumsum(sizes[kept])))
        return Rings(self.corners[np.repeat(kept, sizes)], ends, self.polygon[kept], self.count)

    def turned(self) -> Flags:
        """The polygons of which rounding turned a ring round, or took its area."""
        out = np.zeros(self.count, dtype=bool)
        out[self.polygon[_turned(self.corners, np.rint(self.corners), self.ends)]] = True
        return out


def mended(rings: Rings, rounded: Geometries, original: Geometries, wrong: Flags) -> tuple[Geometries, Flags]:
    """`rounded` with the polygons around a conflict built anew, and which those are; the caller checks them.

    `rings` are those of `original`, a valid coverage; `rounded` the same polygons with rounded corners, `wrong` those of
    them that are invalid. A face of the mended network goes to the polygon in which its inner point lies in `original`.
    Only polygons up to three boxes away from a conflict are looked at: those to build, those that may meet them, and the
    owners on the other side of their borders.
    """
    turned = np.append(rings.turned(), False)  # the last one stands for: no owner
    tree, around = shapely.STRtree(rounded), wrong | turned[:-1]
    for _ in range(3):
        around = with_touching(tree, around)
    everything, rings = rings, rings.only(around)
    corners = np.rint(rings.corners).astype(np.int64)
    ring = np.repeat(np.arange(len(rings.polygon)), np.diff(rings.ends))
    edges, owners = _edges(corners, ring, rings)
    harmed = np.append(wrong, False)
    harmed[owners[turned[owners].any(axis=1)].ravel()] = True
    harmed[-1] = False
    suspect = harmed.copy()
    suspect[owners[harmed[owners].any(axis=1)].ravel()] = True
    suspect[-1] = False
    near = suspect[owners].any(axis=1)
    owners = owners[near]
    fresh: Flags = np.any(harmed[owners], axis=1)
    pieces, parent, split = _noded(edges[near], fresh)
    harmed[owners[split].ravel()] = True
    harmed[-1] = False
    beyond = (harmed & ~suspect)[:-1]
    if beyond.any():  # a cut border of one of which not all borders are here
        return mended(everything, rounded, original, wrong | beyond)
    anew = np.flatnonzero(harmed[:-1])
    faces = _faces(pieces[harmed[owners[parent]].any(axis=1)])
    nearby, out = original.copy(), rounded.copy()
    nearby[~around] = None
    owner = _owner_of(faces, nearby, rounded, harmed[:-1])
    out[anew] = shapely.MultiPolygon()
    return _joined(faces, owner, out), harmed[:-1]


def with_touching(tree: shapely.STRtree, some: Flags) -> Flags:
    """Some of the polygons of a tree, and those whose box touches the box of one of them."""
    out = some.copy()
    out[tree.query(tree.geometries[some])[1]] = True
    return out


def _edges(corners: Ints, ring: Ints, rings: Rings) -> tuple[Ints, Ints]:
    """Every edge once (n, 4: x, y, x, y with the smaller end first), and its owners (n, 2; the count where there is none).

    An edge that more than two polygons have, as rounding can make, is listed more than once.
    """
    a, b = corners[:-1], corners[1:]
    real = (ring[1:] == ring[:-1]) & (a != b).any(axis=1)
    a, b, owner = a[real], b[real], rings.polygon[ring[:-1][real]]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    edges = np.where(swap[:, None], np.hstack((b, a)), np.hstack((a, b)))
    packed = edges[:, [0, 2]] << 32 | edges[:, [1, 3]]
    order = np.lexsort((owner, packed[:, 1], packed[:, 0]))
    edges, owner, packed = edges[order], owner[order], packed[order]
    same = np.concatenate(([False], (packed[1:] == packed[:-1]).all(axis=1)))
    nth = np.arange(len(edges)) - np.maximum.accumulate(np.where(same, 0, np.arange(len(edges))))
    first = np.flatnonzero(nth % 2 == 0)
    paired = np.append(nth[1:] % 2 == 1, False)[first]
    second = np.where(paired, owner[np.minimum(first + 1, len(owner) - 1)], rings.count)
    return edges[first], np.stack((owner[first], second), axis=1)


def _turned(before: Floats, after: Floats, ends: Ints) -> Ints:
    """The rings whose direction rounding turned round, or that lost their area."""
    return np.flatnonzero(np.sign(_areas(before, ends)) != np.sign(_areas(after, ends)))


def _areas(corners: Floats, ends: Ints) -> Floats:
    """Signed areas of closed rings, from their first corner so that no precision is lost."""
    local = corners - np.repeat(corners[ends[:-1]], np.diff(ends), axis=0)
    cross = np.zeros(len(local))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[ends[1:] - 1] = 0.0
    areas: Floats = np.add.reduceat(cross, ends[:-1])
    return areas


def _noded(edges: Ints, fresh: Flags) -> tuple[Ints, Ints, Flags]:
    """The edges cut wherever they meet a `fresh` one: pieces, the edge each came from, which edges were cut or bent."""
    pieces, parent = edges, np.arange(len(edges))
    split = np.zeros(len(edges), dtype=bool)
    for _ in range(ROUNDS):
        piece, where = _meetings(pieces, fresh)
        if not len(piece):
            break
        split[parent[piece]] = True
        cut = np.zeros(len(pieces), dtype=bool)
        cut[piece] = True
        new_pieces, came_from = _cut(pieces, piece, where)
        pieces, parent, fresh = new_pieces, parent[came_from], cut[came_from]
    return pieces, parent, split


def _meetings(edges: Ints, fresh: Flags) -> tuple[Ints, Ints]:
    """Which edges must be cut at which point: crossings (rounded) and ends of others that lie within them.

    Only meetings with a `fresh` edge are looked for; the others do not meet.
    """
    one, other = _boxes_touching(edges, np.flatnonzero(fresh))
    once = (one < other) | ~fresh[other]
    one, other = one[once], other[once]
    p, q = edges[one], edges[other]
    a, b, c, d = p[:, :2], p[:, 2:], q[:, :2], q[:, 2:]
    of_c, of_d, of_a, of_b = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    cut, points = [], []
    for edge, end, side, ends in ((one, c, of_c, p), (one, d, of_d, p), (other, a, of_a, q), (other, b, of_b, q)):
        flat = np.flatnonzero(side == 0)
        flat = flat[_within(end[flat], ends[flat])]
        cut.append(edge[flat])
        points.append(end[flat])
    crossing = np.flatnonzero((of_c * of_d < 0) & (of_a * of_b < 0))
    a, b, c, d = a[crossing], b[crossing], c[crossing], d[crossing]
    share = _cross(c - a, d - c) / _cross(b - a, d - c)
    point = np.rint(a + share[:, None] * (b - a)).astype(np.int64)
    edge = np.concatenate([*cut, one[crossing], other[crossing]])
    where = np.concatenate([*points, point, point])
    at_end = (where == edges[edge, :2]).all(axis=1) | (where == edges[edge, 2:]).all(axis=1)
    return edge[~at_end], where[~at_end]


def _boxes_touching(edges: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """The pairs (asked edge, any edge) whose boxes touch."""
    if len(chosen) < FEW_EDGES:
        (west, east), (south, north) = (np.sort(edges[:, [axis, axis + 2]], axis=1).T.copy() for axis in (0, 1))
        touching = (west[chosen, None] <= east) & (east[chosen, None] >= west)
        touching &= (south[chosen, None] <= north) & (north[chosen, None] >= south)
        nth, other = np.nonzero(touching)
    else:
        lines = shapely.linestrings(edges.reshape(-1, 2, 2).astype(np.float64))
        nth, other = shapely.STRtree(lines).query(lines[chosen])
    return chosen[nth], other


def _cross(u: Ints, v: Ints) -> Ints:
    out: Ints = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return out


def _side(a: Ints, b: Ints, point: Ints) -> Ints:
    """On which side of the line a-b a point lies: -1, 0 (on it) or 1."""
    return np.sign(_cross(b - a, point - a))


def _within(point: Ints, edge: Ints) -> Flags:
    """Whether a point that lies on the line of an edge lies strictly between its ends."""
    low, high = np.minimum(edge[:, :2], edge[:, 2:]), np.maximum(edge[:, :2], edge[:, 2:])
    inside = (point >= low).all(axis=1) & (point <= high).all(axis=1)
    at_end = (point == edge[:, :2]).all(axis=1) | (point == edge[:, 2:]).all(axis=1)
    out: Flags = inside & ~at_end
    return out


def _cut(pieces: Ints, piece: Ints, where: Ints) -> tuple[Ints, Ints]:
    """The pieces with the given points put in, in their order along each; and the piece each one came from."""
    start = pieces[piece, :2]
    far = ((pieces[piece, 2:] - start) * (where - start)).sum(axis=1)
    order = np.lexsort((where[:, 1], where[:, 0], far, piece))
    piece, where = piece[order], where[order]
    points = np.insert(pieces.reshape(-1, 2), 2 * piece + 1, where, axis=0)
    of = np.insert(np.repeat(np.arange(len(pieces)), 2), 2 * piece + 1, piece)
    a, b = points[:-1], points[1:]
    real = (of[1:] == of[:-1]) & (a != b).any(axis=1)
    return np.hstack((a[real], b[real])), of[:-1][real]


def _faces(pieces: Ints) -> Geometries:
    """The polygons that the pieces enclose."""
    swap = (pieces[:, 0] > pieces[:, 2]) | ((pieces[:, 0] == pieces[:, 2]) & (pieces[:, 1] > pieces[:, 3]))
    lines = np.unique(np.where(swap[:, None], pieces[:, [2, 3, 0, 1]], pieces), axis=0)
    network = shapely.linestrings(lines.reshape(-1, 2, 2).astype(np.float64))
    out: Geometries = shapely.get_parts(shapely.polygonize(network))
    return out


def _owner_of(faces: Geometries, original: Geometries, rounded: Geometries, anew: Flags) -> Ints:
    """Which polygon each face goes to: that of `anew` in which its inner point lies; -1 for water and for the others' land.

    Where the inner point lies in a polygon that keeps its rounded form, and that form leaves the face out, the face would
    be a gap; it goes to the nearest of `anew`.
    """
    points = shapely.point_on_surface(faces)
    point, polygon = shapely.STRtree(original).query(points, predicate="intersects")
    owner = np.full(len(faces), -1, dtype=np.int64)
    owner[point[::-1]] = polygon[::-1]
    others = np.flatnonzero((owner >= 0) & ~anew[owner])
    left_out = others[~shapely.intersects(points[others], rounded[owner[others]])]
    owner[others] = -1
    if len(left_out):
        numbers = np.flatnonzero(anew)
        owner[left_out] = numbers[shapely.STRtree(original[numbers]).nearest(points[left_out])]
    return owner


def _joined(faces: Geometries, owner: Ints, out: Geometries) -> Geometries:
    """`out` with the faces of each owner joined to its polygon."""
    order = np.argsort(owner, kind="stable")
    owners, starts = np.unique(owner[order], return_index=True)
    for number, members in zip(owners, np.split(faces[order], starts[1:])[: len(owners)], strict=True):
        if number >= 0:
            out[number] = members[0] if len(members) == 1 else shapely.coverage_union_all(members)
    return out


def faces_of(lines: shapely.Geometry, original: Geometries) -> Geometries:
    """The faces of noded lines, joined per original polygon in which their inner point lies; a face in none is water."""
    faces = shapely.get_parts(shapely.polygonize([lines]))
    everyone = np.ones(len(original), dtype=bool)
    owner = _owner_of(faces, original, original, everyone)
    return _joined(faces, owner, np.full(len(original), shapely.MultiPolygon(), dtype=object))
