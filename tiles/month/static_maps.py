"""Still pictures in EPSG:28992: the country, a provincie, a gemeente with its neighbours; for social cards, print, fallback.

Drawn by rasterio at three times the size and averaged, so that edges are smooth. Colours and patterns are those of the
palette, in full wherever a klasse is shown: a colour that is faded looks like that of another klasse.
"""

from __future__ import annotations

import warnings

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from data.domain.stand import Stand
from data.terms import LAND, Gebiedsoort, Klasse
from tiles import palette, patterns

WIDTH, HEIGHT = 1200, 630  # pixels; the shape that social media show whole
TALL = 1000  # pixels high, for the country on paper
SUB = 3  # sub-pixels along a pixel
MARGIN = 0.05  # of the picture, free on each side
NEIGHBOURHOOD = 2.6  # how many times its own size the surroundings of a gemeente are
SMALLEST_M = 14_000.0  # metres: never closer than this
BORDER_SUB, PROVINCIE_SUB, OUTLINE_SUB, CASING_SUB = 2, 3, 7, 13  # width of lines in sub-pixels
EM, SMALLEST_EM = 22.0, 12.0  # pixels, of the letters
PATTERN_SUB = 30  # sub-pixels after which a pattern repeats

Pixels = NDArray[np.uint8]
Window = tuple[float, float, float, float]  # west, south, east, north in metres of EPSG:28992


def still(
    stand: Stand, geometries: NDArray[np.object_], code: str = LAND, *, width: int = WIDTH, height: int = HEIGHT
) -> bytes:
    """A PNG of width x height pixels: the country (`NL`), a provincie (`PV27`) or a gemeente (`GM0363`) in class colours.

    `geometries` are the polygons (EPSG:28992) in the order of `stand.gemeenten`. North is up (grid north of RD). A gemeente
    stands among its neighbours, a provincie among grey ones. Same input, same bytes. Raises UnknownGebied.
    """
    from rasterio.features import rasterize

    soort = stand.regel(code).code.soort
    chosen = np.array([code in (LAND, regel.code, regel.provinciecode) for regel in stand.gemeenten])
    window = _window(geometries[chosen], soort, width / height)
    shape = (height * SUB, width * SUB)
    unit = (window[2] - window[0]) / shape[1]
    place = Affine(unit, 0.0, window[0], 0.0, -unit, window[3])
    seen = shapely.intersects(geometries, shapely.box(*window))
    coverage = shapely.coverage_simplify(geometries[seen], unit * SUB / 2)
    areas = [(geometry, nth + 1) for nth, geometry in enumerate(coverage) if not geometry.is_empty]
    areas_drawn = rasterize(areas, out_shape=shape, transform=place, fill=0, dtype="uint16")
    regels = [regel for regel, here in zip(stand.gemeenten, seen, strict=True) if here]
    coloured = np.ones(len(regels), dtype=bool) if soort is Gebiedsoort.GEMEENTE else chosen[seen]
    picture = _painted(areas_drawn, [regel.klasse for regel in regels], coloured)
    numbers = {name: nth for nth, name in enumerate(sorted({r.provinciecode for r in regels}), start=1)}
    provincie = np.array([0, *(numbers[r.provinciecode] for r in regels)], dtype=np.uint16)
    border = _edges(areas_drawn, BORDER_SUB)
    dark = picture[border].mean(axis=1) < 170
    ink = np.where(dark[:, None], _rgb("#ffffff"), _rgb(palette.BORDER_GEMEENTE))
    picture[border] = 0.55 * picture[border] + 0.45 * ink
    picture[_edges(provincie[areas_drawn], PROVINCIE_SUB)] = _rgb(palette.BORDER_PROVINCIE)
    if soort is not Gebiedsoort.LAND:
        chosen_cells = np.concatenate(([False], chosen[seen]))[areas_drawn]
        picture[_edges(chosen_cells, CASING_SUB)] = 255.0
        picture[_edges(chosen_cells, OUTLINE_SUB)] = _rgb(palette.BORDER_GEMEENTE)
    _say(picture, _caption(stand), width / WIDTH)
    small = picture.reshape(height, SUB, width, SUB, 3).mean(axis=(1, 3))
    return _png(np.rint(small).astype(np.uint8))


