"""Moves numbers on a crowded map apart, each as little as will do. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
