"""Our reading of CQL2 beside that of the package cql2, which the product does not use (decision 0031), and LIKE."""

from __future__ import annotations

import json
from typing import Any

import cql2
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.ogc import cql2_json, cql2_text, crs
from server.ogc.cql2_rows import like
from server.ogc.cql2_tree import Call, Day, FilterRefused, Literal, Node, Property, Shape

LETTERS = "aB é%_'\\"
names = st.sampled_from(["naam", "klasse", "percentage", "peildatum"]).map(lambda name: {"property": name})
numbers = st.integers(-999, 999) | st.floats(-1e6, 1e6).map(lambda n: round(n, 3))
texts = st.text(LETTERS, max_size=6).filter(lambda text: "\\" not in text)  # each writes that sign in its own way
folds = st.builds(lambda op, arg: {"op": op, "args": [arg]}, st.sampled_from(["casei", "accenti"]), names | texts)
values = names | numbers | texts | folds | st.just({"date": "2026-11-01"})
shapes = st.sampled_from([
    {"bbox": [4, 52, 5, 53]}, {"type": "Point", "coordinates": [5.5, 52]},
    {"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53], [4, 52]]]},
])  # fmt: skip


def operation(op: str, *args: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*args).map(lambda args: {"op": op, "args": list(args)})


predicates = (
    st.sampled_from(["=", "<>", "<", ">", "<=", ">="]).flatmap(lambda op: operation(op, values, values))
    | operation("isNull", names)
    | operation("like", names | folds, texts)
    | operation("between", names, numbers, numbers)
    | operation("in", names | folds, st.lists(texts, min_size=1, max_size=3))
    | operation("s_intersects", st.just({"property": "geometry"}), shapes)
)
conditions = st.recursive(
    predicates,
    lambda inner: (
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        )
        | operation("not", inner)
    ),
    max_leaves=6,
)


def plain(node: Node) -> Any:
    """A tree as comparable values, with AND in AND made one."""
    match node:
        case Call(op, args):
            inner = [plain(arg) for arg in args]
            if op in ("and", "or"):
                inner = [one for arg in inner for one in (arg[1] if arg[0] == op else [arg])]
            return [op, inner]
        case Property(name):
            return ["property", name]
        case Day(value):
            return ["date", value]
        case Shape(parts):
            return ["shape", [shapely.normalize(part).wkt for part in parts]]
        case Literal(value):
            return ["value", value]


@given(conditions)
@settings(max_examples=80, deadline=None)
def test_text_and_json_are_read_as_cql2_reads_them(content: dict[str, Any]) -> None:
    tree = plain(cql2_json.read(json.dumps(content), crs.CRS84))
    text = cql2.Expr(content).to_text()
    assert plain(cql2_text.read(text, crs.CRS84)) == tree
    assert plain(cql2_json.read(json.dumps(cql2.parse_text(text).to_json()), crs.CRS84)) == tree


@pytest.mark.parametrize(
    "text",
    [
        "not a = 1 and b = 2 or c = 3", "a=1 or b=2 and not c=3", "a between 1 and 2 and b = 3", "NOT a IN (1,2)",
        "a is not null or ((b<1))", "casei(a) like casei('x%')", "a='it''s'", "-1 < a", "a <> 5e-2",
        "S_INTERSECTS(geometry,MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5))))", "a\n=\t1", "\"a\" = 1",
    ],
)  # fmt: skip
def test_what_people_write_is_read_as_cql2_reads_it(text: str) -> None:
    theirs = json.dumps(cql2.parse_text(text).to_json())
    assert plain(cql2_text.read(text, crs.CRS84)) == plain(cql2_json.read(theirs, crs.CRS84))


@pytest.mark.parametrize(
    "text", ["a =", "a = 1 b = 2", "(a = 1", "a = 'x", "and a = 1", "a = = 1", "a like", "a is 3", "a in (1", ""]
)
def test_what_cql2_refuses_we_refuse(text: str) -> None:
    with pytest.raises(cql2.ParseError):
        cql2.parse_text(text)
    with pytest.raises(FilterRefused):
        cql2_text.read(text, crs.CRS84)


soup = st.lists(
    st.sampled_from([
        "naam", "(", ")", ",", "'a%'", "''", "'", '"', "=", "<>", "<", "and", "or", "not", "like", "between", "in", "is",
        "null", "3", "-", "casei(", "s_intersects(", "geometry", "bbox(", "point(", "polygon((", "1 2", "date(", "true", "é",
        "\\'", "\x00", "\ud800", "linestring(1 2, 3 4)", "geometrycollection(", "z",
    ]),
    max_size=40,
).map(" ".join)  # fmt: skip


@given(soup)
@example("(" * 2000)
@example("POLYGON" + "(" * 1900)
@example("f(" * 1000)
@settings(max_examples=200, deadline=None)
def test_a_soup_of_words_is_a_filter_or_refused(text: str) -> None:
    for read in (cql2_text.read, cql2_json.read):
        try:
            read(text, crs.RD)
        except FilterRefused as refused:
            assert refused.sentence


def likes(pattern: str, text: str) -> bool:
    """LIKE as its definition says it, trying everything."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(likes(pattern[1:], text[n:]) for n in range(len(text) + 1))
    if pattern[0] == "\\" and len(pattern) > 1:
        return text[:1] == pattern[1] and likes(pattern[2:], text[1:])
    return bool(text) and pattern[0] in ("_", text[0]) and likes(pattern[1:], text[1:])


@given(st.text("ab%_\\.\n", max_size=6), st.text("ab%\\.\n", max_size=8))
@example("ab%b", "ab")
@example("a%b_c%", "axbbxcb\n")
@settings(max_examples=200, deadline=None)
def test_like_is_as_its_definition(pattern: str, text: str) -> None:
    assert bool(like(pattern).match(text)) == likes(pattern, text)


def test_no_pattern_takes_for_ever() -> None:
    """With ordinary groups each of the fifty would try every place again: more steps than there are atoms."""
    assert not like("%a" * 50 + "%b").match("a" * 4000)
    assert like("%a" * 50 + "%").match("a" * 4000)
