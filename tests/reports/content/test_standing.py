"""Final and provisional are never confused, and a corrected report says what it replaces: page, title, XMP, file name."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from reports.content import standing
from reports.kinds.all_kinds import make_figures
from tests.reports import example, structure


def stand_at(peildatum, revision=1):
    stand = next(s for s in example.stands() if str(s.peildatum) == peildatum)
    return replace(stand, revision=revision)


@pytest.mark.parametrize(
    "peildatum, revision, name",
    [
        ("2026-11-01", 1, "tussenstand-2026-11-01"),
        ("2026-11-01", 3, "tussenstand-2026-11-01-versie-3"),
        ("2026-07-01", 1, "definitief"),
        ("2026-07-01", 2, "definitief-versie-2"),
    ],
)
def test_a_file_name_says_how_final_it_is(peildatum, revision, name):
    assert standing.in_file_name(stand_at(peildatum, revision)) == name


def test_a_file_name_names_an_earlier_version_also_when_it_is_the_first():
    assert standing.in_file_name(stand_at("2026-07-01", 2), 1) == "definitief-versie-1"


def test_a_version_replaces_the_newest_one_before_it():
    corrected = stand_at("2026-07-01", 4)
    assert standing.replaces(corrected, [stand_at("2026-07-01", 1), stand_at("2026-07-01", 2)]) == (
        "versie 4, vervangt versie 2"
    )
    assert standing.replaces(corrected, [stand_at("2026-11-01", 3)]) == "versie 4, vervangt versie 3"
    assert standing.replaces(stand_at("2026-07-01"), []) == ""


CASES = [
    (
        "2026-11-01", 1, "Tussenstand", "Versie 1; voorlopig: cijfers veranderen nog", "draft",
        "tussenstand, stand 1 november 2026",
    ),
    ("2026-07-01", 1, "Definitief", "Versie 1", "default", "definitief, stand 1 juli 2026"),
    (
        "2026-07-01", 2, "Definitief", "Versie 2, vervangt versie 1", "default",
        "definitief, stand 1 juli 2026, versie 2, vervangt versie 1",
    ),
]  # fmt: skip


@pytest.mark.parametrize("peildatum, revision, mark, warning, rendition, state", CASES)
def test_page_title_and_metadata_say_the_same(renderer, peildatum, revision, mark, warning, rendition, state):
    stand = stand_at(peildatum, revision)
    content = renderer.render(make_figures("GM0344", stand, [stand_at(peildatum)]), stand)
    found = structure.read(content)
    texts = [element.content() for element in found.root.walk() if element.kind == "P"]
    assert found.problems == []
    assert mark in texts and warning in texts
    assert not ({"Tussenstand", "Definitief"} - {mark}) & set(texts)
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:title"].endswith(f"({state})")
        assert (xmp["xmpMM:VersionID"], xmp["xmpMM:RenditionClass"]) == (str(revision), rendition)
        assert len(pdf.pages) == 2


@pytest.mark.parametrize(
    "peildatum, revision, head",
    [
        ("2026-11-01", 1, "tweede halfjaar 2026 · tussenstand, stand 1 november 2026, versie 1"),
        ("2026-07-01", 2, "eerste halfjaar 2026 · definitief, stand 1 juli 2026, versie 2"),
    ],
)
def test_the_head_of_each_next_page_says_whose_when_and_which_version(renderer, peildatum, revision, head):
    stand = stand_at(peildatum, revision)
    content = renderer.render(make_figures("GM0344", stand, [stand_at(peildatum)]), stand)
    with pypdfium2.PdfDocument(content) as document:
        first, *others = (head_of(page) for page in document)
    assert "Utrecht (gemeente)" not in first, "the first page has a head of its own"
    assert others == [f"Land in Beeld Utrecht (gemeente), {head}"]


def head_of(page):
    """What stands in the upper 22 mm of a page."""
    width, height = page.get_size()
    text = page.get_textpage().get_text_bounded(0, height - 22 * 72 / 25.4, width, height)
    return " ".join(text.split())


@pytest.mark.parametrize("code", ["GM0344", "PV26", "NL"])
def test_the_head_of_a_report_is_no_dark_band(renderer, code):
    stand = stand_at("2026-11-01")
    with pypdfium2.PdfDocument(renderer.render(make_figures(code, stand, []), stand)) as document:
        picture = document[0].render(scale=1, grayscale=True).to_numpy()
    head = picture[: picture.shape[0] // 6]  # 49 of 297 mm: 51 are above the text
    assert 0.001 < (head < 128).mean() < 0.1, "letters and a line, and paper around them"
