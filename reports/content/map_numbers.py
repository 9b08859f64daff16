"""Numbers in circles on a map, on a crowded one moved apart, each as little as will do. Pure; CSS pixels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from reports.content.report_charts import Dot, Label, Line, Shape
from tiles.palette import BRAND

ROUNDS = 400  # a map with more numbers than room ends with some that touch, not in a loop without end
SLACK = 1e-3

Place = tuple[float, float]


def apart(places: Sequence[Place], distance: float) -> list[Place]:
    """The places with no two nearer to each other than `distance`; those that stand free stay where they are.

    >>> apart([(0, 0), (6, 0), (50, 50)], 10)
    [(-2.0, 0.0), (8.0, 0.0), (50.0, 50.0)]
    """
    moved = np.array(places, float).reshape(-1, 2)
    for _ in range(ROUNDS):
        first, second = np.triu_indices(len(moved), 1)
        between = moved[second] - moved[first]
        length = np.hypot(*between.T)
        near = length < distance - SLACK
        if not near.any():
            break
        first, second, between, length = first[near], second[near], between[near], length[near]
        between[length == 0], length[length == 0] = (1, 0), 1e-9
        push = between * ((distance - length) / length / 2)[:, None]
        np.subtract.at(moved, first, push)
        np.add.at(moved, second, push)
    return [(round(x, 2), round(y, 2)) for x, y in moved.tolist()]


def circled(middles: Mapping[int, Place], radius: float, size: float) -> list[Shape]:
    """Numbers in circles that do not touch; a line leads from one that had to give way to where it belongs."""
    moved = apart(list(middles.values()), 2 * radius + 1)
    lines = [Line((a, b), BRAND, 0.8) for a, b in zip(middles.values(), moved, strict=True) if math.dist(a, b) > radius]
    circles: list[Shape] = []
    for number, (x, y) in zip(middles, moved, strict=True):
        letters = Label(x, y + 0.35 * size, str(number), BRAND, size, "middle", bold=True)
        circles += [Dot(x, y, radius, "#ffffff", BRAND), letters]
    return [*lines, *circles]
