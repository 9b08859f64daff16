"""The borders of the gemeenten per year: imported files kept as a valid coverage, and the embedded default of 2024.

One file per year in the boundaries folder, `<year>.gpkg` in EPSG:28992 (x east, y north, metres), written beside and
switched in one step; QGIS opens it. `<year>.json` beside it tells people what the import changed, and that there was one:
a GeoPackage that goes missing is missed. `<year>.verwijderd` says that an operator wants it so.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely

from data import dutch, files
from data.boundaries.boundary_place import Reference
from data.boundaries.changes import AreaChange, area_changes, too_large_sentence, year_findings
from data.boundaries.coverage import HECTARE_M2, Cleaned, Geometries, clean, to_millimetres
from data.boundaries.rdnaptrans import RD, open_transformation, without_grid
from data.boundaries.vintage import Vintage
from data.errors import BoundariesLost, BoundariesMissing, BoundariesRejected, LandInBeeldError
from data.findings import Ernst, Finding
from data.reference.gemeenten import REFERENCE_FOLDER, gemeenten_of, make_gemeente
from data.terms import Gemeente

EMBEDDED_YEAR = 2024
EMBEDDED_FILE = REFERENCE_FOLDER / "gemeenten_2024.geojson"
EMBEDDED_BRON = (
    "© CBS / Kadaster, Gemeentegrenzen 2016, bewerkt; kaart 2024: Ellywa, Husky, Gpvos, Commonpike "
    "(Wikimedia Commons), via nl-maps"
)
DEFAULT_BRON = "© CBS / Kadaster"
MAX_AREA_CHANGE = 0.005  # share of the area of a gemeente that the repair may change (issue: 0.5%)
LAYER = "gemeenten"
REMOVED = "verwijderd"  # ends the name of a note that the borders of a year were done away with
COLUMNS = ("code", "naam", "provinciecode")
DAMAGE = (  # what reading a damaged file may raise; GDAL's errors are RuntimeErrors
    RuntimeError, shapely.errors.GEOSException, LandInBeeldError, LookupError, ValueError, TypeError, AttributeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: to print, and kept beside the file as JSON. Areas in hectares."""

    year: int
    key: str
    bron: str
    filename: str
    sha256: str  # of the file that was imported
    layer: str
    column: str  # in which the gemeenten were recognised
    gemeenten: int
    mended: tuple[str, ...]  # names of gemeenten whose polygon was invalid by itself
    mended_ha: float
    overlap_ha: float
    gaps_closed: int
    gaps_closed_ha: float
    gaps_left: int
    gaps_left_ha: float
    changes: tuple[AreaChange, ...]  # of 1 m2 or more, largest percentage first
    findings: tuple[Finding, ...]


def import_file(
    path: Path, year: int, folder: Path, *, bron: str = DEFAULT_BRON, layer: str | None = None
) -> ImportReport:
    """Read, repair and keep the borders of a year; replaces an earlier import of that year in one step.

    `layer` is the only layer of the file to look at.

    Raises: BoundariesRejected with every reason; the folder is then as it was. InvalidTerm for a year before 2016.
    """
    from data.boundaries.boundary_reader import read_boundaries

    read = read_boundaries(path, year, lambda: open_transformation(folder), reference=reference(), layer=layer)
    try:
        cleaned = clean(read.geometries)
    except (ValueError, shapely.errors.GEOSException) as error:
        raise BoundariesRejected(("De vlakken vormen samen geen sluitende kaart, ook niet na reparatie.",)) from error
    changes = area_changes(read.gemeenten, cleaned.areas_before, cleaned.areas_after)
    too_large = [c for c in changes if abs(c.percent) > 100 * MAX_AREA_CHANGE]
    if too_large:
        raise BoundariesRejected(tuple(too_large_sentence(c, MAX_AREA_CHANGE) for c in too_large))
    vintage = Vintage(
        year, _key(read.gemeenten, cleaned.geometries), read.gemeenten, cleaned.geometries, bron, gegeneraliseerd=False
    )
    report = ImportReport(
        year=year,
        key=vintage.key,
        bron=bron,
        filename=path.name,
        sha256=files.sha256(path),
        layer=read.layer,
        column=read.column,
        gemeenten=len(read.gemeenten),
        mended=tuple(read.gemeenten[i].naam for i in cleaned.mended),
        mended_ha=cleaned.mended_m2 / HECTARE_M2,
        overlap_ha=cleaned.overlap_m2 / HECTARE_M2,
        gaps_closed=cleaned.gaps_closed,
        gaps_closed_ha=cleaned.gaps_closed_m2 / HECTARE_M2,
        gaps_left=cleaned.gaps_left,
        gaps_left_ha=cleaned.gaps_left_m2 / HECTARE_M2,
        changes=tuple(sorted(changes, key=lambda c: -abs(c.percent))),
        findings=_findings(read.notes, cleaned, read.gemeenten) + _beside_another_year(vintage, folder),
    )
    _save(vintage, report, folder)
    return report


