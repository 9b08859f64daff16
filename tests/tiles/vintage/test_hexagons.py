"""The hexagon map: everybody once, beside his neighbours, provincies whole, islands at sea, and where he was before."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely

from data.boundaries.vintage import Vintage
from data.terms import Gemeentecode
from tests.tiles.conftest import EAST, NORTH
from tiles.vintage.hexagon_file import open_hexagons, polygons, polygons_in_degrees
from tiles.vintage.hexagons import HexagonMap, hexagon_map, touching

WADDEN = {
    "GM0448": "Texel",
    "GM0096": "Vlieland",
    "GM0093": "Terschelling",
    "GM0060": "Ameland",
    "GM0088": "Schiermonnikoog",
}


@pytest.fixture(scope="module")
def country(example: Vintage) -> HexagonMap:
    """The map of the embedded borders."""
    return hexagon_map(example)


def _shapes(of: HexagonMap) -> dict[str, shapely.Geometry]:
    codes = [str(g.code) for g in of.vintage.gemeenten]
    content = json.dumps(
        {"origin": of.origin, "size": of.size, "cells": dict(zip(codes, of.cells.tolist(), strict=True))}
    )
    return dict(zip(codes, polygons(content.encode(), codes), strict=True))


def _beside(shapes: dict[str, shapely.Geometry]) -> set[frozenset[str]]:
    """Who shares a side with whom, by the geometry."""
    return {
        frozenset((a, b)) for a, b in combinations(shapes, 2) if shapes[a].touches(shapes[b])
    }  # fmt: skip


@pytest.fixture(scope="module")
def beside(country: HexagonMap) -> set[frozenset[str]]:
    """Who shares a side with whom on the map of the embedded borders."""
    return _beside(_shapes(country))


def test_every_gemeente_is_a_hexagon_of_one_size_and_none_lies_over_another(country: HexagonMap) -> None:
    shapes = np.array(list(_shapes(country).values()))
    assert len(shapes) == 342
    assert shapely.coverage_is_valid(shapes)
    side = country.size / np.sqrt(3)
    assert shapely.area(shapes) == pytest.approx(3 * np.sqrt(3) / 2 * side**2, rel=1e-6)  # of a regular hexagon
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(shapely.area(shapes).sum(), rel=1e-9)
    assert set(shapely.get_num_coordinates(shapes)) == {7}


def test_neighbours_stay_together(country: HexagonMap, beside: set[frozenset[str]]) -> None:
    pairs, _ = touching(country.vintage.geometries)
    codes = [str(g.code) for g in country.vintage.gemeenten]
    together = [frozenset((codes[a], codes[b])) in beside for a, b in pairs.tolist()]
    assert np.mean(together) > 0.7  # six places around each at most, and a gemeente has five neighbours on average
    q, r = (country.cells[pairs[:, 0]] - country.cells[pairs[:, 1]]).T
    assert np.maximum.reduce([np.abs(q), np.abs(r), np.abs(q + r)]).max() <= 3


def test_a_provincie_is_one_piece_and_an_island_lies_at_sea(country: HexagonMap, beside: set[frozenset[str]]) -> None:
    _, island = touching(country.vintage.geometries)
    mainland = np.bincount(island).argmax()
    gemeenten = country.vintage.gemeenten
    for provincie in {g.provinciecode for g in gemeenten}:
        left = {
            str(g.code)
            for g, i in zip(gemeenten, island, strict=True)
            if g.provinciecode == provincie and i == mainland
        }
        reached = [left.pop()]
        while reached:
            next_to = {code for code in left if frozenset((code, reached[-1])) in beside}
            reached.pop()
            left -= next_to
            reached += next_to
        assert left == set(), provincie
    at_sea = {code for code in WADDEN if not any(code in pair for pair in beside)}
    assert at_sea == set(WADDEN)


def test_it_looks_like_the_country(country: HexagonMap) -> None:
    of_code = {code: shape.centroid for code, shape in _shapes(country).items()}
    north_to_south = ["GM0088", "GM0014", "GM0106", "GM0307", "GM0855", "GM0935", "GM0981"]  # Schiermonnikoog ... Vaals
    heights = [of_code[code].y for code in north_to_south]
    assert heights == sorted(heights, reverse=True)
    west_to_east = ["GM1714", "GM0518", "GM0344", "GM0202", "GM0153"]  # Sluis, Den Haag, Utrecht, Arnhem, Enschede
    places = [of_code[code].x for code in west_to_east]
    assert places == sorted(places)


def _merged(vintage: Vintage, one: str, other: str) -> Vintage:
    """The next year, in which two gemeenten are a new one."""
    codes = [str(g.code) for g in vintage.gemeenten]
    a, b = codes.index(one), codes.index(other)
    gemeenten = list(vintage.gemeenten)
    geometries = vintage.geometries.copy()
    gemeenten[a] = replace(gemeenten[a], code=Gemeentecode(1999), naam="Nieuw")
    geometries[a] = shapely.coverage_union_all(geometries[[a, b]])
    keep = np.arange(len(codes)) != b
    return replace(vintage, key="merged", gemeenten=(*gemeenten[:b], *gemeenten[b + 1 :]), geometries=geometries[keep])


def test_who_did_not_change_is_found_where_he_was(country: HexagonMap) -> None:
    after = hexagon_map(_merged(country.vintage, "GM0200", "GM0243"), country)  # Apeldoorn and Harderwijk
    before = {
        str(g.code): tuple(cell) for g, cell in zip(country.vintage.gemeenten, country.cells.tolist(), strict=True)
    }
    cells = {str(g.code): tuple(cell) for g, cell in zip(after.vintage.gemeenten, after.cells.tolist(), strict=True)}
    new = cells.pop("GM1999")
    assert sum(before[code] != cell for code, cell in cells.items()) <= 5
    apart = min(
        max(abs(new[0] - q), abs(new[1] - r), abs(sum(new) - q - r)) for q, r in (before["GM0200"], before["GM0243"])
    )
    assert apart <= 1


def test_it_is_made_once_and_the_same_each_time(toy: Vintage, tmp_path: Path) -> None:
    content = open_hexagons(toy, tmp_path / "a", toy)
    assert content == open_hexagons(toy, tmp_path / "b", toy)
    (kept,) = (tmp_path / "a").iterdir()
    kept.write_bytes(b"kept")
    assert open_hexagons(toy, tmp_path / "a", toy) == b"kept"


def test_hexagons_lie_in_the_country_in_degrees(toy: Vintage, tmp_path: Path) -> None:
    codes = [str(g.code) for g in toy.gemeenten]
    shapes = polygons_in_degrees(open_hexagons(toy, tmp_path, toy), codes)
    assert (EAST, NORTH) == (155_000, 463_000)  # the tower of Amersfoort: 5.387 east, 52.155 north
    middle = shapely.MultiPoint(shapely.centroid(shapes)).centroid
    assert (middle.x, middle.y) == pytest.approx((5.387 + 0.31, 52.155 + 0.17), abs=0.15)  # about 21 km to both
    assert shapely.is_ccw(shapely.get_exterior_ring(shapes)).all()
    with pytest.raises(KeyError):
        polygons_in_degrees(open_hexagons(toy, tmp_path, toy), ["GM9999"])
