"""The arrow keys lead to a neighbour on their side, and from everywhere to everywhere: on made shapes and real borders."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path

import numpy as np
import pytest
import shapely

from data.boundaries.vintages import embedded_vintage
from server.maps.directions import ARROWS, NOWHERE, directions
from server.maps.neighbours import Geometries, Surroundings, make_surroundings
from tiles.vintage.generalise import to_mercator

Box = tuple[float, float, float, float]  # west, north, east, south: y to the south, as in a drawing


def made(**boxes: Box) -> Surroundings:
    codes = tuple(sorted(boxes))
    return make_surroundings(codes, np.array([shapely.box(*boxes[code]) for code in codes], dtype=object))


def led(around: Surroundings, code: str) -> dict[str, str | None]:
    """Where each arrow leads from a code."""
    ways = directions(around)[around.codes.index(code)]
    return {arrow: None if way == NOWHERE else around.codes[way] for arrow, way in zip(ARROWS, ways, strict=True)}


def reached(around: Surroundings, begin: int) -> set[int]:
    """Whom the arrows reach from here, one press after another."""
    ways, found, waiting = directions(around), {begin}, deque([begin])
    while waiting:
        for way in ways[waiting.popleft()].tolist():
            if way != NOWHERE and way not in found:
                found.add(way)
                waiting.append(way)
    return found


def everywhere(around: Surroundings) -> bool:
    every = set(range(len(around.codes)))
    return all(reached(around, begin) == every for begin in every)


def test_each_arrow_leads_to_the_neighbour_on_its_side() -> None:
    squares = {f"{x}{y}": (x, y, x + 1, y + 1) for x in range(3) for y in range(3)}
    around = made(**squares)
    assert led(around, "11") == {"north": "10", "east": "21", "south": "12", "west": "01"}
    assert led(around, "00") == {"north": None, "east": "10", "south": "01", "west": None}
    assert everywhere(around)


def test_of_several_in_a_quadrant_the_nearest_and_of_two_as_near_the_lower_code() -> None:
    around = made(a=(0, 0, 4, 4), c=(4, 0, 6, 2), b=(4, 2, 6, 4), d=(-2, 0, 0, 4), e=(-6, 0, -2, 4))
    assert led(around, "a")["east"] == "b"
    assert led(around, "a")["west"] == "d", "e lies further and has no border with a"


def test_without_one_in_the_quadrant_the_nearest_on_that_side() -> None:
    around = made(a=(0, 0, 4, 4), b=(4, 0, 6, 2))  # b lies 18 degrees north of east
    assert led(around, "a") == {"north": "b", "east": "b", "south": None, "west": None}


def test_islands_are_reached_over_the_nearest_water() -> None:
    around = made(a=(0, 0, 2, 2), b=(2, 0, 4, 2), far=(3, -9, 4, -8), near=(3, -5, 4, -4))
    assert led(around, "b")["north"] == "near"
    assert led(around, "near") == {"north": "far", "east": None, "south": "b", "west": "b"}
    assert everywhere(around)


def test_who_would_be_left_out_gets_an_arrow_of_a_neighbour() -> None:
    around = made(a=(0, 0, 10, 10), b=(10, 3, 12, 5), c=(10, 7, 16, 8), d=(4, 10, 6, 12))  # b is nearer than c
    assert led(around, "a") == {"north": "b", "east": "c", "south": "d", "west": None}
    assert everywhere(around)


def real(codes: list[str], degrees: Geometries) -> Surroundings:
    """Real borders as a drawing has them: in metres to the east and to the south, to about a kilometre."""
    simple = shapely.coverage_simplify(to_mercator(degrees), 800)
    return make_surroundings(tuple(codes), shapely.transform(simple, lambda corners: corners * (1, -1)))


@pytest.fixture(scope="module")
def embedded() -> Surroundings:
    """The borders of 2024 that come with the product."""
    vintage = embedded_vintage()
    return real([str(gemeente.code) for gemeente in vintage.gemeenten], vintage.geometries)


def test_from_every_gemeente_every_other_is_reached(embedded: Surroundings) -> None:
    assert len(embedded.codes) == 342
    assert everywhere(embedded)


def test_so_it_is_at_the_borders_of_cbs_of_another_year(shared: Path) -> None:
    features = json.loads((shared / "boundaries" / "gemeenten_2022.geojson").read_bytes())["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    around = real([feature["properties"]["code"] for feature in features], np.array(shapes, dtype=object))
    assert len(around.codes) == 345
    assert everywhere(around)


def test_known_places_lie_where_the_atlas_has_them(embedded: Surroundings) -> None:
    assert led(embedded, "GM0344") == {"north": "GM0310", "east": "GM0312", "south": "GM0356", "west": "GM0335"}
    terschelling = led(embedded, "GM0093")
    assert (terschelling["east"], terschelling["west"]) == ("GM0060", "GM0096"), "Ameland and Vlieland"
    assert led(embedded, "GM0935")["west"] is None, "west of Maastricht lies Belgium"
