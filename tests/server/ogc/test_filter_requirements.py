"""What OGC API Features part 3 (19-079r2) asks of filters, by requirement.

Each filter is asked in both languages: its text is made JSON by the package cql2.
"""

from __future__ import annotations

import json

import cql2
import pyproj
import pytest
from flask.testing import FlaskClient

from tests.server.ogc.test_api_requirements import parameters
from tests.server.ogc.test_ogc import CRS84, EPSG, ROOT, codes, get

NAMES = ("gemeenten", "provincies")


def items(name: str) -> str:
    return f"{ROOT}/collections/{name}/items"


def fields(client: FlaskClient, name: str) -> dict[str, str]:
    """The kind of each queryable, by name."""
    told = get(client, f"{ROOT}/collections/{name}/queryables")["properties"]
    return {
        field: "date" if one.get("format") == "date" else one.get("type", one.get("format"))
        for field, one in told.items()
    }


def ids(client: FlaskClient, name: str, **question: str) -> list[str]:
    """The codes of the features that are found, from CSV: there they come without outlines."""
    question = {key.replace("_", "-"): value for key, value in question.items()}
    answer = client.get(items(name), query_string={"f": "csv", "properties": "statcode", **question})
    assert answer.status_code == 200, answer.text
    return answer.data.decode("utf-8-sig").split()[1:]


def found(client: FlaskClient, name: str, text: str, **more: str) -> set[str]:
    """The features for a filter in text, which are those for the same in JSON."""
    as_text = ids(client, name, filter=text, **more)
    as_json = json.dumps(cql2.parse_text(text).to_json())
    assert ids(client, name, filter=as_json, filter_lang="cql2-json", **more) == as_text, text
    return set(as_text)


