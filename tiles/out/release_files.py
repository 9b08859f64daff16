"""The files of a release and the formats people download: one table, which pipeline, routes, pages, DCAT and export follow.

A format is a line in `DOWNLOADS` with what makes it; a file that each release carries is a line in `CARRIED` too. A format
of all months together is a line in `SERIES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from data.domain.stand import Stand
from data.terms import Gemeente, Gemeentecode
from tiles import licence
from tiles.grid import Tile
from tiles.month.assemble import Filler
from tiles.month.raster import SIZES, Painter
from tiles.out import gis_files, series_geopackage, series_table
from tiles.out.archive import Archive, archive
from tiles.out.mbtiles import mbtiles
from tiles.out.style import vector_layers
from tiles.sheets import sheet_csv, sheet_ods, sheet_xlsx
from tiles.sheets.sheet import Sheet
from tiles.tile_schema import GEMEENTEN, LAYERS, stand_values
from tiles.vintage.hexagon_file import polygons_in_degrees
from tiles.vintage.hexagon_tiles import hexagon_pyramid
from tiles.vintage.outlines import Geometries, Outlines
from tiles.vintage.pyramid import Pyramid

VECTOR, RASTER, RASTER_2X = "tiles.pmtiles", "png.pmtiles", "png@2x.pmtiles"
GEOJSON, CSV, GEOPACKAGE = "gemeenten.geojson", "gemeenten.csv", "gemeenten.gpkg"
FIRST_MAP, HEXAGONS = "first_map.json", "zeshoeken.json"


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a release are made from: figures, their attribution, and the geometry ready to be filled."""

    stand: Stand
    bron: str
    pyramid: Pyramid
    filler: Filler
    painter: Painter
    outlines: Outlines
    first_map: bytes
    hexagons: bytes


def _archive(
    shape: Pyramid, stand: Stand, bron: str, tiles: Iterable[tuple[Tile, bytes]], *, png: bool = False, form: str = ""
) -> bytes:
    """`form`: how the gemeenten are drawn, where that is not as they lie."""
    metadata: dict[str, object] = {
        "name": "Land in Beeld",
        "description": f"Huisvesting vergunninghouders per gemeente{form}, stand {stand.peildatum.title}",
        "attribution": bron,
        "licentie": licence.terms(bron),
        "type": "overlay",
        "version": "1.0.0",
        **stand_values(stand),
    }
    if not png:
        metadata["vector_layers"] = vector_layers(shape.minzoom, shape.maxzoom, described=False)
        metadata["layers"] = list(LAYERS)
    return archive(tiles, metadata=metadata, png=png, bounds=shape.bounds, minzoom=shape.minzoom, maxzoom=shape.maxzoom)


def _raster(size: int, of: Contents) -> bytes:
    tiles = of.painter.tiles([regel.klasse for regel in of.stand.gemeenten], size)
    return _archive(of.pyramid, of.stand, of.bron, tiles, png=True)


def _shapes(of: Contents) -> Geometries:
    return of.outlines.of(tuple(regel.code for regel in of.stand.gemeenten))


CARRIED: dict[str, Callable[[Contents], bytes]] = {
    VECTOR: lambda of: _archive(of.pyramid, of.stand, of.bron, of.filler.tiles(of.stand.gemeenten)),
    GEOJSON: lambda of: gis_files.geojson(of.stand, _shapes(of), bron=of.bron),
    CSV: lambda of: gis_files.table(of.stand),
    GEOPACKAGE: lambda of: gis_files.geopackage(of.stand, of.outlines, bron=of.bron),
    FIRST_MAP: lambda of: of.first_map,
    HEXAGONS: lambda of: of.hexagons,
    RASTER: partial(_raster, SIZES[0]),
    RASTER_2X: partial(_raster, SIZES[1]),
}


def _mbtiles(folder: Path, _stand: Stand, _bron: str) -> bytes:
    return mbtiles(Archive(folder / VECTOR))


def _sheet(ending: str, folder: Path, stand: Stand, bron: str) -> bytes:
    return SHEETS[ending].write(gis_files.sheet(stand, bron=bron, release=folder.name))


def _hexagons(folder: Path, stand: Stand, bron: str) -> bytes:
    shapes = polygons_in_degrees((folder / HEXAGONS).read_bytes(), [regel.code for regel in stand.gemeenten])
    return gis_files.geojson(stand, shapes, bron=bron)


def _hexagon_tiles(folder: Path, stand: Stand, bron: str) -> bytes:
    gemeenten = [Gemeente(Gemeentecode(r.code.number), r.naam, r.provinciecode, r.provincie) for r in stand.gemeenten]
    shape = hexagon_pyramid((folder / HEXAGONS).read_bytes(), gemeenten)
    tiles = Filler(shape, stand.gemeenten).tiles(stand.gemeenten)
    return _archive(shape, stand, bron, tiles, form=" als even grote zeshoek")


