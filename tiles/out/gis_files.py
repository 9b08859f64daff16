"""The files that people download of one peildatum: GeoJSON, GeoPackage, CSV and GeoTIFF. The same input, the same bytes."""

from __future__ import annotations

import errno
import json
import os
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from affine import Affine

from data.domain.stand import Stand
from data.terms import Peildatum
from tiles import licence, palette
from tiles.out import geopackage_check, geopackage_schema, qgis
from tiles.sheets import sheet_csv
from tiles.sheets.sheet import Column, Origin, Sheet
from tiles.tile_schema import COLUMNS, GEMEENTEN, PROVINCIES, Attribute, Value, rows_of, stand_values, values
from tiles.vintage.outlines import Geometries, Outlines

RD = "EPSG:28992"
CELL_M = 100  # of the GeoTIFF
NODATA = 255
WHOLE = np.iinfo(np.int32).min  # in the place of a whole number that is absent


def geojson(stand: Stand, shapes: Geometries, *, bron: str) -> bytes:
    """The gemeenten with figures as GeoJSON (RFC 7946), each with its shape in degrees; `bron` is the attribution."""
    head = {
        "type": "FeatureCollection",
        "name": GEMEENTEN,
        "peildatum": str(stand.peildatum),
        "bron": bron,
        "licentie": licence.terms(bron),
        "voorbeeld": stand.voorbeeld,
        "bbox": [float(v) for v in shapely.total_bounds(shapes)],
    }
    features = ",\n".join(
        f'{{"type":"Feature","id":{regel.code.number},"properties":{_json(values(regel, stand, GEMEENTEN))},'
        f'"geometry":{shape}}}'
        for regel, shape in zip(stand.gemeenten, shapely.to_geojson(shapes), strict=True)
    )
    return f'{_json(head)[:-1]},"features":[\n{features}\n]}}\n'.encode()


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def table(stand: Stand) -> bytes:
    """The gemeenten of a stand as CSV."""
    rows = (values(regel, stand, GEMEENTEN).values() for regel in stand.gemeenten)
    return sheet_csv.csv_of((attribute.naam for attribute in COLUMNS[GEMEENTEN]), rows)


def sheet(stand: Stand, *, bron: str, release: str) -> Sheet:
    """The same as a sheet, of a release by its name."""
    return Sheet(
        name="Gemeenten",
        title=f"Huisvesting van vergunninghouders per gemeente, stand per {stand.peildatum.title}"
        + (" (voorbeeldcijfers)" if stand.voorbeeld else ""),
        columns=tuple(map(Column.named, COLUMNS[GEMEENTEN])),
        rows=tuple(tuple(values(regel, stand, GEMEENTEN).values()) for regel in stand.gemeenten),
        of=stand.peildatum,
        origins=(Origin(stand.peildatum, stand.revision, release),),
        sources=(bron,),
    )


def geopackage(stand: Stand, outlines: Outlines, *, bron: str) -> bytes:
    """Layers gemeenten and provincies in RD (EPSG:28992), with styles that QGIS applies by itself.

    Raises OSError when the disk fails, also where GDAL keeps silent.
    """
    import pyogrio.raw

    about = f"Stand {stand.peildatum}. {licence.terms(bron)}"
    with tempfile.TemporaryDirectory() as folder, dated(stand.peildatum):
        path = Path(folder) / "gemeenten.gpkg"
        for number, layer in enumerate((GEMEENTEN, PROVINCIES)):
            rows = rows_of(stand, layer)
            shapes = outlines.of(tuple(regel.code for regel in rows), rd=True)
            fields, data, masks = columns_of([values(regel, stand, layer) for regel in rows], COLUMNS[layer])
            pyogrio.raw.write(
                path, shapely.to_wkb(shapes, byte_order=1), data, fields, field_mask=masks, layer=layer, driver="GPKG",
                geometry_type="MultiPolygon", promote_to_multi=True, crs=RD, append=number > 0,
                dataset_options={"VERSION": "1.2"},
                layer_options={"IDENTIFIER": layer.capitalize(), "DESCRIPTION": about},
            )  # fmt: skip
        add_styles(path, stand.peildatum, {GEMEENTEN: "Status per gemeente", PROVINCIES: "Provinciegrenzen"})
        content = geopackage_schema.explained(
            path.read_bytes(), {layer: COLUMNS[layer] for layer in (GEMEENTEN, PROVINCIES)}
        )
        counts = {layer: len(rows_of(stand, layer)) for layer in (GEMEENTEN, PROVINCIES)}
        if not geopackage_check.whole(content, counts, {"layer_styles": len(counts)}):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return content


def columns_of(
    rows: Sequence[dict[str, Value | None]], attributes: Iterable[Attribute]
) -> tuple[list[str], list[np.ndarray[Any, Any]], list[np.ndarray[Any, Any] | None]]:
    """Names, values and masks (True = absent) per column, as pyogrio takes them."""
    names, data, masks = [], [], []
    for attribute in attributes:
        values = [row[attribute.naam] for row in rows]
        absent = np.array([value is None for value in values])
        if attribute.type == "Date":
            column = np.array(values, dtype="datetime64[D]")
        elif attribute.type == "String":
            column = np.array(values, dtype=object)
        elif attribute.eenheid == "%":
            column = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        else:
            column = np.array([WHOLE if value is None else value for value in values], dtype=np.int32)
        names.append(attribute.naam)
        data.append(column)
        masks.append(absent if absent.any() else None)
    return names, data, masks


