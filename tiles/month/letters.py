"""Letters as shapes, taken from the font package: for the labels of the map and for what a picture says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

import numpy as np
import shapely
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from shapely.affinity import affine_transform

STEPS = 6  # straight pieces per curve; as long as a few pixels at the sizes we draw

Points = NDArray[np.float64]


class _Outline(BasePen):  # type: ignore[misc]
    """Collects the contours of a letter as rings of points, curves cut into straight pieces; in units of the font."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.rings: list[list[tuple[float, float]]] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.rings.append([pt])

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.rings[-1].append(pt)

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:  # noqa: N802
        start = np.array(self.rings[-1][-1])
        for t in np.arange(1, STEPS + 1) / STEPS:
            s = 1 - t
            x, y = s**3 * start + 3 * s * s * t * np.array(pt1) + 3 * s * t * t * np.array(pt2) + t**3 * np.array(pt3)
            self.rings[-1].append((float(x), float(y)))


@contextmanager
def opened() -> Iterator[TTFont]:
    """The font of the map and the pages."""
    source = resources.files("fontpkg_ibm_plex_sans") / "files" / "IBMPlexSans[wdth,wght].ttf"
    with resources.as_file(source) as path, TTFont(path) as font:
        yield font


def letter(glyphs: Any, name: str, scale: float) -> tuple[shapely.Geometry, float]:
    """The filled shape of a letter, its baseline at 0 and up positive, and how far the next one stands; times `scale`."""
    drawn = glyphs[name]
    pen = _Outline(glyphs)
    drawn.draw(pen)
    return _filled([np.array(ring) * scale for ring in pen.rings if len(ring) > 2]), drawn.width * scale


def line(text: str, em: float, weight: int = 400) -> tuple[shapely.Geometry, float]:
    """A line of text that starts at 0 on its baseline, up positive, with its length; `em` is the size of its letters."""
    shapes, x = [], 0.0
    with opened() as font:
        names, glyphs = font.getBestCmap(), font.getGlyphSet(location={"wght": weight, "wdth": 100})
        scale = em / font["head"].unitsPerEm
        for character in text:
            shape, advance = letter(glyphs, names[ord(character)], scale)
            shapes.append(affine_transform(shape, (1, 0, 0, 1, x, 0)))
            x += advance
    return shapely.union_all(shapes), x


def _filled(rings: list[Points]) -> shapely.Geometry:
    """The filled letter: TrueType fills what lies within clockwise rings and leaves counter-clockwise ones open."""
    polygons = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    clockwise = [not shapely.is_ccw(shapely.LinearRing(ring)) for ring in rings]
    ink = shapely.union_all([p for p, filled in zip(polygons, clockwise, strict=True) if filled])
    holes = shapely.union_all([p for p, filled in zip(polygons, clockwise, strict=True) if not filled])
    return shapely.difference(ink, holes)
