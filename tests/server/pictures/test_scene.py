"""What stands in a picture, and that nothing stands over something else or outside it."""

from __future__ import annotations

from itertools import combinations
from typing import Protocol
from xml.etree import ElementTree

import pytest

from data.domain.stand import Stand, make_stand
from data.releases.release_store import Release, Releases
from data.terms import Cijfers, Peildatum, Snapshot
from server.maps.first_map import drawings_of
from server.pictures.forms import FORMS, Form
from server.pictures.lettering import BOLD, NORMAL, Letters
from server.pictures.marks import Marks
from server.pictures.scene import room_of, scene
from server.pictures.words import words_of
from server.settings import Settings

SITE = "https://landinbeeld.example.nl"
SVG = "{http://www.w3.org/2000/svg}"
SOME = ["NL", "PV27", "PV29", "GM0344", "GM0518", "GM0363", "GM1900", "GM0088", "GM0093", "GM0820", "GM0935"]
Box = tuple[float, float, float, float]


class Measured(Protocol):
    """Letters that have a width."""

    def width(self, text: str, size: float, weight: int = NORMAL) -> float: ...


@pytest.fixture(scope="session")
def releases(small_site: Settings) -> Releases:
    return Releases(small_site.releases)


def drawn(
    release: Release, stand: Stand, code: str, form: Form, letters: Letters, *, fitted: bool = False
) -> ElementTree.Element:
    words, marks = words_of(stand, release.vintage, code, SITE), Marks(letters, fitted=fitted)
    return ElementTree.fromstring(scene(words, drawings_of(release), stand, code, form, marks))


def group(picture: ElementTree.Element, name: str) -> ElementTree.Element:
    (one,) = (g for g in picture.iter(f"{SVG}g") if g.get("id") == name)
    return one


def said(part: ElementTree.Element) -> str:
    return " ".join(text.text or "" for text in part.iter(f"{SVG}text")).replace("\N{NO-BREAK SPACE}", " ")


def boxes(part: ElementTree.Element, letters: Measured) -> list[tuple[str, Box]]:
    """Each line of text with its box in the picture."""
    moved = part.get("transform", "translate(0 0)").split()[-1].rstrip(")")
    placed = []
    for text in part.iter(f"{SVG}text"):
        size, x, y = (float(text.get(name, "0")) for name in ("font-size", "x", "y"))
        weight = BOLD if text.get("font-weight") else NORMAL
        wide = letters.width(text.text or "", size, weight)
        left = x - wide * {"end": 1, "middle": 0.5}.get(text.get("text-anchor", ""), 0)
        y += float(moved)
        placed.append((text.text or "", (left, y - 0.75 * size, left + wide, y + 0.2 * size)))
    return placed


def overlapping(placed: list[tuple[str, Box]]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(placed, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def assert_readable(picture: ElementTree.Element, form: Form, letters: Letters) -> None:
    furniture = [box for name in ("boodschap", "legenda", "bron") for box in boxes(group(picture, name), letters)]
    names = boxes(group(picture, "kaart"), letters)
    assert not overlapping(furniture)
    assert not overlapping(names)
    margin = form.margin + form.column if form.beside else form.width - form.margin
    assert max(right for _, (_, _, right, _) in furniture) <= margin + 1, "beside the map"
    for text, (left, top, right, bottom) in (*furniture, *names):
        assert left >= 0 and right <= form.width and top >= 0 and bottom <= form.height, text


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("day", ["2026-11-01", "2026-07-01"])
def test_nothing_stands_over_something_else(releases: Releases, lettering: Letters, form: Form, day: str) -> None:
    release = releases.current(Peildatum.parse(day))
    for code in SOME:
        assert_readable(drawn(release, release.stand, code, form, lettering), form, lettering)


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.long)])
def test_every_card_of_a_release_can_be_read(releases: Releases, lettering: Letters, step: int) -> None:
    release = releases.current()
    for code in sorted(release.stand.by_code)[::step]:
        assert_readable(drawn(release, release.stand, code, FORMS["kaartje"], lettering), FORMS["kaartje"], lettering)


def test_a_card_says_what_a_reader_elsewhere_must_know(releases: Releases, lettering: Letters) -> None:
    release = releases.current()
    picture = drawn(release, release.stand, "PV26", FORMS["kaartje"], lettering)
    message, legend, source = (said(group(picture, name)) for name in ("boodschap", "legenda", "bron"))
    assert "Huisvesting van vergunninghouders" in message and "Voorbeeldcijfers" in message
    assert "De gemeenten in de provincie Utrecht huisvestten samen in 4 maanden" in message
    assert "Stand per 1 november 2026, na 4 van de 6 maanden" in message
    counts = release.stand.telling("PV26")
    for klasse, name in zip(counts, ("goed op schema", "enigszins achter", "achter op schema"), strict=False):
        assert f"{counts[klasse]} {name}" in legend
    assert "Norm: 66,7%." in legend and "minder dan 50,0%" in legend
    assert "geen oordeel van de provincie" in source and "Deze cijfers kunnen nog veranderen." in source
    assert "CC BY 4.0" in source and "grenzen 2024" in source
    assert "landinbeeld.example.nl/provincies/PV26" in source and "2026-11-01-r1-voorbeeld" in source


