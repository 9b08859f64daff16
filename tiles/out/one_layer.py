"""One layer of a vector tile that holds several: the bytes of the others are left out, nothing is decoded. Pure.

Format: Mapbox Vector Tile 2.1. A tile is a row of layers (field 3), and a layer has its name (field 1) in front or later.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

LAYER, NAME = 3, 1  # numbers of fields
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5  # how a field is written (Protocol Buffers)


def only_packed(packed: bytes, name: str) -> bytes | None:
    """The same of a tile that lies gzipped, gzipped again; None when it has no such layer."""
    only = only_layer(gzip.decompress(packed), name)
    return gzip.compress(only, mtime=0) if only else None


def only_layer(tile: bytes, name: str) -> bytes:
    """The tile with the layer of this name alone; empty when it has none."""
    return b"".join(
        tile[start:end]
        for number, start, content, end in fields_of(tile)
        if number == LAYER and layer_name(tile[content:end]) == name
    )


def layer_name(layer: bytes) -> str:
    """The name of a layer."""
    return next((layer[content:end].decode() for number, _, content, end in fields_of(layer) if number == NAME), "")


def fields_of(message: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The number of each field, where it starts, where its content starts and where it ends."""
    at = 0
    while at < len(message):
        start = at
        key, at = varint_at(message, at)
        kind = key & 7
        content = at
        if kind == VARINT:
            _, at = varint_at(message, at)
        elif kind == LENGTH:
            length, content = varint_at(message, at)
            at = content + length
        else:
            at += {FIXED64: 8, FIXED32: 4}[kind]
        yield key >> 3, start, content, at


def varint_at(message: bytes, at: int) -> tuple[int, int]:
    """A varint, and where what follows it begins."""
    value = shift = 0
    while message[at] & 128:
        value |= (message[at] & 127) << shift
        shift += 7
        at += 1
    return value | message[at] << shift, at + 1
