"""The map on the page of a gemeente or a provincie: names that can be read, a legend, a date and a source."""

from __future__ import annotations

import gzip
import html
import re
from functools import cache
from itertools import combinations

import pytest
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from data.terms import LAND
from server.maps.area_map import WIDTHS, area_map
from server.settings import Settings
from tiles.month import letters

Box = tuple[float, float, float, float]
PROVINCIES = [f"provincies/PV{n}" for n in range(20, 32)]
LIGHT = 14_000  # bytes that the map may add to a page, compressed


def map_of(client: FlaskClient, address: str) -> str:
    found = re.search(r'<section class="opdekaart".*?</section>', client.get(address).get_data(as_text=True), re.DOTALL)
    assert found, address
    return found[0]


@cache
def length(text: str, bold: bool) -> float:
    """How long a line is in letters of one unit, by the font itself."""
    with letters.opened() as font:
        names, glyphs = font.getBestCmap(), font.getGlyphSet(location={"wght": 600 if bold else 400, "wdth": 100})
        return sum(glyphs[names[ord(sign)]].width for sign in text) / font["head"].unitsPerEm


def names(drawing: str, width: str) -> list[tuple[str, Box]]:
    """Each line of the names for a width with its box."""
    group = re.search(rf'<g class="namen {width}" font-size="([^"]+)"[^>]*>(.*?)</g>', drawing)
    assert group
    size, found = float(group[1]), []
    for mark, inside in re.findall(r"<text([^>]*)>(.*?)</text>", group[2]):
        lines = re.findall(r'<tspan x="(\d+)" y="(\d+)">(.*?)</tspan>', inside) or [
            (*re.findall(r'\b[xy]="(\d+)"', mark), inside)
        ]
        for x, y, text in lines:
            half = length(html.unescape(text), "eigen" in mark) * size / 2
            found.append(
                (html.unescape(text), (float(x) - half, float(y) - size * 0.7, float(x) + half, float(y) + size * 0.2))
            )
    return found


def overlapping(boxes: list[tuple[str, Box]]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.long)])
def test_no_names_overlap_or_leave_the_map_of_any_area(small_site: Settings, step: int) -> None:
    release = Releases(small_site.releases).current()
    areas = [code for code in release.stand.by_code if code != LAND]
    assert len(areas) == 342 + 12
    for area in areas[::step]:
        of = area_map(release, release.stand, area, link=lambda code: code, said="")
        assert of
        drawing = str(of.svg)
        view = [float(n) for n in re.findall(r'<svg viewBox="([^"]+)" role', drawing)[0].split()]
        for width in WIDTHS:
            here = names(drawing, width)
            assert overlapping(here) == [], area
            for name, (left, top, right, bottom) in here:
                assert left >= view[0] and right <= view[0] + view[2], (area, name)
                assert top >= view[1] and bottom <= view[1] + view[3], (area, name)


def test_overlapping_names_would_be_found() -> None:
    assert overlapping([("a", (0, 0, 9, 9)), ("b", (8, 8, 20, 20)), ("c", (30, 0, 40, 9))]) == [("a", "b")]


def test_a_gemeente_has_its_own_name_in_bold_and_those_around_it(client: FlaskClient) -> None:
    drawing = map_of(client, "/gemeenten/GM0363")
    for width in WIDTHS:
        shown = [name for name, _ in names(drawing, width)]
        assert {"Amsterdam", "Haarlemmermeer", "Almere"} <= set(shown)
        assert len(shown) == len(set(shown))
    assert len(re.findall(r'<text class="eigen"[^>]*>Amsterdam</text>', drawing)) == 2


def test_a_name_is_written_shorter_before_it_is_left_out(client: FlaskClient) -> None:
    shown = [name for name, _ in names(map_of(client, "/provincies/PV28"), "ruim")]
    assert {"Rotterdam", "Den Haag", "Hoeksche Waard"} <= set(shown)
    assert "'s-Gravenhage" not in shown


def test_letters_are_large_enough_at_320_and_480_pixels(client: FlaskClient) -> None:
    drawing = map_of(client, "/provincies/PV31")
    view = [float(n) for n in re.findall(r'<svg viewBox="([^"]+)" role', drawing)[0].split()]
    for width, (pixels, _) in WIDTHS.items():
        size = float(re.findall(rf'class="namen {width}" font-size="([^"]+)"', drawing)[0])
        assert size * pixels / view[2] >= 11.9


@pytest.mark.parametrize("address", [*PROVINCIES, "gemeenten/GM0363", "gemeenten/GM0448", "gemeenten/GM0293"])
def test_it_has_legend_peildatum_and_source_and_is_light(client: FlaskClient, address: str) -> None:
    figure = map_of(client, f"/{address}?peildatum=2026-10-01")
    legend = figure.split('<ul class="embedlegenda"')[1].split("</ul>")[0]
    assert re.findall(r"</svg> ([a-z ]+)</li>", legend) == ["goed op schema", "enigszins achter", "achter op schema"]
    assert "Stand per 1 oktober 2026. Voorbeeldcijfers; grenzen" in figure
    assert 'src="/embed?peildatum=2026-10-01&amp;titel=nee&amp;weergave=auto&amp;' in figure
    assert 'loading="lazy"' in figure and "<details open" not in figure
    assert len(gzip.compress(figure.encode(), 6)) <= LIGHT


def test_gemeenten_of_another_provincie_have_no_colour_of_a_klasse(client: FlaskClient) -> None:
    drawing = map_of(client, "/provincies/PV24")
    coloured = {
        code for group in re.findall(r'<g id="vlak-\d">(.*?)</g>', drawing) for code in re.findall(r"GM\d+", group)
    }
    assert coloured == {"GM0034", "GM0050", "GM0171", "GM0184", "GM0303", "GM0995"}


def test_a_release_of_an_earlier_version_has_a_page_without_it(
    own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.maps.area_map.drawings_of", lambda release: {})
    page = own_client.get("/gemeenten/GM0344").get_data(as_text=True)
    assert "opdekaart" not in page and "Per halfjaar" in page
