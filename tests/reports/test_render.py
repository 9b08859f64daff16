import io
import itertools
import logging
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pytest

from data.domain.outlook_words import REKENSOM
from data.dutch import number, percent
from data.terms import Cijfers
from reports.content.report_tables import Table
from reports.kinds.all_kinds import make_figures
from reports.render import Renderer
from tests.reports import example, structure
from tests.reports.content.test_report_figures import with_figures
from tiles.palette import BY_KLASSE

CASES = {  # code: pages
    "GM0363": 2,  # the largest city, behind
    "GM0093": 2,  # an island
    "GM0935": 2,  # taakstelling already met
    "GM0599": 2,  # seventeen neighbours
    "GM0744": 2,  # a village with enclaves
    "PV24": 3,
    "PV27": 4,
    "PV30": 3,  # a wide one: all but the list stands with the map
    "NL": 11,
}


def figures_of(code, stand=None):
    stand = stand or example.stands()[-1]
    return make_figures(code, stand, [s for s in example.stands() if s.peildatum < stand.peildatum]), stand


@pytest.fixture(scope="module")
def reports(renderer):
    return {code: renderer.render(*figures_of(code)) for code in CASES}


@pytest.fixture(scope="module")
def read(reports):
    return {code: structure.read(pdf) for code, pdf in reports.items()}


def cells(table: Table) -> list[list[str]]:
    """What the rows of a table should read as, headings first."""
    rows = [[c.label for c in table.columns]]
    for row in table.rows:
        status = [] if row.klasse is None or table.legend else [row.klasse_in_words]
        rows.append([*row.cells, *status])
    return [[text.replace(" ", "") for text in row] for row in rows]


@pytest.mark.parametrize("code", CASES)
def test_number_of_pages(reports, code):
    with pikepdf.open(io.BytesIO(reports[code])) as pdf:
        assert len(pdf.pages) == CASES[code]


@pytest.mark.parametrize("code", CASES)
def test_all_content_is_tagged_once_or_an_artifact(read, code):
    assert read[code].problems == []


@pytest.mark.parametrize("code", CASES)
def test_tables_in_the_tags_hold_the_figures(read, code):
    found = {}
    for element in read[code].root.walk():
        if element.kind == "Table":
            caption, *sections = element.children
            assert [s.kind for s in sections] == ["THead", "TBody"]
            for row in sections[1].children:
                assert [c.attributes.get("/Scope") for c in row.children if c.kind == "TH"] == ["/Row"]
            assert all(c.attributes["/Scope"] == "/Column" for c in sections[0].children[0].children)
            rows = [[c.content().replace(" ", "") for c in r.children] for s in sections for r in s.children]
            found[caption.content()] = rows
    figures, stand = figures_of(code)
    for table in (figures.asked, figures.months_table, figures.legend, figures.comparison, figures.history_table):
        assert found[table.caption] == cells(table)
    for _, table in figures.gemeenten if figures.kind == "provincie" else ():
        assert found[table.caption] == cells(table)
    if figures.kind == "Nederland":
        rows = [r for caption, table in found.items() if caption.startswith("Gemeenten in") for r in table[1:]]
        regel = stand.regel("GM0518")
        assert [
            regel.naam, number(regel.cijfers.taakstelling), "+" + number(regel.cijfers.achterstand),
            number(regel.cijfers.gecorrigeerd), number(regel.cijfers.gerealiseerd), percent(regel.percentage),
            number(regel.nog), BY_KLASSE[regel.klasse].status.replace(" ", ""),
        ] in [[row[0], *row[-7:]] for row in rows]  # fmt: skip
        assert len(rows) == 342 + 12


@pytest.mark.parametrize("code", CASES)
def test_the_look_ahead_is_in_the_report_with_what_it_is(read, code):
    figures, _ = figures_of(code)
    text = read[code].root.content().replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    for line in (*figures.ahead, figures.record):
        assert line.replace(" ", "").replace("\N{NO-BREAK SPACE}", "") in text, line
    assert figures.ahead[-1] == REKENSOM


