"""Writes the figures of a snapshot around the ready geometry of a pyramid: finished, compressed tiles.

A tile is `constant layers | length of the layer gemeenten | its features, keys and fixed values | its figures`. The tags
of a feature point at fixed places of the value table, so everything before the figures is the same every month and is
kept compressed, as deflate blocks that end on a full flush (RFC 1951, byte aligned); a month adds one short block with
the figures. The checksum runs over the plain parts, which costs a millisecond for all tiles together (decision 0047).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.domain.stand import Regel
from tiles import tile_schema
from tiles.grid import Tile
from tiles.vintage import encode
from tiles.vintage.pyramid import Pyramid

_GZIP_HEAD = bytes(
    (0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255)
)  # mtime 0, best compression, unknown system: same bytes always
ONE_BYTE = 0x80  # smaller numbers are their own varint
SMALL = 4096  # bytes of figures
_KEYS = b"".join(encode.field(3, a.naam.encode()) for a in (*tile_schema.FIXED, *tile_schema.FIGURES))
_UNUSED = encode.value_message("")  # keeps the place of a value that a feature does not point at


Masks = tuple[int, ...]  # of each feature a bit per figure that is absent


@dataclass(frozen=True, slots=True)
class _Block:
    """Constant bytes, plain and compressed with a full flush at the end, and their checksum."""

    plain: bytes
    compressed: bytes
    crc: int


@dataclass(frozen=True, slots=True)
class _Figures:
    """The value table of the gemeenten of a tile: which values are absent, plain, and as last deflate block."""

    absent: Masks
    plain: bytes
    compressed: bytes


class Filler:
    """The tiles of one vintage, ready to be filled month after month. Keeps what it compressed; not for threads."""

    def __init__(self, pyramid: Pyramid, regels: Sequence[Regel]) -> None:
        """`regels` in the order of the vintage: they give codes and names, of which only figures may change later."""
        self._pyramid = pyramid
        self._names = [tile_schema.fixed_values(regel) for regel in regels]
        self._identities = [regel.code.number for regel in regels]
        if self._identities != list(pyramid.codes):
            raise ValueError("the gemeenten are not those of the pyramid")
        self._fixed = [_deflated(pyramid.fixed_of(tile)) for tile in range(len(pyramid.tiles))]
        self._blocks: dict[tuple[int, Masks], _Block] = {}
        ends = pyramid.starts.tolist()
        members = pyramid.members.tolist()
        self._tiles = [
            (Tile(z, x, y), tuple(members[first:end]))
            for (z, x, y), first, end in zip(pyramid.tiles.tolist(), ends, ends[1:], strict=False)
        ]

    def tiles(self, regels: Sequence[Regel]) -> Iterator[tuple[Tile, bytes]]:
        """Every tile with something in it and its gzip bytes, in archive order. `regels` in the order of the vintage."""
        figures = []
        absent = []
        for regel in regels:
            values = tile_schema.figure_values(regel)
            figures.append(b"".join(_UNUSED if v is None else encode.value_message(v) for v in values))
            absent.append(sum(1 << n for n, v in enumerate(values) if v is None))
        made: dict[tuple[int, ...], _Figures] = {}  # deep down many tiles hold the same few gemeenten
        for number, (tile, here) in enumerate(self._tiles):
            figures_part = made.get(here)
            if figures_part is None:
                absent_here = tuple([absent[m] for m in here])
                figures_part = made[here] = _packed(absent_here, b"".join([figures[m] for m in here]))
            yield tile, self._tile(number, figures_part)

    def _tile(self, number: int, figures: _Figures) -> bytes:
        fixed = self._fixed[number]
        if not figures.absent:  # no gemeente in this tile
            return _GZIP_HEAD + fixed.compressed + b"\x03\x00" + _trailer(fixed.crc, len(fixed.plain))
        block = self._blocks.get((number, figures.absent))
        if block is None:
            block = self._blocks[number, figures.absent] = self._features(number, figures.absent)
        behind = len(block.plain) + len(figures.plain)
        head = encode.LAYER_TAG + encode.varint(behind)
        stored = b"\x00" + len(head).to_bytes(2, "little") + (len(head) ^ 0xFFFF).to_bytes(2, "little") + head
        crc = zlib.crc32(figures.plain, zlib.crc32(block.plain, zlib.crc32(head, fixed.crc)))
        trailer = _trailer(crc, len(fixed.plain) + len(head) + behind)
        return b"%b%b%b%b%b%b" % (_GZIP_HEAD, fixed.compressed, stored, block.compressed, figures.compressed, trailer)

    def _features(self, number: int, absent: Masks) -> _Block:
        """Head, features, keys and fixed values of the layer gemeenten of one tile; `absent` has a mask per feature."""
        pyramid = self._pyramid
        first, end = int(pyramid.starts[number]), int(pyramid.starts[number + 1])
        members = pyramid.members[first:end].tolist()
        table: dict[tile_schema.Value, int] = {}
        fixed_places = [[table.setdefault(value, len(table)) for value in self._names[member]] for member in members]
        width = len(tile_schema.FIGURES)
        body = [encode.layer_head(tile_schema.GEMEENTEN)]
        for nth, (member, places, mask) in enumerate(zip(members, fixed_places, absent, strict=True)):
            tags = [number for tag in enumerate(places) for number in tag]
            for n in range(width):
                if not mask >> n & 1:
                    tags += (len(places) + n, len(table) + nth * width + n)
            packed = bytes(tags) if max(tags) < ONE_BYTE else b"".join(map(encode.varint, tags))
            geometry = pyramid.geometry_of(first + nth)
            body.append(encode.feature_message(self._identities[member], packed, encode.POLYGON, geometry))
        body.append(_KEYS)
        body.extend(encode.value_message(value) for value in table)
        plain = b"".join(body)
        return _deflated(plain)


def _packed(absent: Masks, plain: bytes) -> _Figures:
    small = len(plain) < SMALL  # a small window is ready five times faster, and enough for few bytes
    last = zlib.compressobj(6, zlib.DEFLATED, -12 if small else -15, 5 if small else 8)
    return _Figures(absent, plain, last.compress(plain) + last.flush())


def _deflated(plain: bytes) -> _Block:
    """Raw deflate blocks that end byte aligned and can be followed by others."""
    if not plain:
        return _Block(b"", b"", 0)
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return _Block(plain, maker.compress(plain) + maker.flush(zlib.Z_FULL_FLUSH), zlib.crc32(plain))


def _trailer(crc: int, size: int) -> bytes:
    return crc.to_bytes(4, "little") + size.to_bytes(4, "little")
