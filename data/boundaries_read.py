"""A boundary file of any usual format -> one polygon per gemeente of a year in RD, or the reasons why not.

Reads GeoPackage, GeoJSON, Shapefile (also zipped), GML and TopoJSON through GDAL. The layer, and the column with the
code or else the CBS name, are found by their contents, because every publisher names them differently.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from data.coverage import Geometries, polygons_only, to_millimetres
from data.errors import BoundariesRejected, InvalidTerm
from data.gemeenten import FIRST_KNOWN_YEAR, gemeenten_of
from data.rdnaptrans import Transformation
from data.terms import Gemeente, Gemeentecode

RD, WGS84 = "EPSG:28992", "EPSG:4326"
DEGREES = (WGS84, "OGC:CRS84", "EPSG:4258")  # taken as the same, as is the custom in the Netherlands
RD_BOUNDS = (-20_000.0, 290_000.0, 300_000.0, 650_000.0)  # metres, x and y; the Netherlands with its sea, generously
MAX_FEATURES = 20_000
MAX_BYTES = 1_000_000_000
MAX_LAYERS = 50
UNREADABLE = (DataSourceError, DataLayerError, UnicodeDecodeError, shapely.errors.ShapelyError)
LATEST_YEAR = 2030  # up to which the right year is looked for when the codes are of another one
BEGINNINGS = {  # what a file of this kind starts with; keeps GDAL from opening things that only claim to be one
    ".gpkg": (b"SQLite format 3\0",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".topojson": (b"{",),
    ".shp": (b"\0\0\x27\x0a",),
    ".zip": (b"PK\x03\x04",),
    ".gml": (b"<?xml", b"<gml:", b"<wfs:", b"<ogr:"),
}
NOT_GEMEENTEN = frozenset({Gemeentecode(998), Gemeentecode(999)})  # CBS: buitenland, onbekend


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What a file holds for a year: geometries in RD metres, in the order of `gemeenten` (by code)."""

    gemeenten: tuple[Gemeente, ...]
    geometries: Geometries
    layer: str
    column: str
    notes: tuple[str, ...]  # Dutch: what was decided while reading


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    name: str
    crs: str | None
    geometries: Geometries
    columns: dict[str, list[Any]]


def read_boundaries(path: Path, year: int, rd: Callable[[], Transformation] | None = None) -> Read:
    """The gemeenten of `year` in the file. `rd` opens what brings degrees to RD; without it pyproj does so by itself.

    Raises BoundariesRejected with every reason, InvalidTerm for the year.
    """
    gemeenten = gemeenten_of(year)
    best, column, codes = _best_layer(path, gemeenten)
    notes: list[str] = []
    geometries, codes = _without_water(best, codes, notes)
    by_code: dict[Gemeentecode, list[shapely.Geometry]] = defaultdict(list)
    for code, geometry in zip(codes, geometries, strict=True):
        if code is not None and code not in NOT_GEMEENTEN:
            by_code[code].append(geometry)
    _check_codes(by_code.keys(), gemeenten, year)
    merged = np.array([_one(by_code[g.code], g, notes) for g in gemeenten], dtype=object)
    _check_geometries(merged, gemeenten)
    return Read(gemeenten, _to_rd(merged, best.crs, notes, rd), best.name, column, tuple(notes))


def _best_layer(path: Path, gemeenten: tuple[Gemeente, ...]) -> tuple[_Layer, str, list[Gemeentecode | None]]:
    _check_file(path)
    found: list[tuple[int, _Layer, str, list[Gemeentecode | None]]] = []
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)[:MAX_LAYERS]]
        for layer in (_read_layer(path, name) for name in names):
            found.extend((score, layer, column, codes) for score, column, codes in _key_columns(layer, gemeenten))
    except UNREADABLE as error:
        raise BoundariesRejected((f"{path.name} is niet te lezen als bestand met grenzen.",)) from error
    if not found:
        raise BoundariesRejected(
            (f"{path.name} heeft geen kolom met gemeentecodes (GM0363) of CBS-namen van gemeenten.",)
        )
    _, layer, column, codes = max(found, key=lambda f: f[0])
    return layer, column, codes


