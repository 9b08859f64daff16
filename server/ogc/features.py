"""The features of a release, ready to be sent: text of properties and, per coordinate system, of geometries."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from data.boundaries.rdnaptrans import Transformation
from data.domain.stand import Regel, Stand
from data.errors import UnknownGebied
from data.releases.release_store import Release
from server.ogc import crs
from server.ogc.crs import Crs, Geometries
from server.ogc.query import Query
from tiles import tile_schema
from tiles.out import gis_files
from tiles.out.release_files import GEOPACKAGE

KEPT = 4  # vintages with their geometries; 3 MB each for the embedded one


class Outlines:
    """The geometries of one layer of one vintage, made per coordinate system when first asked for."""

    def __init__(self, shapes_rd: dict[str, shapely.Geometry], rd: Transformation) -> None:
        self.row = {code: n for n, code in enumerate(shapes_rd)}
        self._rd_shapes: Geometries = np.array(list(shapes_rd.values()), dtype=object)
        self._rd = rd
        self._found: dict[Crs, tuple[list[str], shapely.STRtree]] = {}
        self._lock = threading.Lock()

    def of(self, system: Crs) -> tuple[list[str], shapely.STRtree]:
        """The geometries as GeoJSON text and as a searchable tree (east first), both in the order of `row`."""
        with self._lock:
            if system not in self._found:
                shapes = crs.transformed(self._rd_shapes, system, self._rd.to_etrs89)
                self._found[system] = crs.written(shapes, system), shapely.STRtree(shapes)
            return self._found[system]

    def within(self, bbox: tuple[float, float, float, float], system: Crs) -> set[int]:
        """The rows of the geometries that touch a box, given in the axis order of its system."""
        _, tree = self.of(system)
        return set(tree.query(crs.box(bbox, system), predicate="intersects").tolist())


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: the features as text, how many there are in all, and of which stand."""

    features: list[str]
    matched: int


class Features:
    """Reads features of releases; keeps the geometries of the last few vintages."""

    def __init__(self, rd: Transformation) -> None:
        self._rd = rd
        self._outlines: dict[tuple[Path, str, str], Outlines] = {}
        self._lock = threading.Lock()

    def outlines(self, release: Release, layer: str) -> Outlines:
        """The geometries that a release shows."""
        key = (release.path.parent, str(release.vintage["key"]), layer)
        with self._lock:
            shapes = self._outlines.pop(key, None) or Outlines(
                gis_files.shapes_of(release.path / GEOPACKAGE, layer), self._rd
            )
            self._outlines[key] = shapes
            while len(self._outlines) > 2 * KEPT:
                del self._outlines[next(iter(self._outlines))]
            return shapes

    def page(self, release: Release, layer: str, query: Query) -> Page:
        """The features that a query asks for, by code."""
        outlines, stand = self.outlines(release, layer), release.stand
        rows: Sequence[Regel] = tile_schema.rows_of(stand, layer)
        if query.filters:
            rows = [regel for regel in rows if _passes(regel, stand, layer, query)]
        if query.bbox is not None:
            touched = outlines.within(query.bbox, query.bbox_crs)
            rows = [regel for regel in rows if outlines.row[regel.code] in touched]
        selected = rows[query.offset : query.offset + query.limit]
        texts, _ = outlines.of(query.crs)
        return Page([_text(r, stand, layer, texts[outlines.row[r.code]]) for r in selected], len(rows))

    def feature(self, release: Release, layer: str, code: str, system: Crs, links: list[dict[str, str]]) -> str:
        """One feature. Raises UnknownGebied."""
        stand = release.stand
        regel = next((r for r in tile_schema.rows_of(stand, layer) if r.code == code), None)
        if regel is None:
            raise UnknownGebied(code[:20])
        outlines = self.outlines(release, layer)
        texts, _ = outlines.of(system)
        more = json.dumps({**system.members, "links": links}, ensure_ascii=False, separators=(",", ":"))
        return f"{_text(regel, stand, layer, texts[outlines.row[code]])[:-1]},{more[1:]}"


def _passes(regel: Regel, stand: Stand, layer: str, query: Query) -> bool:
    values = tile_schema.values(regel, stand, layer)
    for name, value in query.filters.items():
        if name == "provincie" and layer == tile_schema.GEMEENTEN:
            if value not in (regel.provincie, regel.provinciecode):
                return False
        elif str(values[name]) != value:
            return False
    return True


def _text(regel: Regel, stand: Stand, layer: str, geometry: str) -> str:
    values: dict[str, Any] = tile_schema.values(regel, stand, layer)
    properties = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","id":"{regel.code}","geometry":{geometry},"properties":{properties}}}'
