"""The sender's workbook comes back with each finding in its cell, and may be sent again when it is mended."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from data.errors import SnapshotRejected
from data.findings import Ernst
from data.intake.annotated import AUTHOR, FILLS, LIST_NAME, annotated
from data.intake.snapshot_reader import read_snapshot
from tests.data import coafiles as coa

COLUMNS = coa.CODE | coa.NAAM | coa.TAAK | coa.ACHTER | coa.GEREALISEERD
AT = next(i for i, row in enumerate(coa.table(COLUMNS), 1) if row and row[0] == "GM0363")


def rows() -> coa.Rows:
    made = coa.table(COLUMNS)
    made[AT - 1][4] = "=ca. 9"
    made[AT] = [*made[AT][:2], "x", *made[AT][3:4], -4]
    return made


def back(content: bytes, name: str = "x.xlsx") -> openpyxl.Workbook:
    findings = read_snapshot(content, name).findings
    return openpyxl.load_workbook(io.BytesIO(annotated(content, name, findings)))


def csv_of_rows() -> bytes:
    return coa.csv(rows())


def xlsx_of_rows() -> bytes:
    book = coa.workbook(("Overzicht", rows()))
    book.active[f"E{AT}"].data_type = "s"
    book.active["A1"].font = openpyxl.styles.Font(bold=True)
    book.active["C7"].comment = Comment("van onszelf", "mieke")
    return coa.saved(book)


@pytest.mark.parametrize(
    ("content", "name"), [(xlsx_of_rows(), "x.xlsx"), (csv_of_rows(), "x.csv"), (coa.ods(rows()), "x.ods")]
)
def test_each_finding_stands_in_its_cell(content: bytes, name: str) -> None:
    book = back(content, name)
    page, told = book.worksheets
    wrong = page[f"E{AT}"]
    assert (wrong.value, wrong.data_type) == ("=ca. 9", "s"), "nobody's text becomes a formula"
    assert wrong.comment is not None
    assert wrong.comment.text == "fout: ‘=ca. 9’ is geen heel getal (Amsterdam, gerealiseerd)."
    assert wrong.fill.fgColor.rgb == "00" + FILLS[Ernst.FOUT]
    assert page[f"E{AT + 1}"].comment is not None
    assert page[f"D{AT}"].comment is None
    assert page["D10"].value in (coa.table(COLUMNS)[9][3], str(coa.table(COLUMNS)[9][3]))
    assert told.title == LIST_NAME
    listed = list(told.iter_rows(values_only=True))
    assert listed[0] == ("Ernst", "Blad", "Cel", "Kolom", "Wat", "Suggestie")
    assert (listed[1][0], listed[1][2], listed[1][3]) == ("fout", f"E{AT}", "E: Gerealiseerd")


def test_a_workbook_stays_as_it_was_apart_from_that() -> None:
    page = back(xlsx_of_rows()).worksheets[0]
    assert page["A1"].font.bold
    assert page["C7"].comment is not None
    assert page["C7"].comment.text == "van onszelf"


def test_finding_below_a_merged_cell_stands_in_the_one_that_shows() -> None:
    book = coa.workbook(("Overzicht", coa.table(COLUMNS)))
    book.active.merge_cells(f"E{AT}:E{AT + 1}")
    page = back(coa.saved(book)).worksheets[0]
    assert page[f"E{AT}"].comment is not None
    assert "samengevoegde cel" in page[f"E{AT}"].comment.text


def test_mended_file_is_accepted_and_what_we_said_is_gone() -> None:
    book = back(xlsx_of_rows())
    for row, figures in ((AT, coa.table(COLUMNS)[AT - 1]), (AT + 1, coa.table(COLUMNS)[AT])):
        for column, value in enumerate(figures, 1):
            book.worksheets[0].cell(row, column).value = value
    book.worksheets[1]["E2"].value = "peildatum 1 mei 2019"  # of an earlier version, say
    mended = coa.saved(book)
    intake = read_snapshot(mended, "x.xlsx")
    assert intake.accepted, intake.findings
    again = openpyxl.load_workbook(io.BytesIO(annotated(mended, "x.xlsx", intake.findings)))
    assert again.sheetnames == ["Overzicht", LIST_NAME]
    cells = [c for row in again.worksheets[0].iter_rows() for c in row]
    assert not [c for c in cells if c.comment and c.comment.author == AUTHOR]
    assert again.worksheets[0][f"E{AT}"].fill.fill_type is None


def test_what_has_no_cells_cannot_come_back() -> None:
    with pytest.raises(SnapshotRejected):
        annotated(b"%PDF-1.7", "x.pdf", ())
