"""The map of a picture: the shapes of a release in the colours and patterns of their klasse, with names, in a box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from data.domain.stand import Regel, Stand
from data.reference.names import short_forms
from data.terms import LAND, Gebiedsoort
from server.maps import area_map
from server.maps.first_map import Box
from server.pictures import inset
from server.pictures.map_shapes import WHITE, between, klassen, name, patterns, shape
from server.pictures.map_view import GRID, Frame, View, in_pixels
from server.pictures.marks import Marks
from tiles import map_names
from tiles.palette import CHOSEN, ELSEWHERE, LOOKS, WATER, Look
from tiles.vintage.first_map_shapes import COARSE, FINE

AROUND = {Gebiedsoort.GEMEENTE: 2.4, Gebiedsoort.PROVINCIE: 1.1, Gebiedsoort.LAND: 1.04}  # times its own size
SMALLEST = 190  # units of the fine drawing, 18 km
COARSE_FROM = 1500  # units of the fine drawing in sight: from here on the coarse one has more than a unit to the pixel
EDGE = 5  # pixels that a name keeps from the edge


def map_part(drawings: dict[str, Any], stand: Stand, code: str, frame: Frame, marks: Marks) -> tuple[str, set[Look]]:
    """The map as SVG, and the looks that are in sight. `drawings` are those of the release (`first_map.drawings_of`).

    It may stick out of its frame: what stands beside it is drawn over it. (A clip path costs resvg more than all else.)
    """
    about = stand.regel(code)
    place = inset.place_of(drawings[str(COARSE)], stand, frame) if about.code == LAND else None
    drawn = _view(drawings, about, stand, frame, place.window if place else None)
    view = in_pixels(drawn)
    gemeenten = [regel for regel in stand.gemeenten if _coloured(about, regel) and view.sees(regel.code)]
    others = [p.code for p in stand.provincies if about.code.soort is Gebiedsoort.PROVINCIE and p.code != code]
    near = 1.0 if about.code == LAND else 1.4
    return "".join((
        "" if marks.on_paper else f"<defs>{''.join(patterns(gemeenten, view))}</defs>",
        f'<rect x="{frame.x:g}" y="{frame.y:g}" width="{frame.width:g}" height="{frame.height:g}" fill="{WATER}"/>',
        f'<g transform="scale({1 / GRID:g})" fill-rule="evenodd" stroke-linejoin="round">',
        _elsewhere(view, others),
        *klassen(view, gemeenten, near, marks),
        # Not around a provincie: its own border is marked, and those of others would draw the eye
        "" if about.code.soort is Gebiedsoort.PROVINCIE else between(view, near),
        _chosen(view, about),
        "</g>",
        _names(drawn, about, gemeenten, marks),
        inset.inset(drawn, place, stand, marks) if place else "",
    )), {look for look in LOOKS if any(regel.klasse is look.klasse for regel in gemeenten)}  # fmt: skip


def _coloured(about: Regel, regel: Regel) -> bool:
    """Whether a gemeente has the colour of its klasse; around a provincie others have none."""
    return about.code.soort is not Gebiedsoort.PROVINCIE or regel.provinciecode == about.code


def _view(drawings: dict[str, Any], about: Regel, stand: Stand, frame: Frame, window: Box | None) -> View:
    """The part to show: a window of the coarse shapes; or around the area, in the shape of the frame.

    Then the coarse shapes are taken where they are fine enough.
    """
    if window:
        return View(drawings[str(COARSE)], window, frame)
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
    return View(drawing, (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), frame)


def _own(drawing: dict[str, Any], about: Regel, stand: Stand) -> Box:
    codes = [p.code for p in stand.provincies] if about.code == LAND else [about.code]
    boxes = [drawing["boxes"][code] for code in codes]
    low, high = zip(*((box[:2], box[2:]) for box in boxes), strict=True)
    return min(x for x, _ in low), min(y for _, y in low), max(x for x, _ in high), max(y for _, y in high)


def _elsewhere(view: View, codes: Iterable[str]) -> str:
    paths = "".join(shape(view, code) for code in codes if view.sees(code))
    if not paths:
        return ""
    return f'<g id="elders" fill="{ELSEWHERE}" stroke="{WHITE}" stroke-width="{view.unit:.2f}">{paths}</g>'


def _chosen(view: View, about: Regel) -> str:
    if about.code == LAND:
        return ""
    own = view.drawing["paths"][about.code]
    return "".join(
        f'<path d="{own}" fill="none" stroke="{colour}" stroke-width="{wide * view.unit:.2f}"/>'
        for colour, wide in ((WHITE, 7.5), (CHOSEN, 3.5))
    )


def _names(view: View, about: Regel, gemeenten: Sequence[Regel], marks: Marks) -> str:
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
    return "".join(name(view, one, marks, _letters(view, about)) for one in map_names.placed(labels, inside, size))


def _letters(view: View, about: Regel) -> float:
    """Pixels of the letters of a name; smaller in a provincie, whose gemeenten are many."""
    return view.frame.letters * (1 if about.code.soort is Gebiedsoort.GEMEENTE else 0.8)
