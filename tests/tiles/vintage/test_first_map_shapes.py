"""The shapes of the first map: read back from their paths they are a whole coverage of the same country."""

from __future__ import annotations

import json
import re
from functools import reduce
from typing import Any

import numpy as np
import pytest
import shapely

from data.boundaries.vintage import Vintage
from tiles import grid
from tiles.vintage import generalise
from tiles.vintage.first_map_shapes import COARSE, FINE, first_map

WADDEN = {"GM0448", "GM0060", "GM0088", "GM0093", "GM0096"}


def rings_of(path: str) -> list[list[tuple[int, int]]]:
    """The corners of a path, by the grammar of SVG: M and m begin, l goes on, z ends where it began."""
    rings: list[list[tuple[int, int]]] = []
    x = y = 0
    for command, text in re.findall(r"([Mmlz])([^Mmlz]*)", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", text)]
        if command == "z":
            x, y = rings[-1][0]
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = (right, down) if command == "M" else (x + right, y + down)
            if command in "Mm":
                rings.append([])
            rings[-1].append((x, y))
    return rings


def area_of(path: str) -> shapely.Geometry:
    """What a path fills by the rule `evenodd`."""
    return reduce(shapely.symmetric_difference, [shapely.Polygon(ring) for ring in rings_of(path)])


@pytest.fixture(scope="module")
def drawings(example: Vintage) -> dict[str, Any]:
    """What is kept of the newest vintage."""
    content: dict[str, Any] = json.loads(first_map(example))
    return content


@pytest.mark.parametrize("zoom", [COARSE, FINE])
def test_the_paths_are_a_whole_coverage_of_the_same_country(
    drawings: dict[str, Any], example: Vintage, zoom: int
) -> None:
    drawing = drawings[str(zoom)]
    areas = {code: area_of(path) for code, path in drawing["paths"].items() if code.startswith("GM")}
    assert len(areas) == 342
    assert set(areas) >= WADDEN
    coverage = np.array(list(areas.values()), dtype=object)
    assert (shapely.area(coverage) > 0).all()
    assert shapely.is_valid(coverage).all()
    assert shapely.coverage_is_valid(coverage)
    assert shapely.area(coverage).sum() == shapely.area(shapely.union_all(coverage))  # no overlap

    def in_units(xy: Any) -> Any:
        return grid.tile_units(xy, zoom) - drawing["origin"]

    original = shapely.transform(generalise.to_mercator(example.geometries), in_units)
    whole, before = shapely.union_all(coverage), shapely.union_all(original)
    assert shapely.area(shapely.symmetric_difference(whole, before)) < 0.015 * shapely.area(before)  # no gap
    for gemeente, shape in zip(example.gemeenten, original, strict=True):
        drawn = areas[gemeente.code]
        assert shapely.area(shapely.intersection(drawn, shape)) > 0.8 * shapely.area(shape), gemeente.naam
        assert shapely.hausdorff_distance(drawn, shape) < 12, gemeente.naam


@pytest.mark.parametrize("zoom", [COARSE, FINE])
def test_a_provincie_is_its_gemeenten_and_a_box_holds_its_area(
    drawings: dict[str, Any], example: Vintage, zoom: int
) -> None:
    drawing = drawings[str(zoom)]
    areas = {code: area_of(path) for code, path in drawing["paths"].items()}
    for code, area in areas.items():
        assert drawing["boxes"][code] == list(shapely.bounds(area))
    for provincie in {g.provinciecode for g in example.gemeenten}:
        own = [areas[g.code] for g in example.gemeenten if g.provinciecode == provincie]
        assert shapely.equals(areas[provincie], shapely.union_all(own))


def test_the_line_between_provincies_has_one_on_each_side(drawings: dict[str, Any], example: Vintage) -> None:
    drawing = drawings[str(COARSE)]
    lines = shapely.union_all([shapely.LineString(line) for line in rings_of(drawing["between"])])
    provincies = [area_of(path) for code, path in drawing["paths"].items() if code.startswith("PV")]
    shared = [
        shapely.intersection(shapely.boundary(a), shapely.boundary(b))
        for n, a in enumerate(provincies) for b in provincies[n + 1 :]
    ]  # fmt: skip
    assert shapely.length(lines) == pytest.approx(shapely.length(shapely.union_all(shared)))


def test_holes_islands_and_enclaves_stay(toy: Vintage) -> None:
    paths = json.loads(first_map(toy))[str(FINE)]["paths"]
    assert [len(rings_of(paths[code])) for code in ("GM0001", "GM0005")] == [3, 2]  # lake and enclave; enclave, island


def test_the_same_boundaries_give_the_same_bytes(toy: Vintage) -> None:
    assert first_map(toy) == first_map(toy)
