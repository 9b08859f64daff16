"""All months as a GeoPackage in RD (EPSG:28992), in which the borders of a year stand once.

Layer `gemeenten` is a view: the table `reeks` (a row for each gemeente and peildatum) beside `grenzen` (a row for each
gemeente and set of boundaries). So a file of ten years is as large as its borders, and a program sees one layer.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

import numpy as np

from tiles import licence
from tiles.out import geopackage_check, geopackage_schema, gis_files
from tiles.out.series_table import COLUMNS_OF_SERIES, Series
from tiles.tile_schema import GEMEENTEN

REEKS, GRENZEN = "reeks", "grenzen"
PLACE = "grens"  # in `reeks`: the number of the row in `grenzen`


def geopackage(series: Series, borders_file: str) -> bytes:
    """The series with its borders; `borders_file` is the GeoPackage that each release carries.

    The same input, the same bytes. Raises OSError when the disk fails, also where GDAL keeps silent.
    """
    import pyogrio.raw

    newest = series.months[-1]
    about = licence.terms(newest.bron)
    shapes, place = _borders(series, borders_file)
    rows = list(series.rows())
    places = [place[month.grenzen, r.code] for month in series.months for r in month.gemeenten(series.provincie)]
    with tempfile.TemporaryDirectory() as folder, gis_files.dated(newest.stand.peildatum):
        path = Path(folder) / "reeks.gpkg"
        pyogrio.raw.write(
            path, np.array(shapes, dtype=object), [np.array([code for _, code in place], dtype=object)], ["statcode"],
            layer=GRENZEN, driver="GPKG", geometry_type="MultiPolygon", crs=gis_files.RD,
            dataset_options={"VERSION": "1.2"},
            layer_options={"IDENTIFIER": "Grenzen", "DESCRIPTION": f"Grenzen zonder cijfers. {about}"},
        )  # fmt: skip
        fields, data, masks = gis_files.columns_of(rows, COLUMNS_OF_SERIES)
        pyogrio.raw.write(
            path, None, [*data, np.array(places, dtype=np.int32)], [*fields, PLACE], field_mask=[*masks, None],
            layer=REEKS, driver="GPKG", geometry_type=None, append=True,
            layer_options={"IDENTIFIER": "Reeks", "DESCRIPTION": f"{series.title}. {about}"},
        )  # fmt: skip
        gis_files.add_styles(path, newest.stand.peildatum, {GEMEENTEN: "Status per gemeente"})
        content = path.read_bytes()
        if not geopackage_check.whole(content, {GRENZEN: len(shapes)}, {REEKS: len(rows), "layer_styles": 1}):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
    content = geopackage_schema.changed(content, lambda base: _add_view(base, f"{series.title}. {about}"))
    return geopackage_schema.explained(content, {REEKS: COLUMNS_OF_SERIES, GEMEENTEN: COLUMNS_OF_SERIES})


def _borders(series: Series, borders_file: str) -> tuple[list[bytes], dict[tuple[str, str], int]]:
    """The borders that the rows need, as WKB, and by key of the boundaries and code their number, from 1."""
    shapes: list[bytes] = []
    place: dict[tuple[str, str], int] = {}
    for month in series.months:
        codes = [r.code for r in month.gemeenten(series.provincie) if (month.grenzen, r.code) not in place]
        of_vintage = gis_files.wkb_of(month.folder / borders_file, GEMEENTEN) if codes else {}
        for code in codes:
            shapes.append(of_vintage[code])
            place[month.grenzen, code] = len(shapes)
    return shapes, place


def _add_view(base: sqlite3.Connection, about: str) -> None:
    """The layer with borders and figures, known as one to whoever reads GeoPackages."""
    names = ", ".join(f"{REEKS}.{attribute.naam}" for attribute in COLUMNS_OF_SERIES)
    base.execute(
        f"CREATE VIEW {GEMEENTEN} AS SELECT {REEKS}.fid AS OGC_FID, {GRENZEN}.geom AS geom, {names} "  # noqa: S608
        f"FROM {REEKS} JOIN {GRENZEN} ON {GRENZEN}.fid = {REEKS}.{PLACE}"
    )
    base.execute(
        "INSERT INTO gpkg_contents SELECT ?, data_type, ?, ?, last_change, min_x, min_y, max_x, max_y, srs_id "
        "FROM gpkg_contents WHERE table_name = ?",
        (GEMEENTEN, "Gemeenten", about, GRENZEN),
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns SELECT ?, column_name, geometry_type_name, srs_id, z, m "
        "FROM gpkg_geometry_columns WHERE table_name = ?",
        (GEMEENTEN, GRENZEN),
    )
