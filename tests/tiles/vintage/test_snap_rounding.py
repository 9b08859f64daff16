"""Rounding a coverage to integers: whatever happens, neighbours keep the same border."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tiles.vintage import generalise, snap_rounding

Geometries = NDArray[np.object_]


def _coverage(points: list[tuple[float, float]], side: float = 12) -> Geometries:
    """A coverage of the square from 0 to `side`: the Voronoi cells of the points."""
    square = shapely.box(0, 0, side, side)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=square))
    cut = shapely.intersection(cells, square)
    clean = shapely.coverage_clean(cut)
    return np.array([g for g in clean if g.area > 0], dtype=object)


def _check(coverage: Geometries, out: Geometries) -> None:
    assert shapely.is_valid(out).all()
    assert shapely.coverage_is_valid(out)
    corners = shapely.get_coordinates(out)
    assert (corners == np.rint(corners)).all()
    assert shapely.area(out).sum() == shapely.area(shapely.union_all(out))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 11.9), st.floats(0.1, 11.9)), min_size=2, max_size=40, unique=True))
@example([(1.0, 0.5), (1.0, 0.25)])  # a cell of 12 by 0.375 that rounding flattens
def test_any_coverage_becomes_an_integer_coverage_that_fills_the_same_square(points: list[tuple[float, float]]) -> None:
    """Cells of about a unit: rounding makes them fold, flip, cross and vanish. The square stays full.

    What lies outside of it is the strip, one unit wide, of a cell that would be gone.
    """
    coverage = _coverage(points)
    out = generalise.on_grid(coverage)
    _check(coverage, out)
    square = shapely.box(0, 0, 12, 12)
    together = shapely.union_all(out)
    assert together.covers(square) and shapely.box(-1, -1, 13, 13).covers(together)
    thin = (shapely.area(coverage) < shapely.length(coverage)) & (shapely.area(coverage) >= generalise.THIN_UNITS2)
    assert not shapely.area(shapely.difference(out, square))[~thin].any()


def test_a_cell_that_rounding_flattens_gets_a_strip_outside_the_square() -> None:
    """The lower of the two is 12 by 0.375: its strip goes where it takes nothing from the upper one."""
    coverage = _coverage([(1.0, 0.5), (1.0, 0.25)])
    lower = int(shapely.area(coverage).argmin())
    out = generalise.on_grid(coverage)
    assert out[lower].equals(shapely.box(0, -1, 12, 0))
    assert out[1 - lower].equals(shapely.box(0, 0, 12, 12))


def test_a_crossing_gets_one_corner_for_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two needles from opposite sides that rounding makes cross. No help from snap-rounding everything."""
    monkeypatch.setattr(generalise, "snap_rounded", lambda coverage: pytest.fail("not mended locally"))
    rng = np.random.default_rng(7)
    harmed = 0
    for _ in range(60):
        coverage = _coverage([(float(x), float(y)) for x, y in rng.uniform(0.1, 11.9, (40, 2))])
        plain = shapely.transform(coverage, np.rint)
        harmed += not (shapely.is_valid(plain).all() and shapely.coverage_is_valid(plain))
        _check(coverage, generalise.on_grid(coverage))
    assert harmed > 10  # the examples are hard enough


def test_a_cut_that_reaches_farther_than_was_looked_at_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among these cells one cut bends the border of a cell whose other borders were not at hand: a gap, if it went on so."""
    mended, depth = snap_rounding.mended, []
    monkeypatch.setattr(snap_rounding, "mended", lambda *given: (depth.append(1), mended(*given))[1])
    rng = np.random.default_rng(3)
    coverage = _coverage([(float(x), float(y)) for x, y in rng.uniform(0.1, 57.9, (1000, 2))], side=58)
    out = generalise.on_grid(coverage)
    assert len(depth) > 1, "the example no longer reaches so far"
    _check(coverage, out)
    assert shapely.union_all(out).equals(shapely.box(0, 0, 58, 58))


def test_far_away_gemeenten_are_not_touched() -> None:
    quiet = shapely.box(100.2, 0.2, 110.7, 9.3)
    rng = np.random.default_rng(3)
    crowd = _coverage([(float(x), float(y)) for x, y in rng.uniform(0.1, 11.9, (30, 2))])
    out = generalise.on_grid(np.append(crowd, quiet))
    assert out[-1].equals(shapely.box(100, 0, 111, 9))