def _geotiff(folder: Path, stand: Stand, bron: str) -> bytes:
    return gis_files.geotiff(stand, shapes_rd(folder, stand), bron=bron)


def shapes_rd(folder: Path, stand: Stand) -> Geometries:
    """The polygons (EPSG:28992) of a release, in the order of the gemeenten of its stand."""
    shapes = gis_files.shapes_of(folder / GEOPACKAGE, GEMEENTEN)
    return np.array([shapes[regel.code] for regel in stand.gemeenten], dtype=object)


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A format of a table: how links call it, and what writes it."""

    media_type: str
    label: str
    write: Callable[[Sheet], bytes]


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
SHEETS: dict[str, SheetForm] = {  # by the ending of the name; the formats of every table that a page shows
    "xlsx": SheetForm(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (XLSX)", sheet_xlsx.workbook
    ),
    "ods": SheetForm(_ODS, "OpenDocument (ODS)", lambda of: sheet_ods.spreadsheet(of, _ODS)),
    "csv": SheetForm("text/csv; charset=utf-8", "CSV", sheet_csv.table),
}


@dataclass(frozen=True, slots=True)
class Download:
    """A format of the gemeenten of a peildatum.

    `source` is the file that a release carries, or what makes the format of the folder of a release, its stand and its
    attribution when somebody asks. `title` is for catalogues, `uitleg` for people, `file_type` from the list of the EU.
    """

    media_type: str
    title: str
    uitleg: str
    source: str | Callable[[Path, Stand, str], bytes]
    file_type: str = ""
    exported: bool = False  # part of a static site
    needs: str = ""  # a file that releases of an earlier version of the product do not carry


DOWNLOADS: dict[str, Download] = {  # by the ending of the name
    "csv": Download(SHEETS["csv"].media_type, "Gemeenten als CSV", "voor een rekenblad", CSV, "CSV", exported=True),
    **{
        ending: Download(
            SHEETS[ending].media_type, f"Gemeenten als werkmap, {SHEETS[ending].label}",
            f"{SHEETS[ending].label}, met de betekenis van elke kolom", partial(_sheet, ending), ending.upper(),
            exported=True,
        )
        for ending in ("xlsx", "ods")
    },
    "geojson": Download(
        "application/geo+json", "Gemeenten als GeoJSON", "grenzen en cijfers, tekst", GEOJSON, "GEOJSON", exported=True
    ),
    "zeshoek.geojson": Download(
        "application/geo+json", "Gemeenten als even grote zeshoeken, GeoJSON", "elke gemeente een even grote zeshoek, tekst",
        _hexagons, "GEOJSON", exported=True, needs=HEXAGONS,
    ),
    "gpkg": Download(
        "application/geopackage+sqlite3", "Gemeenten en provincies als GeoPackage (RD)", "GeoPackage, voor GIS",
        GEOPACKAGE, "GPKG", exported=True,
    ),
    "tif": Download(
        "image/tiff; application=geotiff; profile=cloud-optimized", "Klasse per cel van 100 meter als GeoTIFF (RD)",
        "GeoTIFF, klasse per cel van 100 meter", _geotiff, "TIFF",
    ),
    "pmtiles": Download(
        "application/vnd.pmtiles", "Vectortegels als PMTiles", "vectortegels in één bestand", VECTOR
    ),
    "zeshoek.pmtiles": Download(
        "application/vnd.pmtiles", "Gemeenten als even grote zeshoeken, vectortegels als PMTiles",
        "elke gemeente een even grote zeshoek, vectortegels", _hexagon_tiles, needs=HEXAGONS,
    ),
    "mbtiles": Download(
        "application/vnd.sqlite3", "Vectortegels als MBTiles", "vectortegels voor andere programma's", _mbtiles
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeriesDownload:
    """A format of all months in one file, made when somebody asks; its words are as those of a `Download`."""

    media_type: str
    title: str
    uitleg: str
    make: Callable[[series_table.Series], bytes]
    file_type: str


def _series_sheet(ending: str, series: series_table.Series) -> bytes:
    return SHEETS[ending].write(series_table.sheet(series))


SERIES: dict[str, SeriesDownload] = {  # by the ending of the name
    "csv": SeriesDownload(
        DOWNLOADS["csv"].media_type, "Alle maanden als CSV", "voor een rekenblad of programma", series_table.table, "CSV"
    ),
    **{
        ending: SeriesDownload(
            SHEETS[ending].media_type, f"Alle maanden als werkmap, {SHEETS[ending].label}",
            f"{SHEETS[ending].label}, met de betekenis van elke kolom",
            partial(_series_sheet, ending), ending.upper(),
        )
        for ending in ("xlsx", "ods")
    },
    "gpkg": SeriesDownload(
        DOWNLOADS["gpkg"].media_type, "Alle maanden met grenzen als GeoPackage (RD)",
        "GeoPackage, voor GIS: elke maand met de grenzen van toen", lambda of: series_geopackage.geopackage(of, GEOPACKAGE),
        "GPKG",
    ),
}  # fmt: skip
