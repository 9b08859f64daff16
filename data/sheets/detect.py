"""A file of bytes as sheets: what it is follows from its content, not from its name.

Everything is bounded before a library sees it, and what is no table is called by its own name (data/sheets/kinds.py).
"""

from __future__ import annotations

from pathlib import PurePath

from data.dutch import number
from data.findings import Finding, make_finding
from data.sheets.celltexts import as_meant, tell_left_out
from data.sheets.delimited import read_delimited
from data.sheets.kinds import Kind, kind_of_bytes
from data.sheets.packages import ZIP_SIGNATURES
from data.sheets.tables import MEGABYTE, Budget, Tables, Unreadable
from data.sheets.workbooks import read_workbook

_EXTENSIONS = {
    "xlsx": {".xlsx", ".xlsm", ".xltx", ".xltm"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".tsv", ".txt", ".tab"},
}
_NAMES = {"xlsx": "een Excel-bestand", "ods": "een ods-bestand", "csv": "tekst (csv)"}
_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".ots", ".numbers"}


def read_tables(content: bytes, filename: str, budget: Budget | None = None) -> Tables:
    """The sheets of a file, or findings. Never raises for what is in the bytes."""
    budget = budget or Budget()
    try:
        tables = _read(content, filename, budget)
        sheets = tuple(as_meant(sheet) for sheet in tables.sheets)
        budget.check_time()
    except Unreadable as problem:
        return Tables(findings=(problem.finding,))
    return Tables(sheets, (*tables.findings, *(f for sheet in sheets for f in tell_left_out(sheet))))


def _read(content: bytes, filename: str, budget: Budget) -> Tables:
    limits = budget.limits
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("bestand-leeg")
    if len(content) > limits.size:
        raise Unreadable(
            "bestand-te-groot",
            grootte=number(len(content) / MEGABYTE, 1),
            grens=limits.size // MEGABYTE,
        )
    if content.startswith(ZIP_SIGNATURES):
        kind, sheets = read_workbook(content, budget)
        return Tables(tuple(sheets), _renamed(filename, kind))
    other = kind_of_bytes(content)
    if other is Kind.WACHTWOORD:
        raise Unreadable("bestand-wachtwoord")
    if other:
        raise other.refusal
    try:
        sheet, findings = read_delimited(content, budget)
    except Unreadable as problem:
        extension = PurePath(filename).suffix.lower()
        if problem.code == "tekens-onleesbaar" and extension in _WORKBOOKS:
            raise Unreadable("bestand-onherkenbaar", extensie=extension) from problem
        raise
    return Tables((sheet,), (*_renamed(filename, "csv"), *findings))


def _renamed(filename: str, kind: str) -> tuple[Finding, ...]:
    extension = PurePath(filename).suffix.lower()
    if not extension or extension in _EXTENSIONS[kind]:
        return ()
    return (make_finding("bestand-hernoemd", extensie=extension, soort=_NAMES[kind]),)


def media_type(content: bytes, filename: str) -> str:
    """What a file that was read is called on the web, by its content; the name only tells one Excel file from another."""
    if not content.startswith(ZIP_SIGNATURES):
        return "text/csv"
    if b"opendocument" in content[:200]:
        return "application/vnd.oasis.opendocument.spreadsheet"
    if PurePath(filename).suffix.lower() == ".xlsm":
        return "application/vnd.ms-excel.sheet.macroEnabled.12"
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
