"""Two reports of each kind in the programs that people read them with: all begin at the beginning, and two judges agree.

`structure.read` sees that what is painted, what is tagged and what stands on the page come in one order; `reports-check`
does all of this for every report.
"""

import io
import re

import pikepdf
import pytest

from reports import render
from tests.reports import example, readers, structure
from tests.reports.test_render import figures_of

CASES = {  # name of the file: code, peildatum, kind in the title
    "GM0363-2026-11": ("GM0363", "2026-11-01", "gemeente"),
    "GM0093-2026-07": ("GM0093", "2026-07-01", "gemeente"),
    "PV24-2026-11": ("PV24", "2026-11-01", "provincie"),
    "PV30-2026-07": ("PV30", "2026-07-01", "provincie"),
    "NL-2026-11": ("NL", "2026-11-01", "land"),
    "NL-2026-07": ("NL", "2026-07-01", "land"),
}
STATES = {
    "2026-11-01": r"Tussenstand\s+stand per 1 november 2026",
    "2026-07-01": r"Definitief\s+eindstand van het halfjaar",
}
PERIODS = {"2026-11-01": "tweede halfjaar 2026", "2026-07-01": "eerste halfjaar 2026"}


def stand_at(peildatum):
    return next(s for s in example.stands() if str(s.peildatum) == peildatum)


@pytest.fixture(scope="module")
def paths(renderer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    made = []
    for name, (code, peildatum, _) in CASES.items():
        made.append(folder / f"{name}.pdf")
        made[-1].write_bytes(renderer.render(*figures_of(code, stand_at(peildatum))))
    return made


@pytest.mark.parametrize("reader", readers.READERS)
def test_every_reader_begins_with_title_area_period_and_state(paths, reader):
    for text, (code, peildatum, kind) in zip(reader(paths), CASES.values(), strict=True):
        name = stand_at(peildatum).regel(code).heading
        beginning = readers.opening(kind, PERIODS[peildatum], name, STATES[peildatum])
        assert re.match(beginning, text.lstrip()), text[:300]


@pytest.mark.parametrize("reader", readers.READERS)
def test_every_reader_has_the_headings_in_the_order_of_the_page(paths, reader):
    text = reader(paths)[0]
    order = ["Amsterdam huisvestte", "Taakstelling", "Gehuisvest", "Op schema?", "Vergeleken", "De gemeenten eromheen"]
    order += ["Eerdere halfjaren", "Zo leest u dit rapport"]
    places = [re.search(rf"^{re.escape(part)}", text, re.MULTILINE).start() for part in order]
    assert places == sorted(places)


def test_what_is_painted_tagged_and_seen_comes_in_one_order(paths):
    assert [problem for path in paths for problem in structure.read(path.read_bytes()).problems] == []


def test_the_judges_have_no_remark_that_is_not_explained(paths):
    assert readers.remarks(paths) == []


def test_a_table_that_goes_on_is_one_table_and_says_its_head_once(renderer, monkeypatch):
    monkeypatch.setattr(render, "DENSE_ROWS_PER_PAGE", 3)  # Flevoland has six gemeenten and a total
    content = renderer.render(*figures_of("PV24"))
    found = structure.read(content)
    assert found.problems == []
    (table,) = [
        e for e in found.root.walk() if e.kind == "Table" and e.children[0].content().startswith("Gemeenten in")
    ]
    caption, head, body = table.children
    assert caption.content() == "Gemeenten in Flevoland, in personen"
    assert len(head.children) == 1
    assert [row.children[1].content() for row in body.children] == [
        "Almere", "Dronten", "Lelystad", "Noordoostpolder", "Urk", "Zeewolde", "Flevoland",
    ]  # fmt: skip
    with pikepdf.open(io.BytesIO(content)) as pdf:
        painted = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    assert painted.count(b"/Artifact\n<</Type /Pagination>>\nBDC") >= 2, "the captions of both other parts"
