"""What is in a file is found by the package's own relations; every other kind of file is called by its name."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable

import pytest

from data.sheets.detect import read_tables
from tests.data import coafiles as coa

ROWS = [["a", "b"], [1, 2.5]]
Rename = Callable[[str], str]


def rebuilt(content: bytes, rename: Rename, edit: Callable[[str, str], str] = lambda name, text: text) -> bytes:
    """The same package with other part names, and text changed where asked."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if changed := rename(name):
                new.writestr(zipfile.ZipInfo(changed), edit(name, old.read(name).decode()))
    return target.getvalue()


def moved(name: str) -> str:
    """The workbook in a folder of its own, under another name."""
    return {
        "xl/workbook.xml": "boek/werk2.xml",
        "xl/_rels/workbook.xml.rels": "boek/_rels/werk2.xml.rels",
        "xl/worksheets/sheet1.xml": "boek/bladen/blad 1.xml",
        "xl/styles.xml": "boek/opmaak.xml",
    }.get(name, name)


def with_targets(*changes: tuple[str, str]) -> Callable[[str, str], str]:
    def edit(name: str, text: str) -> str:
        if name.endswith(".rels"):
            for old, new in changes:
                text = re.sub(f'Target="/?{old}"', lambda _, new=new: f'Target="{new}"', text)  # type: ignore[misc]
        return text

    return edit


SAME: Rename = lambda name: name  # noqa: E731
MOVED = (("xl/workbook.xml", "/boek/werk2.xml"), ("styles.xml", "opmaak.xml"))


@pytest.mark.parametrize(
    ("rename", "edit"),
    [
        (lambda name: name.replace("/", "\\"), with_targets()),
        (lambda name: "/" + name, with_targets()),
        (lambda name: name.upper(), with_targets()),
        (lambda name: "" if name == "[Content_Types].xml" else name, with_targets()),
        (SAME, with_targets(("xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml"))),
        (SAME, with_targets(("xl/worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml"))),
        (SAME, with_targets(("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"))),
        (moved, with_targets(*MOVED, ("xl/worksheets/sheet1.xml", "bladen/blad%201.xml"))),
        (moved, with_targets(*MOVED, ("xl/worksheets/sheet1.xml", "/boek/bladen/blad 1.xml"))),
    ],
)
def test_workbook_is_found_by_its_relations(rename: Rename, edit: Callable[[str, str], str]) -> None:
    tables = read_tables(rebuilt(coa.xlsx(ROWS), rename, edit), "x.xlsx")
    assert [sheet.rows for sheet in tables.sheets] == [[["a", "b"], [1.0, 2.5]]], tables.findings


def test_sheets_keep_their_own_names_and_values_when_targets_are_crossed() -> None:
    book = coa.saved(coa.workbook(("Een", [["een"]]), ("Twee", [["twee"]])))

    def cross(name: str, text: str) -> str:
        return (
            re.sub(r"sheet([12])\.xml", lambda m: f"sheet{3 - int(m[1])}.xml", text) if name.endswith(".rels") else text
        )

    sheets = read_tables(rebuilt(book, SAME, cross), "x.xlsx").sheets
    assert [(sheet.naam, sheet.rows) for sheet in sheets] == [("Een", [["twee"]]), ("Twee", [["een"]])]


def test_ods_with_backslashes_or_without_its_mimetype() -> None:
    for rename in (lambda n: n.replace("/", "\\"), lambda n: "" if n == "mimetype" else n):
        content = coa.ods(ROWS)
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
            for name in filter(rename, old.namelist()):
                new.writestr(zipfile.ZipInfo(rename(name)), old.read(name))
        [sheet] = read_tables(target.getvalue(), "x.ods").sheets
        assert sheet.rows == [["a", "b"], [1.0, 2.5]]


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name in names:
            new.writestr(name, "x")
    return target.getvalue()


def ole(*streams: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "".join(streams).encode("utf-16-le") + bytes(500)


XML_2003 = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:x"/>'


@pytest.mark.parametrize(
    ("name", "content", "called", "advice"),
    [
        ("x.xls", ole("Workbook"), "oud Excel-bestand", "sla het op als xlsx"),
        ("x.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100), "oud Excel-bestand", "sla het op als xlsx"),
        ("x.xlsx", ole("EncryptedPackage"), "wachtwoord", "zonder wachtwoord"),
        ("x.msg", ole("__substg1.0_37010102", "Workbook"), "e-mail", "sla de bijlage op"),
        ("x.doc", ole("WordDocument"), "Word-bestand", "xlsx"),
        ("x.xlsb", zipped("xl/workbook.bin"), ".xlsb", "sla het op als xlsx"),
        ("x.numbers", zipped("Index/Document.iwa", "Metadata/Properties.plist"), "Numbers", "Exporteer naar, Excel"),
        ("x.docx", zipped("word/document.xml"), "Word-bestand", "xlsx"),
        ("x.zip", zipped("map/cijfers.csv"), "zip) met map/cijfers.csv", "Pak het uit"),
        ("x.csv.gz", gzip.compress(b"a;b\n1;2\n", mtime=0), "gzip", "Pak het uit"),
        ("x.xls", b"<html><table><tr><td>Gemeente", "webpagina", "sla het op als xlsx"),
        ("x.xls", b"\xef\xbb\xbf\r\n<table border=1>", "webpagina", "sla het op als xlsx"),
        ("x.xls", XML_2003.encode(), "xml van 2003", "sla het op als xlsx"),
        ("x.xls", XML_2003.encode("utf-16"), "xml van 2003", "sla het op als xlsx"),
        ("x.fods", b'<?xml version="1.0"?><office:document xmlns:office="x">', "fods", "ods of xlsx"),
        ("x.gsheet", b'{"url":"https://docs.google.com/open?id=1","doc_id":"1"}', "Google", "Downloaden"),
        ("x.url", b"[InternetShortcut]\r\nURL=https://example.nl/x.xlsx", "koppeling", "Open de koppeling"),
        ("x.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "webpagina met bijlagen", "xlsx"),
        ("x.slk", b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "SYLK", "sla het op als xlsx"),
        ("x.dif", b"TABLE\r\n0,1\r\n", "DIF", "sla het op als xlsx"),
        ("x.pdf", b"%PDF-1.7", "pdf", "xlsx, ods of csv"),
        ("x.json", b'[{"code": "x", "ernst": "fout", "zin": "y"}]', "bevindingen", "stuur dat opnieuw"),
    ],
)
def test_every_other_kind_is_named_with_what_to_do(name: str, content: bytes, called: str, advice: str) -> None:
    tables = read_tables(content, name)
    [finding] = tables.findings
    assert tables.sheets == ()
    assert called in finding.zin
    assert advice in finding.zin


@pytest.mark.parametrize("name", ["x.xlsx", "x.ods", "x.xls"])
def test_bytes_without_any_form_are_not_told_to_become_csv(name: str) -> None:
    [finding] = read_tables(bytes(range(255, 0, -1)) * 40, name).findings
    assert finding.code == "bestand-onherkenbaar"
    assert "csv" not in finding.zin
    assert name[1:] in finding.zin


def test_text_that_starts_like_markup_is_still_a_table() -> None:
    [sheet] = read_tables(b"<5;b\n1;2\n", "x.csv").sheets
    assert sheet.rows == [["<5", "b"], ["1", "2"]]
