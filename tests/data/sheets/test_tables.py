"""File formats and their dangers: every kind of file that is no table gets its own sentence, within bounds."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from types import SimpleNamespace

import openpyxl
import pytest

from data.findings import SOORTEN
from data.sheets.detect import read_tables
from data.sheets.tables import Budget, Limits
from tests.data import coafiles as coa

SMALL = [["a", "b"], [1, 2.5]]
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def only_code(content: bytes, name: str = "x.xlsx", limits: Limits | None = None) -> str:
    tables = read_tables(content, name, Budget(limits) if limits else None)
    assert tables.sheets == ()
    [finding] = tables.findings
    return finding.code


def altered(content: bytes, parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with some parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return target.getvalue()


def with_sheet(rows: str) -> bytes:
    xml = SHEET.format(f"<sheetData>{rows}</sheetData>")
    return altered(coa.xlsx(SMALL), {"xl/worksheets/sheet1.xml": xml})


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name in names:
            new.writestr(name, "x")
    return target.getvalue()


def ole(text: str = "") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + text.encode("utf-16-le") + bytes(500)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bestand-leeg"),
        (b" \r\n\t\r\n", "bestand-leeg"),
        (b"\xef\xbb\xbf", "bestand-leeg"),
        (b"\xef\xbb\xbf;;;\n".replace(b";", b" "), "bestand-leeg"),
        (ole("EncryptedPackage"), "bestand-wachtwoord"),
        (ole("Workbook"), "bestand-ander-formaat"),
        (b"%PDF-1.7 ...", "bestand-ander-formaat"),
        (b"\x89PNG\r\n\x1a\n....", "bestand-ander-formaat"),
        (b"<!DOCTYPE html><table><tr><td>Gemeente", "bestand-ander-formaat"),
        (b"\xef\xbb\xbf  <html>", "bestand-ander-formaat"),
        (b'<?xml version="1.0"?><a/>', "bestand-ander-formaat"),
        (b'{"gemeenten": []}', "bestand-ander-formaat"),
        (b"\x1f\x8b\x08\x00", "bestand-ander-formaat"),
        (archive("word/document.xml"), "bestand-ander-formaat"),
        (archive("xl/workbook.bin"), "bestand-ander-formaat"),
        (archive("tabel.csv"), "bestand-ander-formaat"),
        (archive("content.xml"), "bestand-ander-formaat"),
        (b"PK\x03\x04 dit is geen werkmap", "bestand-geen-werkmap"),
        (archive("xl/workbook.xml"), "bestand-beschadigd"),
        (bytes(range(256)) * 20, "bestand-onherkenbaar"),
        (b"\xff\xfea", "bestand-onherkenbaar"),
        (b'a;b\n"' + b"x" * 200_000, "csv-onleesbaar"),
    ],
)
def test_what_is_no_table_has_its_own_sentence(content: bytes, code: str) -> None:
    assert only_code(content) == code


def test_open_quote_is_found_where_it_opens() -> None:
    rows = coa.csv(coa.table(coa.USUAL)).replace(b"Amsterdam", b'"Amsterdam')
    [finding] = read_tables(rows, "x.csv").findings
    at = next(i for i, line in enumerate(rows.splitlines(), 1) if b"Amsterdam" in line)
    assert (finding.code, finding.zin.split()[4:6]) == ("csv-onleesbaar", ["rij", str(at)])


def test_header_cell_of_two_lines_is_no_open_quote() -> None:
    [sheet] = read_tables(b'a;"b\nb";c\n1;2;3\n', "x.csv").sheets
    assert sheet.rows == [["a", "b\nb", "c"], ["1", "2", "3"]]


@pytest.mark.parametrize("share", [0.05, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("make", [coa.xlsx, coa.ods])
def test_truncated_workbook_is_called_truncated(make: object, share: float) -> None:
    content = make(coa.table(coa.USUAL))  # type: ignore[operator]
    assert only_code(content[: int(len(content) * share)]) == "bestand-afgekapt"


def test_flipped_bytes_inside_are_called_damaged() -> None:
    content = bytearray(coa.xlsx(coa.table(coa.USUAL)))
    at = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[at : at + 20] = bytes(20)
    assert only_code(bytes(content)) == "bestand-beschadigd"


def test_locked_parts_ask_for_a_password() -> None:
    content = bytearray(coa.xlsx(SMALL))
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        content[start + 8] |= 1
        start += 4
    assert only_code(bytes(content)) == "bestand-wachtwoord"


def test_locked_ods_asks_for_a_password() -> None:
    manifest = '<m:manifest xmlns:m="urn:x"><m:encryption-data/></m:manifest>'.replace("m:", "manifest:").replace(
        ":m=", ":manifest="
    )
    content = altered(coa.ods(SMALL), {"META-INF/manifest.xml": manifest})
    assert only_code(content) == "bestand-wachtwoord"


@pytest.mark.parametrize(
    ("name", "content"), [("x.csv", coa.xlsx(SMALL)), ("x.xlsx", coa.csv(SMALL)), ("x.xls", coa.ods(SMALL))]
)
def test_renamed_file_is_read_for_what_it_is_with_a_warning(name: str, content: bytes) -> None:
    tables = read_tables(content, name)
    assert [f.code for f in tables.findings] == ["bestand-hernoemd"]
    assert len(tables.sheets[0].rows) == 2


def test_values_keep_their_place_and_kind() -> None:
    [sheet] = read_tables(coa.xlsx([[], [None, "x", 3, 2.5, True]]), "x.xlsx").sheets
    assert sheet.rows == [["", "", "", "", ""], ["", "x", 3.0, 2.5, True]]
    [sheet] = read_tables(coa.ods([[], [None, "x", 3]]), "x.ods").sheets
    assert sheet.rows == [["", "", ""], ["", "x", 3.0]]


def test_file_that_is_too_large_is_not_opened() -> None:
    assert only_code(b"a;b\n" * 10, "x.csv", Limits(size=20)) == "bestand-te-groot"


def test_zip_bomb_is_refused_by_its_ratio() -> None:
    bomb = altered(coa.xlsx(SMALL), {"xl/sharedStrings.xml": b"<sst>" + b" " * 20_000_000 + b"</sst>"})
    assert len(bomb) < 50_000
    assert only_code(bomb) == "bestand-te-sterk-gepakt"


def test_unpacked_size_is_bounded_over_all_parts() -> None:
    assert only_code(coa.xlsx(coa.table(coa.USUAL)), limits=Limits(unpacked=30_000)) == "bestand-uitgepakt-te-groot"


def test_archive_that_lies_about_a_size_is_damaged() -> None:
    bomb = bytearray(altered(coa.xlsx(SMALL), {"xl/sharedStrings.xml": b"<sst>" + b" " * 9_000_000 + b"</sst>"}))
    at = bomb.rindex(b"xl/sharedStrings.xml") - 46
    assert bomb[at : at + 4] == b"PK\x01\x02"
    bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert only_code(bytes(bomb)) == "bestand-beschadigd"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="19999"><c r="A19999"><v>1</v></c></row><row r="1"><c r="IN1"><v>1</v></c></row>',
    ],
)
def test_far_away_cell_does_not_unfold_the_sheet(rows: str) -> None:
    assert only_code(with_sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + rows)) == "bestand-te-veel"


def test_far_away_empty_cells_do_no_harm() -> None:
    content = with_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert read_tables(content, "x.xlsx").sheets[0].rows == [[1.0]]


def test_shared_text_used_over_and_over_is_counted_each_time() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2001))
    content = altered(with_sheet(cells), {"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 30_000}</t></si></sst>"})
    assert only_code(content) == "bestand-te-veel"


def test_merges_over_merges_are_bounded() -> None:
    merges = "<mergeCells>" + '<mergeCell ref="A1:IP1600"/>' * 3000 + "</mergeCells>"
    rows = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1600"><c r="IP1600"><v>1</v></c></row></sheetData>'
    )
    content = altered(coa.xlsx(SMALL), {"xl/worksheets/sheet1.xml": SHEET.format(rows + merges)})
    assert only_code(content) == "bestand-te-veel"


def ods_with(*rows: str) -> bytes:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<office:spreadsheet><table:table table:name="x">{"".join(rows)}</table:table></office:spreadsheet>'
    xml = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    return altered(coa.ods(SMALL), {"content.xml": xml})


def cells(times: int = 1, value: str = 'office:value-type="float" office:value="1"') -> str:
    return f'<table:table-cell {value} table:number-columns-repeated="{times}"/>'


def row(content: str = "", times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{content}</table:table-row>'


@pytest.mark.parametrize(
    "rows",
    [
        [row(cells(1_000_000))],
        [row(cells(), 1_000_000)],
        [row(cells(200), 19_000)],
        [row(times=999_999_999), row(cells())],
        [row(cells(16_000, "") + cells())],
    ],
)
def test_repeats_of_an_ods_do_not_unfold_the_sheet(rows: list[str]) -> None:
    assert only_code(ods_with(*rows)) == "bestand-te-veel"


def test_empty_repeats_of_an_ods_do_no_harm() -> None:
    content = ods_with(row(cells() + cells(16_000, "")), row(cells(16_000, ""), 1_000_000))
    assert read_tables(content, "x.ods").sheets[0].rows == [[1.0]]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_doctype_and_entities_are_refused(prolog: str, part: str) -> None:
    content = altered(coa.xlsx(SMALL), {part: f"{prolog}<x/>"})
    assert only_code(content) == "bestand-onveilig"


def test_number_of_sheets_and_parts_is_bounded() -> None:
    book = openpyxl.Workbook()
    for _ in range(45):
        book.create_sheet()
    assert only_code(coa.saved(book)) == "bestand-te-veel"
    many = altered(coa.xlsx(SMALL), {f"x/{n}": "" for n in range(2001)})
    assert only_code(many) == "bestand-te-veel"


@pytest.mark.parametrize("text", ["a;b\n" * 30_000, "a;b\n" + ";x" * 300, "a" * 30 + ";b\n"])
def test_csv_is_bounded(text: str) -> None:
    assert only_code(text.encode(), "x.csv", Limits(text=30)) == "bestand-te-veel"


def test_time_is_bounded() -> None:
    ticks = iter(range(10_000))
    budget = Budget(Limits(seconds=3), clock=lambda: float(next(ticks)))
    assert [f.code for f in read_tables(coa.xlsx(coa.table(coa.USUAL)), "x.xlsx", budget).findings] == [
        "bestand-te-traag"
    ]


def test_limits_leave_room_for_a_long_table() -> None:
    rows = coa.table(coa.USUAL)
    began = time.thread_time()
    tables = read_tables(coa.xlsx([*rows, *rows[4:] * 25]), "x.xlsx")
    assert len(tables.sheets[0].rows) == 4 + 388 * 26
    assert time.thread_time() - began < Limits().seconds


def test_every_sentence_about_the_file_is_its_own() -> None:
    sentences = [zin for code, (_, zin) in SOORTEN.items() if code.startswith("bestand-")]
    assert len(set(sentences)) == len(sentences) >= 12


class PanicException(BaseException):
    pass


@pytest.mark.parametrize("error", [PanicException, ValueError])
def test_panic_of_the_library_is_a_damaged_file(error: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("data.sheets.workbooks.python_calamine.CalamineWorkbook", SimpleNamespace(from_filelike=fail))
    assert only_code(coa.xlsx(SMALL)) == "bestand-beschadigd"


def test_other_stops_are_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("data.sheets.workbooks.python_calamine.CalamineWorkbook", SimpleNamespace(from_filelike=fail))
    with pytest.raises(KeyboardInterrupt):
        read_tables(coa.xlsx(SMALL), "x.xlsx")
