"""Opens whatever holds a map: the file itself or the maps inside a zip; one Dutch sentence says what is missing.

GDAL is kept quiet: what it says in English goes no further than the table of `SAYINGS`.
"""

from __future__ import annotations

import errno
import logging
import shutil
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import shapely
from pyogrio._err import CPLE_BaseError

from data import dutch, files
from data.errors import BoundariesRejected

BEGINNINGS = {  # what a file of this kind starts with; keeps GDAL from opening things that only claim to be one
    ".gpkg": (b"SQLite format 3\0",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".topojson": (b"{",),
    ".shp": (b"\0\0\x27\x0a",),
    ".gml": (b"<?xml", b"<gml:", b"<wfs:", b"<ogr:"),
}
KINDS = (*BEGINNINGS, ".zip")
SHAPEFILE_PARTS = {".shx": "de plaats van elk vlak", ".dbf": "de namen en codes"}
SHAPEFILE_EXTRAS = (".prj", ".cpg")
MAX_BYTES = 1_000_000_000
LONGEST_STEM = 80
TROUBLE = (
    CPLE_BaseError,
    RuntimeError,
    ValueError,
    TypeError,
    KeyError,
    OverflowError,
    OSError,
    shapely.errors.ShapelyError,
)
SAVE_AGAIN = "haal het bestand opnieuw op, of open het in QGIS en bewaar het als GeoPackage"
SAYINGS = {  # in what GDAL, SQLite or Python says, lower case: what it means
    "no such table": f"er ontbreekt een tabel in; {SAVE_AGAIN}",
    "malformed": f"het is beschadigd of niet heel overgekomen; {SAVE_AGAIN}",
    "not a database": f"het is beschadigd of niet heel overgekomen; {SAVE_AGAIN}",
    "codec can't decode": f"de letters staan er anders in dan het bestand zegt; {SAVE_AGAIN}",
    "out of memory": "er is te weinig geheugen; neem gegeneraliseerde grenzen",
    "no space left": "de schijf is vol; maak ruimte",
    "permission denied": "het mag niet worden gelezen; geef leesrechten",
}


@dataclass(frozen=True, slots=True)
class MapFile:
    """One map that GDAL opens; `name` is how people know it, within its zip."""

    path: Path
    name: str
    place: str = ""  # the folder within the zip

    @property
    def options(self) -> dict[str, str]:
        """What GDAL must not do: write beside the file or fetch a schema from the internet."""
        return {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO"} if self.path.suffix == ".gml" else {}


@contextmanager
def opened(path: Path) -> Iterator[tuple[MapFile, ...]]:
    """The maps in the file, as long as the context lasts. Raises BoundariesRejected."""
    _check(path, path.name)
    with _quiet():
        if path.suffix.lower() != ".zip":
            _check_shapefile(
                path.name, path.suffix, {p.suffix.lower() for p in path.parent.glob(f"{_literal(path)}.*")}
            )
            yield (MapFile(path, path.name),)
            return
        with tempfile.TemporaryDirectory(prefix="grenzen-") as folder:
            yield _unpacked(path, Path(folder))


def unreadable(name: str, error: Exception) -> str:
    """Why a map cannot be read, in one sentence."""
    said = str(error).lower()
    why = next((ours for theirs, ours in SAYINGS.items() if theirs in said), "")
    return f"{name} is niet te lezen: {why or f'het is beschadigd of van een andere soort dan de naam zegt; {SAVE_AGAIN}'}."


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps warnings of pyogrio, GDAL and Python from whoever runs this."""
    logger = logging.getLogger("pyogrio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _check(path: Path, name: str) -> None:
    """Checks that the file is there, is of a kind we read, and begins as that kind does. Raises BoundariesRejected."""
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        raise BoundariesRejected(
            (f"{name} is geen bestandssoort met grenzen ({', '.join(KINDS)}); bewaar het in QGIS als GeoPackage.",)
        )
    if not path.is_file() or path.stat().st_size == 0:
        raise BoundariesRejected((f"{name} is leeg of bestaat niet.",))
    if path.stat().st_size > MAX_BYTES:
        raise BoundariesRejected((_too_large(name),))
    with path.open("rb") as file:
        head = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if suffix != ".zip" and (not head.startswith(BEGINNINGS[suffix]) or b"<OGRVRT" in head):
        raise BoundariesRejected(
            (f"{name} is niet te lezen als {suffix[1:]}-bestand: de inhoud is iets anders; {SAVE_AGAIN}.",)
        )


def _too_large(name: str) -> str:
    return f"{name} is (uitgepakt) groter dan {MAX_BYTES // 1_000_000} MB; neem gegeneraliseerde grenzen."


def _literal(path: Path) -> str:
    return "".join(f"[{c}]" if c in "[]*?" else c for c in path.stem)


def _check_shapefile(name: str, suffix: str, there: set[str]) -> None:
    """A shapefile is several files. Raises BoundariesRejected naming the one that is missing."""
    lacking = [part for part in SHAPEFILE_PARTS if suffix.lower() == ".shp" and part not in there]
    if lacking:
        stem = PurePosixPath(name).stem
        parts = dutch.listed([f"{stem}{part} ({SHAPEFILE_PARTS[part]})" for part in lacking])
        raise BoundariesRejected((f"Bij {name} ontbreekt {parts}; zet alle delen van de shapefile bij elkaar.",))


def _unpacked(path: Path, folder: Path) -> tuple[MapFile, ...]:
    """The maps in a zip, each in a folder of its own. Raises BoundariesRejected."""
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(_unpacked_maps(archive, path.name, folder))
    except RuntimeError as error:  # a password is needed
        raise BoundariesRejected((_locked(path.name),)) from error
    except NotImplementedError as error:
        raise BoundariesRejected((f"{path.name} is ingepakt op een manier die hier niet kan; pak het uit.",)) from error
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:  # EINVAL: it points before its own beginning
            raise
        raise BoundariesRejected(
            (f"{path.name} is beschadigd of niet heel overgekomen; haal het opnieuw op.",)
        ) from error


def _locked(name: str) -> str:
    return f"{name} is met een wachtwoord beveiligd; pak het uit en geef de kaart die erin zit."


def _unpacked_maps(archive: zipfile.ZipFile, name: str, folder: Path) -> Iterator[MapFile]:
    members: dict[tuple[str, str], dict[str, zipfile.ZipInfo]] = {}
    total = 0
    for member in archive.infolist():
        total += member.file_size
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if member.is_dir() or "__MACOSX" in place.parts or place.name.startswith("."):
            continue
        members.setdefault((str(place.parent), place.stem), {})[place.suffix.lower()] = member
    if total > MAX_BYTES:
        raise BoundariesRejected((_too_large(name),))
    maps = [(where, suffix) for where, parts in members.items() for suffix in parts if suffix in BEGINNINGS]
    if not maps:
        raise BoundariesRejected((f"In {name} zit geen kaart ({', '.join(BEGINNINGS)}); {_instead(members)}.",))
    refused: list[str] = []
    for number, (where, suffix) in enumerate(maps):
        parts = members[where]
        inside = f"{name}/{PurePosixPath(*where)}{suffix}"
        try:
            if parts[suffix].flag_bits & 1:
                raise BoundariesRejected((_locked(name),))
            _check_shapefile(inside, suffix, set(parts))
            suffixes = (suffix, *SHAPEFILE_PARTS, *SHAPEFILE_EXTRAS) if suffix == ".shp" else (suffix,)
            target = folder / str(number) / where[1][:LONGEST_STEM]
            target.parent.mkdir()
            for part in (p for p in suffixes if p in parts):
                _copy(archive, parts[part], target.with_name(target.name + part))
            _check(target.with_name(target.name + suffix), inside)
        except BoundariesRejected as error:
            refused += error.reasons
            continue
        yield MapFile(target.with_name(target.name + suffix), inside, "" if where[0] == "." else where[0])
    if len(refused) == len(maps):
        raise BoundariesRejected(tuple(dict.fromkeys(refused)))


def _instead(members: dict[tuple[str, str], dict[str, zipfile.ZipInfo]]) -> str:
    kinds = {suffix for parts in members.values() for suffix in parts}
    if ".zip" in kinds:
        return "wel een zip: pak die uit en geef de kaart die erin zit"
    if {".dbf", ".shx"} & kinds:
        return "wel delen van een shapefile, maar het .shp-bestand ontbreekt"
    if ".gdbtable" in kinds:
        return "wel een geodatabase: open die in QGIS en bewaar de laag met gemeenten als GeoPackage"
    return "open wat erin zit in QGIS en bewaar het als GeoPackage"


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    with archive.open(member) as source:
        files.write(target, lambda file: shutil.copyfileobj(source, file), durable=False)
