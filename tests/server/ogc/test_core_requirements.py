"""What OGC API Features part 1 (17-069r4) and Common parts 1 and 2 ask of documents and features, by requirement."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

import numpy as np
import pytest
import shapely
from flask.testing import FlaskClient

from tests.server.ogc.test_forms import BROWSER
from tests.server.ogc.test_ogc import CRS84, ITEMS, ROOT, codes, get

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
COLLECTIONS = ("gemeenten", "provincies")
HERE = "http://localhost"


def linked(told: dict[str, Any], rel: str) -> list[dict[str, str]]:
    return [link for link in told["links"] if link["rel"] == rel]


def follow(client: FlaskClient, link: dict[str, str], accept: str = "") -> Any:
    """The answer at a link, which has the type that the link says."""
    answer = client.get(link["href"].removeprefix(HERE), headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200, link
    assert answer.headers["Content-Type"] == link["type"], link
    return answer


def leads_to_all_its_forms(client: FlaskClient, told: dict[str, Any], forms: set[str]) -> None:
    """One link `self`, an `alternate` to each other form, and `rel` and `type` on every link."""
    (self,) = linked(told, "self")
    alternates = linked(told, "alternate")
    assert {self["type"].partition(";")[0], *(one["type"].partition(";")[0] for one in alternates)} == forms
    for one in (self, *alternates):
        follow(client, one)
    assert all(link["rel"] and link["type"] for link in told["links"])


@pytest.mark.parametrize("path", [ROOT, f"{ROOT}/"])
def test_the_landing_page_leads_to_description_conformance_and_data(client: FlaskClient, path: str) -> None:
    """/req/core/root-op, /req/core/root-success, /req/landing-page/root-op, /req/landing-page/root-success."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    told = json.loads(answer.data)
    assert isinstance(told["title"], str)
    assert isinstance(told["description"], str)
    for rel in ("service-desc", "service-doc", "conformance", "data", f"{REL}conformance", f"{REL}data"):
        assert linked(told, rel), rel
        for link in linked(told, rel):
            assert client.get(link["href"].removeprefix(HERE)).status_code == 200


def test_the_description_of_the_api_is_there_for_programs_and_for_people(client: FlaskClient) -> None:
    """/req/core/api-definition-op, /req/core/api-definition-success, /req/landing-page/api-definition-op,
    /req/landing-page/api-definition-success, /req/oas30/oas-definition-1.
    """
    landing = get(client, ROOT)
    (described,) = linked(landing, "service-desc")
    assert described["type"] == "application/vnd.oai.openapi+json;version=3.0"
    told = json.loads(follow(client, described, "application/vnd.oai.openapi+json;version=3.0").data)
    assert told["openapi"].startswith("3.0.")
    (written,) = (link for link in linked(landing, "service-doc") if "/api" in link["href"])
    assert written["type"].startswith("text/html")
    page = html.unescape(follow(client, written).get_data(as_text=True))
    assert client.get(f"{ROOT}/api", headers={"Accept": BROWSER}).headers["Content-Type"] == written["type"]
    for path, operations in told["paths"].items():
        section = page.split(f"<code>{path}</code></h2>")[1].split("<h2")[0]
        assert operations["get"]["summary"].rstrip(".") in section
        for ref in operations["get"]["parameters"]:
            parameter = told["components"]["parameters"][ref["$ref"].rpartition("/")[2]]
            assert f"<dt><code>{parameter['name']}</code></dt><dd>{parameter['description']}" in section, path
        told_of = re.findall(r"\d{3}", " ".join(re.findall(r"<dt>([\d, ]+)</dt>", section)))
        assert sorted(told_of) == sorted(operations["get"]["responses"]), path


