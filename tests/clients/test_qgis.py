"""A real QGIS on our addresses (Debian 12 has 3.22). Runs where QGIS is installed: `make test-clients` installs it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tiles import palette, tile_schema

PYTHON = Path("/usr/bin/python3")  # QGIS of a distribution belongs to its Python
SESSION = Path(__file__).with_name("qgis_session.py")


def _installed() -> bool:
    return PYTHON.exists() and not subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True).returncode


@pytest.fixture(scope="module")
def found(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not _installed():
        if os.environ.get("LANDINBEELD_TEST_CLIENTS") == "required":
            pytest.fail("QGIS is not installed: apt-get install qgis python3-qgis")
        pytest.skip("QGIS is not installed; `make test-clients` installs it and runs this")
    pictures = Path(os.environ.get("LANDINBEELD_TEST_PICTURES") or tmp_path_factory.mktemp("pictures"))
    pictures.mkdir(parents=True, exist_ok=True)
    home = tmp_path_factory.mktemp("home")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(home), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1",
    }  # fmt: skip
    ran = subprocess.run(
        [PYTHON, SESSION, base_url, pictures], env=environment, capture_output=True, text=True, timeout=300
    )
    line = next((line for line in ran.stdout.splitlines() if line.startswith("FOUND ")), None)
    assert line, ran.stderr[-3000:]
    told: dict[str, Any] = json.loads(line.removeprefix("FOUND "))
    return told


THREE = [look.fill for look in palette.LOOKS[:3]]


def test_style_converts_without_a_warning(found: dict[str, Any]) -> None:
    assert found["tiles"]["error"] == ""
    assert found["tiles"]["warnings"] == []
    fills = [s for s in found["tiles"]["styles"] if s[0] == tile_schema.GEMEENTEN]
    assert len(fills) == 4
    assert all("klasse" in expression for _, expression in fills)


def test_tiles_show_three_colours(found: dict[str, Any]) -> None:
    assert found["tiles"]["valid"]
    for colour in THREE:
        assert found["tiles"]["country"].get(colour, 0) > 0.02, colour


def test_tiles_show_names(found: dict[str, Any]) -> None:
    assert set(found["tiles"]["labels"]) == {tile_schema.NAMEN}
    assert found["tiles"]["label_pixels"] > 1000


def test_click_tells_the_figures(found: dict[str, Any]) -> None:
    told = found["tiles"]["identified"]
    assert (told["statcode"], told["naam"]) == ("GM0363", "Amsterdam")
    assert told["gecorrigeerd"] == told["taakstelling"] + told["achterstand"]


@pytest.mark.parametrize("source", ["oapif", "gpkg"])
def test_features_are_all_there_with_their_types(found: dict[str, Any], source: str) -> None:
    told = found[source]
    assert told["valid"]
    assert told["count"] == told["told"] == told["codes"] == 342
    assert 0 < told["within"] < 342
    assert told["fields"]["nog"].startswith("Integer") or told["fields"]["nog"] == "integer"
    assert told["fields"]["statcode"].lower() == "string"
    assert "percentage" in told["fields"]


def test_features_lie_in_rd_where_the_geopackage_has_them(found: dict[str, Any]) -> None:
    assert found["gpkg"]["crs"] == "EPSG:28992"
    assert found["oapif"]["area"] == pytest.approx(found["gpkg"]["area"], rel=1e-5)
    assert found["oapif"]["place"] == pytest.approx(found["gpkg"]["place"], abs=1.0)


def test_geopackage_opens_styled(found: dict[str, Any]) -> None:
    assert found["gpkg"]["renderer"] == "categorizedSymbol"
    assert found["gpkg"]["labels"]


def test_geotiff_has_a_legend_in_words(found: dict[str, Any]) -> None:
    wanted = {(look.status, look.fill) for look in palette.LOOKS}
    for source in ("raster_over_http", "raster_with_style"):
        assert wanted <= {(label, colour) for label, colour in found[source]}, source


def test_layer_definition_opens_styled_layers(found: dict[str, Any]) -> None:
    layers_found = {told["name"]: told for told in found["qlr"]}
    assert set(layers_found) == {"Land in Beeld (kaart)", "Gemeenten (voor analyse)", "Provincies"}
    assert all(told["valid"] and told["fine"] for told in layers_found.values())
    for name in ("Land in Beeld (kaart)", "Gemeenten (voor analyse)"):
        for colour in THREE:
            assert layers_found[name]["country"].get(colour, 0) > 0.02, (name, colour)
    assert layers_found["Gemeenten (voor analyse)"]["renderer"] == "categorizedSymbol"
    assert layers_found["Gemeenten (voor analyse)"]["count"] == 342
    assert layers_found["Provincies"]["count"] == 12
