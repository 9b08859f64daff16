"""The map of hexagons on the map page: everybody once, in his colour, with names, and an address of its own."""

from __future__ import annotations

import re

import pytest
import shapely
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from server.settings import Settings
from tests.server.maps.test_first_map import codes_by_fill, map_of, page_of, said_of
from tiles.hexagon_drawing import HexagonDrawing, middle
from tiles.hexagon_labels import beside
from tiles.palette import FADED
from tiles.vintage.first_map_shapes import lines_of

HEXAGONS = "/?vorm=zeshoek"


@pytest.fixture
def drawing(client: FlaskClient) -> str:
    return map_of(page_of(client, HEXAGONS))


def paths_of(drawing: str) -> dict[str, str]:
    return dict(re.findall(r'<a href="[^"]*(GM\d{4})[^"]*" tabindex="-1"><path d="([^"]+)"', drawing))


def test_everybody_is_a_hexagon_in_the_place_that_the_release_says(small_site: Settings, drawing: str) -> None:
    cells = HexagonDrawing.read((Releases(small_site.releases).current().path / "zeshoeken.json").read_bytes()).cells
    shapes = {code: shapely.Polygon(lines_of(path)[0]) for code, path in paths_of(drawing).items()}
    assert set(shapes) == set(cells)
    assert {shape.area for shape in shapes.values()} == {2340}  # 52 by 30, and two triangles of 52 by 15
    middles = {code: (round(shape.centroid.x), round(shape.centroid.y)) for code, shape in shapes.items()}
    assert middles == {code: middle(cell) for code, cell in cells.items()}


def test_colours_and_figures_are_those_of_the_usual_map(client: FlaskClient, drawing: str) -> None:
    usual = map_of(page_of(client, "/"))
    assert codes_by_fill(drawing) == codes_by_fill(usual)
    assert said_of(drawing) == f"{said_of(usual).removesuffix('.')}, elke gemeente even groot."


def test_names_stand_in_hexagons_or_off_the_land(drawing: str) -> None:
    short = re.search(r'<g class="namen ruim kort".*?</g>', drawing)
    assert short
    words = re.findall(r">([^<]+)</text>", short[0])
    assert {"Urk", "Vaals", "Texel", "Rott.", "DHaag"} <= set(words)
    land = shapely.union_all([shapely.Polygon(lines_of(path)[0]) for path in paths_of(drawing).values()])
    outside = re.search(r'<g class="namen ruim provincies".*?</g>', drawing)
    sea = re.search(r'<g class="namen ruim zee".*?</g>', drawing)
    assert outside and sea
    places = {
        name: shapely.Point(float(x), float(y))
        for x, y, name in re.findall(r'x="([\d.-]+)" y="([\d.-]+)">([^<]+)<', outside[0] + sea[0])
    }
    assert len(places) == 12 + 3
    assert [name for name, place in places.items() if land.intersects(place)] == ["Utrecht"]  # it has no sea
    assert len(words) >= 342 - 4  # the few below that name


def test_a_name_goes_where_there_is_room_and_nowhere_without() -> None:
    land = shapely.box(0, 0, 100, 100)
    (placed,) = beside([("Aa", shapely.box(60, 40, 100, 60))], land, (-50, 0, 200, 100), 10, 40)
    assert shapely.box(*placed.box).distance(land) >= 2.5  # a quarter of the letters
    assert placed.middle[0] > 100
    assert placed.middle[1] == pytest.approx(50, abs=13)
    assert beside([("Aa", land)], land, (0, 0, 100, 100), 10, 40) == []
    assert beside([("Aa", shapely.box(0, 0, 10, 10))], land, (90, 0, 200, 100), 10, 40) == []


def test_filter_and_month_go_along(client: FlaskClient) -> None:
    page = page_of(client, f"{HEXAGONS}&klasse=1&peildatum=2026-07-01")
    pale = codes_by_fill(map_of(page))[FADED]
    assert pale == codes_by_fill(map_of(page_of(client, "/?klasse=1&peildatum=2026-07-01")))[FADED] != set()
    query = "?peildatum=2026-07-01&amp;klasse=1&amp;vorm=zeshoek"
    assert f'<link rel="canonical" href="http://localhost/{query}">' in page
    assert re.search(r'id="deel-nieuwste"[^>]* value="http://localhost/\?[^"]*vorm=zeshoek', page)
    assert page.count('<input type="hidden" name="vorm" value="zeshoek">') == 2  # provincie and month, without a script
    switch = re.search(r'<nav class="vormkeuze".*?</nav>', page, re.DOTALL)
    assert switch
    links = re.findall(r'href="/\?([^"]*)"( aria-current)?', switch[0])
    assert [(set(query.split("&amp;")), bool(here)) for query, here in links] == [
        ({"klasse=1", "peildatum=2026-07-01"}, False),
        ({"klasse=1", "peildatum=2026-07-01", "vorm=zeshoek"}, True),
    ]


def test_another_form_is_the_usual_one(client: FlaskClient) -> None:
    assert map_of(page_of(client, "/?vorm=rond")) == map_of(page_of(client, "/"))
    assert "vorm=" not in page_of(client, "/?vorm=rond").split('class="vormkeuze"')[0]


def test_arrow_keys_go_from_hexagon_to_hexagon(client: FlaskClient, small_site: Settings) -> None:
    cells = HexagonDrawing.read((Releases(small_site.releases).current().path / "zeshoeken.json").read_bytes()).cells
    who = {cell: int(code[2:]) for code, cell in cells.items()}
    keys = client.get("/kaart/2026-11-01/buren.json?vorm=zeshoek").get_json()
    east = [(keys[str(number)][1], who[q + 1, r]) for (q, r), number in who.items() if (q + 1, r) in who]
    assert sum(way == beside for way, beside in east) > 0.95 * len(east)  # an arrow may serve who else is not reached
    usual = client.get("/kaart/2026-11-01/buren.json").get_json()
    assert {number: words for number, (*_, words) in keys.items()} == {
        number: words for number, (*_, words) in usual.items()
    }
    assert '"buren": "/kaart/{peildatum}/buren.json?vorm=zeshoek"' in page_of(client, HEXAGONS)
    assert "buren.json?" not in page_of(client, "/")


def test_the_hint_names_only_keys_that_work_there(client: FlaskClient) -> None:
    """Hexagons neither zoom nor move."""
    hints = {
        path: re.findall(r'id="toetsuitleg">([^<]*)<', client.get(path).get_data(as_text=True))[0]
        for path in ("/", "/?vorm=zeshoek")
    }
    assert hints["/"].endswith("+ en −: zoomen. Shift met pijltjes: schuiven. 0: heel Nederland.")
    assert hints["/?vorm=zeshoek"] == "Pijltjes: naar de gemeente ernaast. Enter: de cijfers. Escape: terug."
