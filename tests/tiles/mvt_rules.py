"""What a vector tile must never hold (MVT 2.1), read from the bytes: a strict judge, itself held to mvt-fixtures."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
VALUE_WIRE = {1: LENGTH, 2: FIXED32, 3: FIXED64, 4: VARINT, 5: VARINT, 6: VARINT, 7: VARINT}


class BrokenTile(Exception):
    """A tile that breaks a rule; the text names it."""


def _need(ok: bool, rule: str) -> None:
    if not ok:
        raise BrokenTile(rule)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    out = shift = 0
    while True:
        _need(at < len(data) and shift < 70, "varint runs past the end")
        byte = data[at]
        out |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return out, at


def _fields(data: bytes) -> Iterator[tuple[int, int, bytes | int]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == VARINT:
            value, at = _varint(data, at)
            yield number, wire, value
            continue
        _need(wire in (FIXED64, LENGTH, FIXED32), "unknown wire type")
        size = {FIXED64: 8, FIXED32: 4}.get(wire, -1)
        if size < 0:
            size, at = _varint(data, at)
        _need(at + size <= len(data), "field runs past the end")
        yield number, wire, data[at : at + size]
        at += size


def _packed(value: bytes | int, wire: int) -> list[int]:
    _need(wire == LENGTH and isinstance(value, bytes), "tags and geometry are packed")
    assert isinstance(value, bytes)
    out, at = [], 0
    while at < len(value):
        number, at = _varint(value, at)
        out.append(number)
    return out


def check(tile: bytes) -> None:
    """Raises BrokenTile for the first rule that the tile breaks."""
    names: list[bytes] = []
    for number, wire, layer in _fields(tile):
        _need(number == 3 and wire == LENGTH and isinstance(layer, bytes), "a tile holds layers only")
        assert isinstance(layer, bytes)
        names.append(_layer(layer))
    _need(len(names) == len(set(names)), "two layers with one name")


def _layer(data: bytes) -> bytes:
    name, version, extent = b"", 0, 4096
    keys: list[bytes] = []
    values = 0
    features: list[bytes] = []
    for number, wire, value in _fields(data):
        if number == 15:
            _need(wire == VARINT, "version is a number")
            version = int(value)
        elif number == 5:
            _need(wire == VARINT, "extent is a number")
            extent = int(value)
        else:
            _need(number in (1, 2, 3, 4), "unknown field in a layer")
            _need(wire == LENGTH and isinstance(value, bytes), "name, features, keys and values have a length")
            assert isinstance(value, bytes)
            if number == 1:
                name = value
            elif number == 2:
                features.append(value)
            elif number == 3:
                keys.append(value)
            else:
                _value(value)
                values += 1
    _need(bool(name), "a layer has a name")
    _need(version == 2, "version 2")
    _need(extent > 0, "an extent")
    _need(len(keys) == len(set(keys)), "keys are unique")
    for feature in features:
        _feature(feature, len(keys), values)
    return name


def _value(data: bytes) -> None:
    found = list(_fields(data))
    _need(len(found) == 1, "a value holds exactly one thing")
    number, wire, _ = found[0]
    _need(VALUE_WIRE.get(number) == wire, "a value of a known type")


def _feature(data: bytes, keys: int, values: int) -> None:
    kind, geometry, tags = None, None, []
    for number, wire, value in _fields(data):
        _need(number in (1, 2, 3, 4), "unknown field in a feature")
        if number == 2:
            tags = _packed(value, wire)
        elif number == 3:
            _need(wire == VARINT and value in (0, 1, 2, 3), "a known geometry type")
            kind = int(value)
        elif number == 4:
            _need(geometry is None, "one geometry")
            geometry = _packed(value, wire)
        else:
            _need(wire == VARINT, "an id is a number")
    _need(kind is not None and geometry is not None, "a feature has a type and a geometry")
    _need(len(tags) % 2 == 0, "tags come in pairs")
    _need(all(t < keys for t in tags[::2]) and all(t < values for t in tags[1::2]), "tags point at keys and values")
    _need(len(set(tags[::2])) == len(tags[::2]), "a key once per feature")
    if kind:
        _geometry(kind, geometry or [])


def _geometry(kind: int, numbers: list[int]) -> None:
    at, sequence = 0, []
    x = y = 0
    points: list[tuple[int, int]] = []
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        _need(command in (1, 2, 7), "a known command")
        _need(count >= 1, "a command does something")
        sequence.append((command, count))
        if command == 7:
            _need(kind == 3 and count == 1, "one ClosePath, in polygons only")
            _need(_twice_area(points) != 0, "a ring has an area")
            continue
        _need(at + 2 * count <= len(numbers), "a command has its numbers")
        if command == 1:
            points = []
        for n in range(at, at + 2 * count, 2):
            dx, dy = (numbers[n] >> 1) ^ -(numbers[n] & 1), (numbers[n + 1] >> 1) ^ -(numbers[n + 1] & 1)
            _need(command == 1 or (dx, dy) != (0, 0), "a line goes somewhere")
            x, y = x + dx, y + dy
            points.append((x, y))
        at += 2 * count
    _need(bool(sequence), "a geometry is not empty")
    if kind == 1:
        _need(len(sequence) == 1 and sequence[0][0] == 1, "points are one MoveTo")
        return
    step = 2 if kind == 2 else 3
    _need(len(sequence) % step == 0, "whole paths")
    for n in range(0, len(sequence), step):
        _need(sequence[n] == (1, 1), "a path begins with one MoveTo")
        _need(sequence[n + 1][0] == 2 and sequence[n + 1][1] >= step - 1, "then a LineTo of enough points")
        _need(step == 2 or sequence[n + 2] == (7, 1), "a ring ends with ClosePath")


def _twice_area(points: list[tuple[int, int]]) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], *points[:1]], strict=True))
