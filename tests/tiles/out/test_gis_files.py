"""Downloads, read back with other readers than wrote them: json, csv, GDAL's drivers, rasterio."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import math
import pickle
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import rasterio
import shapely

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from data.terms import Klasse
from tiles import palette
from tiles.month.assemble import Filler
from tiles.out import geopackage_check, gis_files
from tiles.out.archive import Archive, archive
from tiles.out.mbtiles import mbtiles
from tiles.out.style import vector_layers
from tiles.vintage import outlines
from tiles.vintage.outlines import Outlines
from tiles.vintage.pyramid import Pyramid

ROOT = Path(__file__).parents[3]
BRON = "Cijfers: COA; grenzen: toy"


def to_degrees(points: np.ndarray) -> np.ndarray:
    transformer = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4258", always_xy=True)
    return np.stack(transformer.transform(points[:, 0], points[:, 1]), axis=1)


@pytest.fixture(scope="module")
def toy_outlines(toy: Vintage) -> Outlines:
    return outlines.make_outlines(toy, to_degrees)


def test_outlines_stay_a_coverage_in_degrees(toy_outlines: Outlines) -> None:
    found = toy_outlines.of(toy_outlines.gemeenten)
    assert shapely.coverage_is_valid(found)
    assert toy_outlines.provincies == ("PV20", "PV21")
    whole = shapely.union_all(toy_outlines.of(toy_outlines.provincies, rd=True))
    assert whole.symmetric_difference(shapely.union_all(toy_outlines.of(toy_outlines.gemeenten, rd=True))).area < 1


def test_mercator_is_that_of_proj() -> None:
    places = np.array([[3.2, 50.7], [5.387, 52.155], [7.3, 53.6]])
    transformer = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True)
    wanted = np.stack(transformer.transform(places[:, 0], places[:, 1]), axis=1)
    assert outlines.to_mercator(places) == pytest.approx(wanted, abs=1e-6)


def test_geojson_follows_rfc_7946(toy_stand: Stand, toy_outlines: Outlines) -> None:
    content = gis_files.geojson(toy_stand, toy_outlines.of(toy_outlines.gemeenten), bron=BRON)
    told = json.loads(content)
    assert told["type"] == "FeatureCollection"
    assert "crs" not in told
    assert (told["peildatum"], told["bron"], told["voorbeeld"]) == ("2017-04-01", BRON, False)
    assert [f["id"] for f in told["features"]] == [1, 2, 3, 4, 5]
    for feature in told["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        for part in shapely.get_parts(shape):
            assert shapely.is_ccw(part.exterior)
            assert not any(shapely.is_ccw(ring) for ring in part.interiors)
        numbers = shapely.get_coordinates(shape)
        assert np.abs(numbers - np.round(numbers, 6)).max() == 0
    west, south, east, north = told["bbox"]
    assert 5 < west < east < 6.2
    assert 52 < south < north < 53
    none = told["features"][3]["properties"]
    assert (none["statcode"], none["klasse"], none["taakstelling"], none["percentage"]) == ("GM0004", 0, None, None)
    assert told["features"][2]["properties"]["naam"] == "'s-Cé"


def test_csv_opens_in_a_dutch_rekenblad(toy_stand: Stand) -> None:
    content = gis_files.table(toy_stand)
    assert content.startswith(b"\xef\xbb\xbfstatcode;naam;provincie;")
    assert content.count(b"\r\n") == content.count(b"\n") == 6
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row["percentage"] for row in rows] == ["50,0", "49,0", "10,0", "", ""]
    assert rows[4]["naam"] == "Eé, Enclave en Eiland"
    assert [row["klasse"] for row in rows] == ["1", "2", "3", "0", "1"]
    assert rows[4]["achterstand"] == "-20"
    assert {row["peildatum"] for row in rows} == {"2017-04-01"}


def test_every_row_says_of_when_by_which_norm_and_whether_it_is_real(
    toy_stand: Stand, toy_outlines: Outlines, tmp_path: Path
) -> None:
    """1 April closes three of the six months of 2017-I; GM0004 has no figure, GM0005 had a lead above its taakstelling."""
    invented = dataclasses.replace(toy_stand, voorbeeld=True, revision=2)
    shared = {"periode": "2017-I", "maanden": "3", "norm": "50,0", "voorbeeld": "ja", "revisie": "2"}
    rows = list(csv.DictReader(io.StringIO(gis_files.table(invented).decode("utf-8-sig")), delimiter=";"))
    assert [{name: row[name] for name in shared} for row in rows] == [shared] * 5
    assert [row["reden"] for row in rows] == ["", "", "", "geen cijfer", "al gehaald"]
    assert [bool(row["percentage"]) for row in rows] == [True, True, True, False, False]
    assert [row["provinciecode"] for row in rows] == ["PV20", "PV20", "PV21", "PV21", "PV21"]
    assert {row["voorbeeld"] for row in csv.DictReader(
        io.StringIO(gis_files.table(toy_stand).decode("utf-8-sig")), delimiter=";"
    )} == {"nee"}  # fmt: skip
    written = json.loads(gis_files.geojson(invented, toy_outlines.of(toy_outlines.gemeenten), bron=BRON))["features"][
        3
    ]["properties"]
    assert (written["norm"], written["maanden"], written["voorbeeld"], written["reden"]) == (50, 3, "ja", "geen cijfer")
    path = tmp_path / "g.gpkg"
    path.write_bytes(gis_files.geopackage(invented, toy_outlines, bron=BRON))
    with closing(sqlite3.connect(path)) as base:
        asked = "SELECT periode, maanden, norm, voorbeeld, revisie, provinciecode, reden FROM"
        assert base.execute(f"{asked} gemeenten WHERE statcode = 'GM0005'").fetchall() == [
            ("2017-I", 3, 50.0, "ja", 2, "PV21", "al gehaald")
        ]
        assert base.execute(f"{asked} provincies ORDER BY statcode").fetchall()[0][5:] == ("PV20", None)


def test_geopackage_is_in_rd_with_typed_columns(toy_stand: Stand, toy_outlines: Outlines, tmp_path: Path) -> None:
    path = tmp_path / "g.gpkg"
    path.write_bytes(gis_files.geopackage(toy_stand, toy_outlines, bron=BRON))
    assert [name for name, _ in pyogrio.list_layers(path)] == ["gemeenten", "provincies", "layer_styles"]
    about = pyogrio.read_info(path, layer="gemeenten")
    assert about["crs"] == "EPSG:28992"
    types = dict(zip(about["fields"], about["dtypes"], strict=True))
    assert (types["statcode"], types["nog"], types["percentage"]) == ("object", "int32", "float64")
    assert types["peildatum"].startswith("datetime64")
    meta, _, wkb, columns = pyogrio.raw.read(path, layer="gemeenten")
    row = dict(zip(meta["fields"], columns, strict=True))
    assert row["gerealiseerd"][0] == 50
    assert math.isnan(row["taakstelling"][3])
    assert math.isnan(row["percentage"][4])
    assert row["nog"][4] == 0
    assert row["peildatum"][0].astype("datetime64[D]").item() == dt.date(2017, 4, 1)
    shapes = shapely.from_wkb(wkb)
    assert shapely.equals(shapes, toy_outlines.of(toy_outlines.gemeenten, rd=True)).all()
    sums = pyogrio.raw.read(path, layer="provincies")
    provincies = dict(zip(sums[0]["fields"], sums[3], strict=True))
    assert provincies["gecorrigeerd"].tolist() == [200, 90]


def test_a_geopackage_says_what_its_columns_mean(toy_stand: Stand, toy_outlines: Outlines, tmp_path: Path) -> None:
    """The tables of the extension Schema, for every column but key and geometry, and GDAL still finds its own three."""
    path = tmp_path / "g.gpkg"
    path.write_bytes(gis_files.geopackage(toy_stand, toy_outlines, bron=BRON))
    with closing(sqlite3.connect(path)) as base:
        extensions = base.execute("SELECT table_name, scope FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'")
        assert dict(extensions) == {
            "gpkg_data_columns": "read-write", "gpkg_data_column_constraints": "read-write",
        }  # fmt: skip
        for layer in ("gemeenten", "provincies"):
            there = {name for _, name, *_ in base.execute(f"PRAGMA table_info({layer})")} - {"fid", "geom"}
            about = "SELECT column_name, title, description FROM gpkg_data_columns WHERE table_name = ?"
            rows = {name: (title, text) for name, title, text in base.execute(about, (layer,))}
            assert set(rows) == there
            assert all(title and text for title, text in rows.values())
            assert rows["nog"][0] == "Nog te huisvesten"
            assert "(personen)" in rows["taakstelling"][1]
        words = base.execute(
            "SELECT value, c.description FROM gpkg_data_column_constraints c JOIN gpkg_data_columns USING (constraint_name)"
            " WHERE table_name = 'gemeenten' AND column_name = 'klasse' AND constraint_type = 'enum' ORDER BY value"
        ).fetchall()
        assert [value for value, _ in words] == ["0", "1", "2", "3"]
        assert words[1][1] == "goed op schema"
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [name for name, _ in pyogrio.list_layers(path)] == ["gemeenten", "provincies", "layer_styles"]


DAMAGE = {
    "no spatial index": "DROP TABLE rtree_gemeenten_geom",
    "a row that is not in it": "DELETE FROM rtree_provincies_geom WHERE id = 1",
    "a row that is elsewhere in it": "UPDATE rtree_gemeenten_geom_rowid SET rowid = 99 WHERE rowid = 1",
    "a row less": "DELETE FROM provincies WHERE fid = 1",
    "no count": "DELETE FROM gpkg_ogr_contents WHERE table_name = 'gemeenten'",
    "no extent": "UPDATE gpkg_contents SET min_x = NULL WHERE table_name = 'provincies'",
    "no style": "DELETE FROM layer_styles",
    "the index not told": "DELETE FROM gpkg_extensions WHERE table_name = 'gemeenten'",
    "a count that will not follow": "DROP TRIGGER trigger_insert_feature_count_layer_styles",
    "an index that will not follow": "DROP TRIGGER rtree_gemeenten_geom_update3",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_geopackage_that_the_disk_did_not_take_whole_is_seen(
    toy_stand: Stand, toy_outlines: Outlines, damage: str
) -> None:
    content = gis_files.geopackage(toy_stand, toy_outlines, bron=BRON)
    rows = {"gemeenten": 5, "provincies": 2}
    assert geopackage_check.whole(content, rows, {"layer_styles": 2})
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        base.create_function("ST_IsEmpty", 1, lambda _: False)
        base.execute(DAMAGE[damage])
        base.commit()
        assert not geopackage_check.whole(base.serialize(), rows, {"layer_styles": 2})
    assert not geopackage_check.whole(content[: len(content) // 2], rows, {"layer_styles": 2})


MAKE = """
import pickle, sys
from data.files import sha256
from tiles.out import gis_files
with open(sys.argv[1], "rb") as file:
    stand, outlines = pickle.load(file)
