"""One address per word and per field, and what programs read of it: codelists (SKOS) and the table of the CSV (CSVW)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

DAY = "2026-11-01"
BASE = "http://localhost"


@pytest.fixture
def anchors(client: FlaskClient) -> list[str]:
    """The fragments of the page, in order."""
    return re.findall(r' id="([^"]+)"', client.get("/begrippen").get_data(as_text=True))


def table(client: FlaskClient) -> tuple[dict[str, Any], list[str], list[dict[str, str]]]:
    """The metadata, and header and rows of the file that it is about, found as a reader of CSVW finds them."""
    with client.get(f"/download/{DAY}/gemeenten.csv") as answer:
        content, link = answer.get_data().decode("utf-8-sig"), answer.headers["Link"]
    address = re.fullmatch(r'<([^>]+)>; rel="describedby"; type="application/csvm\+json"', link)
    assert address is not None
    described = urljoin(f"/download/{DAY}/gemeenten.csv", address[1])
    assert described == f"/download/{DAY}/gemeenten.csv-metadata.json", "the default place of the standard, section 5.3"
    answer = client.get(described)
    assert answer.content_type == "application/csvm+json"
    metadata = answer.get_json(force=True)
    assert urljoin(described, metadata["url"]) == f"/download/{DAY}/gemeenten.csv"
    reader = csv.DictReader(io.StringIO(content), delimiter=metadata["dialect"]["delimiter"])
    rows = list(reader)
    return metadata, list(reader.fieldnames or ()), rows


def reads(text: str, datatype: Any) -> bool:
    """Whether a cell is of a datatype of CSVW (Tabular Data Model, section 6.4)."""
    base = datatype if isinstance(datatype, str) else datatype["base"]
    if base == "integer":
        return re.fullmatch(r"[+-]?\d+", text) is not None
    if base == "decimal":
        assert datatype["format"] == {"pattern": "#0.0", "decimalChar": ","}
        return re.fullmatch(r"-?\d+,\d", text) is not None
    if base == "date":
        assert datatype["format"] == "yyyy-MM-dd"
        return dt.date.fromisoformat(text).isoformat() == text
    assert base == "string"
    return True


def test_the_metadata_is_that_of_the_csv_beside_it(client: FlaskClient) -> None:
    metadata, header, rows = table(client)
    assert metadata["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "nl"}]
    assert "voorbeeldcijfers" in metadata["dc:title"]
    columns = metadata["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == header
    names = [column["name"] for column in columns]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", name) for name in names), "section 5.6 of the vocabulary"
    for row in rows:
        for column in columns:
            text = row[column["titles"]]
            assert text == "" or reads(text, column["datatype"]), (column["name"], text)  # empty is null, the default
    key = metadata["tableSchema"]["primaryKey"]
    assert len({row[key] for row in rows}) == len(rows) == 342


def test_every_column_of_the_csv_leads_to_its_meaning(client: FlaskClient, anchors: list[str]) -> None:
    metadata, _, _ = table(client)
    for column in metadata["tableSchema"]["columns"]:
        page, fragment = column["propertyUrl"].split("#")
        assert page == f"{BASE}/begrippen"
        assert fragment in anchors
        assert column["dc:description"]


def test_every_address_on_the_page_is_one_place(anchors: list[str]) -> None:
    assert len(set(anchors)) == len(anchors)
    for name in ("taakstelling", "vergunninghouder", "perMaand", "klasse", "norm", "voorsprong", "herindeling"):
        assert name in anchors


def test_the_page_gives_meaning_unit_rule_and_article(client: FlaskClient) -> None:
    page = client.get("/begrippen").get_data(as_text=True)
    part = page[page.index('<h3 id="taakstelling"') : page.index('<h3 id="achterstand"')]
    words = " ".join(re.sub("<[^>]+>", " ", part).split())
    assert "Eenheid: personen" in words
    assert "Regel: deel van het landelijke aantal naar inwoners" in words
    assert "Bron: Huisvestingswet 2014 , art. 28 en 29" in words
    assert 'href="https://wetten.overheid.nl/BWBR0035303"' in part


def test_tiles_api_and_ogc_lead_to_the_same_addresses(client: FlaskClient, anchors: list[str]) -> None:
    tilejson = client.get("/tiles/actueel.json").get_json()
    assert tilejson["begrippen"] == f"{BASE}/begrippen"
    assert {field for layer in tilejson["vector_layers"] for field in layer["fields"]} <= set(anchors)
    for layer in ("gemeenten", "provincies"):
        schema = client.get(f"/ogc/v1/collections/{layer}/schema").get_json(force=True)["properties"]
        schema.pop("geometry")
        for name, about in schema.items():
            assert about["x-ogc-definition"] == f"{BASE}/begrippen#{name}"
            assert name in anchors
        assert schema["statcode"]["x-ogc-codelistUri"] == f"{BASE}/begrippen/{layer}.jsonld"
        assert schema["klasse"]["x-ogc-codelistUri"] == f"{BASE}/begrippen/klasse.jsonld"
    schemas = client.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    fields = schemas["Gemeente"]["properties"]
    for name in (
        "taakstelling",
        "achterstand",
        "gecorrigeerd",
        "gerealiseerd",
        "percentage",
        "reden",
        "nog",
        "perMaand",
    ):
        assert fields[name]["externalDocs"] == {"url": f"{BASE}/begrippen#{name}"}
        assert name in anchors
    assert fields["normPercentage"]["externalDocs"] == {"url": f"{BASE}/begrippen#norm"}
    assert "normPercentage" in anchors


def test_the_columns_of_the_table_lead_to_their_meaning(client: FlaskClient, anchors: list[str]) -> None:
    for path in ("/gemeenten", "/provincies/PV26"):
        page = client.get(path).get_data(as_text=True)
        linked = re.findall(r'href="/begrippen#([^"]+)"', page)
        assert (
            {"taakstelling", "gecorrigeerd", "gerealiseerd", "percentage", "nog", "klasse"}
            <= set(linked)
            <= set(anchors)
        )
        assert 'title="taakstelling plus achterstand"' in page


def test_every_field_of_the_api_has_an_address_and_none_leads_to_another_meaning(
    client: FlaskClient, anchors: list[str]
) -> None:
    """A finding has a `code` and a problem a `status`; those are no code of an area and no klasse in words."""
    schemas = client.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    for name, schema in schemas.items():
        if name != "Problem":
            for field in schema.get("properties", {}):
                assert field in anchors or f"veld-{field}" in anchors, (name, field)
    assert "externalDocs" not in schemas["Bevinding"]["properties"]["code"]
    assert "externalDocs" not in schemas["Problem"]["properties"]["status"]
    assert schemas["Gemeente"]["properties"]["code"]["externalDocs"] == {"url": f"{BASE}/begrippen#statcode"}


def concepts(client: FlaskClient, name: str) -> dict[str, dict[str, Any]]:
    """The concepts of a codelist by their code, after a look at the scheme."""
    answer = client.get(f"/begrippen/{name}.jsonld")
    assert answer.content_type == "application/ld+json"
    scheme, *rows = answer.get_json(force=True)["@graph"]
    assert scheme["@id"] == f"{BASE}/begrippen/{name}"
    assert scheme["skos:hasTopConcept"] == [{"@id": row["@id"]} for row in rows]
    for row in rows:
        assert row["@id"] == f"{scheme['@id']}#{row['skos:notation']}"
        assert row["skos:inScheme"] == {"@id": scheme["@id"]}
    there = client.get(f"/begrippen/{name}")
    assert (there.status_code, there.headers["Location"]) == (303, f"/begrippen/{name}.jsonld")
    return {row["skos:notation"]: row for row in rows}


def test_the_klassen_are_four_with_their_words(client: FlaskClient) -> None:
    labels = {code: row["skos:prefLabel"]["@value"] for code, row in concepts(client, "klasse").items()}
    assert labels == {
        "0": "geen cijfer", "1": "goed op schema", "2": "enigszins achter", "3": "achter op schema",
    }  # fmt: skip


def test_every_gemeente_that_ever_was_keeps_its_address(client: FlaskClient) -> None:
    """Weesp (GM0457) went to Amsterdam on 24 March 2022; gemeenten of today have an identifier of the government."""
    of, provincies = concepts(client, "gemeenten"), concepts(client, "provincies")
    assert sum("owl:deprecated" not in row for row in of.values()) == 342
    assert of["GM0363"]["skos:exactMatch"] == {"@id": "https://identifier.overheid.nl/tooi/id/gemeente/gm0363"}
    assert of["GM0363"]["skos:broadMatch"]["@id"] == provincies["PV27"]["@id"]
    weesp = of["GM0457"]
    assert weesp["owl:deprecated"] is True
    assert weesp["dct:isReplacedBy"] == [{"@id": f"{BASE}/begrippen/gemeenten#GM0363"}]
    assert "skos:exactMatch" not in weesp
    for row in of.values():
        for one in row.get("dct:isReplacedBy", ()):
            assert one["@id"].rpartition("#")[2] in of
    assert len(provincies) == 12


@pytest.mark.parametrize(
    "path",
    ["/begrippen/iets", "/begrippen/iets.jsonld", "/download/2026-11-02/gemeenten.csv-metadata.json",
     "/download/1999-01-01/gemeenten.csv-metadata.json"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
