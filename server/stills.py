"""Still pictures of the map, put together from the picture tiles of a release: for social cards, paper, and no WebGL."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from tiles import grid, palette
from tiles.archive import Archive

WIDTH, HEIGHT = 1200, 1000  # pixels of the picture of the land
MARGIN = 24  # pixels that stay free around it
Pixels = NDArray[np.uint8]


def still(archive: Archive, tile_size: int, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """The land in the middle of a PNG of width x height pixels, at the finest zoom at which it fits whole.

    `archive` holds PNG tiles of `tile_size` pixels; water where they are transparent. Same archive, same bytes.
    """
    west, south, east, north = archive.bounds
    left, bottom = grid.lonlat_to_mercator(west, south)
    right, top = grid.lonlat_to_mercator(east, north)
    world = 2 * grid.HALF_WORLD_M
    zoom = archive.minzoom
    for z in range(archive.minzoom, archive.maxzoom + 1):
        scale = tile_size * 2**z / world  # pixels per metre
        if (right - left) * scale <= width - 2 * MARGIN and (top - bottom) * scale <= height - 2 * MARGIN:
            zoom = z
    scale = tile_size * 2**zoom / world
    x0 = round(((left + right) / 2 + grid.HALF_WORLD_M) * scale - width / 2)
    y0 = round((grid.HALF_WORLD_M - (top + bottom) / 2) * scale - height / 2)
    canvas = np.empty((3, height, width), np.uint8)
    canvas[:] = np.array([int(palette.WATER[n : n + 2], 16) for n in (1, 3, 5)], np.uint8)[:, None, None]
    for tile in grid.tile_range(archive.bounds, zoom).tiles():
        content = archive.get(tile)
        if content is not None:
            _place(canvas, _pixels(content), tile.x * tile_size - x0, tile.y * tile_size - y0)
    return _png(canvas)


def _pixels(content: bytes) -> Pixels:
    """The tile as (4, rows, columns): red, green, blue, alpha."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(content) as memory, memory.open() as source:
            bands: Pixels = source.read()
            if bands.shape[0] == 1:  # a picture with a table of colours
                table = source.colormap(1)
                colours = np.array([table.get(n, (0, 0, 0, 0)) for n in range(256)], np.uint8)
                bands = np.moveaxis(colours[bands[0]], -1, 0)
    return bands


def _place(canvas: Pixels, tile: Pixels, x: int, y: int) -> None:
    """Lays a tile over the canvas with its corner at x, y; what falls outside is left out."""
    rows, columns = tile.shape[1:]
    top, left = max(0, y), max(0, x)
    bottom, right = min(canvas.shape[1], y + rows), min(canvas.shape[2], x + columns)
    if top >= bottom or left >= right:
        return
    part = tile[:, top - y : bottom - y, left - x : right - x].astype(np.uint16)
    under = canvas[:, top:bottom, left:right].astype(np.uint16)
    canvas[:, top:bottom, left:right] = (part[:3] * part[3] + under * (255 - part[3])) // 255


def _png(canvas: Pixels) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile() as memory:
            with memory.open(
                driver="PNG", width=canvas.shape[2], height=canvas.shape[1], count=3, dtype="uint8"
            ) as out:
                out.write(canvas)
            return bytes(memory.read())
