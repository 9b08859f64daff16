"""Letters for the labels of the map: signed distance fields in the glyph format of MapLibre, drawn from the font package.

Format: github.com/maplibre/font-maker and node-fontnik (`glyphs.proto`): 24 pixels per em, a border of 3 pixels, and per
pixel 255 * (1 - (distance / 8 + 0.25)), the distance in pixels, outside positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from data import files
from data.made_by import made_by
from tiles.month import letters
from tiles.out.style import FONT, FONT_BOLD
from tiles.vintage.encode import field, varint

WEIGHTS = {FONT: 400, FONT_BOLD: 600}
RANGE = 256  # characters in one file
DUTCH = (0, 256, 8192)  # files with the letters and quotation marks of Dutch names
EM, BORDER, RADIUS, CUTOFF = 24, 3, 8.0, 0.25  # pixels; CUTOFF is a share of RADIUS

MADE_WITH = ("fontpkg-ibm-plex-sans", "fonttools", "numpy", "shapely")

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter: distances (height + 6, width + 6) from the top row down, and its place in pixels."""

    character: int
    field: NDArray[np.uint8]
    width: int
    height: int
    left: int
    top: int  # of its upper edge, counted from the ascender; negative is lower
    advance: int


def make_ready(folder: Path) -> None:
    """Makes the files that names of gemeenten need, if they are not in `folder` yet; about a second each."""
    for fontstack in WEIGHTS:
        for start in DUTCH:
            open_range(fontstack, start, folder)


def open_range(fontstack: str, start: int, folder: Path) -> bytes:
    """The file of `glyph_range`, compressed with gzip; from `folder`, or made now and kept there.

    Raises: KeyError and ValueError as `glyph_range`.
    """
    path = folder / f"{WEIGHTS[fontstack]}-{start}-{made_by(__name__, packages=MADE_WITH)}.pbf.gz"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        packed = files.gzipped(glyph_range(fontstack, start))
    files.write(path, packed, durable=False)
    files.remove_others(path, f"{WEIGHTS[fontstack]}-{start}-*")
    return packed


def glyph_range(fontstack: str, start: int) -> bytes:
    """The characters start..start+255 of a font of the style, as a glyph file; those it lacks are left out.

    Raises: KeyError for another font; ValueError when `start` does not begin a range.
    """
    weight = WEIGHTS[fontstack]
    if start % RANGE or not 0 <= start < 65536:
        raise ValueError(start)
    with letters.opened() as font:
        names = font.getBestCmap()
        glyphs = font.getGlyphSet(location={"wght": weight, "wdth": 100})
        scale = EM / font["head"].unitsPerEm
        ascender = int(np.ceil(font["hhea"].ascent * scale))
        glyphs_in_range = [
            _glyph(character, glyphs, names[character], scale, ascender)
            for character in range(start, start + RANGE)
            if character in names
        ]
    stack = field(1, fontstack.encode()) + field(2, f"{start}-{start + RANGE - 1}".encode())
    return field(1, stack + b"".join(field(3, _message(glyph)) for glyph in glyphs_in_range))


def _glyph(character: int, glyphs: object, name: str, scale: float, ascender: int) -> Glyph:
    shape, width = letters.letter(glyphs, name, scale)
    advance = round(width)
    if shape.is_empty:
        return Glyph(character, np.zeros((0, 0), dtype=np.uint8), 0, 0, 0, -ascender, advance)
    west, south, east, north = (float(v) for v in shape.bounds)
    left, bottom, right, top = int(np.floor(west)), int(np.floor(south)), int(np.ceil(east)), int(np.ceil(north))
    xs = np.arange(left - BORDER, right + BORDER, dtype=np.float64) + 0.5
    ys = np.arange(top + BORDER, bottom - BORDER, -1, dtype=np.float64) - 0.5
    distances = _distances(shape, xs, ys)
    values = np.clip(np.rint(255 - 255 * (distances / RADIUS + CUTOFF)), 0, 255).astype(np.uint8)
    return Glyph(character, values, right - left, top - bottom, left, top - ascender, advance)


def _distances(shape: shapely.Geometry, xs: Points, ys: Points) -> Points:
    """Distance in pixels to the edge from every pair of `ys` (rows) and `xs` (columns); negative within the letter."""
    x, y = np.meshgrid(xs, ys)
    edge = shapely.get_parts(shapely.boundary(shape))
    starts = np.concatenate([shapely.get_coordinates(part)[:-1] for part in edge])
    ends = np.concatenate([shapely.get_coordinates(part)[1:] for part in edge])
    along = ends - starts
    points = np.stack([x.ravel(), y.ravel()], axis=1)[:, None, :]
    share = ((points - starts) * along).sum(axis=2) / np.maximum((along**2).sum(axis=1), 1e-12)
    nearest = starts + np.clip(share, 0, 1)[:, :, None] * along
    distance = np.sqrt(((points - nearest) ** 2).sum(axis=2)).min(axis=1).reshape(x.shape)
    shapely.prepare(shape)
    out: Points = np.where(shapely.contains_xy(shape, x, y), -distance, distance)
    return out


def _message(glyph: Glyph) -> bytes:
    def whole(number: int, value: int) -> bytes:
        return bytes([number << 3]) + varint(value)

    def signed(number: int, value: int) -> bytes:
        return whole(number, value * 2 if value >= 0 else -value * 2 - 1)

    bitmap = field(2, glyph.field.tobytes()) if glyph.field.size else b""
    return (
        whole(1, glyph.character) + bitmap + whole(3, glyph.width) + whole(4, glyph.height)
        + signed(5, glyph.left) + signed(6, glyph.top) + whole(7, glyph.advance)
    )  # fmt: skip
