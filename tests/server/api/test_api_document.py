from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from server.app import create_app
from server.settings import Settings

SPECTRAL = Path(__file__).parents[2] / "spectral"


@pytest.fixture(scope="module")
def document(small_site: Settings) -> dict[str, Any]:
    app = create_app(replace(small_site, public_url="https://voorbeeld.nl/kaart", contact_email="api@voorbeeld.nl"))
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def test_document_is_valid_openapi(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.0.")


def test_document_names_every_resource_of_the_contract(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/gemeenten", "/gemeenten/{code}", "/gemeenten/{code}/reeks", "/gemeenten/{code}/herkomst",
        "/provincies", "/provincies/{code}", "/provincies/{code}/reeks", "/nederland", "/nederland/reeks",
        "/provincies/{code}/herkomst", "/nederland/herkomst",
        "/kaartcijfers", "/peildata", "/legenda",
        "/rapportages", "/taakstellingen", "/taakstellingen/{periode}", "/snapshots", "/meldingen",
        "/versies", "/versies/{versie}", "/versies/{versie}/gemeenten", "/versies/{versie}/gemeenten/{code}",
        "/versies/{versie}/provincies", "/versies/{versie}/provincies/{code}", "/versies/{versie}/nederland",
        "/correcties", "/zoek",
    }  # fmt: skip
    assert document["servers"] == [{"url": "https://voorbeeld.nl/kaart/api/v1", "description": "Deze website"}]


def test_a_choice_names_its_schema_before_nothing(document: dict[str, Any]) -> None:
    """Generators of clients take the first of a choice for the type: `dict` where it is an object that may be null."""
    fields = [f for s in document["components"]["schemas"].values() for f in s.get("properties", {}).values()]
    choices = [field["anyOf"] for field in fields if "anyOf" in field]
    assert len(choices) >= 3
    assert all("$ref" in choice[0] for choice in choices)


def test_address_of_the_api_is_a_landing_page(small_site: Settings) -> None:
    client = create_app(small_site).test_client()
    answer = client.get("/api/v1")
    assert (answer.status_code, answer.headers["API-Version"]) == (200, "1.1.0")
    told = answer.get_json()
    assert told["openapi"] == "http://localhost/api/v1/openapi.json"
    assert told["licentie"] == "https://creativecommons.org/licenses/by/4.0/"
    addresses = [one["adres"] for one in told["vragen"]]
    assert "http://localhost/api/v1/gemeenten" in addresses
    assert "http://localhost/api/v1/snapshots" not in addresses, "that is for who delivers"
    for address in (*addresses, told["openapi"], told["pagina"]):
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_document_keeps_to_the_national_rules(document: dict[str, Any], tmp_path: Path) -> None:
    spectral = SPECTRAL / "node_modules" / ".bin" / "spectral"
    if shutil.which("node") is None or not spectral.exists():
        pytest.skip("Spectral is not here: npm ci in tests/spectral")
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    lint = [str(spectral), "lint", "--ruleset", str(SPECTRAL / "adr.yaml"), "--fail-severity=hint", str(path)]
    done = subprocess.run(lint, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_lint_would_notice(document: dict[str, Any], tmp_path: Path) -> None:
    """The rules bite: a document that breaks them is not passed."""
    spectral = SPECTRAL / "node_modules" / ".bin" / "spectral"
    if shutil.which("node") is None or not spectral.exists():
        pytest.skip("Spectral is not here: npm ci in tests/spectral")
    wrong = json.loads(json.dumps(document))
    wrong["paths"]["/Gemeenten_lijst/"] = wrong["paths"].pop("/gemeenten")
    wrong["servers"] = [{"url": "http://voorbeeld.nl/api"}]
    del wrong["info"]["contact"]["email"]
    del wrong["paths"]["/legenda"]["get"]["responses"]["200"]["headers"]
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    lint = [str(spectral), "lint", "--ruleset", str(SPECTRAL / "adr.yaml"), "--format", "json", str(path)]
    done = subprocess.run(lint, capture_output=True, text=True, check=False, timeout=120)
    found = {one["code"] for one in json.loads(done.stdout[: done.stdout.rindex("]") + 1])}
    assert {
        "no-trailing-slash", "path-segments-kebab", "servers-secure", "major-version-in-address", "contact-complete",
        "version-header",
    } <= found  # fmt: skip


def test_document_is_answered_without_any_setting(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").get_json()
    assert told["servers"][0]["url"] == "http://localhost/api/v1"
    assert "email" not in told["info"]["contact"]
