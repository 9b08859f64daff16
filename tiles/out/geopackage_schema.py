"""Writes into a GeoPackage what its columns mean: the extension Schema (OGC 12-128r15, annex F.9).

Our way to GDAL (pyogrio) has no place for it, so the tables are added with SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

from data.domain.dictionary import BY_NAME
from tiles.palette import LOOKS
from tiles.tile_schema import Attribute

TABLES = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT fk_gdc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
"""
DEFINITION = "http://www.geopackage.org/spec121/#extension_schema"
KLASSE = "klasse"
WRITER = slice(96, 100)  # of the file: which SQLite wrote it last; says nothing of what is in it


def explained(content: bytes, layers: Mapping[str, Sequence[Attribute]]) -> bytes:
    """The same file with title and meaning of every column of its layers; the same input, the same bytes."""
    columns = [
        (layer, a.naam, None, BY_NAME[a.naam].titel, _meaning(a), None, KLASSE if a.naam == KLASSE else None)
        for layer, attributes in layers.items()
        for a in attributes
    ]
    klassen = [
        (KLASSE, "enum", str(int(look.klasse)), None, None, None, None, look.status)
        for look in sorted(LOOKS, key=lambda look: look.klasse)
    ]
    extensions = [
        (table, None, "gpkg_schema", DEFINITION, "read-write")
        for table in ("gpkg_data_columns", "gpkg_data_column_constraints")
    ]

    def add(base: sqlite3.Connection) -> None:
        base.executescript(TABLES)
        base.executemany("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, ?, ?)", columns)
        base.executemany("INSERT INTO gpkg_data_column_constraints VALUES (?, ?, ?, ?, ?, ?, ?, ?)", klassen)
        base.executemany("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", extensions)

    return changed(content, add)


def changed(content: bytes, change: Callable[[sqlite3.Connection], None]) -> bytes:
    """The same file after a change; the same input, the same bytes, whichever SQLite there is."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        change(base)
        base.commit()
        written = base.serialize()
    return written[: WRITER.start] + content[WRITER] + written[WRITER.stop :]


def _meaning(attribute: Attribute) -> str:
    unit = f" ({attribute.eenheid})" if attribute.eenheid else ""
    rule = BY_NAME[attribute.naam].regel
    return f"{attribute.uitleg}{unit}" + (f"; {rule}" if rule else "")
