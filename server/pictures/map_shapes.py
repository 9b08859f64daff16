"""The gemeenten of a view in the colours and patterns of their klasse, and the borders between provincies, as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import escape

from data.domain.stand import Regel
from server.maps import swatches
from server.pictures.map_view import NOWHERE, View
from server.pictures.marks import Marks
from tiles import map_names
from tiles.palette import BORDER_GEMEENTE, BORDER_PROVINCIE, LOOKS, Look, Pattern
from tiles.vintage.first_map_shapes import lines_of, path

PATTERN = 13.0  # pixels after which a pattern repeats
WHITE = "#ffffff"


def _step(view: View) -> float:
    """Units after which a pattern repeats: those of whole pixels."""
    return round(PATTERN * min(1, view.frame.letters / 18)) * view.unit


def patterns(gemeenten: Sequence[Regel], view: View) -> Iterable[str]:
    """The fills of the klassen that have a pattern, for every view with names as large as those of this one."""
    used = {regel.klasse for regel in gemeenten}
    for look in LOOKS:
        if look.klasse in used:
            yield swatches.tile(look, _step(view), f"patroon-{int(look.klasse)}")


def klassen(view: View, gemeenten: Sequence[Regel], wide: float, marks: Marks, of: str = "") -> Iterable[str]:
    """A group for each klasse, so that who edits the file takes hold of one at once, with its borders, `wide` pixels.

    Dark ones go first, with white borders; those of the light ones, drawn over them, are dark: so each border is seen.
    `of` is the map on the map that this is, whose shapes have no codes: those are taken.
    """
    for look in LOOKS:
        own = [regel for regel in gemeenten if regel.klasse is look.klasse]
        areas = "".join(shape(view, regel.code, regel.naam, with_code=not of) for regel in own)
        fill = f"url(#patroon-{int(look.klasse)})" if look.pattern and not marks.on_paper else look.fill
        border = WHITE if look.ink == WHITE else BORDER_GEMEENTE
        if areas:
            lines = f'stroke="{border}" stroke-width="{wide * view.unit:.2f}"'
            yield f'<g id="{of}klasse-{int(look.klasse)}" fill="{fill}" {lines}>{areas}</g>'
        if areas and look.pattern and marks.on_paper:
            drawn = " ".join(view.drawing["paths"][regel.code] for regel in own)
            yield _lined(view, look, look.pattern, drawn, f"{of}binnen-{int(look.klasse)}")


def _lined(view: View, look: Look, pattern: Pattern, areas: str, name: str) -> str:
    """The pattern of a klasse as lines over all that is in sight, of which its areas are left."""
    west, north, east, south = view.box
    attributes = swatches.strokes(pattern, east - west, south - north, _step(view))
    lines = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return (
        f'<clipPath id="{name}"><path d="{areas}"/></clipPath><g clip-path="url(#{name})">'
        f'<path transform="translate({west:.1f} {north:.1f})" fill="none" stroke="{look.ink}" {lines}/></g>'
    )


def shape(view: View, code: str, name: str = "", *, with_code: bool = True) -> str:
    """An area with its name, and its code, by which who edits the file finds it."""
    title = f"<title>{escape(name)}</title>" if name else ""
    mark = f'id="{code}" ' if with_code else ""
    return f'<path {mark}d="{view.drawing["paths"][code]}">{title}</path>'


def between(view: View, near: float) -> str:
    """The borders between provincies, a dark line with a white one on it; those that are in sight, `near` times as wide."""
    lines = [line for line in lines_of(view.drawing["between"]) if view.meets((*line.min(axis=0), *line.max(axis=0)))]
    drawn = path(lines, NOWHERE, closed=False)
    return "".join(
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{wide * near * view.unit:.2f}"/>'
        for colour, wide in ((BORDER_PROVINCIE, 2.6), (WHITE, 1.0))
    )


def name(view: View, one: map_names.Placed, marks: Marks, size: float) -> str:
    """A name where it was placed, in letters of `size` pixels."""
    high = size * map_names.LINE
    x = view.frame.x + (one.middle[0] - view.box[0]) / view.unit
    y = view.frame.y + (one.middle[1] - view.box[1]) / view.unit + size * 0.35 - high * (len(one.lines) - 1) / 2
    return "".join(marks.halo(x, y + n * high, line, size, bold=one.must) for n, line in enumerate(one.lines))