def _caption(stand: Stand) -> str:
    """What a picture says of itself, wherever it ends up: its date, and whether its figures are real."""
    return f"Land in Beeld, stand per {stand.peildatum.title}" + (" (voorbeeldcijfers)" if stand.voorbeeld else "")


def _say(picture: NDArray[np.float32], text: str, size: float) -> None:
    """Writes a line of text on white in the lower left corner; `size` 1 is that for a picture of 1200 pixels."""
    from rasterio.features import rasterize

    from tiles.month import letters

    em = max(EM * size, SMALLEST_EM) * SUB
    shape, length = letters.line(text, em)
    height, width = min(round(1.7 * em), len(picture)), min(round(length + em), picture.shape[1])
    place = Affine(1.0, 0.0, -em / 2, 0.0, -1.0, height - 0.55 * em)  # baseline and left edge
    ink = rasterize([(shape, 1)], out_shape=(height, width), transform=place, fill=0, dtype="uint8").astype(bool)
    box = picture[-height:, :width]
    box[:] = 255.0
    box[ink] = _rgb(palette.INK)


def _window(geometries: NDArray[np.object_], soort: Gebiedsoort, shape: float) -> Window:
    """What the picture shows, with width / height = `shape`."""
    west, south, east, north = shapely.total_bounds(geometries)
    width, height = east - west, north - south
    if soort is Gebiedsoort.GEMEENTE:
        width, height = max(width * NEIGHBOURHOOD, SMALLEST_M), max(height * NEIGHBOURHOOD, SMALLEST_M)
    else:
        width, height = width / (1 - 2 * MARGIN), height / (1 - 2 * MARGIN)
    width, height = max(width, height * shape), max(height, width / shape)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _painted(cells: NDArray[np.uint16], klassen: list[Klasse], coloured: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The picture without borders. `cells`: gemeente + 1 by sub-pixel, 0 is water; grey where one is not `coloured`."""
    looks = [palette.BY_KLASSE[klasse] for klasse in klassen]
    fills = [
        look.fill if coloured_one else palette.ELSEWHERE for look, coloured_one in zip(looks, coloured, strict=True)
    ]
    picture = np.array([_rgb(palette.WATER), *(_rgb(fill) for fill in fills)], dtype=np.float32)[cells]
    for look in palette.LOOKS:
        if look.pattern:
            mine = np.array(
                [False, *(one is look and coloured_one for one, coloured_one in zip(looks, coloured, strict=True))]
            )
            place = mine[cells]
            ink = _over(patterns.pixels(look.pattern, PATTERN_SUB), cells.shape)[place][:, None]
            picture[place] += ink * (_rgb(look.ink).astype(np.float32) - picture[place])
    return picture


def _over(square: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """One square of a pattern, repeated over a picture."""
    times = [-(-length // len(square)) for length in shape]
    return np.tile(square, times)[: shape[0], : shape[1]]


def _edges(cells: NDArray[np.generic], width: int) -> NDArray[np.bool_]:
    """The sub-pixels within `width` / 2 of where neighbours differ."""
    out = np.zeros(cells.shape, dtype=bool)
    out[:, :-1] |= cells[:, :-1] != cells[:, 1:]
    out[:-1] |= cells[:-1] != cells[1:]
    for _ in range(width - 1):  # to the right, then down, then half of it back: the line stays in the middle
        out[:, 1:] |= out[:, :-1].copy()
    for _ in range(width - 1):
        out[1:] |= out[:-1].copy()
    return np.roll(out, (-(width // 2), -(width // 2)), axis=(0, 1)) if width > 1 else out


def _rgb(text: str) -> NDArray[np.float64]:
    return np.array([int(text[n : n + 2], 16) for n in (1, 3, 5)], dtype=np.float64)


def _png(picture: Pixels) -> bytes:
    from rasterio.errors import NotGeoreferencedWarning
    from rasterio.io import MemoryFile

    with MemoryFile() as memory, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a picture for people knows no place
        height, width = picture.shape[:2]
        with memory.open(driver="PNG", width=width, height=height, count=3, dtype="uint8", ZLEVEL=6) as out:
            out.write(np.moveaxis(picture, -1, 0))
        return bytes(memory.getbuffer())
