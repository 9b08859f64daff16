"""What OGC API Tiles part 1 (20-057) asks of tiles and of what describes them, by requirement."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from flask.testing import FlaskClient

from tests.server.ogc.test_api_requirements import parameters
from tests.server.ogc.test_ogc import EPSG, GZIP, ROOT, get

MVT = "application/vnd.mapbox-vector-tile"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
PLACES = {"": "dataset", "/collections/gemeenten": "collection", "/collections/provincies": "collection"}
QUAD = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"  # as the register has it
EDGE = 20037508.342789244  # metres: half the girth of the earth in web mercator
GRID = 4096  # steps of a tile


def of_site(href: str) -> str:
    assert href.startswith(f"http://localhost{ROOT}")
    return href.removeprefix("http://localhost")


def linked(told: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in told["links"] if link["rel"] == rel]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tile_set(client: FlaskClient, place: str) -> Any:
    return get(client, f"{ROOT}{place}/tiles/WebMercatorQuad")


def tile_at(client: FlaskClient, tile_set: dict[str, Any], z: int | str, row: int | str, col: int | str) -> Any:
    (item,) = linked(tile_set, "item")
    path = of_site(item["href"]).format(tileMatrix=z, tileRow=row, tileCol=col)
    return client.get(path, headers=GZIP | {"Accept": MVT})


def box_of(z: int, row: int, col: int) -> tuple[float, float, float, float]:
    """West, south, east and north of a tile in metres; row 0 is in the north."""
    side = 2 * EDGE / 2**z
    return col * side - EDGE, EDGE - (row + 1) * side, (col + 1) * side - EDGE, EDGE - row * side


def test_every_class_of_tiles_that_we_have_is_named(client: FlaskClient) -> None:
    """/req/core/conformance-success."""
    told = get(client, f"{ROOT}/conformance")["conformsTo"]
    spec = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
    ours = {"core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "mvt", "oas30"}
    assert {one.removeprefix(spec) for one in told if one.startswith(spec)} == ours


def test_row_and_column_are_of_the_tile_matrix_set(client: FlaskClient, tile_set: dict[str, Any]) -> None:
    """/req/core/tc-op."""
    (item,) = linked(tile_set, "item")
    assert re.findall(r"\{(\w+)\}", item["href"]) == ["tileMatrix", "tileRow", "tileCol"]
    (scheme,) = linked(tile_set, f"{REL}tiling-scheme")
    matrices = {one["id"]: one for one in get(client, of_site(scheme["href"]))["tileMatrices"]}
    for limit in tile_set["tileMatrixSetLimits"]:
        matrix = matrices[limit["tileMatrix"]]
        assert matrix["pointOfOrigin"] == pytest.approx([-EDGE, EDGE])
        assert matrix["cellSize"] * matrix["tileWidth"] * matrix["matrixWidth"] == pytest.approx(2 * EDGE)
        assert 0 <= limit["minTileRow"] <= limit["maxTileRow"] < matrix["matrixHeight"]
        assert 0 <= limit["minTileCol"] <= limit["maxTileCol"] < matrix["matrixWidth"]
        assert (
            tile_at(client, tile_set, limit["tileMatrix"], limit["minTileRow"], limit["minTileCol"]).status_code != 404
        )


@pytest.mark.parametrize(("z", "row", "col"), [(5, 10, 16), (6, 20, 32), (6, 21, 33), (6, 21, 32)])
def test_a_tile_has_what_lies_in_it(client: FlaskClient, z: int, row: int, col: int) -> None:
    """/req/core/tc-success, /req/mvt/content."""
    told = get(client, f"{ROOT}/collections/gemeenten/items", crs=f"{EPSG}3857")["features"]
    outlines = {f["id"]: shapely.from_geojson(json.dumps(f)) for f in told}
    answer = tile_at(client, get(client, f"{ROOT}/tiles/WebMercatorQuad"), z, row, col)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, MVT)
    layer = mapbox_vector_tile.decode(gzip.decompress(answer.data))["gemeenten"]
    assert layer["extent"] == GRID
    west, south, east, north = box_of(z, row, col)
    step = (east - west) / GRID
    box, around = shapely.box(west, south, east, north), shapely.box(west, south, east, north).buffer(step * 300)
    there = {f["properties"]["statcode"] for f in layer["features"]}
    assert there <= {code for code, outline in outlines.items() if outline.intersects(around)}
    assert there >= {code for code, outline in outlines.items() if outline.intersection(box).area > 100 * step**2}
    compared = 0
    for feature in layer["features"]:
        assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")
        placed = shapely.transform(
            shapely.from_geojson(json.dumps(feature["geometry"])), lambda points: points * step + [west, south]
        )
        outline = outlines[feature["properties"]["statcode"]]
        if box.contains(outline) and outline.area > 1e8:
            assert placed.symmetric_difference(outline).area < 0.15 * outline.area, feature["properties"]["naam"]
            compared += 1
    assert compared > 5


def test_what_is_no_tile_is_404_and_an_empty_tile_is_204(client: FlaskClient, tile_set: dict[str, Any]) -> None:
    """/req/core/tc-error."""
    for limit in tile_set["tileMatrixSetLimits"]:
        z = limit["tileMatrix"]
        rows, cols = (limit["minTileRow"], limit["maxTileRow"]), (limit["minTileCol"], limit["maxTileCol"])
        for row in range(rows[0], rows[1] + 1):
            for col in range(cols[0], cols[1] + 1):
                answer = tile_at(client, tile_set, z, row, col)
                assert answer.status_code == (200 if answer.data else 204)
        for row, col in (
            (rows[0] - 1, cols[0]),
            (rows[1] + 1, cols[0]),
            (rows[0], cols[0] - 1),
            (rows[0], cols[1] + 1),
        ):
            assert tile_at(client, tile_set, z, row, col).status_code == 404
    for z, row, col in ((7, 40, 64), (99, 0, 0), ("x", 0, 0), (5, "x", 0), (5, 10, "1.5")):
        assert tile_at(client, tile_set, z, row, col).status_code == 404


def test_a_tile_set_says_where_its_tiles_are(client: FlaskClient, place: str, tile_set: dict[str, Any]) -> None:
    """/req/tileset/description."""
    answer = client.get(f"{ROOT}{place}/tiles/WebMercatorQuad", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert (tile_set["dataType"], tile_set["crs"], tile_set["tileMatrixSetURI"]) == ("vector", f"{EPSG}3857", QUAD)
    (scheme,) = linked(tile_set, f"{REL}tiling-scheme")
    matrix_set = get(client, of_site(scheme["href"]))
    assert (matrix_set["uri"], matrix_set["crs"]) == (QUAD, f"{EPSG}3857")
    for matrix in matrix_set["tileMatrices"]:
        assert {"id", "scaleDenominator", "cellSize", "pointOfOrigin", "tileWidth", "tileHeight", "matrixWidth",
                "matrixHeight"} <= matrix.keys()  # fmt: skip
    (item,) = linked(tile_set, "item")
    assert (item["type"], item["templated"]) == (MVT, True)


def test_the_list_leads_to_each_tile_set(client: FlaskClient, place: str, tile_set: dict[str, Any]) -> None:
    """/req/tilesets-list/tileset-path, /req/tilesets-list/tileset-links, /req/dataset-tilesets/operation,
    /req/geodata-tilesets/operation.
    """
    answer = client.get(f"{ROOT}{place}/tiles", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    (short,) = json.loads(answer.data)["tilesets"]
    assert {key: short[key] for key in ("dataType", "crs", "tileMatrixSetURI")} == {
        key: tile_set[key] for key in ("dataType", "crs", "tileMatrixSetURI")
    }
    (self,) = linked(short, "self")
    assert of_site(self["href"]) == f"{ROOT}{place}/tiles/WebMercatorQuad"
    assert get(client, of_site(self["href"])) == tile_set
    (scheme,) = linked(short, f"{REL}tiling-scheme")
    assert get(client, of_site(scheme["href"]))["id"] == "WebMercatorQuad"


def test_what_has_tiles_leads_to_their_list(client: FlaskClient, place: str) -> None:
    """/req/dataset-tilesets/landingpage, /req/geodata-tilesets/desc-links."""
    (there,) = linked(get(client, ROOT + place), f"{REL}tilesets-vector")
    assert of_site(there["href"]) == f"{ROOT}{place}/tiles"
    if place:
        (listed,) = (one for one in get(client, f"{ROOT}/collections")["collections"] if place.endswith(one["id"]))
        assert linked(listed, f"{REL}tilesets-vector") == [there]


def test_the_openapi_document_has_each_path(client: FlaskClient, place: str, tile_set: dict[str, Any]) -> None:
    """/req/oas30/completeness, /req/oas30/operation-id, /req/core/tc-tilematrix-definition,
    /req/core/tc-tilerow-definition, /req/core/tc-tilecol-definition.
    """
    document = get(client, f"{ROOT}/api")
    (item,) = linked(tile_set, "item")
    tile = of_site(item["href"]).removeprefix(ROOT)
    wanted = {f"{place}/tiles": "getTileSetsList", f"{place}/tiles/WebMercatorQuad": "getTileSet", tile: "getTile"}
    for path, operation in wanted.items():
        assert document["paths"][path]["get"]["operationId"].endswith(f".{PLACES[place]}.vector.{operation}")
    there = {p["name"]: p for p in parameters(document, tile, "path")}
    assert there.keys() == {"tileMatrix", "tileRow", "tileCol"}
    assert all(one["required"] is True for one in there.values())
    assert there["tileMatrix"]["schema"]["type"] == "string"
    for name in ("tileRow", "tileCol"):
        assert (there[name]["schema"]["type"], there[name]["schema"]["minimum"]) == ("integer", 0)
    names = [one["get"]["operationId"] for one in document["paths"].values()]
    assert len(set(names)) == len(names)
    assert {"getTileMatrixSetsList", "getTileMatrixSet"} <= set(names)