def test_conformance_is_a_list_of_addresses(client: FlaskClient) -> None:
    """/req/core/conformance-op, /req/core/conformance-success, /req/landing-page/conformance-op,
    /req/landing-page/conformance-success, /req/json/definition, /req/json/content.
    """
    answer = client.get(f"{ROOT}/conformance", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    told = json.loads(answer.data)["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in told
    assert len(set(told)) == len(told)
    assert all(one.startswith("http://www.opengis.net/spec/") and "/conf/" in one for one in told)
    for path in ("", "/collections", *(f"/collections/{name}" for name in COLLECTIONS)):
        answer = client.get(f"{ROOT}{path}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        assert all(isinstance(link["href"], str) for link in json.loads(answer.data)["links"])


def test_the_methods_of_http_mean_what_they_mean(client: FlaskClient) -> None:
    """/req/core/http: what HTTP/1.1 says of HEAD, of a method that there is not, and of a copy that the client has."""
    for path in (ROOT, f"{ITEMS}?limit=2", f"{ROOT}/tiles/WebMercatorQuad/5/10/16"):
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        for name in ("Content-Type", "Cache-Control", "ETag"):
            assert head.headers[name] == whole.headers[name]
        refused = client.post(path)
        assert refused.status_code == 405
        assert {"GET", "HEAD"} <= set(refused.headers["Allow"].split(", "))
        assert client.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_the_list_of_collections_is_complete(client: FlaskClient) -> None:
    """/req/core/fc-md-op, /req/core/fc-md-success, /req/core/fc-md-links, /req/core/fc-md-items,
    /req/collections/collections-list-op, /req/collections/collections-list-success,
    /req/collections/collections-list-links, /req/collections/collections-list-collections.
    """
    answer = client.get(f"{ROOT}/collections")
    assert answer.status_code == 200
    told = json.loads(answer.data)
    leads_to_all_its_forms(client, told, {"application/json", "text/html"})
    assert [one["id"] for one in told["collections"]] == list(COLLECTIONS)
    for one in told["collections"]:
        assert isinstance(one["title"], str)
        assert one["itemType"] == "feature"


def test_items_are_linked_in_each_form(client: FlaskClient) -> None:
    """/req/core/fc-md-items-links."""
    for one in get(client, f"{ROOT}/collections")["collections"]:
        items = linked(one, "items")
        kinds = {link["type"].partition(";")[0] for link in items}
        assert kinds == {"application/geo+json", "text/html", "text/csv"}
        for link in items:
            follow(client, link)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_extent_holds_every_feature_of_every_month(client: FlaskClient, name: str) -> None:
    """/req/core/fc-md-extent, /req/core/fc-md-extent-multi, /req/collections/description-extent,
    /req/collections/description-extent-multi: one box and one interval, which hold all.
    """
    extent = get(client, f"{ROOT}/collections/{name}")["extent"]
    assert extent["spatial"]["crs"] == CRS84
    [[west, south, east, north]] = extent["spatial"]["bbox"]
    [[start, end]] = extent["temporal"]["interval"]
    days = set()
    offset, matched = 0, 1
    while offset < matched:
        told = get(client, f"{ROOT}/collections/{name}/items", datetime="../..", offset=offset)
        matched, offset = told["numberMatched"], offset + told["numberReturned"]
        for feature in told["features"]:
            box = shapely.from_geojson(json.dumps(feature)).bounds
            assert west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north, feature["id"]
            days.add(feature["properties"]["peildatum"])
    assert days == {"2026-07-01", "2026-10-01", "2026-11-01"}
    assert all(start <= f"{day}T00:00:00Z" <= end for day in days)


def test_each_collection_says_of_itself_what_the_list_says(client: FlaskClient) -> None:
    """/req/core/sfc-md-op, /req/core/sfc-md-success, /req/collections/description-op,
    /req/collections/description-success, /req/collections/description-links.
    """
    for listed in get(client, f"{ROOT}/collections")["collections"]:
        told = get(client, f"{ROOT}/collections/{listed['id']}")
        assert {key: told[key] for key in listed} == listed
        leads_to_all_its_forms(client, told, {"application/json", "text/html"})
    assert client.get(f"{ROOT}/collections/wijken").status_code == 404


def test_without_a_question_coordinates_are_longitude_and_latitude(client: FlaskClient) -> None:
    """/req/core/crs84."""
    for name in COLLECTIONS:
        answer = client.get(f"{ROOT}/collections/{name}/items")
        assert answer.headers["Content-Crs"] == f"<{CRS84}>"
        bounds = [shapely.from_geojson(json.dumps(one)).bounds for one in json.loads(answer.data)["features"]]
        west, south, east, north = np.array(bounds).T
        assert 3 < west.min() < east.max() < 8, "the Netherlands, east first"
        assert 50 < south.min() < north.max() < 54


@pytest.mark.parametrize("name", COLLECTIONS)
def test_no_more_features_come_than_were_asked_for(client: FlaskClient, name: str) -> None:
    """/req/core/fc-op, /req/core/fc-response, /req/core/fc-limit-response-1, /req/core/fc-numberMatched,
    /req/core/fc-numberReturned, /req/core/fc-timeStamp.
    """
    total = len(get(client, f"{ROOT}/collections/{name}/items")["features"])
    for limit in (1, 7, 1000, 20000):
        before = dt.datetime.now(dt.UTC).replace(microsecond=0)
        told = get(client, f"{ROOT}/collections/{name}/items", limit=limit)
        assert told["numberReturned"] == len(told["features"]) == min(limit, total)
        assert told["numberMatched"] == total
        assert before <= dt.datetime.fromisoformat(told["timeStamp"]) <= dt.datetime.now(dt.UTC)
        assert bool(linked(told, "next")) == (limit < total)


@pytest.mark.parametrize(
    "box", [(4.0, 51.9, 4.6, 52.2), (5.5, 50.7, 6.2, 51.4), (6.0, 53.0, 7.3, 53.6), (4.9, 52.37, 4.9, 52.37)]
)
def test_a_box_gives_what_touches_it_and_no_other(client: FlaskClient, box: tuple[float, ...]) -> None:
    """/req/core/fc-bbox-response."""
    everything = get(client, ITEMS)["features"]
    place = shapely.box(*box) if box[0] < box[2] else shapely.Point(box[0], box[1])
    touched = [f["id"] for f in everything if shapely.from_geojson(json.dumps(f)).intersects(place)]
    assert 0 < len(touched) < 100
    assert codes(get(client, ITEMS, bbox=",".join(map(str, box)))) == touched


@pytest.mark.parametrize("name", COLLECTIONS)
def test_an_answer_with_features_leads_on(client: FlaskClient, name: str) -> None:
    """/req/core/fc-links, /req/core/fc-rel-type, /req/geojson/definition, /req/geojson/content."""
    items = f"{ROOT}/collections/{name}/items"
    answer = client.get(f"{items}?limit=2", headers={"Accept": "application/geo+json"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    told = json.loads(answer.data)
    leads_to_all_its_forms(client, told, {"application/geo+json", "text/html", "text/csv"})
    assert told["type"] == "FeatureCollection"
    (onward,) = linked(told, "next")
    after = json.loads(follow(client, onward).data)
    assert not set(codes(told)) & set(codes(after))
    for feature in told["features"]:
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "MultiPolygon"
        assert isinstance(feature["properties"], dict)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_each_feature_of_the_list_is_there_alone(client: FlaskClient, name: str) -> None:
    """/req/core/f-op, /req/core/f-success, /req/core/f-links."""
    items = f"{ROOT}/collections/{name}/items"
    for feature in get(client, items, limit=5)["features"]:
        answer = client.get(f"{items}/{feature['id']}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/geo+json")
        told = json.loads(answer.data)
        assert {key: told[key] for key in feature} == feature
        leads_to_all_its_forms(client, told, {"application/geo+json", "text/html"})
        (collection,) = linked(told, "collection")
        assert json.loads(follow(client, collection).data)["id"] == name
