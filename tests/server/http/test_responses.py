"""Preconditions and ranges mean the same on every kind of answer (RFC 9110 sections 13 and 14)."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from server.app import create_app
from server.rendering import report_store
from server.settings import Settings

REPORT = "/rapportages/2026-II/GM0014.pdf"
FILES = [REPORT, "/kaart/2026-11-01/GM0014.png", "/download/actueel/gemeenten.csv", "/download/actueel/gemeenten.tif"]
DOCUMENTS = [
    "/api/v1/gemeenten/GM0037", "/api/v1/gemeenten?limit=2", "/api/v1/rapportages", "/dcat", "/feed.atom", "/embed.js",
    "/kaart/2026-11-01.json", "/ogc/v1/collections", "/ogc/v1/tiles/WebMercatorQuad/5/10/16", "/qgis/land-in-beeld.qlr",
]  # fmt: skip


@pytest.fixture(scope="module")
def settings(small_site: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small site with one report."""
    state = tmp_path_factory.mktemp("sent")
    for name in ("releases", "landinbeeld.sqlite", "glyphs"):
        if (small_site.state_dir / name).exists():
            (state / name).symlink_to(small_site.state_dir / name)
    settings = replace(small_site, state_dir=state)
    releases = Releases(settings.releases)
    path = report_store.report_path(settings, releases, releases.current(), "GM0014")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF " + bytes(range(200)))
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.mark.parametrize("path", FILES + DOCUMENTS)
def test_if_match_holds_back_what_changed(client: FlaskClient, path: str) -> None:
    whole = client.get(path)
    assert whole.status_code == 200
    for _ in range(2):  # also when the answer lies ready
        changed = client.get(path, headers={"If-Match": '"x"'})
        assert changed.status_code == 412
        assert len(changed.data) < 4000
        assert whole.data[:20] not in changed.data
        assert changed.headers["Cache-Control"] == "no-store"
        assert client.get(path, headers={"If-Match": "*"}).status_code == 200
    tag = whole.headers["ETag"]
    assert client.get(path, headers={"If-Match": tag}).status_code == (412 if tag.startswith("W/") else 200)
    same = client.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, same.data) == (304, b"")


@pytest.mark.parametrize("path", FILES)
def test_parts_of_files(client: FlaskClient, path: str) -> None:
    whole = client.get(path)
    tag = whole.headers["ETag"]
    part = client.get(path, headers={"Range": "bytes=2-5", "If-Match": tag})
    assert (part.status_code, part.data) == (206, whole.data[2:6])
    assert part.headers["Content-Range"] == f"bytes 2-5/{len(whole.data)}"
    changed = client.get(path, headers={"Range": "bytes=0-9", "If-Match": '"x"'})
    assert (changed.status_code, "Content-Range" in changed.headers) == (412, False)
    assert client.get(path, headers={"Range": "bytes=0-9", "If-None-Match": tag}).status_code == 304
    for header in ({"If-Range": f"W/{tag}", "Range": "bytes=0-3"}, {"Range": "bytes=5-2"}, {"Range": "bytes=0-0,5-6"}):
        answer = client.get(path, headers=header)
        assert (answer.status_code, answer.data) == (200, whole.data), header
    beyond = client.get(path, headers={"Range": f"bytes={len(whole.data)}-"})
    assert (beyond.status_code, beyond.headers["Access-Control-Allow-Origin"]) == (416, "*")


def test_the_etag_of_a_report_is_that_of_its_bytes(settings: Settings, client: FlaskClient, tmp_path: Path) -> None:
    """A restore, or another machine, has the same bytes at another time and place."""
    tag = client.get(REPORT).headers["ETag"]
    shutil.copytree(settings.state_dir, tmp_path / "var", symlinks=True)
    (path,) = (tmp_path / "var").glob("reports/*/GM0014.pdf")
    os.utime(path, (1, 1))
    other = create_app(replace(settings, state_dir=tmp_path / "var")).test_client()
    assert other.get(REPORT).headers["ETag"] == tag
    path.write_bytes(b"%PDF other")
    assert other.get(REPORT).headers["ETag"] != tag


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/kaart/2026-13-01.json", 400),
        ("GET", "/kaart/2020-01-01.png", 404),
        ("POST", "/kaart/2026-11-01.json", 405),
        ("POST", "/feed.atom", 405),
        ("OPTIONS", "/feed.atom", 200),
        ("GET", "/rapportages/2026-II/GM9999.pdf", 404),
        ("GET", "/embed-999.js", 404),
        ("GET", "/api", 404),
        ("GET", "/ogc", 404),
        ("GET", "/api/v1/nope", 404),
        ("TRACE", "/api/v1/gemeenten", 405),
        ("GET", "/api/v1/gemeenten?x=" + "y" * 3000, 414),
        ("GET", "/tiles/actueel/11/1/1.mvt", 404),
        ("OPTIONS", "/tiles/actueel/5/16/10.mvt", 200),
    ],
)
def test_open_data_is_open_when_it_fails_as_well(site_app: Flask, method: str, path: str, status: int) -> None:
    answer = site_app.test_client().open(path, method=method, base_url="https://localhost")
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Strict-Transport-Security" in answer.headers
    assert ("API-Version" in answer.headers) == path.startswith("/api")


def test_a_browser_is_told_that_it_may_post_a_snapshot(site_app: Flask) -> None:
    answer = site_app.test_client().options("/api/v1/snapshots")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert "POST" not in site_app.test_client().options("/api/v1/gemeenten").headers["Access-Control-Allow-Methods"]
