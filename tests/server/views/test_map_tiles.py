from __future__ import annotations

import gzip
import json
import re

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from data.releases.release_store import Releases
from server.app import create_app
from server.settings import Settings
from tiles import palette, tile_schema
from tiles.out.archive import Archive

TILE = "/tiles/actueel/5/16/10.mvt"  # holds the whole country
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def release(small_site: Settings) -> str:
    name = Releases(small_site.releases).index().actueel
    assert name
    return name


def test_tile_is_sent_as_it_lies_ready(client: FlaskClient) -> None:
    answer = client.get(TILE, headers=GZIP)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "public, max-age=300, must-revalidate"
    decoded = mapbox_vector_tile.decode(gzip.decompress(answer.data))
    assert set(decoded) == set(tile_schema.LAYERS)
    assert len(decoded["gemeenten"]["features"]) == 342


def test_client_without_gzip_gets_the_plain_tile(client: FlaskClient) -> None:
    packed = client.get(TILE, headers=GZIP)
    plain = client.get(TILE, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.data == gzip.decompress(packed.data)
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_release_in_the_address_may_be_kept_for_ever(client: FlaskClient, release: str) -> None:
    answer = client.get(f"/tiles/{release}/5/16/10.mvt", headers=GZIP)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.data == client.get(TILE, headers=GZIP).data


def test_known_etag_gives_304_with_the_same_headers(client: FlaskClient) -> None:
    first = client.get(TILE, headers=GZIP)
    again = client.get(TILE, headers={**GZIP, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize(
    "path", [TILE, "/tiles/actueel/5/16/10.png", "/tiles/actueel.json", "/styles/status.json", "/api/v1/nederland"]
)
def test_head_equals_get_without_body(client: FlaskClient, path: str) -> None:
    got, head = client.get(path, headers=GZIP), client.head(path, headers=GZIP)
    assert head.status_code == got.status_code == 200
    assert head.data == b""
    assert {k: v for k, v in head.headers.items() if k != "Date"} == {
        k: v for k, v in got.headers.items() if k != "Date"
    }


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/actueel/7/0/0.mvt",  # beyond the finest zoom
        "/tiles/actueel/6/0/0.mvt",  # outside the country
        "/tiles/actueel/99999999999999999999/0/0.mvt",
        "/tiles/actueel/5/-1/0.mvt",
        "/tiles/2026-11-01-r9-00000000/5/16/10.mvt",
        "/tiles/..%2f..%2fetc/5/16/10.mvt",
        "/tiles/actueel/5/16/10.pbf",
        "/tiles/nope.json",
    ],
)
def test_what_is_not_there_is_a_problem_document_with_cors(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told = json.loads(answer.data)
    assert told["status"] == 404
    assert told["title"]
    assert told["detail"].endswith(".")


@pytest.fixture
def sea(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no tile held anything: of a small country at a few zooms each one does."""
    monkeypatch.setattr(Archive, "place", lambda _archive, _tile: None)


@pytest.mark.usefixtures("sea")
def test_empty_tile_within_the_bounds_is_204_or_a_picture_in_which_nothing_is_seen(small_site: Settings) -> None:
    client = create_app(small_site).test_client()
    none = client.get("/tiles/actueel/6/32/20.mvt")
    assert (none.status_code, none.data, none.headers["Access-Control-Allow-Origin"]) == (204, b"", "*")
    for ending, size in ((".png", 256), ("@2x.png", 512)):
        picture = client.get(f"/tiles/actueel/6/32/20{ending}")
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png"), "QGIS: image is flawed"
        assert int(picture.headers["Content-Length"]) == len(picture.data) < 300
        with pytest.warns(NotGeoreferencedWarning), MemoryFile(picture.data) as memory, memory.open() as image:
            assert (image.width, image.height, image.colormap(1)[0][3]) == (size, size, 0)
            assert not image.read(1).any()
        same = {"If-None-Match": picture.headers["ETag"]}
        assert client.get(f"/tiles/actueel/6/32/20{ending}", headers=same).status_code == 304
    assert client.get("/tiles/actueel/6/0/0.png").status_code == 404, "outside the country there is none"


def test_pictures_come_in_two_sizes(client: FlaskClient) -> None:
    for path, size in (("/tiles/actueel/5/16/10.png", 256), ("/tiles/actueel/5/16/10@2x.png", 512)):
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.data[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(answer.data[16:20], "big") == int.from_bytes(answer.data[20:24], "big") == size


def test_tilejson_has_absolute_addresses_and_described_fields(client: FlaskClient, release: str) -> None:
    told = client.get("/tiles/actueel.json").json
    assert told is not None
    assert told["tilejson"] == "3.0.0"
    assert told["tiles"] == ["http://localhost/tiles/actueel/{z}/{x}/{y}.mvt"]
    assert (told["minzoom"], told["maxzoom"]) == (0, 6)
    west, south, east, north = told["bounds"]
    assert 3.2 < west < 3.5 < 7 < east < 7.3
    assert 50.7 < south < 50.8 < 53.4 < north < 53.7
    assert [layer["id"] for layer in told["vector_layers"]] == list(tile_schema.LAYERS)
    assert told["vector_layers"][0]["fields"]["nog"].startswith("Number (personen): ")
    assert "Voorbeeldcijfers" in told["attribution"]
    versioned = client.get(f"/tiles/{release}.json").json
    assert versioned is not None
    assert versioned["tiles"] == [f"http://localhost/tiles/{release}/{{z}}/{{x}}/{{y}}.mvt"]


def test_style_keeps_to_what_qgis_converts(client: FlaskClient) -> None:
    style = client.get("/styles/status.json").json
    assert style is not None
    fills = [layer for layer in style["layers"] if layer["type"] == "fill"]
    assert [(f["filter"], f["paint"]["fill-color"]) for f in fills] == [
        (["==", "klasse", int(look.klasse)], look.fill) for look in palette.LOOKS
    ]
    assert "sprite" not in style
    assert "step" not in json.dumps(style)
    assert all(layer.get("minzoom", 0) <= 10 for layer in style["layers"])
    assert style["sources"]["land-in-beeld"]["url"] == "http://localhost/tiles/actueel.json"


def test_style_leads_programs_that_draw_with_css_to_our_own_letters(client: FlaskClient) -> None:
    style = client.get("/styles/status.json").json
    assert style is not None
    assert "" not in {font for layer in style["layers"] for font in layer.get("layout", {}).get("text-font", [])}
    template = style["metadata"]["ol:webfonts"]
    assert template == "http://localhost/fonts/{font-family}/{fontweight}{-fontstyle}.css"
    # as ol-mapbox-style fills it in for "IBM Plex Sans Regular" and "IBM Plex Sans SemiBold"
    for weight in (400, 600):
        css = client.get(f"/fonts/ibm-plex-sans/{weight}.css")
        assert css.headers["Content-Type"] == "text/css; charset=utf-8"
        assert css.headers["Access-Control-Allow-Origin"] == "*"
        assert f'font-family:"IBM Plex Sans";font-style:normal;font-weight:{weight};' in css.text
        source = css.text.partition('url("')[2].partition('"')[0]
        assert client.get(source).data[:4] == b"wOF2"
    assert client.get("/fonts/ibm-plex-sans/500.css").status_code == 404
    assert client.get("/styles/qgis.json").status_code == 200


def test_preflight_is_answered(client: FlaskClient) -> None:
    answer = client.options(TILE, headers={"Origin": "https://www.aedes.nl", "Access-Control-Request-Method": "GET"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("month", ["2026-10-01", "2026-07-01"])
def test_the_arrow_keys_know_every_gemeente_and_say_the_figures_of_the_month(client: FlaskClient, month: str) -> None:
    answer = client.get(f"/kaart/{month}/buren.json", headers={"Accept-Encoding": "br"})
    assert len(answer.data) <= 12_000, "asked for when somebody takes the keys"
    keys = client.get(f"/kaart/{month}/buren.json").get_json()
    figures = client.get(f"/api/v1/gemeenten?peildatum={month}&limit=400").get_json()["gemeenten"]
    assert set(keys) == {str(int(one["code"][2:])) for one in figures}
    assert {str(way) for *ways, _ in keys.values() for way in ways} <= {*keys, "0"}
    final = month == "2026-07-01"
    for one in figures:
        klasse, housed = keys[str(int(one["code"][2:]))][4].removeprefix(f"{one['naam']}, ").split(". ", 1)
        assert klasse == (one["status"] if not final else "gehaald" if one["klasse"] == 1 else "niet gehaald"), one
        numbers = [int(text.replace(".", "")) for text in re.findall(r"[\d.]+(?=[\s,])", housed)]
        done, needed = one["gerealiseerd"], one["gecorrigeerd"]
        if 0 < done < needed:
            assert numbers[:2] == [done, needed], housed