def test_of_a_half_year_that_is_over_it_says_whether_it_was_enough(releases: Releases, lettering: Letters) -> None:
    release = releases.current(Peildatum.parse("2026-07-01"))
    picture = drawn(release, release.stand, "NL", FORMS["staand"], lettering)
    legend = said(group(picture, "legenda"))
    assert legend.count("niet gehaald") == 2 and "op schema" not in legend
    assert "eindstand" in said(group(picture, "boodschap"))
    assert "kunnen nog veranderen" not in said(group(picture, "bron"))


def test_without_a_figure_the_legend_has_a_look_for_that(releases: Releases, lettering: Letters) -> None:
    release = releases.current()
    stand = release.stand
    cijfers: dict[str, Cijfers | None] = {r.code: r.cijfers for r in stand.gemeenten} | {"GM0344": None}
    without = make_stand(Snapshot(stand.peildatum, {g.code: cijfers[g.code] for g in stand.areas}), stand.areas)
    for form in FORMS.values():
        picture = drawn(release, without, "GM0344", form, lettering)
        assert_readable(picture, form, lettering)
        assert "1 geen cijfer" in said(group(picture, "legenda"))
        assert "geen cijfers bekend" in said(group(picture, "boodschap"))
        assert group(picture, "klasse-0").get("fill") == "url(#patroon-0)"
    assert "geen cijfer" not in said(group(drawn(release, stand, "GM0344", FORMS["kaartje"], lettering), "legenda"))


def test_a_gemeente_stands_among_named_neighbours_in_their_klasse(releases: Releases, lettering: Letters) -> None:
    release = releases.current()
    part = group(drawn(release, release.stand, "GM0344", FORMS["kaartje"], lettering), "kaart")
    names = {text.text for text in part.iter(f"{SVG}text")}
    assert {"Utrecht", "De Bilt", "Houten", "Zeist", "Woerden"} <= names
    for code in ("GM0344", "GM0310", "GM0321"):
        klasse = int(release.stand.regel(code).klasse)
        assert code in {path.get("id") for path in group(part, f"klasse-{klasse}").iter(f"{SVG}path")}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("day", ["2026-11-01", "2026-07-01"])
def test_in_a_font_that_is_broader_than_ours_the_words_of_an_svg_fit_too(
    releases: Releases, lettering: Letters, form: Form, day: str
) -> None:
    """As broad as DejaVu Sans, measured in its files: text 8 to 14% broader than IBM Plex Sans, bold 17 to 23%."""

    class Broad:
        def width(self, text: str, size: float, weight: int = NORMAL) -> float:
            return lettering.width(text, size, weight) * (1.23 if weight == BOLD else 1.136)

    release = releases.current(Peildatum.parse(day))
    for code in ("NL", "PV30", "GM1900"):
        picture = drawn(release, release.stand, code, form, lettering, fitted=True)
        words = [box for name in ("boodschap", "legenda", "bron") for box in boxes(group(picture, name), Broad())]
        assert not overlapping(words)
        edge = form.margin * 1.75 + form.column if form.beside else form.width
        assert max(right for _, (_, _, right, _) in words) <= edge, "beside the map"


def test_a_title_is_as_long_as_it_was_and_its_last_line_is_no_word_alone(
    releases: Releases, lettering: Letters
) -> None:
    release = releases.current()
    messages = [
        words_of(release.stand, release.vintage, code, SITE).message for code in sorted(release.stand.by_code)[::4]
    ]
    for form in FORMS.values():
        room, size = room_of(form), form.titles[1]
        plain = [lettering.lines(message, size, room, BOLD) for message in messages]
        even = [lettering.balanced(message, size, room, BOLD) for message in messages]
        assert [len(lines) for lines in even] == [len(lines) for lines in plain]
        assert [" ".join(lines) for lines in even] == messages
        wide = [[lettering.width(line, size, BOLD) for line in lines] for lines in even]
        assert max(map(max, wide)) <= room
        assert all(lines[-1] > max(lines) / 2 for lines in wide), "not in the widest form, of the shortest message"
    lines = [
        text
        for text, _ in boxes(
            group(drawn(release, release.stand, "GM0448", FORMS["staand"], lettering), "boodschap"), lettering
        )
    ]
    assert [line for line in lines if line.endswith("schema.")] == [
        "16\N{NO-BREAK SPACE}mensen en loopt achter op schema."
    ], lines


def test_the_same_twice_is_the_same(releases: Releases, lettering: Letters) -> None:
    release = releases.current()
    one, other = (
        ElementTree.tostring(drawn(release, release.stand, "PV29", FORMS["vierkant"], lettering)) for _ in range(2)
    )
    assert one == other


def test_letters_as_outlines_need_no_font(releases: Releases, lettering: Letters) -> None:
    release = releases.current()
    words = words_of(release.stand, release.vintage, "GM0344", SITE)
    made = scene(
        words, drawings_of(release), release.stand, "GM0344", FORMS["kaartje"], Marks(lettering, outlines=True)
    )
    assert "<text" not in made and words.message in made, "which is in the description"
