"""The documents that describe the tiles (OGC API Tiles part 1, OGC two-dimensional tile matrix sets). Pure."""

from __future__ import annotations

from typing import Any

from data.dutch import listed
from server.ogc import crs
from server.ogc.documents import JSON, MVT, REL, TITLE, link, property_schema
from tiles import grid, tile_schema
from tiles.grid import tile_range

QUAD = "WebMercatorQuad"
QUAD_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{QUAD}"
PIXELS = 256
CELL_0 = 2 * grid.HALF_WORLD_M / PIXELS  # metres per pixel at zoom 0
PIXEL_M = 0.00028  # of the standard (0.28 mm), for scale denominators
DIMENSIONS = {tile_schema.GEMEENTEN: 2, tile_schema.PROVINCIES: 2, tile_schema.GRENZEN: 1, tile_schema.NAMEN: 0}

Bounds = tuple[float, float, float, float]


def matrix_sets(root: str) -> dict[str, Any]:
    """The tile matrix sets that there are."""
    there = link(f"{root}/tileMatrixSets/{QUAD}", "self", JSON, QUAD)
    return {"tileMatrixSets": [{"id": QUAD, "title": QUAD, "uri": QUAD_URI, "crs": crs.MERCATOR.uri, "links": [there]}]}


def matrix_set(maxzoom: int) -> dict[str, Any]:
    """The definition of WebMercatorQuad, as far as our tiles go (OGC 17-083r4 annex D.1)."""
    return {
        "id": QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": QUAD_URI,
        "crs": crs.MERCATOR.uri,
        "orderedAxes": ["E", "N"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(z),
                "scaleDenominator": CELL_0 / 2**z / PIXEL_M,
                "cellSize": CELL_0 / 2**z,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-grid.HALF_WORLD_M, grid.HALF_WORLD_M],
                "tileWidth": PIXELS,
                "tileHeight": PIXELS,
                "matrixWidth": 2**z,
                "matrixHeight": 2**z,
            }
            for z in range(maxzoom + 1)
        ],
    }


def tilesets(root: str, collection: str = "") -> dict[str, Any]:
    """The list of tile sets, of everything or of one collection."""
    here = _place(root, collection)
    links = [link(f"{here}/tiles", "self", JSON, "Dit document")]
    there = [
        link(f"{here}/tiles/{QUAD}", "self", JSON, TITLE),
        link(f"{root}/tileMatrixSets/{QUAD}", REL + "tiling-scheme", JSON, QUAD),
    ]
    return {"links": links, "tilesets": [_short(collection) | {"links": there}]}


def _place(root: str, collection: str) -> str:
    return f"{root}/collections/{collection}" if collection else root


def _short(collection: str) -> dict[str, Any]:
    title = f"{TITLE}: {collection}" if collection else TITLE
    return {"title": title, "dataType": "vector", "crs": crs.MERCATOR.uri, "tileMatrixSetURI": QUAD_URI}


def tileset(
    root: str, base: str, bounds: Bounds, minzoom: int, maxzoom: int, attribution: str, collection: str = ""
) -> dict[str, Any]:
    """Our tile set, or that of one collection: where its tiles are, which of them exist and what is in them."""
    west, south, east, north = crs.outward(bounds)
    limits = []
    for z in range(minzoom, maxzoom + 1):
        span = tile_range(bounds, z)
        limits.append({
            "tileMatrix": str(z), "minTileRow": span.min_y, "maxTileRow": span.max_y,
            "minTileCol": span.min_x, "maxTileCol": span.max_x,
        })  # fmt: skip
    here, layers = _place(root, collection), [collection] if collection else list(tile_schema.LAYERS)
    template = f"{here}/tiles/{QUAD}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return {
        **_short(collection),
        "description": f"Vectortegels met {listed(layers)}; regel eerst, dan kolom.",
        "attribution": attribution,
        "tileMatrixSetLimits": limits,
        "boundingBox": {"crs": crs.CRS84.uri, "lowerLeft": [west, south], "upperRight": [east, north]},
        "centerPoint": {
            "coordinates": [round((west + east) / 2, 4), round((south + north) / 2, 4)],
            "crs": crs.CRS84.uri, "tileMatrix": str(min(7, maxzoom)), "scaleDenominator": CELL_0 / 2**7 / PIXEL_M,
        },
        "layers": [_layer(name, minzoom, maxzoom) for name in layers],
        "links": [
            link(f"{here}/tiles/{QUAD}", "self", JSON, "Dit document"),
            link(f"{root}/tileMatrixSets/{QUAD}", REL + "tiling-scheme", JSON, QUAD),
            {**link(template, "item", MVT, "Vectortegels"), "templated": True},
            link(f"{base}/tiles/actueel.json", "describedby", JSON, "TileJSON"),
            link(f"{base}/styles/status.json", "describedby", JSON, "Stijl (MapLibre)"),
        ],
    }  # fmt: skip


def _layer(name: str, minzoom: int, maxzoom: int) -> dict[str, Any]:
    about, attributes = tile_schema.LAYERS[name]
    return {
        "id": name,
        "title": name.capitalize(),
        "description": about,
        "dataType": "vector",
        "geometryDimension": DIMENSIONS[name],
        "minTileMatrix": str(minzoom),
        "maxTileMatrix": str(maxzoom),
        "propertiesSchema": {"type": "object", "properties": {a.naam: property_schema(a) for a in attributes}},
    }