print(sha256(gis_files.geopackage(stand, outlines, bron="toy")))
"""


@pytest.mark.long
def test_an_error_of_the_disk_gives_the_same_geopackage_or_none(
    toy_stand: Stand, toy_outlines: Outlines, tmp_path: Path
) -> None:
    """One write fails, wherever: GDAL may go on as if nothing happened, also while it closes the file."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("a disk that fails needs strace (Debian: apt-get install strace)")
    given = tmp_path / "toy.pickle"
    given.write_bytes(pickle.dumps((toy_stand, toy_outlines)))

    def make(*inject: str) -> subprocess.CompletedProcess[str]:
        command = [strace, "-f", "-qq", "-e", "trace=pwrite64", *inject, "-o", str(tmp_path / "trace")]
        return subprocess.run(
            [*command, sys.executable, "-c", MAKE, str(given)], cwd=ROOT, capture_output=True, text=True, check=False
        )

    whole = make()
    if "ptrace" in whole.stderr:
        pytest.skip("strace may not trace here")
    writes = (tmp_path / "trace").read_text().count("pwrite64(")
    assert writes > 20, whole.stderr
    found = set()
    for number in (writes // 3, writes * 2 // 3, *range(writes - 15, writes + 1, 2)):
        made = make("-e", f"inject=pwrite64:error=EIO:when={number}")
        assert "INJECTED" in (tmp_path / "trace").read_text()
        assert made.returncode or made.stdout == whole.stdout, f"write {number} of {writes} was lost without a word"
        found.add(made.returncode)
    assert 1 in found


def test_geopackage_carries_a_style_for_each_layer(toy_stand: Stand, toy_outlines: Outlines, tmp_path: Path) -> None:
    path = tmp_path / "g.gpkg"
    path.write_bytes(gis_files.geopackage(toy_stand, toy_outlines, bron=BRON))
    with sqlite3.connect(path) as base:
        found = base.execute("SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles")
        rows = found.fetchall()
        assert base.execute("PRAGMA user_version").fetchone() == (10200,)
        changed = {row[0] for row in base.execute("SELECT last_change FROM gpkg_contents")}
    base.close()
    assert [row[:3] for row in rows] == [("gemeenten", "geom", 1), ("provincies", "geom", 1)]
    assert 'attr="klasse"' in rows[0][3]
    assert "8,38,79,255" in rows[0][3]
    assert changed == {"2017-04-01T00:00:00.000Z"}


def test_geotiff_has_the_klasse_of_each_cell(toy_stand: Stand, toy_outlines: Outlines) -> None:
    content = gis_files.geotiff(toy_stand, toy_outlines.of(toy_outlines.gemeenten, rd=True), bron=BRON)
    with rasterio.MemoryFile(content) as memory, memory.open() as image:
        assert image.crs.to_epsg() == 28992
        assert image.res == (100, 100)
        assert image.nodata == 255
        cells = image.read(1)
        west, north = image.transform.c, image.transform.f
        for east, up, klasse in (
            (1, 1, 1),
            (30, 10, 2),
            (10, 30, 3),
            (30, 30, 0),
            (9, 9, 1),
            (46.5, 11.5, 1),
            (4, 4, 255),
        ):
            column, row = int((155_000 + east * 1000 - west) // 100), int((north - 463_000 - up * 1000) // 100)
            assert cells[row, column] == klasse, (east, up)
        colours = image.colormap(1)
        assert colours[1] == (0x08, 0x26, 0x4F, 255)
        assert colours[int(Klasse.ACHTER)][:3] == tuple(bytes.fromhex(palette.BY_KLASSE[Klasse.ACHTER].fill[1:]))
        tags = image.tags(1)
        shown = cells[cells != 255]
        assert float(tags["STATISTICS_MEAN"]) == pytest.approx(shown.mean(), abs=1e-5)
        assert tags["KLASSE_2"] == "enigszins achter"


def test_same_input_gives_the_same_bytes(toy_stand: Stand, toy_outlines: Outlines) -> None:
    shapes = toy_outlines.of(toy_outlines.gemeenten, rd=True)
    for make in (
        lambda: gis_files.geojson(toy_stand, toy_outlines.of(toy_outlines.gemeenten), bron=BRON),
        lambda: gis_files.geopackage(toy_stand, toy_outlines, bron=BRON),
        lambda: gis_files.geotiff(toy_stand, shapes, bron=BRON),
    ):
        assert make() == make()


def test_mbtiles_holds_the_tiles_of_the_archive(toy_pyramid: Pyramid, toy_stand: Stand, tmp_path: Path) -> None:
    source = tmp_path / "t.pmtiles"
    metadata = {
        "name": "Land in Beeld", "description": "x", "attribution": BRON, "type": "overlay", "version": "1.0.0",
        "vector_layers": vector_layers(0, 10, described=False),
    }  # fmt: skip
    filler = Filler(toy_pyramid, toy_stand.gemeenten)
    source.write_bytes(
        archive(filler.tiles(toy_stand.gemeenten), metadata=metadata, bounds=toy_pyramid.bounds, minzoom=0, maxzoom=10)
    )
    opened = Archive(source)
    content = mbtiles(opened)
    assert mbtiles(opened) == content
    path = tmp_path / "t.mbtiles"
    path.write_bytes(content)
    with sqlite3.connect(path) as base:
        kept = {(z, x, 2**z - 1 - y): data for z, x, y, data in base.execute("SELECT * FROM tiles")}
        told = dict(base.execute("SELECT name, value FROM metadata"))
    base.close()
    assert kept == {(t.z, t.x, t.y): data for t, data in opened.tiles()}
    assert (told["format"], told["minzoom"], told["maxzoom"]) == ("pbf", "0", "10")
    assert next(layer["id"] for layer in json.loads(told["json"])["vector_layers"]) == "gemeenten"
    assert {name for name, _ in pyogrio.list_layers(path)} >= {"gemeenten", "provincies", "grenzen", "namen"}
    meta, _, _, columns = pyogrio.raw.read(path, layer="gemeenten", read_geometry=False)
    found = dict(zip(meta["fields"], columns, strict=True))
    assert found["klasse"].dtype.kind in "if"  # not text
    assert set(found["statcode"].tolist()) == {"GM0001", "GM0002", "GM0003", "GM0004", "GM0005"}
