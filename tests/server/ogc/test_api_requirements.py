"""What OGC API Features, Common and Tiles ask of parameters and of the OpenAPI document, by requirement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.ogc.test_ogc import ITEMS, ROOT, codes, get

WRONG = {  # a value that cannot be, for each parameter with values that can be wrong
    "limit": "0", "offset": "-1", "bbox": "1,2,3", "bbox-crs": "EPSG:4258", "crs": "EPSG:28992", "datetime": "gisteren",
    "filter": "THIS IS NOT A FILTER", "filter-lang": "cql", "filter-crs": "x", "sortby": "inwoners", "properties": "x",
    "f": "xml", "klasse": "9",
}  # fmt: skip
RIGHT = {
    "limit": "2", "offset": "1", "bbox": "4,51,5,52", "filter": "klasse = 3", "sortby": "naam", "properties": "naam",
    "datetime": "2026-11-01", "filter-lang": "cql2-text", "klasse": "1",
}  # fmt: skip
ANY_TEXT = {"statcode", "naam", "provincie", "status"}  # a value that no feature has gives none


@pytest.fixture(scope="module")
def document(site_app: Any) -> Any:
    with site_app.test_client() as client:
        return get(client, f"{ROOT}/api")


def real(path: str) -> str:
    """An address of a path of the document."""
    path = path.replace("{featureId}", "PV26" if "provincies" in path else "GM0363")
    return ROOT + path.replace("{tileMatrix}/{tileRow}/{tileCol}", "5/10/16")


def parameters(document: dict[str, Any], path: str, where: str = "query") -> Iterator[dict[str, Any]]:
    for ref in document["paths"][path]["get"]["parameters"]:
        parameter = document["components"]["parameters"][ref["$ref"].rpartition("/")[2]]
        if parameter["in"] == where:
            yield parameter


def ask(client: FlaskClient, path: str, name: str, value: str) -> int:
    return client.get(real(path), query_string={name: value}).status_code


def value_for(parameter: dict[str, Any]) -> str:
    return str(RIGHT.get(parameter["name"]) or parameter["schema"].get("enum", ["x"])[0])


def test_a_parameter_that_is_not_described_is_400(client: FlaskClient, document: dict[str, Any]) -> None:
    """/req/core/query-param-unknown, /req/core/query-param-name-unknown."""
    for path in document["paths"]:
        assert ask(client, path, "onbekend", "1") == 400, path


def test_a_value_that_cannot_be_is_400(client: FlaskClient, document: dict[str, Any]) -> None:
    """/req/core/query-param-invalid, /req/core/query-param-value-invalid."""
    seen = set()
    for path in document["paths"]:
        for parameter in parameters(document, path):
            seen.add(parameter["name"])
            wrong = WRONG.get(parameter["name"])
            assert ask(client, path, parameter["name"], wrong or "x") == (400 if wrong else 200), (path, parameter)
    assert seen == WRONG.keys() | ANY_TEXT


def test_a_name_in_other_capitals_is_another_name(client: FlaskClient, document: dict[str, Any]) -> None:
    """/req/core/query-param-capitalization."""
    for path in document["paths"]:
        for parameter in parameters(document, path):
            name, value = parameter["name"], value_for(parameter)
            assert ask(client, path, name, value) == 200, (path, name, value)
            assert ask(client, path, name.swapcase(), value) == 400, (path, name)


def test_lists_have_commas_and_no_empty_place(client: FlaskClient) -> None:
    """/req/core/query-param-list-delimiter, /req/core/query-param-list-escape, /req/core/query-param-list-empty:
    no item of a list of ours can have a comma or a space, and none can be empty.
    """
    assert codes(get(client, ITEMS, bbox="4.87,52.36,4.90,52.38")) == ["GM0363"]
    assert set(get(client, ITEMS, properties="naam,klasse", limit=1)["features"][0]["properties"]) == {"naam", "klasse"}
    for question in ("bbox=4.87;52.36;4.9;52.38", "bbox=4.87+52.36+4.9+52.38", "properties=naam;klasse",
                     "properties=naam%20,klasse", "bbox=4.87,%2052.36,4.9,52.38", "sortby=naam%20klasse",
                     "properties=naam,,klasse", "sortby=naam,", "bbox=4.87,,4.9,52.38"):  # fmt: skip
        assert client.get(f"{ITEMS}?{question}").status_code == 400, question


def test_numbers_are_written_as_numbers(client: FlaskClient, document: dict[str, Any]) -> None:
    """/req/core/query-param-value-integer, /req/core/query-param-value-decimal, /req/core/query-param-value-double,
    /req/core/query-param-value-boolean: there is no parameter that is true or false.
    """
    assert get(client, ITEMS, limit="12")["numberReturned"] == 12
    for wrong in ("1.0", "1e1", "0x10", "twee", "1_0", "١"):
        assert client.get(ITEMS, query_string={"limit": wrong}).status_code == 400, wrong
    for box in ("4.87,52.36,4.90,52.38", "487e-2,5236e-2,4.9,52.38", "4.87,52.36,4.9,5.238E1"):
        assert codes(get(client, ITEMS, bbox=box)) == ["GM0363"], box
    for wrong in ("4.87,52.36,4.90,NaN", "4.87,52.36,4.90,0x34", "4,87;52,36;4,9;52,38"):
        assert client.get(ITEMS, query_string={"bbox": wrong}).status_code == 400, wrong
    assert not [p for p in document["components"]["parameters"].values() if p["schema"]["type"] == "boolean"]


@pytest.mark.parametrize("name", ["gemeenten", "provincies"])
def test_limit_bbox_and_datetime_are_described_as_the_standard_does(document: dict[str, Any], name: str) -> None:
    """/req/core/fc-limit-definition, /req/core/fc-bbox-definition, /req/core/fc-time-definition."""
    there = {p["name"]: p for p in parameters(document, f"/collections/{name}/items")}
    for one in (there["limit"], there["bbox"], there["datetime"]):
        assert not one.get("required")
        assert (one["style"], one["explode"]) == ("form", False)
    limit, bbox = there["limit"]["schema"], there["bbox"]["schema"]
    assert (limit["type"], limit["minimum"]) == ("integer", 1)
    assert 1 <= limit["default"] <= limit["maximum"]
    assert (bbox["type"], bbox["items"]["type"], bbox["minItems"], bbox["maxItems"]) == ("array", "number", 4, 6)
    assert there["datetime"]["schema"]["type"] == "string"


@pytest.mark.parametrize("path", ["", "/collections/gemeenten/items", "/tiles/WebMercatorQuad/5/10/16", "/api"])
def test_every_answer_is_one_that_the_document_has(client: FlaskClient, document: dict[str, Any], path: str) -> None:
    """/req/oas30/completeness, /req/oas30/exceptions-codes, /req/oas30/security: whoever asks gets an answer, and no
    operation has a scheme.
    """
    described = path.replace("5/10/16", "{tileMatrix}/{tileRow}/{tileCol}") or "/"
    responses = document["paths"][described]["get"]["responses"]
    address = ROOT + path
    known = client.get(address).headers["ETag"]
    answers = [
        client.get(address), client.get(address, headers={"Accept": "text/html"}), client.get(f"{address}?x=1"),
        client.get(f"{address}/wijken"), client.post(address), client.get(address, headers={"If-None-Match": known}),
        client.get(address, headers={"If-Match": '"x"'}), client.get(f"{address}?f={'x' * 3000}"),
        client.get(address, headers={"X-Big": "y" * 40000}),
    ]  # fmt: skip
    assert [one.status_code for one in answers] == [200, 200, 400, 404, 405, 304, 412, 414, 431]
    for answer in answers:
        said = responses[str(answer.status_code)]
        if "$ref" in said:
            said = document["components"]["responses"][said["$ref"].rpartition("/")[2]]
            assert {"type", "status", "title", "detail"} <= json.loads(answer.data).keys()
        assert not answer.data or answer.headers["Content-Type"] in said["content"], answer.status_code
    assert {"500", "503"} <= responses.keys()
    assert "securitySchemes" not in document["components"]
    assert not [one for one in document["paths"].values() if "security" in one["get"]] + document.get("security", [])
