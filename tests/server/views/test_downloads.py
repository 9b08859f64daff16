from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import numpy as np
import pyproj
import pytest
import python_calamine
import rasterio
import shapely
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from server.app import create_app
from server.catalogue import dcat
from server.rendering import on_demand
from server.settings import Settings
from tiles.out.archive import Archive
from tiles.out.release_files import DOWNLOADS, HEXAGONS

ENDINGS = tuple(DOWNLOADS)
PLAIN = {"Accept-Encoding": "identity"}
FIRST = {
    "csv": b"\xef\xbb\xbfstatcode;", "xlsx": b"PK\x03\x04", "ods": b"PK\x03\x04",
    "geojson": b'{"type":"FeatureCollection"', "zeshoek.geojson": b'{"type":"FeatureCollection"',
    "gpkg": b"SQLite format 3\0",
    "tif": b"II*\0", "pmtiles": b"PMTiles\x03", "zeshoek.pmtiles": b"PMTiles\x03", "mbtiles": b"SQLite format 3\0",
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_is_there_under_both_addresses(client: FlaskClient, ending: str) -> None:
    newest = client.get(f"/download/actueel/gemeenten.{ending}", headers=PLAIN)
    assert newest.status_code == 200
    assert newest.data.startswith(FIRST[ending])
    assert int(newest.headers["Content-Length"]) == len(newest.data)
    assert (
        newest.headers["Content-Disposition"] == f'attachment; filename="land-in-beeld-gemeenten-2026-11-01.{ending}"'
    )
    assert newest.headers["Access-Control-Allow-Origin"] == "*"
    assert newest.headers["Accept-Ranges"] == "bytes"
    dated = client.get(f"/download/2026-11-01/gemeenten.{ending}", headers=PLAIN)
    assert dated.data == newest.data
    assert dated.headers["ETag"] == newest.headers["ETag"]
    older = client.get(f"/download/2026-07-01/gemeenten.{ending}", headers=PLAIN)
    assert older.headers["ETag"] != newest.headers["ETag"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_file_names_its_licence_and_when_it_changed(client: FlaskClient, ending: str, tmp_path: Path) -> None:
    answer = client.get(f"/download/actueel/gemeenten.{ending}", headers=PLAIN)
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in answer.headers.getlist("Link")
    again = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert client.get(f"/download/actueel/gemeenten.{ending}", headers=again).status_code == 304
    path = tmp_path / f"gemeenten.{ending}"
    path.write_bytes(answer.data)
    assert "CC BY 4.0" in _inside(path)


def _inside(path: Path) -> str:
    """What a file says of itself, read with what reads such files."""
    if path.suffix == ".tif":
        with rasterio.open(path) as image:
            return str(image.tags()["TIFFTAG_COPYRIGHT"])
    if path.suffix == ".pmtiles":
        return json.dumps(Archive(path).metadata())
    if path.suffix in (".gpkg", ".mbtiles"):
        table = "gpkg_contents" if path.suffix == ".gpkg" else "metadata"
        with closing(sqlite3.connect(path)) as base:
            return str(base.execute(f"SELECT * FROM {table}").fetchall())
    if path.suffix in (".xlsx", ".ods"):
        return str(python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("Over dit bestand").to_python())
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_head_says_what_get_says(client: FlaskClient, ending: str) -> None:
    address = f"/download/actueel/gemeenten.{ending}"
    got, head = client.get(address, headers=PLAIN), client.head(address, headers=PLAIN)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


def test_parts_of_an_archive_join_to_the_whole(client: FlaskClient) -> None:
    address = "/download/actueel/gemeenten.pmtiles"
    whole = client.get(address).data
    etag = client.head(address).headers["ETag"]
    half = len(whole) // 2
    first = client.get(address, headers={"Range": f"bytes=0-{half - 1}", "If-Match": etag})
    last = client.get(address, headers={"Range": f"bytes={half}-", "If-Range": etag})
    assert first.status_code == last.status_code == 206
    assert first.headers["Content-Range"] == f"bytes 0-{half - 1}/{len(whole)}"
    assert last.headers["Content-Range"] == f"bytes {half}-{len(whole) - 1}/{len(whole)}"
    assert first.data + last.data == whole


def test_archive_that_changed_is_never_joined(client: FlaskClient) -> None:
    address = "/download/actueel/gemeenten.pmtiles"
    gone = client.get(address, headers={"Range": "bytes=0-9", "If-Match": '"older"'})
    assert gone.status_code == 412
    assert "Content-Range" not in gone.headers
    assert gone.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"older"'}).status_code == 200
    size = client.head(address).headers["Content-Length"]
    beyond = client.get(address, headers={"Range": "bytes=999999999-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")


def test_known_file_is_304(client: FlaskClient) -> None:
    address = "/download/actueel/gemeenten.gpkg"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_names_and_colours_of_the_klassen_lie_beside_the_geotiff(client: FlaskClient) -> None:
    """As QGIS wrote such files itself (3.22), and the data model of GDAL's PAM has them."""
    names = {0: "geen cijfer", 1: "goed op schema", 2: "enigszins achter", 3: "achter op schema"}
    pam = ET.fromstring(client.get("/download/actueel/gemeenten.tif.aux.xml").text)
    assert [node.text for node in pam.iter("Category")] == list(names.values()), "by number, from 0"
    rows = [[cell.text for cell in row] for row in pam.iter("Row")]
    assert [(row[0], row[1]) for row in rows] == [(str(n), name) for n, name in names.items()]
    style = ET.fromstring(client.get("/download/2026-10-01/gemeenten.qml").text.partition("\n")[2])
    entries = {int(e.attrib["value"]): e.attrib for e in style.iter("paletteEntry")}
    assert {n: entry["label"] for n, entry in entries.items()} == names
    for (_, _, red, green, blue), entry in zip(rows, map(entries.__getitem__, names), strict=True):
        assert entry["color"] == f"#{int(red or 0):02x}{int(green or 0):02x}{int(blue or 0):02x}"
    assert client.get("/download/2020-01-01/gemeenten.qml").status_code == 404
    assert client.get("/download/2020-01-01/gemeenten.tif.aux.xml").status_code == 404


@pytest.mark.parametrize(
    "path, status",
    [
        ("/download/actueel/gemeenten.exe", 404),
        ("/download/2020-01-01/gemeenten.csv", 404),
        ("/download/gisteren/gemeenten.csv", 404),
        ("/download/2026-11-02/gemeenten.csv", 404),
        ("/download/2026-11-01xyz/gemeenten.csv", 404),
        ("/download/..%2f..%2fcurrent/gemeenten.csv", 404),
        ("/download/actueel/", 404),
    ],
)
def test_what_is_not_there(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_made_files_go_with_their_release(small_site: Settings, tmp_path: Path) -> None:
    releases = Releases(small_site.releases)
    settings = Settings(state_dir=tmp_path)
    settings.releases.symlink_to(small_site.releases)
    old = settings.downloads / f"{releases.current().name}-{on_demand.made_as()[1:]}" / "gemeenten.tif"
    gone = settings.downloads / f"2020-01-01-r1-00000000-{on_demand.made_as()}" / "gemeenten.tif"
    for path in (old, gone):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"old")
    made = on_demand.open_derived(settings, releases.current(), "mbtiles")
    assert made.is_file()
    assert not gone.exists()
    assert not old.exists(), "made by an earlier version of this program"
    assert on_demand.open_derived(settings, releases.current(), "mbtiles") == made


def test_layer_definition_has_our_address_in_it(client: FlaskClient) -> None:
    answer = client.get("/qgis/land-in-beeld.qlr")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="land-in-beeld.qlr"'
    root = ET.fromstring(answer.text.partition("\n")[2])
    sources = [node.text or "" for node in root.iter("datasource")]
    assert sources[0] == "type=xyz&url=http://localhost/tiles/actueel/%7Bz%7D/%7Bx%7D/%7By%7D.mvt&zmin=0&zmax=6"
    assert "url='http://localhost/ogc/v1'" in sources[1]
    styles = [node for node in root.iter("style") if node.get("layer") == "gemeenten"]
    assert [node.get("expression") for node in styles] == [f'"klasse" = {k}' for k in (1, 2, 3, 0)]


def test_the_page_names_every_download(client: FlaskClient) -> None:
    page = client.get("/gegevens").get_data(as_text=True)
    found = re.findall(r'href="/download/2026-11-01/gemeenten\.([\w.]+)">gemeenten\.[\w.]+</a> \(', page)
    assert tuple(found) == ENDINGS == tuple(FIRST)


def test_record_for_catalogues_names_every_download(client: FlaskClient) -> None:
    answer = client.get("/dcat")
    assert answer.headers["Content-Type"] == "application/ld+json"
    graph = json.loads(answer.data)["@graph"]
    by_type = {node["@type"]: node for node in graph}
    dataset = by_type["dcat:Dataset"]
    addresses = [d["dcat:downloadURL"]["@id"] for d in dataset["dcat:distribution"]]
    months = [a for a in addresses if "/download/actueel/gemeenten." in a]
    assert {a.partition("/gemeenten.")[2] for a in months} == set(ENDINGS)
    for address in addresses:
        assert client.head(address.removeprefix("http://localhost")).status_code == 200
    assert dataset["dct:temporal"]["dcat:endDate"]["@value"] == "2026-11-01"
    today = dt.datetime.now(dt.UTC).date()
    made = dt.date.fromisoformat(dataset["dct:modified"]["@value"])
    assert today - dt.timedelta(days=1) <= made <= today, "a correction of an old month is news for who harvests"
    assert "voorbeeldcijfers" in dataset["dct:title"]["@value"]
    known = {node["@id"] for node in graph}
    for node in graph:  # every reference to something of ours points at something that is told
        for key in ("dct:publisher", "dcat:contactPoint", "dct:creator"):
            if key in node:
                assert node[key]["@id"] in known
    assert {"dct:title", "dct:description", "dct:identifier", "dct:publisher", "dct:creator", "dcat:contactPoint",
            "dcat:theme", "dct:accessRights"} <= set(dataset)  # fmt: skip
    assert all({"dcat:accessURL", "dct:license"} <= set(d) for d in dataset["dcat:distribution"])
    assert by_type["dcat:Catalog"]["dct:license"]["@id"] == dcat.LICENCE


def test_hexagons_have_the_figures_of_their_gemeenten_and_one_size(client: FlaskClient) -> None:
    area = client.get("/download/actueel/gemeenten.geojson").get_json(force=True)
    even = client.get("/download/actueel/gemeenten.zeshoek.geojson").get_json(force=True)
    assert {f["id"]: f["properties"] for f in even["features"]} == {f["id"]: f["properties"] for f in area["features"]}
    shapes = np.array([shapely.from_geojson(json.dumps(f)) for f in even["features"]])
    flat = shapely.transform(
        shapes, pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform, interleaved=False
    )
    assert shapely.area(flat) == pytest.approx(shapely.area(flat).mean(), rel=1e-4)  # degrees are rounded to 0.1 m
    place = dict(zip((f["id"] for f in even["features"]), shapely.centroid(shapes), strict=True))
    assert place[599].distance(shapely.Point(4.48, 51.92)) < 0.4  # Rotterdam, not far from where it is


def test_a_release_of_before_has_no_hexagons(changing: Settings) -> None:
    folder = Releases(changing.releases).current().path
    folder.joinpath(HEXAGONS).unlink()
    manifest = json.loads(folder.joinpath("manifest.json").read_bytes())
    (listed,) = [name for name, files in manifest.items() if isinstance(files, dict) and HEXAGONS in files]
    del manifest[listed][HEXAGONS]
    folder.joinpath("manifest.json").write_text(json.dumps(manifest))
    with create_app(changing).test_client() as client:
        assert client.get("/download/actueel/gemeenten.zeshoek.geojson").status_code == 404
        older = client.get("/download/2026-10-01/gemeenten.zeshoek.geojson")
        assert older.get_json(force=True)["peildatum"] == "2026-10-01"
