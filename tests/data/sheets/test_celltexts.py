"""Cells are read as a person reads them: footnote marks, struck text, merged cells, protected text, stale formulas."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from data.findings import Ernst
from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import Gemeentecode
from tests.data import coafiles as coa

COLUMNS = coa.CODE | coa.NAAM | coa.TAAK | coa.ACHTER | coa.GEREALISEERD
EXPECTED = {g.code: coa.figures(g) for g in gemeenten_of(2017)}
AMSTERDAM = Gemeentecode.parse("GM0363")
AT = next(i for i, row in enumerate(coa.table(COLUMNS), 1) if row and row[0] == "GM0363")  # row of the sheet


def read(content: bytes, name: str = "x.xlsx") -> Intake:
    return read_snapshot(content, name)


def book(**options: Any) -> openpyxl.Workbook:
    return coa.workbook(("Overzicht", coa.table(COLUMNS, **options)))


def codes(intake: Intake, ernst: Ernst = Ernst.FOUT) -> list[str]:
    return [f.code for f in intake.findings if f.ernst is ernst]


def with_sheet_text(content: bytes, *changes: tuple[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.endswith("sheet1.xml"):
                for before, after in changes:
                    assert before in text
                    text = text.replace(before, after, 1)
            new.writestr(name, text)
    return target.getvalue()


def shared(content: bytes) -> bytes:
    """The same workbook with its texts in one part, as Excel writes them."""
    texts: list[str] = []

    def share(match: re.Match[str]) -> str:
        texts.append(match[2])
        return f'<c r="{match[1]}" t="s"><v>{len(texts) - 1}</v></c>'

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.endswith("sheet1.xml"):
                text = re.sub(r'<c r="([A-Z0-9]+)"[^>]* t="inlineStr"><is>(.*?)</is></c>', share, text)
            elif name.endswith("workbook.xml.rels"):
                text = text.replace(
                    "</Relationships>",
                    '<Relationship Id="s" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
                    'officeDocument/2006/relationships/sharedStrings"/></Relationships>',
                )
            new.writestr(name, text)
        new.writestr("xl/sharedStrings.xml", "<sst>" + "".join(f"<si>{t}</si>" for t in texts) + "</sst>")
    return target.getvalue()


def block(text: str, **font: Any) -> TextBlock:
    return TextBlock(InlineFont(**font), text)


@pytest.mark.parametrize("keep", [lambda content: content, shared])
@pytest.mark.parametrize(
    ("mark", "told"),
    [
        (block("1", vertAlign="superscript"), "voetnoot-weggelaten"),
        (block(" 2)", vertAlign="superscript"), "voetnoot-weggelaten"),
        (block("77", strike=True), "doorgehaald-weggelaten"),
    ],
)
def test_runs_that_are_no_part_of_the_figure_are_left_out(keep: Any, mark: TextBlock, told: str) -> None:
    work = book()
    done = str(EXPECTED[AMSTERDAM].gerealiseerd)
    work.active[f"E{AT}"] = CellRichText(block(done), mark)
    work.active["E4"] = CellRichText(block("Gerealiseerd"), mark)
    intake = read(keep(coa.saved(work)))
    assert intake.snapshot is not None, intake.findings
    assert intake.snapshot.cijfers == EXPECTED
    [finding] = intake.findings
    assert (finding.code, finding.blad, finding.rij) == (told, "Overzicht", 4)
    assert f"E{AT} ({done} zonder {mark.text.strip()})" in finding.zin


@pytest.mark.parametrize("font", [{"vertAlign": "superscript"}, {"strike": True}])
def test_cell_that_is_nothing_but_a_mark_is_no_figure(font: dict[str, Any]) -> None:
    work = book()
    work.active[f"E{AT}"] = CellRichText(block("7", **font))
    intake = read(coa.saved(work))
    assert codes(intake) == ["geen-heel-getal"]
    assert intake.findings[0].rij == AT


def test_raised_ordinal_stays_in_its_word() -> None:
    work = book(title=[["Overzicht"], ["x"], []])
    raised = block("e", vertAlign="superscript")
    work.active["A2"] = CellRichText(block("1"), raised, block(" halfjaar 2016, stand per 1 april 2017"))
    assert codes(read(coa.saved(work))) == ["halfjaar-tegenstrijdig"]


def ods_with_span(position: str) -> bytes:
    content = coa.ods(
        coa.table(
            COLUMNS | {"Gerealiseerd": lambda g, c: f"{c.gerealiseerd}@" if g.code == AMSTERDAM else c.gerealiseerd}
        )
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "content.xml":
                style = f'<style:style style:name="T1" style:family="text"><style:text-properties {position}/>'
                style += "</style:style>"
                text = text.replace(
                    b"<office:automatic-styles/>",
                    f"<office:automatic-styles>{style}</office:automatic-styles>".encode(),
                )
                assert b"T1" in text
                text = text.replace(b"@", b'<text:span text:style-name="T1">1</text:span>')
            new.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("position", "told"),
    [
        ('style:text-position="super 58%"', "voetnoot-weggelaten"),
        ('style:text-position="33% 58%"', "voetnoot-weggelaten"),
        ('style:text-line-through-style="solid"', "doorgehaald-weggelaten"),
    ],
)
def test_runs_of_an_ods_are_left_out_too(position: str, told: str) -> None:
    intake = read(ods_with_span(position), "x.ods")
    assert intake.snapshot is not None, intake.findings
    assert intake.snapshot.cijfers == EXPECTED
    assert [f.code for f in intake.findings] == [told]


def test_span_of_an_ods_on_the_line_is_part_of_the_figure() -> None:
    intake = read(ods_with_span('style:text-position="0% 100%"'), "x.ods")
    assert intake.snapshot is not None
    changed = intake.snapshot.cijfers[AMSTERDAM]
    assert changed is not None
    assert changed.gerealiseerd == EXPECTED[AMSTERDAM].gerealiseerd * 10 + 1


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ({"font": Font(strike=True)}, "doorgehaald"),
        ({"number_format": ";;;"}, "verborgen"),
        ({"number_format": "#,##0,"}, "in duizenden"),
        ({"number_format": '0"1"'}, "met tekens erbij"),
        ({"number_format": "-0"}, "met tekens erbij"),
    ],
)
def test_figure_that_its_style_shows_otherwise_is_an_error(style: dict[str, Any], told: str) -> None:
    work = book()
    for name, value in style.items():
        setattr(work.active[f"E{AT}"], name, value)
    intake = read(coa.saved(work))
    assert codes(intake) == ["cel-anders-getoond"]
    assert (intake.findings[0].rij, told in intake.findings[0].zin) == (AT, True)


@pytest.mark.parametrize(
    "number_format",
    [
        "0",
        "#,##0",
        "#,##0_ ;[Red]-#,##0\\ ",
        '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ',
        '0" personen"',
        "0;-0;",
        "+0;-0",
    ],
)
def test_usual_number_formats_are_just_that(number_format: str) -> None:
    work = book()
    for row in work.active.iter_rows(min_row=5, min_col=3, max_col=5):
        for cell in row:
            cell.number_format = number_format
    assert read(coa.saved(work)).snapshot is not None


def test_struck_cell_of_an_ods_is_an_error() -> None:
    content = coa.ods(coa.table(COLUMNS))
    target = io.BytesIO()
    style = '<style:style style:name="D" style:family="table-cell"><style:text-properties '
    style += 'style:text-line-through-style="solid"/></style:style>'
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "content.xml":
                text = text.replace(
                    "<office:automatic-styles/>", f"<office:automatic-styles>{style}</office:automatic-styles>"
                )
                head, amsterdam, rest = text.partition(">Amsterdam<")
                text = (
                    head + amsterdam + rest.replace("<table:table-cell ", '<table:table-cell table:style-name="D" ', 1)
                )
            new.writestr(name, text)
    [finding] = read(target.getvalue(), "x.ods").findings
    assert (finding.code, finding.rij) == ("cel-anders-getoond", AT)


@pytest.mark.parametrize("form", ["'{}", '="{}"', '\'="{}"'])
def test_protected_texts_of_a_csv(form: str) -> None:
    columns = {
        "Gemeentecode": lambda g, c: form.format(f"{g.code.number:04d}"),
        "Gemeente": lambda g, c: form.format(g.naam),
        "Taakstelling": lambda g, c: form.format(c.taakstelling),
        "Achterstand (+) / voorsprong (-)": lambda g, c: form.format(c.achterstand),
        "Gerealiseerd": lambda g, c: form.format(c.gerealiseerd),
    }
    rows = coa.table(columns)
    text = "\n".join(";".join('"' + str(v).replace('"', '""') + '"' for v in row) for row in rows)
    for content in (text.encode(), coa.xlsx(rows) if form[0] == "'" else text.encode("utf-16")):
        intake = read(content)
        assert intake.snapshot is not None, intake.findings[:3]
        assert intake.snapshot.cijfers == EXPECTED


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\u2007", " "])
def test_any_space_between_thousands(space: str) -> None:
    columns = COLUMNS | {"Taakstelling": lambda g, c: f"{c.taakstelling:,}".replace(",", space) + "\u00a0"}
    intake = read(coa.csv(coa.table(columns)), "x.csv")
    assert intake.snapshot is not None, intake.findings[:3]
    assert intake.snapshot.cijfers == EXPECTED


def merged(reference: str, hidden: dict[str, Any]) -> bytes:
    """The cells merged, with values below that openpyxl would drop."""
    work = book()
    for address, value in hidden.items():
        work.active[address] = value
    cells = f'</sheetData><mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    return with_sheet_text(coa.saved(work), ("</sheetData>", cells))


@pytest.mark.parametrize(
    ("reference", "hidden"),
    [
        (f"E{AT}:E{AT + 1}", {}),  # one figure for two gemeenten, another below it
        (f"D{AT}:E{AT}", {}),
        (f"E{AT}:E{AT + 1}", {f"E{AT}": "n.v.t."}),  # no figure shows, one is hidden
    ],
)
def test_figure_below_a_merged_cell_is_an_error(reference: str, hidden: dict[str, Any]) -> None:
    intake = read(merged(reference, hidden))
    assert "cel-samengevoegd" in codes(intake), intake.findings
    assert intake.snapshot is None


def test_text_of_a_merged_cell_holds_for_all_its_rows() -> None:
    content = merged(f"B{AT}:B{AT + 1}", {})
    assert "code-en-naam-tegenstrijdig" in codes(read(content)), "the name below is hidden: Amsterdam stands there"


def test_merged_title_and_note_do_no_harm() -> None:
    assert read(merged("A2:E2", {"C2": "verborgen"})).accepted


def never_calculated(flag: bool, **formulas: str) -> bytes:
    """A workbook as programs write it that do not calculate: each formula with 0 beside it."""
    work = book(total=True)
    sheet = work.active
    last = sheet.max_row
    places = []
    for column, formula in formulas.items():
        rows = [last] if "{last}" in formula else range(5, last)
        for row in rows:
            sheet[f"{column}{row}"] = formula.format(row=row, last=last - 1)
            places.append(f"{column}{row}")
    work.calculation.fullCalcOnLoad = flag
    content = coa.saved(work)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                assert text.count(b"</f><v/>") + text.count(b"</f><v></v>") == len(places)
                text = text.replace(b"</f><v/>", b"</f><v>0</v>").replace(b"</f><v></v>", b"</f><v>0</v>")
            new.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("flag", "formulas"),
    [
        (True, {"E": "=IF(C{row}>0,1,2)"}),
        (False, {"E": "=IF(C{row}>0,1,2)"}),
        (True, {"C": "=SUM(C5:C{last})"}),
        (False, {"C": "=SUM(C5:C{last})", "D": "=SUM(D$5:$D{last})"}),
    ],
)
def test_formulas_that_were_never_calculated_are_refused_with_what_to_do(flag: bool, formulas: dict[str, str]) -> None:
    intake = read(never_calculated(flag, **formulas))
    assert set(codes(intake)) == {"formule-zonder-waarde"}
    assert "laat het rekenen" in intake.findings[0].zin
    assert intake.findings[0].kolom


def test_formula_of_nothing_that_is_used_does_no_harm() -> None:
    work = book()
    work.active["H2"] = "=SUM(C5:C400)"
    assert read(coa.saved(work)).accepted


def test_calculated_sums_are_believed() -> None:
    rows = coa.table(COLUMNS, total=True)
    last, plain = len(rows), f"<v>{rows[-1][2]}</v>"
    assert read(with_sheet_text(coa.xlsx(rows), (plain, f"<f>SUM(C5:C{last - 1})</f>{plain}"))).accepted


def test_row_and_column_of_no_size_are_hidden() -> None:
    cols = '<cols><col min="5" max="5" width="0" customWidth="1"/></cols><sheetData>'
    content = coa.saved(book())
    changed = with_sheet_text(
        content, ("<sheetData>", cols), (f'<row r="{AT}"', f'<row ht="0" customHeight="1" r="{AT}"')
    )
    assert codes(read(changed), Ernst.WAARSCHUWING) == ["kolom-verborgen", "rij-verborgen"]
