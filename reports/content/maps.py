"""The maps of the reports, drawn from a coverage that was generalised for print once per vintage. Pure.

Geometry is EPSG:28992 (x east, y north, metres). Outlines are kept as PDF path operators in whole units of 10 m, so that
a map is put together from ready pieces: nothing is parsed or formatted again for a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from data.terms import Klasse
from reports.content.map_numbers import circled
from reports.content.report_charts import Dot, Label, Shape
from tiles import map_names
from tiles.palette import BRAND, BY_KLASSE, ELSEWHERE, Look

UNIT_M = 10.0
LEVELS_M = (40.0, 150.0, 500.0, 1200.0)  # tolerances of generalising; the paper shows about 0.15 mm
PAPER_MM = 0.15
NEARBY = 3  # gemeenten named for an island without neighbours
MARGIN, MARGIN_FAR = 1.9, 1.15  # how much larger than the gemeente the window of neighbours is; with those of an island
SMALLEST_WINDOW_M = 14_000.0
PX_PER_MM = 96 / 25.4
LAND = "#dbe3eb"
NAME_PX, OWN_PX = 8.5, 11.0  # letters of the names on a map: of all, and of the one it is about
DOT_PX = 6.3  # radius round a number on the map of a provincie
CIRCLE_PX = 7.0  # the same on the map of a gemeente


@dataclass(frozen=True, slots=True)
class Layer:
    """One path of a map: PDF operators in units of 10 m, filled and stroked as one. Widths in CSS pixels on paper."""

    path: bytes
    fill: str
    stroke: str
    width: float
    look: Look | None = None  # with the pattern to draw over the fill


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """A map of a size in CSS pixels. `window` is the part of the Netherlands shown, in metres; `shared` a form drawn once.

    `key` names the shared layers: two maps with the same key have the same ones. `inset` stands on it: x and y of its
    upper left corner in pixels, and what it is.
    """

    width: float
    height: float
    alt: str
    window: tuple[float, float, float, float]
    key: str
    shared: tuple[Layer, ...]
    layers: tuple[Layer, ...]
    shapes: tuple[Shape, ...]
    inset: tuple[float, float, MapDrawing] | None = None

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Metres to pixels of the drawing."""
        west, _, east, north = self.window
        scale = self.width / (east - west)
        return (x - west) * scale, (north - y) * scale


