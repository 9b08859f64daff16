"""The Randstad on the map of the land, some times as large: in the sea, with a frame, a caption and the large cities."""

from __future__ import annotations

from typing import Any

from data.domain.stand import Stand
from server.maps import area_map
from server.maps.first_map import extent_box
from server.pictures.map_shapes import WHITE, between, klassen, name
from server.pictures.map_view import GRID, Frame, View, clipped, in_pixels
from server.pictures.marks import Marks
from tiles import map_names, randstad
from tiles.palette import BORDER_PROVINCIE, WATER
from tiles.randstad import Box, Place, Room
from tiles.vintage.first_map_shapes import COARSE

EDGE, GAP = 14.0, 10.0  # pixels around the land, and between land and inset
LETTERS, SMALLEST = 0.8, 11.0  # of those of names on a map; pixels
LINE = 1.7  # height of the caption, in letters
FRAME = ((WHITE, 4.0), (BORDER_PROVINCIE, 1.6))  # colours and widths of a line that is seen on every fill


def place_of(drawing: dict[str, Any], stand: Stand, frame: Frame) -> Place | None:
    """Where the inset stands in a frame, and what of the land that frame shows then; None where there is no room.

    `drawing` is the coarse one.
    """
    part = extent_box(randstad.DEGREES, drawing, COARSE)
    boxes = [drawing["boxes"][regel.code] for regel in stand.gemeenten]
    if not any(_overlap(box, part) for box in boxes):
        return None
    room = Room(frame.width, frame.height, frame.side or EDGE, EDGE, GAP, LINE * _letters(frame))
    return randstad.place(boxes, part, room)


def inset(view: View, place: Place, stand: Stand, marks: Marks) -> str:
    """The inset as SVG, and the frame on the map of the land that says where it is."""
    part = extent_box(randstad.DEGREES, view.drawing, COARSE)
    left, top, right, bottom = place.inset
    frame = Frame(view.frame.x + left, view.frame.y + top, right - left, bottom - top, view.frame.letters)
    large = View(view.drawing, part, frame)
    inside = clipped(in_pixels(large))
    gemeenten = [regel for regel in stand.gemeenten if regel.code in inside.drawing["paths"]]
    west, north, east, south = ((value - view.box[n % 2]) / view.unit for n, value in enumerate(part))
    size = _letters(view.frame)
    return "".join((
        _lined((view.frame.x + west, view.frame.y + north, east - west, south - north)),
        f'<g id="randstad">{_box((frame.x, frame.y, frame.width, frame.height), f"""fill="{WATER}" """)}',
        f'<g transform="scale({1 / GRID:g})" fill-rule="evenodd" stroke-linejoin="round">',
        *klassen(inside, gemeenten, 1.0, marks, of="randstad-"),
        between(inside, 1.0),
        "</g>",
        _lined((frame.x, frame.y, frame.width, frame.height)),
        marks.line(frame.x, frame.y - 0.45 * size, place.caption, size, bold=True),
        _names(large, size, stand, marks),
        "</g>",
    ))  # fmt: skip


def _names(view: View, size: float, stand: Stand, marks: Marks) -> str:
    """Those of the large cities."""
    labels = [
        map_names.Name(
            randstad.short_name(stand.regel(code).naam, code),
            area_map.in_sight(view.drawing["paths"][code], view.box),
            must=True,
        )
        for code in randstad.CITIES
        if code in view.drawing["paths"]
    ]
    return "".join(name(view, one, marks, size) for one in map_names.placed(labels, view.box, size * view.unit))


def _letters(frame: Frame) -> float:
    return max(SMALLEST, frame.letters * LETTERS)


def _lined(box: Box) -> str:
    return "".join(_box(box, f'fill="none" stroke="{colour}" stroke-width="{wide}"') for colour, wide in FRAME)


def _box(box: Box, attributes: str) -> str:
    """A rectangle from x and y, of a width and height in pixels."""
    x, y, width, height = box
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {attributes}/>'


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
