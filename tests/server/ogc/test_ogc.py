from __future__ import annotations

import gzip
import json
from typing import Any

import mapbox_vector_tile
import pyproj
import pytest
import shapely
from flask.testing import FlaskClient

ROOT = "/ogc/v1"
ITEMS = f"{ROOT}/collections/gemeenten/items"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
GZIP = {"Accept-Encoding": "gzip"}


def get(client: FlaskClient, path: str, **args: Any) -> Any:
    answer = client.get(path, query_string={key.replace("_", "-"): value for key, value in args.items()})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.data)


def codes(told: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in told["features"]]


def test_every_link_of_the_landing_page_leads_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = [f"{ROOT}"]
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        assert answer.status_code in (200, 204), path
        if "json" in answer.headers["Content-Type"] and path.startswith(ROOT):
            told = json.loads(answer.data)
            nodes = [told, *told.get("collections", []), *told.get("tilesets", []), *told.get("tileMatrixSets", [])]
            for link in [link for node in nodes for link in node.get("links", []) if link["rel"] != "license"]:
                assert link["href"].startswith("http://localhost/")
                follow = link["href"].removeprefix("http://localhost")
                if not link.get("templated") and follow not in seen and "gegevens" not in follow:
                    seen.add(follow)
                    waiting.append(follow)
    assert len(seen) > 12


def test_landing_page_has_what_qgis_looks_for(client: FlaskClient) -> None:
    told = get(client, ROOT)
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= {link["rel"] for link in told["links"]}
    conforms = get(client, f"{ROOT}/conformance")["conformsTo"]
    for wanted in ("features-1/1.0/conf/core", "features-1/1.0/conf/oas30", "features-1/1.0/conf/geojson",
                   "features-2/1.0/conf/crs", "features-5/1.0/conf/schemas", "tiles-1/1.0/conf/core"):  # fmt: skip
        assert f"http://www.opengis.net/spec/ogcapi-{wanted}" in conforms


def test_collections_name_crs84_first_and_the_storage_crs(client: FlaskClient) -> None:
    told = get(client, f"{ROOT}/collections")
    assert [c["id"] for c in told["collections"]] == ["gemeenten", "provincies"]
    for collection in told["collections"]:
        assert collection["crs"] == [CRS84, f"{EPSG}28992", f"{EPSG}4258", f"{EPSG}3857"]
        assert collection["storageCrs"] in collection["crs"]
        assert collection["extent"]["temporal"]["interval"] == [["2026-07-01T00:00:00Z", "2026-11-30T23:59:59Z"]]


def test_the_extent_reaches_to_the_end_of_the_last_month(client: FlaskClient) -> None:
    told = get(client, f"{ROOT}/collections/gemeenten")["extent"]["temporal"]["interval"]
    assert [moment[1] for moment in told] == ["2026-11-30T23:59:59Z"]
    assert get(client, ITEMS, datetime=told[0][1], limit=1)["numberMatched"] == 342


def test_all_gemeenten_come_at_once_with_every_property(client: FlaskClient) -> None:
    answer = client.get(ITEMS)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"
    told = json.loads(answer.data)
    assert told["numberMatched"] == told["numberReturned"] == len(told["features"]) == 342
    assert told["timeStamp"].endswith("Z")
    wanted = set(get(client, f"{ROOT}/collections/gemeenten/schema")["properties"]) - {"geometry"}
    for feature in told["features"]:
        assert set(feature["properties"]) == wanted
        assert feature["geometry"]["type"] == "MultiPolygon"
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        assert all(shapely.is_ccw(part.exterior) for part in shapely.get_parts(shape))
    assert "next" not in {link["rel"] for link in told["links"]}


