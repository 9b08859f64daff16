"""What CQL2 (21-065r2) asks of filters, by requirement. The expressions are those of its abstract tests."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from flask.testing import FlaskClient

from server.ogc import cql2_text, crs
from server.ogc.cql2_tree import Call, Literal
from tests.server.ogc.test_filter_requirements import NAMES, everything, fields, found, ids, items
from tests.server.ogc.test_ogc import CRS84, EPSG, ROOT, get

LITERAL = {"string": "'foo'", "number": "3.14", "integer": "1", "date": "DATE('2022-04-14')"}


def of_kind(client: FlaskClient, name: str, *kinds: str) -> list[str]:
    return [field for field, kind in fields(client, name).items() if kind in kinds]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_field_compares_with_a_value_of_its_kind(client: FlaskClient, name: str) -> None:
    """/req/basic-cql2/cql2-filter, /req/basic-cql2/property, /req/basic-cql2/binary-comparison-predicate,
    /req/cql2-text/basic-cql2, /req/cql2-json/basic-cql2.
    """
    kinds = fields(client, name)
    assert set(kinds.values()) == {"string", "integer", "number", "date", "geometry-multipolygon"}
    assert found(client, name, "true") == everything(client, name)
    assert found(client, name, "false") == set()
    for field, kind in kinds.items():
        if kind in LITERAL:
            for one, other in (("=", "<>"), (">", "<="), ("<", ">=")):
                holds, fails = (found(client, name, f"{field} {op} {LITERAL[kind]}") for op in (one, other))
                absent = found(client, name, f"{field} IS NULL")
                assert holds.isdisjoint(fails), (field, one)
                assert holds | fails | absent == everything(client, name), (field, one)


def test_what_is_absent_is_null(client: FlaskClient, name: str) -> None:
    """/req/basic-cql2/null-predicate."""
    for feature in get(client, items(name))["features"]:
        one = f"statcode = '{feature['id']}'"
        absent = {field for field, value in feature["properties"].items() if value is None}
        for field in [*absent, "naam"]:
            assert bool(found(client, name, f"{one} AND {field} IS NULL")) is (field in absent)
        if absent:
            return
    assert not found(client, name, "percentage IS NULL")


def test_conditions_within_conditions(client: FlaskClient, name: str) -> None:
    """The abstract test `logical` of basic-cql2, with sets for AND, OR and NOT (where nothing is absent)."""
    texts = ("taakstelling > 50", "naam < 'M'", "achterstand >= 0", "naam = 'Utrecht' OR naam > 'V'")
    p1, p2, p3, p4 = (found(client, name, text) for text in texts)
    a, b, c, d = (f"({text})" for text in texts)
    total = everything(client, name)
    wanted = ((total - p2) & p1) | (p3 & p4) | (total - (p1 | p4))
    assert 0 < len(wanted) < len(total)
    assert found(client, name, f"(NOT ({b}) AND {a}) OR ({c} and {d}) or not ({a} OR {d})") == wanted


def test_like_between_and_in(client: FlaskClient, name: str) -> None:
    """/req/advanced-comparison-operators/like-predicate, /req/advanced-comparison-operators/between-predicate,
    /req/advanced-comparison-operators/in-predicate, /req/cql2-text/advanced-comparison-operators,
    /req/cql2-json/advanced-comparison-operators.
    """
    total = everything(client, name)
    for field in of_kind(client, name, "string"):
        absent = found(client, name, f"{field} IS NULL")
        assert found(client, name, f"{field} LIKE '%'") == found(client, name, f"{field} like '%%'") == total - absent
        assert found(client, name, f"{field} like '_%'").isdisjoint(found(client, name, f"{field} like ''"))
        assert found(client, name, f"{field} in ('foo', 'bar')") == set()
        assert ids(client, name, filter=f"{field} like '\\%\\_'") == []
    for field in of_kind(client, name, "integer", "number"):
        within = found(client, name, f"{field} BETWEEN 0 AND 100")
        assert within == found(client, name, f"{field} >= 0 AND {field} <= 100")
        assert found(client, name, f"{field} between 100.0 and 1.0") == set(), field
        few = [found(client, name, f"{field} = {n}") for n in (1, 2, 3)]
        assert found(client, name, f"{field} IN (1, 2, 3)") == set().union(*few)
    (day,) = of_kind(client, name, "date")
    assert found(client, name, f"{day} in (DATE('2026-10-01'), DATE('2026-11-01'))") == total
    assert ids(client, name, filter=f"{day} in ('2022-04-14', '2022-04-15')") == []


def test_case_and_accents_fold(client: FlaskClient, name: str) -> None:
    """/req/case-insensitive-comparison/casei-function, /req/accent-insensitive-comparison/accenti-function,
    /req/cql2-text/case-insensitive-comparison, /req/cql2-text/accent-insensitive-comparison,
    /req/cql2-json/case-insensitive-comparison, /req/cql2-json/accent-insensitive-comparison.
    """
    for field in of_kind(client, name, "string"):
        same, other = (found(client, name, f"CASEI({field}) {text}") for text in ("= casei('foo')", "<> casei('FOO')"))
        assert same.isdisjoint(other)
        for one, two in (("casei('ZUID%')", "casei('zUid%')"), ("casei('foo%')", "casei('FOO%')")):
            assert found(client, name, f"CASEI({field}) LIKE {one}") == found(
                client, name, f"CASEI({field}) LIKE {two}"
            )
        for one, two in (("Ä%", "A%"), ("Zé%", "Ze%")):
            left, right = (found(client, name, f"ACCENTI({field}) LIKE accenti('{text}')") for text in (one, two))
            assert left == right, field
        both = f"ACCENTI(CASEI({field})) = accenti(casei("
        assert found(client, name, f"{both}'ÉÉN'))") == found(client, name, f"{both}'een'))")
    some = "Súdwest-Fryslân" if name == "gemeenten" else "Zuid-Holland"
    plain = some.replace("ú", "u").replace("â", "a").upper()
    assert len(found(client, name, f"accenti(casei(naam)) = accenti(casei('{plain}'))")) == 1
    assert len(found(client, name, f"casei(naam) = casei('{some.swapcase()}')")) == 1


def test_points_and_boxes_touch(client: FlaskClient, name: str) -> None:
    """/req/basic-spatial-functions/spatial-predicate, /req/basic-spatial-functions/spatial-functions,
    /req/cql2-text/basic-spatial-functions, /req/cql2-json/basic-spatial-functions.
    """
    assert found(client, name, "S_INTERSECTS(geometry,BBOX(-180,-90,180,90))") == everything(client, name)
    assert found(client, name, "S_INTERSECTS(geometry,POINT(7.02 49.92))") == set()
    apart = "S_INTERSECTS(geometry,BBOX(-180,-90,-90,90)) AND S_INTERSECTS(geometry,BBOX(90,-90,180,90))"
    assert found(client, name, apart) == set()
    told = get(client, items(name))["features"]
    for place in ("POINT(5.12 52.09)", "POINT(4.9 52.37)"):
        shape = shapely.from_wkt(place)
        touched = {f["id"] for f in told if shapely.from_geojson(json.dumps(f)).intersects(shape)}
        assert len(touched) == 1
        assert found(client, name, f"S_INTERSECTS(geometry,{place})") == touched


@pytest.mark.parametrize(
    "shape",
    [
        "MULTIPOINT(5.12 52.09, 4.9 52.37)", "LINESTRING(4 52, 7 52)", "MULTILINESTRING((4 52, 5 52), (6 53, 7 53))",
        "POLYGON((4 51, 6 51, 6 53, 4 53, 4 51), (4.5 51.5, 4.5 52.5, 5.5 52.5, 5.5 51.5, 4.5 51.5))",
        "MULTIPOLYGON(((4 51, 5 51, 5 52, 4 52, 4 51)), ((6 53, 7 53, 7 54, 6 54, 6 53)))",
        "GEOMETRYCOLLECTION(POINT(5.12 52.09), POLYGON((6 53, 7 53, 7 54, 6 54, 6 53)))",
    ],
)  # fmt: skip
def test_all_shapes_touch(client: FlaskClient, name: str, shape: str) -> None:
    """/req/basic-spatial-functions-plus/spatial-data-types, /req/cql2-text/basic-spatial-functions-plus,
    /req/cql2-json/basic-spatial-functions-plus.
    """
    place = shapely.from_wkt(shape)
    told = get(client, items(name))["features"]
    touched = {f["id"] for f in told if shapely.from_geojson(json.dumps(f)).intersects(place)}
    assert touched
    assert found(client, name, f"S_INTERSECTS(geometry,{shape})") == touched


@pytest.mark.parametrize(
    ("shape", "system"),
    [
        ("POINT(90 180)", CRS84), ("MULTIPOINT(7.02 49.92, 90 180)", CRS84), ("POINT(181 0)", CRS84),
        ("POINT(0 100)", CRS84), ("POINT(100 0)", f"{EPSG}4258"), ("BBOX(-181,0,0,1)", CRS84),
    ],
)  # fmt: skip
def test_what_lies_beyond_the_earth_is_400(client: FlaskClient, name: str, shape: str, system: str) -> None:
    """The abstract tests `s_intersects` of both classes: coordinates that cannot be."""
    text = {"filter": f"S_INTERSECTS(geometry,{shape})", "filter-crs": system}
    answer = client.get(items(name), query_string=text)
    assert answer.status_code == 400
    assert "graden gaan tot 180" in json.loads(answer.data)["detail"]


def test_signs_in_a_text_can_be_escaped() -> None:
    """/req/cql2-text/escaping."""
    written = {
        r"'it''s'": "it's", r"'it\'s'": "it's", r"'\a\b\t\n\v\f\r'": "\x07\x08\x09\x0a\x0b\x0c\x0d",
        r"'a\\b'": r"a\\b", r"'\\nee'": r"\\nee", r"'50\%'": r"50\%", r"'\\'''": r"\\'",
    }  # fmt: skip
    for text, meant in written.items():
        tree: Any = cql2_text.read(f"naam = {text}", crs.CRS84)
        assert isinstance(tree, Call)
        assert tree.args[1] == Literal(meant), text


UNDECLARED = {
    "spatial-functions": "S_WITHIN(geometry,BBOX(4,52,5,53))",
    "temporal-functions": "T_AFTER(peildatum,DATE('2026-10-01'))",
    "array-functions": "A_EQUALS(naam,('a','b'))",
    "property-property": "true = true",
    "functions": "avg(klasse) > 1",
    "arithmetic": "klasse + 1 = 3",
}


@pytest.mark.parametrize("kind", UNDECLARED)
def test_what_is_not_declared_is_refused(client: FlaskClient, kind: str) -> None:
    """/req/cql2-text/spatial-functions, /req/cql2-text/temporal-functions, /req/cql2-text/array-functions,
    /req/cql2-text/property-property, /req/cql2-text/functions, /req/cql2-text/arithmetic,
    /req/cql2-json/spatial-functions, /req/cql2-json/temporal-functions, /req/cql2-json/array-functions,
    /req/cql2-json/property-property, /req/cql2-json/functions, /req/cql2-json/arithmetic: each asked for only of who
    has that class.
    """
    assert f"http://www.opengis.net/spec/cql2/1.0/conf/{kind}" not in get(client, f"{ROOT}/conformance")["conformsTo"]
    assert client.get(items("gemeenten"), query_string={"filter": UNDECLARED[kind]}).status_code == 400
