"""Writes Mapbox Vector Tile 2.1 messages (github.com/mapbox/vector-tile-spec) for many geometries in one go. Pure.

Whole zoom levels are encoded as arrays; `mapbox-vector-tile` is the reference that the tests hold every tile against.
Coordinates are integers in tile units, x to the east, y to the south, origin in the tile's north-west corner.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from tiles import grid

Geometries = NDArray[np.object_]
Ints = NDArray[np.int64]

MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7
POINT, LINE, POLYGON = 1, 2, 3
LAYER_TAG = b"\x1a"  # field 3 of Tile, length-delimited


def varint(value: int) -> bytes:
    """A non-negative integer as protobuf base-128 varint.

    >>> varint(300).hex()
    'ac02'
    """
    return VARINTS[value] if value < len(VARINTS) else _long_varint(value)


def _long_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


VARINTS = tuple(
    _long_varint(value) for value in range(1 << 12)
)  # lengths, tags and figures are nearly always this small


def field(number: int, payload: bytes) -> bytes:
    """A length-delimited protobuf field (wire type 2)."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def varints(values: Ints) -> tuple[NDArray[np.uint8], Ints]:
    """Non-negative integers below 2**35 as varints: all bytes in a row, and where each value begins (n + 1 offsets)."""
    size = 1 + (values > 0x7F) + (values > 0x3FFF) + (values > 0x1FFFFF).astype(np.int64) + (values > 0xFFFFFFF)
    starts = np.concatenate(([0], np.cumsum(size)))
    out = np.empty(starts[-1], dtype=np.uint8)
    for nth in range(int(np.max(size, initial=0))):
        has = size > nth
        more = np.where(size[has] > nth + 1, 0x80, 0)
        out[starts[:-1][has] + nth] = (values[has] >> 7 * nth) & 0x7F | more
    return out, starts


def zigzag(values: Ints) -> Ints:
    """Signed integers as protobuf zigzag numbers."""
    out: Ints = (values << 1) ^ (values >> 63)
    return out


@lru_cache(4096, typed=True)
def value_message(value: str | int | float | bool) -> bytes:
    """One attribute value as a `Value` in a layer's value table (field 4, header included).

    A bool is refused: no layer of ours has one. Raises TypeError for anything that MVT cannot hold.
    """
    if isinstance(value, str):
        return field(4, field(1, value.encode()))
    if isinstance(value, bool):
        raise TypeError(type(value))
    if isinstance(value, int):
        if value >= 0:
            return field(4, b"\x28" + varint(value))  # uint_value
        return field(4, b"\x30" + varint(-2 * value - 1))  # sint_value
    if isinstance(value, float):
        return field(4, b"\x19" + np.float64(value).tobytes())  # double_value, little-endian
    raise TypeError(type(value))


def feature_message(identity: int | None, tags: bytes, kind: int, geometry: bytes) -> bytes:
    """A `Feature` (field 2 of a layer, header included) from packed tags and packed geometry."""
    head = b"" if identity is None else b"\x08" + varint(identity)
    tagged = b"%b\x12%b%b\x18%c\x22%b" % (head, varint(len(tags)), tags, kind, varint(len(geometry)))
    return b"\x12%b%b%b" % (varint(len(tagged) + len(geometry)), tagged, geometry)


def layer_head(name: str) -> bytes:
    """Version, name and extent of a layer: the fields that come before its features."""
    return b"\x78\x02" + field(1, name.encode()) + b"\x28" + varint(grid.EXTENT)


def layer(body: bytes) -> bytes:
    """A whole layer message as part of a tile."""
    return LAYER_TAG + varint(len(body)) + body


def simple_layer(name: str, kind: int, features: list[tuple[int | None, dict[str, str | int | float], bytes]]) -> bytes:
    """A layer with shared keys and values: features of (id, attributes, packed geometry). Empty bytes without features."""
    if not features:
        return b""
    keys: dict[str, int] = {}
    values: dict[bytes, int] = {}
    messages = []
    for identity, attributes, geometry in features:
        tags = b"".join(
            varint(keys.setdefault(key, len(keys))) + varint(values.setdefault(value_message(value), len(values)))
            for key, value in attributes.items()
        )
        messages.append(feature_message(identity, tags, kind, geometry))
    return layer(
        layer_head(name) + b"".join(messages) + b"".join(field(3, key.encode()) for key in keys) + b"".join(values)
    )


def polygons(geometries: Geometries, origins: Ints) -> list[bytes]:
    """Packed MVT geometry of each (multi)polygon; empty bytes where nothing with an area is left.

    `geometries` (n) in tile units of the world, `origins` (n, 2) the north-west corner of each one's tile in the same
    units. Corners are rounded, equal neighbours dropped, rings without area left out; exterior rings get a positive area
    by the surveyor's formula in tile coordinates, interior rings a negative one (specification 4.3.3.3).
    """
    parts, feature_of_part = shapely.get_parts(geometries, return_index=True)
    keep = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, feature_of_part = parts[keep], feature_of_part[keep]
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    if not len(rings):
        return [b""] * len(geometries)
    exterior = np.ones(len(rings), dtype=bool)
    exterior[1:] = part_of_ring[1:] != part_of_ring[:-1]
    feature_of_ring = feature_of_part[part_of_ring]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    points = np.rint(xy).astype(np.int64) - origins[feature_of_ring[ring]]
    ahead = np.roll(points, -1, axis=0)
    keep = np.concatenate((ring[1:] == ring[:-1], [False])) & (points != ahead).any(axis=1)  # drops the closing point
    points, ring = points[keep], ring[keep]
    if not len(points):
        return [b""] * len(geometries)
    return _write_rings(points, ring, exterior, part_of_ring, feature_of_ring, len(geometries))


