"""The map of the land with every gemeente the same size, in its report and by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from reports.content import alt_texts, large_print
from reports.content.maps import Atlas
from reports.content.report_charts import Box, Label
from reports.content.same_size_map import READABLE_LARGE_PX, READABLE_PX, named_cities, same_size_map
from reports.kinds.all_kinds import kind_of, make_figures
from reports.kinds.land import SAME_SIZE_PX
from reports.render import Renderer
from tests.reports import example
from tiles.palette import BY_KLASSE

COLUMNS = 20


@lru_cache(maxsize=1)
def cells() -> bytes:
    """Every gemeente of the example in a row after the other, as a `zeshoeken.json` has them."""
    codes = [str(g.code) for g in example.vintage().gemeenten]
    at = {code: [n % COLUMNS - n // COLUMNS // 2, n // COLUMNS] for n, code in enumerate(codes)}
    return json.dumps({"origin": [0, 0], "size": 10_000, "cells": at}).encode()


def test_every_gemeente_has_a_hexagon_in_the_colour_of_its_klasse() -> None:
    stand = example.stands()[-1]
    drawing = same_size_map(Atlas(example.vintage(), cells=cells()), stand, SAME_SIZE_PX, "")
    assert drawing is not None
    fills = {layer.fill: layer.path.count(b"h") for layer in drawing.layers if layer.fill}
    assert fills == {BY_KLASSE[klasse].fill: n for klasse, n in stand.telling().items() if n}
    assert sum(fills.values()) == 342
    assert all(len(ring.split(b"l")) == 6 for ring in drawing.layers[0].path.split(b"h")[:-1])


def test_names_can_be_read_or_are_not_there() -> None:
    stand = example.stands()[-1]
    normal = same_size_map(Atlas(example.vintage(), cells=cells()), stand, SAME_SIZE_PX, "")
    large = same_size_map(large_print.atlas(example.vintage(), cells()), stand, SAME_SIZE_PX, "")
    assert normal is not None and large is not None
    labels = [shape for shape in normal.shapes if isinstance(shape, Label)]
    short = {label.text for label in labels if not label.bold}
    assert len(short) == 342 and {"Texel", "Urk", "Vaals"} <= short
    assert min(label.size for label in labels) >= READABLE_PX
    assert all(shape.size >= READABLE_LARGE_PX and shape.bold for shape in large.shapes if isinstance(shape, Label))
    assert large.width * large_print.ENLARGED > 600 > large.width
    sides = [shape.width for shape in normal.shapes if isinstance(shape, Box)]
    assert max(sides) < normal.width / COLUMNS, "the sides of a hexagon stay in sight"


def test_the_report_of_the_land_has_it_where_there_are_cells(renderer: Renderer, fonts: Path) -> None:
    *earlier, stand = example.stands()
    figures = make_figures("NL", stand, earlier)
    with_it = Renderer(example.vintage(), fonts, cells=cells()).manuscript(figures, stand)
    without = renderer.manuscript(figures, stand)
    assert set(with_it.drawings) - set(without.drawings) == {"same_size"}
    assert with_it.page.count("Elke gemeente even groot") == 1 and "even groot" not in without.page
    text = alt_texts.same_size(figures)
    assert f'alt="{text}"' in with_it.page.replace("&#39;", "'")
    assert all(str(n) in text for n in stand.telling().values() if n)
    assert with_it.key != without.key


def test_no_other_report_has_it() -> None:
    *earlier, stand = example.stands()
    with_it, without = Atlas(example.vintage(), cells=cells()), Atlas(example.vintage())
    for code in ("PV26", "GM0344"):
        figures, kind = make_figures(code, stand, earlier), kind_of(code)
        assert kind.maps(figures, stand, with_it) == kind.maps(figures, stand, without)


def test_who_looks_for_a_large_city_is_told_how_it_is_called() -> None:
    stand = example.stands()[-1]
    said = named_cities(stand).replace("\N{NO-BREAK SPACE}", " ")
    for name in ("Amsterdam", "Rotterdam", "Den Haag", "Utrecht"):
        assert f" is {name}" in said
    assert said.startswith(" (Amst. is Amsterdam, ") and said.endswith(")")


def test_one_that_is_not_on_the_map_is_left_out() -> None:
    """A stand may have a gemeente that the borders have not."""
    stand = example.stands()[-1]
    kept = json.loads(cells())
    del kept["cells"]["GM0344"]
    atlas = Atlas(example.vintage(), cells=json.dumps(kept).encode())
    drawing = same_size_map(atlas, replace(stand, revision=2), SAME_SIZE_PX, "")
    assert drawing is not None
    assert sum(layer.path.count(b"h") for layer in drawing.layers if layer.fill) == 341
