"""Chooses the layer, the column and the rows that hold the gemeenten of a year, out of all layers of all maps in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyogrio
import shapely

from data import dutch
from data.boundaries.boundary_columns import Codes, KeyColumn, key_columns, repeated, year_columns, year_in
from data.boundaries.boundary_files import TROUBLE, MapFile, unreadable
from data.boundaries.coverage import Geometries
from data.errors import BoundariesRejected
from data.terms import Gemeente

MAX_FEATURES = 50_000
FLAT = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "CircularString", "CompoundCurve", "MultiCurve"}
)
UNTOLD, POLYGONS = frozenset({"Unknown", "GeometryCollection"}), (3, 6, 7)  # 7: a collection may hold them
WATER_HEADERS, WATER = frozenset({"water", "h2o"}), frozenset({"ja", "b"})


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The rows to read: their geometry as it stands in the file and which gemeenten each can be of."""

    layer: str
    column: str
    crs: str | None
    geometries: Geometries
    cells: tuple[Codes, ...]
    notes: tuple[str, ...]  # Dutch: what was chosen and why


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    file: MapFile
    layer: str
    crs: str | None
    rows: tuple[int, ...]
    key: KeyColumn
    year: int | None  # which the rows or the layer name, None where nothing does
    notes: tuple[str, ...]


def choose(
    files: Sequence[MapFile], gemeenten: tuple[Gemeente, ...], year: int, only_layer: str | None = None
) -> Choice:
    """The layer, column and rows that fit the gemeenten of the year best. Raises BoundariesRejected."""
    candidates: list[_Candidate] = []
    trouble: list[str] = []
    seen: list[str] = []
    for file in files:
        try:
            names = [str(name) for name, _ in pyogrio.list_layers(file.path)]
            seen += names
            for name in names:
                if only_layer in (None, name):
                    candidates += _candidates(file, name, gemeenten, year, trouble)
        except TROUBLE as error:
            broken = unreadable(file.name, error)
            if len(files) == 1:  # what could be read of it need not be what is asked
                raise BoundariesRejected((broken,)) from error
            trouble.append(broken)
    if only_layer is not None and only_layer not in seen:
        raise BoundariesRejected((f"Er is geen laag {only_layer}; wel: {dutch.some(seen)}.",))
    if not candidates:
        raise BoundariesRejected(tuple(trouble) or (_nothing(files, seen),))
    return _read(_best(candidates, gemeenten, year))


def _candidates(
    file: MapFile, layer: str, gemeenten: tuple[Gemeente, ...], year: int, trouble: list[str]
) -> list[_Candidate]:
    """What a layer offers: for each column with gemeenten, the rows of the year."""
    info = pyogrio.read_info(file.path, layer=layer, force_feature_count=True, **file.options)
    if info["geometry_type"] is None or str(info["geometry_type"]).split(" ")[0] in FLAT:
        if str(info["geometry_type"]) != "None":
            trouble.append(f"Laag {layer} heeft punten of lijnen en geen vlakken; neem de laag met vlakken.")
        return []
    if info["features"] == 0:
        trouble.append(f"Laag {layer} is leeg; neem een bestand met de gemeenten erin.")
        return []
    if info["features"] > MAX_FEATURES:
        trouble.append(f"Laag {layer} heeft meer dan {MAX_FEATURES} rijen; neem de laag met gemeenten.")
        return []
    columns = _attributes(file, layer)
    land, notes = _without_water(columns, info["features"])
    years = year_columns(columns)
    header, of_rows = next(iter(years.items()), ("", []))
    named = {y for y in of_rows if y is not None}
    if header:
        of_year = [row for row in land if of_rows[row] == year]
        rows = of_year or land
        said: int | None = year if of_year else max(named)
        if of_year and len(of_year) < len(land):
            notes.append(f"Alleen de rijen met {header} = {year} zijn gelezen ({len(of_year)} van {len(land)}).")
    else:
        rows, said = land, _named_year(file, layer, year, notes)
    keys = key_columns(columns, rows, gemeenten, year)
    if keys and str(info["geometry_type"]).split(" ")[0] in UNTOLD and not _has_polygons(file, layer):
        trouble.append(f"Laag {layer} heeft punten of lijnen en geen vlakken; neem de laag met vlakken.")
        return []
    return [_Candidate(file, layer, info["crs"], tuple(rows), key, said, tuple(notes)) for key in keys]


def _has_polygons(file: MapFile, layer: str) -> bool:
    _, _, wkb, _ = pyogrio.raw.read(file.path, layer=layer, columns=[], force_2d=True, **file.options)
    kinds = shapely.get_type_id(shapely.from_wkb(wkb, on_invalid="fix"))
    return bool(np.isin(kinds, POLYGONS).any())


def _named_year(file: MapFile, layer: str, year: int, notes: list[str]) -> int | None:
    """The year in the name of the layer or of the map within a zip; that of a loose file is only worth a remark."""
    if layer != file.path.stem:
        return year_in(layer) or year_in(file.place)
    said = year_in(layer)
    if file.place or said in (None, year):
        return said or year_in(file.place)
    notes.append(f"De naam van het bestand noemt {said}; het is gelezen als {year}.")
    return None


