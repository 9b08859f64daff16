"""A boundary file of any usual format -> one polygon per gemeente of a year in RD, or the reasons why not.

Reads GeoPackage, GeoJSON, Shapefile, GML and TopoJSON, also within a zip. What file, layer, column and rows hold the
gemeenten is found by their contents (boundary_layers), and in which system the numbers are by where the country lands
(boundary_crs), because every publisher does these differently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from data import dutch
from data.boundaries.boundary_columns import NOT_GEMEENTEN, Codes
from data.boundaries.boundary_crs import to_rd
from data.boundaries.boundary_files import opened
from data.boundaries.boundary_layers import Choice, choose
from data.boundaries.boundary_place import Reference
from data.boundaries.coverage import HECTARE_M2, Geometries, polygons_only
from data.boundaries.rdnaptrans import Transformation, without_grid
from data.errors import BoundariesRejected
from data.reference.gemeenten import FIRST_KNOWN_YEAR, gemeenten_of
from data.terms import Gemeente, Gemeentecode

LATEST_YEAR = 2030  # up to which the right year is looked for when the codes are of another one
ONE_PAGE = 0.5  # share of the gemeenten below which a file looks like one page of a service
MOST_OVERLAP = 0.005  # share of a gemeente that its rows may have in common
MOST_LOOSE_M2 = 100 * HECTARE_M2  # land in rows without a gemeente


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What a file holds for a year: geometries in RD metres, in the order of `gemeenten` (by code)."""

    gemeenten: tuple[Gemeente, ...]
    geometries: Geometries
    layer: str
    column: str
    notes: tuple[str, ...]  # Dutch: what was decided while reading


def read_boundaries(
    path: Path,
    year: int,
    rd: Callable[[], Transformation] = without_grid,
    *,
    reference: Reference | None = None,
    layer: str | None = None,
) -> Read:
    """The gemeenten of `year` in the file; `rd` opens what brings degrees to RD.

    With a `reference` the country must lie where that has it. `layer` is the only one to look at. Raises
    BoundariesRejected with every reason, InvalidTerm for the year.
    """
    gemeenten = gemeenten_of(year)
    with opened(path) as files:
        choice = choose(files, gemeenten, year, layer)
    notes = list(choice.notes)
    _check_codes(choice.cells, gemeenten, year)
    geometries = np.array([_polygons(g) for g in choice.geometries], dtype=object)
    _check_rows(geometries, choice.cells, gemeenten)
    there = np.array([g is not None for g in geometries], dtype=bool)
    geometries[there] = to_rd(geometries[there], choice.crs, notes, rd, reference)
    cells = _settled(choice, geometries, gemeenten, reference)
    merged = _merged(geometries, cells, gemeenten, notes)
    if reference is not None:
        _check_place(merged, gemeenten, reference)
        _check_loose(geometries, cells, merged, reference, notes)
    return Read(gemeenten, merged, choice.layer, choice.column, tuple(notes))


def _check_codes(cells: Sequence[Codes], gemeenten: tuple[Gemeente, ...], year: int) -> None:
    """Checks that exactly the gemeenten of the year are there. Raises BoundariesRejected, naming the year that would fit."""
    names = {g.code: g.naam for g in gemeenten}
    present = frozenset[Gemeentecode]().union(*cells) - NOT_GEMEENTEN
    missing = [f"{c} {names[c]}" for c in sorted(names.keys() - present)]
    unknown = [str(c) for c in sorted(present - names.keys())]
    here = len(names) - len(missing)
    if not unknown and here < ONE_PAGE * len(names):
        raise BoundariesRejected(
            (
                f"Er staan {here} van de {len(names)} gemeenten van {year} in: dit lijkt één bladzijde van een dienst of "
                "een uitsnede. Haal ook de volgende bladzijden op en voeg ze samen, of neem het hele bestand.",
            )
        )
    reasons = []
    if missing:
        reasons.append(f"{len(missing)} gemeenten van {year} ontbreken: {dutch.some(missing)}.")
    if unknown:
        reasons.append(f"{len(unknown)} codes zijn niet van een gemeente van {year}: {dutch.some(unknown)}.")
    if reasons:
        fitting = [y for y in range(FIRST_KNOWN_YEAR, LATEST_YEAR + 1) if present == {g.code for g in gemeenten_of(y)}]
        if fitting:
            reasons.append(f"Dit zijn de gemeenten van {fitting[0]}: gebruik --year {fitting[0]}.")
        raise BoundariesRejected(tuple(reasons))


def _polygons(geometry: shapely.Geometry | None) -> shapely.Geometry | None:
    """The polygons of a row, None when there are none."""
    if geometry is None or geometry.is_empty:
        return None
    plain = geometry.geom_type in {"Polygon", "MultiPolygon"}
    polygons = geometry if plain else polygons_only(geometry)
    return None if polygons.is_empty else polygons


