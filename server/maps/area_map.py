"""The map on the page of a gemeente or a provincie: among its neighbours, with names, as SVG in the page.

Letters of an SVG shrink with it, so there are names for two widths, and the style sheet shows those of the width it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup, escape

from data.domain.area_filter import AreaFilter
from data.domain.stand import Regel, Stand
from data.reference.names import short_forms
from data.releases.release_store import Release
from data.terms import Gebiedsoort
from server.maps.first_map import Box, Map, drawings_of, svg
from tiles import map_names
from tiles.palette import ELSEWHERE, LOOKS, Look
from tiles.vintage.first_map_shapes import COARSE, FINE, lines_of, path

AROUND = {Gebiedsoort.GEMEENTE: 2.4, Gebiedsoort.PROVINCIE: 1.06}  # how many times its own size is shown
SMALLEST = 190  # units of the fine drawing, 18 km
COARSE_FROM = 960  # units; from here on the fine drawing has two and more for each pixel
RATIOS = 0.9, 1.5  # width to height
WIDTHS = {"smal": (280, 12), "ruim": (480, 13)}  # pixels of a drawing for a narrow and a wide place, and of its letters
EDGE = 4  # pixels that a name keeps from the edge


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A drawing and the looks that its legend has: every klasse, and `geen cijfer` where one is in sight."""

    svg: Markup
    looks: tuple[Look, ...]


def area_map(release: Release, stand: Stand, code: str, *, link: Callable[[str], str], said: str) -> AreaMap | None:
    """The map around a gemeente, or of a provincie; None where a release has no shapes.

    `link`: where a gemeente leads; `said`: what it shows, in words.
    """
    drawings = drawings_of(release)
    if not drawings:
        return None
    about = stand.regel(code)
    drawing = drawings[str(FINE)]
    box = _window(drawing["boxes"][code], about.code.soort, SMALLEST)
    if box[2] - box[0] > COARSE_FROM:
        drawing = drawings[str(COARSE)]
        box = _window(drawing["boxes"][code], about.code.soort, SMALLEST / 2)
    shapes = {
        r: in_sight(drawing["paths"][r.code], box) for r in stand.gemeenten if _meet(drawing["boxes"][r.code], box)
    }
    shapes = {regel: shape for regel, shape in shapes.items() if not shape.is_empty}
    between = [line for line in lines_of(drawing["between"]) if _meet((*line.min(axis=0), *line.max(axis=0)), box)]
    here = drawing | {"between": path(between, np.zeros(2, dtype=np.int64), closed=False)}
    only = AreaFilter(provincie=code if about.code.soort is Gebiedsoort.PROVINCIE else "")
    of = Map(here, box, list(shapes), about, link, only, said, over=_names(about, shapes, box), others=ELSEWHERE)
    own = {regel.klasse for regel in shapes if only.holds(regel)}
    return AreaMap(svg(of), tuple(look for look in LOOKS if look.klasse in own or look.klasse))


def _window(own: Box, soort: Gebiedsoort, smallest: float) -> Box:
    """What is shown of the drawing: a box around the area, not too long."""
    west, north, east, south = own
    wide, high = (max(AROUND[soort] * size, smallest) for size in (east - west, south - north))
    wide, high = max(wide, high * RATIOS[0]), max(high, wide / RATIOS[1])
    x, y = (west + east) / 2, (north + south) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _meet(one: Iterable[float], other: Box) -> bool:
    west, north, east, south = one
    return west <= other[2] and east >= other[0] and north <= other[3] and south >= other[1]


def in_sight(drawn: str, box: Box) -> shapely.Geometry:
    """The part of an area that the box holds."""
    rings = [shapely.Polygon(ring) for ring in lines_of(drawn)]
    return shapely.clip_by_rect(_even_odd(rings), *box)


def _even_odd(rings: list[shapely.Polygon]) -> shapely.Geometry:
    """The area of rings of which those inside another one are holes."""
    area: shapely.Geometry = shapely.Polygon()
    for ring in sorted(rings, key=lambda ring: -ring.area):
        area = shapely.symmetric_difference(area, ring)
    return area


def _names(about: Regel, shapes: dict[Regel, shapely.Geometry], box: Box) -> Markup:
    """The names for each width: a gemeente and those around it, or the gemeenten of a provincie; large ones first."""
    gemeente = about.code.soort is Gebiedsoort.GEMEENTE
    named = [regel for regel in shapes if gemeente or regel.provinciecode == about.code]
    named.sort(
        key=lambda regel: (-shapes[regel].area, regel.code) if gemeente else (-(regel.taakstelling or 0), regel.code)
    )
    labels = [
        map_names.Name(regel.naam, shapes[regel], must=regel.code == about.code, shorter=short_forms(regel.code))
        for regel in named
    ]
    return Markup("").join(_at(width, labels, box) for width in WIDTHS)


def _at(width: str, labels: list[map_names.Name], box: Box) -> Markup:
    """The names as large as they are in a drawing of a width."""
    pixels, letters = WIDTHS[width]
    unit = (box[2] - box[0]) / pixels
    frame = box[0] + EDGE * unit, box[1] + EDGE * unit, box[2] - EDGE * unit, box[3] - EDGE * unit
    size = letters * unit
    texts = "".join(_text(one, size) for one in map_names.placed(labels, frame, size))
    return Markup(  # noqa: S704  made here from numbers, and from names that are escaped
        f'<g class="namen {width}" font-size="{size:.2f}" text-anchor="middle" pointer-events="none">{texts}</g>'
    )


def _text(one: map_names.Placed, size: float) -> str:
    """A name; its lines stand around the middle."""
    x, y = one.middle
    mark = ' class="eigen"' if one.must else ""
    high = size * map_names.LINE
    first = y + size * 0.35 - high * (len(one.lines) - 1) / 2
    if len(one.lines) == 1:
        return f'<text{mark} x="{x:.0f}" y="{first:.0f}">{escape(one.lines[0])}</text>'
    lines = (
        f'<tspan x="{x:.0f}" y="{first + n * high:.0f}">{escape(line)}</tspan>' for n, line in enumerate(one.lines)
    )
    return f"<text{mark}>{' '.join(lines)}</text>"
