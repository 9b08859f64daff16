"""Hexagons as vector tiles, read by GDAL and by another decoder: where they lie, that they fit, and what they say."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pyogrio.raw
import pytest
import shapely
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from server.settings import Settings
from tiles.out.archive import Archive
from tiles.tile_schema import FIGURES, FIXED, attributes
from tiles.vintage.hexagon_file import polygons

UNIT_M = 2 * 20_037_508.34 / 4096 / 2**8  # of the finest zoom


@pytest.fixture
def path(client: FlaskClient, tmp_path: Path) -> Path:
    file = tmp_path / "gemeenten.zeshoek.pmtiles"
    file.write_bytes(client.get("/download/actueel/gemeenten.zeshoek.pmtiles").data)
    return file


def test_gdal_finds_each_hexagon_in_its_place_with_its_figures(path: Path, small_site: Settings) -> None:
    release = Releases(small_site.releases).current()
    codes = [str(regel.code) for regel in release.stand.gemeenten]
    exact = polygons((release.path / "zeshoeken.json").read_bytes(), codes)
    meta, _, wkb, values = pyogrio.raw.read(path, layer="gemeenten")
    assert meta["crs"] == "EPSG:3857"
    rows = dict(zip(meta["fields"].tolist(), values, strict=True))
    shapes = shapely.set_precision(shapely.from_wkb(wkb), 0.01)  # across a seam GDAL is nanometres off
    whole = np.array([shapely.union_all(shapes[rows["statcode"] == code]) for code in codes], dtype=object)
    assert shapely.hausdorff_distance(whole, exact).max() < UNIT_M  # a corner is rounded to the nearest
    assert shapely.area(shapely.union_all(whole)) == pytest.approx(shapely.area(whole).sum(), rel=1e-6)
    for regel in release.stand.gemeenten:
        row = int(np.flatnonzero(rows["statcode"] == str(regel.code))[0])
        for name, value in attributes(regel).items():
            assert value is None or rows[name][row] == value, (regel.code, name)


def test_another_decoder_finds_the_layers_and_keys_of_the_usual_tiles(path: Path, client: FlaskClient) -> None:
    archive = Archive(path)
    assert (archive.minzoom, archive.maxzoom) == (0, 8)
    described = {layer["id"]: layer["fields"] for layer in archive.metadata()["vector_layers"]}
    met: set[int] = set()
    for tile, packed in archive.tiles():
        layers = mapbox_vector_tile.decode(gzip.decompress(packed))
        assert set(layers) <= set(described) == {"gemeenten", "provincies", "grenzen", "namen"}
        if tile.z != 8:
            continue
        for feature in layers.get("gemeenten", {}).get("features", ()):
            assert set(feature["properties"]) <= {a.naam for a in (*FIXED, *FIGURES)}
            assert feature["properties"]["statcode"] == f"GM{feature['id']:04d}"
            met.add(feature["id"])
    assert len(met) == 342
    assert all(before.z <= after.z for (before, _), (after, _) in pairwise(archive.tiles()))
    assert "even grote zeshoek" in archive.metadata()["description"]
