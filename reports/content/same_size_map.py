"""The map of the land with every gemeente the same size, as a report shows it. Pure.

Its units stand for those of the other maps: one of the drawing is 10 m, and y runs up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from data.domain.stand import Stand
from data.dutch import listed
from data.terms import Klasse
from reports.content.maps import UNIT_M, Atlas, Layer, MapDrawing
from reports.content.report_charts import Box, Label, Shape
from tiles.hexagon_drawing import HALF, HexagonDrawing, Point, corners
from tiles.hexagon_labels import SIDE, SMALL, Names, Who, inside_names, names_of
from tiles.map_names import width
from tiles.palette import BRAND, BY_KLASSE
from tiles.randstad import CITIES, short_name

EDGE_PX = 8.0  # around the hexagons
LEAST_PX = 8.5  # letters of provincies
READABLE_PX, READABLE_LARGE_PX = 6.7, 8.0  # letters of 5 pt; in large print drawn at a third of 18 pt
SIDES_PX = 2.0  # of both sides of a hexagon together
BELOW_WORDS = 0.82  # of a page in large print, which has the words above the map too
AROUND = 5 * HALF  # units around the hexagons in which there may be names

Near = tuple[float, float, float, float]


def same_size_map(atlas: Atlas, stand: Stand, room: tuple[float, float], alt: str) -> MapDrawing | None:
    """The map in a room of CSS pixels; None without cells. Short names stand in the hexagons where they can be read."""
    if not atlas.cells:
        return None
    of = HexagonDrawing.read(atlas.cells)
    who = [(str(r.code), r.naam, str(r.provinciecode)) for r in stand.gemeenten if r.code in of.cells]
    west, north, east, south = of.box
    wide, most = (atlas.page[0], BELOW_WORDS * atlas.page[1]) if atlas.page else room
    unit = max((east - west) / (wide - 2 * EDGE_PX), (south - north) / (most - 2 * EDGE_PX))
    height = min(most, (south - north) / unit + 2 * EDGE_PX)
    x, y = (west + east) / 2, (north + south) / 2
    box = x - wide * unit / 2, y - height * unit / 2, x + wide * unit / 2, y + height * unit / 2
    window = box[0] * UNIT_M, -box[3] * UNIT_M, box[2] * UNIT_M, -box[1] * UNIT_M
    drawing = MapDrawing(wide, height, alt, window, "", (), tuple(_layers(of, who, stand)), ())
    near = (
        max(west - AROUND, box[0]), max(north - AROUND, box[1]),
        min(east + AROUND, box[2]), min(south + AROUND, box[3]),
    )  # fmt: skip
    side = max(SIDE, LEAST_PX * unit)
    names = _placed(atlas.cells, tuple(who), tuple((str(p.code), p.naam) for p in stand.provincies), near, side)
    readable = SMALL / unit >= (READABLE_PX if atlas.enlarged == 1 else READABLE_LARGE_PX)
    labels = [
        *(_inside(drawing, names, stand, SMALL / unit) if readable else ()),
        *_beside(drawing, names, side / unit),
    ]
    return replace(drawing, shapes=tuple(labels))


@lru_cache(maxsize=4)
def _placed(
    cells: bytes, who: tuple[Who, ...], provincies: tuple[tuple[str, str], ...], box: Near, side: float
) -> Names:
    """Saves 300 of 800 ms of each report of the land after the first of a vintage."""
    return names_of(HexagonDrawing.read(cells), who, provincies, box, side, covering=False)


def named_cities(stand: Stand) -> str:
    """What the large cities are called in their hexagons, in brackets, for who looks for them; empty without any.

    Those that can be read as they are, are not among them.
    """
    short = inside_names((str(r.code), r.naam, str(r.provinciecode)) for r in stand.gemeenten)
    large = [stand.by_code[code] for code in CITIES if code in stand.by_code]
    shortened = [f"{short[r.code]} is {short_name(r.naam, r.code)}" for r in large if short[r.code] != r.naam]
    return f" ({listed(shortened)})" if shortened else ""


def _layers(of: HexagonDrawing, who: Sequence[Who], stand: Stand) -> Iterable[Layer]:
    """One path per klasse; then all sides, those between provincies and along the coast wider."""
    paths = {code: _path(corners(of.cells[code])) + b" h" for code, _, _ in who}
    by_klasse: dict[Klasse, list[bytes]] = {}
    for code, path in paths.items():
        by_klasse.setdefault(stand.by_code[code].klasse, []).append(path)
    for klasse, rings in sorted(by_klasse.items()):
        look = BY_KLASSE[klasse]
        yield Layer(b" ".join(rings), look.fill, "", 0, look if look.pattern else None)
    provincie_of = {code: provincie for code, _, provincie in who}
    everything = b" ".join(paths.values())
    wide = b" ".join(_path(line) for line in (*of.borders(lambda code: provincie_of.get(code, "")), *of.coast()))
    yield Layer(everything, "", "#ffffff", 1.6)
    yield Layer(everything, "", BRAND, 0.5)
    yield Layer(wide, "", BRAND, 1.4)


def _path(points: Iterable[Point]) -> bytes:
    return " ".join(f"{x} {-y} {'l' if n else 'm'}" for n, (x, y) in enumerate(points)).encode()


def _inside(drawing: MapDrawing, names: Names, stand: Stand, size: float) -> Iterable[Shape]:
    """Each in the ink of its klasse, where that has a pattern on a spot without, which leaves the sides as they are."""
    widest = 2 * HALF * size / SMALL - SIDES_PX
    for code, (text, x, y) in names.inside.items():
        look = BY_KLASSE[stand.by_code[code].klasse]
        left, top = drawing.point(x * UNIT_M, -y * UNIT_M)
        if look.pattern:
            wide = min(width(text, size) + SIDES_PX, widest)
            yield Box(left - wide / 2, top - 0.55 * size, wide, 1.1 * size, look.fill)
        yield Label(left, top + 0.35 * size, text, look.ink, size, "middle")


def _beside(drawing: MapDrawing, names: Names, size: float) -> Iterable[Label]:
    """The provincies for which there is room."""
    for one in names.outside:
        x, y = drawing.point(one.middle[0] * UNIT_M, -one.middle[1] * UNIT_M)
        yield Label(x, y + 0.35 * size, " ".join(one.lines), BRAND, size, "middle", bold=True)
