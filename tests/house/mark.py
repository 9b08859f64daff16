"""Draws server/static/merk.svg as pixels, for the icons that must be PNG or ICO; `make generated` writes them."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import numpy as np
import shapely
from affine import Affine
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from numpy.typing import NDArray
from rasterio.features import rasterize

DRAWING = Path(__file__).parents[2] / "server" / "static" / "merk.svg"
UNITS = 36  # the mark is so many units wide and high
SUB = 8  # by so many a pixel is divided, so that edges are smooth

Pixels = NDArray[np.uint8]  # height, width, 4: red, green, blue, alpha


def _shapes() -> list[tuple[shapely.Geometry, str]]:
    """The areas of the drawing with their colours, the lowest first."""
    shapes = []
    for element in ET.parse(DRAWING).getroot():
        if element.tag.endswith("rect"):
            r, side = float(element.attrib["rx"]), float(element.attrib["width"])
            shapes.append((shapely.box(r, r, side - r, side - r).buffer(r, quad_segs=32), element.attrib["fill"]))
            continue
        pen = RecordingPen()
        parse_path(element.attrib["d"], pen)
        area = shapely.Polygon([points[0] for _, points in pen.value if points])
        shapes.append((area, element.attrib["fill"]))
        if "stroke" in element.attrib:
            line = area.exterior.buffer(float(element.attrib["stroke-width"]) / 2, quad_segs=16)
            shapes.append((line, element.attrib["stroke"]))
    return shapes


def pixels(size: int, *, square: bool = False) -> Pixels:
    """The mark as a picture of `size` by `size`; `square` fills the corners, for who cuts them off himself."""
    shapes = _shapes()
    if square:
        shapes[0] = shapely.box(0, 0, UNITS, UNITS), shapes[0][1]
    large = np.zeros((size * SUB, size * SUB, 4), dtype=np.float64)
    place = Affine.scale(UNITS / (size * SUB))
    for area, colour in shapes:
        inside = rasterize([(area, 1)], out_shape=large.shape[:2], transform=place, dtype="uint8").astype(bool)
        hexes = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        large[inside] = [*bytes.fromhex(hexes), 255]
    small = large.reshape(size, SUB, size, SUB, 4).mean(axis=(1, 3))
    small[..., :3] *= 255 / np.maximum(
        small[..., 3:], 1
    )  # what is half in the mark has its full colour and half its cover
    return np.rint(small).astype(np.uint8)


def png(size: int, *, square: bool = False) -> bytes:
    """That picture as PNG (8 bits, with alpha)."""
    rows = pixels(size, square=square).reshape(size, -1)
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows), 9)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def content(data: bytes) -> bytes:
    """What two PNGs of ours share when they show the same, whichever zlib packed them; of another file all of it."""
    if not data.startswith(b"\x89PNG"):
        return data
    at = data.index(b"IDAT")
    length = struct.unpack(">I", data[at - 4 : at])[0]
    return data[: at - 4] + zlib.decompress(data[at + 4 : at + 4 + length])


def ico(size: int = 32) -> bytes:
    """An icon file with one picture, as a bitmap from the bottom up, blue first, with an empty mask."""
    picture = pixels(size)[::-1, :, [2, 1, 0, 3]].tobytes()
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, len(picture), 0, 0, 0, 0)
    bitmap = header + picture + bytes(size * size // 8)
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, size, size, 0, 0, 1, 32, len(bitmap), 22) + bitmap
