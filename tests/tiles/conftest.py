"""A toy country of five gemeenten, in metres around Amersfoort, and the embedded example: what the tile tests build on."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely

from data.boundaries.vintage import Vintage
from data.boundaries.vintages import embedded_vintage
from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import REFERENCE_FOLDER
from data.terms import Cijfers, Gemeente, Gemeentecode, Peildatum, Snapshot
from tiles.vintage.pyramid import Parameters, Pyramid, build

EAST, NORTH = 155_000.0, 463_000.0


def _place(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    return [(EAST + x, NORTH + y) for x, y in corners]


@pytest.fixture(scope="session")
def toy() -> Vintage:
    """A lake (hole), an island, an enclave, a sliver of 100 m, and a corner where four gemeenten meet at (20, 20) km."""
    km = 1000.0
    south_west, south, west = (0.0, 0.0), (20 * km, 0.0), (0.0, 20 * km)
    corner, east, north = (20 * km, 20 * km), (40 * km, 20 * km), (20 * km, 40 * km)
    wave = [(20 * km + 700 * np.sin(y / 900.0), y) for y in np.arange(500.0, 20 * km, 500.0)]  # border of A and B
    lake = _place((3 * km, 3 * km), (5 * km, 3 * km), (5 * km, 5 * km), (3 * km, 5 * km))
    enclave = _place((8 * km, 8 * km), (11 * km, 8 * km), (11 * km, 11 * km), (8 * km, 11 * km))
    island = _place((45 * km, 10 * km), (48 * km, 10 * km), (48 * km, 13 * km), (45 * km, 13 * km))
    strip_top, strip_low = (39.9 * km, 20 * km), (39.9 * km, 5 * km)
    a = shapely.Polygon(_place(south_west, south, *wave, corner, west), [lake, enclave])
    b = shapely.Polygon(_place(south, (40 * km, 0.0), (40 * km, 5 * km), strip_low, strip_top, corner, *wave[::-1]))
    c = shapely.Polygon(_place(west, corner, north, (0.0, 40 * km)))
    d = shapely.Polygon(
        _place(corner, strip_top, strip_low, (40 * km, 5 * km), east, (40 * km, 40 * km), north),
    )
    e = shapely.MultiPolygon([shapely.Polygon(enclave), shapely.Polygon(island)])
    gemeenten = tuple(
        Gemeente(Gemeentecode(n), naam, provinciecode, provincie)
        for n, naam, provinciecode, provincie in (
            (1, "Aa", "PV20", "Groningen"), (2, "Bee", "PV20", "Groningen"), (3, "'s-Cé", "PV21", "Fryslân"),
            (4, "Dee", "PV21", "Fryslân"), (5, "Eé, Enclave en Eiland", "PV21", "Fryslân"),
        )
    )  # fmt: skip
    geometries = np.array([a, b, c, d, e], dtype=object)
    assert shapely.coverage_is_valid(geometries)
    return Vintage(2024, "toy", gemeenten, geometries, "toy", gegeneraliseerd=False)


def stand_of(vintage: Vintage, cijfers: list[Cijfers | None]) -> Stand:
    """A stand of 1 April 2017 (norm 50%) with these figures, in the order of the vintage."""
    codes = [g.code for g in vintage.gemeenten]
    snapshot = Snapshot(Peildatum.parse("2017-04-01"), dict(zip(codes, cijfers, strict=True)))
    return make_stand(snapshot, vintage.gemeenten)


@pytest.fixture(scope="session")
def toy_stand(toy: Vintage) -> Stand:
    """One of each klasse, one without figures, one whose target was met before it began."""
    return stand_of(toy, [Cijfers(100, 0, 50), Cijfers(100, 0, 49), Cijfers(100, 0, 10), None, Cijfers(10, -20, 3)])


@pytest.fixture(scope="session")
def toy_pyramid(toy: Vintage) -> Pyramid:
    """All tiles of the toy country, z0-z10."""
    return build(toy, Parameters())


@pytest.fixture(scope="session")
def example() -> Vintage:
    """The embedded boundaries of 342 gemeenten."""
    return embedded_vintage()


@pytest.fixture(scope="session")
def example_pyramid(example: Vintage) -> Pyramid:
    """All tiles of the embedded boundaries, z0-z10."""
    return build(example, Parameters())


@pytest.fixture(scope="session")
def example_stand(example: Vintage) -> Stand:
    """The newest month of the embedded example."""
    return read_example(example, REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv")


def read_example(vintage: Vintage, path: Path) -> Stand:
    """A stand from one file of the example, read here with `csv` only."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        cijfers = {
            Gemeentecode.parse(row["gemeentecode"]): Cijfers(
                int(row["taakstelling"]), int(row["achterstand"]), int(row["gerealiseerd"])
            )
            for row in csv.DictReader(file, delimiter=";")
        }
    return make_stand(Snapshot(Peildatum.parse(path.stem), cijfers), vintage.gemeenten, voorbeeld=True)
