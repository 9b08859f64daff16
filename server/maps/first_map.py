"""The map that stands in a document before any script: coloured, with patterns and borders, where the live map will be.

The shapes come with the release (`tiles/vintage/first_map_shapes.py`); here the figures of the month give each its colour.
The box of the drawing is what the live map shows at first, so that it takes over without a jump.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from data.domain.area_filter import AreaFilter
from data.domain.stand import Regel, Stand
from data.releases.release_store import Release
from data.terms import LAND, Gebiedsoort
from server.maps import swatches
from tiles import grid, randstad
from tiles.out.release_files import FIRST_MAP
from tiles.palette import BORDER_GEMEENTE, BORDER_PROVINCIE, CHOSEN, FADED, LOOKS, Look
from tiles.vintage.first_map_shapes import COARSE, FINE

Extent = tuple[tuple[float, float], tuple[float, float]]  # west, south and east, north in degrees
Box = tuple[float, float, float, float]  # west, north, east, south in units of a drawing

NEDERLAND: Extent = ((3.31, 50.72), (7.25, 53.58))
RANDSTAD_VIEW = "#kaart=9/52.13/4.72"  # the Randstad on the live map, as its address has it
SMALLEST = 320  # units of the fine drawing, 30 km: an area is never looked at from nearer than this
BESIDE = (2.0, 1.0)  # how many times its width and height is drawn on each side of an area
MOST_FINE = 220  # gemeenten; where more are in sight, the coarse shapes are fine enough
NOTHING = Markup("")
INSET_PX = 272  # how broad the inset is
PATTERN = 11.0  # pixels, estimated for a usual frame
PALE, PALE_NAME = 0.2, "bleek"  # what a veil of the live map leaves of the colours of other provincies
WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class FirstMap:
    """A drawing, empty when the release has none, what part of the earth is in its box, and a part that is larger."""

    svg: Markup
    extent: Extent
    inset: Markup


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn: shapes at one zoom and the box of them that is in view, the figures, and what it is about.

    `said` is what it shows, for who does not see it. `over` is drawn over all; `others` is the fill outside a chosen
    provincie, without it a pale one of the klasse; `what` is what the map has.
    """

    drawing: dict[str, Any]
    box: Box
    regels: Sequence[Regel]
    about: Regel
    link: Callable[[str], str]
    only: AreaFilter
    said: str
    over: str = ""
    others: str = ""
    what: str = "de stand per gemeente"
    step: float = 0

    @property
    def repeat(self) -> float:
        """Units of the drawing after which a pattern repeats: `step`, or about eleven pixels of a screen."""
        return self.step or PATTERN * (self.box[3] - self.box[1]) / (550 if self.about.code == LAND else 300)


def first_map(
    release: Release, stand: Stand, code: str = LAND, *, link: Callable[[str], str], only: AreaFilter, said: str
) -> FirstMap:
    """The map of a stand: the land, or an area with its surroundings; what is not in `only` is faded.

    `link` gives the address behind a gemeente; `said` is what it shows, in words.
    """
    drawings = drawings_of(release)
    if not drawings:
        return FirstMap(NOTHING, NEDERLAND, NOTHING)
    regel = stand.regel(code)
    if code == LAND:
        drawing, extent = drawings[str(COARSE)], NEDERLAND
        land = Map(drawing, extent_box(extent, drawing, COARSE), stand.gemeenten, regel, link, only, said)
        return FirstMap(svg(land), extent, NOTHING if only.provincie else _inset(land))
    fine = drawings[str(FINE)]
    extent = _extent_of(_grown(fine["boxes"][code]), fine)
    zoom, seen = FINE, _seen(stand.gemeenten, fine, extent_box(extent, fine, FINE))
    if len(seen) > MOST_FINE:
        zoom = COARSE
    drawing = drawings[str(zoom)]
    return FirstMap(
        svg(Map(drawing, extent_box(extent, drawing, zoom), seen, regel, link, only, said)), extent, NOTHING
    )


