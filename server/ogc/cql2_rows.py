"""Which rows of a table meet a filter: column by column, with true, false and unknown as CQL2 has them. Pure."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from server.ogc.cql2_tree import Call, Literal, Node, Property, Shape, walk

Truth = bool | None  # None: unknown, because a value is absent
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """What is asked: values of each column by name, all as long, and which rows touch a geometry of the filter's system."""

    columns: Mapping[str, Sequence[Any]]
    touching: Callable[[shapely.Geometry], set[int]]
    length: int


def without_case(text: str) -> str:
    """A text without capitals, as CASEI takes it.

    >>> without_case("IJsselstein ẞ")
    'ijsselstein ss'
    """
    return text.casefold()


def without_accents(text: str) -> str:
    """A text without accents, as ACCENTI takes it.

    >>> without_accents("Súdwest-Fryslân")
    'Sudwest-Fryslan'
    """
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


_FOLDS = {"casei": without_case, "accenti": without_accents}


def matching(tree: Node, table: Table) -> list[int]:
    """The numbers of the rows for which a checked filter is true, in the order of the table."""
    return [row for row, truth in enumerate(_Evaluation(table).truth(tree)) if truth]


class _Evaluation:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._values: dict[Node, Sequence[Any]] = {}  # a column without accents is made once

    def truth(self, node: Node) -> list[Truth]:
        if isinstance(node, Literal):
            return [bool(node.value)] * self._table.length
        assert isinstance(node, Call)
        match node.op:
            case "and":
                return [_all(row) for row in zip(*map(self.truth, node.args), strict=True)]
            case "or":
                return [_any(row) for row in zip(*map(self.truth, node.args), strict=True)]
            case "not":
                return [None if t is None else not t for t in self.truth(node.args[0])]
            case "isNull":
                return [value is None for value in self.values(node.args[0])]
            case "like":
                matches = like(self._constant(node.args[1])).match
                return [None if v is None else matches(v) is not None for v in self.values(node.args[0])]
            case "between":
                value, low, high = map(self.values, node.args)
                return [
                    _all(pair) for pair in zip(_compared(">=", value, low), _compared("<=", value, high), strict=True)
                ]
            case "in":
                value, *others = map(self.values, node.args)
                return [_any(row) for row in zip(*(_compared("=", value, other) for other in others), strict=True)]
            case "s_intersects":
                touching = self._touching(node.args[1])
                return [row in touching for row in range(self._table.length)]
        return _compared(node.op, *map(self.values, node.args))

    def values(self, node: Node) -> Sequence[Any]:
        """The value of a part in each row."""
        if node not in self._values:
            self._values[node] = self._made(node)
        return self._values[node]

    def _made(self, node: Node) -> Sequence[Any]:
        if isinstance(node, Property):
            return self._table.columns.get(node.name) or [True] * self._table.length  # each row has its geometry
        if isinstance(node, Call):
            if any(isinstance(part, Property) for part in walk(node)):
                fold = _FOLDS[node.op]
                return [None if v is None else fold(v) for v in self.values(node.args[0])]
            return [self._constant(node)] * self._table.length
        assert not isinstance(node, Shape)
        return [node.value] * self._table.length

    def _constant(self, node: Node) -> str:
        """A text, or what a fold makes of it."""
        if isinstance(node, Call):
            return _FOLDS[node.op](self._constant(node.args[0]))
        assert isinstance(node, Literal)
        return str(node.value)

    def _touching(self, node: Node) -> set[int]:
        assert isinstance(node, Shape)
        return set().union(*(self._table.touching(part) for part in node.parts))


def _compared(op: str, left: Sequence[Any], right: Sequence[Any]) -> list[Truth]:
    compare = _COMPARE[op]
    return [None if a is None or b is None else compare(a, b) for a, b in zip(left, right, strict=True)]


def _all(truths: tuple[Truth, ...]) -> Truth:
    return False if False in truths else None if None in truths else True


def _any(truths: tuple[Truth, ...]) -> Truth:
    return True if True in truths else None if None in truths else False


def like(pattern: str) -> re.Pattern[str]:
    r"""What matches a pattern of LIKE as a whole: `%` is any text, `_` any sign, and `\` makes them ordinary.

    What stands after a `%` is sought once, from the left, and never again (an atomic group): no pattern takes more time
    than its length times that of the text.

    >>> bool(like("%sel%ein").match("IJsselstein")), bool(like("a_c").match("abcd")), bool(like(r"50\%").match("50%"))
    (True, False, True)
    """
    pieces = [""]
    signs = iter(pattern)
    for sign in signs:
        if sign == "%":
            pieces.append("")
        elif sign == "_":
            pieces[-1] += "."
        else:
            pieces[-1] += re.escape(next(signs, "\\") if sign == "\\" else sign)
    first, *others = pieces
    if not others:
        return re.compile(rf"{first}\Z", re.DOTALL)
    sought = "".join(f"(?>.*?{piece})" for piece in others[:-1] if piece)
    return re.compile(rf"{first}{sought}.*{others[-1]}\Z", re.DOTALL)