def vintage_for(year: int, folder: Path, accepted: Collection[int] = ()) -> Vintage:
    """The borders for the gemeenten of a year: those imported for it, else of the nearest year with the same gemeenten.

    Imported files come before the embedded default. `accepted` are years whose imported borders are on the map.
    Raises: BoundariesMissing; its kind BoundariesLost when those that come first were imported and are gone or damaged;
    BoundariesRejected when the file of the year itself was never whole; InvalidTerm for a year before 2016.
    """
    gemeenten = gemeenten_of(year)
    there, once = imported_years(folder), {*_years(folder, "json"), *accepted} - set(_years(folder, REMOVED))
    for candidate in sorted({*there, *once}, key=lambda y: (abs(y - year), -y)):
        if candidate == year or gemeenten_of(candidate) == gemeenten:
            if candidate not in there:
                raise BoundariesLost(candidate)
            try:
                vintage = _load(folder / f"{candidate}.gpkg", candidate)
            except BoundariesRejected as error:
                if candidate in once:
                    raise BoundariesLost(candidate, "beschadigd of na het inlezen veranderd") from error
                if candidate == year:
                    raise
                continue
            if [g.code for g in vintage.gemeenten] == [g.code for g in gemeenten]:
                return vintage  # else it was imported before the reference table learnt of a herindeling
    if gemeenten_of(EMBEDDED_YEAR) == gemeenten:
        return embedded_vintage()
    raise BoundariesMissing(year)


def imported_years(folder: Path) -> tuple[int, ...]:
    """The years that have imported borders, ascending."""
    return _years(folder, "gpkg")


def remove(year: int, folder: Path) -> bool:
    """Does away with the imported borders of a year, on purpose; whether there were any. Others count from then on."""
    files.write(folder / f"{year}.{REMOVED}", b"")  # first: a crash after it is finished by doing it again
    gone = [path for path in (folder / f"{year}.gpkg", folder / f"{year}.json") if path.exists()]
    for path in gone:
        path.unlink()
    return bool(gone)


def _years(folder: Path, ending: str) -> tuple[int, ...]:
    return tuple(sorted(int(p.stem) for p in folder.glob(f"*.{ending}") if p.stem.isdigit()))