def path_operators(geometry: shapely.Geometry) -> bytes:
    """The rings of a (multi)polygon as PDF path operators in units of 10 m.

    >>> path_operators(shapely.box(0, 0, 100, 50)).split(b" h")[0]
    b'10 0 m 10 5 l 0 5 l 0 0 l'
    """
    parts = []
    for part in shapely.get_parts(geometry):
        for ring in shapely.get_rings(part):
            points = np.rint(shapely.get_coordinates(ring)[:-1] / UNIT_M).astype(int)
            keep = np.ones(len(points), bool)
            keep[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
            kept = points[keep].tolist()
            if len(kept) > 2:
                parts.append(" ".join(f"{x} {y} {'l' if n else 'm'}" for n, (x, y) in enumerate(kept)) + " h")
    return " ".join(parts).encode()


def _inside(drawing: MapDrawing, geometry: shapely.Geometry) -> tuple[float, float]:
    """A point in the geometry, in pixels of the drawing."""
    x, y = shapely.get_coordinates(shapely.point_on_surface(geometry))[0].tolist()
    return drawing.point(x, y)


class Atlas:
    """Everything about the shape of the country that reports need, prepared once per vintage and process."""

    def __init__(
        self, vintage: Vintage, enlarged: float = 1.0, page: tuple[float, float] | None = None, cells: bytes = b""
    ) -> None:
        self.vintage, self.enlarged, self.page, self.cells = vintage, enlarged, page, cells
        self.codes = [str(g.code) for g in vintage.gemeenten]
        self.index = {code: n for n, code in enumerate(self.codes)}
        self._levels: dict[float, np.ndarray] = {}
        self._paths: dict[tuple[float, int], bytes] = {}
        self.bounds = shapely.bounds(vintage.geometries)
        self._tree = shapely.STRtree(vintage.geometries)

    def level(self, metres_per_mm: float) -> float:
        """The coarsest tolerance that does not show at this scale."""
        return max([t for t in LEVELS_M if t <= PAPER_MM * metres_per_mm / self.enlarged * 4] or [LEVELS_M[0]])

    def outlines(self, tolerance: float) -> np.ndarray:
        """The gemeenten generalised as one coverage, shared borders staying shared."""
        if tolerance not in self._levels:
            self._levels[tolerance] = shapely.coverage_simplify(self.vintage.geometries, tolerance)
        shapes: np.ndarray = self._levels[tolerance]
        return shapes

    def path(self, tolerance: float, n: int) -> bytes:
        """The operators of one gemeente."""
        if (tolerance, n) not in self._paths:
            self._paths[tolerance, n] = path_operators(self.outlines(tolerance)[n])
        return self._paths[tolerance, n]

    @cached_property
    def neighbours(self) -> tuple[tuple[str, ...], ...]:
        """For each gemeente the codes of those that share a border, and for one with fewer than two the nearest ones."""
        geometries = self.outlines(LEVELS_M[2])  # still a coverage: neighbours have the same points along their border
        left, right = shapely.STRtree(geometries).query(geometries, predicate="intersects")
        shared = shapely.length(shapely.intersection(geometries[left], geometries[right])) > 0
        near: list[set[int]] = [set() for _ in geometries]
        for a, b in zip(left[shared].tolist(), right[shared].tolist(), strict=True):
            if a != b:
                near[a].add(b)
        for n, own in enumerate(near):
            if len(own) < 2:
                distances = shapely.distance(geometries[n], geometries)
                own.update(int(i) for i in np.argsort(distances, kind="stable")[1 : NEARBY + 1])
        return tuple(tuple(self.codes[i] for i in self._in_order(n, own)) for n, own in enumerate(near))

    def _in_order(self, n: int, others: Iterable[int]) -> list[int]:
        """Clockwise from the north, as the numbers run round the map."""
        return sorted(others, key=lambda i: float(np.arctan2(*(self._middles[i] - self._middles[n])) % (2 * np.pi)))

    @cached_property
    def _middles(self) -> np.ndarray:
        middles: np.ndarray = shapely.get_coordinates(shapely.centroid(self.vintage.geometries))
        return middles

    @cached_property
    def provincies(self) -> tuple[tuple[str, bytes], ...]:
        """Provinciecode and outline of each provincie, for the country maps."""
        coarse = self.outlines(LEVELS_M[3])
        codes = np.array([g.provinciecode for g in self.vintage.gemeenten])
        return tuple(
            (str(code), path_operators(shapely.coverage_union_all(coarse[codes == code]))) for code in np.unique(codes)
        )

    @cached_property
    def country_window(self) -> tuple[float, float, float, float]:
        """The whole country with a narrow margin."""
        west, south = self.bounds[:, :2].min(axis=0) - 4000
        east, north = self.bounds[:, 2:].max(axis=0) + 4000
        return float(west), float(south), float(east), float(north)

    def locator(self, code: str, width: float, alt: str) -> MapDrawing:
        """Where the gemeente or provincie lies in the country."""
        window = self.country_window
        height = width * (window[3] - window[1]) / (window[2] - window[0])
        shared = tuple(Layer(path, LAND, "#ffffff", 0.8) for _, path in self.provincies)
        drawing = MapDrawing(width, height, alt, window, "land", shared, (), ())
        if code not in self.index:
            own = tuple(Layer(path, BRAND, "#ffffff", 0.8) for provincie, path in self.provincies if provincie == code)
            return replace(drawing, layers=own)
        west, south, east, north = self.bounds[self.index[code]].tolist()
        x, y = drawing.point((west + east) / 2, (south + north) / 2)
        radius = 10 + max(east - west, north - south) / 2 * width / (window[2] - window[0])
        x, y = min(max(x, radius + 1), width - radius - 1), min(max(y, radius + 1), height - radius - 1)  # whole
        ring = Dot(x, y, radius, "", BRAND)
        own = (Layer(self.path(LEVELS_M[2], self.index[code]), BRAND, BRAND, 0.5),)
        return replace(drawing, layers=own, shapes=(ring,))

    def around(self, code: str, stand: Stand, width: float, height: float, alt: str) -> MapDrawing | None:
        """The gemeente and those around it in the colours of their klasse, numbered as in `neighbours`.

        None for a gemeente without outline.
        """
        if code not in self.index:
            return None
        if self.page:
            width = height = min(self.page)  # room on its page for the text above it
        own, others = self.index[code], self.neighbours[self.index[code]]
        window = self._window(own, others, height / width)
        tolerance = self.level((window[2] - window[0]) / (width / PX_PER_MM))
        visible = sorted(self._tree.query(shapely.box(*window)).tolist())
        layers = (*self.klassen(visible, stand, tolerance), Layer(self.path(tolerance, own), "", BRAND, 2.4))
        drawing = MapDrawing(width, height, alt, window, "", (), layers, ())
        return replace(drawing, shapes=tuple(self._numbers(drawing, own, others, stand, tolerance)))

    def _window(self, own: int, others: Sequence[str], ratio: float) -> tuple[float, float, float, float]:
        """The part of the country to show: around the gemeente, or around an island and the few gemeenten near it."""
        far = len(others) <= NEARBY
        boxes = self.bounds[[own, *(self.index[c] for c in others)]] if far else self.bounds[[own]]
        west, south = boxes[:, :2].min(axis=0).tolist()
        east, north = boxes[:, 2:].max(axis=0).tolist()
        half = max(east - west, (north - south) / ratio, SMALLEST_WINDOW_M) / 2 * (MARGIN_FAR if far else MARGIN)
        x, y = (west + east) / 2, (south + north) / 2
        return x - half, y - half * ratio, x + half, y + half * ratio

    def klassen(self, indices: Sequence[int], stand: Stand, tolerance: float) -> list[Layer]:
        """One path per klasse, then all borders: a white line with a dark one on it, seen on every fill."""
        by_klasse: dict[Klasse, list[bytes]] = {}
        for i in indices:
            regel = stand.by_code.get(self.codes[i])
            by_klasse.setdefault(regel.klasse if regel else Klasse.GEEN_CIJFER, []).append(self.path(tolerance, i))
        looks = [(BY_KLASSE[klasse], b" ".join(paths)) for klasse, paths in sorted(by_klasse.items())]
        fills = [Layer(path, look.fill, "", 0, look if look.pattern else None) for look, path in looks]
        everything = b" ".join(self.path(tolerance, i) for i in indices)
        return [*fills, Layer(everything, "", "#ffffff", 1.6), Layer(everything, "", BRAND, 0.5)]

    def _numbers(
        self, drawing: MapDrawing, own: int, others: Sequence[str], stand: Stand, tolerance: float
    ) -> list[Shape]:
        """A number in each of the others, and the name of the gemeente itself where it covers the fewest of them."""
        outlines = self.outlines(tolerance)
        indices = [self.index[c] for c in others]
        parts = shapely.clip_by_rect(outlines[indices], *drawing.window)
        middles: dict[int, tuple[float, float]] = {}
        for n, (part, i) in enumerate(zip(parts, indices, strict=True), 1):
            if part.is_empty or self.codes[i] not in stand.by_code:
                continue
            x, y = _inside(drawing, part)
            middles[n] = min(max(x, 9), drawing.width - 9), min(max(y, 9), drawing.height - 9)
        name = self.vintage.gemeenten[own].naam
        half = map_names.width(name, OWN_PX) / 2 + 9

        def covered(place: tuple[float, float]) -> int:
            return sum(abs(x - place[0]) < half and abs(y - place[1]) < 14 for x, y in middles.values())

        x, y = min((drawing.point(*spot) for spot in map_names.spots(outlines[own])), key=covered)
        own_name = Label(x, y + 4, name, BRAND, OWN_PX, "middle", bold=True, halo="#ffffff")
        return [*circled(middles, CIRCLE_PX, 9.0), own_name]

    def country(
        self,
        stand: Stand,
        room: tuple[float, float],
        alt: str,
        only: str = "",
        numbers: Mapping[str, int] | None = None,
        window: tuple[float, float, float, float] | None = None,
    ) -> MapDrawing:
        """All gemeenten, or those of the provincie `only`, in the colours of their klasse; as large as `room` (pixels).

        `numbers` has the number to show in each gemeente of the provincie, by its code. `window` is what is shown around.
        """
        chosen = [n for n, g in enumerate(self.vintage.gemeenten) if not only or g.provinciecode == only]
        window = window or self.country_window
        if only and chosen:
            west, south = self.bounds[chosen][:, :2].min(axis=0) - 2500
            east, north = self.bounds[chosen][:, 2:].max(axis=0) + 2500
            window = (float(west), float(south), float(east), float(north))
        ratio = (window[3] - window[1]) / (window[2] - window[0])
        room = self.page or room
        width = min(room[0], room[1] / ratio)
        height = width * ratio
        tolerance = self.level((window[2] - window[0]) / (width / PX_PER_MM))
        layers = self.klassen(chosen, stand, tolerance)
        drawing = MapDrawing(width, height, alt, window, "", (), (), ())
        if not only:
            borders = tuple(Layer(path, "", BRAND, 1.2) for _, path in self.provincies)
            return replace(drawing, layers=(*layers, *borders))
        context = tuple(Layer(path, ELSEWHERE, "#ffffff", 0.8) for code, path in self.provincies if code != only)
        return replace(
            drawing, layers=(*context, *layers), shapes=tuple(self._named(drawing, chosen, tolerance, numbers or {}))
        )

    def _named(
        self, drawing: MapDrawing, chosen: Sequence[int], tolerance: float, numbers: Mapping[str, int]
    ) -> Iterable[Shape]:
        """The number of each gemeente in the middle of its widest part, and below it the name where that fits inside."""
        outlines = self.outlines(tolerance)
        metres_per_px = (drawing.window[2] - drawing.window[0]) / drawing.width
        names: list[Shape] = []
        middles: dict[int, tuple[float, float]] = {}
        for i in chosen:
            name, number = self.vintage.gemeenten[i].naam, numbers.get(self.codes[i])
            x, y = map_names.widest(outlines[i], tolerance=250)
            half_width, half_height = map_names.width(name, NAME_PX) / 2 * metres_per_px, 11 * metres_per_px
            room = shapely.box(x - half_width, y - half_height, x + half_width, y + half_height)
            px, py = drawing.point(x, y)
            if shapely.contains(outlines[i], room):
                names.append(Label(px, py + 9.5, name, BRAND, NAME_PX, "middle", halo="#ffffff"))
                py -= 5
            if number is not None:
                middles[number] = px, py
        return [*names, *circled(middles, DOT_PX, 8.0)]
