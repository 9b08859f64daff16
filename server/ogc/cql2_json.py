"""CQL2 JSON to the same tree as CQL2 text. Pure."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import shapely

from server.ogc.cql2_tree import (
    COUNTS,
    DEEPEST,
    LOCATED,
    ONLY_DAYS,
    Call,
    Day,
    FilterRefused,
    Literal,
    Node,
    Property,
    Shape,
    shape_of_box,
    shape_of_geometry,
)
from server.ogc.crs import Crs


def read(text: str, system: Crs) -> Node:
    """The tree of a filter in CQL2 JSON, its shapes in `system`. Raises FilterRefused."""
    try:
        content = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise FilterRefused(f"bij teken {error.pos + 1}", "dit is geen JSON") from None
    except (ValueError, RecursionError):  # a number without end, or too many brackets
        raise FilterRefused("", "dit is geen gewone JSON") from None
    return _node(content, system, "", 0)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _node(content: Any, system: Crs, path: str, depth: int) -> Node:
    at = f"bij {path or '/'}"
    if depth > DEEPEST:
        raise FilterRefused(at, f"hoogstens {DEEPEST} niveaus in elkaar")
    match content:
        case bool() | str():
            return Literal(content, at)
        case int() | float():
            return Literal(_number(content, at), at)
        case {"op": str(op), "args": list(args)}:
            return _call(op, args, system, path, depth)
        case {"property": str(name)}:
            return Property(name, at)
        case {"date": str(day)}:
            return Day(day, at)
        case {"timestamp": _}:
            raise FilterRefused(at, ONLY_DAYS)
        case {"bbox": list(numbers)} if all(type(n) in (int, float) for n in numbers):
            return shape_of_box([_number(n, at) for n in numbers], system, at)
        case {"type": str(kind)} if kind in LOCATED:
            return _shape(content, system, at)
    raise FilterRefused(at, "hier hoort een bewerking (op en args), een veld (property) of een waarde")


def _number(value: float, at: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise FilterRefused(at, "geef een gewoon getal")
    return number


def _call(op: str, args: list[Any], system: Crs, path: str, depth: int) -> Call:
    at = f"bij {path or '/'}"
    if op not in COUNTS:
        raise FilterRefused(at, f"de bewerking {op[:20]!r} is er niet; wel: {', '.join(COUNTS)}")
    nodes: list[Node] = []
    for n, arg in enumerate(args):
        if op == "in" and n == 1 and isinstance(arg, list):
            nodes += [_node(one, system, f"{path}/args/1/{m}", depth + 1) for m, one in enumerate(arg)]
        else:
            nodes.append(_node(arg, system, f"{path}/args/{n}", depth + 1))
    return Call(op, tuple(nodes), at)


def _shape(content: dict[str, Any], system: Crs, at: str) -> Shape:
    try:
        geometry = shapely.from_geojson(json.dumps(content))
    except shapely.errors.ShapelyError:
        raise FilterRefused(at, "deze vorm (GeoJSON) klopt niet") from None
    return shape_of_geometry(geometry, system, at)
