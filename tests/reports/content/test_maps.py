import math
from itertools import combinations

import numpy as np
import pytest
import shapely

from data.terms import Klasse
from reports.content import large_print
from reports.content.maps import LEVELS_M, Atlas, path_operators
from reports.content.report_charts import Dot, Label, Line
from reports.kinds.all_kinds import make_figures
from tests.reports import example


@pytest.fixture(scope="module")
def atlas():
    return Atlas(example.vintage())


def polygons(operators: bytes):
    """The outlines in path operators, in metres."""
    for ring in operators.decode().split(" h"):
        numbers = [float(t) for t in ring.split() if t not in ("m", "l")]
        if numbers:
            yield shapely.Polygon(np.array(numbers).reshape(-1, 2) * 10)


def test_operators_are_the_outline_to_ten_metres():
    shape = shapely.Polygon([(0, 0), (1000, 4), (1003, 996), (0, 1000)], [[(200, 200), (400, 200), (400, 400)]])
    outer, hole = polygons(path_operators(shape))
    assert outer.symmetric_difference(shapely.Polygon(shape.exterior)).area < 10 * shape.length
    assert hole.area == pytest.approx(20000)


def test_a_ring_that_vanishes_leaves_nothing():
    assert path_operators(shapely.box(0, 0, 3, 3)) == b""


@pytest.mark.parametrize("tolerance", LEVELS_M)
def test_generalised_gemeenten_stay_a_coverage_with_nobody_lost(atlas, tolerance):
    outlines = atlas.outlines(tolerance)
    assert shapely.coverage_is_valid(outlines)
    assert not shapely.is_empty(outlines).any()


@pytest.mark.parametrize("code", ["GM0088", "GM0093", "GM1903", "GM1714", "GM0363"])  # in the corners, and one inside
def test_the_ring_of_the_locator_is_whole_and_round_the_gemeente(atlas, code):
    drawing = atlas.locator(code, 160, "")
    (ring,) = drawing.shapes
    assert ring.radius <= ring.x <= drawing.width - ring.radius
    assert ring.radius <= ring.y <= drawing.height - ring.radius
    west, south, east, north = atlas.bounds[atlas.index[code]]
    for x, y in ((west, south), (east, north)):
        x, y = drawing.point(x, y)
        assert (x - ring.x) ** 2 + (y - ring.y) ** 2 <= ring.radius**2


def test_who_borders_on_whom(atlas):
    names = {str(g.code): g.naam for g in atlas.vintage.gemeenten}
    of = {names[c]: {names[o] for o in others} for c, others in zip(atlas.codes, atlas.neighbours, strict=True)}
    # from an atlas
    assert {"Amstelveen", "Diemen", "Zaanstad", "Ouder-Amstel", "Waterland"} <= of["Amsterdam"]
    assert "Utrecht" not in of["Amsterdam"]
    assert "Vlieland" in of["Terschelling"] and len(of["Terschelling"]) == 3  # an island: the nearest
    geometries = dict(zip(names.values(), atlas.vintage.geometries, strict=True))
    for naam, others in of.items():
        for other in others:
            if naam not in of[other]:  # one way only: named because few share a border with it
                assert sum(geometries[naam].touches(geometries[o]) for o in others) < 2


def test_map_of_neighbours_shows_the_gemeente_and_a_number_for_each(atlas):
    stand = example.stands()[-1]
    for code in ("GM0363", "GM0093", "GM0744"):
        drawing = atlas.around(code, stand, 300, 250, "")
        n = atlas.index[code]
        west, south, east, north = drawing.window
        assert shapely.box(west, south, east, north).contains(shapely.box(*atlas.bounds[n]))
        assert (east - west) / 300 == pytest.approx((north - south) / 250)
        numbers = {s.text for s in drawing.shapes if hasattr(s, "text") and s.text.isdigit()}
        assert numbers == {str(k) for k in range(1, len(atlas.neighbours[n]) + 1)}


def test_a_gemeente_without_outline_has_no_map(atlas):
    assert atlas.around("GM9999", example.stands()[-1], 300, 250, "") is None


def test_the_map_of_a_provincie_fits_the_room(atlas):
    stand = example.stands()[-1]
    for code in {r.code for r in stand.provincies}:
        drawing = atlas.country(stand, (400, 500), "", code)
        assert drawing.width <= 400.001 and drawing.height <= 500.001


def test_every_gemeente_of_a_provincie_has_its_number_inside_it_or_a_line_to_it(atlas):
    stand = example.stands()[-1]
    for provincie in ("PV27", "PV28"):
        numbers = make_figures(provincie, stand, []).numbers_on_map
        drawing = atlas.country(stand, (620, 620), "", provincie, numbers)
        placed = {s.text: s for s in drawing.shapes if isinstance(s, Label) and s.text.isdigit()}
        assert set(placed) == {str(n) for n in numbers.values()}
        belongs = {s.points[1]: s.points[0] for s in drawing.shapes if isinstance(s, Line)}
        west, _, east, north = drawing.window
        scale = (east - west) / drawing.width
        for code, n in numbers.items():
            label = placed[str(n)]
            x, y = belongs.get((label.x, label.y - 2.8), (label.x, label.y - 2.8))
            point = shapely.Point(west + x * scale, north - y * scale)
            assert atlas.vintage.geometries[atlas.index[code]].distance(point) < 300, code


def test_no_two_numbers_on_a_map_touch(atlas):
    """In the report and in large print, where there is a third of the room: Zuid-Holland has 50 of them there."""
    stand = example.stands()[-1]
    for shape in (atlas, large_print.atlas(example.vintage())):
        for provincie in {r.code for r in stand.provincies}:
            numbers = make_figures(provincie, stand, []).numbers_on_map
            circles = [s for s in shape.country(stand, (600, 600), "", provincie, numbers).shapes if isinstance(s, Dot)]
            assert len(circles) == len(numbers)
            for a, b in combinations(circles, 2):
                assert math.dist((a.x, a.y), (b.x, b.y)) > a.radius + b.radius, provincie


def test_each_klasse_but_the_darkest_has_a_pattern_on_the_map(atlas):
    layers = atlas.country(example.stands()[-1], (400, 500), "").layers
    assert [layer.look and layer.look.klasse for layer in layers if layer.fill] == [
        None,
        Klasse.ENIGSZINS,
        Klasse.ACHTER,
    ]
