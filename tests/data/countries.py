"""Files with the borders that come with the product, written in every way that people have them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj.transformer import TransformerGroup

from data.boundaries.vintages import embedded_vintage

CODES = [str(g.code) for g in embedded_vintage().gemeenten]
NAMES = [g.naam for g in embedded_vintage().gemeenten]
PROVINCIES = [g.provincie for g in embedded_vintage().gemeenten]
RD = "EPSG:28992"


def country() -> np.ndarray[Any, Any]:
    """The 342 gemeenten of 2024 in RD, generalised for speed."""
    return np.asarray(shapely.coverage_simplify(embedded_vintage().geometries, 150.0), dtype=object)


def placed(crs: str, geometries: np.ndarray[Any, Any] | None = None) -> np.ndarray[Any, Any]:
    """The country in another system, x or longitude first, by PROJ alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # grids that are not here
        transformer = TransformerGroup(RD, crs, always_xy=True).transformers[0]
    rd = country() if geometries is None else geometries
    return np.asarray(shapely.transform(rd, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))))


def write(path: Path, geometries: Any, crs: str | None = RD, layer: str | None = None, **columns: Any) -> Path:
    """A layer with these columns, added to the file when it is there and can have several."""
    columns = columns or {"statcode": CODES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.asarray(geometries, dtype=object)),
            [np.asarray(values) for values in columns.values()],
            list(columns),
            layer=layer or path.stem,
            geometry_type="MultiPolygon" if path.suffix == ".shp" else "Unknown",
            crs=crs,
            append=path.exists(),
        )
    return path
