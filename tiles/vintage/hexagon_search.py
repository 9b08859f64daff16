"""Lets the gemeenten of a hexagon map change places as long as that brings neighbours together. Pure.

Each gemeente in turn looks at the cells within two steps: it goes to an empty one, or changes with the gemeente that is
there, when the sum of what both cost becomes less. The order is fixed, so the same input ends the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Cell = tuple[int, int]

AROUND: tuple[Cell, ...] = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
NEAR = tuple((q, r) for q in range(-2, 3) for r in range(-2, 3) if (q, r) != (0, 0) and abs(q + r) <= 2)
ROUNDS = 12

# What a place costs; a neighbour one cell too far is 1.
AWAY = 0.35  # times the square of the distance to where it would be
OF_OWN_PROVINCIE = 1.6  # a neighbour of the same provincie one cell too far
ANOTHER_SHORE = 1.2  # each hexagon beside it that lies over water
TORN = 4.0  # each piece of a provincie


@dataclass(frozen=True, eq=False)
class Costs:
    """What places are weighed by: where each gemeente would be (n, 2), who touches whom (m, 2), provincie and island (n)."""

    ideal: Floats
    pairs: Ints
    provincie: Ints
    island: Ints


def improved(cells: Ints, costs: Costs) -> Ints:
    """The cells (n, 2) after the search, no two alike."""
    search = _Search(cells, costs)
    for _ in range(ROUNDS):
        if not sum(search.move(n) for n in range(len(cells))):
            break
    return np.array(search.at, dtype=np.int64)


class _Search:
    """Where everybody is, both ways."""

    def __init__(self, cells: Ints, costs: Costs) -> None:
        self.at: list[Cell] = [(int(q), int(r)) for q, r in cells]
        self._who = {cell: n for n, cell in enumerate(self.at)}
        self._ideal: list[list[float]] = costs.ideal.tolist()
        self._provincie: list[int] = costs.provincie.tolist()
        self._island: list[int] = costs.island.tolist()
        mainland = max(set(self._island), key=self._island.count)
        self._on_land: dict[int, list[int]] = {number: [] for number in self._provincie}
        for n, number in enumerate(self._provincie):
            if self._island[n] == mainland:
                self._on_land[number].append(n)
        self._neighbours: list[list[int]] = [[] for _ in self.at]
        for one, other in costs.pairs.tolist():
            self._neighbours[one].append(other)
            self._neighbours[other].append(one)

    def move(self, n: int) -> int:
        """How often a gemeente found a better place."""
        moves = 0
        for q, r in NEAR:
            here = self.at[n]
            there = here[0] + q, here[1] + r
            moves += self._changed(here, there)
        return moves

    def _changed(self, here: Cell, there: Cell) -> bool:
        """Whether who is here changed with who is there, or with nobody, for the better."""
        who = [self._who[cell] for cell in (here, there) if cell in self._who]
        provincies = {self._provincie[n] for n in who}
        cost = self._cost(who)
        self._swap(here, there)
        after = self._cost(who)
        if after < cost + TORN * len(provincies):  # else no piece that is joined can make up for it
            torn_after = self._pieces(provincies)
            self._swap(here, there)
            if after + TORN * torn_after < cost + TORN * self._pieces(provincies) - 1e-9:
                self._swap(here, there)
                return True
        else:
            self._swap(here, there)
        return False

    def _swap(self, here: Cell, there: Cell) -> None:
        moving = {there: self._who.pop(here, None), here: self._who.pop(there, None)}
        for cell, n in moving.items():
            if n is not None:
                self._who[cell] = n
                self.at[n] = cell

    def _cost(self, who: Iterable[int]) -> float:
        return sum(self._cost_of(n) for n in who)

    def _cost_of(self, n: int) -> float:
        q, r = self.at[n]
        right, up = q - self._ideal[n][0], r - self._ideal[n][1]
        cost = AWAY * (right * right + up * up + right * up)
        for other in self._neighbours[n]:
            too_far = _steps(self.at[n], self.at[other]) - 1
            cost += too_far * (OF_OWN_PROVINCIE if self._provincie[n] == self._provincie[other] else 1)
        beside = (self._who.get((q + right, r + up)) for right, up in AROUND)
        return cost + ANOTHER_SHORE * sum(1 for o in beside if o is not None and self._island[o] != self._island[n])

    def _pieces(self, provincies: Iterable[int]) -> int:
        """In how many pieces these provincies lie, their islands left out."""
        return sum(self._pieces_of(provincie) for provincie in provincies)

    def _pieces_of(self, provincie: int) -> int:
        left = {self.at[n] for n in self._on_land[provincie]}
        pieces = 0
        while left:
            pieces += 1
            reached = [left.pop()]
            while reached:
                q, r = reached.pop()
                beside = {(q + right, r + up) for right, up in AROUND} & left
                left -= beside
                reached.extend(beside)
        return pieces


def _steps(one: Cell, other: Cell) -> int:
    """From cell to cell."""
    q, r = one[0] - other[0], one[1] - other[1]
    return max(abs(q), abs(r), abs(q + r))