def _attributes(file: MapFile, layer: str) -> dict[str, list[Any]]:
    options: dict[str, Any] = {"layer": layer, "read_geometry": False, **file.options}
    try:
        meta, _, _, fields = pyogrio.raw.read(file.path, **options)
    except UnicodeDecodeError:  # a .cpg that does not tell the truth
        meta, _, _, fields = pyogrio.raw.read(file.path, encoding="ISO-8859-1", **options)
    return {str(header): list(values) for header, values in zip(meta["fields"], fields, strict=True)}


def _without_water(columns: dict[str, list[Any]], features: int) -> tuple[list[int], list[str]]:
    """The rows that are land in the map of CBS with wijken en buurten (column WATER or H2O = JA)."""
    for header, values in columns.items():
        if header.casefold() in WATER_HEADERS:
            land = [row for row, v in enumerate(values) if str(v).strip().casefold() not in WATER]
            if len(land) < len(values):
                return land, [f"{len(values) - len(land)} vlakken met water (kolom {header}) zijn weggelaten."]
    return list(range(features if not columns else len(next(iter(columns.values()))))), []


def _best(candidates: list[_Candidate], gemeenten: tuple[Gemeente, ...], year: int) -> _Candidate:
    """The candidate that fits, first those that name the year that is asked for. Raises BoundariesRejected."""

    def rank(c: _Candidate) -> tuple[int, ...]:
        return (
            _of_year(c, year),
            c.key.complete(len(gemeenten)),
            c.key.by_code,
            c.key.gemeenten - c.key.strangers,
            not c.key.of_year,
            -repeated(c.key),
            "niet" not in c.layer.casefold(),  # CBS: gemeente_niet_gegeneraliseerd is many times larger
        )

    def eligible(c: _Candidate) -> bool:
        return c.year in (None, year)

    fitting = [c for c in candidates if eligible(c) and c.key.complete(len(gemeenten))]
    best = max(fitting or [c for c in candidates if eligible(c)] or candidates, key=rank)
    if not fitting and (other := _other_year(candidates, best, gemeenten, year)):
        raise BoundariesRejected((other,))
    beside = sorted({_name(c) for c in fitting if rank(c)[:-1] == rank(best)[:-1]} - {_name(best)})
    if beside and rank(best)[-1] != min(rank(c)[-1] for c in fitting if _name(c) in beside):
        note = f"Ook laag {dutch.some(beside)} past; kies die zo nodig met --layer."
        return _with_note(best, note)
    if beside:
        raise BoundariesRejected(
            (f"Meer dan één laag past: {dutch.some(sorted([_name(best), *beside]))}. Kies er een met --layer.",)
        )
    return best


def _name(candidate: _Candidate) -> str:
    """The layer as people know it, with its place in a zip that has several."""
    place = candidate.file.place
    return f"{place}/{candidate.layer}" if place else candidate.layer


def _of_year(candidate: _Candidate, year: int) -> int:
    return 2 if candidate.year == year else 1 if candidate.year is None else 0


def _other_year(candidates: list[_Candidate], best: _Candidate, gemeenten: tuple[Gemeente, ...], year: int) -> str:
    """The sentence for a file that has the gemeenten, but says that they are of other years; else empty."""
    of_other = [c for c in candidates if c.year not in (None, year) and c.key.complete(len(gemeenten))]
    if not of_other and best.year in (None, year):
        return ""
    years = sorted({c.year for c in (of_other or [best]) if c.year is not None})
    layers = dutch.some(sorted({c.layer for c in (of_other or [best])}))
    return (
        f"Dit zijn volgens het bestand de grenzen van {', '.join(map(str, years))} (laag {layers}), niet van {year}: "
        f"gebruik --year {years[-1]}, of neem een bestand van {year}."
    )


def _with_note(candidate: _Candidate, note: str) -> _Candidate:
    return _Candidate(
        candidate.file, candidate.layer, candidate.crs, candidate.rows, candidate.key, candidate.year,
        (*candidate.notes, note),
    )  # fmt: skip


def _read(best: _Candidate) -> Choice:
    try:
        _, _, wkb, _ = pyogrio.raw.read(
            best.file.path, layer=best.layer, columns=[], force_2d=True, **best.file.options
        )
        all_rows = np.asarray(shapely.from_wkb(wkb, on_invalid="fix"), dtype=object)
        geometries = all_rows[list(best.rows)]
    except (*TROUBLE, IndexError) as error:
        raise BoundariesRejected((unreadable(best.file.name, error),)) from error
    return Choice(best.layer, best.key.header, best.crs, geometries, best.key.cells, best.notes)


def _nothing(files: Sequence[MapFile], layers: list[str]) -> str:
    where = f" (lagen: {dutch.some(layers)})" if len(layers) > 1 else ""
    return (
        f"{files[0].name} heeft geen laag met vlakken en een kolom met gemeentecodes (GM0363) of namen van gemeenten"
        f"{where}; voeg de codes toe of neem een ander bestand."
    )
