"""Text is sent small to who can take it, whole to who cannot, and the browser may still keep it."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/gemeenten", "/kaart/2026-11-01.json", "/api/v1/gemeenten"])
def test_the_content_is_the_same_and_a_fraction_of_the_size(client: FlaskClient, path: str) -> None:
    whole, small = client.get(path), client.get(path, headers=GZIP)
    assert "Content-Encoding" not in whole.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == whole.data
    assert len(small.data) < len(whole.data) / 2
    assert int(small.headers["Content-Length"]) == len(small.data)
    assert "Accept-Encoding" in whole.vary
    assert "Accept-Encoding" in small.vary


def test_a_compressed_answer_can_be_asked_for_again(client: FlaskClient) -> None:
    first = client.get("/kaart/2026-11-01.json", headers=GZIP)
    again = client.get("/kaart/2026-11-01.json", headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_what_is_compressed_already_is_left_alone(client: FlaskClient) -> None:
    with client.get("/kaart/2026-11-01.png", headers=GZIP) as picture:
        assert picture.headers.get("Content-Encoding") is None
    tile = client.get("/tiles/actueel/6/32/21.mvt", headers=GZIP)
    assert gzip.decompress(tile.data)[:1] != b"\x1f"


@pytest.mark.parametrize("path", ["/gemeenten", "/toelichting", "/api/v1/gemeenten"])
def test_who_takes_brotli_gets_less_than_gzip(client: FlaskClient, path: str) -> None:
    whole, zipped = client.get(path), client.get(path, headers=GZIP)
    small = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert brotli.decompress(small.data) == whole.data
    assert len(small.data) < len(zipped.data)
    assert small.headers["ETag"] == zipped.headers["ETag"] == f"W/{whole.headers['ETag']}"
