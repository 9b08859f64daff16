"""Checks that a GeoPackage is whole: GDAL reports nothing when the disk fails while it closes the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing

INDEX = frozenset(f"rtree_*_geom_{of}" for of in ("insert", "delete", *(f"update{n}" for n in range(1, 6))))


def whole(content: bytes, features: Mapping[str, int], tables: Mapping[str, int]) -> bool:
    """Whether the file holds these layers and tables with so many rows, counted and indexed, and every page is sound."""
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(content)
            return (
                _one(base, "PRAGMA integrity_check") == "ok"
                and all(_counted(base, name, rows) for name, rows in {**features, **tables}.items())
                and all(_indexed(base, name, rows) for name, rows in features.items())
                and len({_triggers(base, name) for name in features}) == 1
                and len({_triggers(base, name) - INDEX for name in (*features, *tables)}) == 1
            )
    except sqlite3.Error:
        return False


def _counted(base: sqlite3.Connection, name: str, rows: int) -> bool:
    query = "SELECT feature_count FROM gpkg_ogr_contents JOIN gpkg_contents USING (table_name) WHERE table_name = ?"
    return _one(base, f'SELECT count(*) FROM "{name}"') == rows and _one(base, query, name) == rows  # noqa: S608


def _indexed(base: sqlite3.Connection, name: str, rows: int) -> bool:
    """A spatial index without faults with every row in it, and the extent that programs zoom to."""
    index = f"rtree_{name}_geom"
    extent = "SELECT min_x + min_y + max_x + max_y FROM gpkg_contents WHERE table_name = ?"
    return (
        _one(base, f'SELECT count(*) FROM "{index}" JOIN "{name}" ON fid = id') == rows  # noqa: S608
        and _one(base, "SELECT rtreecheck(?)", index) == "ok"
        and _one(base, "SELECT count(*) FROM gpkg_extensions WHERE table_name = ?", name) == 1
        and _one(base, extent, name) is not None
    )


def _triggers(base: sqlite3.Connection, name: str) -> frozenset[str]:
    """What keeps index and count up to date, with a star for the name of the layer."""
    query = "SELECT replace(name, ?, '*') FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    return frozenset(name_of for (name_of,) in base.execute(query, (name, name)))


def _one(base: sqlite3.Connection, query: str, *values: str) -> object:
    row = base.execute(query, values).fetchone()
    return None if row is None else row[0]
