"""The drawing of the hexagon map: shared corners, borders once, the coast whole, and names that are never alike."""

from __future__ import annotations

import json

import shapely

from data.boundaries.vintage import Vintage
from tiles.hexagon_drawing import HexagonDrawing, corners, middle
from tiles.hexagon_names import LONGEST, short_names

ROW = {"GM0001": (0, 0), "GM0002": (1, 0), "GM0003": (0, 1), "GM0004": (4, 0)}  # three around a point, one at sea


def _drawing() -> HexagonDrawing:
    return HexagonDrawing.read(json.dumps({"origin": [500_000, 6_800_000], "size": 10_400, "cells": ROW}).encode())


def _length(lines: list[list[tuple[int, int]]]) -> float:
    return float(sum(shapely.LineString(line).length for line in lines))


def test_hexagons_fit_together() -> None:
    one, east, north_east = (shapely.Polygon(corners(ROW[code])) for code in ("GM0001", "GM0002", "GM0003"))
    assert one.bounds == (-26, -30, 26, 30)
    assert one.area == 52 * 30 + 2 * (52 * 15 / 2)  # a rectangle and two triangles
    assert shapely.intersection(one, east).equals(shapely.LineString([(26, -15), (26, 15)]))
    assert shapely.intersection(one, north_east).equals(shapely.LineString([(0, -30), (26, -15)]))
    assert north_east.centroid.coords[0] == middle((0, 1)) == (26, -45)  # y goes down


def test_box_and_place_on_earth() -> None:
    drawing = _drawing()
    assert drawing.box == (-26, -75, 4 * 52 + 26, 30)
    assert drawing.point(500_000, 6_800_000) == (0, 0)
    assert drawing.point(500_000 + 10_400, 6_800_000 + 1_000) == (52, -5)  # 200 metres a unit


def test_borders_are_drawn_once_and_the_coast_is_not_one() -> None:
    drawing = _drawing()
    slanting = (26**2 + 15**2) ** 0.5
    alone = drawing.borders({"GM0001": "a", "GM0002": "b", "GM0003": "b", "GM0004": "a"}.__getitem__)
    assert len(alone) == 1
    assert set(alone[0]) == {(0, -30), (26, -15), (26, 15)}
    assert _length(alone) == 30 + slanting
    assert _length(drawing.borders(lambda code: code)) == 30 + 2 * slanting  # all three sides that two share
    assert drawing.borders(lambda _: "a") == []
    assert _length(drawing.coast()) == drawing.area(ROW).length
    assert drawing.area(ROW).geom_type == "MultiPolygon"


def test_no_two_gemeenten_have_the_same_short_name(example: Vintage) -> None:
    names = {str(g.code): g.naam for g in example.gemeenten}
    short = short_names(names)
    assert set(short) == set(names)
    assert len(set(short.values())) == len(names)
    assert max(map(len, short.values())) <= LONGEST
    assert [short[code] for code in ("GM0184", "GM0981", "GM0448", "GM0599")] == ["Urk", "Vaals", "Texel", "Rott."]
    assert all(short[code][0] in name for code, name in names.items())


def test_names_that_begin_alike_still_differ() -> None:
    alike = {str(n): f"Westeraa{'n' * n}" for n in range(120)}
    short = short_names(alike)
    assert len(set(short.values())) == 120
    assert max(map(len, short.values())) <= LONGEST