def _check_rows(geometries: Geometries, cells: Sequence[Codes], gemeenten: tuple[Gemeente, ...]) -> None:
    with_polygon, broken = set[Gemeentecode](), set[Gemeentecode]()
    for geometry, codes in zip(geometries, cells, strict=True):
        if geometry is not None:
            with_polygon |= codes
            if not np.isfinite(shapely.get_coordinates(geometry)).all():
                broken |= codes
    without = [g.naam for g in gemeenten if g.code not in with_polygon]
    reasons = [f"{len(without)} gemeenten hebben geen vlak: {dutch.some(without)}."] if without else []
    reasons += [f"{g.naam} heeft een coördinaat die geen getal is." for g in gemeenten if g.code in broken]
    if reasons:
        raise BoundariesRejected(tuple(reasons))


def _settled(
    choice: Choice, geometries: Geometries, gemeenten: tuple[Gemeente, ...], reference: Reference | None
) -> tuple[Codes, ...]:
    """The cells with at most one gemeente each: a name that two gemeenten have is of the one that lies there.

    Raises BoundariesRejected.
    """
    naam = {g.code: g.naam for g in gemeenten}
    settled = []
    for codes, geometry in zip(choice.cells, geometries, strict=True):
        if len(codes) > 1:
            expected = {} if reference is None or geometry is None else reference.by_code
            here = [
                c
                for c in codes
                if c in expected and shapely.intersects(expected[c], shapely.point_on_surface(geometry))
            ]
            if len(here) != 1:
                either = " of ".join(naam[c] for c in sorted(codes))
                raise BoundariesRejected((f"Een naam kan {either} zijn; voeg een kolom met gemeentecodes toe.",))
            codes = frozenset(here)
        settled.append(codes)
    return tuple(settled)


def _merged(
    geometries: Geometries, cells: Sequence[Codes], gemeenten: tuple[Gemeente, ...], notes: list[str]
) -> Geometries:
    """One geometry per gemeente. Raises BoundariesRejected where one is missing or its rows overlap."""
    by_code: dict[Gemeentecode, list[shapely.Geometry]] = defaultdict(list)
    for codes, geometry in zip(cells, geometries, strict=True):
        if codes and geometry is not None:
            by_code[min(codes)].append(geometry)
    several = [g.naam for g in gemeenten if len(by_code[g.code]) > 1]
    if several:
        rows = sum(len(by_code[g.code]) for g in gemeenten if len(by_code[g.code]) > 1)
        verb = "staat" if len(several) == 1 else "staan"
        notes.append(f"{dutch.some(several)} {verb} in {rows} rijen; die zijn samengenomen.")
    out, double = [], []
    for gemeente in gemeenten:
        rows_of = by_code[gemeente.code]
        if not rows_of:
            raise BoundariesRejected((f"{gemeente.naam} heeft geen vlak.",))
        if len(rows_of) == 1:
            out.append(rows_of[0])
            continue
        whole = polygons_only(shapely.union_all(shapely.make_valid(rows_of)))
        if sum(g.area for g in rows_of) > whole.area * (1 + MOST_OVERLAP):
            double.append(gemeente.naam)
        out.append(whole)
    if double:
        raise BoundariesRejected(
            (
                f"{dutch.some(double)}: de rijen van een gemeente liggen over elkaar, alsof er meer dan één versie in "
                "het bestand staat. Bewaar alleen de rijen van het gevraagde jaar.",
            )
        )
    return np.array(out, dtype=object)


def _check_place(merged: Geometries, gemeenten: tuple[Gemeente, ...], reference: Reference) -> None:
    strangers = reference.strangers(gemeenten, merged)
    if strangers:
        raise BoundariesRejected(
            (
                f"{len(strangers)} gemeenten liggen ergens anders dan zij horen: {dutch.some(strangers)}. Kloppen de codes "
                "bij de vlakken, en zijn het echte grenzen?",
            )
        )


def _check_loose(
    geometries: Geometries, cells: Sequence[Codes], merged: Geometries, reference: Reference, notes: list[str]
) -> None:
    """Rows without a gemeente are left out, unless land would be lost with them. Raises BoundariesRejected."""
    loose = [g for g, codes in zip(geometries, cells, strict=True) if not codes and g is not None]
    if not loose:
        return
    rest = shapely.union_all(shapely.make_valid(loose)).difference(shapely.union_all(shapely.make_valid(merged)))
    land = rest.intersection(shapely.union_all(list(reference.by_code.values()))).area
    if land > MOST_LOOSE_M2:
        raise BoundariesRejected(
            (f"{len(loose)} rijen met {dutch.number(land / HECTARE_M2)} ha land hebben geen gemeente; vul die in.",)
        )
    notes.append(f"{len(loose)} rijen zonder gemeente zijn weggelaten.")
