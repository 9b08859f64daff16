"""What an analyst does with our addresses in geopandas and OWSLib; prints what came of it as JSON.

Runs in a Python with those packages, without ours: python -W error python_session.py BASE_URL.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import geopandas
from owslib.ogcapi.features import Features

BASE = sys.argv[1]
ITEMS = f"{BASE}/ogc/v1/collections/gemeenten/items"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def frame(address: str) -> dict[str, Any]:
    """What a frame says of itself, and where Amsterdam is in it in degrees."""
    table = geopandas.read_file(address)
    degrees = table.to_crs(4326)
    (place,) = degrees[degrees["statcode"] == "GM0363"].geometry.representative_point()
    return {
        "epsg": table.crs.to_epsg(), "rows": len(table), "valid": bool(table.is_valid.all()), "place": [place.x, place.y],
        "dates": str(table["peildatum"].dtype), "area": float(table.to_crs(28992).area.sum()),
    }  # fmt: skip


def service() -> dict[str, Any]:
    """What OWSLib finds at our landing page, going by links."""
    api = Features(f"{BASE}/ogc/v1")
    page = api.collection_items("gemeenten", limit=10, bbox=[4.87, 52.36, 4.90, 52.38])
    return {
        "collections": api.feature_collections(), "title": api.collection("gemeenten")["title"],
        "schema": sorted(api.collection_schema("gemeenten")["properties"]),
        "conformance": len(api.conformance()["conformsTo"]),
        "codes": [feature["id"] for feature in page["features"]], "item": api.collection_item("gemeenten", "GM0344")["id"],
        "paths": len(api.api()["paths"]),
    }  # fmt: skip


print(json.dumps({
    "degrees": frame(ITEMS),
    "rd": frame(f"{ITEMS}?crs={RD}"),
    "file": frame(f"{BASE}/download/actueel/gemeenten.geojson"),
    "service": service(),
}))  # fmt: skip
