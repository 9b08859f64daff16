from __future__ import annotations

import mapbox_vector_tile
import pytest

from tiles.out.one_layer import only_layer

SQUARE = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))"


def layer(name: str, length: int = 300) -> dict[str, object]:
    return {"name": name, "features": [{"geometry": SQUARE, "properties": {"van": name, "lang": "x" * length}}]}


def test_a_layer_is_taken_out_as_it_was() -> None:
    tile = mapbox_vector_tile.encode([layer("a"), layer("b")])
    for name in ("a", "b"):
        assert only_layer(tile, name) == mapbox_vector_tile.encode([layer(name)])
    assert only_layer(tile, "c") == b""
    assert only_layer(b"", "a") == b""


def test_fields_that_others_add_are_passed_over() -> None:
    """A version or an extension of another maker: numbers of all kinds, before and after the layer."""
    tile = mapbox_vector_tile.encode([layer("a")])
    others = bytes((8 << 3, 0x96, 0x01)) + bytes((9 << 3 | 1, *range(8))) + bytes((10 << 3 | 5, *range(4)))
    assert only_layer(others + tile + others, "a") == tile


@pytest.mark.parametrize("length", [0, 127, 128, 20_000])
def test_lengths_of_one_byte_and_more(length: int) -> None:
    tile = mapbox_vector_tile.encode([layer("a", length), layer("b")])
    assert only_layer(tile, "a") == mapbox_vector_tile.encode([layer("a", length)])
