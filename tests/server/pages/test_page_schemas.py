"""What the pages embed and the map fetches has exactly the shape from which the types of the scripts are made."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft4Validator

from server.pages.page_schemas import document


def embedded(client: FlaskClient, address: str) -> dict[str, Any]:
    page = client.get(address).get_data(as_text=True)
    found = re.search(r'<script type="application/json" id="gegevens">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def faults(name: str, told: Any) -> list[str]:
    schema = document()
    wanted = schema["properties"]["naam"] if name == "naam" else {"$ref": f"#/definitions/{name}"}
    validator = Draft4Validator({"definitions": schema["definitions"], "allOf": [wanted]})
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(told)]


@pytest.mark.parametrize("address", ["/", "/embed?gemeente=GM0363", "/embed?provincie=PV27&thema=donker"])
def test_page_embeds_what_the_schemas_say(client: FlaskClient, address: str) -> None:
    told = embedded(client, address)
    assert faults("Start", told) == []
    assert ("embed" in told) == address.startswith("/embed")


def test_months_and_names_have_the_shape_of_the_schemas(client: FlaskClient) -> None:
    for peildatum in embedded(client, "/")["peildata"]:
        assert faults("Maand", client.get(f"/kaart/{peildatum}.json").get_json()) == []
    names = client.get("/kaart/namen.json").get_json()
    assert len(names) > 300
    assert [fault for naam in names for fault in faults("naam", naam)] == []


def test_schemas_refuse_what_is_more_or_less_or_of_another_type(client: FlaskClient) -> None:
    """They bite: a field more, a field less, a text for a number."""
    told = embedded(client, "/")["maand"]
    assert faults("Maand", told | {"extra": 1})
    assert faults("Maand", told | {"norm": "vijftig"})
    assert faults("Maand", told | {"cijfers": {"363": [1]}})
    assert faults("Maand", {key: value for key, value in told.items() if key != "tegels"})
