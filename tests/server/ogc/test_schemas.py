"""What OGC API Features part 5 (23-058r2) asks of a schema, by requirement."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from flask.testing import FlaskClient

from server.ogc.documents import COLLECTIONS
from tests.server.ogc.test_ogc import ROOT, get

FINAL = "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/"
DRAFT = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/"


@pytest.fixture(params=[f"{name}/{kind}" for name in sorted(COLLECTIONS) for kind in ("schema", "queryables")])
def schema(client: FlaskClient, request: pytest.FixtureRequest) -> Any:
    return get(client, f"{ROOT}/collections/{request.param}")


def with_role(schema: dict[str, Any], role: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, one) for name, one in schema["properties"].items() if one.get("x-ogc-role") == role]


def test_conformance_names_the_standard_and_its_draft(client: FlaskClient) -> None:
    conforms = get(client, f"{ROOT}/conformance")["conformsTo"]
    of_part_5 = {one for one in conforms if one.startswith((FINAL, DRAFT))}
    assert of_part_5 == {
        f"{FINAL}schemas", f"{FINAL}advanced-property-roles", f"{FINAL}queryables", f"{FINAL}profile-codelists",
        f"{DRAFT}schemas", f"{DRAFT}core-roles-features",
    }  # fmt: skip


def test_basic_schema_inspection(client: FlaskClient, schema: dict[str, Any]) -> None:
    """/req/schemas/json-schema, /req/schemas/properties, /req/schemas/additional-keywords, /req/schemas/nullvalues."""
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] == "object"
    address = urlsplit(schema["$id"])
    assert (address.scheme, address.query) == ("http", "")
    answer = client.get(address.path, headers={"Accept": "application/schema+json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/schema+json")
    assert json.loads(answer.data) == schema
    assert schema.keys() <= {"$schema", "$id", "title", "type", "properties", "additionalProperties"}
    known = {"title", "description", "type", "format", "minimum", "maximum", "enum"}
    for name, one in schema["properties"].items():
        assert "type" in one or one["format"].startswith("geometry-"), name
        assert all(key in known or key.startswith("x-ogc-") for key in one), name
        assert "x-ogc-nullValues" not in one, "/req/schemas/nullvalues: what is absent is null"
    assert schema["properties"]["peildatum"]["format"] == "date"


def test_roles(schema: dict[str, Any]) -> None:
    """/req/schemas/role, /req/advanced-property-roles/role-primary-geometry,
    /req/advanced-property-roles/role-primary-instant, /req/advanced-property-roles/role-primary-interval,
    /req/advanced-property-roles/role-primary-interval-start, /req/advanced-property-roles/role-primary-interval-end,
    /req/advanced-property-roles/primary-temporal-constraints, /req/advanced-property-roles/role-type.
    """
    roles = [one["x-ogc-role"] for one in schema["properties"].values() if "x-ogc-role" in one]
    assert sorted(roles) == ["id", "primary-geometry", "primary-instant"]
    [(_, code)] = with_role(schema, "id")
    assert code["type"] in ("string", "integer")
    [(_, outline)] = with_role(schema, "primary-geometry")
    assert not {"type", "$ref"} & outline.keys()
    assert outline["format"].startswith("geometry-")
    [(_, day)] = with_role(schema, "primary-instant")
    assert (day["type"], day["format"]) == ("string", "date")


def test_the_property_with_the_role_id_is_the_id_of_each_feature(client: FlaskClient, schema: dict[str, Any]) -> None:
    """/req/schemas/role-id."""
    [(name, _)] = with_role(schema, "id")
    items = urlsplit(schema["$id"]).path.rpartition("/")[0] + "/items"
    features = get(client, items, limit=1000)["features"]
    assert len(features) >= 12
    assert all(feature["id"] == feature["properties"][name] for feature in features)


def test_order_units_and_definitions(schema: dict[str, Any]) -> None:
    """/req/schemas/property-seq, /req/schemas/unit, /req/schemas/definition."""
    fields = [one for one in schema["properties"].values() if not one.get("format", "").startswith("geometry-")]
    assert [one["x-ogc-propertySeq"] for one in fields] == list(range(1, len(fields) + 1))
    assert all(urlsplit(one["x-ogc-definition"]).scheme == "http" for one in fields)
    measured = [one for one in fields if "x-ogc-unit" in one]
    assert len(measured) > 3
    assert all(one["type"] in ("number", "integer") for one in measured)
    assert {one["x-ogc-unit"] for one in measured} <= {"%", "{personen}", "mo"}, "UCUM, case sensitive"


def test_codes_are_counted_up_and_have_their_list(client: FlaskClient, schema: dict[str, Any]) -> None:
    """/req/profile-codelists/consistency, /req/profile-codelists/codelist-ref, /req/profile-codelists/codelist-inline:
    every field with codes refers to its list and none has them inline.
    """
    there = urlsplit(schema["$id"]).path
    assert '<http://www.opengis.net/def/profile/OGC/0/codelist-ref>; rel="profile"' in client.get(there).headers["Link"]
    coded = {name: one for name, one in schema["properties"].items() if "x-ogc-codelistUri" in one}
    assert coded.keys() == {"statcode", "provinciecode", "klasse"}
    assert coded.keys() == {name for name, one in schema["properties"].items() if "enum" in one}
    assert not [name for name, one in schema["properties"].items() if "oneOf" in one]
    features = get(client, there.rpartition("/")[0] + "/items", datetime="../..", limit=1000)["features"]
    for name, one in coded.items():
        assert isinstance(one["enum"][0], int if one["type"] == "integer" else str)
        codelist = json.loads(client.get(urlsplit(one["x-ogc-codelistUri"]).path).data)["@graph"]
        notations = {concept["skos:notation"] for concept in codelist if "skos:notation" in concept}
        assert sorted(map(str, one["enum"])) == sorted(notations), "each code once"
        assert {feature["properties"][name] for feature in features} <= set(one["enum"])
