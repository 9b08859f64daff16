from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from data.errors import UnknownGebied
from data.terms import Gebiedsoort
from tiles import palette
from tiles.month import letters, static_maps


def _read(png: bytes) -> NDArray[np.uint8]:
    with pytest.warns(NotGeoreferencedWarning), MemoryFile(png) as memory, memory.open() as image:
        assert image.driver == "PNG"
        return np.moveaxis(image.read(), 0, -1)


def _most(picture: NDArray[np.uint8], window: tuple[float, float, float, float], point: shapely.Point) -> list[str]:
    """The colours around a point, the commonest first: the fill of a klasse, then what its pattern makes of it."""
    rows, columns = picture.shape[:2]
    x = int((point.x - window[0]) / (window[2] - window[0]) * columns)
    y = int((window[3] - point.y) / (window[3] - window[1]) * rows)
    found, counts = np.unique(picture[y - 6 : y + 7, x - 6 : x + 7].reshape(-1, 3), axis=0, return_counts=True)
    return ["#{:02x}{:02x}{:02x}".format(*found[n].tolist()) for n in np.argsort(-counts)]


def _at(picture: NDArray[np.uint8], window: tuple[float, float, float, float], point: shapely.Point) -> str:
    rows, columns = picture.shape[:2]
    x = int((point.x - window[0]) / (window[2] - window[0]) * columns)
    y = int((window[3] - point.y) / (window[3] - window[1]) * rows)
    return "#{:02x}{:02x}{:02x}".format(*picture[y, x].tolist())


def test_country_shows_every_gemeente_in_its_class_colour(toy: Vintage, toy_stand: Stand) -> None:
    picture = _read(static_maps.still(toy_stand, toy.geometries, width=600, height=500))
    assert picture.shape == (500, 600, 3)
    window = static_maps._window(toy.geometries, Gebiedsoort.LAND, 600 / 500)
    assert (window[2] - window[0]) / (window[3] - window[1]) == pytest.approx(600 / 500)
    for geometry, regel in zip(toy.geometries, toy_stand.gemeenten, strict=True):
        largest = max(shapely.get_parts(geometry), key=shapely.area)
        pole = shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)
        look, colours = palette.BY_KLASSE[regel.klasse], _most(picture, window, pole)
        assert colours[0] == look.fill
        assert (len(colours) > 1) == bool(look.pattern), "colour is never the only cue"
    assert _at(picture, window, shapely.Point(155_000 + 4_000, 463_000 + 4_000)) == palette.WATER  # the lake


def test_a_gemeente_stands_among_neighbours_in_their_own_colours(toy: Vintage, toy_stand: Stand) -> None:
    picture = _read(static_maps.still(toy_stand, toy.geometries, "GM0001", width=300, height=300))
    window = static_maps._window(toy.geometries[:1], Gebiedsoort.GEMEENTE, 1.0)
    assert _at(picture, window, shapely.Point(155_000 + 15_000, 463_000 + 4_000)) == palette.BY_KLASSE[1].fill
    neighbour = _most(picture, window, shapely.Point(155_000 + 10_000, 463_000 + 30_000))
    assert neighbour[0] == palette.BY_KLASSE[3].fill


def test_a_provincie_stands_among_grey_ones(toy: Vintage, toy_stand: Stand) -> None:
    picture = _read(static_maps.still(toy_stand, toy.geometries, "PV20", width=300, height=300))
    window = static_maps._window(toy.geometries[:2], Gebiedsoort.PROVINCIE, 1.0)
    assert _at(picture, window, shapely.Point(155_000 + 15_000, 463_000 + 4_000)) == palette.BY_KLASSE[1].fill
    assert _most(picture, window, shapely.Point(155_000 + 10_000, 463_000 + 25_000)) == [palette.ELSEWHERE]


def test_provincie_is_shown_whole(toy: Vintage, toy_stand: Stand) -> None:
    west, south, east, north = static_maps._window(
        toy.geometries[:2], Gebiedsoort.PROVINCIE, static_maps.WIDTH / static_maps.HEIGHT
    )
    box = shapely.box(west, south, east, north)
    assert box.contains(shapely.union_all(toy.geometries[:2]))


def test_same_input_same_bytes_and_an_unknown_area_is_refused(toy: Vintage, toy_stand: Stand) -> None:
    small = {"width": 120, "height": 90}
    assert static_maps.still(toy_stand, toy.geometries, **small) == static_maps.still(
        toy_stand, toy.geometries, **small
    )
    with pytest.raises(UnknownGebied):
        static_maps.still(toy_stand, toy.geometries, "GM9999", **small)


def test_a_border_has_its_line_in_the_middle_in_every_direction() -> None:
    y, x = np.mgrid[:41, :41]
    for side in (x > 20, y > 20, x + y > 40, x > y):
        line = static_maps._edges(side, 7)
        turned = static_maps._edges(side[::-1, ::-1], 7)[::-1, ::-1]
        inner = (slice(8, -8), slice(8, -8))
        one, other = (np.count_nonzero(line[inner] & half[inner]) for half in (side, ~side))
        assert abs(one - other) <= 2 * 41, side
        assert np.count_nonzero(line[inner] ^ turned[inner]) <= 2 * 41


def test_a_picture_says_its_date_and_whether_it_is_real_in_one_corner(toy: Vintage, toy_stand: Stand) -> None:
    """Another revision of the same month is the same picture; an example differs by a longer line, and by nothing else."""
    real = _read(static_maps.still(toy_stand, toy.geometries, width=900, height=500))
    example = _read(static_maps.still(replace(toy_stand, voorbeeld=True), toy.geometries, width=900, height=500))
    assert (
        real == _read(static_maps.still(replace(toy_stand, revision=2), toy.geometries, width=900, height=500))
    ).all()
    rows, columns = np.nonzero((real != example).any(axis=2))
    assert rows.min() > 450
    assert 100 < columns.min() < columns.max() < 600
    dark = (real[-25:, :420].mean(axis=2) < 80).sum() / (25 * 420)
    assert 0.02 < dark < 0.4, "letters, on white"
    assert static_maps._caption(toy_stand) == "Land in Beeld, stand per 1 april 2017"
    assert static_maps._caption(replace(toy_stand, voorbeeld=True)).endswith(" (voorbeeldcijfers)")


def test_letters_stand_on_their_line_one_after_the_other() -> None:
    """At 1000 units per em a capital of IBM Plex is 698 high; an o is open in the middle, l stands right of it."""
    o, after = letters.line("o", 1000)
    both, length = letters.line("ol", 1000)
    capital, _ = letters.line("H", 1000)
    assert capital.bounds[1::2] == pytest.approx((0, 698), abs=1)
    assert not o.contains(shapely.Point(after / 2, o.centroid.y))
    assert length > after
    assert both.difference(o).bounds[0] >= after
