"""CQL2 text to a tree, from left to right without stepping back: the time it takes follows from its length alone. Pure."""

from __future__ import annotations

import math
import re
from typing import NamedTuple, NoReturn

import shapely

from server.ogc.cql2_tree import (
    COMPARISONS,
    DEEPEST,
    FOLDS,
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

_NUMBER = r"(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<number>{_NUMBER})|(?P<text>'(?:[^'\\]|''|\\(?s:.))*')|(?P<word>[^\W\d]\w*)"""
    r"""|(?P<name>"(?:""|[^"])+")|(?P<sign><=|>=|<>|[=<>(),+*/%^-])|(?P<end>\Z)|(?P<other>\S))""",
    re.ASCII,
)
_RESERVED = {"and", "or", "not", "like", "ilike", "between", "in", "is", "null"}
_LOCATED = {name.lower() for name in LOCATED}
_FUNCTIONS = ("CASEI", "ACCENTI", "S_INTERSECTS", "DATE", "BBOX", *(name.upper() for name in LOCATED))


class _Token(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A word without capitals; empty for what is no word."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def at(self) -> str:
        """Where it stands, counted from 1."""
        return f"bij teken {self.start + 1}"


def read(text: str, system: Crs) -> Node:
    """The tree of a filter in CQL2 text, its shapes in `system`. Raises FilterRefused."""
    reader = _Reader(text, system)
    node = reader.either()
    if reader.next.kind != "end":
        reader.refuse("hier hoort AND, OR of het einde")
    return node


class _Reader:
    def __init__(self, text: str, system: Crs) -> None:
        self._text, self._system = text, system
        self._tokens = [
            _Token(m.lastgroup or "", m[m.lastgroup or 0], m.start(m.lastgroup or 0)) for m in _TOKEN.finditer(text)
        ]
        self._nth = self._depth = 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._nth]

    def refuse(self, sentence: str, token: _Token | None = None) -> NoReturn:
        token = token or self.next
        seen = f" ({token.text[:20]})" if token.text else ""
        raise FilterRefused(token.at + seen, sentence)

    def _take(self) -> _Token:
        token = self.next
        self._nth += token.kind != "end"
        return token

    def _took(self, *words: str) -> bool:
        """Whether the next is one of these words or signs; it is then taken."""
        taken = (self.next.word or (self.next.text if self.next.kind == "sign" else "")) in words
        self._nth += taken
        return taken

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            self.refuse(f"hier hoort {sign.upper()}")

    def _deeper(self, by: int) -> None:
        self._depth += by
        if self._depth > DEEPEST:
            self.refuse(f"hoogstens {DEEPEST} haakjes of NOT in elkaar")

    def either(self) -> Node:
        """Conditions with OR between them."""
        token, args = self.next, [self._all()]
        while self._took("or"):
            args.append(self._all())
        return args[0] if len(args) == 1 else Call("or", tuple(args), token.at)

    def _all(self) -> Node:
        token, args = self.next, [self._negated()]
        while self._took("and"):
            args.append(self._negated())
        return args[0] if len(args) == 1 else Call("and", tuple(args), token.at)

    def _negated(self) -> Node:
        places = []
        while self.next.word == "not":
            places.append(self._take().at)
            self._deeper(1)
        node = self._predicate()
        for at in reversed(places):
            node = Call("not", (node,), at)
        self._depth -= len(places)
        return node

    def _predicate(self) -> Node:
        left, token = self._value(), self.next
        if token.kind == "sign" and token.text in COMPARISONS:
            self._take()
            return Call(token.text, (left, self._value()), token.at)
        if self._took("is"):
            negated = self._took("not")
            self._expect("null")
            return self._turned(Call("isNull", (left,), token.at), negated)
        negated = self._took("not")
        if self._took("like"):
            return self._turned(Call("like", (left, self._value()), token.at), negated)
        if self._took("ilike"):  # not in CQL2; GDAL sends it
            folded = tuple(Call("casei", (side,), token.at) for side in (left, self._value()))
            return self._turned(Call("like", folded, token.at), negated)
        if self._took("between"):
            low = self._value()
            self._expect("and")
            return self._turned(Call("between", (left, low, self._value()), token.at), negated)
        if self._took("in"):
            self._expect("(")
            return self._turned(Call("in", (left, *self._listed()), token.at), negated)
        if negated:
            self.refuse("na NOT hoort hier LIKE, BETWEEN of IN")
        return left

    @staticmethod
    def _turned(node: Call, negated: bool) -> Node:
        return Call("not", (node,), node.at) if negated else node

    def _listed(self) -> list[Node]:
        """Values with commas between them, up to and with the bracket that closes."""
        values = [self._value()]
        while self._took(","):
            values.append(self._value())
        self._expect(")")
        return values

    def _value(self) -> Node:
        token = self._take()
        if token.kind == "number" or (token.text in ("+", "-") and self.next.kind == "number"):
            text = token.text if token.kind == "number" else token.text + self._take().text
            number = float(text)
            if math.isinf(number):
                self.refuse("geef een gewoon getal", token)
            return Literal(number, token.at)
        if token.kind == "text":
            return Literal(_unquoted(token.text), token.at)
        if token.kind == "name":
            return Property(token.text[1:-1].replace('""', '"'), token.at)
        if token.text == "(":
            self._deeper(1)
            node = self.either()
            self._expect(")")
            self._depth -= 1
            return node
        if token.word in ("true", "false"):
            return Literal(token.word == "true", token.at)
        if token.text in ("'", '"'):
            self.refuse("dit aanhalingsteken sluit niet", token)
        if token.kind != "word" or token.word in _RESERVED:
            self.refuse("hier hoort een veld of een waarde", token)
        if token.word in _LOCATED:
            return self._located(token)
        if self._took("("):
            self._deeper(1)
            node = self._function(token)
            self._depth -= 1
            return node
        return Property(token.text, token.at)

    def _function(self, token: _Token) -> Node:
        """What a function gives whose bracket has just opened."""
        if token.word in (*FOLDS, "s_intersects"):
            return Call(token.word, tuple(self._listed()), token.at)
        if token.word == "bbox":
            numbers = [node.value if isinstance(node, Literal) else None for node in self._listed()]
            floats = [number for number in numbers if isinstance(number, float)]
            return shape_of_box(floats if len(floats) == len(numbers) else [], self._system, token.at)
        if token.word == "timestamp":
            self.refuse(ONLY_DAYS, token)
        if token.word == "date":
            value = self._take()
            if value.kind != "text":
                self.refuse("hier hoort een dag, zoals DATE('2026-11-01')", value)
            self._expect(")")
            return Day(_unquoted(value.text), token.at)
        self.refuse(f"deze functie is er niet; wel: {', '.join(_FUNCTIONS)}", token)

    def _located(self, token: _Token) -> Shape:
        """A geometry in WKT, up to the bracket that closes it."""
        open_brackets, end = 0, token
        while not (open_brackets == 0 and end.text == ")"):
            end = self._take()
            if end.kind not in ("number", "sign", "word") or (open_brackets == 0 and end.text not in ("(", "Z", "z")):
                self.refuse("zo schrijf je een vorm niet; bijvoorbeeld POINT(5.12 52.09)", end)
            open_brackets += (end.text == "(") - (end.text == ")")
            if open_brackets > DEEPEST:
                self.refuse("zoveel haakjes heeft een vorm niet", end)
        try:
            geometry = shapely.from_wkt(self._text[token.start : end.start + 1])
        except shapely.errors.ShapelyError:
            self.refuse("zo schrijf je een vorm niet; bijvoorbeeld POINT(5.12 52.09)", token)
        return shape_of_geometry(geometry, self._system, token.at)


_ESCAPED = re.compile(r"''|\\(?s:.)")
_SIGNS = {
    "''": "'",
    r"\'": "'",
    r"\a": "\a",
    r"\b": "\b",
    r"\t": "\t",
    r"\n": "\n",
    r"\v": "\v",
    r"\f": "\f",
    r"\r": "\r",
}


def _unquoted(text: str) -> str:
    """What a text between quotes says; a backslash before another sign than these is left to LIKE."""
    return _ESCAPED.sub(lambda match: _SIGNS.get(match[0], match[0]), text[1:-1])
