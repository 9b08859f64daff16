from __future__ import annotations

import gzip
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from data.releases.release_store import Releases
from data.terms import Peildatum
from server.app import create_app
from server.http.compression import takes_gzip
from server.http.tile_server import LOOK_S
from server.settings import Settings

TILE = "/tiles/actueel/5/16/10.mvt"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True), ("GZIP", True), ("br;q=1.0, gzip;q=0.001", True), ("gzip;q=0", False), ("gzip; q=0.0, br", False),
        ("*", True), ("*;q=0", False), ("gzip;q=0, *", False), ("identity", False), ("", False), ("x-gzip", True),
        ("gzip;q=x", True), ("gzipped", False), (";;;,,,=", False), ("gzip;q=1.2.3", True),
    ],
)  # fmt: skip
def test_accept_encoding_is_read_as_the_standard_says(header: str, taken: bool) -> None:
    assert takes_gzip(header) is taken


def test_the_same_tile_has_the_same_etag_in_every_release(client: FlaskClient, small_site: Settings) -> None:
    """Where no figure differs: a tile of sea and coast without a polygon of ours is equal in all months; so is a PNG."""
    releases = Releases(small_site.releases)
    tags: dict[bytes, set[str]] = {}
    for name in releases.names():
        for path in ("0/0/0.mvt", "5/16/10.mvt", "5/16/10.png", "6/33/21.mvt", "6/32/20.png"):
            answer = client.get(f"/tiles/{name}/{path}", headers=GZIP)
            if answer.status_code == 200:
                tags.setdefault(answer.data, set()).add(answer.headers["ETag"])
    assert all(len(found) == 1 for found in tags.values())
    assert len({tag for found in tags.values() for tag in found}) == len(tags)


def test_client_that_refuses_gzip_gets_plain(client: FlaskClient) -> None:
    plain = client.get(TILE, headers={"Accept-Encoding": "gzip;q=0, *"})
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(client.get(TILE, headers=GZIP).data) == plain.data
    assert plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused_and_say_what_works(client: FlaskClient, method: str) -> None:
    answer = client.open(TILE, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    ["/tiles/actueel/05/16/10.mvt", "/tiles/actueel/5/16/10.MVT", "/tiles/actueel/5/16/١٠.mvt", "/tiles//5/16/10.mvt"],
)
def test_other_spellings_of_a_tile_are_no_tile(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_every_answer_of_a_tile_is_secure(client: FlaskClient) -> None:
    first = client.get(TILE, headers=GZIP)
    answers = [
        first, client.get(TILE, headers={**GZIP, "If-None-Match": first.headers["ETag"]}), client.head(TILE),
        client.get("/tiles/actueel/6/0/0.mvt"), client.options(TILE), client.post(TILE),
    ]  # fmt: skip
    assert [a.status_code for a in answers] == [200, 304, 200, 404, 200, 405]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_new_release_is_noticed_in_a_moment(small_site: Settings, tmp_path: Path) -> None:
    """The pointer moves to another month: the same address gives the other tile, in the same process."""
    state = tmp_path / "var"
    state.mkdir()
    (state / "releases").mkdir()
    old = Releases(small_site.releases)
    for name in old.names():
        (state / "releases" / name).symlink_to(small_site.releases / name)
    months = {str(p): name for p, name in old.index().peildata.items()}
    releases = Releases(state / "releases")
    releases.switch({Peildatum.parse("2026-10-01"): months["2026-10-01"]})
    client = create_app(Settings(state_dir=state, maxzoom=6)).test_client()
    october = client.get(TILE, headers=GZIP).data
    releases.switch({Peildatum.parse(p): name for p, name in months.items()})
    time.sleep(LOOK_S)
    november = client.get(TILE, headers=GZIP).data
    assert november == client.get(f"/tiles/{months['2026-11-01']}/5/16/10.mvt", headers=GZIP).data
    assert october == client.get(f"/tiles/{months['2026-10-01']}/5/16/10.mvt", headers=GZIP).data
    assert october != november


def test_a_ready_answer_changes_with_the_releases(small_site: Settings, tmp_path: Path) -> None:
    state = tmp_path / "var"
    (state / "releases").mkdir(parents=True)
    old = Releases(small_site.releases)
    for name in old.names():
        (state / "releases" / name).symlink_to(small_site.releases / name)
    months = dict(old.index().peildata)
    releases = Releases(state / "releases")
    client = create_app(Settings(state_dir=state, maxzoom=6)).test_client()
    releases.switch({Peildatum.parse("2026-10-01"): months[Peildatum.parse("2026-10-01")]})
    path = "/api/v1/gemeenten/GM0363"
    first, again = client.get(path), client.get(path)
    assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])
    assert first.headers["API-Version"] == again.headers["API-Version"]
    assert first.get_json()["peildatum"] == "2026-10-01"
    same = client.get(path, headers={"If-None-Match": again.headers["ETag"]})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", again.headers["ETag"])
    assert "Content-Length" not in same.headers or same.headers["Content-Length"] == "0"
    head = client.head(path)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(first.data)))
    releases.switch(months)
    assert client.get(path).get_json()["peildatum"] == "2026-11-01"


