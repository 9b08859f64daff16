from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

ADDRESS = "/fonts/IBM%20Plex%20Sans%20Regular/8192-8447.pbf"


def test_glyphs_are_sent_packed_and_plain(client: FlaskClient) -> None:
    packed = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    plain = client.get(ADDRESS, headers={"Accept-Encoding": "identity"})
    assert packed.status_code == plain.status_code == 200
    assert gzip.decompress(packed.data) == plain.data
    assert b"IBM Plex Sans Regular" in plain.data[:60]
    assert packed.headers["Access-Control-Allow-Origin"] == "*"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = client.get(ADDRESS, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


def test_first_known_font_of_a_stack_is_taken_and_else_our_own(client: FlaskClient) -> None:
    bold = client.get("/fonts/Arial%20Unicode,IBM%20Plex%20Sans%20SemiBold/8192-8447.pbf")
    assert bold.data != client.get(ADDRESS).data
    nameless = client.get("/fonts/,IBM%20Plex%20Sans%20SemiBold/8192-8447.pbf")  # as our style for QGIS asks
    assert nameless.data == bold.data
    default = client.get("/fonts/Open%20Sans%20Regular,Arial%20Unicode%20MS%20Regular/8192-8447.pbf")
    assert default.data == client.get(ADDRESS).data


@pytest.mark.parametrize(
    "path",
    ["/fonts/IBM%20Plex%20Sans%20Regular/0-256.pbf", "/fonts/x/1-256.pbf",
     "/fonts/IBM%20Plex%20Sans%20Regular/65536-65791.pbf", "/fonts/IBM%20Plex%20Sans%20Regular/0.pbf"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
