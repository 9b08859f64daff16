"""Cleaning a coverage on a toy country whose areas are known by hand."""

import numpy as np
import pytest
import shapely

from data.boundaries.coverage import clean, close_slivers, gap_count, is_coverage, mend, polygons_only, union_of
from tests.data import toy


def test_a_clean_country_comes_out_as_it_went_in() -> None:
    country = toy.country()
    cleaned = clean(country)
    assert is_coverage(cleaned.geometries)
    assert shapely.equals(cleaned.geometries, country).all()
    assert cleaned.mended == ()
    assert cleaned.overlap_m2 == pytest.approx(0, abs=1e-6)
    assert (cleaned.gaps_closed, cleaned.gaps_left) == (0, 1)
    assert cleaned.gaps_left_m2 == pytest.approx(toy.LAKE_M2)


def test_sliver_is_closed_and_overlap_resolved_while_lake_island_and_enclave_stay() -> None:
    sloppy = toy.country(sloppy=True)
    assert not is_coverage(sloppy)
    cleaned = clean(sloppy)
    assert is_coverage(cleaned.geometries)
    assert cleaned.overlap_m2 == pytest.approx(toy.OVERLAP_M2)
    assert cleaned.gaps_closed == 1
    assert cleaned.gaps_closed_m2 == pytest.approx(toy.SLIVER_M2)
    assert cleaned.gaps_left_m2 == pytest.approx(toy.LAKE_M2)
    enclave = cleaned.geometries[4]
    assert enclave.geom_type == "MultiPolygon"
    assert shapely.area(enclave) == pytest.approx(toy.ENCLAVE_M2 + toy.ISLAND_M2)
    assert cleaned.areas_after.sum() == pytest.approx(4_000_000 - toy.LAKE_M2 + toy.ISLAND_M2)
    assert union_of(cleaned.geometries).area == pytest.approx(cleaned.areas_after.sum())


def test_a_sliver_goes_to_the_longest_border_and_a_lake_stays() -> None:
    """One metre by a hundred between `below` (100 m of border) and two above (60 and 40 m); a lake of 60 by 60 m."""
    lake = shapely.box(20, -80, 80, -20)
    left = shapely.Polygon([(-10, 0), (0, 0), (0, 1), (60, 1), (60, 50), (-10, 50)])
    right = shapely.Polygon([(60, 1), (100, 1), (100, 0), (110, 0), (110, 50), (60, 50)])
    below = shapely.MultiPolygon([
        shapely.Polygon([(-10, -100), (-10, 0), (0, 0), (100, 0), (110, 0), (110, -100)], [lake.exterior.coords]),
        shapely.box(500, 0, 510, 10),
    ])  # fmt: skip
    coverage = np.array([left, below, right], dtype=object)
    assert is_coverage(coverage)
    assert gap_count(union_of(coverage)) == 2
    closed = close_slivers(coverage, 20.0)
    assert is_coverage(closed)
    assert (shapely.area(closed) - shapely.area(coverage)).tolist() == [0.0, 100.0, 0.0]
    assert gap_count(union_of(closed)) == 1


def test_slivers_are_closed_as_geos_closes_them() -> None:
    sloppy = toy.country(sloppy=True)
    ours = close_slivers(np.asarray(shapely.coverage_clean(list(sloppy)), dtype=object), 20.0)
    assert shapely.equals(ours, clean(sloppy).geometries).all()


def test_a_gap_wider_than_the_limit_is_a_lake() -> None:
    assert clean(toy.country(sloppy=True), gap_width_m=3).gaps_left == 2


def test_a_bow_tie_is_mended_and_counted() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    mended, where, changed = mend(np.array([toy.square(0, 0, 1, 1), bow_tie], dtype=object))
    assert where == (1,)
    assert shapely.is_valid(mended).all()
    assert changed == pytest.approx(500_000), "the two lobes cancel out in the area of the broken polygon"


def test_lines_and_points_left_by_mending_are_dropped() -> None:
    mixed = shapely.GeometryCollection([toy.square(0, 0, 1, 1), shapely.LineString([(0, 0), (9, 9)])])
    assert polygons_only(mixed).geom_type == "Polygon"
    assert polygons_only(shapely.LineString([(0, 0), (9, 9)])).is_empty