def add_styles(path: Path, peildatum: Peildatum, layers: Mapping[str, str]) -> None:
    """Adds the table `layer_styles` of QGIS: how it shows these layers (with a description) unless told otherwise."""
    import pyogrio.raw

    number = len(layers)
    columns: dict[str, list[object]] = {
        "f_table_catalog": [""] * number,
        "f_table_schema": [""] * number,
        "f_table_name": list(layers),
        "f_geometry_column": ["geom"] * number,
        "styleName": ["Land in Beeld"] * number,
        "styleQML": [qgis.qml(layer) for layer in layers],
        "styleSLD": [""] * number,
        "useAsDefault": [True] * number,
        "description": list(layers.values()),
        "owner": [""] * number,
        "ui": [""] * number,
        "update_time": [np.datetime64(peildatum.date, "ms")] * number,
    }
    kinds: dict[str, np.dtype[Any]] = {"useAsDefault": np.dtype(bool), "update_time": np.dtype("datetime64[ms]")}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")  # a table without places
        pyogrio.raw.write(
            path, None, [np.array(v, dtype=kinds.get(k, np.dtype(object))) for k, v in columns.items()], list(columns),
            layer="layer_styles", driver="GPKG", geometry_type=None, append=True, layer_options={"FID": "id"},
            gdal_tz_offsets={"update_time": np.array([100] * number)},
        )  # fmt: skip


@contextmanager
def dated(peildatum: Peildatum) -> Iterator[None]:
    """GDAL writes the peildatum where it would write the clock; the release is synced as a whole, not each table."""
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{peildatum}T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None, "OGR_SQLITE_SYNCHRONOUS": None})


def geotiff(stand: Stand, shapes_rd: Geometries, *, bron: str) -> bytes:
    """The klasse of each cell of 100 m in RD (EPSG:28992), with colour table and statistics; 255 is no gemeente.

    A cloud-optimised GeoTIFF. `shapes_rd` in the order of `stand.gemeenten`.
    """
    import rasterio.shutil
    from rasterio.features import rasterize
    from rasterio.io import MemoryFile

    west, south, east, north = (float(v) for v in shapely.total_bounds(shapes_rd))
    left, top = np.floor(west / CELL_M) * CELL_M, np.ceil(north / CELL_M) * CELL_M
    width, height = int(np.ceil((east - left) / CELL_M)), int(np.ceil((top - south) / CELL_M))
    transform = Affine(CELL_M, 0, left, 0, -CELL_M, top)
    pairs = [(shape, int(r.klasse)) for shape, r in zip(shapes_rd, stand.gemeenten, strict=True)]
    cells = rasterize(pairs, out_shape=(height, width), transform=transform, fill=NODATA, dtype="uint8")
    filled = cells[cells != NODATA]
    colours = {int(look.klasse): _rgba(look.fill) for look in palette.LOOKS} | {NODATA: (0, 0, 0, 0)}
    with MemoryFile() as memory, MemoryFile() as optimised, rasterio.Env(GDAL_PAM_ENABLED=False):
        with memory.open(
            driver="GTiff",
            width=width,
            height=height,
            count=1,
            dtype="uint8",
            crs=RD,
            transform=transform,
            nodata=NODATA,
        ) as image:
            image.write(cells, 1)
            image.write_colormap(1, colours)
            image.set_band_description(1, "klasse")
            image.update_tags(
                TIFFTAG_IMAGEDESCRIPTION=f"Land in Beeld, klasse per gemeente, stand {stand.peildatum}; {bron}",
                **{f"LANDINBEELD_{name.upper()}": value for name, value in stand_values(stand).items()},
                TIFFTAG_COPYRIGHT=licence.terms(bron),
                TIFFTAG_DATETIME=f"{str(stand.peildatum).replace('-', ':')} 00:00:00",
            )
            image.update_tags(
                1, STATISTICS_MINIMUM=int(filled.min()), STATISTICS_MAXIMUM=int(filled.max()),
                STATISTICS_MEAN=round(float(filled.mean()), 6), STATISTICS_STDDEV=round(float(filled.std()), 6),
                STATISTICS_VALID_PERCENT=round(100 * filled.size / cells.size, 2),
                **{f"KLASSE_{int(look.klasse)}": look.status for look in palette.LOOKS},
            )  # fmt: skip
        rasterio.shutil.copy(
            memory.name, optimised.name, driver="COG", compress="DEFLATE", level=6, overview_resampling="mode"
        )
        return bytes(optimised.getbuffer())


def _rgba(text: str) -> tuple[int, int, int, int]:
    red, green, blue = (int(text[n : n + 2], 16) for n in (1, 3, 5))
    return red, green, blue, 255


def shapes_of(path: Path, layer: str) -> dict[str, shapely.Geometry]:
    """The polygons of a layer of a GeoPackage of ours by code, in RD (EPSG:28992)."""
    packed = wkb_of(path, layer)
    return dict(zip(packed, shapely.from_wkb(list(packed.values())), strict=True))


def wkb_of(path: Path, layer: str) -> dict[str, bytes]:
    """The same as well-known binary."""
    import pyogrio.raw

    _, _, wkb, columns = pyogrio.raw.read(path, layer=layer, columns=["statcode"])
    return dict(zip(columns[0].tolist(), wkb, strict=True))
