"""The map of a picture: the shapes of a release in the colours and patterns of their klasse, with names, in a box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import escape
from numpy.typing import NDArray

from data.domain.stand import Regel, Stand
from data.reference.names import short_forms
from data.terms import LAND, Gebiedsoort
from server.maps import area_map, swatches
from server.maps.first_map import Box
from server.pictures.marks import Marks
from tiles import map_names
from tiles.palette import BORDER_GEMEENTE, BORDER_PROVINCIE, CHOSEN, ELSEWHERE, LOOKS, WATER, Look, Pattern
from tiles.vintage.first_map_shapes import COARSE, FINE, lines_of, path

AROUND = {Gebiedsoort.GEMEENTE: 2.4, Gebiedsoort.PROVINCIE: 1.1, Gebiedsoort.LAND: 1.04}  # times its own size
SMALLEST = 190  # units of the fine drawing, 18 km
GRID = (
    2  # corners to the pixel: no eye tells them apart. A power of two, so that a pattern has whole pixels (_in_pixels)
)
COARSE_FROM = 1500  # units of the fine drawing in sight: from here on the coarse one has more than a unit to the pixel
PATTERN = 13.0  # pixels after which a pattern repeats
EDGE = 5  # pixels that a name keeps from the edge
WHITE = "#ffffff"
NOWHERE = np.zeros(2, dtype=np.int64)  # no origin


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the map stands in the picture, in pixels, and how large its names are."""

    x: float
    y: float
    width: float
    height: float
    letters: float


@dataclass(frozen=True, slots=True)
class _View:
    """A part of a drawing that fills a frame."""

    drawing: dict[str, Any]
    box: Box
    frame: Frame

    @property
    def unit(self) -> float:
        """Units of the drawing in a pixel of the picture."""
        return (self.box[2] - self.box[0]) / self.frame.width

    def sees(self, code: str) -> bool:
        """Whether an area may be in sight."""
        return _meet(self.drawing["boxes"][code], self)


def _meet(one: Sequence[float], view: _View) -> bool:
    west, north, east, south = one
    return west <= view.box[2] and east >= view.box[0] and north <= view.box[3] and south >= view.box[1]


def map_part(drawings: dict[str, Any], stand: Stand, code: str, frame: Frame, marks: Marks) -> tuple[str, set[Look]]:
    """The map as SVG, and the looks that are in sight. `drawings` are those of the release (`first_map.drawings_of`).

    It may stick out of its frame: what stands beside it is drawn over it. (A clip path costs resvg more than all else.)
    """
    about = stand.regel(code)
    drawn = _view(drawings, about, stand, frame)
    view = _in_pixels(drawn)
    gemeenten = [regel for regel in stand.gemeenten if _coloured(about, regel) and view.sees(regel.code)]
    others = [p.code for p in stand.provincies if about.code.soort is Gebiedsoort.PROVINCIE and p.code != code]
    return "".join((
        "" if marks.on_paper else f"<defs>{''.join(_patterns(gemeenten, view))}</defs>",
        f'<rect x="{frame.x:g}" y="{frame.y:g}" width="{frame.width:g}" height="{frame.height:g}" fill="{WATER}"/>',
        f'<g transform="scale({1 / GRID:g})" fill-rule="evenodd" stroke-linejoin="round">',
        _elsewhere(view, others),
        *_klassen(view, gemeenten, about, marks),
        _between(view, about),
        _chosen(view, about),
        "</g>",
        _names(drawn, about, gemeenten, marks),
    )), {look for look in LOOKS if any(regel.klasse is look.klasse for regel in gemeenten)}  # fmt: skip


def _coloured(about: Regel, regel: Regel) -> bool:
    """Whether a gemeente has the colour of its klasse; around a provincie others have none."""
    return about.code.soort is not Gebiedsoort.PROVINCIE or regel.provinciecode == about.code


