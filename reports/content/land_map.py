"""The map of the land: all gemeenten, and the Randstad once more and larger in the sea. Pure."""

from __future__ import annotations

from dataclasses import replace

import shapely

from data.domain.stand import Stand
from reports.content.maps import LEVELS_M, PX_PER_MM, Atlas, Layer, MapDrawing, path_operators
from reports.content.report_charts import Label, Line, Shape
from tiles import map_names, randstad
from tiles.palette import BRAND
from tiles.randstad import Box, Place, Room

SIDE_MM, GAP_MM = 2.0, 2.0
LETTERS_PX, LINE = 8.5, 1.5  # of caption and names; height of the caption in letters
FRAME = (("#ffffff", 3.0), (BRAND, 1.2))  # colours and widths (px) of a line that is seen on every fill


def land_map(atlas: Atlas, stand: Stand, room: tuple[float, float], alt: str) -> MapDrawing:
    """The map in a room of CSS pixels; `alt` is what it shows in words, to which the inset is added.

    Without room for an inset, or without a Randstad, it is the map alone.
    """
    width, height = atlas.page or room
    visible = shapely.intersects(atlas.vintage.geometries, shapely.box(*randstad.RD_M))
    side, gap = SIDE_MM * PX_PER_MM / atlas.enlarged, GAP_MM * PX_PER_MM / atlas.enlarged
    boxes = [_south_down(tuple(box)) for box in atlas.bounds.tolist()]
    free = Room(width, height, side, side, gap, LETTERS_PX * LINE)
    place = randstad.place(boxes, _south_down(randstad.RD_M), free) if visible.any() else None
    if place is None:
        return atlas.country(stand, room, alt)
    drawing = atlas.country(stand, room, f"{alt} Linksboven: {place.caption}.", window=_south_down(place.window))
    inset = _inset(atlas, stand, place, visible.nonzero()[0].tolist())
    west, south, east, north = randstad.RD_M
    where: Box = (*drawing.point(west, north), *drawing.point(east, south))
    left, top, *_ = place.inset
    caption = Label(left, top - 0.4 * LETTERS_PX, place.caption, BRAND, LETTERS_PX, bold=True)
    lines: tuple[Shape, ...] = (*_frame(where), *_frame(place.inset), caption)
    return replace(drawing, shapes=(*drawing.shapes, *lines), inset=(left, top, inset))


def _south_down(box: Box | tuple[float, ...]) -> Box:
    """West, south, east, north as a box whose y runs to the south; and the other way round."""
    west, south, east, north = box
    return west, -north, east, -south


def _inset(atlas: Atlas, stand: Stand, place: Place, visible: list[int]) -> MapDrawing:
    left, top, right, bottom = place.inset
    tolerance = LEVELS_M[1]
    outlines = atlas.outlines(tolerance)
    layers = [*atlas.klassen(visible, stand, tolerance)]
    by_provincie: dict[str, list[int]] = {}
    for n in visible:
        by_provincie.setdefault(str(atlas.vintage.gemeenten[n].provinciecode), []).append(n)
    for own in by_provincie.values():
        layers.append(Layer(path_operators(shapely.coverage_union_all(outlines[own])), "", BRAND, 1.2))
    drawing = MapDrawing(right - left, bottom - top, "", randstad.RD_M, "", (), tuple(layers), ())
    return replace(drawing, shapes=tuple(_names(atlas, drawing, tolerance)))


def _names(atlas: Atlas, drawing: MapDrawing, tolerance: float) -> list[Shape]:
    """Those of the large cities."""
    west, south, east, north = drawing.window
    unit = (east - west) / drawing.width
    parts = shapely.clip_by_rect(atlas.outlines(tolerance), *drawing.window)
    labels = [
        map_names.Name(randstad.short_name(atlas.vintage.gemeenten[n].naam, code), parts[n], must=True)
        for code in randstad.CITIES
        if (n := atlas.index.get(code)) is not None
    ]
    named = map_names.placed(labels, (west, south, east, north), LETTERS_PX * unit)
    return [_name(drawing, one) for one in named]


def _name(drawing: MapDrawing, one: map_names.Placed) -> Label:
    x, y = drawing.point(*one.middle)
    return Label(x, y + 0.35 * LETTERS_PX, " ".join(one.lines), BRAND, LETTERS_PX, "middle", bold=True, halo="#ffffff")


def _frame(box: Box) -> tuple[Line, ...]:
    west, north, east, south = box
    ring = ((west, north), (east, north), (east, south), (west, south), (west, north))
    return tuple(Line(ring, colour, width) for colour, width in FRAME)
