"""The OGC API in a browser: pages that say what the JSON says, with every link of it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.ogc.test_forms import BROWSER, ITEMS, ask
from tests.server.ogc.test_ogc import ROOT

DOCUMENTS = (
    "", "/conformance", "/collections", "/collections/gemeenten", "/collections/provincies/schema",
    "/collections/gemeenten/queryables", "/tiles", "/tiles/WebMercatorQuad", "/collections/gemeenten/tiles",
    "/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad",
)  # fmt: skip


def page_of(client: FlaskClient, path: str) -> str:
    answer = ask(client, path, BROWSER)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8", path
    return html.unescape(answer.get_data(as_text=True))


def every_text(value: Any) -> list[str]:
    """What stands in a JSON document: keys and values, as text."""
    if isinstance(value, dict):
        return [text for key, deeper in value.items() for text in (key, *every_text(deeper))]
    if isinstance(value, list):
        return [text for deeper in value for text in every_text(deeper)]
    return [str(value)]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_page_has_every_link_of_the_document(client: FlaskClient, path: str) -> None:
    """/req/html/definition, and the links of /req/html/content."""
    told = json.loads(ask(client, ROOT + path, "application/json").data)
    page = page_of(client, ROOT + path)
    nodes = [told, *told.get("collections", []), *told.get("tilesets", [])]
    links = [link for node in nodes for link in node.get("links", []) if link["rel"] != "self"]
    for link in links:
        assert f'<a href="{link["href"]}" rel="' in page, link
    assert links or path.endswith(("conformance", "schema", "queryables", "tileMatrixSets", "Quad"))


@pytest.mark.parametrize("path", ["", "/conformance", "/tileMatrixSets/WebMercatorQuad", "/tiles/WebMercatorQuad"])
def test_a_document_is_written_out_whole(client: FlaskClient, path: str) -> None:
    """/req/html/content."""
    told = json.loads(ask(client, ROOT + path, "application/json").data)
    texts = set(every_text({key: value for key, value in told.items() if key != "links"}))
    if not path:
        texts = {*texts - told.keys(), *(link["title"] for link in told["links"] if link["rel"] != "self")}
    page = page_of(client, ROOT + path)
    assert len(texts) > 10
    assert [text for text in texts if text not in page] == []


def test_fields_are_a_table_with_meaning_and_unit(client: FlaskClient) -> None:
    fields = json.loads(ask(client, f"{ROOT}/collections/gemeenten/schema").data)["properties"]
    page = page_of(client, f"{ROOT}/collections/gemeenten/schema")
    for name, field in fields.items():
        row = re.search(rf'<tr id="{name}">(.*?)</tr>', page, re.S)
        assert row is not None, name
        assert field.get("description", "") in row[1]
        assert field.get("x-ogc-unit", "") in row[1]
        assert field.get("x-ogc-codelistUri", "") in row[1]


def test_features_come_fifty_at_a_time_with_their_figures(client: FlaskClient) -> None:
    page = page_of(client, f"{ITEMS}?sortby=-taakstelling")
    assert "342 gevonden; hier 1 tot en met 50." in page
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.S)
    assert len(rows) == 50
    told = json.loads(ask(client, f"{ITEMS}?sortby=-taakstelling&limit=50").data)
    for row, feature in zip(rows, told["features"], strict=True):
        cells = [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
        assert cells == ["–" if value is None else str(value) for value in feature["properties"].values()]
        assert f'href="http://localhost{ITEMS}/{feature["id"]}"' in row
    onward = re.search(r'<a href="http://localhost([^"]*)" rel="next"', page)
    assert onward is not None
    assert "hier 51 tot en met 100." in page_of(client, onward[1])
    assert "hier 1 tot en met 7." in page_of(client, f"{ITEMS}?limit=7")
    assert "0 gevonden" in page_of(client, f"{ITEMS}?naam=Nergens")


def test_one_feature_leads_to_its_page_and_its_other_form(client: FlaskClient) -> None:
    page = page_of(client, f"{ITEMS}/GM0344?datetime=2026-10-01")
    assert "<h1>Utrecht (GM0344)</h1>" in page
    assert 'href="/gemeenten/GM0344"' in page
    assert re.search(r"<code>peildatum</code></th><td>2026-10-01</td>", page)
    assert f'href="http://localhost{ITEMS}/GM0344?datetime=2026-10-01&f=json" rel="alternate"' in page


@pytest.mark.parametrize("path", [ROOT, f"{ITEMS}?limit=2", f"{ITEMS}/GM0363", f"{ROOT}/collections"])
def test_programs_get_json_and_who_chooses_gets_that(client: FlaskClient, path: str) -> None:
    for accept in ("", "*/*", "application/json, text/html"):
        answer = ask(client, path, accept)
        assert "json" in answer.headers["Content-Type"]
        assert "Accept" in {part.strip() for part in answer.headers["Vary"].split(",")}
    chosen = ask(client, f"{path}{'&' if '?' in path else '?'}f=html", "application/json")
    assert chosen.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in chosen.headers["Content-Security-Policy"]
    etag = {"If-None-Match": ask(client, path, BROWSER).headers["ETag"]}
    assert client.get(path, headers={**etag, "Accept": BROWSER}).status_code == 304
    assert client.get(path, headers={**etag, "Accept": "application/json"}).status_code == 200


def test_a_form_that_there_is_not_is_400(client: FlaskClient) -> None:
    refused = client.get(f"{ROOT}?f=pdf")
    assert (refused.status_code, "f=json of f=html" in refused.text) == (400, True)