def drawings_of(release: Release) -> dict[str, Any]:
    """The drawings of a release by zoom; none in a release of an earlier version of the product."""
    try:
        drawings: dict[str, Any] = json.loads((release.path / FIRST_MAP).read_bytes())
    except FileNotFoundError:
        return {}
    return drawings


def _grown(box: Box) -> Box:
    """The box, made larger around its middle where it is smaller than one should look at."""
    west, north, east, south = box
    x, y = max(0, SMALLEST - (east - west)) / 2, max(0, SMALLEST - (south - north)) / 2
    return west - x, north - y, east + x, south + y


def _extent_of(box: Box, drawing: dict[str, Any]) -> Extent:
    """Where a box of the fine drawing lies."""
    (x, y), size = drawing["origin"], 2 * grid.HALF_WORLD_M / (grid.EXTENT * 2**FINE)

    def place(right: float, down: float) -> tuple[float, float]:
        lon, lat = grid.mercator_to_lonlat(
            (x + right) * size - grid.HALF_WORLD_M, grid.HALF_WORLD_M - (y + down) * size
        )
        return round(lon, 6), round(lat, 6)

    west, north, east, south = box
    return place(west, south), place(east, north)


def extent_box(extent: Extent, drawing: dict[str, Any], zoom: int) -> Box:
    """The box of an extent in a drawing."""
    (west, south), (east, north) = extent
    (left, bottom), (right, top) = grid.lonlat_to_units(west, south, zoom), grid.lonlat_to_units(east, north, zoom)
    x, y = drawing["origin"]
    return left - x, top - y, right - x, bottom - y


def _seen(regels: Iterable[Regel], drawing: dict[str, Any], box: Box) -> list[Regel]:
    """The gemeenten that a frame around this box may show."""
    west, north, east, south = box
    wide, high = BESIDE[0] * (east - west), BESIDE[1] * (south - north)

    def near(here: Box) -> bool:
        return here[0] < east + wide and here[2] > west - wide and here[1] < south + high and here[3] > north - high

    return [regel for regel in regels if near(drawing["boxes"][regel.code])]


def svg(of: Map) -> Markup:
    """The drawing. Its lines are drawn over all fills, each shared one twice; their width is in the style sheet."""
    west, north, east, south = of.box
    groups = {
        _name(look, pale): (_paint(of, look, pale), areas)
        for look in LOOKS
        for pale in (False, True)
        if (areas := _areas(of, look, pale)) or (of.about.code == LAND and not pale)
    }  # fmt: skip
    every, own = _used(groups), _used(name for name in groups if not name.startswith(PALE_NAME))
    around = "" if of.about.code == LAND else " en omgeving"
    what = f"Kaart van {of.about.name_in_sentence}{around} met {of.what}"
    words = f"{of.said} {what}."
    parts = (
        f'<svg viewBox="{west:.1f} {north:.1f} {east - west:.1f} {south - north:.1f}" role="group"'
        f' aria-label="{escape(words)}"><defs>',
        *(swatches.tile(look, of.repeat, f"patroon-{int(look.klasse)}") for look in LOOKS if look.pattern),
        '</defs><g aria-hidden="true" fill-rule="evenodd" stroke-linejoin="round">',
        _lines("kust", BORDER_GEMEENTE, own),
        *(f'<g {paint}><g id="{name}">{areas}</g></g>' for name, (paint, areas) in groups.items()),
        _lines("grens", BORDER_GEMEENTE, every, 0.75),
        _lines("grens licht", WHITE, every, 0.6),
        _lines("provinciegrens", BORDER_PROVINCIE, f'<path id="provinciegrens" d="{of.drawing["between"]}"/>'),
        _lines("provinciegrens licht", WHITE, _used(("provinciegrens",))),
        _chosen(of),
        of.over,
        "</g></svg>",
    )
    return Markup("".join(parts))  # noqa: S704  made here from numbers, and from names and links that are escaped


def _name(look: Look, pale: bool) -> str:
    return f"{PALE_NAME if pale else 'vlak'}-{int(look.klasse)}"


def _used(names: Iterable[str]) -> str:
    return "".join(f'<use href="#{name}"/>' for name in names)