def _check_file(path: Path) -> None:
    """Whether the file is what its name says and not too large. Raises BoundariesRejected."""
    suffix = path.suffix.lower()
    if suffix not in BEGINNINGS:
        raise BoundariesRejected((f"{path.name} is geen bestandssoort met grenzen ({', '.join(BEGINNINGS)}).",))
    if not path.is_file() or path.stat().st_size == 0:
        raise BoundariesRejected((f"{path.name} is leeg of bestaat niet.",))
    with path.open("rb") as file:
        head = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if not head.startswith(BEGINNINGS[suffix]) or b"<OGRVRT" in head:
        raise BoundariesRejected((f"{path.name} is niet te lezen als {suffix[1:]}-bestand.",))
    size = path.stat().st_size
    if suffix == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                size = sum(part.file_size for part in archive.infolist())
        except zipfile.BadZipFile as error:
            raise BoundariesRejected((f"{path.name} is beschadigd.",)) from error
    if size > MAX_BYTES:
        raise BoundariesRejected((f"{path.name} is (uitgepakt) groter dan {MAX_BYTES // 1_000_000} MB.",))


def _read_layer(path: Path, name: str) -> _Layer:
    options = {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO"} if path.suffix.lower() == ".gml" else {}
    meta, _, wkb, fields = pyogrio.raw.read(path, layer=name, force_2d=True, max_features=MAX_FEATURES + 1, **options)
    if wkb is None or len(wkb) > MAX_FEATURES:
        return _Layer(name, None, np.empty(0, dtype=object), {})
    geometries = np.asarray(shapely.from_wkb(wkb, on_invalid="fix"), dtype=object)
    columns = {str(f): list(values) for f, values in zip(meta["fields"], fields, strict=True)}
    return _Layer(name, meta["crs"], geometries, columns)


def _key_columns(layer: _Layer, gemeenten: tuple[Gemeente, ...]) -> list[tuple[int, str, list[Gemeentecode | None]]]:
    """Columns that name gemeenten: (distinct gemeenten recognised, column, code per row); half of them is the least."""
    wanted = {g.code for g in gemeenten}
    by_name = {_plain(g.naam): g.code for g in gemeenten}
    found = []
    for column, values in layer.columns.items():
        for codes in ([_code(v) for v in values], [by_name.get(_plain(v)) for v in values]):
            score = len(wanted & {c for c in codes if c is not None})
            if 2 * score >= len(wanted):
                found.append((score, column, codes))
    return found


def _code(value: object) -> Gemeentecode | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        return Gemeentecode.parse(str(value))
    except InvalidTerm:
        return None


def _plain(value: object) -> str:
    return unicodedata.normalize("NFC", str(value)).strip().casefold()


def _without_water(
    layer: _Layer, codes: list[Gemeentecode | None], notes: list[str]
) -> tuple[list[shapely.Geometry], list[Gemeentecode | None]]:
    """Rows of CBS's wijk- en buurtkaart that are the water of a gemeente (column WATER or H2O = JA) are left out."""
    for column, values in layer.columns.items():
        if column.casefold() in {"water", "h2o"}:
            land = [str(v).strip().casefold() not in {"ja", "b"} for v in values]
            if not all(land):
                notes.append(f"{land.count(False)} vlakken met water (kolom {column}) zijn weggelaten.")
                kept = [i for i, keep in enumerate(land) if keep]
                return [layer.geometries[i] for i in kept], [codes[i] for i in kept]
    return list(layer.geometries), codes


def _check_codes(found: Any, gemeenten: tuple[Gemeente, ...], year: int) -> None:
    names = {g.code: g.naam for g in gemeenten}
    missing = [f"{c} {names[c]}" for c in sorted(names.keys() - found)]
    unknown = [str(c) for c in sorted(found - names.keys())]
    reasons = []
    if missing:
        reasons.append(f"{len(missing)} gemeenten van {year} ontbreken: {_some(missing)}.")
    if unknown:
        reasons.append(f"{len(unknown)} codes zijn niet van een gemeente van {year}: {_some(unknown)}.")
    if reasons:
        fitting = [y for y in range(FIRST_KNOWN_YEAR, LATEST_YEAR + 1) if found == {g.code for g in gemeenten_of(y)}]
        if fitting:
            reasons.append(f"Dit zijn de gemeenten van {fitting[0]}: gebruik --year {fitting[0]}.")
        raise BoundariesRejected(tuple(reasons))


def _some(texts: list[str]) -> str:
    return ", ".join(texts[:10]) + (f" en nog {len(texts) - 10}" if len(texts) > 10 else "")


def _one(rows: list[shapely.Geometry], gemeente: Gemeente, notes: list[str]) -> shapely.Geometry | None:
    """The polygons of all rows of a gemeente together."""
    rows = [r for r in rows if r is not None and not r.is_empty]
    if len(rows) == 1:
        return rows[0] if rows[0].geom_type in {"Polygon", "MultiPolygon"} else polygons_only(rows[0])
    if rows:
        notes.append(f"{gemeente.naam} staat in {len(rows)} rijen; die zijn samengenomen.")
    return polygons_only(shapely.union_all(shapely.make_valid(rows))) if rows else None


def _check_geometries(geometries: Geometries, gemeenten: tuple[Gemeente, ...]) -> None:
    reasons = []
    for geometry, gemeente in zip(geometries, gemeenten, strict=True):
        if geometry is None or geometry.is_empty:
            reasons.append(f"{gemeente.naam} heeft geen vlak.")
        elif not np.isfinite(shapely.get_coordinates(geometry)).all():
            reasons.append(f"{gemeente.naam} heeft een coördinaat die geen getal is.")
    if reasons:
        raise BoundariesRejected(tuple(reasons))


def _to_rd(
    geometries: Geometries, crs: str | None, notes: list[str], rd: Callable[[], Transformation] | None
) -> Geometries:
    """The geometries in RD metres. A file without CRS is taken for RD or WGS84 by its numbers."""
    x1, y1, x2, y2 = (float(v) for v in shapely.total_bounds(geometries))
    if x1 >= 50 and x2 <= 54 and y1 >= 3 and y2 <= 8:
        notes.append("De assen stonden als breedte, lengte en zijn omgewisseld.")
        geometries = np.asarray(shapely.transform(geometries, lambda xy: xy[:, ::-1]))
        crs = crs or WGS84
    if crs is None or (crs == WGS84 and max(x2, y2) > 360):  # GeoJSON in RD: against RFC 7946, but it is done
        crs = WGS84 if max(abs(v) for v in (x1, y1, x2, y2)) <= 180 else RD
        notes.append(f"Het bestand noemt geen (juist) coördinatenstelsel; gelezen als {crs}.")
    if crs in DEGREES and rd is not None:
        geometries = np.asarray(shapely.transform(geometries, rd().to_rd))
    elif crs != RD:
        try:
            transformer = pyproj.Transformer.from_crs(crs, RD, always_xy=True)
        except pyproj.exceptions.CRSError as error:
            raise BoundariesRejected((f"Het coördinatenstelsel {crs[:60]} is onbekend.",)) from error
        geometries = np.asarray(
            shapely.transform(geometries, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))
        )
    bounds = [float(v) for v in shapely.total_bounds(geometries)]
    west, south, east, north = RD_BOUNDS
    inside = west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north
    if not np.isfinite(bounds).all() or not inside:
        raise BoundariesRejected(("De grenzen liggen niet in Nederland; klopt het coördinatenstelsel?",))
    return to_millimetres(geometries)
