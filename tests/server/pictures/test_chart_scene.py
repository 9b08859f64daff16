"""In the picture of a chart nothing stands over something else, and all of it is in the picture."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from data.releases.release_store import Releases
from data.terms import Peildatum
from server.pictures.chart_scene import chart_scene, chart_words
from server.pictures.forms import CHARTS, Form
from server.pictures.lettering import Letters
from server.pictures.marks import Marks
from server.pictures.words import words_of
from server.settings import Settings
from tests.server.pictures.test_scene import SITE, boxes, group, overlapping


@pytest.mark.parametrize("form", CHARTS.values(), ids=CHARTS)
@pytest.mark.parametrize("day", ["2026-11-01", "2026-07-01"])
def test_nothing_stands_over_something_else(small_site: Settings, lettering: Letters, form: Form, day: str) -> None:
    releases = Releases(small_site.releases)
    release = releases.current(Peildatum.parse(day))
    earlier = [releases.current(Peildatum.parse("2026-10-01")).stand]
    for code in ("NL", "PV26", "GM0344", "GM0363", "GM0448", "GM0088"):
        words = chart_words(words_of(release.stand, release.vintage, code, SITE), release.stand, earlier, form.chart)
        picture = ElementTree.fromstring(chart_scene(words, release.stand, earlier, form, Marks(lettering)))
        around = [box for name in ("boodschap", "legenda", "bron") for box in boxes(group(picture, name), lettering)]
        chart = group(picture, "grafiek")
        (x, y), scale = map(float, chart.attrib.pop("transform")[10:].partition(")")[0].split()), form.map_text
        inside = [
            (text, (x + scale * a, y + scale * b, x + scale * c, y + scale * d))
            for text, (a, b, c, d) in boxes(chart, lettering)
        ]
        assert inside
        assert not overlapping([*around, *inside])
        for text, (left, top, right, bottom) in (*around, *inside):
            assert left >= 0 and right <= form.width and top >= 0 and bottom <= form.height, text
