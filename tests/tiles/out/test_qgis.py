from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tiles import palette, tile_schema
from tiles.out import qgis


def test_layer_definition_works_below_a_sub_path_and_with_any_text() -> None:
    told = qgis.layer_definition(
        base_url="https://voorbeeld.nl/kaart", bounds=(3.3, 50.7, 7.3, 53.6), maxzoom=10, rights="CBS & <Kadaster>"
    )
    root = ET.fromstring(told.partition("\n")[2])
    sources = [node.text or "" for node in root.iter("datasource")]
    assert sources[0].startswith("type=xyz&url=https://voorbeeld.nl/kaart/tiles/actueel/%7Bz%7D/")
    assert all("url='https://voorbeeld.nl/kaart/ogc/v1'" in source for source in sources[1:])
    assert {node.text for node in root.iter("rights")} == {"CBS & <Kadaster>"}
    assert [node.get("id") for node in root.iter("layer-tree-layer")] == [node.text for node in root.iter("id")]


@pytest.mark.parametrize("layer", [tile_schema.GEMEENTEN, tile_schema.PROVINCIES])
def test_styles_are_whole_xml(layer: str) -> None:
    root = ET.fromstring(qgis.qml(layer).partition("\n")[2])
    assert root.find("renderer-v2") is not None


def test_categories_follow_the_palette() -> None:
    root = ET.fromstring(qgis.qml(tile_schema.GEMEENTEN).partition("\n")[2])
    labels = [(node.get("value"), node.get("label")) for node in root.iter("category")]
    assert labels == [(str(int(look.klasse)), look.status) for look in palette.LOOKS]
    fills = [node.get("value") for node in root.iter("Option") if node.get("name") == "color"]
    assert fills == [qgis.colour(look.fill) for look in palette.LOOKS]
