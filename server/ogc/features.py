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
from server.ogc.cql2_rows import Table, matching, without_accents
from server.ogc.crs import Crs, Geometries
from server.ogc.query import Query
from tiles import tile_schema
from tiles.out import gis_files
from tiles.out.release_files import GEOPACKAGE
from tiles.sheets import sheet_csv

OF = "@"  # in an id, between a code and its peildatum: where an answer holds several stands
KEPT = 4  # vintages with their geometries; 3 MB each for the embedded one
KEPT_COLUMNS = 24  # columns of releases: all figures by name; 0.1 MB each

Columns = dict[str, list[Any]]


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

    def touching(self, shape: shapely.Geometry, system: Crs) -> set[int]:
        """The rows of the geometries that touch one of this system, east first."""
        _, tree = self.of(system)
        return set(tree.query(shape, predicate="intersects").tolist())


@dataclass(frozen=True, slots=True)
class Page:
    """What of a layer comes in an answer: areas with the release that they are of, how many there are in all."""

    layer: str
    rows: list[tuple[Release, Regel]]
    matched: int
    dated: bool  # areas of several stands: each id has its peildatum


class Features:
    """Reads features of releases; keeps the geometries of the last few vintages."""

    def __init__(self, rd: Transformation) -> None:
        self._rd = rd
        self._outlines: dict[tuple[Path, str, str], Outlines] = {}
        self._columns: dict[tuple[Path, str], Columns] = {}
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

    def page(self, releases: Sequence[Release], layer: str, query: Query) -> Page:
        """What a query asks for, by stand (in the order given) and code."""
        rows = [(release, regel) for release in releases for regel in self._rows(release, layer, query)]
        for name, highest_first in reversed(query.order):
            rows = self._sorted(rows, layer, name, highest_first)
        selected = rows[query.offset : query.offset + query.limit]
        return Page(layer, selected, len(rows), dated=len(releases) > 1)

    def texts(self, page: Page, query: Query) -> list[str]:
        """The features of a page as GeoJSON."""
        return [
            self._written(release, page.layer, regel, query.crs, page.dated, query.properties)
            for release, regel in page.rows
        ]

    @staticmethod
    def table(page: Page, query: Query) -> bytes:
        """The same as CSV in the form of our other files: the fields, without geometry."""
        attributes = [a for a in tile_schema.COLUMNS[page.layer] if a.naam in (query.properties or (a.naam,))]
        rows = (tile_schema.values(regel, release.stand, page.layer) for release, regel in page.rows)
        names = [attribute.naam for attribute in attributes]
        return sheet_csv.csv_of(names, ([row[name] for name in names] for row in rows))

    def columns(self, release: Release, layer: str) -> Columns:
        """The values of each field, by its name, in the order of the areas."""
        key = (release.path, layer)
        with self._lock:
            columns = self._columns.pop(key, None)
            if columns is None:
                rows = [
                    tile_schema.values(regel, release.stand, layer)
                    for regel in tile_schema.rows_of(release.stand, layer)
                ]
                columns = {a.naam: [row[a.naam] for row in rows] for a in tile_schema.COLUMNS[layer]}
            self._columns[key] = columns
            while len(self._columns) > KEPT_COLUMNS:
                del self._columns[next(iter(self._columns))]
            return columns

    def _sorted(
        self, rows: list[tuple[Release, Regel]], layer: str, name: str, highest_first: bool
    ) -> list[tuple[Release, Regel]]:
        """The rows by a field, texts without regard to capitals and accents; what has no value comes last."""
        values = {
            (release.name, code): value
            for release in {release.name: release for release, _ in rows}.values()
            for columns in [self.columns(release, layer)]
            for code, value in zip(columns["statcode"], columns[name], strict=True)
        }
        valued = [(_in_order(values[release.name, regel.code]), (release, regel)) for release, regel in rows]
        last = [row for value, row in valued if value is None]
        first = sorted((pair for pair in valued if pair[0] is not None), key=lambda p: p[0], reverse=highest_first)
        return [row for _, row in first] + last

    def _written(
        self,
        release: Release,
        layer: str,
        regel: Regel,
        system: Crs,
        several: bool,
        chosen: Sequence[str] | None = None,
    ) -> str:
        outlines = self.outlines(release, layer)
        texts, _ = outlines.of(system)
        identity = f"{regel.code}{OF}{release.stand.peildatum}" if several else regel.code
        return _text(regel, release.stand, layer, texts[outlines.row[regel.code]], identity, chosen)

    def _rows(self, release: Release, layer: str, query: Query) -> Sequence[Regel]:
        """The areas of one stand that a query asks for."""
        stand = release.stand
        rows: Sequence[Regel] = tile_schema.rows_of(stand, layer)
        if query.condition is not None:
            rows = [rows[n] for n in matching(query.condition, self._table(release, layer, query.condition_crs))]
        if query.filters:
            rows = [regel for regel in rows if _passes(regel, stand, layer, query)]
        if query.bbox is not None:
            outlines = self.outlines(release, layer)
            touched = outlines.within(query.bbox, query.bbox_crs)
            rows = [regel for regel in rows if outlines.row[regel.code] in touched]
        return rows

    def _table(self, release: Release, layer: str, system: Crs) -> Table:
        """The areas of one stand as a filter reads them: row for row, also where geometries lie in another order."""
        columns = self.columns(release, layer)

        def touching(shape: shapely.Geometry) -> set[int]:
            outlines = self.outlines(release, layer)
            touched = outlines.touching(shape, system)
            return {n for n, code in enumerate(columns["statcode"]) if outlines.row[code] in touched}

        return Table(columns, touching, len(columns["statcode"]))

    def feature(
        self, release: Release, layer: str, code: str, system: Crs, links: list[dict[str, str]], *, dated: bool = False
    ) -> str:
        """One feature, with the peildatum in its id when `dated`. Raises UnknownGebied."""
        stand = release.stand
        regel = next((r for r in tile_schema.rows_of(stand, layer) if r.code == code), None)
        if regel is None:
            raise UnknownGebied(code[:20])
        more = json.dumps({**system.members, "links": links}, ensure_ascii=False, separators=(",", ":"))
        return f"{self._written(release, layer, regel, system, dated)[:-1]},{more[1:]}"


def _passes(regel: Regel, stand: Stand, layer: str, query: Query) -> bool:
    values = tile_schema.values(regel, stand, layer)
    for name, value in query.filters.items():
        if name == "provincie" and layer == tile_schema.GEMEENTEN:
            if value not in (regel.provincie, regel.provinciecode):
                return False
        elif str(values[name]) != value:
            return False
    return True


def _in_order(value: Any) -> Any:
    """A value as it is sorted: 0 < 1, and Súdwest-Fryslân with the s."""
    return (without_accents(value).casefold(), value) if isinstance(value, str) else value


def _text(regel: Regel, stand: Stand, layer: str, geometry: str, identity: str, chosen: Sequence[str] | None) -> str:
    values: dict[str, Any] = tile_schema.values(regel, stand, layer)
    if chosen is not None:
        values = {name: values[name] for name in chosen}
    properties = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","id":"{identity}","geometry":{geometry},"properties":{properties}}}'
