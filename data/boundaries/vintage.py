"""A *vintage*: the borders of one year, in the form that every other part works with. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from data.boundaries.coverage import Geometries
from data.terms import Gemeente


@dataclass(frozen=True, eq=False)
class Vintage:
    """The borders of one year: a valid coverage in EPSG:28992 (x east, y north, metres), in the order of `gemeenten`.

    `key` is a short hex text that changes if and only if a geometry, code, name or provincie does.
    """

    year: int
    key: str
    gemeenten: tuple[Gemeente, ...]
    geometries: Geometries
    bron: str
    gegeneraliseerd: bool


def provincie_geometries(vintage: Vintage) -> dict[str, shapely.Geometry]:
    """The union of the gemeenten of each provincie by its code, in EPSG:28992; shares its borders with the gemeenten."""
    codes = np.array([g.provinciecode for g in vintage.gemeenten])
    return {
        str(code): shapely.coverage_union_all(vintage.geometries[codes == code]) for code in sorted(set(codes.tolist()))
    }
