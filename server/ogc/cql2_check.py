"""Whether a filter can be answered: the fields are there, what is compared is of one kind, and it is not too much. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

import shapely

from server.ogc import cql2_json, cql2_text
from server.ogc.cql2_tree import (
    COMPARISONS,
    COUNTS,
    FOLDS,
    LONGEST,
    LONGEST_PATTERN,
    MOST_PARTS,
    MOST_POINTS,
    MOST_SHAPES,
    Call,
    Day,
    FilterRefused,
    Literal,
    Node,
    Property,
    Shape,
    walk,
)
from server.ogc.crs import Crs
from tiles import tile_schema

GEOMETRY = "geometry"
CONDITION, TEXT, NUMBER, DAY, MAP = "een voorwaarde", "tekst", "een getal", "een dag", "een vorm"
_KINDS = {"Number": NUMBER, "Date": DAY, "String": TEXT}
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T(00:00(:00)?)?Z?)?", re.ASCII)  # GDAL puts an hour behind a day
LANGUAGES: dict[str, Callable[[str, Crs], Node]] = {
    "cql2-text": cql2_text.read,
    "cql2-json": cql2_json.read,
    "cql-text": cql2_text.read,  # what GDAL calls it, up to 3.12 at least
}


def kinds_of(layer: str) -> dict[str, str]:
    """The kind of each field that may stand in a filter on a collection, by name."""
    return {a.naam: _KINDS[a.type] for a in tile_schema.COLUMNS[layer]} | {GEOMETRY: MAP}


def read(text: str, language: str, system: Crs, layer: str) -> Node:
    """The tree of a filter that can be answered. Raises FilterRefused."""
    if len(text) > LONGEST:
        raise FilterRefused("", f"hoogstens {LONGEST} tekens")
    tree = LANGUAGES[language](text, system)
    parts = list(walk(tree))
    shapes = [part for part in parts if isinstance(part, Shape)]
    if len(parts) > MOST_PARTS:
        raise FilterRefused(
            "", f"hoogstens {MOST_PARTS} velden, waarden en bewerkingen samen; dit zijn er {len(parts)}"
        )
    if len(shapes) > MOST_SHAPES:
        raise FilterRefused(shapes[MOST_SHAPES].at, f"hoogstens {MOST_SHAPES} vormen")
    if sum(int(shapely.get_num_coordinates(part)) for shape in shapes for part in shape.parts) > MOST_POINTS:
        raise FilterRefused("", f"hoogstens {MOST_POINTS} punten in alle vormen samen")
    return _Checker(kinds_of(layer)).condition(tree)


class _Checker:
    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds

    def condition(self, node: Node) -> Node:
        """A part that is true or false, with its values made one kind."""
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return node
        if not isinstance(node, Call) or node.op in FOLDS:
            raise FilterRefused(node.at, f"dit is {self._kind(node)}; hier hoort een voorwaarde, zoals klasse = 3")
        least, most = COUNTS[node.op]
        if not least <= len(node.args) <= most:
            raise FilterRefused(node.at, f"{node.op} heeft {'een waarde' if most == 1 else f'{least} waarden'}")
        if node.op in ("and", "or", "not"):
            return Call(node.op, tuple(self.condition(arg) for arg in node.args), node.at)
        if node.op == "isNull":
            if self._kind(node.args[0]) == CONDITION or isinstance(node.args[0], Shape):
                raise FilterRefused(node.at, "voor IS NULL hoort een veld")
            return node
        if node.op == "s_intersects":
            return self._touching(node)
        return self._like(node) if node.op == "like" else self._comparison(node)

    def _kind(self, node: Node) -> str:
        match node:
            case Property(name):
                if name not in self._kinds:
                    raise FilterRefused(node.at, f"het veld {name[:40]!r} is er niet; wel: {', '.join(self._kinds)}")
                return self._kinds[name]
            case Literal(value):
                return CONDITION if isinstance(value, bool) else TEXT if isinstance(value, str) else NUMBER
            case Day():
                _day(node)
                return DAY
            case Shape():
                return MAP
            case Call(op, args) if op in FOLDS:
                if len(args) != 1 or self._kind(args[0]) != TEXT:
                    raise FilterRefused(node.at, f"{op.upper()} neemt een tekst")
                return TEXT
        return CONDITION

    def _comparison(self, node: Call) -> Call:
        """The same with every value of one kind: a day may be written as text."""
        kinds = [self._kind(arg) for arg in node.args]
        args = list(node.args)
        if DAY in kinds:
            args = [_day(arg) if isinstance(arg, Literal) and isinstance(arg.value, str) else arg for arg in args]
            kinds = [self._kind(arg) for arg in args]
        for kind, arg in zip(kinds, args, strict=True):
            if kind in (CONDITION, MAP):
                ways = f"{', '.join(COMPARISONS)}, BETWEEN en IN"
                raise FilterRefused(arg.at, f"{kind} kan niet met {ways}; een vorm kan met S_INTERSECTS")
            if kind != kinds[0]:
                raise FilterRefused(arg.at, f"dit is {kind}, en dat is vergeleken met {kinds[0]}")
        return Call(node.op, tuple(args), node.at)

    def _like(self, node: Call) -> Call:
        value, pattern = node.args
        if self._kind(value) != TEXT:
            raise FilterRefused(value.at, "LIKE kan alleen met tekst")
        self._kind(pattern)
        parts = [part for part in walk(pattern) if not isinstance(part, Call)]
        if len(parts) != 1 or not isinstance(parts[0], Literal) or not isinstance(parts[0].value, str):
            raise FilterRefused(pattern.at, "na LIKE hoort een tekst, zoals 'Ber%'")
        if len(parts[0].value) > LONGEST_PATTERN:
            raise FilterRefused(pattern.at, f"na LIKE hoogstens {LONGEST_PATTERN} tekens")
        return node

    def _touching(self, node: Call) -> Call:
        kinds = [self._kind(arg) for arg in node.args]
        column, shape = sorted(node.args, key=lambda arg: isinstance(arg, Shape))
        if kinds != [MAP, MAP] or not isinstance(column, Property) or not isinstance(shape, Shape):
            raise FilterRefused(node.at, f"S_INTERSECTS neemt het veld {GEOMETRY} en een vorm, zoals BBOX(4,52,5,53)")
        return Call(node.op, (column, shape), node.at)


def _day(node: Literal | Day) -> Day:
    """A date that exists. Raises FilterRefused."""
    match = _DAY.fullmatch(str(node.value))
    try:
        if match is None:
            raise ValueError(node.value)
        return Day(dt.date.fromisoformat(match[1]).isoformat(), node.at)
    except ValueError:
        raise FilterRefused(node.at, "geef een dag zoals DATE('2026-11-01')") from None
