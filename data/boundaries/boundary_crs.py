"""Converts borders to RD from the system that the file names or, where that puts the country elsewhere, from one that fits.

What a file says of its system is often absent, undefined or wrong, and a wrong datum moves all borders by some 100 m,
which nobody sees on a map. So each reading is tried on the points and the country decides (`boundary_place`).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyproj
import pyproj.transformer
import shapely
from numpy.typing import NDArray

from data.boundaries.boundary_place import Reference, Shift, within_bounds
from data.boundaries.coverage import Geometries, to_millimetres
from data.boundaries.rdnaptrans import ETRS89, RD, Transformation
from data.errors import BoundariesRejected

Floats = NDArray[np.float64]
AS_ETRS89 = ("WGS 84", "World Geodetic System 1984", "ETRS89", "European Terrestrial Reference System 1989")
AMERSFOORT_DEGREES = "EPSG:4289"
OTHERS = {  # systems in which people have the Netherlands
    RD: "RD (EPSG:28992)",
    ETRS89: "lengte en breedte in ETRS89 of WGS84",
    AMERSFOORT_DEGREES: "lengte en breedte op het oude datum Amersfoort (EPSG:4289)",
    "EPSG:25831": "UTM 31 in ETRS89 (EPSG:25831)",
    "EPSG:25832": "UTM 32 in ETRS89 (EPSG:25832)",
    "EPSG:3857": "Web Mercator (EPSG:3857)",
    "EPSG:3035": "LAEA Europa (EPSG:3035)",
    "EPSG:3034": "LCC Europa (EPSG:3034)",
    "EPSG:31370": "Belgisch Lambert 72 (EPSG:31370)",
    "EPSG:23031": "UTM 31 in ED50 (EPSG:23031)",
    "EPSG:23032": "UTM 32 in ED50 (EPSG:23032)",
    "EPSG:4230": "lengte en breedte in ED50 (EPSG:4230)",
    "EPSG:28991": "het oude RD-stelsel (EPSG:28991)",
}
GIVE_RIGHT_CRS = "Geef het bestand in QGIS het juiste coördinatenstelsel en bewaar het in RD (EPSG:28992)."


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to interpret the numbers as places."""

    name: str
    crs: pyproj.CRS
    swapped: bool = False


def to_rd(
    geometries: Geometries,
    crs: str | None,
    notes: list[str],
    rd: Callable[[], Transformation],
    reference: Reference | None,
) -> Geometries:
    """The geometries in RD metres, with a note where they were not read as the file says.

    Without a reference the first reading that lies in the Netherlands is taken. Raises BoundariesRejected.
    """
    points = shapely.get_coordinates(geometries)
    stated = _stated(crs)
    tried: list[tuple[_Reading, Shift]] = []
    for reading in _stated_readings(stated):
        shift = _landing(reading, points, rd, reference)
        if shift is not None and shift.in_place:
            return _moved(geometries, reading, rd, notes, said=not reading.swapped)
        if shift is not None:
            tried.append((reading, shift))
    fitting = []
    for reading in _other_readings():
        shift = _landing(reading, points, rd, reference)
        if shift is not None and shift.in_place:
            fitting.append(reading)
            if reference is None:
                break
        elif shift is not None:
            tried.append((reading, shift))
    if len(fitting) == 1:
        notes.append(_why(crs, stated, tried))
        return _moved(geometries, fitting[0], rd, notes, said=False)
    raise BoundariesRejected((_refusal(crs, fitting, tried),))


def _stated(crs: str | None) -> pyproj.CRS | None:
    """The horizontal system that the file names; None when it names none that PROJ knows."""
    if not crs:
        return None
    try:
        stated = pyproj.CRS.from_user_input(crs)
        if stated.is_bound and stated.source_crs is not None:
            stated = stated.source_crs
        if stated.is_compound:
            stated = stated.sub_crs_list[0]
        return stated.to_2d() if len(stated.axis_info) > 2 else stated
    except pyproj.exceptions.CRSError:
        return None


def _stated_readings(crs: pyproj.CRS | None) -> Iterator[_Reading]:
    if crs is not None and not crs.is_engineering:
        name = ":".join(crs.to_authority() or ()) or crs.name[:60]
        yield _Reading(name, crs)
        yield _Reading(f"{name} met de assen omgewisseld", crs, swapped=True)


