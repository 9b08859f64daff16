"""In the picture of a chart nothing stands over something else, and all of it is in the picture."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from data.domain.stand import Stand
from data.releases.release_store import Release, Releases
from data.terms import Peildatum
from server.pictures.chart_scene import chart_scene, chart_words
from server.pictures.forms import CHARTS, SIDE_BY_SIDE, Form
from server.pictures.lettering import Letters
from server.pictures.marks import Marks
from server.pictures.side_by_side import words_together
from server.pictures.words import Words, words_of
from server.settings import Settings
from tests.server.pictures.test_scene import SITE, boxes, group, overlapping

SIX = "GM0344,GM1900,GM1970,PV26,GM0373,NL"


@pytest.mark.parametrize("form", CHARTS.values(), ids=CHARTS)
@pytest.mark.parametrize("day", ["2026-11-01", "2026-07-01"])
def test_nothing_stands_over_something_else(small_site: Settings, lettering: Letters, form: Form, day: str) -> None:
    release, earlier = figures(small_site, day)
    for code in ("NL", "PV26", "GM0344", "GM0363", "GM0448", "GM0088"):
        words = words_of(release.stand, release.vintage, code, SITE)
        assert_apart(drawn(words, release, earlier, form, lettering), form, lettering)


@pytest.mark.parametrize("form", SIDE_BY_SIDE.values(), ids=SIDE_BY_SIDE)
@pytest.mark.parametrize("day", ["2026-11-01", "2026-07-01"])
def test_nor_in_that_of_areas_side_by_side(small_site: Settings, lettering: Letters, form: Form, day: str) -> None:
    """Two to six areas, the longest names, one that had met its taakstelling before it began."""
    release, earlier = figures(small_site, day)
    for codes in ("GM0344,GM0363", "GM0448,GM0088,GM0363", "GM0344,GM0345,PV26,PV27", SIX):
        words = words_together(release.stand, release.vintage, codes, SITE)
        picture = drawn(words, release, earlier, form, lettering)
        assert_apart(picture, form, lettering)
        said = in_chart(picture)
        for code in codes.split(","):
            assert said.count(release.stand.regel(code).distinct_name) == 1


def test_the_total_leads_on_while_the_half_year_runs(small_site: Settings, lettering: Letters) -> None:
    """157 of 358 after four months is 235 after six: 157 * 6 / 4, rounded down."""
    release, earlier = figures(small_site, "2026-11-01")
    form = CHARTS["verloop"]
    picture = drawn(words_of(release.stand, release.vintage, "GM0344", SITE), release, earlier, form, lettering)
    said = in_chart(picture)
    assert "235" in said and "157" in said
    key = " ".join(text for text, _ in boxes(group(picture, "legenda"), lettering))
    assert "in dit tempo" in key and "Dit is een rekensom, geen voorspelling" in key
    assert "In dit tempo ongeveer 235 op 1 januari 2027, 123 te weinig." in plain(picture[1].text)
    ended, before = figures(small_site, "2026-07-01")
    over = drawn(words_of(ended.stand, ended.vintage, "GM0344", SITE), ended, before, form, lettering)
    assert "rekensom" not in " ".join(text for text, _ in boxes(group(over, "legenda"), lettering))


def test_the_norm_is_where_its_share_is(small_site: Settings, lettering: Letters) -> None:
    """Two thirds of the way from nothing to 100, and a bar as long as its percentage."""
    release, earlier = figures(small_site, "2026-11-01")
    words = words_together(release.stand, release.vintage, "GM0344,GM0363", SITE)
    chart = group(drawn(words, release, earlier, SIDE_BY_SIDE["aandelen"], lettering), "grafiek")
    bars = [part for part in chart if part.tag.endswith("rect") and part.get("fill") != "#ffffff"]
    (norm,) = (part for part in chart if part.tag.endswith("polyline"))
    begin, at_norm = float(bars[0].get("x", "0")), float(norm.get("points", "").split(",")[0])
    for bar, code in zip(bars, ("GM0344", "GM0363"), strict=True):
        share = release.stand.regel(code).percentage
        assert share is not None
        assert float(bar.get("width", "0")) / (at_norm - begin) == pytest.approx(share / (200 / 3), abs=0.002)


def figures(site: Settings, day: str) -> tuple[Release, list[Stand]]:
    releases = Releases(site.releases)
    return releases.current(Peildatum.parse(day)), [releases.current(Peildatum.parse("2026-10-01")).stand]


def drawn(words: Words, release: Release, earlier: list[Stand], form: Form, letters: Letters) -> ElementTree.Element:
    words = chart_words(words, release.stand, earlier, form.chart)
    return ElementTree.fromstring(chart_scene(words, release.stand, earlier, form, Marks(letters)))


def in_chart(picture: ElementTree.Element) -> list[str]:
    return [part.text or "" for part in group(picture, "grafiek") if part.tag.endswith("}text")]


def plain(text: str | None) -> str:
    return (text or "").replace("\N{NO-BREAK SPACE}", " ")


def assert_apart(picture: ElementTree.Element, form: Form, lettering: Letters) -> None:
    around = [box for name in ("boodschap", "legenda", "bron") for box in boxes(group(picture, name), lettering)]
    chart = group(picture, "grafiek")
    (x, y), scale = map(float, chart.attrib["transform"][10:].partition(")")[0].split()), form.map_text
    shown = ElementTree.Element("g")
    shown.extend(chart)
    inside = [
        (text, (x + scale * a, y + scale * b, x + scale * c, y + scale * d))
        for text, (a, b, c, d) in boxes(shown, lettering)
    ]
    assert inside
    assert not overlapping([*around, *inside])
    for text, (left, top, right, bottom) in (*around, *inside):
        assert left >= 0 and right <= form.width and top >= 0 and bottom <= form.height, text
