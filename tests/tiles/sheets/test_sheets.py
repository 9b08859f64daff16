"""A sheet in each format, read back with what others read such files with: equal cells, typed, and it says what it is."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import odf.opendocument
import openpyxl
import pytest
import python_calamine
from odf.table import Table, TableCell, TableColumn, TableRow

from data.domain.dictionary import BY_NAME
from data.terms import Peildatum
from tiles.out.release_files import SHEETS
from tiles.sheets.sheet import Column, Origin, Sheet

LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
EVIL = ('=HYPERLINK("https://elders.example";"klik")', "+31 20", "-1+1", "@SUM(A1)", "<b>&amp;</b>")
SHEET = Sheet(
    name="Gemeenten",
    title="Gemeenten van de toets",
    columns=tuple(map(Column.of, ("statcode", "naam", "percentage", "achterstand", "peildatum", "reden"))),
    rows=(
        ("GM0363", "Amsterdam", 66.7, 412, "2026-11-01", None),
        ("GM0344", "Utrecht", None, -1122, "2026-11-01", "al gehaald"),
        ("GM0345", "'s-Gravenhage", 1234.5, 0, "2026-10-01", None),
        *((f"GM000{n}", text, 0.1, n, "2026-11-01", None) for n, text in enumerate(EVIL)),
    ),
    of=Peildatum.parse("2026-11-01"),
    origins=(Origin(Peildatum.parse("2026-11-01"), 2, "2026-11-01-r2-abc", "ab" * 32),),
    sources=("Cijfers: COA; grenzen 2026: CBS",),
    choice="alleen klasse 1 en 3",
    notes=("Een percentage kan boven 100 komen.",),
    addresses=(("Adres", "https://www.example.nl/versie/2026-11-01-r2/gemeenten"),),
)
HEADS = ["Code", "Naam", "Percentage", "Achterstand of voorsprong bij het begin", "Peildatum", "Reden"]


def written(ending: str) -> bytes:
    return SHEETS[ending].write(SHEET)


def typed(value: str | float | None, naam: str) -> object:
    """What a reader must see of a value."""
    if value is None:
        return ""
    if naam == "percentage":
        return pytest.approx(float(value) / 100)
    return dt.date.fromisoformat(str(value)) if naam == "peildatum" else value


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_every_cell_comes_back_with_its_type(ending: str) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(written(ending)))
    head, *rows = book.get_sheet_by_name("Gemeenten").to_python()
    assert head == HEADS
    names = [column.begrip.naam for column in SHEET.columns]
    assert rows == [[typed(value, naam) for value, naam in zip(row, names, strict=True)] for row in SHEET.rows]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_it_says_what_it_is_and_what_its_columns_mean(ending: str) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(written(ending)))
    assert book.sheet_names == ["Gemeenten", "Begrippen", "Over dit bestand"]
    words = {row[0]: row for row in book.get_sheet_by_name("Begrippen").to_python()[1:]}
    assert list(words) == HEADS
    assert words["Percentage"][2] == BY_NAME["percentage"].uitleg
    assert "een deel van 1" in str(words["Percentage"][4])
    lines = book.get_sheet_by_name("Over dit bestand").to_python()
    about = {str(row[0]): row[1] for row in lines}
    assert about["Titel"] == "Gemeenten van de toets"
    assert about["Keuze"] == "alleen klasse 1 en 3"
    assert str(about["Peildatum"]).startswith("2026-11-01")
    assert about["Versie"] == "2"
    assert LICENCE in str(about["Bron en licentie"])
    assert "Cijfers: COA" in str(about["Bron en licentie"])
    assert about["Let op"] == SHEET.notes[0]
    assert about["Adres"] == SHEET.addresses[0][1]
    assert lines[-1] == ["2026-11-01", 2.0, "2026-11-01-r2-abc", "ab" * 32]


def test_excel_gets_formats_filter_and_properties() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    page = book["Gemeenten"]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:F9", "$1:$1")
    assert (page["C2"].number_format, page["E2"].number_format) == ("0.0%", "yyyy-mm-dd")
    assert page["A1"].font.bold
    assert page.column_dimensions["D"].width > page.column_dimensions["A"].width
    evil = [page.cell(row, 2) for row in range(5, 5 + len(EVIL))]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in evil] == [(text, "s", None) for text in EVIL]
    about = book.properties
    assert (about.title, about.subject, about.creator) == (
        "Gemeenten van de toets",
        "alleen klasse 1 en 3",
        "Land in Beeld",
    )
    assert about.keywords == "Land in Beeld, peildatum 2026-11-01, versie 2"
    assert str(about.created) == str(about.modified) == "2026-11-01 00:00:00"
    assert LICENCE in str(about.description)


def test_opendocument_gets_types_filter_and_properties() -> None:
    content = written("ods")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype").decode() == SHEETS["ods"].media_type
        settings = archive.read("settings.xml").decode()
        content_xml = archive.read("content.xml").decode()
    assert 'xmlns:ooo="http://openoffice.org/2004/office"' in settings, "the name of the settings is of that space"
    for name in ("Gemeenten", "Begrippen"):  # as LibreOffice writes a frozen first row
        view = settings.partition(f'config:name="{name}"')[2].partition("</config:config-item-map-entry>")[0]
        assert dict(re.findall(r'config:name="(VerticalSplit\w+)" config:type="\w+">(\d+)<', view)) == {
            "VerticalSplitMode": "2", "VerticalSplitPosition": "1",
        }  # fmt: skip
    assert "target-range-address=\"'Gemeenten'.A1:'Gemeenten'.F9\"" in content_xml
    assert 'display-filter-buttons="true"' in content_xml
    book = odf.opendocument.load(io.BytesIO(content))
    page = book.spreadsheet.getElementsByType(Table)[0]
    assert page.getAttribute("name") == "Gemeenten"
    assert len(page.getElementsByType(TableColumn)) == len(HEADS)
    cells = [row.getElementsByType(TableCell) for row in page.getElementsByType(TableRow)]
    assert [cell.getAttribute("valuetype") for cell in cells[1]] == [
        "string",
        "string",
        "percentage",
        "float",
        "date",
        None,
    ]
    assert all(cell.getAttribute("formula") is None for row in cells for cell in row)
    assert str(cells[1][2]) == "66.7%"
    meta = {node.qname[1]: str(node) for node in book.meta.childNodes}
    assert (meta["title"], meta["subject"]) == ("Gemeenten van de toets", "alleen klasse 1 en 3")
    assert [str(n) for n in book.meta.childNodes if n.qname[1] == "keyword"] == [
        "Land in Beeld", "peildatum 2026-11-01", "versie 2",
    ]  # fmt: skip
    assert meta["creation-date"] == meta["date"] == "2026-11-01T00:00:00"
    assert LICENCE in meta["description"]


def test_csv_names_its_fields_and_its_source_in_each_row() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(SHEET.rows)
    assert rows[0] == {
        "statcode": "GM0363", "naam": "Amsterdam", "percentage": "66,7", "achterstand": "412", "peildatum": "2026-11-01",
        "reden": "", "bron": "Cijfers: COA; grenzen 2026: CBS", "licentie": "CC BY 4.0",
    }  # fmt: skip


@pytest.mark.parametrize("ending", SHEETS)
def test_the_same_figures_give_the_same_bytes(ending: str) -> None:
    assert written(ending) == SHEETS[ending].write(replace(SHEET))
    if ending != "csv":
        with zipfile.ZipFile(io.BytesIO(written(ending))) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize("ending", SHEETS)
def test_a_table_without_rows_is_a_file(ending: str) -> None:
    content = SHEETS[ending].write(replace(SHEET, rows=()))
    if ending != "csv":
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert book.get_sheet_by_name("Gemeenten").to_python() == [HEADS]