def _view(drawings: dict[str, Any], about: Regel, stand: Stand, frame: Frame) -> _View:
    """The part to show: around the area, in the shape of the frame; coarse shapes where they are fine enough."""
    for zoom, smallest in ((FINE, SMALLEST), (COARSE, SMALLEST / 2)):
        drawing = drawings[str(zoom)]
        own = _own(drawing, about, stand)
        times = AROUND[about.code.soort]
        wide, high = max(times * (own[2] - own[0]), smallest), max(times * (own[3] - own[1]), smallest)
        wide = max(wide, high * frame.width / frame.height)
        high = wide * frame.height / frame.width
        x, y = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2
        if zoom == COARSE or wide <= COARSE_FROM:
            break
    return _View(drawing, (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), frame)


def _in_pixels(view: _View) -> _View:
    """What is in sight, with its corners on the grid of the picture: none that cannot be told apart, no shape beside it.

    A pattern then repeats after whole pixels and is not moved by parts of one: resvg copies it. Else it blends sixteen
    pixels for each that it draws, half a second for a map full of dots.
    """
    scale, frame = GRID / view.unit, view.frame
    moved = np.array((frame.x, frame.y)) * GRID - np.array(view.box[:2]) * scale

    def on_grid(drawn: str, *, closed: bool) -> str:
        lines = [_without_doubles(np.round(line * scale + moved)) for line in lines_of(drawn)]
        return path([line for line in lines if len(line) > (3 if closed else 1)], NOWHERE, closed=closed)

    def box(of: Sequence[float]) -> list[float]:
        return [value * scale + moved[n % 2] for n, value in enumerate(of)]

    seen = [code for code in view.drawing["paths"] if view.sees(code)]
    drawing = {
        "paths": {code: on_grid(view.drawing["paths"][code], closed=True) for code in seen},
        "boxes": {code: box(view.drawing["boxes"][code]) for code in view.drawing["boxes"]},
        "between": on_grid(view.drawing["between"], closed=False),
    }
    west, north, east, south = box(view.box)
    return _View(drawing, (west, north, east, south), frame)


