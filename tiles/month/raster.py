"""PNG tiles for clients without vector tiles: which gemeente a pixel shows is worked out once per vintage, colours monthly.

Each pixel is drawn from 2 x 2 sub-pixels. What they show (one gemeente, or two with a share, and how much border) is
kept per tile as a short table and one code per pixel; a snapshot turns the table into colours and writes PNGs.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pmtiles.tile import zxy_to_tileid

from data import files
from data.boundaries.vintage import Vintage
from data.made_by import made_by
from data.terms import Klasse
from tiles import grid, palette
from tiles.grid import Tile
from tiles.vintage import generalise
from tiles.vintage.clipping import cut
from tiles.vintage.pyramid import Parameters

SIZES = (256, 512)  # pixels along a tile: plain and @2x
OUTSIDE = 4  # beside the numbers of Klasse: no gemeente here
BORDER_STRENGTH = (0.0, 0.28, 0.55)  # how far the ink of a class shows through where a border runs

Codes = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class RasterTile:
    """What one tile shows. `table` (k, 4): gemeente + 1 (0 = none) a and b, quarters of a (1..4), border level (0..2).

    `codes` are zlib-compressed uint16 (size x size), each a row of `table`.
    """

    tile: Tile
    size: int
    table: NDArray[np.int64]
    codes: bytes


def open_raster(vintage: Vintage, folder: Path, parameters: Parameters | None = None) -> list[RasterTile]:
    """All raster tiles of a vintage in ascending tile id per size, from `folder` or built now and kept there."""
    parameters = parameters or Parameters()
    path = folder / f"{parameters.key(vintage)}.raster-{made_by(__name__, packages=('numpy', 'rasterio'))}.npz"
    if not path.exists():
        _save(build_raster(vintage, parameters), path)
        files.remove_others(path, f"{parameters.key(vintage)}.raster-*")
    return _load(path)


def build_raster(vintage: Vintage, parameters: Parameters) -> list[RasterTile]:
    """The raster tiles of a vintage (EPSG:28992), of every zoom and both sizes."""
    mercator = generalise.to_mercator(vintage.geometries)
    out = []
    for level in generalise.generalise(mercator, parameters.minzoom, parameters.maxzoom):
        xs, ys = _tile_limits(level.geometries)
        pieces = cut(level.geometries, grid.TileRange(level.z, xs[0], ys[0], xs[1], ys[1]))
        for number, (x, y) in enumerate(pieces.tiles.tolist()):
            rows = np.flatnonzero(pieces.tile == number)
            shapes = [
                (piece, int(member) + 1)
                for piece, member in zip(pieces.geometries[rows], pieces.member[rows], strict=True)
                if piece.area > 0
            ]
            if not shapes:
                continue
            codes = _rasterized(shapes, x, y)
            if codes[1:-1, 1:-1].any():
                out.append(_described(Tile(level.z, x, y), 512, codes))
                out.append(_described(Tile(level.z, x, y), 256, codes[1:-1:2, 1:-1:2], margin=False))
    return sorted(out, key=lambda raster: zxy_to_tileid(raster.tile.z, raster.tile.x, raster.tile.y))


def _tile_limits(geometries: NDArray[np.object_]) -> tuple[tuple[int, int], tuple[int, int]]:
    west, north, east, south = shapely.total_bounds(geometries) / grid.EXTENT
    return (int(west), int(np.ceil(east)) - 1), (int(north), int(np.ceil(south)) - 1)


def _rasterized(shapes: list[tuple[object, int]], x: int, y: int) -> Codes:
    """Gemeente + 1 of each sub-pixel of a tile at 1024 x 1024, with a margin of one around it."""
    from rasterio.features import rasterize

    unit = grid.EXTENT / 1024
    transform = Affine(unit, 0, x * grid.EXTENT - unit, 0, unit, y * grid.EXTENT - unit)
    out: Codes = rasterize(shapes, out_shape=(1026, 1026), transform=transform, fill=0, dtype="uint16")
    return out


def _described(tile: Tile, size: int, padded: Codes, *, margin: bool = True) -> RasterTile:
    if not margin:
        padded = np.pad(padded, 1, mode="edge")
    inner = padded[1:-1, 1:-1]
    borders = (inner != padded[1:-1, 2:]) | (inner != padded[2:, 1:-1])
    quads = np.stack([inner[i::2, j::2] for i in (0, 1) for j in (0, 1)]).astype(np.int64)
    strength = sum(borders[i::2, j::2].astype(np.int64) for i in (0, 1) for j in (0, 1))
    a = quads[0]
    differs = quads != a
    b = np.where(differs.any(axis=0), np.take_along_axis(quads, differs.argmax(axis=0)[None], axis=0)[0], a)
    quarters = 4 - differs.sum(axis=0)
    level = np.minimum(2, (strength + 1) // 2)
    mixed = (quarters < 4) | (level > 0)
    present = np.flatnonzero(np.bincount(a[~mixed]))
    whole = np.zeros(int(a.max()) + 1, dtype=np.uint16)
    whole[present] = np.arange(len(present))
    packed = ((a[mixed] << 16 | b[mixed]) << 3 | quarters[mixed]) << 2 | level[mixed]
    states, nth = np.unique(packed, return_inverse=True)
    codes = whole[a]
    codes[mixed] = len(present) + nth
    table = np.concatenate([
        np.stack([present, present, np.full_like(present, 4), np.zeros_like(present)], axis=1),
        np.stack([states >> 21, states >> 5 & 0xFFFF, states >> 2 & 7, states & 3], axis=1),
    ])  # fmt: skip
    return RasterTile(tile, size, table, zlib.compress(codes.tobytes(), 6))


def _colours() -> tuple[NDArray[np.int64], list[tuple[int, int, int, int]]]:
    """Palette index of (state a, state b, quarters, border level) and the colours (r, g, b, alpha) by index."""

    def rgb(text: str) -> NDArray[np.float64]:
        return np.array([int(text[n : n + 2], 16) for n in (1, 3, 5)], dtype=np.float64)

    fills = [np.append(rgb(palette.BY_KLASSE[k].fill), 255.0) for k in sorted(Klasse)] + [np.zeros(4)]
    inks = [np.append(rgb(palette.BY_KLASSE[k].ink), 255.0) for k in sorted(Klasse)] + [np.zeros(4)]
    index = np.zeros((5, 5, 5, 3), dtype=np.int64)
    colours: list[tuple[int, int, int, int]] = []
    for a in range(5):
        for b in range(5):
            for quarters in (4,) if a == b else (1, 2, 3):
                for level, strength in enumerate(BORDER_STRENGTH):
                    share = quarters / 4
                    alpha = share * fills[a][3] + (1 - share) * fills[b][3]
                    mixed = (share * fills[a] * fills[a][3] + (1 - share) * fills[b] * fills[b][3]) / max(alpha, 1)
                    line = inks[a] if a != OUTSIDE else inks[b]
                    if a == OUTSIDE and b == OUTSIDE:
                        colour = np.zeros(4)
                    else:
                        edge = strength if OUTSIDE not in (a, b) else 0.5 * strength
                        colour = np.append(((1 - edge) * mixed + edge * line)[:3], alpha)
                    index[a, b, quarters, level] = len(colours)
                    if a == b:
                        index[a, b, :, level] = len(colours)
                    red, green, blue, opaque = (round(float(v)) for v in colour)
                    colours.append((red, green, blue, opaque))
    return index, colours


class Painter:
    """Turns the raster tiles of a vintage into PNGs, month after month."""

    def __init__(self, raster: list[RasterTile]) -> None:
        """`raster` as from `open_raster`."""
        self._raster = raster
        self._index, self._colours = _colours()

    def tiles(self, klassen: Sequence[Klasse], size: int) -> Iterator[tuple[Tile, bytes]]:
        """Every tile of this size (256 or 512 px) as PNG, in ascending tile id; `klassen` in the order of the vintage."""
        states = np.array([OUTSIDE, *(int(k) for k in klassen)])
        for raster in self._raster:
            if raster.size == size:
                yield raster.tile, self._png(raster, states)

    def _png(self, raster: RasterTile, states: NDArray[np.int64]) -> bytes:
        a, b, quarters, level = raster.table.T
        indices, compact = np.unique(self._index[states[a], states[b], quarters, level], return_inverse=True)
        codes = np.frombuffer(zlib.decompress(raster.codes), dtype=np.uint16)
        pixels = compact.astype(np.uint8)[codes].reshape(raster.size, raster.size)
        import rasterio
        from rasterio.errors import NotGeoreferencedWarning
        from rasterio.io import MemoryFile

        with MemoryFile() as memory, warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a PNG tile knows no place
            with (
                rasterio.Env(GDAL_PAM_ENABLED=False),
                memory.open(
                    driver="PNG", width=raster.size, height=raster.size, count=1, dtype="uint8", ZLEVEL=6
                ) as image,
            ):
                image.write(pixels, 1)
                image.write_colormap(1, {n: self._colours[index] for n, index in enumerate(indices.tolist())})
            return bytes(memory.getbuffer())


def transparent(size: int) -> bytes:
    """A PNG of this size (pixels, a multiple of 8) in which nothing is to be seen: a tile with nothing in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    head = size.to_bytes(4, "big") * 2 + bytes((1, 3, 0, 0, 0))  # one bit per pixel, with a palette of one colour
    rows = bytes((1 + size // 8) * size)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", bytes(3)),
        (b"tRNS", bytes(1)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


def _save(raster: list[RasterTile], path: Path) -> None:
    def write(file: IO[bytes]) -> None:
        np.savez(
            file,
            tiles=np.array([(r.tile.z, r.tile.x, r.tile.y, r.size, len(r.table), len(r.codes)) for r in raster]),
            tables=np.concatenate([r.table for r in raster]),
            codes=np.frombuffer(b"".join(r.codes for r in raster), dtype=np.uint8),
        )

    files.write(path, write)


def _load(path: Path) -> list[RasterTile]:
    with np.load(path) as kept:
        tiles, tables, codes = kept["tiles"], kept["tables"], kept["codes"].tobytes()
    out = []
    row = byte = 0
    for z, x, y, size, rows, length in tiles.tolist():
        out.append(RasterTile(Tile(z, x, y), size, tables[row : row + rows], codes[byte : byte + length]))
        row, byte = row + rows, byte + length
    return out
