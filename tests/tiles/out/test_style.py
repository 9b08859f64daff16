"""The style for other programs, by MapLibre's own validator and against what QGIS 3.22 was seen to lose."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tiles import tile_schema
from tiles.out import style

WEB = Path(__file__).parents[3] / "server" / "web"
VALIDATE = """
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(validateStyleMin(JSON.parse(text)).map((error) => error.message)));
"""


@pytest.fixture
def told() -> dict[str, Any]:
    return style.style(
        tilejson_url="https://kaart.example.nl/tiles/actueel.json",
        glyphs_url="https://kaart.example.nl/fonts/{fontstack}/{range}.pbf",
        webfonts_url="https://kaart.example.nl/fonts/{font-family}/{fontweight}{-fontstyle}.css",
        attribution="Cijfers: COA",
    )


def errors(told: dict[str, Any]) -> list[str]:
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "@maplibre" / "maplibre-gl-style-spec").is_dir():
        pytest.skip("the validator of MapLibre is not installed: npm ci in server/web")
    ran = subprocess.run(
        [node, "--input-type=module", "-e", VALIDATE],
        input=json.dumps(told),
        cwd=WEB,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(ran.stdout)
    return found


def test_validator_of_maplibre_accepts_it(told: dict[str, Any]) -> None:
    assert errors(told) == []


def test_validator_sees_a_mistake(told: dict[str, Any]) -> None:
    told["layers"][0]["paint"]["fill-colour"] = "#000000"
    assert any("fill-colour" in error for error in errors(told))


def test_it_keeps_to_what_qgis_converts(told: dict[str, Any]) -> None:
    assert "sprite" not in told
    assert {layer["type"] for layer in told["layers"]} == {"fill", "line", "symbol"}
    for layer in told["layers"]:
        assert layer["source-layer"] in tile_schema.LAYERS
        assert layer.get("minzoom", 0) <= 10  # QGIS hides a layer that begins above the tiles
        for value in (
            layer.get("paint", {}) | {k: v for k, v in layer.get("layout", {}).items() if k != "text-font"}
        ).values():
            assert isinstance(value, str | int | float), "an expression on an attribute is lost"
        if "filter" in layer:
            operator, name, _ = layer["filter"]
            assert operator in ("==", "<=")
            assert isinstance(name, str)  # the old form; ["get", name] is dropped


def test_only_the_variant_for_qgis_has_a_font_without_a_name(told: dict[str, Any]) -> None:
    def fonts(of: dict[str, Any]) -> set[tuple[str, ...]]:
        return {tuple(one["layout"]["text-font"]) for one in of["layers"] if one["type"] == "symbol"}

    variant = style.for_qgis(told)
    assert fonts(told) == {("IBM Plex Sans Regular",)}
    assert fonts(variant) == {("", "IBM Plex Sans Regular")}
    assert errors(variant) == []
    for one, other in zip(told["layers"], variant["layers"], strict=True):
        assert one == other or one["type"] == "symbol"
