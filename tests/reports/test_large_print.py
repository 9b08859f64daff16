"""A report in large print: the same words, 18 pt and more, in one column, tagged and read in the same order."""

import re

import pypdfium2
import pytest
from pypdfium2 import raw

from reports.render import Renderer
from tests.reports import example, readers, structure
from tests.reports.test_reading_order import PERIODS, STATES
from tests.reports.test_render import figures_of

CODES = {"GM0363": "gemeente", "PV24": "provincie", "NL": "land"}
SMALLEST_PT, RIGHT_PT = 17.99, 544.8  # A4 less a margin of 18 mm


@pytest.fixture(scope="module")
def paths(fonts, tmp_path_factory):
    large = Renderer(example.vintage(), fonts, "https://voorbeeld.nl/beeld", large=True)
    folder = tmp_path_factory.mktemp("large")
    for code in CODES:
        (folder / f"{code}.pdf").write_bytes(large.render(*figures_of(code)))
    return [folder / f"{code}.pdf" for code in CODES]


def signs(path):
    """Of each sign that can be seen: page, sign, size of its letters in points, where it ends on the right."""
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document, 1):
            assert tuple(round(side) for side in page.get_size()) == (595, 842)
            text = page.get_textpage()
            for n in range(text.count_chars()):
                sign = chr(raw.FPDFText_GetUnicode(text, n))
                if sign.strip():
                    yield number, sign, size_of(text, n), text.get_charbox(n)[2]


def size_of(text, n):
    """With what the letters are scaled by: a drawing is shown larger than it was drawn."""
    matrix = raw.FS_MATRIX()
    assert raw.FPDFText_GetMatrix(text, n, matrix)
    return raw.FPDFText_GetFontSize(text, n) * abs(matrix.d)


@pytest.mark.parametrize("number", range(len(CODES)))
def test_no_letter_is_smaller_and_none_is_cut_off(paths, number):
    found = list(signs(paths[number]))
    assert len(found) > 2000
    assert [f for f in found if f[2] < SMALLEST_PT] == []
    assert [f for f in found if f[3] > RIGHT_PT] == []


def test_an_ordinary_report_has_smaller_letters(renderer, tmp_path):
    """So what is measured above can be wrong."""
    (tmp_path / "ordinary.pdf").write_bytes(renderer.render(*figures_of("GM0363")))
    assert min(size for _, _, size, _ in signs(tmp_path / "ordinary.pdf")) < 8


@pytest.mark.parametrize("reader", readers.READERS)
def test_every_reader_begins_as_in_the_ordinary_report(paths, reader):
    stand = example.stands()[-1]
    for text, (code, kind) in zip(reader(paths), CODES.items(), strict=True):
        peildatum = str(stand.peildatum)
        beginning = readers.opening(kind, PERIODS[peildatum], stand.regel(code).heading, STATES[peildatum])
        assert re.match(beginning, text.lstrip()), text[:300]


def test_it_is_tagged_in_the_order_of_the_page(paths):
    for path in paths:
        found = structure.read(path.read_bytes())
        assert found.problems == []
        assert {"LI", "Table", "Figure"} <= {element.kind for element in found.root.walk()}


def test_every_figure_of_a_wide_table_is_there(paths):
    text = structure.read(paths[1].read_bytes()).root.content().replace("\xa0", " ")
    # Almere;139;120;70 in the file of 1 November 2026
    assert (
        "1 Almere: achter op schema. Taakstelling 139; achterstand bij begin 120; gecorrigeerd 259; gerealiseerd 70"
        in text
    )
    assert "percentage 27,0%; nog te huisvesten 189." in text
    assert "november: nog niet bekend. Norm totaal" in text


def test_both_editions_have_one_number_and_say_which_they_are(renderer, fonts):
    figures, stand = figures_of("GM0093")
    ordinary, large = (r.manuscript(figures, stand) for r in (renderer, Renderer(example.vintage(), fonts, large=True)))
    assert ordinary.metadata.identifier == large.metadata.identifier
    assert ordinary.key != large.key
    assert large.metadata.title == f"{ordinary.metadata.title}, in grote letters"
