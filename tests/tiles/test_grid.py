from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from tiles import grid
from tiles.grid import Tile

lons = st.floats(-179.9, 179.9)
lats = st.floats(-85.0, 85.0)
zooms = st.integers(0, 14)
TO_MERCATOR = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)


@given(lons, lats, zooms)
def test_a_place_lies_within_its_own_tile(lon: float, lat: float, z: int) -> None:
    west, south, east, north = grid.tile_bounds(grid.lonlat_to_tile(lon, lat, z))
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@given(lons, lats)
def test_mercator_is_that_of_proj(lon: float, lat: float) -> None:
    place = TO_MERCATOR.transform(lon, lat)
    assert grid.mercator_to_lonlat(*place) == pytest.approx((lon, lat), abs=1e-9)


def test_known_tile_of_dam_square() -> None:
    """Worked out by hand with the formula of the slippy map: x = (4.8937 + 180) / 360 * 2**10 = 525.9."""
    y = (1 - math.log(math.tan(math.radians(52.3731)) + 1 / math.cos(math.radians(52.3731))) / math.pi) / 2 * 1024
    assert grid.lonlat_to_tile(4.8937, 52.3731, 10) == Tile(10, 525, math.floor(y))


def test_tile_units_have_their_origin_in_the_north_west() -> None:
    corners = np.array([(-grid.HALF_WORLD_M, grid.HALF_WORLD_M), (grid.HALF_WORLD_M, -grid.HALF_WORLD_M)])
    assert grid.tile_units(corners, 3).ravel().tolist() == pytest.approx([0.0, 0.0, 4096.0 * 8, 4096.0 * 8])
