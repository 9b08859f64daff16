"""The map of a picture with every gemeente the same size: a hexagon each, with a short name where that can be read."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from data.domain.stand import Stand
from server.maps.hexagon_map import shapes_of
from server.pictures.map_shapes import between, klassen, name, patterns
from server.pictures.map_view import GRID, Frame, View, in_pixels
from server.pictures.marks import Marks
from tiles.hexagon_drawing import HALF, HexagonDrawing, corners
from tiles.hexagon_labels import SIDE, SMALL, Names, Who, names_of
from tiles.palette import BY_KLASSE, LOOKS, WATER, Look

EDGE = 14.0  # pixels around the map
ON_PAPER, ON_SCREEN = 6.0, 9.0  # pixels of the smallest letters that can be read
PROVINCIE, LEAST = 0.7, 11.0  # letters of provincies: of those of names on a map, and pixels at least
PATTERN = 9.0  # letters of a map of which the pattern is fine enough for hexagons
AROUND = 5 * HALF  # units around the hexagons in which there may be names

Part = tuple[float, float, float, float]


def hexagon_part(content: bytes, stand: Stand, frame: Frame, marks: Marks, *, on_paper: bool) -> tuple[str, set[Look]]:
    """The map as SVG, and the looks that are in sight. `content` are the cells (`hexagon_map.cells_of`)."""
    of = HexagonDrawing.read(content)
    who = tuple((str(r.code), r.naam, str(r.provinciecode)) for r in stand.gemeenten)
    boxes = {code: _box_of(of, code) for code, _, _ in who}
    whole = View(shapes_of(of, who) | {"boxes": boxes}, _window(of, frame), replace(frame, letters=PATTERN))
    view = in_pixels(whole)
    provincies = tuple((str(p.code), p.naam) for p in stand.provincies)
    side = max(SIDE, max(LEAST, PROVINCIE * frame.letters) * whole.unit)
    names = _placed(content, who, provincies, _near(of, whole.box), side)
    small = SMALL / whole.unit < (ON_PAPER if on_paper else ON_SCREEN)
    return "".join((
        "" if marks.on_paper else f"<defs>{''.join(patterns(stand.gemeenten, view))}</defs>",
        f'<rect x="{frame.x:g}" y="{frame.y:g}" width="{frame.width:g}" height="{frame.height:g}" fill="{WATER}"/>',
        f'<g transform="scale({1 / GRID:g})" fill-rule="evenodd" stroke-linejoin="round">',
        *klassen(view, stand.gemeenten, 1.0, marks),
        between(view, 1.0),
        "</g>",
        "" if small else _inside(whole, names, stand, marks),
        *(name(whole, one, marks, side / whole.unit) for one in names.outside),
    )), {look for look in LOOKS if any(regel.klasse is look.klasse for regel in stand.gemeenten)}  # fmt: skip


@lru_cache(maxsize=8)
def _placed(
    content: bytes, who: tuple[Who, ...], provincies: tuple[tuple[str, str], ...], box: Part, side: float
) -> Names:
    """Placed once per vintage and form: finding room takes longer than all the rest."""
    return names_of(HexagonDrawing.read(content), who, provincies, box, side, covering=False)


def _near(of: HexagonDrawing, window: Part) -> Part:
    """What of a window lies near the hexagons."""
    west, north, east, south = of.box
    return (
        max(west - AROUND, window[0]), max(north - AROUND, window[1]),
        min(east + AROUND, window[2]), min(south + AROUND, window[3]),
    )  # fmt: skip


def _box_of(of: HexagonDrawing, code: str) -> list[int]:
    x, y = zip(*corners(of.cells[code]), strict=True)
    return [min(x), min(y), max(x), max(y)]


def _window(of: HexagonDrawing, frame: Frame) -> Part:
    """All hexagons, in the middle of the frame."""
    west, north, east, south = of.box
    unit = max((east - west) / (frame.width - 2 * EDGE), (south - north) / (frame.height - 2 * EDGE))
    x, y, wide, high = (west + east) / 2, (north + south) / 2, frame.width * unit / 2, frame.height * unit / 2
    return x - wide, y - high, x + wide, y + high


def _inside(view: View, names: Names, stand: Stand, marks: Marks) -> str:
    """Each in the ink of its klasse, where that has a pattern on a spot without."""
    size = SMALL / view.unit
    texts = []
    for code, (text, x, y) in names.inside.items():
        look, wide = BY_KLASSE[stand.by_code[code].klasse], marks.letters.width(text, size)
        left = view.frame.x + (x - view.box[0]) / view.unit - wide / 2
        base = view.frame.y + (y - view.box[1]) / view.unit + 0.35 * size
        if look.pattern:
            box = f'x="{left:.1f}" y="{base - 0.8 * size:.1f}" width="{wide:.1f}" height="{size:.1f}"'
            texts.append(f'<rect {box} fill="{look.fill}"/>')
        texts.append(marks.line(left, base, text, size, colour=look.ink))
    return "".join(texts)
