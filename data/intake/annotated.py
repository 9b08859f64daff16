"""Gives the sender the workbook back with each finding as a comment and a colour in its cell, and a sheet that lists all.

A workbook that openpyxl cannot take, an ods and a csv become a new workbook with the same cells in the same places.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from itertools import groupby

import openpyxl
from openpyxl.cell import Cell as BookCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from data.errors import SnapshotRejected
from data.findings import LIST_HEADER, Ernst, Finding, is_list
from data.sheets.detect import read_tables
from data.sheets.tables import LIMITS, Sheet

LIST_NAME = "Bevindingen"
WIDTHS = (14, 16, 8, 30, 90, 24)
FILLS = {Ernst.FOUT: "FFC7CE", Ernst.WAARSCHUWING: "FFEB9C", Ernst.MELDING: "DDEBF7"}
AUTHOR = "Land in Beeld"
_NOT_ITS_KIND = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError, zipfile.BadZipFile)
_LETTER = re.compile(r"([A-Z]{1,3})(?::|$)")


def annotated(content: bytes, filename: str, findings: Sequence[Finding]) -> bytes:
    """An xlsx with the findings in it. Raises SnapshotRejected for a file without cells that we can read."""
    tables = read_tables(content, filename)
    if not tables.sheets:
        raise SnapshotRejected(tables.findings)
    book = _opened(content) or _rebuilt(tables.sheets)
    _forget_earlier(book)
    placed = [(f, cell) for f in findings if (cell := _cell(book, f))]
    for _, of_cell in groupby(sorted(placed, key=lambda p: _place(p[1])), key=lambda p: _place(p[1])):
        cell_findings = list(of_cell)
        _mark(cell_findings[0][1], [f for f, _ in cell_findings])
    _add_list(book, findings, {id(f): cell.coordinate for f, cell in placed})
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _opened(content: bytes) -> openpyxl.Workbook | None:
    """The workbook as it is, when openpyxl takes it and all its parts together stay within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LIMITS.unpacked:
                return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not keep: pictures, and forms of Excel's own
            return openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    except _NOT_ITS_KIND:
        return None


def _rebuilt(sheets: Sequence[Sheet]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(re.sub(r"[\\*?:/\[\]]", " ", sheet.naam)[:31] or None)
        for row, cells in enumerate(sheet.rows, 1):
            for column, value in enumerate(cells, 1):
                if isinstance(value, str):
                    _write(page, row, column, value)
                elif value is not None:
                    page.cell(row, column, value)
    return book


def _write(page: Worksheet, row: int, column: int, text: str) -> None:
    """Somebody's text as text, never as a formula."""
    cell = page.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000])
    cell.data_type = "s"


def _forget_earlier(book: openpyxl.Workbook) -> None:
    """Takes out what we said of an earlier version of the file."""
    for page in book.worksheets:
        if is_list([cell.value for cell in page[1]]) and len(book.worksheets) > 1:
            book.remove(page)
            continue
        for cell in (c for row in page.iter_rows() for c in row if c.comment and c.comment.author == AUTHOR):
            cell.comment, cell.fill = None, PatternFill()


def _cell(book: openpyxl.Workbook, finding: Finding) -> BookCell | None:
    """The cell that a finding speaks of: the first of the row where it names no column."""
    pages = [page for page in book.worksheets if page.title == finding.blad] or book.worksheets[:1]
    if finding.rij is None or (finding.blad and pages[0].title != finding.blad and len(book.worksheets) > 1):
        return None
    letter = _LETTER.match(finding.kolom)
    return _shown(pages[0], f"{letter[1] if letter else 'A'}{finding.rij}")


def _shown(page: Worksheet, address: str) -> BookCell | None:
    """The cell itself, or the one that shows in its place where cells are merged."""
    cell = page[address]
    if isinstance(cell, BookCell):
        return cell
    around = next((r for r in page.merged_cells.ranges if address in r), None)
    first = page.cell(around.min_row, around.min_col) if around else None
    return first if isinstance(first, BookCell) else None


def _place(cell: BookCell) -> tuple[str, int, int]:
    return cell.parent.title, cell.row, cell.column


def _mark(cell: BookCell, findings: Sequence[Finding]) -> None:
    worst = min(findings, key=lambda f: list(Ernst).index(f.ernst))
    earlier = f"{cell.comment.text}\n\n" if cell.comment else ""
    lines = [f"{f.ernst}: {f.zin}" + (f" Suggestie: {f.suggestie}." if f.suggestie else "") for f in findings]
    cell.comment = Comment(earlier + "\n".join(lines), AUTHOR, height=60 + 40 * len(lines), width=360)
    cell.fill = PatternFill("solid", fgColor=FILLS[worst.ernst])


def _add_list(book: openpyxl.Workbook, findings: Sequence[Finding], places: dict[int, str]) -> None:
    page = book.create_sheet(LIST_NAME)
    page.append(LIST_HEADER)
    for row, f in enumerate(findings, 2):
        texts = (str(f.ernst), f.blad, places.get(id(f), ""), f.kolom, f.zin, f.suggestie)
        for column, text in enumerate(texts, 1):
            _write(page, row, column, text)
            page.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(row, 1).fill = PatternFill("solid", fgColor=FILLS[f.ernst])
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
        page[f"{letter}1"].font = Font(bold=True)
    page.freeze_panes = "A2"
