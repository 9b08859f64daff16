"""The inset of the Randstad: one extent in two systems, and a place in the sea that covers no land."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from data.boundaries.rdnaptrans import without_grid
from tiles import randstad
from tiles.randstad import Room

# A land like ours, y to the south: a coast that runs to the lower left, its Randstad by the sea.
LAND = [(100, 0, 260, 120), (85, 120, 260, 200), (0, 200, 200, 310)]
PART = (60, 110, 130, 180)


def test_degrees_and_metres_are_the_same_box_to_half_a_kilometre_and_the_turn_of_the_grid() -> None:
    (west, south), (east, north) = randstad.DEGREES
    corners = without_grid().to_rd(np.array([(west, south), (east, south), (west, north), (east, north)]))
    low, high = corners.min(axis=0), corners.max(axis=0)
    assert np.abs(low - randstad.RD_M[:2]).max() < 1500 and np.abs(high - randstad.RD_M[2:]).max() < 1500


@pytest.mark.parametrize("width, height", [(575, 630), (1080, 448), (794, 615), (623, 794)])
def test_the_inset_covers_no_land_and_lies_in_the_frame(width: float, height: float) -> None:
    place = randstad.place(LAND, PART, Room(width, height, 14, 14, 10, 24))
    assert place
    west, north, east, south = place.window
    unit = width / (east - west)
    assert height / (south - north) == pytest.approx(unit)
    left, top, right, bottom = place.inset
    assert right - left == pytest.approx(place.factor * unit * 70) and 2 <= place.factor <= 3
    assert left >= 14 and top >= 14 + 24 and right <= width and bottom <= height
    for area in LAND:
        x, y = (area[0] - west) * unit, (area[1] - north) * unit
        assert x >= 13.9 and y >= 13.9, "in the frame"
        assert x >= right + 9.9 or y >= bottom + 9.9, "not below the inset"
        assert (area[2] - west) * unit <= width - 13.9 and (area[3] - north) * unit <= height - 13.9


def test_where_land_lies_everywhere_there_is_no_inset() -> None:
    everywhere: Sequence[tuple[float, ...]] = [(0, 0, 260, 310)]
    assert randstad.place(everywhere, PART, Room(300, 350, 14, 14, 10, 24)) is None


def test_a_wide_frame_has_room_for_a_larger_inset() -> None:
    narrow, wide = (randstad.place(LAND, PART, Room(w, 450, 14, 14, 10, 24)) for w in (450, 1080))
    assert narrow and wide and narrow.factor < wide.factor == 3