def test_pages_hold_every_feature_once(client: FlaskClient) -> None:
    found: list[str] = []
    address = f"{ITEMS}?limit=100&klasse=3"
    total = get(client, ITEMS, klasse="3")["numberMatched"]
    while address:
        told = json.loads(client.get(address).data)
        found += codes(told)
        assert told["numberMatched"] == total
        address = next((link["href"] for link in told["links"] if link["rel"] == "next"), "")
    assert len(found) == len(set(found)) == total > 100
    back = next(link["href"] for link in get(client, ITEMS, offset=1, limit=2)["links"] if link["rel"] == "prev")
    assert codes(json.loads(client.get(back).data)) == codes(get(client, ITEMS, limit=1)), "no feature twice"
    assert codes(get(client, ITEMS, limit=99999)) == codes(get(client, ITEMS))


@pytest.mark.parametrize(
    "epsg, swapped, off",
    [
        ("28992", False, 0.3),
        ("4258", True, 3e-6),
        ("3857", False, 0.5),
    ],  # what the grid may differ from PROJ without it
)
def test_coordinates_are_those_of_proj_in_the_order_of_the_system(
    client: FlaskClient, epsg: str, swapped: bool, off: float
) -> None:
    degrees = get(client, f"{ITEMS}/GM0363")["geometry"]["coordinates"][0][0]
    answer = client.get(f"{ITEMS}/GM0363", query_string={"crs": EPSG + epsg})
    assert answer.headers["Content-Crs"] == f"<{EPSG}{epsg}>"
    found = json.loads(answer.data)["geometry"]["coordinates"][0][0]
    transformer = pyproj.Transformer.from_crs("EPSG:4258", f"EPSG:{epsg}", always_xy=True)
    assert len(found) == len(degrees)
    for (x, y), (lon, lat) in zip(found, degrees, strict=True):
        wanted = transformer.transform(lon, lat)
        assert ((y, x) if swapped else (x, y)) == pytest.approx(wanted, abs=off)


