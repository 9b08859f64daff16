"""Reads the tiles of a release back with the reference decoder, and holds them against the figures they were made of.

Our encoder writes bytes and never reads them, so a mistake of it would show on a map only. Slow on purpose: for `landinbeeld
releases verify`, not for every request.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import mapbox_vector_tile
import shapely
from google.protobuf.message import DecodeError

from data.domain.stand import Stand
from data.terms import Gebied
from tiles import tile_schema
from tiles.grid import Tile
from tiles.out.archive import Archive

UNREADABLE = (OSError, EOFError, zlib.error, DecodeError, ValueError, LookupError)
MOST_TOLD = 5  # differences; more of them say nothing new


def differences(archive: Archive, stand: Stand) -> tuple[str, ...]:
    """Dutch sentences about what is wrong, a few at most; empty when every tile holds the figures of `stand`.

    Looks at every feature of every tile: its id, its attributes, and whether its geometry (tile units, y down) is valid. At
    the finest zoom each gemeente must be there.
    """
    expected: dict[str, dict[str, Any]] = {
        r.code: {k: v for k, v in tile_schema.attributes(r).items() if v is not None} for r in stand.gemeenten
    }
    seen: set[str] = set()
    wrong: list[str] = []
    for tile, content in archive.tiles():
        try:
            decoded = mapbox_vector_tile.decode(gzip.decompress(content), default_options={"y_coord_down": True})
        except UNREADABLE as error:
            wrong.append(f"tegel {_name(tile)} is niet te lezen ({type(error).__name__})")
            continue
        for feature in decoded.get(tile_schema.GEMEENTEN, {}).get("features", ()):
            code = str(feature["properties"].get("statcode"))
            if tile.z == archive.maxzoom:
                seen.add(code)
            wrong += [f"tegel {_name(tile)}, {code}: {what}" for what in _wrong(feature, expected.get(code))]
        if len(wrong) > MOST_TOLD:
            break
    missing = sorted(set(expected) - seen)
    if missing and not wrong:
        wrong.append(f"op de fijnste tegels ontbreken: {', '.join(missing[:MOST_TOLD])}")
    return tuple(wrong[:MOST_TOLD])


def _wrong(feature: dict[str, Any], expected: dict[str, Any] | None) -> list[str]:
    wrong = []
    if expected is None:
        return ["geen gemeente van deze stand"]
    if feature["properties"] != expected:
        names = sorted(
            k for k in {*expected, *feature["properties"]} if feature["properties"].get(k) != expected.get(k)
        )
        wrong.append(f"andere waarde voor {', '.join(names)}")
    if feature.get("id") != Gebied(expected["statcode"]).number:
        wrong.append("ander nummer")
    if not shapely.geometry.shape(feature["geometry"]).is_valid:
        wrong.append("ongeldige vorm")
    return wrong


def _name(tile: Tile) -> str:
    return f"{tile.z}/{tile.x}/{tile.y}"
