"""PMTiles v3 archives (github.com/protomaps/PMTiles spec/v3): written whole, read through a memory map.

The directory lives in memory as sorted arrays, so a tile is two look-ups and a slice; nothing is decoded on the way.
"""

from __future__ import annotations

import gzip
import io
import json
import mmap
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    Entry,
    TileType,
    deserialize_directory,
    deserialize_header,
    serialize_directory,
    serialize_header,
    tileid_to_zxy,
    zxy_to_tileid,
)

from data import files
from tiles.grid import Tile

HEADER_SIZE = 127
ROOT_LIMIT = 16384 - HEADER_SIZE  # header and root directory fit the first 16 kB
LEAF_ENTRIES = 4096


# the place of a tile on the Hilbert curve: the same tiles come back each month
_tile_id = lru_cache(maxsize=2**17)(zxy_to_tileid)


def _directories(entries: list[Entry]) -> tuple[bytes, bytes]:
    """Root directory and leaf directories, compressed the same way every time."""
    root = _directory(entries)
    if len(root) <= ROOT_LIMIT:
        return root, b""
    leaves = b""
    pointers = []
    for start in range(0, len(entries), LEAF_ENTRIES):
        leaf = _directory(entries[start : start + LEAF_ENTRIES])
        pointers.append(Entry(entries[start].tile_id, len(leaves), len(leaf), 0))
        leaves += leaf
    return _directory(pointers), leaves


def _directory(entries: list[Entry]) -> bytes:
    return files.without_system(serialize_directory(entries))


def archive(
    tiles: Iterable[tuple[Tile, bytes]],
    *,
    metadata: dict[str, Any],
    bounds: tuple[float, float, float, float],
    minzoom: int,
    maxzoom: int,
    png: bool = False,
) -> bytes:
    """A whole archive. `tiles` in ascending tile id, each already compressed (MVT: gzip); equal tiles are kept once.

    `bounds` are west, south, east, north in degrees. Raises ValueError when tiles are out of order.
    """
    entries: list[Entry] = []
    places: dict[bytes, int] = {}
    body = bytearray()
    addressed = 0
    for tile, data in tiles:
        tile_id = _tile_id(tile.z, tile.x, tile.y)
        addressed += 1
        last = entries[-1] if entries else None
        if last is not None and tile_id < last.tile_id + last.run_length:
            raise ValueError(f"tile {tile} is out of order")
        offset = places.get(data)
        if offset is None:
            offset = places[data] = len(body)
            body += data
        if last is not None and last.offset == offset and last.tile_id + last.run_length == tile_id:
            last.run_length += 1
        else:
            entries.append(Entry(tile_id, offset, len(data), 1))
    root, leaves = _directories(entries)
    about = files.gzipped(json.dumps(metadata, ensure_ascii=False, sort_keys=True).encode())
    west, south, east, north = (round(value * 1e7) for value in bounds)
    header = serialize_header({
        "version": 3, "root_offset": HEADER_SIZE, "root_length": len(root),
        "metadata_offset": HEADER_SIZE + len(root), "metadata_length": len(about),
        "leaf_directory_offset": HEADER_SIZE + len(root) + len(about), "leaf_directory_length": len(leaves),
        "tile_data_offset": HEADER_SIZE + len(root) + len(about) + len(leaves), "tile_data_length": len(body),
        "addressed_tiles_count": addressed, "tile_entries_count": len(entries), "tile_contents_count": len(places),
        "clustered": True, "internal_compression": Compression.GZIP,
        "tile_compression": Compression.NONE if png else Compression.GZIP,
        "tile_type": TileType.PNG if png else TileType.MVT,
        "min_zoom": minzoom, "max_zoom": maxzoom,
        "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
        "center_zoom": min(maxzoom, 7), "center_lon_e7": (west + east) // 2, "center_lat_e7": (south + north) // 2,
    })  # fmt: skip
    out = io.BytesIO()
    for part in (header, root, about, leaves, body):
        out.write(part)
    return out.getvalue()


class Archive:
    """A PMTiles file of ours, open for reading. It keeps answering after the file was replaced or removed."""

    def __init__(self, path: Path) -> None:
        """Raises OSError when it cannot be opened and ValueError when it is not a whole archive."""
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[:7] != b"PMTiles":
            raise ValueError(f"{path.name} is not a PMTiles archive")
        self.header = deserialize_header(self._map[:HEADER_SIZE])
        self._start = self.header["tile_data_offset"]
        if len(self._map) < self._start + self.header["tile_data_length"]:
            raise ValueError(f"{path.name} is cut off")
        entries = list(self._entries(self.header["root_offset"], self.header["root_length"]))
        self._ids = [entry.tile_id for entry in entries]
        self._runs = [entry.run_length for entry in entries]
        self._places = [(self._start + entry.offset, self._start + entry.offset + entry.length) for entry in entries]

    def _entries(self, offset: int, length: int) -> Iterator[Entry]:
        for entry in deserialize_directory(self._map[offset : offset + length]):
            if entry.run_length:
                yield entry
            else:
                yield from self._entries(self.header["leaf_directory_offset"] + entry.offset, entry.length)

    @property
    def memory(self) -> mmap.mmap:
        """The file as memory; `memory[place]` are the bytes of a place."""
        return self._map

    def place(self, tile: Tile) -> slice | None:
        """Where in `memory` the stored bytes of a tile are, or None when it holds nothing."""
        tile_id = zxy_to_tileid(tile.z, tile.x, tile.y)
        nth = bisect_right(self._ids, tile_id) - 1
        if nth < 0 or tile_id >= self._ids[nth] + self._runs[nth]:
            return None
        return slice(*self._places[nth])

    def get(self, tile: Tile) -> bytes | None:
        """The stored bytes of a tile (MVT: gzip), or None when it holds nothing."""
        place = self.place(tile)
        return None if place is None else self._map[place]

    @property
    def minzoom(self) -> int:
        """The coarsest zoom."""
        return self.header["min_zoom"]

    @property
    def maxzoom(self) -> int:
        """The finest zoom."""
        return self.header["max_zoom"]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        h = self.header
        west, south, east, north = h["min_lon_e7"], h["min_lat_e7"], h["max_lon_e7"], h["max_lat_e7"]
        return west / 1e7, south / 1e7, east / 1e7, north / 1e7

    def metadata(self) -> dict[str, Any]:
        """The JSON metadata."""
        start = self.header["metadata_offset"]
        content: dict[str, Any] = json.loads(gzip.decompress(self._map[start : start + self.header["metadata_length"]]))
        return content

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """Every tile with its stored bytes, in ascending tile id."""
        for tile_id, run, (start, end) in zip(self._ids, self._runs, self._places, strict=True):
            for nth in range(run):
                yield Tile(*tileid_to_zxy(tile_id + nth)), self._map[start:end]