@pytest.mark.parametrize("path", [f"{ITEMS}?limit=1&", f"{ITEMS}/GM0363?"])
def test_a_document_says_itself_that_its_coordinates_are_no_degrees(client: FlaskClient, path: str) -> None:
    """The member `crs` of GeoJSON 2008: what geopandas and OpenLayers look at."""
    for epsg in ("28992", "4258", "3857"):
        told = json.loads(client.get(f"{path}crs={EPSG}{epsg}").data)
        assert told["crs"] == {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    assert "crs" not in json.loads(client.get(path).data), "RFC 7946 knows degrees only"


def test_each_path_offers_the_formats_that_it_gives(client: FlaskClient) -> None:
    document = get(client, f"{ROOT}/api")
    for path, operations in document["paths"].items():
        real = path.replace("{featureId}", "PV26" if "provincies" in path else "GM0363")
        real = real.replace("{tileMatrix}/{tileRow}/{tileCol}", "5/10/16")
        names = [ref["$ref"].rpartition("/")[2] for ref in operations["get"]["parameters"]]
        (f,) = (p for p in map(document["components"]["parameters"].get, names) if p["name"] == "f")
        for given in ("json", "geojson", "csv", "mvt"):
            status = client.get(f"{ROOT}{real}?f={given}").status_code
            assert status == (200 if given in f["schema"]["enum"] else 400), (path, given)


def test_tiles_of_a_collection_hold_its_layer_alone(client: FlaskClient) -> None:
    everything = mapbox_vector_tile.decode(client.get("/tiles/actueel/5/16/10.mvt").data)
    for name in ("gemeenten", "provincies"):
        here = f"{ROOT}/collections/{name}/tiles"
        collection = get(client, f"{ROOT}/collections/{name}")
        (listed,) = (link["href"] for link in collection["links"] if link["rel"].endswith("/tilesets-vector"))
        assert listed == f"http://localhost{here}"
        (short,) = get(client, here)["tilesets"]
        assert short["links"][0]["href"] == f"http://localhost{here}/WebMercatorQuad"
        told = get(client, f"{here}/WebMercatorQuad")
        assert [layer["id"] for layer in told["layers"]] == [name]
        (item,) = (link["href"] for link in told["links"] if link["rel"] == "item")
        path = item.removeprefix("http://localhost").format(tileMatrix=5, tileRow=10, tileCol=16)
        answer = client.get(path, headers=GZIP)
        assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
        assert mapbox_vector_tile.decode(gzip.decompress(answer.data)) == {name: everything[name]}
        assert client.get(path.replace("/5/10/16", "/5/16/10")).status_code == 404
    assert client.get(f"{ROOT}/collections/wijken/tiles").status_code == 404
    assert client.get(f"{ROOT}/collections/grenzen/tiles/WebMercatorQuad/5/10/16").status_code == 404


def test_bbox_in_any_system_finds_the_same(client: FlaskClient) -> None:
    near = (4.87, 52.36, 4.90, 52.38)  # within Amsterdam
    assert codes(get(client, ITEMS, bbox=",".join(map(str, near)))) == ["GM0363"]
    west, south, east, north = near
    assert codes(get(client, ITEMS, bbox=f"{south},{west},{north},{east}", bbox_crs=f"{EPSG}4258")) == ["GM0363"]
    assert codes(get(client, ITEMS, bbox=f"{west},{south},-5,{east},{north},300")) == ["GM0363"]
    rd = pyproj.Transformer.from_crs("EPSG:4258", "EPSG:28992", always_xy=True)
    x1, y1, x2, y2 = (*rd.transform(west, south), *rd.transform(east, north))
    assert codes(get(client, ITEMS, bbox=f"{x1},{y1},{x2},{y2}", bbox_crs=f"{EPSG}28992")) == ["GM0363"]
    assert get(client, ITEMS, bbox="0,0,1,1")["numberMatched"] == 0
    assert get(client, ITEMS, bbox="170,-90,10,90")["numberMatched"] == 342  # over the date line, to 10 degrees east


def test_filters(client: FlaskClient) -> None:
    assert codes(get(client, ITEMS, statcode="GM0344")) == ["GM0344"]
    utrecht = get(client, ITEMS, provincie="Utrecht")
    assert codes(utrecht) == codes(get(client, ITEMS, provincie="PV26"))
    assert {f["properties"]["provincie"] for f in utrecht["features"]} == {"Utrecht"}
    sums = [get(client, ITEMS, klasse=str(k))["numberMatched"] for k in range(4)]
    assert sum(sums) == 342
    assert get(client, f"{ROOT}/collections/provincies/items", naam="Zeeland")["numberMatched"] == 1


@pytest.mark.parametrize(
    "when, peildatum",
    [
        ("2026-10-01", "2026-10-01"), ("2026-10-01T00:00:00Z", "2026-10-01"), ("2026-10-31T23:59:59+01:00", "2026-10-01"),
        ("2026-08-01/2026-10-15", "2026-10-01"), ("../2026-09-30", "2026-07-01"),
        ("2026-11-30/", "2026-11-01"), ("2026-10-15t12:00:00z", "2026-10-01"), ("2026-08-15", None), ("2030-01-01/..", None),
    ],
)  # fmt: skip
def test_datetime_picks_the_stand_of_its_month(client: FlaskClient, when: str, peildatum: str | None) -> None:
    """/req/core/fc-time-response."""
    told = get(client, ITEMS, datetime=when, limit=1)
    assert told["numberMatched"] == (342 if peildatum else 0)
    assert [f["properties"]["peildatum"] for f in told["features"]] == ([peildatum] if peildatum else [])


@pytest.mark.parametrize(("when", "months"), [("../..", ["07", "10", "11"]), ("2026-09-30/2026-12-31", ["10", "11"])])
def test_an_interval_holds_every_stand_in_it_each_feature_once(
    client: FlaskClient, when: str, months: list[str]
) -> None:
    address, found = f"{ITEMS}?datetime={when}&limit=300&provincie=PV26&crs={EPSG}28992", []
    while address:
        told = json.loads(client.get(address).data)
        found += told["features"]
        assert told["numberMatched"] == 26 * len(months)  # gemeenten in Utrecht
        address = next((link["href"] for link in told["links"] if link["rel"] == "next"), "")
    assert len({feature["id"] for feature in found}) == len(found) == 26 * len(months)
    assert [f["properties"]["peildatum"] for f in found] == [f"2026-{m}-01" for m in months for _ in range(26)]
    one = found[-1]
    assert one["id"] == f"{one['properties']['statcode']}@2026-11-01"
    alone = get(client, f"{ITEMS}/{one['id']}", crs=f"{EPSG}28992")
    assert {key: alone[key] for key in one} == one
    for wrong, status in (("2026-08-01", 404), ("2026-10-02", 404), ("gisteren", 400), ("", 400)):
        assert client.get(f"{ITEMS}/GM0344@{wrong}").status_code == status


def test_an_interval_is_paged_over_its_stands(client: FlaskClient) -> None:
    found: list[str] = []
    address = f"{ITEMS}?datetime=../..&limit=500"
    while address:
        told = json.loads(client.get(address).data)
        found += codes(told)
        address = next((link["href"] for link in told["links"] if link["rel"] == "next"), "")
    assert len(set(found)) == len(found) == 3 * 342


@pytest.mark.parametrize(
    "question",
    [
        "limit=0", "limit=-1", "limit=x", "limit=", "offset=-1", "bbox=1,2,3", "bbox=1,2,3,x", "bbox=1,2,nan,4", "bbox=",
        "bbox=1,9,2,3", "bbox=1e999,2,3,4", "crs=EPSG:28992", f"crs={EPSG}31370", "bbox-crs=x", "datetime=gisteren",
        "datetime=2026-13-01", "datetime=/", "datetime=2026-11-01/2026-10-01", "onbekend=1", "limit=1&limit=2", "f=pdf",
        "klasse=9", "klasse=abc", "klasse=", "datetime=2026-10-15T99:00:00Z", "datetime=2026-10-15T12:00:00%2B25:00",
        "limit=%00", "offset=99999999999999999999", "bbox=" + "1," * 500, "datetime=2026-11-01/2026-12-01/2027-01-01",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_400_with_a_sentence(client: FlaskClient, question: str) -> None:
    answer = client.get(f"{ITEMS}?{question}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.data)["detail"].endswith(".")


def test_one_feature_and_what_became_of_an_old_one(client: FlaskClient) -> None:
    told = get(client, f"{ITEMS}/GM0363", datetime="2026-07-01")
    assert (told["id"], told["properties"]["peildatum"]) == ("GM0363", "2026-07-01")
    assert {link["rel"] for link in told["links"]} == {"self", "alternate", "collection"}
    gone = client.get(f"{ITEMS}/GM0501")  # Brielle, since 2023 Voorne aan Zee
    assert gone.status_code == 404
    assert "Voorne aan Zee" in json.loads(gone.data)["detail"]
    for path in (f"{ITEMS}/PV20", f"{ITEMS}/x", f"{ROOT}/collections/wijken", f"{ROOT}/collections/wijken/items"):
        assert client.get(path).status_code == 404


def test_known_answer_is_304_and_another_question_is_not(client: FlaskClient) -> None:
    first = client.get(ITEMS, query_string={"limit": 3})
    etag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(ITEMS, query_string={"limit": 3}, headers=etag).status_code == 304
    assert client.get(ITEMS, query_string={"limit": 4}, headers=etag).status_code == 200
    assert client.get(ITEMS, query_string={"limit": 3, "crs": f"{EPSG}28992"}, headers=etag).status_code == 200


def test_schema_gives_titles_units_and_roles(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/collections/gemeenten/schema")
    assert answer.headers["Content-Type"] == "application/schema+json"
    told = json.loads(answer.data)["properties"]
    assert told["statcode"]["x-ogc-role"] == "id"
    assert told["geometry"]["x-ogc-role"] == "primary-geometry"
    assert (told["nog"]["title"], told["nog"]["type"], told["nog"]["x-ogc-unit"]) == (
        "Nog te huisvesten", "integer", "{personen}",
    )  # fmt: skip
    assert (told["percentage"]["type"], told["peildatum"]["format"]) == ("number", "date")


def test_openapi_document_is_valid_and_states_the_limit(client: FlaskClient) -> None:
    """/req/oas30/oas-definition-2, /req/oas30/oas-impl."""
    validator = pytest.importorskip("openapi_spec_validator")
    answer = client.get(f"{ROOT}/api")
    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    told = json.loads(answer.data)
    validator.validate(told)
    assert told["servers"] == [{"url": f"http://localhost{ROOT}"}]
    assert told["components"]["parameters"]["limit"]["schema"]["maximum"] >= 1000
    for path, operations in told["paths"].items():
        real = path.replace("{featureId}", "PV26" if "provincies" in path else "GM0363")
        real = real.replace("{tileMatrix}/{tileRow}/{tileCol}", "5/10/16")
        answer = client.get(ROOT + real)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"] in operations["get"]["responses"]["200"]["content"], path


def test_answers_are_as_the_document_says(client: FlaskClient) -> None:
    validator = pytest.importorskip("openapi_schema_validator")
    told = get(client, f"{ROOT}/api")
    for name in ("gemeenten", "provincies"):
        schema = {"$ref": f"#/components/schemas/{name}-verzameling", "components": told["components"]}
        validator.validate(get(client, f"{ROOT}/collections/{name}/items", limit=20), schema, validator.OAS30Validator)


def test_tile_is_addressed_row_first(client: FlaskClient) -> None:
    there = client.get(f"{ROOT}/tiles/WebMercatorQuad/5/10/16", headers=GZIP)
    assert there.data == client.get("/tiles/actueel/5/16/10.mvt", headers=GZIP).data
    assert there.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    plain = client.get(f"{ROOT}/tiles/WebMercatorQuad/5/10/16", headers={"Accept-Encoding": "identity"})
    assert plain.data == gzip.decompress(there.data)
    assert client.get(f"{ROOT}/tiles/WebMercatorQuad/5/16/10").status_code == 404
    assert client.get(f"{ROOT}/tiles/WebMercatorQuad/5/10/16?f=mvt").status_code == 200
    assert client.get(f"{ROOT}/tiles/WebMercatorQuad/5/10/16?f=png").status_code == 400
    etag = {"If-None-Match": there.headers["ETag"], **GZIP}
    assert client.get(f"{ROOT}/tiles/WebMercatorQuad/5/10/16", headers=etag).status_code == 304


def test_tile_set_lists_exactly_the_tiles_that_are_served(client: FlaskClient) -> None:
    told = get(client, f"{ROOT}/tiles/WebMercatorQuad")
    assert [limit["tileMatrix"] for limit in told["tileMatrixSetLimits"]] == [str(z) for z in range(7)]
    for limit in told["tileMatrixSetLimits"]:
        z = limit["tileMatrix"]
        low, high = limit["minTileRow"], limit["maxTileRow"]
        assert client.get(f"{ROOT}/tiles/WebMercatorQuad/{z}/{low}/{limit['minTileCol']}").status_code in (200, 204)
        assert client.get(f"{ROOT}/tiles/WebMercatorQuad/{z}/{high + 1}/{limit['minTileCol']}").status_code == 404
    item = next(link for link in told["links"] if link["rel"] == "item")
    assert item["templated"] is True
    (short,) = get(client, f"{ROOT}/tiles")["tilesets"]
    scheme = next(link["href"] for link in short["links"] if link["rel"].endswith("/tiling-scheme"))
    assert client.get(scheme).status_code == 200
    assert item["href"].endswith("/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}")
    assert [layer["id"] for layer in told["layers"]] == ["gemeenten", "provincies", "grenzen", "namen"]
    # OGC 17-083r4 annex D.1: zoom 0 has scale 1:559082264.0287178 and cells of 156543.03392804097 m
    matrix = get(client, f"{ROOT}/tileMatrixSets/WebMercatorQuad")["tileMatrices"][0]
    assert matrix["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert matrix["cellSize"] == pytest.approx(156543.03392804097)