def _other_readings() -> Iterator[_Reading]:
    for code, name in OTHERS.items():
        for swapped in (False, True):
            ending = ", met de assen omgewisseld" if swapped else ""
            yield _Reading(f"{name}{ending}", pyproj.CRS.from_user_input(code), swapped)


def _landing(
    reading: _Reading, points: Floats, rd: Callable[[], Transformation], reference: Reference | None
) -> Shift | None:
    """How far the country lies from its place in this reading; None when it does not lie in the Netherlands at all."""
    corners = np.array([points.min(axis=0), points.max(axis=0)])
    if not np.isfinite(corners).all() or not within_bounds(
        np.sort(_placed(reading, corners, rd), axis=0).ravel().tolist()
    ):
        return None
    if reference is None:
        return Shift(0.0, 0.0, 1.0)
    some = points[:: max(1, len(points) // 50_000)]
    return reference.shift_of(_placed(reading, some, rd))


def _placed(reading: _Reading, points: Floats, rd: Callable[[], Transformation]) -> Floats:
    """The points in RD; infinite where that cannot be."""
    xy = points[:, ::-1] if reading.swapped else points
    if reading.crs.equals(pyproj.CRS.from_user_input(RD), ignore_axis_order=True):
        return np.ascontiguousarray(xy)
    base = reading.crs.geodetic_crs
    try:
        if base is None or not (base.name.startswith(AS_ETRS89) or str(base.datum).startswith(AS_ETRS89)):
            return _transformed(reading.crs, RD, xy)
        return rd().to_rd(xy if reading.crs.is_geographic else _transformed(reading.crs, base, xy))
    except pyproj.exceptions.ProjError:
        return np.full(points.shape, np.inf)


def _transformed(source: pyproj.CRS, target: pyproj.CRS | str, xy: Floats) -> Floats:
    """By one operation for all points: PROJ by itself takes another one for each part of the country."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a finer grid could be fetched: the place of the country decides
        candidates = pyproj.transformer.TransformerGroup(
            source, target, always_xy=True, allow_ballpark=False
        ).transformers
    transformer = candidates[0] if candidates else pyproj.Transformer.from_crs(source, target, always_xy=True)
    return np.stack(transformer.transform(xy[:, 0], xy[:, 1]), axis=1)


def _moved(
    geometries: Geometries, reading: _Reading, rd: Callable[[], Transformation], notes: list[str], *, said: bool
) -> Geometries:
    if not said:
        notes.append(f"De coördinaten zijn gelezen als {reading.name}; zo ligt het land op zijn plaats.")
    return to_millimetres(np.asarray(shapely.transform(geometries, lambda xy: _placed(reading, xy, rd)), dtype=object))


def _why(crs: str | None, stated: pyproj.CRS | None, tried: list[tuple[_Reading, Shift]]) -> str:
    if crs is None:
        return "Het bestand noemt geen coördinatenstelsel."
    if stated is None or stated.is_engineering:
        return f"Het coördinatenstelsel van het bestand is niet bepaald ({_name(crs)})."
    name = next(_stated_readings(stated)).name
    off = next((f": dan ligt het land {shift} verschoven" for reading, shift in tried if reading.name == name), "")
    return f"Het coördinatenstelsel van het bestand klopt niet ({name}){off}."


def _name(crs: str) -> str:
    """The name in a definition: what stands first between quotes, else its beginning."""
    return (crs.split('"')[1] if crs.count('"') > 1 else crs)[:60]


def _refusal(crs: str | None, fitting: list[_Reading], tried: list[tuple[_Reading, Shift]]) -> str:
    if fitting:
        return f"De coördinaten kunnen {' of '.join(r.name for r in fitting)} zijn. {GIVE_RIGHT_CRS}"
    near = [(reading, shift) for reading, shift in tried if shift.near > 0]
    if not near:
        said = f" ({_name(crs)})" if crs else ""
        return f"De grenzen liggen niet in Nederland; klopt het coördinatenstelsel{said}? {GIVE_RIGHT_CRS}"
    reading, shift = max(near, key=lambda each: each[1].near)
    return f"Het land ligt niet op zijn plaats: gelezen als {reading.name} is het {shift} verschoven. {GIVE_RIGHT_CRS}"