def everything(client: FlaskClient, name: str) -> set[str]:
    return set(ids(client, name))


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_queryables_are_a_schema_that_collection_and_features_lead_to(client: FlaskClient, name: str) -> None:
    """/req/queryables/queryables-link, /req/queryables/get-queryables-op, /req/queryables/get-queryables-response,
    /req/features-filter/get-queryables-op, /req/features-filter/queryables-link, /req/queryables/link,
    /req/queryables/op, /req/queryables/response.
    """
    here = f"http://localhost{ROOT}/collections/{name}/queryables"
    rel = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
    (link,) = (one for one in get(client, f"{ROOT}/collections/{name}")["links"] if one["rel"] == rel)
    assert (link["href"], link["type"]) == (here, "application/schema+json")
    for form in ("json", "html", "csv"):
        header = client.get(f"{items(name)}?limit=1&f={form}").headers.getlist("Link")
        assert f'<{here}>; rel="{rel}"; type="application/schema+json"' in header, form
    answer = client.get(here, headers={"Accept": "application/schema+json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/schema+json")
    told = json.loads(answer.data)
    assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (told["$id"], told["type"], told["additionalProperties"]) == (here, "object", False)
    for field, one in told["properties"].items():
        spatial = one.get("format", "").startswith("geometry-")
        assert spatial is (field == "geometry")
        assert spatial is not ("type" in one), field
        assert "$ref" not in one, field
    assert client.get(items(name), query_string={"filter": "this_is_not_a_queryable IS NULL"}).status_code == 400


def test_the_parameters_of_a_filter_are_described(client: FlaskClient, name: str) -> None:
    """/req/filter/filter-param, /req/filter/filter-lang-param, /req/features-filter/filter-param,
    /req/features-filter/filter-lang-param, /req/features-filter/filter-crs-param.
    """
    there = {p["name"]: p for p in parameters(get(client, f"{ROOT}/api"), f"/collections/{name}/items")}
    for one in (there["filter"], there["filter-lang"], there["filter-crs"]):
        assert (one.get("required", False), one["style"], one["schema"]["type"]) == (False, "form", "string")
    language = there["filter-lang"]["schema"]
    assert {"cql2-text", "cql2-json"} <= set(language["enum"])
    assert language["default"] == "cql2-text"
    assert set(there["filter-crs"]["schema"]["enum"]) == set(get(client, f"{ROOT}/collections/{name}")["crs"])
    text = {"filter": "naam > 'M'"}
    high = codes(get(client, items(name), **text))
    assert 0 < len(high) < len(everything(client, name))
    assert codes(get(client, items(name), filter_lang="cql2-text", **text)) == high
    for language in ("cql2-text", ""):
        wrong = {"filter": "THIS IS NOT A FILTER"} | ({"filter-lang": language} if language else {})
        assert client.get(items(name), query_string=wrong).status_code == 400
    as_text = client.get(items(name), query_string=text | {"filter-lang": "cql2-json"})
    assert as_text.status_code == 400, "each language is read as itself"


def test_true_is_in_and_false_is_out(client: FlaskClient, name: str) -> None:
    """/req/filter/response, /req/features-filter/response."""
    total = everything(client, name)
    for field in fields(client, name):
        absent, present = found(client, name, f"{field} IS NULL"), found(client, name, f"{field} IS NOT NULL")
        assert absent | present == total, field
        assert not absent & present, field
    high = found(client, name, "taakstelling >= 100")
    told = get(client, items(name))["features"]
    assert high == {f["id"] for f in told if f["properties"]["taakstelling"] >= 100}
    for wrong in ({"filter-lang": "cql"}, {"filter-crs": "x"}, {"filter": "x"}):
        assert client.get(items(name), query_string={"filter": "TRUE"} | wrong).status_code == 400


def box_in(system: str, west: float, south: float, east: float, north: float) -> str:
    target = pyproj.CRS("OGC:CRS84" if system == CRS84 else f"EPSG:{system.removeprefix(EPSG)}")
    x1, y1, x2, y2 = pyproj.Transformer.from_crs("OGC:CRS84", target, always_xy=True).transform_bounds(
        west, south, east, north
    )
    numbers = (y1, x1, y2, x2) if target.axis_info[0].direction == "north" else (x1, y1, x2, y2)
    return f"S_INTERSECTS(geometry,BBOX({','.join(map(str, numbers))}))"


def test_shapes_are_read_in_their_system(client: FlaskClient, name: str) -> None:
    """/req/filter/filter-crs-wgs84, /req/filter/filter-crs-param."""
    told = get(client, f"{ROOT}/collections/{name}")
    [whole] = told["extent"]["spatial"]["bbox"]
    assert found(client, name, box_in(CRS84, *whole)) == everything(client, name)
    small = found(client, name, box_in(CRS84, 4.9001, 52.3701, 4.9002, 52.3702))
    assert len(small) == 1
    for system in told["crs"]:
        assert found(client, name, box_in(system, *whole), filter_crs=system) == everything(client, name)
        assert found(client, name, box_in(system, 4.9001, 52.3701, 4.9002, 52.3702), filter_crs=system) == small
    far = {"filter": "S_INTERSECTS(geometry,BBOX(1000000,1000000,2000000,2000000))"}
    assert client.get(items(name), query_string=far).status_code == 400, "metres are no degrees"
    unknown = {"filter": "TRUE", "filter-crs": "http://www.opengis.net/def/crs/OGC/0/does_not_exist"}
    assert client.get(items(name), query_string=unknown).status_code == 400


def test_a_filter_and_other_parameters_must_both_hold(client: FlaskClient, name: str) -> None:
    """/req/filter/mixing-expressions."""
    near, far = {"bbox": "4.8,52.0,5.3,52.4"}, {"bbox": "0,40,1,41"}
    both = found(client, name, "achterstand >= 0", **near)
    assert both == found(client, name, "achterstand >= 0") & set(ids(client, name, **near))
    assert 0 < len(both) < len(everything(client, name))
    assert found(client, name, "TRUE", **far) == set()
    assert found(client, name, "klasse = 3", klasse="1") == set()
    assert found(client, name, "peildatum = DATE('2026-11-01')", datetime="2026-10-01") == set()


def test_there_are_no_functions_of_our_own(client: FlaskClient) -> None:
    """/req/filter/get-functions-operation, /req/filter/get-functions-response-json: so there is no list of them."""
    assert "http://www.opengis.net/spec/cql2/1.0/conf/functions" not in get(client, f"{ROOT}/conformance")["conformsTo"]
    assert client.get(f"{ROOT}/functions").status_code == 404
    assert client.get(items("gemeenten"), query_string={"filter": "avg(klasse) > 1"}).status_code == 400
