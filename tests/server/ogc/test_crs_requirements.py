"""What OGC API Features part 2 (18-058r1) asks of coordinate systems, by requirement."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from flask.testing import FlaskClient

from tests.server.ogc.test_api_requirements import parameters
from tests.server.ogc.test_ogc import CRS84, EPSG, ROOT, codes, get

SYSTEMS = {CRS84: "OGC:CRS84", f"{EPSG}28992": "EPSG:28992", f"{EPSG}4258": "EPSG:4258", f"{EPSG}3857": "EPSG:3857"}
NAMES = ("gemeenten", "provincies")
FIRST = {"gemeenten": "GM0363", "provincies": "PV27"}


def paths(name: str) -> tuple[str, str]:
    items = f"{ROOT}/collections/{name}/items"
    return items, f"{items}/{FIRST[name]}"


def test_systems_have_addresses_and_are_listed(client: FlaskClient) -> None:
    """/req/crs/crs-uri, /req/crs/fc-md-crs-list, /req/crs/fc-md-crs-list-global, /req/crs/fc-md-storageCrs,
    /req/crs/fc-md-storageCrs-valid-value: no collection points to the list that all share.
    """
    told = get(client, f"{ROOT}/collections")
    for one in [*told["collections"], *(get(client, f"{ROOT}/collections/{name}") for name in NAMES)]:
        assert set(one["crs"]) == SYSTEMS.keys()
        assert one["storageCrs"] == f"{EPSG}28992"
        assert "#/crs" not in one["crs"]
    form = r"http://www\.opengis\.net/def/crs/(OGC/1\.3/CRS84|EPSG/0/\d+)"
    assert all(re.fullmatch(form, address) for address in told["crs"])


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_are_described(client: FlaskClient, name: str) -> None:
    """/req/crs/fc-crs-definition, /req/crs/fc-bbox-crs-definition, /req/crs/fc-crs-default-value,
    /req/crs/fc-bbox-crs-valid-defaultValue.
    """
    document = get(client, f"{ROOT}/api")
    items, item = f"/collections/{name}/items", f"/collections/{name}/items/{{featureId}}"
    for path, wanted in ((items, {"crs", "bbox-crs"}), (item, {"crs"})):
        there = {p["name"]: p for p in parameters(document, path) if p["name"] in ("crs", "bbox-crs")}
        assert there.keys() == wanted
        for one in there.values():
            assert not one.get("required")
            assert (one["style"], one["explode"]) == ("form", False)
            assert (one["schema"]["type"], one["schema"]["format"]) == ("string", "uri")
            assert (set(one["schema"]["enum"]), one["schema"]["default"]) == (SYSTEMS.keys(), CRS84)
    there_without = get(client, f"{ROOT}{items}", bbox="4.87,52.36,4.90,52.38")
    assert codes(there_without) == codes(get(client, f"{ROOT}{items}", bbox="4.87,52.36,4.90,52.38", bbox_crs=CRS84))
    assert len(codes(there_without)) == 1


def bounds_in(system: str, west: float, south: float, east: float, north: float) -> str:
    """A box of degrees around an area, written in the axis order of a system; the edges of the box as they run there."""
    target = pyproj.CRS(SYSTEMS[system])
    x1, y1, x2, y2 = pyproj.Transformer.from_crs("OGC:CRS84", target, always_xy=True).transform_bounds(
        west, south, east, north
    )
    swapped = target.axis_info[0].direction == "north"
    return ",".join(map(str, (y1, x1, y2, x2) if swapped else (x1, y1, x2, y2)))


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_box_is_read_in_its_system(client: FlaskClient, name: str, system: str) -> None:
    """/req/crs/fc-bbox-crs-action, /req/crs/fc-bbox-crs-valid-value."""
    items, _ = paths(name)
    for degrees in ((4.9001, 52.3701, 4.9002, 52.3702), (5.11, 52.08, 5.12, 52.09)):
        wanted = codes(get(client, items, bbox=",".join(map(str, degrees))))
        assert len(wanted) == 1
        assert codes(get(client, items, bbox=bounds_in(system, *degrees), bbox_crs=system)) == wanted
    for wrong in ("EPSG:28992", f"{EPSG}31370", "http://www.opengis.net/def/crs/OGC/0/does_not_exist", ""):
        refused = client.get(items, query_string={"bbox": "4,52,5,53", "bbox-crs": wrong})
        assert refused.status_code == 400
        assert "bbox-crs" in json.loads(refused.data)["detail"]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", NAMES)
def test_coordinates_come_in_the_system_that_was_asked_for(client: FlaskClient, name: str, system: str) -> None:
    """/req/crs/fc-crs-action, /req/crs/geojson, /req/crs/ogc-crs-header, /req/crs/ogc-crs-header-value."""
    target = pyproj.CRS(SYSTEMS[system])
    swapped = target.axis_info[0].direction == "north"
    back = pyproj.Transformer.from_crs(target, "OGC:CRS84", always_xy=True)
    for path in paths(name):
        answer = client.get(path, query_string={"crs": system, "limit": "3"} if path.endswith("s") else {"crs": system})
        assert (answer.status_code, answer.headers["Content-Crs"]) == (200, f"<{system}>")
        plain = json.loads(client.get(path, query_string={"limit": "3"} if path.endswith("s") else {}).data)
        for got, wanted in zip(features(json.loads(answer.data)), features(plain), strict=True):
            points = shapely.get_coordinates(shapely.from_geojson(json.dumps(got)))
            x, y = back.transform(*(points[:, ::-1] if swapped else points).T)
            assert np.abs(np.c_[x, y] - shapely.get_coordinates(shapely.from_geojson(json.dumps(wanted)))).max() < 1e-5


def features(told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told.get("features") or [told]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_system_that_there_is_not_is_400(client: FlaskClient, name: str) -> None:
    """/req/crs/fc-crs-valid-value."""
    for path in paths(name):
        for wrong in ("EPSG:28992", f"{EPSG}31370", "CRS84", ""):
            refused = client.get(path, query_string={"crs": wrong})
            assert refused.status_code == 400, (path, wrong)
            assert "'crs'" in json.loads(refused.data)["detail"]
