"""One answer in several forms: which one is sent, that each leads to the others, and that all say the same."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

ITEMS = "/ogc/v1/collections/gemeenten/items"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def ask(client: FlaskClient, path: str, accept: str = "") -> TestResponse:
    answer = client.get(path, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200, answer.text
    return answer


def rows(answer: TestResponse) -> list[dict[str, str]]:
    """The rows of a CSV as a program reads them."""
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def header_links(answer: TestResponse) -> dict[str, str]:
    """The addresses in the header Link, by relation; the first one of each."""
    parts = (parse_options_header(part) for line in answer.headers.getlist("Link") for part in line.split(", <"))
    return {about["rel"]: address.strip("<>") for address, about in reversed(list(parts))}


def test_csv_has_the_fields_and_rows_of_geojson(client: FlaskClient) -> None:
    question = "filter=klasse%20=%203%20AND%20nog%20>%2020&sortby=-nog&datetime=../.."
    features = json.loads(ask(client, f"{ITEMS}?{question}").data)["features"]
    answer = ask(client, f"{ITEMS}?{question}&f=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbfstatcode;")
    assert len(features) > 10

    def written(value: Any) -> str:
        return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)

    assert rows(answer) == [{k: written(v) for k, v in one["properties"].items()} for one in features]
    chosen = rows(ask(client, f"{ITEMS}?f=csv&properties=nog,naam&statcode=GM0344"))
    assert [set(row) for row in chosen] == [{"naam", "nog"}]


def test_csv_says_in_its_headers_what_geojson_says_of_itself(client: FlaskClient) -> None:
    answer = ask(client, f"{ITEMS}?f=csv&limit=100&offset=100")
    links = header_links(answer)
    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert links["describedby"].endswith("/collections/gemeenten/schema")
    assert "Content-Crs" not in answer.headers, "there are no coordinates"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="land-in-beeld-gemeenten.csv"'
    after, before = (ask(client, links[rel].removeprefix("http://localhost")) for rel in ("next", "prev"))
    codes = [row["statcode"] for one in (before, answer, after) for row in rows(one)]
    assert len(set(codes)) == len(codes) == 300
    same = ask(client, links["alternate"].removeprefix("http://localhost"))
    assert len(json.loads(same.data)["features"]) == 100


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/geo+json"), ("*/*", "application/geo+json"), ("application/xml", "application/geo+json"),
        ("application/geo+json, application/json;q=0.9", "application/geo+json"), ("text/csv", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"), ("text/csv;q=0.4, */*;q=0.5", "application/geo+json"),
        ("text/csv, application/json", "application/geo+json"),
    ],
)  # fmt: skip
def test_the_form_follows_accept_and_f_goes_first(client: FlaskClient, accept: str, kind: str) -> None:
    for _ in range(2):  # the second time from what lies ready
        answer = ask(client, f"{ITEMS}?limit=2", accept)
        assert answer.headers["Content-Type"].partition(";")[0] == kind
        assert "Accept" in {part.strip() for part in answer.headers["Vary"].split(",")}
        chosen = ask(client, f"{ITEMS}?limit=2&f=csv", accept)
        assert chosen.headers["Content-Type"].startswith("text/csv")
        assert "Accept" not in {part.strip() for part in chosen.headers["Vary"].split(",")}


def test_a_known_form_is_304_and_another_is_not(client: FlaskClient) -> None:
    first = ask(client, f"{ITEMS}?limit=3", "text/csv")
    etag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"{ITEMS}?limit=3", headers={**etag, "Accept": "text/csv"}).status_code == 304
    assert client.get(f"{ITEMS}?limit=3", headers=etag).status_code == 200


@pytest.mark.parametrize("path", [f"{ITEMS}?limit=2&", f"{ITEMS}/GM0363?"])
def test_each_form_leads_to_the_others(client: FlaskClient, path: str) -> None:
    links = json.loads(ask(client, path).data)["links"]
    for one in links:
        if one["rel"] in ("alternate", "self"):
            answer = ask(client, one["href"].removeprefix("http://localhost"))
            assert answer.headers["Content-Type"] == one["type"]
