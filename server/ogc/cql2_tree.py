"""A filter as a tree: what CQL2 text and CQL2 JSON (OGC 21-065r2) both become, each part with its place. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely

from server.ogc import crs
from server.ogc.crs import Crs

LONGEST = 2000  # characters of a filter; an address may have 2048 in its query
MOST_PARTS = 100  # properties, values and operations together
DEEPEST = 30  # brackets and NOTs around one another
MOST_SHAPES = 4  # S_INTERSECTS in a filter
MOST_POINTS = 200  # of all shapes in a filter together
LONGEST_PATTERN = 100  # characters of what LIKE compares with

COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
FOLDS = ("casei", "accenti")
COUNTS = {
    "and": (2, MOST_PARTS), "or": (2, MOST_PARTS), "not": (1, 1), "like": (2, 2), "between": (3, 3), "in": (2, MOST_PARTS),
    "isNull": (1, 1), "s_intersects": (2, 2), **dict.fromkeys(FOLDS, (1, 1)), **dict.fromkeys(COMPARISONS, (2, 2)),
}  # fmt: skip
LOCATED = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
ONLY_DAYS = "er zijn hier alleen dagen; schrijf DATE('2026-11-01')"


class FilterRefused(ValueError):
    """What cannot be a filter here; `sentence` says in Dutch what is wrong, beginning with where."""

    def __init__(self, at: str, sentence: str) -> None:
        self.sentence = f"{at}: {sentence}" if at else sentence
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Property:
    """A property by its name. `at` says in Dutch where in the filter a part stands."""

    name: str
    at: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number, or true or false."""

    value: str | float | bool
    at: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written `2026-11-01`."""

    value: str
    at: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on the map: simple geometries in the system of `filter-crs`, east first."""

    parts: tuple[shapely.Geometry, ...]
    at: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Call:
    """An operation by its name in CQL2 JSON; `in` has the value first and then what it may be."""

    op: str
    args: tuple[Node, ...]
    at: str = field(compare=False, default="")


Node = Property | Literal | Day | Shape | Call


def walk(node: Node) -> Iterator[Node]:
    """A part and all within it."""
    yield node
    if isinstance(node, Call):
        for arg in node.args:
            yield from walk(arg)


def shape_of_box(numbers: list[float], system: Crs, at: str) -> Shape:
    """The area of a BBOX in the axis order of its system. Raises FilterRefused."""
    if len(numbers) not in (4, 6):
        raise FilterRefused(at, "een BBOX heeft vier getallen, of zes met hoogten")
    a, b, c, d = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    if not np.isfinite(numbers).all() or b > d or (a > c and system is not crs.CRS84):
        raise FilterRefused(at, "een BBOX heeft eerst de kleinste waarden")
    return _within(Shape(tuple(shapely.get_parts(crs.box((a, b, c, d), system))), at), system)


def shape_of_geometry(geometry: shapely.Geometry, system: Crs, at: str) -> Shape:
    """A geometry as it was written, in the axis order of its system. Raises FilterRefused."""
    flat = shapely.force_2d(geometry)
    points = shapely.get_coordinates(flat)
    if not len(points) or not np.isfinite(points).all():
        raise FilterRefused(at, "deze vorm heeft geen gewone coördinaten")
    if len(points) > MOST_POINTS:
        raise FilterRefused(at, f"hoogstens {MOST_POINTS} punten")
    if not shapely.is_valid(flat):
        raise FilterRefused(at, "dit vlak snijdt zichzelf")
    if system.swapped:
        flat = shapely.transform(flat, lambda pairs: pairs[:, ::-1])
    return _within(Shape(tuple(shapely.get_parts(shapely.get_parts(flat))), at), system)


def _within(shape: Shape, system: Crs) -> Shape:
    """The shape, where its coordinates can be. Raises FilterRefused."""
    points = np.abs(shapely.get_coordinates(list(shape.parts)))
    if (points > system.edges).any():
        raise FilterRefused(shape.at, "graden gaan tot 180 naar oost of west en 90 naar noord of zuid")
    return shape
