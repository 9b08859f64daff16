"""The map on which every gemeente is as large as any other, as SVG in the page: hexagons, with names.

Letters of an SVG shrink with it: a wide map has a short name in each hexagon and the provincies beside them, a narrow one
only the provincies. The style sheet shows those of the width it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from data.domain.area_filter import AreaFilter
from data.domain.stand import Regel, Stand
from data.releases.release_store import Release
from data.terms import LAND
from server.maps.first_map import NOTHING, Map, svg
from server.maps.neighbours import Surroundings, make_surroundings
from tiles import map_names
from tiles.hexagon_drawing import HexagonDrawing, corners
from tiles.hexagon_labels import LARGE, SIDE, SMALL, Who, names_of
from tiles.out.release_files import HEXAGONS
from tiles.vintage.first_map_shapes import path

VORM, ZESHOEK = "vorm", "zeshoek"  # the parameter of the page and its value
STEP = 15.0  # after which a pattern repeats: behind letters it is finer
MARGIN = 12  # units around the hexagons


@dataclass(frozen=True, slots=True)
class _Placed:
    """What is the same for all months of a vintage."""

    drawing: dict[str, Any]
    box: map_names.Box
    beside: str  # names of provincies and seas on a wide map
    narrow: str  # names of provincies on a narrow map
    inside: dict[str, tuple[str, int, int]]  # by gemeentecode: its short name and the middle of its hexagon


def query(args: Mapping[str, str]) -> dict[str, str]:
    """What a query says of the form of the map; nothing for the usual one and for what is not known.

    >>> query({"vorm": "zeshoek"}), query({"vorm": "rond"})
    ({'vorm': 'zeshoek'}, {})
    """
    return {VORM: ZESHOEK} if args.get(VORM) == ZESHOEK else {}


def hexagon_map(release: Release, stand: Stand, *, link: Callable[[str], str], only: AreaFilter, said: str) -> Markup:
    """The map of the land; empty when the release has no hexagons. `link` and `said` as in `first_map`."""
    content = cells_of(release)
    if not content:
        return NOTHING
    who = tuple((str(r.code), r.naam, str(r.provinciecode)) for r in stand.gemeenten)
    placed = _placed(content, who, tuple((str(p.code), p.naam) for p in stand.provincies))
    names = f"{_names(placed, stand.gemeenten, only)}{placed.beside}{placed.narrow}"
    what = "de stand per gemeente, elke gemeente even groot"
    return svg(
        Map(
            placed.drawing,
            placed.box,
            stand.gemeenten,
            stand.regel(LAND),
            link,
            only,
            said,
            over=names,
            what=what,
            step=STEP,
        )
    )


def cells_of(release: Release) -> bytes:
    """The content of the file with the hexagons; nothing in a release of an earlier version of the product."""
    try:
        return (release.path / HEXAGONS).read_bytes()
    except FileNotFoundError:
        return b""


def beside(release: Release) -> Surroundings | None:
    """Which hexagons lie beside each other, as `neighbours.surroundings` has it of borders; None without hexagons."""
    content = cells_of(release)
    if not content:
        return None
    of = HexagonDrawing.read(content)
    codes = tuple(sorted(regel.code for regel in release.stand.gemeenten))
    return make_surroundings(codes, np.array([of.area([code]) for code in codes], dtype=object))


@lru_cache(maxsize=8)
def _placed(content: bytes, who: tuple[Who, ...], provincies: tuple[tuple[str, str], ...]) -> _Placed:
    """Placed once per vintage: finding room for names takes longer than all the rest."""
    of = HexagonDrawing.read(content)
    west, north, east, south = of.box
    box = west - MARGIN, north - MARGIN, east + MARGIN, south + MARGIN
    names = names_of(of, who, provincies, box)
    return _Placed(
        shapes_of(of, who),
        box,
        _group("ruim provincies", SIDE, (*names.outside, *names.over)) + _group("ruim zee", SIDE, names.seas),
        _group("smal provincies", LARGE, names.large),
        dict(names.inside),
    )


def shapes_of(of: HexagonDrawing, who: Iterable[Who]) -> dict[str, Any]:
    """Paths by code and the line between provincies, as the drawings of a release have them."""
    provincie_of = {code: provincie for code, _, provincie in who}
    nowhere = np.zeros(2, dtype=np.int64)
    rings = {code: corners(of.cells[code]) for code in provincie_of}
    return {
        "paths": {code: path([np.array([*ring, ring[0]])], nowhere, closed=True) for code, ring in rings.items()},
        "between": path(map(np.array, of.borders(provincie_of.__getitem__)), nowhere, closed=False),
    }


def _group(kind: str, size: int, names: Iterable[map_names.Placed]) -> str:
    return (
        f'<g class="namen {kind}" font-size="{size}" text-anchor="middle" pointer-events="none">'
        f"{''.join(_text(one, size) for one in names)}</g>"
    )


def _text(one: map_names.Placed, size: int) -> str:
    """A name, its lines around the middle."""
    x, y = one.middle
    first = y + size * 0.35 - size * map_names.LINE * (len(one.lines) - 1) / 2
    lines = (
        f'<tspan x="{x:.0f}" y="{first + n * size * map_names.LINE:.0f}">{escape(line)}</tspan>'
        for n, line in enumerate(one.lines)
    )
    return f"<text>{' '.join(lines)}</text>"


def _names(placed: _Placed, regels: Iterable[Regel], only: AreaFilter) -> str:
    """The short names; the style sheet gives those on a dark fill their own colour."""
    texts = (
        f'<text{_on(regel, only)} x="{one[1]}" y="{one[2] + SMALL // 3}">{escape(one[0])}</text>'
        for regel in regels
        if (one := placed.inside.get(str(regel.code)))
    )
    return f'<g class="namen ruim kort" font-size="{SMALL}" text-anchor="middle" pointer-events="none">{"".join(texts)}</g>'


def _on(regel: Regel, only: AreaFilter) -> str:
    return f' data-op="{int(regel.klasse)}"' if only.holds(regel) else ""
