"""The map in the first document: light, whole, in the colours of the klassen, and where the live map begins."""

from __future__ import annotations

import csv
import gzip
import html
import math
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.terms import Klasse
from tests.server.pages.test_page_schemas import embedded
from tiles.out.release_files import FIRST_MAP
from tiles.palette import BY_KLASSE, FADED

ADDRESSES = ["/", "/embed", *(f"/embed?gemeente={c}" for c in ("GM0344", "GM0448", "GM1680", "GM0363")),
             *(f"/embed?provincie=PV{n}" for n in range(20, 32))]  # fmt: skip


def page_of(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def map_of(page: str) -> str:
    found = re.search(r'<div id="eerste"[^>]*>(<svg.*?</svg>)', page, re.DOTALL)
    assert found
    return found[1]


def codes_by_fill(drawing: str) -> dict[str, set[str]]:
    """The gemeenten that each fill has; a fill that is a pattern counts as the colour below it."""
    under = dict(re.findall(r'<pattern id="([^"]+)".*?<rect[^>]* fill="([^"]+)"', drawing))
    groups = re.findall(r'<g(?: data-vlak="\w+")? fill="([^"]+)"><g id="[^"]+">(.*?)</g></g>', drawing)
    return {
        under.get(fill[5:-1], fill): set(re.findall(r'href="[^"]*(GM\d{4})[^"]*"', inside))
        for fill, inside in groups
        if inside  # the land has a group for each klasse
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_map_and_document_are_light(client: FlaskClient, address: str) -> None:
    page = page_of(client, address)
    assert len(gzip.compress(map_of(page).encode(), 6)) <= 30_000
    assert len(gzip.compress(page.encode(), 6)) <= 45_000


@pytest.mark.parametrize("address", ["/", "/embed"])
def test_every_gemeente_has_the_colour_of_its_figures(client: FlaskClient, example_folder: Path, address: str) -> None:
    """The colours of a month by the rule: gerealiseerd against four sixths of taakstelling and achterstand."""
    expected: dict[str, set[str]] = {}
    for row in csv.DictReader(
        (example_folder / "2026-11-01.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"
    ):
        target = int(row["taakstelling"]) + int(row["achterstand"])
        done = int(row["gerealiseerd"])
        klasse = (
            Klasse.GOED if done * 6 >= 4 * target else Klasse.ENIGSZINS if done * 8 >= 4 * target else Klasse.ACHTER
        )
        expected.setdefault(BY_KLASSE[klasse].fill, set()).add(row["gemeentecode"])
    assert codes_by_fill(map_of(page_of(client, address))) == expected


def said_of(drawing: str) -> str:
    """What the drawing says to who does not see it."""
    found = re.search(r'<svg [^>]*role="group" aria-label="([^"]+)"', drawing)
    assert found
    return html.unescape(found[1]).replace("\N{NO-BREAK SPACE}", " ")


def test_it_says_its_message_and_figures_then_what_it_is(client: FlaskClient, example_folder: Path) -> None:
    """Of the land with the sums of the file: `Dat is 52,9% van ...`, with a point for thousands."""
    rows = list(csv.DictReader((example_folder / "2026-11-01.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    done = sum(int(row["gerealiseerd"]) for row in rows)
    target = sum(int(row["taakstelling"]) + int(row["achterstand"]) for row in rows)
    many, of_many, share = f"{done:,}", f"{target:,}", f"{100 * done / target:.1f}"
    said = said_of(map_of(page_of(client, "/")))
    message = f"De gemeenten in Nederland huisvestten samen in 4 maanden {many} van {of_many} mensen en ".replace(
        ",", "."
    )
    assert said.startswith(message)
    assert f"Dat is {share.replace('.', ',')}% van de gecorrigeerde taakstelling" in said
    assert said.endswith("Het zijn voorbeeldcijfers. Kaart van Nederland met de stand per gemeente.")
    for address in ("/embed?gemeente=GM0344", "/embed?provincie=PV26"):
        assert said_of(map_of(page_of(client, address))).endswith(" en omgeving met de stand per gemeente."), address


@pytest.mark.parametrize(
    "address", ["gemeenten/GM0344", "gemeenten/GM0344/blad", "provincies/PV26", "gemeenten/GM0344?peildatum=2026-07-01"]
)
def test_the_map_of_an_area_says_what_the_page_says_of_itself(client: FlaskClient, address: str) -> None:
    page = page_of(client, address)
    said = said_of(page)
    headline = re.search(r'<p class="inleiding"><strong>(.*?)</strong>', page)
    assert headline
    message = html.unescape(headline[1]).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith(f"{message} Dat is ")
    charts = re.findall(r' role="img" aria-label="([^"]+)"', page)
    assert len(charts) >= 2
    for text in charts:
        assert re.match(
            r" (Staaf|Lijn)grafiek, .*\d", html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").removeprefix(message)
        )
    summary = re.search(r'<textarea id="deel-tekst"[^>]*>(.*)', page)
    if summary:  # the sheet has none
        assert said.startswith(html.unescape(summary[1]).replace("\N{NO-BREAK SPACE}", " "))


def test_each_gemeente_on_it_says_its_name(client: FlaskClient) -> None:
    drawing = map_of(page_of(client, "/"))
    titles = [html.unescape(title) for title in re.findall(r"<title>(.*?)</title>", drawing)]
    assert len(titles) == 342
    assert {"'s-Hertogenbosch", "Súdwest-Fryslân", "Texel"} <= set(titles)


def test_a_gemeente_leads_to_its_page_or_in_a_frame_to_its_own_map(client: FlaskClient) -> None:
    assert '<a href="/gemeenten/GM0344" tabindex="-1">' in map_of(page_of(client, "/"))
    older = map_of(page_of(client, "/?peildatum=2026-10-01"))
    assert '<a href="/gemeenten/GM0344?peildatum=2026-10-01" tabindex="-1">' in older
    frame = map_of(page_of(client, "/embed?thema=donker&titel=nee"))
    assert '<a href="?gemeente=GM0344&amp;weergave=donker&amp;titel=nee" tabindex="-1">' in frame


def test_other_provincies_are_pale_and_the_chosen_area_has_a_line(client: FlaskClient) -> None:
    drawing = map_of(page_of(client, "/embed?provincie=PV30"))
    own = set().union(*codes_by_fill(drawing).values())
    assert len(own) == 56  # gemeenten of Noord-Brabant since 2023
    pale = re.findall(r'opacity="0.2"><g id="bleek-\d">(.*?)</g></g>', drawing)
    outside = {code for inside in pale for code in re.findall(r"GM\d{4}", inside)}
    assert outside and not outside & own
    assert drawing.count('id="gekozen"') == 1
    assert drawing.count('href="#gekozen"') == 1
    gemeente = map_of(page_of(client, "/embed?gemeente=GM0344"))
    assert re.search(r'href="\?gemeente=GM0344" tabindex="-1"><path id="gekozen"', gemeente)
    assert 'id="gekozen"' not in map_of(page_of(client, "/"))


def test_a_filter_fades_what_it_leaves_out(client: FlaskClient) -> None:
    whole, some = (codes_by_fill(map_of(page_of(client, f"/{query}"))) for query in ("", "?klasse=1,3"))
    left_out = BY_KLASSE[Klasse.ENIGSZINS].fill
    assert some == {FADED if fill == left_out else fill: codes for fill, codes in whole.items()}
    own = set().union(*codes_by_fill(map_of(page_of(client, "/?provincie=PV26"))).values())
    assert len(own) == 26


def along(lon: float, lat: float) -> tuple[float, float]:
    """Web mercator, x east and y south, in units of which the world has 2**18."""
    x = (lon + 180) / 360
    y = 0.5 - math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / (2 * math.pi)
    return x * 2**18, y * 2**18


@pytest.mark.parametrize(
    ("address", "scale"),
    [
        ("/", 2),
        ("/embed", 2),
        ("/embed?gemeente=GM0448", 1),
        ("/embed?gemeente=GM0344", 1),
        ("/embed?provincie=PV20", 1),
    ],
)
def test_the_box_is_what_the_live_map_begins_with(client: FlaskClient, address: str, scale: int) -> None:
    """`scale`: the coarse shapes, where more is in sight, have half as many units."""
    page = page_of(client, address)
    (west, south), (east, north) = embedded(client, address)["uitsnede"]
    left, top = along(west, north)
    right, bottom = along(east, south)
    view = re.search(r'<svg viewBox="([^"]+)"', map_of(page))
    assert view
    size = [float(n) for n in view[1].split()][2:]
    assert size == pytest.approx([(right - left) / scale, (bottom - top) / scale], abs=0.2)


def test_a_small_gemeente_stands_in_its_surroundings(client: FlaskClient) -> None:
    """Westervoort is 4 km wide: 30 km of ground are 0.44 degrees of longitude there."""
    (west, south), (east, north) = embedded(client, "/embed?gemeente=GM0293")["uitsnede"]
    assert east - west == pytest.approx(0.44, abs=0.01)
    assert (west + east) / 2 == pytest.approx(5.97, abs=0.02)
    assert (south + north) / 2 == pytest.approx(51.96, abs=0.02)


def test_a_release_of_an_earlier_version_has_a_page_without_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.read_bytes

    def missing(path: Path) -> bytes:
        if path.name == FIRST_MAP:
            raise FileNotFoundError(path)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", missing)
    page = page_of(client, "/embed?gemeente=GM0344&thema=warm")
    assert '<div id="eerste" class="eerste gebied"></div>' in page


def inset_of(page: str) -> str:
    found = re.search(r'<a class="inzet".*?</a>', page, re.DOTALL)
    return found[0] if found else ""


def test_the_inset_has_the_shapes_and_klassen_of_the_map(client: FlaskClient) -> None:
    page = page_of(client, "/")
    inset, drawing = inset_of(page), map_of(page)
    groups = re.findall(r'<g data-klasse="(\d)" (?:data-vlak="\d" )?fill="([^"]+)"><use href="#vlak-(\d)"/></g>', inset)
    assert sorted(int(klasse) for klasse, _, _ in groups) == [0, 1, 2, 3]
    assert [klasse for klasse, _, used in groups if klasse != used] == []
    for used in set(re.findall(r'<use href="#([^"]+)"', inset)):
        assert drawing.count(f'id="{used}"') == 1, used
    for fill in set(re.findall(r"url\(#([^)]+)\)", inset)):
        assert inset.count(f'<pattern id="{fill}"') == 1
        assert fill not in drawing, "the drawing is hidden later, with its patterns"


def test_the_inset_follows_the_filter(client: FlaskClient) -> None:
    inset = inset_of(page_of(client, "/?klasse=1,3"))
    assert sorted(re.findall(r'data-klasse="(\d)" data-weg', inset)) == ["0", "2"]
    assert inset_of(page_of(client, "/?provincie=PV26")) == ""
    assert inset_of(page_of(client, "/embed")) == ""