def _write_rings(
    points: Ints, ring: Ints, exterior: NDArray[np.bool_], part_of_ring: Ints, feature_of_ring: Ints, count: int
) -> list[bytes]:
    """Orders, winds and encodes rings that are given without their closing points."""
    starts = np.flatnonzero(np.concatenate(([True], ring[1:] != ring[:-1])))
    ring_ids, sizes = ring[starts], np.diff(starts, append=len(ring))
    first_of_ring = np.repeat(starts, sizes)
    within = np.arange(len(points)) - first_of_ring
    after = np.where(within + 1 == np.repeat(sizes, sizes), first_of_ring, np.arange(len(points)) + 1)
    cross = points[:, 0] * points[after, 1] - points[after, 0] * points[:, 1]
    twice_area = np.add.reduceat(cross, starts)
    outside = exterior[ring_ids]
    lost_shells = np.unique(part_of_ring[ring_ids[outside & (twice_area == 0)]])
    whole = (twice_area != 0) & (sizes >= 3) & ~np.isin(part_of_ring[ring_ids], lost_shells)
    backward = (twice_area > 0) != outside
    # reversed rings keep their first point: 0, n-1, n-2, ...
    turned = np.where(within == 0, 0, np.repeat(sizes, sizes) - within)
    points = np.where(np.repeat(backward, sizes)[:, None], points[first_of_ring + turned], points)
    in_use = np.repeat(whole, sizes)
    points = points[in_use]
    sizes, ring_ids = sizes[whole], ring_ids[whole]
    return _write_paths(points, sizes, feature_of_ring[ring_ids], count, closed=True)


def lines(geometries: Geometries, origins: Ints) -> list[bytes]:
    """Packed MVT geometry of each (multi)line; arguments as for `polygons`."""
    parts, feature_of_part = shapely.get_parts(geometries, return_index=True)
    keep = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts, feature_of_part = parts[keep], feature_of_part[keep]
    xy, part = shapely.get_coordinates(parts, return_index=True)
    if not len(part):
        return [b""] * len(geometries)
    points = np.rint(xy).astype(np.int64) - origins[feature_of_part[part]]
    same_part = np.concatenate(([False], part[1:] == part[:-1]))
    keep = ~(same_part & (points == np.roll(points, 1, axis=0)).all(axis=1))
    points, part = points[keep], part[keep]
    starts = np.flatnonzero(np.concatenate(([True], part[1:] != part[:-1])))
    part_ids, sizes = part[starts], np.diff(starts, append=len(part))
    whole = sizes >= 2
    points = points[np.repeat(whole, sizes)]
    return _write_paths(points, sizes[whole], feature_of_part[part_ids[whole]], len(geometries), closed=False)


def point(x: int, y: int) -> bytes:
    """Packed MVT geometry of one point."""
    data, _ = varints(np.array([MOVE_TO | 1 << 3, *zigzag(np.array([x, y], dtype=np.int64))]))
    return data.tobytes()


def _write_paths(points: Ints, sizes: Ints, feature_of_path: Ints, count: int, *, closed: bool) -> list[bytes]:
    """Packed geometry per feature of paths that lie in `points` one after the other, in the order of their features."""
    if not len(sizes):
        return [b""] * count
    starts = np.cumsum(sizes) - sizes
    delta = np.diff(points, axis=0, prepend=0)
    new_feature = np.concatenate(([True], feature_of_path[1:] != feature_of_path[:-1]))
    delta[starts[new_feature]] = points[starts[new_feature]]  # the cursor begins at 0, 0 in each feature
    ints_per_path = 2 * sizes + 2 + closed
    first_int = np.cumsum(ints_per_path) - ints_per_path
    stream = np.empty(int(ints_per_path.sum()), dtype=np.int64)
    stream[first_int] = MOVE_TO | 1 << 3
    stream[first_int + 3] = LINE_TO | (sizes - 1) << 3
    if closed:
        stream[first_int + ints_per_path - 1] = CLOSE_PATH | 1 << 3
    within = np.arange(len(points)) - np.repeat(starts, sizes)
    where = np.repeat(first_int, sizes) + 1 + 2 * within + (within > 0)
    stream[where], stream[where + 1] = zigzag(delta[:, 0]), zigzag(delta[:, 1])
    data, offsets = varints(stream)
    everything = data.tobytes()
    first_path = np.searchsorted(feature_of_path, np.arange(count + 1))
    first_byte = offsets[np.concatenate((first_int, [len(stream)]))[first_path]]
    return [everything[a:b] for a, b in zip(first_byte[:-1].tolist(), first_byte[1:].tolist(), strict=True)]
