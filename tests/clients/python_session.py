"""What an analyst does with our addresses in geopandas and OWSLib; prints what came of it as JSON.

Runs in a Python with those packages, without ours: python -W error python_session.py BASE_URL.
"""

from __future__ import annotations

import html
import json
import sys
import urllib.request
from typing import Any

import geopandas
import pandas
from owslib.ogcapi.features import Features

BASE = sys.argv[1]
COLUMNS = ("taakstelling", "percentage", "klasse", "norm")
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


def line(name: str) -> Any:
    """What the line for this program gives that the page about the data shows."""
    with urllib.request.urlopen(f"{BASE}/gegevens", timeout=20) as answer:
        page = answer.read().decode()
    code = html.unescape(page.split(f'<textarea id="a-{name}"')[1].partition(">")[2].partition("<")[0])
    return eval(code, {"pandas": pandas, "geopandas": geopandas})


def lines() -> dict[str, Any]:
    """The first gemeente and the types of columns as these lines read them."""
    table, shapes = line("pandas"), line("geopandas")
    return {
        "rows": [len(table), len(shapes)], "first": table["naam"][0], "kinds": [str(table[k].dtype) for k in COLUMNS],
        "same": bool((table.set_index("statcode")["percentage"].dropna()
                      == shapes.set_index("statcode")["percentage"].dropna()).all()), "crs": shapes.crs.to_epsg(),
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
    "lines": lines(),
}))  # fmt: skip