@lru_cache(maxsize=1)
def embedded_vintage() -> Vintage:
    """The generalised borders of 2024 that come with the product; kept after the first call.

    Saves 200 ms of every command that builds: no search for layer, column and system in a file that is ours.
    """
    features = json.loads(EMBEDDED_FILE.read_bytes())["features"]
    polygons = {feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"]) for feature in features}
    gemeenten = gemeenten_of(EMBEDDED_YEAR)
    in_degrees = np.array([polygons[str(g.code)] for g in gemeenten], dtype=object)
    geometries = shapely.normalize(to_millimetres(shapely.transform(in_degrees, without_grid().to_rd)))
    geometries.flags.writeable = False
    return Vintage(
        EMBEDDED_YEAR, _key(gemeenten, geometries), gemeenten, geometries, EMBEDDED_BRON, gegeneraliseerd=True
    )


def reference() -> Reference | None:
    """The borders with which imported ones must agree."""
    vintage = embedded_vintage()
    return Reference(vintage.gemeenten, vintage.geometries)


def _beside_another_year(vintage: Vintage, folder: Path) -> tuple[Finding, ...]:
    """What differs from the nearest other year that was imported: a chunk that fell out of a file shows here."""
    others = sorted((y for y in imported_years(folder) if y != vintage.year), key=lambda y: (abs(y - vintage.year), -y))
    if not others:
        return ()
    try:
        other = _load(folder / f"{others[0]}.gpkg", others[0])
    except BoundariesRejected:  # damaged: that is for whoever needs that year
        return ()
    before = {g.code: float(a) for g, a in zip(other.gemeenten, shapely.area(other.geometries), strict=True)}
    after = {g.code: float(a) for g, a in zip(vintage.gemeenten, shapely.area(vintage.geometries), strict=True)}
    shared = [g for g in vintage.gemeenten if g.code in before]
    changes = area_changes(shared, [before[g.code] for g in shared], [after[g.code] for g in shared])
    return year_findings(changes, other.year, MAX_AREA_CHANGE)


def _findings(notes: Sequence[str], cleaned: Cleaned, gemeenten: Sequence[Gemeente]) -> tuple[Finding, ...]:
    findings = [Finding("grenzen-gelezen", Ernst.MELDING, note) for note in notes]
    for i in cleaned.mended:
        naam = gemeenten[i].naam
        findings.append(Finding("grenzen-vlak-hersteld", Ernst.WAARSCHUWING, f"Het vlak van {naam} kruiste zichzelf."))
    if cleaned.overlap_m2 >= 1:
        ha = dutch.number(cleaned.overlap_m2 / HECTARE_M2, 2)
        zin = f"{ha} ha lag in meer dan één gemeente; dat is bij de buur met de langste grens gebleven."
        findings.append(Finding("grenzen-overlap", Ernst.WAARSCHUWING, zin, waarde=ha))
    if cleaned.gaps_closed:
        ha = dutch.number(cleaned.gaps_closed_m2 / HECTARE_M2, 2)
        zin = f"{cleaned.gaps_closed} splinters tussen gemeenten zijn gesloten, samen {ha} ha."
        findings.append(Finding("grenzen-splinters", Ernst.WAARSCHUWING, zin, waarde=ha))
    return tuple(findings)


def _key(gemeenten: Sequence[Gemeente], geometries: Geometries) -> str:
    pieces = (
        piece
        for gemeente, wkb in zip(gemeenten, shapely.to_wkb(geometries, byte_order=1), strict=True)
        for piece in (f"{gemeente.code}\t{gemeente.naam}\t{gemeente.provinciecode}\t{len(wkb)}\n".encode(), wkb)
    )
    return files.sha256(pieces)[:12]


def _save(vintage: Vintage, report: ImportReport, folder: Path) -> None:
    import pyogrio.raw

    columns = [
        np.array([str(g.code) for g in vintage.gemeenten], dtype=object),
        np.array([g.naam for g in vintage.gemeenten], dtype=object),
        np.array([g.provinciecode for g in vintage.gemeenten], dtype=object),
    ]
    made = io.BytesIO()  # not on the disk: GDAL does not always say that it took not everything
    pyogrio.raw.write(
        made,
        shapely.to_wkb(vintage.geometries, byte_order=1),
        columns,
        COLUMNS,
        layer=LAYER,
        driver="GPKG",
        geometry_type="Unknown",
        crs=RD,
        layer_metadata={"KEY": vintage.key, "BRON": vintage.bron},
    )
    files.write(folder / f"{vintage.year}.gpkg", made.getvalue())
    files.write(folder / f"{vintage.year}.json", json.dumps(asdict(report), ensure_ascii=False, indent=1).encode())
    (folder / f"{vintage.year}.{REMOVED}").unlink(missing_ok=True)


def _load(path: Path, year: int) -> Vintage:
    import pyogrio.raw

    try:
        kept = pyogrio.read_info(path, layer=LAYER)["layer_metadata"] or {}
        meta, _, wkb, fields = pyogrio.raw.read(path, layer=LAYER)
        columns = dict(zip(meta["fields"], fields, strict=True))
        geometries = np.asarray(shapely.from_wkb(wkb), dtype=object)
        rows = zip(*(columns[c] for c in COLUMNS), strict=True)
        gemeenten = tuple(make_gemeente(code, naam, provinciecode) for code, naam, provinciecode in rows)
    except DAMAGE as error:
        raise BoundariesRejected((f"{path} is beschadigd; lees de grenzen van {year} opnieuw in.",)) from error
    if _key(gemeenten, geometries) != kept.get("KEY"):
        raise BoundariesRejected((f"{path} is veranderd na het inlezen; lees de grenzen van {year} opnieuw in.",))
    geometries.flags.writeable = False
    return Vintage(year, kept["KEY"], gemeenten, geometries, kept.get("BRON", DEFAULT_BRON), gegeneraliseerd=False)
