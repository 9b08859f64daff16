"""Vector tiles as MBTiles 1.3 (github.com/mapbox/mbtiles-spec), made of a PMTiles archive. Same input, same bytes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from tiles.out.archive import Archive


def mbtiles(source: Archive) -> bytes:
    """The archive with all its tiles, as they are stored (gzip). Rows count from the south, as the format wants."""
    about = source.metadata()
    west, south, east, north = source.bounds
    layers = {"vector_layers": about["vector_layers"]}
    metadata = {
        "name": about["name"],
        "format": "pbf",
        "bounds": f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}",
        "center": f"{(west + east) / 2:.5f},{(south + north) / 2:.5f},{min(7, source.maxzoom)}",
        "minzoom": str(source.minzoom),
        "maxzoom": str(source.maxzoom),
        "attribution": about["attribution"],
        "licentie": about.get("licentie", ""),
        "description": about["description"],
        "type": about["type"],
        "version": about["version"],
        "json": json.dumps(layers, ensure_ascii=False, separators=(",", ":")),
    }
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript(
            "PRAGMA application_id = 0x4d504258; PRAGMA page_size = 4096;"
            "CREATE TABLE metadata (name text, value text);"
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);"
        )
        base.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        base.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            ((tile.z, tile.x, 2**tile.z - 1 - tile.y, data) for tile, data in source.tiles()),
        )
        base.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")
        base.commit()
        return base.serialize()
