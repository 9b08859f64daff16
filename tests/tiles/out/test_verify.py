"""Holding tiles against figures: right ones pass, and every kind of difference is told."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
import shapely

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from data.terms import Cijfers
from tests.tiles.conftest import stand_of
from tiles import tile_schema
from tiles.grid import Tile
from tiles.month.assemble import Filler
from tiles.out import verify
from tiles.out.archive import Archive, archive
from tiles.vintage import encode
from tiles.vintage.pyramid import Pyramid

BOUNDS = (-180.0, -85.0, 180.0, 85.0)


@pytest.fixture
def write(toy_pyramid: Pyramid, toy_stand: Stand, tmp_path: Path) -> Path:
    tiles = Filler(toy_pyramid, toy_stand.gemeenten).tiles(toy_stand.gemeenten)
    path = tmp_path / "tiles.pmtiles"
    bounds, low, high = toy_pyramid.bounds, toy_pyramid.minzoom, toy_pyramid.maxzoom
    path.write_bytes(archive(tiles, metadata={}, bounds=bounds, minzoom=low, maxzoom=high))
    return path


def test_tiles_hold_the_figures_they_were_made_of(write: Path, toy_stand: Stand) -> None:
    assert verify.differences(Archive(write), toy_stand) == ()


def test_other_figures_are_noticed(write: Path, toy: Vintage, toy_stand: Stand) -> None:
    cijfers = [r.cijfers for r in toy_stand.gemeenten]
    first = cijfers[0]
    assert first is not None
    other = stand_of(toy, [Cijfers(first.taakstelling, first.achterstand, first.gerealiseerd + 1), *cijfers[1:]])
    found = verify.differences(Archive(write), other)
    assert found
    assert all(", GM0001: andere waarde voor gerealiseerd" in told for told in found)


def test_a_gemeente_that_is_not_there_is_noticed(toy_pyramid: Pyramid, toy_stand: Stand, tmp_path: Path) -> None:
    finest = [
        (tile, data)
        for tile, data in Filler(toy_pyramid, toy_stand.gemeenten).tiles(toy_stand.gemeenten)
        if tile.z < toy_pyramid.maxzoom
    ]
    path = tmp_path / "coarse.pmtiles"
    bounds, low, high = toy_pyramid.bounds, toy_pyramid.minzoom, toy_pyramid.maxzoom
    path.write_bytes(archive(finest, metadata={}, bounds=bounds, minzoom=low, maxzoom=high))
    assert verify.differences(Archive(path), toy_stand) == (
        "op de fijnste tegels ontbreken: GM0001, GM0002, GM0003, GM0004, GM0005",
    )


def test_bytes_that_are_no_tile_are_noticed(toy_pyramid: Pyramid, toy_stand: Stand, tmp_path: Path) -> None:
    tiles = list(Filler(toy_pyramid, toy_stand.gemeenten).tiles(toy_stand.gemeenten))
    path = tmp_path / "broken.pmtiles"
    bounds, low, high = toy_pyramid.bounds, toy_pyramid.minzoom, toy_pyramid.maxzoom
    broken = [(tiles[0][0], b"\x1f\x8bno"), *tiles[1:]]
    path.write_bytes(archive(broken, metadata={}, bounds=bounds, minzoom=low, maxzoom=high))
    (told,) = verify.differences(Archive(path), toy_stand)
    assert told.startswith("tegel 0/0/0 is niet te lezen")


def _one_tile(toy_stand: Stand, folder: Path, shape: shapely.Geometry, number: int) -> Archive:
    """An archive of one tile with the first gemeente, as it stands: the reference encoder would mend the shape."""
    regel = toy_stand.gemeenten[0]
    properties = {name: value for name, value in tile_schema.attributes(regel).items() if value is not None}
    (geometry,) = encode.polygons(np.array([shape], dtype=object), np.zeros((1, 2), dtype=np.int64))
    data = encode.simple_layer(tile_schema.GEMEENTEN, encode.POLYGON, [(number, properties, geometry)])
    path = folder / "one.pmtiles"
    path.write_bytes(archive([(Tile(0, 0, 0), gzip.compress(data))], metadata={}, bounds=BOUNDS, minzoom=0, maxzoom=0))
    return Archive(path)


def test_another_number_and_a_shape_that_crosses_itself_are_noticed(toy_stand: Stand, tmp_path: Path) -> None:
    square, bow = shapely.box(0, 0, 40, 40), shapely.Polygon([(0, 0), (40, 40), (40, 0), (0, 20)])
    missing = ("op de fijnste tegels ontbreken: GM0002, GM0003, GM0004, GM0005",)
    assert verify.differences(_one_tile(toy_stand, tmp_path, square, 1), toy_stand) == missing
    found = verify.differences(_one_tile(toy_stand, tmp_path, square, 7), toy_stand)
    assert found == ("tegel 0/0/0, GM0001: ander nummer",)
    found = verify.differences(_one_tile(toy_stand, tmp_path, bow, 1), toy_stand)
    assert found == ("tegel 0/0/0, GM0001: ongeldige vorm",)
