"""Filters of OGC API Features part 3: what comes is held against the delivered file, read here in plain Python."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shapely
from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER
from server.ogc import cql2_tree
from tests.server.ogc.test_ogc import CRS84, EPSG, ITEMS, ROOT, codes, get

PROVINCIES = f"{ROOT}/collections/provincies/items"
Row = dict[str, Any]


def rows_of_the_file() -> dict[str, Row]:
    """The newest delivered file by code, with names and provincies of the CBS list."""
    with (REFERENCE_FOLDER / "gemeenten.csv").open(encoding="utf-8", newline="") as lines:
        areas = {row["code"]: row for row in csv.DictReader(lines)}
    with (REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {}
        for line in csv.DictReader(lines, delimiter=";"):
            area = areas[line["gemeentecode"]]
            figures = {name: int(line[name]) for name in ("taakstelling", "achterstand", "gerealiseerd")}
            rows[line["gemeentecode"]] = {**figures, "naam": area["naam"], "provincie": area["provincie"]}
    return rows


FILE = rows_of_the_file()


def of_the_file(meets: Callable[[Row], bool]) -> list[str]:
    return sorted(code for code, row in FILE.items() if meets(row))


@pytest.fixture(scope="module")
def everything(site_app: Any) -> dict[str, Row]:
    """All features without a filter, by code: properties, and shapes in degrees and in RD."""
    with site_app.test_client() as client:
        degrees = get(client, ITEMS)["features"]
        metres = get(client, ITEMS, crs=f"{EPSG}28992")["features"]
    return {
        one["id"]: one["properties"]
        | {"degrees": shapely.from_geojson(json.dumps(one)), "rd": shapely.from_geojson(json.dumps(two))}
        for one, two in zip(degrees, metres, strict=True)
    }


@pytest.mark.parametrize(
    ("text", "meets"),
    [
        ("taakstelling >= 100", lambda r: r["taakstelling"] >= 100),
        ("100 < taakstelling", lambda r: r["taakstelling"] > 100),
        ("achterstand = -32", lambda r: r["achterstand"] == -32),
        ("achterstand < -1.5e1", lambda r: r["achterstand"] < -15),
        ("taakstelling <> 50", lambda r: r["taakstelling"] != 50),
        ("gerealiseerd > taakstelling", lambda r: r["gerealiseerd"] > r["taakstelling"]),
        ("taakstelling BETWEEN 40 AND 60", lambda r: 40 <= r["taakstelling"] <= 60),
        ("taakstelling not between 40 and 60 and achterstand<0",
         lambda r: not 40 <= r["taakstelling"] <= 60 and r["achterstand"] < 0),
        ("provincie IN ('Utrecht','Zeeland')", lambda r: r["provincie"] in ("Utrecht", "Zeeland")),
        ("taakstelling NOT IN (50, 51)", lambda r: r["taakstelling"] not in (50, 51)),
        ("naam LIKE 'B%'", lambda r: r["naam"].startswith("B")),
        ("naam LIKE '_e%n'", lambda r: r["naam"][1] == "e" and r["naam"].endswith("n")),
        ("naam NOT LIKE '%e%'", lambda r: "e" not in r["naam"]),
        ("naam = '''s-Gravenhage'", lambda r: r["naam"] == "'s-Gravenhage"),
        (r"naam = '\'s-Gravenhage'", lambda r: r["naam"] == "'s-Gravenhage"),
        ("CASEI(naam) = casei('UTRECHT')", lambda r: r["naam"] == "Utrecht"),
        ("naam ILIKE 'b%'", lambda r: r["naam"].startswith("B")),
        ("ACCENTI(naam) = ACCENTI('Súdwest-Fryslan')", lambda r: r["naam"] == "Súdwest-Fryslân"),
        ("accenti(casei(naam)) like accenti(casei('sudwest%'))", lambda r: r["naam"] == "Súdwest-Fryslân"),
        ('"naam" = \'Utrecht\' OR naam = \'Zwolle\'', lambda r: r["naam"] in ("Utrecht", "Zwolle")),
        ("NOT (provincie = 'Utrecht' OR taakstelling < 100)",
         lambda r: r["provincie"] != "Utrecht" and r["taakstelling"] >= 100),
        ("not provincie = 'Utrecht' and taakstelling > 100 or naam = 'Zwolle'",
         lambda r: (r["provincie"] != "Utrecht" and r["taakstelling"] > 100) or r["naam"] == "Zwolle"),
        ("peildatum = DATE('2026-11-01') AND maanden = 4", lambda r: True),
        ("peildatum > '2026-11-01'", lambda r: False),
        ("TRUE AND NOT FALSE", lambda r: True),
        ("(((taakstelling > 100) AND (achterstand > 0)) AND (NOT (naam = 'Almere')))",  # as QGIS writes it
         lambda r: r["taakstelling"] > 100 and r["achterstand"] > 0 and r["naam"] != "Almere"),
        ("(taakstelling > 100) AND (provincie IS NULL)", lambda r: False),  # as GDAL writes it
    ],
)  # fmt: skip
def test_a_filter_in_text_gives_what_the_file_says(
    client: FlaskClient, text: str, meets: Callable[[Row], bool]
) -> None:
    answer = get(client, ITEMS, filter=text)
    assert codes(answer) == of_the_file(meets)
    assert answer["numberMatched"] == len(codes(answer))


@pytest.mark.parametrize(
    ("content", "meets"),
    [
        ({"op": ">=", "args": [{"property": "taakstelling"}, 100]}, lambda r: r["taakstelling"] >= 100),
        ({"op": "and", "args": [
            {"op": "in", "args": [{"property": "provincie"}, ["Utrecht", "Zeeland"]]},
            {"op": "not", "args": [{"op": "between", "args": [{"property": "taakstelling"}, 0, 99]}]},
        ]}, lambda r: r["provincie"] in ("Utrecht", "Zeeland") and r["taakstelling"] > 99),
        ({"op": "like", "args": [
            {"op": "accenti", "args": [{"op": "casei", "args": [{"property": "naam"}]}]},
            {"op": "accenti", "args": [{"op": "casei", "args": ["SÚDW%"]}]},
        ]}, lambda r: r["naam"] == "Súdwest-Fryslân"),
        ({"op": "or", "args": [
            {"op": "isNull", "args": [{"property": "naam"}]},
            {"op": "=", "args": [{"property": "naam"}, "Zwolle"]},
            {"op": ">", "args": [{"property": "peildatum"}, {"date": "2026-11-01"}]},
        ]}, lambda r: r["naam"] == "Zwolle"),
        (True, lambda r: True),
    ],
)  # fmt: skip
def test_a_filter_in_json_gives_the_same(client: FlaskClient, content: Any, meets: Callable[[Row], bool]) -> None:
    assert codes(get(client, ITEMS, filter=json.dumps(content), filter_lang="cql2-json")) == of_the_file(meets)


def test_what_is_absent_is_neither_more_nor_less(client: FlaskClient, everything: dict[str, Row]) -> None:
    absent = {code for code, row in everything.items() if row["percentage"] is None}
    assert 0 < len(absent) < 342
    low = {code for code, row in everything.items() if code not in absent and row["percentage"] < 60}
    assert set(codes(get(client, ITEMS, filter="percentage IS NULL"))) == absent
    assert set(codes(get(client, ITEMS, filter="percentage IS NOT NULL"))) == everything.keys() - absent
    assert set(codes(get(client, ITEMS, filter="percentage < 60"))) == low
    assert set(codes(get(client, ITEMS, filter="NOT percentage < 60"))) == everything.keys() - absent - low
    assert set(codes(get(client, ITEMS, filter="percentage < 60 OR percentage IS NULL"))) == low | absent
    assert get(client, ITEMS, filter="percentage = 60 OR percentage <> 60")["numberMatched"] == 342 - len(absent)
    assert get(client, ITEMS, filter="NOT percentage IN (1, 2)")["numberMatched"] == 342 - len(absent)
    assert get(client, ITEMS, filter="geometry IS NULL")["numberMatched"] == 0


TRIANGLE_RD = "POLYGON((110000 440000,180000 450000,150000 500000,110000 440000))"
IN_RD = f"{EPSG}28992"


@pytest.mark.parametrize(
    ("shape", "system", "column", "place"),
    [
        ("BBOX(4.8,52.3,5.0,52.4)", CRS84, "degrees", shapely.box(4.8, 52.3, 5.0, 52.4)),
        ("BBOX(52.3,4.8,52.4,5.0)", f"{EPSG}4258", "degrees", shapely.box(4.8, 52.3, 5.0, 52.4)),
        ("BBOX(115000,480000,125000,490000)", IN_RD, "rd", shapely.box(115000, 480000, 125000, 490000)),
        ("BBOX(115000,480000,-5,125000,490000,300)", IN_RD, "rd", shapely.box(115000, 480000, 125000, 490000)),
        (TRIANGLE_RD, IN_RD, "rd", shapely.from_wkt(TRIANGLE_RD)),
        ("POINT(52.09 5.12)", f"{EPSG}4258", "degrees", shapely.Point(5.12, 52.09)),
        ("LINESTRING(4 52,6.5 52.5)", CRS84, "degrees", shapely.from_wkt("LINESTRING(4 52,6.5 52.5)")),
        ("MULTIPOINT((5.12 52.09),(4.9 52.37))", CRS84, "degrees", shapely.MultiPoint([(5.12, 52.09), (4.9, 52.37)])),
    ],
)
def test_shapes_touch_what_shapely_says(
    client: FlaskClient, everything: dict[str, Row], shape: str, system: str, column: str, place: shapely.Geometry
) -> None:
    touched = sorted(code for code, row in everything.items() if row[column].intersects(place))
    assert 0 < len(touched) < 100
    text = f"S_INTERSECTS(geometry,{shape})"
    assert codes(get(client, ITEMS, filter=text, filter_crs=system)) == touched
    assert get(client, ITEMS, filter=f"NOT {text}", filter_crs=system)["numberMatched"] == 342 - len(touched)
    assert codes(get(client, ITEMS, filter=text, filter_crs=system, crs=IN_RD)) == touched, "its own system"
    both = get(client, ITEMS, filter=f"{text} AND taakstelling > 60", filter_crs=system)
    assert codes(both) == [code for code in touched if FILE[code]["taakstelling"] > 60]


def test_shapes_in_json_and_provincies(client: FlaskClient, everything: dict[str, Row]) -> None:
    polygon = json.loads(shapely.to_geojson(shapely.from_wkt(TRIANGLE_RD)))
    by_box = {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [115000, 480000, 125000, 490000]}]}
    by_shape = {"op": "s_intersects", "args": [{"property": "geometry"}, polygon]}
    together = json.dumps({"op": "or", "args": [by_box, by_shape]})
    place = shapely.union(shapely.box(115000, 480000, 125000, 490000), shapely.from_wkt(TRIANGLE_RD))
    touched = sorted(code for code, row in everything.items() if row["rd"].intersects(place))
    assert codes(get(client, ITEMS, filter=together, filter_lang="cql2-json", filter_crs=IN_RD)) == touched
    assert codes(get(client, PROVINCIES, filter="S_INTERSECTS(POINT(5.12 52.09),geometry)")) == ["PV26"]
    assert codes(get(client, PROVINCIES, filter="naam LIKE '%-Holland'")) == ["PV27", "PV28"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("taakstelling >< 3", "bij teken 15"), ("naam = 'abc", "bij teken 8"), ("(naam = 'a'", "bij teken 12"),
        ("klasse = 3 klasse = 2", "bij teken 12"), ("inwoners > 3", "bij teken 1: het veld 'inwoners'"),
        ("klasse = 3 AND gemeente = 'x'", "bij teken 16: het veld 'gemeente'"),
        ("klasse = '3'", "bij teken 10: dit is tekst"),
        ("naam = 3", "bij teken 8: dit is een getal"), ("naam", "bij teken 1: dit is tekst"),
        ("klasse + 1 = 3", "bij teken 8"),
        ("foo(naam) = 'a'", "bij teken 1 (foo)"), ("CASEI(klasse) = 'a'", "bij teken 1: CASEI"),
        ("naam LIKE naam", "bij teken 11"),
        ("klasse LIKE '3'", "bij teken 1: LIKE"), ("peildatum = DATE('2026-02-30')", "bij teken 13"),
        ("peildatum > 'gisteren'", "bij teken 13"),
        ("peildatum = TIMESTAMP('2026-11-01T00:00:00Z')", "DATE('2026-11-01')"),
        ("geometry = 'x'", "bij teken 1: een vorm"), ("S_INTERSECTS(geometry,geometry)", "bij teken 1: S_INTERSECTS"),
        ("S_INTERSECTS(naam,BBOX(4,52,5,53))", "bij teken 1"), ("S_INTERSECTS(geometry,BBOX(4,52,5))", "vier getallen"),
        ("S_INTERSECTS(geometry,BBOX(4,naam,52,5,53))", "vier getallen"),
        ("S_INTERSECTS(geometry,BBOX(4,53,5,52))", "bij teken 23"),
        ("S_INTERSECTS(geometry,POLYGON((0 0,1 1,0 1,1 0,0 0)))", "snijdt zichzelf"),
        ("S_INTERSECTS(geometry,POINT(1))", "teken 23"),
        ("S_INTERSECTS(geometry,POINT(1 2)", "bij teken 33: hier hoort )"), ("naam IS 3", "bij teken 9"),
        ("", "bij teken 1"), ("NOT", "bij teken 4"),
        ("klasse = 1e999", "gewoon getal"), ("klasse != 3", "bij teken 8"), ("klasse IN ()", "bij teken 12"),
        ("klasse = 1" + " AND klasse = 1" * 40, "hoogstens 100"), ("(" * 31 + "klasse = 1" + ")" * 31, "hoogstens 30"),
        ("(" * 400, "hoogstens 30"), ("NOT " * 31 + "klasse = 1", "hoogstens 30"), ("casei(" * 40, "hoogstens 30"),
        ("POLYGON" + "(" * 400, "zoveel haakjes"), ("naam LIKE '" + "%a" * 60 + "'", "hoogstens 100 tekens"),
        (" OR ".join(["S_INTERSECTS(geometry,POINT(5 52))"] * 5), "hoogstens 4 vormen"),
        ("S_INTERSECTS(geometry,LINESTRING(" + ",".join(["1 2"] * 201) + "))", "hoogstens 200 punten"),
        ("naam = 'a" + "\x00\u202e<script>" + "\\", "bij teken 8"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_400_and_says_where(client: FlaskClient, text: str, where: str) -> None:
    answer = client.get(ITEMS, query_string={"filter": text})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["detail"].startswith("De parameter 'filter'")
    assert where in problem["detail"]
    assert problem["detail"].endswith(".")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "bij teken 2: dit is geen JSON"), ("[" * 600, "JSON"), ("[]", "bij /:"), ("null", "bij /:"),
        ("3", "bij /: dit is een getal"),
        ('{"op":"+","args":[1,2]}', "bij /: de bewerking '+'"), ('{"op":"=","args":[1]}', "bij /: = heeft 2"),
        ('{"op":"and","args":[true,{"op":"=","args":[{"property":"x"},1]}]}', "bij /args/1/args/0: het veld 'x'"),
        ('{"op":"in","args":[{"property":"naam"},["a",3]]}', "bij /args/1/1: dit is een getal"),
        ('{"op":"=","args":[{"property":"klasse"},1e999]}', "bij /args/1"),
        ('{"op":"=","args":[{"property":"klasse"},NaN]}', "JSON"),
        (
            '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":["a"]}]}',
            "bij /args/1: deze vorm",
        ),
        ('{"op":"not","args":[' * 40 + "true" + "]}" * 40, "hoogstens 30 niveaus"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_is_400_and_says_where(client: FlaskClient, text: str, where: str) -> None:
    answer = client.get(ITEMS, query_string={"filter": text, "filter-lang": "cql2-json"})
    assert answer.status_code == 400
    assert where in json.loads(answer.data)["detail"]


@pytest.mark.parametrize(
    "question",
    ["filter-lang=cql", "filter-crs=EPSG:28992", "filter=true&filter=true", "sortby=inwoners", "sortby=", "sortby=naam,,nog",
     "sortby=naam,-naam", "sortby=-", "sortby=nog,naam,klasse,status,norm",
     "properties=", "properties=naam,x", "properties=geometry"],
)  # fmt: skip
def test_what_belongs_to_a_filter_is_checked_too(client: FlaskClient, question: str) -> None:
    assert client.get(f"{ITEMS}?{question}").status_code == 400
    assert client.get(f"{ITEMS}/GM0363?filter=true").status_code == 400


def pages(client: FlaskClient, address: str) -> Iterator[dict[str, Any]]:
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = json.loads(answer.data)
        yield page
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")


def test_a_filter_goes_along_from_page_to_page(client: FlaskClient) -> None:
    wanted = of_the_file(lambda r: r["naam"] != "'s-Gravenhage" and r["taakstelling"] < 60)
    text = "naam+%3C%3E+%27%27%27s-Gravenhage%27+AND+taakstelling+%3C+60"
    seen = list(pages(client, f"{ITEMS}?filter={text}&limit=50&filter-lang=cql2-text&sortby=%2Bnaam&properties=naam"))
    assert {page["numberMatched"] for page in seen} == {len(wanted)}
    assert len(seen) == -(-len(wanted) // 50) > 2
    assert sorted(code for page in seen for code in codes(page)) == wanted
    assert all(set(feature["properties"]) == {"naam"} for page in seen for feature in page["features"])


def test_a_filter_works_on_every_stand_of_an_interval(client: FlaskClient) -> None:
    answer = get(client, ITEMS, datetime="../..", filter="peildatum < DATE('2026-11-01') AND naam = 'Utrecht'")
    assert codes(answer) == ["GM0344@2026-07-01", "GM0344@2026-10-01"]
    newest_first = get(client, ITEMS, datetime="../..", filter="naam = 'Utrecht'", sortby="-peildatum")
    assert codes(newest_first) == [f"GM0344@2026-{month}-01" for month in ("11", "10", "07")]


def test_a_filter_stands_beside_the_other_parameters(client: FlaskClient) -> None:
    answer = get(client, ITEMS, provincie="PV26", filter="taakstelling > 40", bbox="4.9,52,5.3,52.2")
    only = get(client, ITEMS, provincie="PV26", bbox="4.9,52,5.3,52.2")
    assert codes(answer) == [code for code in codes(only) if FILE[code]["taakstelling"] > 40]
    assert 0 < len(codes(answer)) < len(codes(only))


def test_sorting(client: FlaskClient, everything: dict[str, Row]) -> None:
    by_need = codes(get(client, ITEMS, sortby="-taakstelling,naam"))
    plain = {code: row["naam"].replace("ú", "u").replace("â", "a").casefold() for code, row in FILE.items()}
    assert by_need == sorted(FILE, key=lambda code: (-FILE[code]["taakstelling"], plain[code]))
    shares = [everything[code]["percentage"] for code in codes(get(client, ITEMS, sortby="percentage"))]
    present = [share for share in shares if share is not None]
    assert present == sorted(present)
    assert shares[len(present) :] == [None] * (342 - len(present))
    falling = [everything[code]["percentage"] for code in codes(get(client, ITEMS, sortby="-percentage"))]
    assert falling == present[::-1] + [None] * (342 - len(present)), "what has no value is last both ways"


def test_queryables_are_the_fields_of_the_schema(client: FlaskClient) -> None:
    for name in ("gemeenten", "provincies"):
        here = f"{ROOT}/collections/{name}"
        (link,) = (one for one in get(client, here)["links"] if one["rel"].endswith("/rel/ogc/1.0/queryables"))
        assert link["type"] == "application/schema+json"
        answer = client.get(link["href"])
        assert answer.headers["Content-Type"] == "application/schema+json"
        document, schema = json.loads(answer.data), get(client, f"{here}/schema")
        assert document["$id"] == link["href"]
        (older,) = (one for one in get(client, here)["links"] if one["rel"] == "queryables")  # what GDAL reads
        again = client.get(older["href"])
        assert again.headers["Content-Type"] == older["type"] == "application/json"
        assert {one["id"] for one in json.loads(again.data)["queryables"]} == document["properties"].keys() - {
            "geometry"
        }
        assert document["additionalProperties"] is False
        assert document["properties"].keys() == schema["properties"].keys()
        assert "queryables" not in document, "that list is no word of JSON Schema"
        for field in document["properties"]:
            assert get(client, f"{here}/items", filter=f"{field} IS NULL OR TRUE", limit=1)["numberReturned"] == 1


def test_conformance_names_what_clients_look_for(client: FlaskClient) -> None:
    conforms = get(client, f"{ROOT}/conformance")["conformsTo"]
    for part in ("ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter",
                 "cql2/1.0/conf/cql2-text",
                 "ogcapi-features-3/1.0/conf/queryables", "cql2/1.0/conf/basic-cql2", "cql2/1.0/conf/cql2-json",
                 "cql2/1.0/conf/advanced-comparison-operators", "cql2/1.0/conf/case-insensitive-comparison",
                 "cql2/1.0/conf/accent-insensitive-comparison", "cql2/1.0/conf/basic-spatial-functions"):  # fmt: skip
        assert f"http://www.opengis.net/spec/{part}" in conforms
    assert not [one for one in conforms if one.endswith(("/arithmetic", "/functions", "/temporal-functions"))]


def test_the_longest_filter_fits_in_an_address(client: FlaskClient) -> None:
    text = "naam = '" + "x" * (cql2_tree.LONGEST - 9) + "'"
    assert len(text) == cql2_tree.LONGEST
    assert client.get(ITEMS, query_string={"filter": text}).status_code == 200
    longer = client.get(ITEMS, query_string={"filter": text[:-1] + "x'"})
    assert longer.status_code == 400
    assert "hoogstens 2000 tekens" in json.loads(longer.data)["detail"]


EXAMPLES = {  # the lines of docs/gis.md, and what each must give
    0: lambda row: row["klasse"] == 3 and row["taakstelling"] >= 100,
    1: lambda row: row["provincie"] in ("Utrecht", "Zeeland") and not 10 <= row["nog"] <= 20,
    2: lambda row: row["naam"] == "Súdwest-Fryslân",
    3: lambda row: row["naam"] == "'s-Gravenhage" or row["percentage"] is None,
    4: lambda row: row["degrees"].intersects(shapely.box(4.8, 52.3, 5.0, 52.4)),
    5: lambda row: row["rd"].intersects(shapely.from_wkt(TRIANGLE_RD)),
}


def test_the_examples_of_the_docs_give_what_they_say(client: FlaskClient, everything: dict[str, Row]) -> None:
    text = (REFERENCE_FOLDER.parents[1] / "docs" / "gis.md").read_text(encoding="utf-8")
    section = text.split("## Filters\n")[1].split("\n## ")[0]
    lines = [line.strip().removeprefix("BASE") for line in section.splitlines() if line.startswith("    BASE/ogc")]
    assert len(lines) == 8
    for line in lines:
        path, _, question = line.partition("?")
        args = dict(part.split("=", 1) for part in question.split("&"))
        answer = get(client, path, **args)
        if lines.index(line) in EXAMPLES:
            meets = EXAMPLES[lines.index(line)]
            assert sorted(codes(answer)) == sorted(code for code, row in everything.items() if meets(row)), line
        assert 0 < answer["numberMatched"] < 342, line
    in_need = codes(get(client, ITEMS, filter="klasse = 3 AND taakstelling >= 100", sortby="-nog"))
    assert in_need == sorted(in_need, key=lambda code: -everything[code]["nog"])
