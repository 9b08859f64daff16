"""Takes the figures out of a vector tile: what is left is the same every month for as long as the borders stay. Pure.

Format: Mapbox Vector Tile 2.1. Geometry and other layers go over as they are; nothing is decoded but tags.
"""

from __future__ import annotations

import dataclasses
import gzip
from collections.abc import Callable, Collection
from functools import lru_cache

from tiles.out.one_layer import LAYER, fields_of, layer_name, varint_at
from tiles.tile_schema import FIXED, GEMEENTEN
from tiles.vintage.encode import field, varint

FEATURE, KEY, VALUE = 2, 3, 4  # numbers of the fields of a layer
TAGS = 2  # and of a feature
KEPT = frozenset(attribute.naam for attribute in FIXED)


@dataclasses.dataclass(frozen=True, slots=True)
class _Tile:
    """A tile that lies gzipped, and what goes before it is made; the tile alone says whether it was made already."""

    packed: bytes
    before: Callable[[], None] = dataclasses.field(compare=False)


def without_figures(packed: bytes, *, before: Callable[[], None] = lambda: None) -> bytes:
    """The same of a tile that lies gzipped, gzipped again: the same bytes for every month with these borders.

    `before` is called when it has to be made; what it raises goes on.
    """
    return _made(_Tile(packed, before))


@lru_cache(maxsize=128)
def _made(of: _Tile) -> bytes:
    of.before()
    tile = gzip.decompress(of.packed)
    parts = []
    for number, start, content, end in fields_of(tile):
        layer = tile[content:end]
        bare = number == LAYER and layer_name(layer) == GEMEENTEN
        parts.append(field(LAYER, _only(layer, KEPT)) if bare else tile[start:end])
    return gzip.compress(b"".join(parts), mtime=0)


def _only(layer: bytes, names: Collection[str]) -> bytes:
    """The layer with these attributes alone, and with the values that they have."""
    rows = list(fields_of(layer))
    keys = [layer[content:end].decode() for number, _, content, end in rows if number == KEY]
    values = [layer[start:end] for number, start, _, end in rows if number == VALUE]
    new_keys = {n: place for place, n in enumerate(n for n, key in enumerate(keys) if key in names)}
    new_values: dict[int, int] = {}
    out = []
    for number, start, content, end in rows:
        if number == FEATURE:
            out.append(field(FEATURE, _feature(layer[content:end], new_keys, new_values)))
        elif number not in (KEY, VALUE):
            out.append(layer[start:end])
    out += [field(KEY, keys[n].encode()) for n in new_keys]
    out += [values[n] for n in new_values]
    return b"".join(out)


def _feature(message: bytes, new_keys: dict[int, int], new_values: dict[int, int]) -> bytes:
    """A feature whose tags are those of `new_keys`; the place of each value is noted in `new_values`."""
    out = []
    for number, start, content, end in fields_of(message):
        if number != TAGS:
            out.append(message[start:end])
            continue
        tags, at = b"", content
        while at < end:
            key, at = varint_at(message, at)
            value, at = varint_at(message, at)
            if key in new_keys:
                tags += varint(new_keys[key]) + varint(new_values.setdefault(value, len(new_values)))
        out.append(field(TAGS, tags))
    return b"".join(out)