def _mounted(settings: Settings) -> Client:
    app = create_app(settings)

    def elsewhere(environ: Any, start_response: Any) -> list[bytes]:
        start_response("418 I'm a teapot", [("Content-Type", "text/plain")])
        return [b"not ours"]

    return Client(DispatcherMiddleware(elsewhere, {"/kaart": app}))


def _check_below_kaart(client: Any, base: str) -> None:
    """Everything that holds an address has the sub-path in it, and the address works."""
    told = client.get("/kaart/tiles/actueel.json").get_json()
    assert told["tiles"] == [f"{base}/tiles/actueel/{{z}}/{{x}}/{{y}}.mvt"]
    tile = client.get("/kaart/tiles/actueel/5/16/10.mvt", headers=GZIP)
    assert (tile.status_code, tile.headers["Content-Encoding"]) == (200, "gzip")
    style = client.get("/kaart/styles/status.json").get_json()
    assert style["sources"]["land-in-beeld"]["url"] == f"{base}/tiles/actueel.json"
    assert style["glyphs"].startswith(f"{base}/fonts/")
    assert client.get("/kaart/api/v1/openapi.json").get_json()["servers"][0]["url"] == f"{base}/api/v1"
    one = client.get("/kaart/api/v1/gemeenten/GM0363").get_json()
    assert one["rapport"] == f"{base}/rapportages/2026-II/GM0363.pdf"
    page = client.get("/kaart/api/v1/gemeenten?limit=2").get_json()
    assert page["volgende"] == f"{base}/api/v1/gemeenten?limit=2&offset=2"
    assert client.get("/kaart/api/v1/gemeenten?limit=2&offset=2").status_code == 200
    html = client.get("/kaart/").get_data(as_text=True)
    assert 'href="/kaart/' in html
    assert 'href="/gemeenten' not in html
    ogc = client.get("/kaart/ogc/v1").get_json()
    ours = [link["href"] for link in ogc["links"] if "/ogc/" in link["href"]]
    assert len(ours) >= 5
    assert all(href.startswith(f"{base}/ogc/v1") for href in ours)


def test_everything_works_mounted_below_a_path(small_site: Settings) -> None:
    _check_below_kaart(_mounted(small_site), "http://localhost/kaart")


def test_public_url_wins_when_mounted(small_site: Settings) -> None:
    settings = replace(small_site, public_url="https://voorbeeld.nl/kaart")
    _check_below_kaart(_mounted(settings), "https://voorbeeld.nl/kaart")


def test_public_url_alone_is_enough(small_site: Settings) -> None:
    """A proxy that passes the sub-path on, or takes it off: both work."""
    app = create_app(replace(small_site, public_url="https://voorbeeld.nl/kaart"))
    _check_below_kaart(app.test_client(), "https://voorbeeld.nl/kaart")
    stripped = app.test_client().get("/tiles/actueel.json").get_json()
    assert stripped["tiles"][0].startswith("https://voorbeeld.nl/kaart/tiles/")
    assert 'href="/kaart/' in app.test_client().get("/").get_data(as_text=True)


def test_forwarded_prefix_of_a_trusted_proxy_counts(small_site: Settings, site_app: Flask) -> None:
    forwarded = {"X-Forwarded-Prefix": "/kaart", "X-Forwarded-Host": "voorbeeld.nl", "X-Forwarded-Proto": "https"}
    trusting = create_app(replace(small_site, trusted_proxies=1)).test_client()
    told = trusting.get("/tiles/actueel.json", headers=forwarded).get_json()
    assert told["tiles"][0].startswith("https://voorbeeld.nl/kaart/tiles/actueel/")
    assert "Strict-Transport-Security" in trusting.get(TILE, headers=forwarded).headers
    for prefix in ("//evil.example", '/kaart"><b>', "/a//b", "kaart", "https://evil.example/"):
        told = trusting.get("/tiles/actueel.json", headers=forwarded | {"X-Forwarded-Prefix": prefix}).get_json()
        assert told["tiles"][0].startswith("https://voorbeeld.nl/tiles/actueel/"), prefix
    distrusting = site_app.test_client()
    told = distrusting.get("/tiles/actueel.json", headers=forwarded).get_json()
    assert told["tiles"][0].startswith("http://localhost/tiles/actueel/")
    assert "Strict-Transport-Security" not in distrusting.get(TILE, headers=forwarded).headers


def test_public_url_wins_from_a_prefix_that_a_visitor_sends_through_the_proxy(small_site: Settings) -> None:
    """A proxy that does not set the header passes it on; what is made of it would be cached for everybody."""
    settings = replace(small_site, public_url="https://voorbeeld.nl/kaart", trusted_proxies=1)
    client = create_app(settings).test_client()
    for prefix in ("//evil.example", "/elders"):
        sent = {"X-Forwarded-Prefix": prefix}
        _, _, start = client.get("/kaart/embed", headers=sent).get_data(as_text=True).partition("<script")
        assert "/kaart/static/" in start
        assert "evil" not in start
        assert "/elders" not in start
        assert client.get("/kaart/gemeenten/363", headers=sent).headers["Location"] == "/kaart/gemeenten/GM0363"