@pytest.mark.parametrize("code", CASES)
def test_figures_have_an_alternative_and_headings_go_down_one_level(read, code):
    elements = list(read[code].root.walk())
    figures = [e for e in elements if e.kind == "Figure"]
    assert figures and all(len(e.alt) > 20 and e.alt.endswith(".") for e in figures)
    levels = [int(e.kind[1]) for e in elements if e.kind in ("H1", "H2", "H3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_text_comes_out_in_reading_order(reports, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(reports["GM0363"])
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    try:
        text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    except FileNotFoundError:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    text = " ".join(text.split())
    figures, _ = figures_of("GM0363")
    order = [
        figures.regel.naam,
        "Voorbeeldcijfers:",
        " ".join(figures.headline.split()),
        "Taakstelling",
        "Gehuisvest",
        "pagina 1 van 2",
        "Op schema?",
    ]
    order += ["Vergeleken", "De gemeenten eromheen", "Eerdere halfjaren", "Zo leest u dit rapport", "pagina 2 van 2"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("code", CASES)
def test_archive_metadata(reports, code):
    figures, stand = figures_of(code)
    with pikepdf.open(io.BytesIO(reports[code])) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.pdf_version == "1.7"
        docinfo = {name: str(value) for name, value in pdf.docinfo.items()}
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            assert xmp.pdfa_status == "2A"
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["dc:title"] == docinfo["/Title"] and figures.regel.naam in xmp["dc:title"]
            assert xmp["xmp:CreateDate"] == f"{stand.peildatum}T00:00:00Z"
            assert xmp["pdf:Producer"] == docinfo["/Producer"]
        date = datetime.strptime(docinfo["/CreationDate"], "D:%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
        assert date.date() == stand.peildatum.date
        root = pdf.Root
        assert root.Lang == "nl" and root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle
        assert root.OutputIntents[0].S == "/GTS_PDFA1" and "/DestOutputProfile" in root.OutputIntents[0]
        assert "/Filter" not in root.Metadata
        assert re.fullmatch(r"[0-9a-f]{32}", bytes(pdf.trailer.ID[0]).decode())
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [figures.regel.heading]
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert len(fonts) == 2 and all("IBM-Plex-Sans" in str(f.FontName) and "/FontFile2" in f for f in fonts)
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/JavaScript"]


def test_same_figures_give_the_same_bytes_in_another_process_too(reports, tmp_path):
    again = Renderer(example.vintage(), tmp_path)
    again.render(*figures_of("GM0014"))  # another report in between leaves no trace
    for code in ("GM0363", "PV24"):
        assert again.render(*figures_of(code)) == reports[code]


def test_another_figure_gives_another_identifier(renderer):
    figures, stand = figures_of("GM0363")
    other = replace(figures, headline="Anders.")
    numbers = [renderer.manuscript(f, stand).metadata.identifier for f in (figures, other)]
    assert numbers[0] != numbers[1]


def test_a_gemeente_without_figures_or_outline_has_a_report(renderer, fonts):
    stand = with_figures(example.stands()[-1], "GM0363", None)
    found = structure.read(renderer.render(make_figures("GM0363", stand, []), stand))
    assert not found.problems
    small = replace(
        renderer.vintage,
        key="small",
        gemeenten=renderer.vintage.gemeenten[:3],
        geometries=renderer.vintage.geometries[:3],
    )
    found = structure.read(Renderer(small, fonts).render(make_figures("GM0363", stand, []), stand))
    assert not found.problems


def test_links_lead_to_the_website_and_say_so(fonts):
    renderer = Renderer(example.vintage(), fonts, "https://voorbeeld.nl/beeld/")
    pdf = renderer.render(*figures_of("NL"))
    assert structure.read(pdf).problems == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        notes = [a for page in opened.pages for a in page.get("/Annots", [])]
        addresses = {str(a.A.URI) for a in notes if "/A" in a}  # one that goes on in another line is there twice
    assert addresses == {
        "https://voorbeeld.nl/beeld/nederland",
        "https://voorbeeld.nl/beeld/rapportages/2026-II/versie-1/nederland.csv",
        "https://voorbeeld.nl/beeld/versie/2026-11-01-r1-voorbeeld/nederland",
    }
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        notes = [a for page in opened.pages for a in page.get("/Annots", [])]
        assert "Naar de gemeenten in Fryslân" in {str(a.Contents) for a in notes}


def test_the_label_of_generalised_borders_goes_with_them(renderer, fonts):
    exact = Renderer(replace(renderer.vintage, gegeneraliseerd=False, key="exact"), fonts)
    figures, stand = figures_of("GM0093")
    texts = [structure.read(r.render(figures, stand)).root.content() for r in (renderer, exact)]
    assert ["Grenzen vereenvoudigd" in text for text in texts] == [True, False]


def test_the_name_is_the_heading_of_a_numbered_row(read):
    headings = [e.content() for e in read["PV24"].root.walk() if e.attributes.get("/Scope") == "/Row"]
    assert {"Almere", "Zeewolde"} <= set(headings) and not [h for h in headings if h.isdigit()]


def test_the_comparison_stands_under_the_map_of_a_provincie(reports):
    with pikepdf.open(io.BytesIO(reports["PV27"])) as pdf:
        tree = [str(e.Pg.objgen) for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/Table"]
        pages = [str(page.objgen) for page in pdf.pages]
    assert sorted(pages.index(page) + 1 for page in tree) == [1, 1, 2, 2, 3, 4]  # legend and comparison with the map


@pytest.mark.parametrize("code", ["GM0363", "PV27", "NL"])
@pytest.mark.parametrize("peildatum", ["2026-07-01", "2026-11-01"])
@pytest.mark.parametrize("housed", [600, 1200])
def test_a_version_that_changed_everything_has_no_more_pages(renderer, code, peildatum, housed):
    stand = next(s for s in example.stands() if str(s.peildatum) == peildatum)
    second = with_figures(stand, "GM0363", Cijfers(700, 300, housed), revision=2, voorbeeld=True)
    earlier = [s for s in example.stands() if s.peildatum <= stand.peildatum]
    figures = make_figures(code, second, earlier)
    assert len(figures.changes) in (5, 6) and figures.months_note
    with pikepdf.open(io.BytesIO(renderer.render(figures, second))) as pdf:
        assert len(pdf.pages) == CASES[code]


def test_long_and_odd_names_are_set_whole(renderer):
    stand = example.stands()[-1]
    longest = max(stand.gemeenten, key=lambda r: len(r.naam))
    text = structure.read(renderer.render(*figures_of(longest.code))).root.content()
    assert longest.naam in text


def test_weasyprint_has_nothing_to_complain_about(renderer, caplog):
    for code in ("GM0363", "PV20", "NL"):
        renderer.render(*figures_of(code))
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []
