"""GDAL, which QGIS and most other programs read with, on every address of ours: over HTTP, as people do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import rasterio
import shapely


@pytest.fixture(scope="module", autouse=True)
def _quick_to_give_up() -> None:
    pyogrio.set_gdal_config_options(
        {"GDAL_HTTP_TIMEOUT": "20", "GDAL_HTTP_MAX_RETRY": "0", "CPL_VSIL_CURL_USE_HEAD": "YES"}
    )


def read(source: str | Path, layer: str, **options: Any) -> tuple[dict[str, Any], dict[str, np.ndarray], np.ndarray]:
    """What GDAL says of a layer, its columns and its geometries."""
    meta, _, wkb, columns = pyogrio.raw.read(source, layer=layer, **options)
    return meta, dict(zip(meta["fields"], columns, strict=True)), shapely.from_wkb(wkb)


def drivers() -> set[str]:
    return set(pyogrio.list_drivers())


def test_tile_over_http(base_url: str) -> None:
    address = f"MVT:{base_url}/tiles/actueel/5/16/10.mvt"
    assert {name for name, _ in pyogrio.list_layers(address)} == {"gemeenten", "provincies", "grenzen", "namen"}
    _, columns, _ = read(address, "gemeenten")
    assert len(set(columns["statcode"].tolist())) == 342


@pytest.mark.skipif("PMTiles" not in drivers(), reason="this GDAL reads no PMTiles (3.8 and later do)")
def test_pmtiles_over_http_in_parts(base_url: str) -> None:
    address = f"/vsicurl/{base_url}/download/actueel/gemeenten.pmtiles"
    _, columns, shapes = read(address, "gemeenten", ZOOM_LEVEL="5")
    assert len(set(columns["statcode"].tolist())) == 342
    assert set(columns["klasse"].tolist()) <= {0, 1, 2, 3}
    assert shapely.is_valid(shapes).all()


@pytest.mark.skipif("OAPIF" not in drivers(), reason="this GDAL speaks no OGC API Features")
def test_features_over_http(base_url: str) -> None:
    address = f"OAPIF:{base_url}/ogc/v1"
    assert [name for name, _ in pyogrio.list_layers(address)] == ["gemeenten", "provincies"]
    meta, columns, shapes = read(address, "gemeenten", CRS="OGC:CRS84")
    assert len(columns["statcode"]) == 342
    assert "WGS 84" in meta["crs"] or meta["crs"] in ("EPSG:4326", "OGC:CRS84")
    west, south, east, north = shapely.total_bounds(shapes)
    assert 3 < west < east < 8
    assert 50 < south < north < 54
    assert {"taakstelling", "percentage", "klasse", "peildatum"} <= set(columns)


@pytest.mark.skipif("OAPIF" not in drivers(), reason="this GDAL speaks no OGC API Features")
def test_features_in_rd_are_those_of_the_geopackage(base_url: str, tmp_path: Path) -> None:
    package = fetched(base_url, "gemeenten.gpkg", tmp_path)
    _, kept, wanted = read(package, "gemeenten")
    meta, columns, shapes = read(
        f"OAPIF:{base_url}/ogc/v1", "gemeenten"
    )  # the storage CRS is what GDAL takes by itself
    assert meta["crs"] == "EPSG:28992"
    assert columns["statcode"].tolist() == kept["statcode"].tolist()
    assert np.abs(shapely.total_bounds(shapes) - shapely.total_bounds(wanted)).max() < 0.001
    apart = [a.hausdorff_distance(b) for a, b in zip(shapes[:20], wanted[:20], strict=True)]
    assert max(apart) < 0.002  # millimetres: rounded to three decimals


WHERE = {
    "taakstelling >= 100 AND klasse = 3": lambda row: row["taakstelling"] >= 100 and row["klasse"] == 3,
    "naam = '''s-Gravenhage' OR naam LIKE 'B%'": lambda row: row["naam"] == "'s-Gravenhage" or row["naam"][0] == "B",
    "NOT (naam ILIKE 'b%') AND percentage < 50.5": lambda row: row["naam"][0] != "B" and row["percentage"] < 50.5,
    "taakstelling BETWEEN 40 AND 60 AND percentage IS NOT NULL": (
        lambda row: 40 <= row["taakstelling"] <= 60 and row["percentage"] == row["percentage"]
    ),
    "peildatum = '2026-11-01' AND provincie <> 'Utrecht'": lambda row: row["provincie"] != "Utrecht",
}
ASK = """
import json, sys, pyogrio.raw
meta, _, _, columns = pyogrio.raw.read(sys.argv[1], layer="gemeenten", where=sys.argv[2])
print(json.dumps(columns[list(meta["fields"]).index("statcode")].tolist()))
"""


@pytest.mark.skipif("OAPIF" not in drivers(), reason="this GDAL speaks no OGC API Features")
@pytest.mark.parametrize("where", WHERE)
def test_gdal_has_us_filter(base_url: str, where: str) -> None:
    """In a process of its own, because what GDAL fetches is only in what it says for debugging."""
    _, columns, _ = read(f"OAPIF:{base_url}/ogc/v1", "gemeenten")
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    expected = [row["statcode"] for row in rows if WHERE[where](row)]
    assert 0 < len(expected) < 342
    environment = os.environ | {"CPL_DEBUG": "ON", "GDAL_HTTP_TIMEOUT": "20", "GDAL_HTTP_MAX_RETRY": "0"}
    ran = subprocess.run(
        [sys.executable, "-c", ASK, f"OAPIF:{base_url}/ogc/v1", where],
        env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout.splitlines()[-1]) == expected
    said = ran.stdout + ran.stderr
    assert "on client side" not in said
    address = (
        [line for line in said.splitlines() if "HTTP: Fetch(" in line][-1].partition("Fetch(")[2].rpartition(")")[0]
    )
    assert "&filter=" in address
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert json.load(answer)["numberMatched"] == len(expected), "all of the filter went along"


def fetched(base_url: str, name: str, folder: Path) -> Path:
    path = folder / name
    with urllib.request.urlopen(f"{base_url}/download/actueel/{name}", timeout=30) as answer:
        path.write_bytes(answer.read())
    return path


def test_geopackage_over_http(base_url: str) -> None:
    address = f"/vsicurl/{base_url}/download/actueel/gemeenten.gpkg"
    meta, columns, _ = read(address, "gemeenten", where="provincie = 'Zeeland'")
    assert meta["crs"] == "EPSG:28992"
    assert len(columns["statcode"]) == 13
    assert len(read(address, "provincies")[1]["statcode"]) == 12


def test_geojson_over_http(base_url: str) -> None:
    meta, columns, _ = read(f"{base_url}/download/actueel/gemeenten.geojson", "gemeenten")
    assert meta["crs"] in ("EPSG:4326", "OGC:CRS84")
    assert len(columns["statcode"]) == 342


def test_mbtiles(base_url: str, tmp_path: Path) -> None:
    path = fetched(base_url, "gemeenten.mbtiles", tmp_path)
    _, columns, _ = read(path, "gemeenten", ZOOM_LEVEL="5")
    assert len(set(columns["statcode"].tolist())) == 342


def test_geotiff_over_http(base_url: str) -> None:
    with rasterio.open(f"/vsicurl/{base_url}/download/actueel/gemeenten.tif") as image:
        assert image.crs.to_epsg() == 28992
        assert image.profile["tiled"]
        assert image.overviews(1)
        place = image.index(121_000, 487_000)  # Amsterdam
        assert image.read(1)[place] in (1, 2, 3)
        assert image.colormap(1)[1] == (0x08, 0x26, 0x4F, 255)
