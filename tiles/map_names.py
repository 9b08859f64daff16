"""Where the names of areas stand on a map on paper or in a page: inside their area, never over each other. Pure.

Units are those of the map that is drawn; nothing here knows which way is up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely

EM = 0.54  # about the width of a letter of IBM Plex Sans, in units of its size
EM_ANY_FONT = 0.62  # and of one of the fonts that a browser takes when that does not come in time
LINE = 1.1  # from line to line
INSIDE = 0.6  # the share of a name that stands in its own area; with less a reader asks whose name it is
APART = 0.25  # of the size of the letters, free around a name
SHORTEST = 2  # signs that do not stand on a line of their own: 's-

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # the low x and y, the high x and y


@dataclass(frozen=True, slots=True)
class Name:
    """A name with the part of its area that is in sight. One that must be there is placed first, wherever it is best."""

    text: str
    area: shapely.Geometry
    must: bool = False
    shorter: tuple[str, ...] = ()  # other forms of the name, for where it is too long


@dataclass(frozen=True, slots=True)
class Placed:
    """The lines of a name around the middle of its box."""

    lines: tuple[str, ...]
    middle: Point
    box: Box
    must: bool


def width(text: str, size: float, em: float = EM) -> float:
    """About how wide a line of text is in letters of this size."""
    return em * size * len(text)


def widest(area: shapely.Geometry, tolerance: float) -> Point:
    """The middle of the widest part of an area, known to `tolerance`."""
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(area, tolerance=tolerance))[0].tolist()
    return x, y


def spots(area: shapely.Geometry) -> Iterator[Point]:
    """Points inside an area: one of the whole, of its middle third, of that of lower x and that of higher x."""
    low_x, low_y, high_x, high_y = shapely.bounds(area).tolist()
    third = (high_x - low_x) / 3
    thirds = (shapely.clip_by_rect(area, low_x + k * third, low_y, low_x + (k + 1) * third, high_y) for k in (1, 0, 2))
    for piece in (area, *thirds):
        if not piece.is_empty:
            x, y = shapely.get_coordinates(shapely.point_on_surface(piece))[0].tolist()
            yield x, y


def placed(names: Iterable[Name], frame: Box, size: float) -> list[Placed]:
    """The names that fit in a frame, the first before the later; one that is too long is split, shortened or left out."""
    taken: list[Placed] = []
    for name in sorted(names, key=lambda name: not name.must):
        best = _best(name, frame, size, [one.box for one in taken])
        if best:
            taken.append(best)
    return taken


def forms(text: str, shorter: Iterable[str] = ()) -> list[tuple[str, ...]]:
    """The lines in which a name can be written, the fullest first.

    >>> forms("Nuenen, Gerwen en Nederwetten", ["Nuenen"])
    [('Nuenen, Gerwen en Nederwetten',), ('Nuenen, Gerwen', 'en Nederwetten'), ('Nuenen',)]
    >>> forms("'s-Gravenhage", ["Den Haag"]), forms("Bergen (NH)")
    ([("'s-Gravenhage",), ('Den Haag',), ('Den', 'Haag')], [('Bergen (NH)',), ('Bergen', '(NH)'), ('Bergen',)])
    """
    short = sorted((one for one in shorter if len(one) < len(text)), key=len, reverse=True)
    ways = dict.fromkeys((text, *short, text.split(" (")[0]))
    return [form for one in ways for form in ((one,), _halves(one)) if form]


def _halves(text: str) -> tuple[str, ...]:
    """A name over two lines, as equal as can be; nothing for one word."""
    cuts = [n + 1 for n, sign in enumerate(text[:-1]) if sign in " -" and n > SHORTEST]
    if not cuts:
        return ()
    cut = min(cuts, key=lambda n: (max(n, len(text) - n), n))
    return text[:cut].rstrip(), text[cut:]


def _best(name: Name, frame: Box, size: float, taken: list[Box]) -> Placed | None:
    """The first form and spot where it stands well; one that must be there stands where it does best."""
    low_x, low_y, high_x, high_y = shapely.bounds(name.area).tolist()
    tolerance = max(high_x - low_x, high_y - low_y, 1.0) / 50
    points = [widest(name.area, tolerance), *spots(name.area)]
    tried: list[tuple[float, Placed]] = []
    for lines in forms(name.text, name.shorter):
        wide = max(width(line, size, EM_ANY_FONT) for line in lines)
        high = size * LINE * len(lines)
        for x, y in points:
            middle = _within(x, frame[0], frame[2], wide), _within(y, frame[1], frame[3], high)
            box = middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2
            if not name.must and (middle != (x, y) or any(_touch(box, other, size * APART) for other in taken)):
                continue
            share = shapely.intersection(name.area, shapely.box(*box)).area / (wide * high)
            tried.append((share, Placed(lines, middle, box, name.must)))
            if share >= INSIDE:
                return tried[-1][1]
    return max(tried, key=lambda one: one[0])[1] if name.must else None


def _within(place: float, low: float, high: float, long: float) -> float:
    """The place of the middle of something so long that it stays in between."""
    return max(low + long / 2, min(place, high - long / 2))


def _touch(one: Box, other: Box, apart: float) -> bool:
    return (
        one[0] < other[2] + apart
        and other[0] < one[2] + apart
        and one[1] < other[3] + apart
        and other[1] < one[3] + apart
    )
