import re

import numpy as np
import pytest
import shapely

from reports.content import large_print
from reports.content.land_map import land_map
from reports.content.maps import Atlas
from reports.content.report_charts import Label, Line
from tests.reports import example
from tests.reports.content.test_maps import polygons
from tiles.randstad import RD_M

ROOM = (640.0, 700.0)


@pytest.fixture(scope="module", params=[Atlas, large_print.atlas], ids=["report", "large print"])
def atlas(request):
    return request.param(example.vintage())


@pytest.fixture(scope="module")
def drawing(atlas):
    return land_map(atlas, example.stands()[-1], ROOM, "Kaart van Nederland.")


def metres_per_px(drawing):
    west, south, east, north = drawing.window
    assert (east - west) / drawing.width == pytest.approx((north - south) / drawing.height, rel=1e-4)
    return (east - west) / drawing.width


def test_the_inset_is_as_many_times_as_large_as_the_caption_says(drawing):
    _, _, inset = drawing.inset
    (caption,) = (s.text for s in drawing.shapes if isinstance(s, Label))
    factor = float(re.fullmatch(r"Randstad, (\S+) keer zo groot", caption)[1].replace(",", "."))
    assert metres_per_px(drawing) / metres_per_px(inset) == pytest.approx(factor, rel=1e-3) and 2 <= factor <= 3
    assert drawing.alt == f"Kaart van Nederland. Linksboven: {caption}."


def test_the_inset_has_exactly_the_gemeenten_of_the_box_in_their_klasse(atlas, drawing):
    _, _, inset = drawing.inset
    stand, geometries = example.stands()[-1], atlas.vintage.geometries
    expected = np.flatnonzero(shapely.area(shapely.intersection(geometries, shapely.box(*RD_M))) > 0)
    fills = {layer.fill: shapely.union_all(list(polygons(layer.path))) for layer in inset.layers if layer.fill}
    for n in expected:
        klasse = stand.by_code[atlas.codes[n]].klasse
        (layer,) = (
            one for one in inset.layers if one.fill and (int(one.look.klasse) if one.look else 1) == int(klasse)
        )
        assert fills[layer.fill].contains(shapely.point_on_surface(geometries[n])), atlas.codes[n]
    area = sum(shape.area for shape in fills.values())
    assert area == pytest.approx(shapely.area(geometries[expected]).sum(), rel=0.01)


def test_neither_inset_nor_caption_covers_land_and_the_frame_is_where_it_is(atlas, drawing):
    left, top, inset = drawing.inset
    corners = {shape.points[0] + shape.points[2] for shape in drawing.shapes if isinstance(shape, Line)}
    where = (*drawing.point(RD_M[0], RD_M[3]), *drawing.point(RD_M[2], RD_M[1]))
    assert any(np.allclose(one, where) for one in corners) and len(corners) == 2
    west, _, _, north = drawing.window
    unit = metres_per_px(drawing)
    right, bottom = west + (left + inset.width) * unit, north - (top + inset.height) * unit
    assert not shapely.intersects(atlas.vintage.geometries, shapely.box(west, bottom, right, north)).any()
    assert {s.text for s in inset.shapes} == {"Amsterdam", "Rotterdam", "Den\N{NO-BREAK SPACE}Haag", "Utrecht"}
