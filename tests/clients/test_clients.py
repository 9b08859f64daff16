"""Programs with their own packages on our addresses: geopandas and OWSLib, OpenLayers and ogc-client, curl.

Their packages are not ours: `make test-clients` installs them beside, and each is run as a program of its own.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pyogrio
import pytest

HERE = Path(__file__).parent
AMSTERDAM = (4.7, 5.1, 52.2, 52.5)  # west, east, south, north of the gemeente, in whole tenths of a degree


def _ran(*command: str | Path) -> dict[str, Any]:
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr[-3000:]
    out: dict[str, Any] = json.loads(ran.stdout)
    return out


def _lacks(what: str) -> None:
    if os.environ.get("LANDINBEELD_TEST_CLIENTS") == "required":
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed; `make test-clients` installs it and runs this")


@pytest.fixture(scope="module")
def python(base_url: str) -> dict[str, Any]:
    program = os.environ.get("LANDINBEELD_TEST_PYTHON", "")
    if not program:
        _lacks("geopandas")
    return _ran(program, "-W", "error", HERE / "python_session.py", base_url)


@pytest.fixture(scope="module")
def browser(base_url: str) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "ol").is_dir():
        _lacks("OpenLayers")
    return _ran(node or "", HERE / "browser_session.mjs", base_url)


@pytest.fixture(scope="module")
def example(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What docs/examples/borders-and-figures.html shows, by library."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if node is None or chromium is None or not (HERE / "node_modules" / "ol").is_dir():
        _lacks("OpenLayers or Chromium")
    return _ran(node or "", HERE / "example_session.mjs", base_url, tmp_path_factory.mktemp("pictures"))


def _in_amsterdam(place: list[float]) -> bool:
    west, east, south, north = AMSTERDAM
    return west < place[0] < east and south < place[1] < north


@pytest.mark.parametrize(("source", "epsg"), [("degrees", 4326), ("rd", 28992), ("file", 4326)])
def test_geopandas_knows_the_system_and_puts_amsterdam_in_its_place(
    python: dict[str, Any], source: str, epsg: int
) -> None:
    told = python[source]
    assert (told["epsg"], told["rows"], told["valid"]) == (epsg, 342, True)
    assert _in_amsterdam(told["place"])
    assert told["dates"].startswith("datetime")


def test_rd_and_degrees_are_the_same_country(python: dict[str, Any]) -> None:
    assert python["rd"]["area"] == pytest.approx(python["degrees"]["area"], rel=1e-5)


def test_lines_of_the_page_read_our_files(python: dict[str, Any]) -> None:
    told = python["lines"]
    assert (told["rows"], told["same"], told["crs"]) == ([342, 342], True, 28992)
    assert told["first"] == "Groningen"  # GM0014, the first code
    assert told["kinds"] == ["int64", "float64", "int64", "float64"], "separator and decimal are understood"


def test_line_of_the_page_reads_our_csv_in_r(base_url: str) -> None:
    if shutil.which("Rscript") is None:
        _lacks("R")
    with urllib.request.urlopen(f"{base_url}/gegevens", timeout=20) as answer:
        page = answer.read().decode()
    code = html.unescape(page.split('<textarea id="a-r"')[1].partition(">")[2].partition("<")[0])
    asked = f"t <- {code}; cat(nrow(t), names(t)[1], class(t$percentage), sum(t$taakstelling))"
    ran = subprocess.run(["Rscript", "-e", asked], capture_output=True, text=True, timeout=120, check=True)
    with urllib.request.urlopen(f"{base_url}/api/v1/nederland", timeout=20) as answer:
        total = json.load(answer)["taakstelling"]
    assert ran.stdout == f"342 statcode numeric {total}"


def test_ogr2ogr_of_any_age_gives_rd(base_url: str, tmp_path: Path) -> None:
    """The line of docs/gis.md, with the GDAL of the system."""
    if shutil.which("ogr2ogr") is None:
        _lacks("ogr2ogr")
    path = tmp_path / "gemeenten.gpkg"
    subprocess.run(["ogr2ogr", "-t_srs", "EPSG:28992", path, f"OAPIF:{base_url}/ogc/v1", "gemeenten"], check=True)
    about = pyogrio.read_info(path, layer="gemeenten", force_total_bounds=True)
    assert (about["crs"], about["features"]) == ("EPSG:28992", 342)
    west, south, east, north = about["total_bounds"]
    assert 10_000 < west < 20_000 < 270_000 < east < 280_000 < 300_000 < south < 310_000 < 610_000 < north < 620_000


def test_owslib_follows_our_links(python: dict[str, Any]) -> None:
    told = python["service"]
    assert told["collections"] == ["gemeenten", "provincies"]
    assert (told["title"], told["codes"], told["item"]) == ("Gemeenten", ["GM0363"], "GM0344")
    assert {"statcode", "klasse", "geometry"} <= set(told["schema"])
    assert told["conformance"] > 10 < told["paths"]


@pytest.mark.parametrize(("source", "projection"), [("degrees", "EPSG:4326"), ("rd", "EPSG:28992")])
def test_openlayers_puts_amsterdam_in_its_place(browser: dict[str, Any], source: str, projection: str) -> None:
    told = browser[source]
    assert (told["projection"], told["count"]) == (projection, 342)
    assert _in_amsterdam(told["place"])


def test_ogc_client_finds_the_tiles_of_a_collection(browser: dict[str, Any]) -> None:
    told = browser["tiles"]
    assert told["features"] == told["collections"] == ["gemeenten", "provincies"]
    assert (told["layers"], told["crs"], told["page"]) == (["gemeenten"], 4, 5)
    assert told["formats"] == ["application/vnd.mapbox-vector-tile"]


def test_style_asks_no_third_party_for_letters(browser: dict[str, Any], base_url: str) -> None:
    told = browser["style"]
    assert told["fonts"] == ["IBM Plex Sans Regular"]
    assert told["template"].startswith(f"{base_url}/fonts/")
    assert told["css"] == 200


def test_no_program_warns(browser: dict[str, Any]) -> None:
    assert browser["warnings"] == []


def test_curl_goes_on_where_it_was_broken_off(base_url: str, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        _lacks("curl")
    for name in ("gemeenten.gpkg", "gemeenten.csv", "gemeenten.pmtiles"):
        path, address = tmp_path / name, f"{base_url}/download/actueel/{name}"
        subprocess.run([curl or "", "-sSf", "-o", path, address], check=True)
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 3])
        subprocess.run([curl or "", "-sSf", "-C", "-", "-o", path, address], check=True)
        assert path.read_bytes() == whole


@pytest.mark.parametrize("library", ["maplibre", "openlayers"])
def test_the_example_colours_borders_without_figures(example: dict[str, Any], library: str) -> None:
    """On 1 November 2026 Zeewolde is on schedule, Emmen somewhat behind, Texel behind; colours of tiles/palette.py."""
    assert example[library]["said"] == []
    assert example[library]["colours"] == {
        "Zeewolde": "#08264f",
        "Emmen": "#6a87a3",
        "Texel": "#e8f1fa",
        "sea": "#ffffff",
    }