def _without_doubles(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """The corners of a line, one where several fell together."""
    kept: NDArray[np.float64] = line[np.append(True, np.any(np.diff(line, axis=0) != 0, axis=1))]
    return kept


def _own(drawing: dict[str, Any], about: Regel, stand: Stand) -> Box:
    codes = [p.code for p in stand.provincies] if about.code == LAND else [about.code]
    boxes = [drawing["boxes"][code] for code in codes]
    low, high = zip(*((box[:2], box[2:]) for box in boxes), strict=True)
    return min(x for x, _ in low), min(y for _, y in low), max(x for x, _ in high), max(y for _, y in high)


def _step(view: _View) -> float:
    """Units after which a pattern repeats: those of whole pixels."""
    return round(PATTERN * min(1, view.frame.letters / 18)) * view.unit


def _patterns(gemeenten: Sequence[Regel], view: _View) -> Iterable[str]:
    used = {regel.klasse for regel in gemeenten}
    for look in LOOKS:
        if look.klasse in used:
            yield swatches.tile(look, _step(view), f"patroon-{int(look.klasse)}")


def _elsewhere(view: _View, codes: Iterable[str]) -> str:
    paths = "".join(_path(view, code) for code in codes if view.sees(code))
    if not paths:
        return ""
    return f'<g id="elders" fill="{ELSEWHERE}" stroke="{WHITE}" stroke-width="{view.unit:.2f}">{paths}</g>'


def _klassen(view: _View, gemeenten: Sequence[Regel], about: Regel, marks: Marks) -> Iterable[str]:
    """A group for each klasse, so that who edits the file takes hold of one at once, with its borders.

    Dark ones go first, with white borders; those of the light ones, drawn over them, are dark: so each border is seen.
    """
    wide = view.unit * (1.0 if about.code == LAND else 1.4)
    for look in LOOKS:
        own = [regel for regel in gemeenten if regel.klasse is look.klasse]
        areas = "".join(_path(view, regel.code, regel.naam) for regel in own)
        fill = f"url(#patroon-{int(look.klasse)})" if look.pattern and not marks.on_paper else look.fill
        border = WHITE if look.ink == WHITE else BORDER_GEMEENTE
        if areas:
            lines = f'stroke="{border}" stroke-width="{wide:.2f}"'
            yield f'<g id="klasse-{int(look.klasse)}" fill="{fill}" {lines}>{areas}</g>'
        if areas and look.pattern and marks.on_paper:
            yield _lined(view, look, look.pattern, " ".join(view.drawing["paths"][regel.code] for regel in own))


def _lined(view: _View, look: Look, pattern: Pattern, areas: str) -> str:
    """The pattern of a klasse as lines over all that is in sight, of which its areas are left."""
    west, north, east, south = view.box
    name = f"binnen-{int(look.klasse)}"
    attributes = swatches.strokes(pattern, east - west, south - north, _step(view))
    lines = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return (
        f'<clipPath id="{name}"><path d="{areas}"/></clipPath><g clip-path="url(#{name})">'
        f'<path transform="translate({west:.1f} {north:.1f})" fill="none" stroke="{look.ink}" {lines}/></g>'
    )


def _path(view: _View, code: str, name: str = "") -> str:
    title = f"<title>{escape(name)}</title>" if name else ""
    return f'<path id="{code}" d="{view.drawing["paths"][code]}">{title}</path>'


def _between(view: _View, about: Regel) -> str:
    """The borders between provincies, a dark line with a white one on it; those that are in sight.

    Not around a provincie: its own is marked, and those of others would draw the eye.
    """
    if about.code.soort is Gebiedsoort.PROVINCIE:
        return ""
    lines = [line for line in lines_of(view.drawing["between"]) if _meet((*line.min(axis=0), *line.max(axis=0)), view)]
    drawn = path(lines, NOWHERE, closed=False)
    near = 1.0 if about.code == LAND else 1.4
    return "".join(
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{wide * near * view.unit:.2f}"/>'
        for colour, wide in ((BORDER_PROVINCIE, 2.6), (WHITE, 1.0))
    )


def _chosen(view: _View, about: Regel) -> str:
    if about.code == LAND:
        return ""
    own = view.drawing["paths"][about.code]
    return "".join(
        f'<path d="{own}" fill="none" stroke="{colour}" stroke-width="{wide * view.unit:.2f}"/>'
        for colour, wide in ((WHITE, 7.5), (CHOSEN, 3.5))
    )


def _names(view: _View, about: Regel, gemeenten: Sequence[Regel], marks: Marks) -> str:
    """The names that fit, large areas first; of the land none: there are too many."""
    if about.code == LAND:
        return ""
    shapes = {regel: area_map.in_sight(view.drawing["paths"][regel.code], view.box) for regel in gemeenten}
    gemeente = about.code.soort is Gebiedsoort.GEMEENTE
    named = [regel for regel in gemeenten if not shapes[regel].is_empty]
    named.sort(key=lambda r: (-shapes[r].area, r.code) if gemeente else (-(r.taakstelling or 0), r.code))
    size = _letters(view, about) * view.unit
    labels = [map_names.Name(r.naam, shapes[r], must=r.code == about.code, shorter=short_forms(r.code)) for r in named]
    west, north, east, south = view.box
    edge = EDGE * view.unit
    inside = west + edge, north + edge, east - edge, south - edge
    return "".join(_name(view, one, marks, _letters(view, about)) for one in map_names.placed(labels, inside, size))


def _letters(view: _View, about: Regel) -> float:
    """Pixels of the letters of a name; smaller in a provincie, whose gemeenten are many."""
    return view.frame.letters * (1 if about.code.soort is Gebiedsoort.GEMEENTE else 0.8)


def _name(view: _View, one: map_names.Placed, marks: Marks, size: float) -> str:
    high = size * map_names.LINE
    x = view.frame.x + (one.middle[0] - view.box[0]) / view.unit
    y = view.frame.y + (one.middle[1] - view.box[1]) / view.unit + size * 0.35 - high * (len(one.lines) - 1) / 2
    return "".join(marks.halo(x, y + n * high, line, size, bold=one.must) for n, line in enumerate(one.lines))
