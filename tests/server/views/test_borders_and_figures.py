"""Tiles without figures, which stay the same, and the figures of a month by the number of each feature in them."""

from __future__ import annotations

import csv
import gzip
import json

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from server.app import create_app
from server.http import rate_limits
from server.read_model import Site
from server.settings import Settings
from tests.server.conftest import MONTHS
from tiles.grid import tile_range
from tiles.out import bare_tiles
from tiles.out.archive import Archive
from tiles.out.bare_tiles import without_figures
from tiles.out.release_files import VECTOR

GZIP = {"Accept-Encoding": "gzip"}
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def template(client: FlaskClient) -> str:
    """The address of the tiles without figures, below the address of the site."""
    [address] = client.get("/grenzen/actueel.json").get_json()["tiles"]
    assert address.startswith("http://localhost/grenzen/")
    return str(address).removeprefix("http://localhost")


def at(template: str, z: int, x: int, y: int) -> str:
    return template.replace("{z}/{x}/{y}", f"{z}/{x}/{y}")


@pytest.mark.parametrize("place", [(0, 0, 0), (5, 16, 10), (6, 32, 20)])
def test_tile_is_that_of_the_map_without_figures(
    client: FlaskClient, template: str, place: tuple[int, int, int]
) -> None:
    z, x, y = place
    bare = mapbox_vector_tile.decode(client.get(at(template, z, x, y)).data)
    full = mapbox_vector_tile.decode(client.get(f"/tiles/actueel/{z}/{x}/{y}.mvt").data)
    for feature in full["gemeenten"]["features"]:
        feature["properties"] = {name: feature["properties"][name] for name in ("statcode", "naam", "provincie")}
    assert bare == full


def test_no_tile_differs_between_months_with_the_same_borders(small_site: Settings) -> None:
    releases = Releases(small_site.releases)
    one, other = (releases.release(name) for name in list(releases.index().peildata.values())[:2])
    site = Site(small_site)
    assert site.borders_key(one) == site.borders_key(other)
    first, second = Archive(one.path / VECTOR), Archive(other.path / VECTOR)
    differ = 0
    for tile in (tile for z in range(first.maxzoom + 1) for tile in tile_range(first.bounds, z).tiles()):
        packed, later = first.get(tile), second.get(tile)
        if packed and later:
            differ += packed != later
            assert without_figures(packed) == without_figures(later), tile
    assert differ > 5, "with figures they do"


def test_tile_may_be_kept_for_ever_and_its_description_not(client: FlaskClient, template: str) -> None:
    answer = client.get(at(template, 5, 16, 10), headers=GZIP)
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert gzip.decompress(answer.data) == client.get(at(template, 5, 16, 10)).data
    again = client.get(at(template, 5, 16, 10), headers={**GZIP, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    full = client.get("/tiles/actueel/5/16/10.mvt", headers=GZIP)
    assert len(answer.data) < len(full.data)
    about = client.get("/grenzen/actueel.json")
    assert "max-age=300" in about.headers["Cache-Control"]
    told = about.get_json()
    fields = {layer["id"]: sorted(layer["fields"]) for layer in told["vector_layers"]}
    assert fields["gemeenten"] == ["naam", "provincie", "statcode"]
    assert not {"peildatum", "norm", "voorbeeld"} & set(told)
    key = template.split("/")[2]
    assert client.get(f"/grenzen/{key}.json").get_json() == told


@pytest.mark.parametrize("path", ["5/0/0", "9/262/168", "0/0/1"])
def test_what_is_not_there(client: FlaskClient, template: str, path: str) -> None:
    key = template.split("/")[2]
    assert client.get(f"/grenzen/{key}/{path}.mvt").status_code == 404
    assert client.get("/grenzen/0123456789abcdef/5/16/10.mvt").status_code == 404
    assert client.get("/grenzen/0123456789abcdef.json").status_code == 404


def test_one_address_cannot_have_every_tile_made_at_once(small_site: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "BORDER_RATE", "1 per minute")
    bare_tiles._made.cache_clear()  # of this process: earlier tests had tiles made
    client = create_app(small_site).test_client()
    [address] = client.get("/grenzen/actueel.json").get_json()["tiles"]
    template = address.removeprefix("http://localhost")
    for _ in range(3):
        assert client.get(at(template, 5, 16, 10)).status_code == 200, "what was made is always given"
    refused = client.get(at(template, 6, 32, 20))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "immutable" not in refused.headers["Cache-Control"]
    assert client.get("/tiles/actueel/6/32/20.mvt").status_code == 200, "those of the map have no limit"


@pytest.mark.parametrize("month", MONTHS)
def test_figures_are_those_that_were_delivered_and_fit_the_features(
    client: FlaskClient, template: str, month: str
) -> None:
    answer = client.get(f"/api/v1/kaartcijfers?peildatum={month}", headers=GZIP)
    told = json.loads(gzip.decompress(answer.data))
    assert told["kolommen"] == [
        "taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "percentage", "nog", "klasse",
    ]  # fmt: skip
    assert told["grenstegels"] == f"http://localhost/grenzen/{template.split('/')[2]}.json"
    assert len(answer.data) < 12_000
    with (REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            figures = dict(zip(told["kolommen"], told["cijfers"][str(int(row["gemeentecode"][2:]))], strict=True))
            delivered = [
                int(row[name]) if row[name] else None for name in ("taakstelling", "achterstand", "gerealiseerd")
            ]
            assert [figures[name] for name in ("taakstelling", "achterstand", "gerealiseerd")] == delivered
    tile = mapbox_vector_tile.decode(client.get(at(template, 5, 16, 10)).data)
    assert {str(feature["id"]) for feature in tile["gemeenten"]["features"]} == set(told["cijfers"])


def test_klasse_and_percentage_are_those_of_the_table(client: FlaskClient) -> None:
    told = client.get("/api/v1/kaartcijfers").get_json()
    rows = client.get("/api/v1/gemeenten").get_json()
    assert told["peildatum"] == rows["peildatum"] == "2026-11-01"
    names = told["kolommen"]
    assert told["cijfers"] == {str(int(row["code"][2:])): [row[name] for name in names] for row in rows["gemeenten"]}


def test_a_question_that_means_nothing_is_refused(small_site: Settings) -> None:
    client = create_app(small_site).test_client()
    assert client.get("/api/v1/kaartcijfers?sort=naam").status_code == 400
    assert client.get("/api/v1/kaartcijfers?peildatum=2020-01-01").status_code == 404
