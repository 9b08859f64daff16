"""What others build on, as text: a tile, a picture, reports, answers."""

from __future__ import annotations

import gzip
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from reports.kinds.all_kinds import make_figures
from reports.render import Renderer
from tests.golden.conftest import Golden, as_lines
from tests.reports import example, structure
from tiles import palette
from tiles.month import static_maps
from tiles.month.assemble import Filler
from tiles.vintage.pyramid import Pyramid

LETTERS = {palette.BY_KLASSE[k].fill: letter for k, letter in zip(palette.BY_KLASSE, "GEA-", strict=True)}


def test_a_tile(golden: Golden, toy_pyramid: Pyramid, toy_stand: Stand) -> None:
    """The toy country in one tile at z6: a lake, an enclave, an island, a sliver, and a corner where four meet."""
    tiles = [(t, data) for t, data in Filler(toy_pyramid, toy_stand.gemeenten).tiles(toy_stand.gemeenten) if t.z == 6]
    tile, data = max(tiles, key=lambda one: len(one[1]))
    told = mapbox_vector_tile.decode(gzip.decompress(data), default_options={"y_coord_down": True})
    golden("tile.json", as_lines({"tile": [tile.z, tile.x, tile.y], "layers": told}))


def _grid(png: bytes, columns: int, rows: int) -> Iterator[str]:
    """A letter for each cell of a picture: the commonest colour in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(png) as memory, memory.open() as image:
            picture: NDArray[np.uint8] = np.moveaxis(image.read(), 0, -1)
    height, width = picture.shape[0] // rows, picture.shape[1] // columns
    for row in range(rows):
        line = ""
        for column in range(columns):
            cell = picture[row * height : (row + 1) * height, column * width : (column + 1) * width].reshape(-1, 3)
            found, counts = np.unique(cell, axis=0, return_counts=True)
            line += {**LETTERS, palette.WATER: ".", palette.ELSEWHERE: "x"}.get(
                "#{:02x}{:02x}{:02x}".format(*found[counts.argmax()].tolist()), "?"
            )
        yield line


@pytest.mark.parametrize("code", ["NL", "GM0001", "PV20"])
def test_a_picture(golden: Golden, toy: Vintage, toy_stand: Stand, code: str) -> None:
    """G goed, E enigszins, A achter, - geen cijfer, x elsewhere, . water."""
    png = static_maps.still(toy_stand, toy.geometries, code, width=640, height=320)
    golden(f"picture-{code}.txt", "\n".join(_grid(png, 64, 32)))


def _lines(element: Any, depth: int = 0) -> Iterator[str]:
    """The tags of a report with their text; a row of a table, or a paragraph, on one line."""
    if element.kind in ("TR", "P", "Caption", "LI", "Link") or element.kind.startswith("H"):
        cells = [" ".join(child.content().split()) for child in element.children]
        text = " | ".join(cells) if element.kind == "TR" else " ".join(element.content().split())
        yield f"{' ' * depth}{element.kind}: {text}"
        return
    text = " ".join(element.text.split())
    yield f"{' ' * depth}{element.kind}{': ' + text if text else ''}{' [' + element.alt + ']' if element.alt else ''}"
    for child in element.children:
        yield from _lines(child, depth + 1)


@pytest.fixture(scope="module")
def renderer(made: Path) -> Renderer:
    return Renderer(example.vintage(), made / "geometry" / "fonts")


@pytest.mark.parametrize(
    "code, month",
    [("GM0363", "2026-11-01"), ("GM0363", "2026-07-01"), ("GM0935", "2026-11-01"), ("PV24", "2026-11-01")],
)
def test_a_report(golden: Golden, renderer: Renderer, code: str, month: str) -> None:
    """Running and final, a gemeente that has done more than was asked, a provincie: tags and text in reading order."""
    (stand,) = (s for s in example.stands() if str(s.peildatum) == month)
    before = [s for s in example.stands() if s.peildatum < stand.peildatum]
    content = renderer.render(make_figures(code, stand, before), stand)
    golden(f"report-{code}-{month}.txt", "\n".join(_lines(structure.read(content).root)))


@pytest.mark.parametrize("code", ["GM0363", "PV24", "NL"])
def test_the_first_page_of_a_report(golden: Golden, renderer: Renderer, code: str) -> None:
    """One page of each kind as pdfium draws it, from # for dark to a space for paper: what moved is seen here first."""
    pdfium = pytest.importorskip("pypdfium2")
    *earlier, stand = example.stands()
    content = renderer.render(make_figures(code, stand, earlier), stand)
    with pdfium.PdfDocument(content) as document:
        picture = document[0].render(scale=2, grayscale=True).to_numpy()
    height, width = (length // cells for length, cells in zip(picture.shape[:2], (70, 100), strict=True))
    cells = picture[: height * 70, : width * 100].reshape(70, height, 100, width).mean(axis=(1, 3))
    golden(f"page-{code}.txt", "\n".join("".join(_dark(cell) for cell in row).rstrip() for row in cells))


def _dark(lightness: float) -> str:
    """A sign for 0 (black) to 255 (white)."""
    return next(sign for sign, least in ((" ", 247), (".", 215), ("+", 150), ("#", 0)) if lightness >= least)


ANSWERS = {
    "gemeente": "/api/v1/gemeenten/GM0363",
    "reeks": "/api/v1/gemeenten/GM0363/reeks",
    "gemeenten": "/api/v1/gemeenten?provincie=PV24&limit=2",
    "nederland": "/api/v1/nederland?periode=2026-I",
    "legenda": "/api/v1/legenda",
    "peildata": "/api/v1/peildata",
    "fout": "/api/v1/gemeenten/GM9999",
    "tilejson": "/tiles/actueel.json",
    "style": "/styles/status.json",
    "ogc-collection": "/ogc/v1/collections/gemeenten",
    "ogc-schema": "/ogc/v1/collections/gemeenten/schema",
    "oembed": "/oembed?url=http://localhost/gemeenten/GM0363",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer(golden: Golden, client: FlaskClient, name: str) -> None:
    told = json.loads(client.get(ANSWERS[name]).data)
    told.pop("grenzen", None)
    golden(f"answer-{name}.json", as_lines(told))