def _inset(of: Map) -> Markup:
    """The Randstad, where gemeenten are small, once more and larger; it leads to the live map of there.

    It uses the shapes of the drawing, which the live map only hides: the script puts those in the klasse of another month.
    """
    west, north, east, south = extent_box(randstad.DEGREES, of.drawing, COARSE)
    box, step = f"{west:.1f} {north:.1f} {east - west:.1f} {south - north:.1f}", PATTERN * (east - west) / INSET_PX
    every = _used(_name(look, pale=False) for look in LOOKS)
    parts = (
        f'<a class="inzet" id="inzet" href="{RANDSTAD_VIEW}"><span>De Randstad</span>'
        f'<svg viewBox="{box}" aria-hidden="true"><defs>',
        *(swatches.tile(look, step, f"inzet-{int(look.klasse)}") for look in LOOKS if look.pattern),
        "</defs>",
        *(_of_klasse(look, weg=not of.only.shows(look.klasse)) for look in LOOKS),
        _lines("grens", BORDER_GEMEENTE, every, 0.75),
        _lines("grens licht", WHITE, every, 0.6),
        _lines("provinciegrens", BORDER_PROVINCIE, _used(("provinciegrens",))),
        "</svg></a>",
    )
    return Markup("".join(parts))  # noqa: S704  made here from numbers


def _of_klasse(look: Look, *, weg: bool) -> str:
    """The gemeenten of a klasse in the inset; faded when they are not asked for."""
    faded, shapes = " data-weg" if weg else "", _used((_name(look, pale=False),))
    return f'<g data-klasse="{int(look.klasse)}"{faded} {_own_fill(look, "inzet")}>{shapes}</g>'


def _areas(of: Map, look: Look, pale: bool) -> str:
    """The gemeenten of a klasse, those outside a chosen provincie apart."""
    return "".join(
        _area(of, regel)
        for regel in of.regels
        if regel.klasse is look.klasse and pale == (of.only.provincie not in ("", regel.provinciecode))
    )


def _paint(of: Map, look: Look, pale: bool) -> str:
    """The attributes of a group."""
    faded = f' opacity="{PALE}"' if pale and not of.others else ""
    return f"{_fill(of, look, pale)}{faded}"


def _fill(of: Map, look: Look, pale: bool) -> str:
    """The fill of a group: its colour where the page is light, and the name by which the sheet knows that of a dark one."""
    if pale and of.others:
        return f'data-vlak="elders" fill="{of.others}"'
    if not of.only.shows(look.klasse):
        return f'data-vlak="bleek" fill="{FADED}"'
    return _own_fill(look)


def _own_fill(look: Look, patterns: str = "patroon") -> str:
    klasse = int(look.klasse)
    return f'fill="url(#{patterns}-{klasse})"' if look.pattern else f'data-vlak="{klasse}" fill="{look.fill}"'


def _area(of: Map, regel: Regel) -> str:
    mark = ' id="gekozen"' if regel.code == of.about.code else ""
    shape = f'<path{mark} d="{of.drawing["paths"][regel.code]}"><title>{escape(regel.naam)}</title></path>'
    return f'<a href="{escape(of.link(regel.code))}" tabindex="-1">{shape}</a>'


def _lines(kind: str, colour: str, shapes: str, opacity: float = 1) -> str:
    """Shapes without a fill; a line that two of them draw is as strong as one of one alone."""
    covering = "" if opacity == 1 else f' opacity="{opacity}"'
    return f'<g class="{kind}" fill="none" pointer-events="none" stroke="{colour}"{covering}>{shapes}</g>'


def _chosen(of: Map) -> str:
    """The line around what the map is about; on a map of the land around what a script calls so."""
    shape = first = _used(("gekozen",))
    if of.about.code.soort is Gebiedsoort.PROVINCIE:
        first = f'<path id="gekozen" d="{of.drawing["paths"][of.about.code]}"/>'
    return _lines("rand licht", WHITE, first) + _lines("rand", CHOSEN, shape)
