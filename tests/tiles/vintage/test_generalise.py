from __future__ import annotations

import numpy as np
import pytest
import shapely

from data.boundaries.vintage import Vintage
from tiles import grid
from tiles.vintage import generalise


@pytest.fixture(scope="module", params=["toy", "example"])
def levels(request: pytest.FixtureRequest) -> list[generalise.ZoomCoverage]:
    vintage: Vintage = request.getfixturevalue(request.param)
    return generalise.generalise(generalise.to_mercator(vintage.geometries))


def test_every_zoom_is_a_valid_coverage_on_the_integer_grid(levels: list[generalise.ZoomCoverage]) -> None:
    assert [level.z for level in levels] == list(range(10, -1, -1))
    for level in levels:
        corners = shapely.get_coordinates(level.geometries)
        assert (corners == np.rint(corners)).all()
        assert shapely.is_valid(level.geometries).all()
        assert shapely.coverage_is_valid(level.geometries)


def test_areas_add_up_to_the_area_of_the_whole(levels: list[generalise.ZoomCoverage]) -> None:
    """No overlap: were two gemeenten to share ground, the sum would exceed the union."""
    for level in levels:
        assert shapely.area(level.geometries).sum() == shapely.area(shapely.union_all(level.geometries))


def test_no_gemeente_is_missing_from_zoom_3_on(levels: list[generalise.ZoomCoverage]) -> None:
    for level in levels:
        if level.z >= 3:
            assert (shapely.area(level.geometries) > 0).all()


def test_borders_have_a_corner_on_every_seam(levels: list[generalise.ZoomCoverage]) -> None:
    """No edge passes from one tile into another: both tiles then draw the very same line up to the seam."""
    for level in levels:
        rings = shapely.get_rings(shapely.get_parts(level.geometries))
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        a, b = corners[:-1], corners[1:]
        same = ring[:-1] == ring[1:]
        low, high = np.minimum(a, b)[same] / grid.EXTENT, np.maximum(a, b)[same] / grid.EXTENT
        assert (np.floor(low) + 1 >= high).all()


def test_the_lake_the_enclave_the_sliver_and_the_corner_of_four_stay(toy: Vintage) -> None:
    level = generalise.generalise(generalise.to_mercator(toy.geometries))[0]
    a, b, c, d, e = level.geometries
    assert shapely.get_num_interior_rings(shapely.get_parts(a)).sum() == 2  # the lake, and the enclave of E
    assert shapely.get_num_geometries(e) == 2
    (land_of_a,) = a.geoms
    holes = sorted((shapely.Polygon(ring) for ring in land_of_a.interiors), key=shapely.area)
    enclave = min(e.geoms, key=lambda part: part.centroid.x)
    assert holes[1].equals(enclave)
    where = grid.tile_units(
        shapely.get_coordinates(generalise.to_mercator(np.array([shapely.Point(175_000, 483_000)], dtype=object))), 10
    )
    corner = shapely.Point(np.rint(where[0]))
    assert all(corner.touches(one) for one in (a, b, c, d))
    # the sliver is 100 m wide; one unit at z10 is 9.55 m / cos(52 deg) on the ground, so it is about 17 units wide
    west, north, east, south = b.bounds
    strip = d.intersection(shapely.box(west, (north + south) / 2, east, south))
    assert 15 <= strip.area / (strip.bounds[3] - strip.bounds[1]) <= 19


def test_an_empty_gemeente_stays_empty_and_harms_nobody() -> None:
    square = shapely.box(0.2, 0.2, 9000.4, 9.4)
    out = generalise.on_grid(np.array([square, shapely.Polygon(), shapely.MultiPolygon()], dtype=object))
    assert [geometry.is_empty for geometry in out] == [False, True, True]
    assert out[0].equals(shapely.box(0, 0, 9000, 9))
    assert shapely.get_num_coordinates(out[0]) == 9  # two seams, twice


def test_a_sandbank_thinner_than_a_unit_keeps_a_strip_of_one_unit() -> None:
    land = shapely.box(0.0, 0.0, 50.0, 50.0)
    bank = shapely.box(60.1, 5.0, 60.3, 45.0)  # 0.2 x 40 = 8 square units
    speck = shapely.box(70.1, 5.0, 70.3, 6.0)
    own = shapely.MultiPolygon([bank, speck])
    out = generalise.on_grid(np.array([land, own], dtype=object))
    assert out[1].equals(shapely.box(60, 5, 61, 45))
    crowded = np.array(
        [land, own, shapely.box(60.6, 0.0, 80.0, 4.0).union(shapely.box(60.6, 46, 80, 50))], dtype=object
    )
    assert shapely.coverage_is_valid(generalise.on_grid(crowded))


def test_a_dyke_thinner_than_a_unit_against_a_neighbour_is_widened_to_the_sea() -> None:
    """The foot of a dyke, 0.3 wide and bent at its end, with the neighbour to the east and water to the west."""
    foot = [(2.4, 0.4), (2.4, 60.4), (6.4, 70.4)]
    dyke = shapely.Polygon([*foot, (2.1, 60.4), (2.1, 0.4)])
    neighbour = shapely.Polygon([*foot, (40.4, 70.4), (40.4, 0.4)])
    elsewhere = shapely.box(100.0, 0.0, 140.0, 40.0)
    coverage = np.array([neighbour, shapely.MultiPolygon([elsewhere, dyke])], dtype=object)
    assert shapely.coverage_is_valid(coverage)
    out = generalise.on_grid(coverage)
    assert shapely.coverage_is_valid(out)
    assert out[0].equals(shapely.Polygon([(2, 0), (2, 60), (6, 70), (40, 70), (40, 0)]))
    assert out[1].difference(elsewhere).equals(shapely.box(1, 0, 2, 60))


def test_snap_rounding_gives_a_coverage_where_plain_rounding_does_not() -> None:
    """A spike 0.15 wide between two neighbours folds onto itself when its corners are rounded."""
    spike = [(4.0, 0.0), (4.0, 4.3), (9.4, 4.4), (4.0, 4.45), (4.0, 9.0)]
    left = shapely.Polygon([(0.0, 0.0), *spike, (0.0, 9.0)])
    right = shapely.Polygon([(12.0, 0.0), (12.0, 9.0), *spike[::-1]])
    coverage = np.array([left, right], dtype=object)
    assert shapely.coverage_is_valid(coverage)
    assert not shapely.is_valid(shapely.transform(coverage, np.rint)).all()
    out = generalise.on_grid(coverage)
    assert shapely.is_valid(out).all()
    assert shapely.coverage_is_valid(out)
    assert shapely.area(out).tolist() == [36.0, 72.0]
