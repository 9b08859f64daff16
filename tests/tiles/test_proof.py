"""Holding tiles against figures: right ones pass, and every kind of difference is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.boundaries import Vintage
from data.stand import Stand
from data.terms import Cijfers
from tests.tiles.conftest import stand_of
from tiles import proof
from tiles.archive import Archive, archive
from tiles.fill import Filler
from tiles.pyramid import Pyramid


@pytest.fixture
def write(toy_pyramid: Pyramid, toy_stand: Stand, tmp_path: Path) -> Path:
    tiles = Filler(toy_pyramid, toy_stand.gemeenten).tiles(toy_stand.gemeenten)
    path = tmp_path / "tiles.pmtiles"
    bounds, low, high = toy_pyramid.bounds, toy_pyramid.minzoom, toy_pyramid.maxzoom
    path.write_bytes(archive(tiles, metadata={}, bounds=bounds, minzoom=low, maxzoom=high))
    return path


def test_tiles_hold_the_figures_they_were_made_of(write: Path, toy_stand: Stand) -> None:
    assert proof.differences(Archive(write), toy_stand) == ()


def test_other_figures_are_noticed(write: Path, toy: Vintage, toy_stand: Stand) -> None:
    cijfers = [r.cijfers for r in toy_stand.gemeenten]
    first = cijfers[0]
    assert first is not None
    other = stand_of(toy, [Cijfers(first.taakstelling, first.achterstand, first.gerealiseerd + 1), *cijfers[1:]])
    found = proof.differences(Archive(write), other)
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
    assert proof.differences(Archive(path), toy_stand) == (
        "op de fijnste tegels ontbreken: GM0001, GM0002, GM0003, GM0004, GM0005",
    )


def test_bytes_that_are_no_tile_are_noticed(toy_pyramid: Pyramid, toy_stand: Stand, tmp_path: Path) -> None:
    tiles = list(Filler(toy_pyramid, toy_stand.gemeenten).tiles(toy_stand.gemeenten))
    path = tmp_path / "broken.pmtiles"
    bounds, low, high = toy_pyramid.bounds, toy_pyramid.minzoom, toy_pyramid.maxzoom
    broken = [(tiles[0][0], b"\x1f\x8bno"), *tiles[1:]]
    path.write_bytes(archive(broken, metadata={}, bounds=bounds, minzoom=low, maxzoom=high))
    (told,) = proof.differences(Archive(path), toy_stand)
    assert told.startswith("tegel 0/0/0 is niet te lezen")
