"""A file of bytes as plain sheets of cells; knows file formats and their dangers, nothing of the domain.

What a file is follows from its content, not from its name. Everything is bounded before a library sees it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath

from data.amounts import Cell
from data.findings import Finding, make_finding

MEGABYTE = 1_000_000
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
OTHER_KINDS = (
    (b"%PDF", "een pdf"),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een afbeelding"),
    (b"GIF8", "een afbeelding"),
    (b"{\\rtf", "een tekstdocument (rtf)"),
    (b"\x1f\x8b", "een ingepakt bestand (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "een ingepakt bestand (7z)"),
    (b"Rar!", "een ingepakt bestand (rar)"),
    (b"SQLite format 3", "een database"),
)
MARKUP = (
    (b"<!doctype html", "een webpagina (html)"),
    (b"<html", "een webpagina (html)"),
    (b"<table", "een webpagina (html)"),
    (b"<?xml", "een xml-bestand"),
    (b"<!doctype", "een xml-bestand"),
    (b"{", "een json-bestand"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Sizes in bytes, time in seconds; a real overview has some 400 rows and 20 columns."""

    size: int = 10 * MEGABYTE
    unpacked: int = 40 * MEGABYTE
    ratio: int = 250  # unpacked / packed, of one part larger than a megabyte
    parts: int = 2_000
    sheets: int = 40
    rows: int = 20_000
    columns: int = 250
    cells: int = 400_000  # of all sheets together
    text: int = 20 * MEGABYTE  # characters of all cells together
    seconds: float = 6.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is row 1 of the sheet and `rows[0][0]` its column A; hidden rows and columns count from 0."""

    naam: str
    rows: list[list[Cell]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    no_value: frozenset[tuple[int, int]] = frozenset()  # formulas (row, column) without a kept outcome
    text_only: bool = False  # from csv: a stray separator shifts cells


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read: sheets, or the findings that say why not."""

    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()


class Unreadable(Exception):
    """Stops the reading of a file; never leaves this package."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code)

    @property
    def finding(self) -> Finding:
        """The finding that this is."""
        return make_finding(self.code, **self.fields)  # type: ignore[arg-type]


@dataclass(slots=True)
class Budget:
    """What is left of the limits while one file is read."""

    limits: Limits = LIMITS
    clock: Callable[[], float] = time.thread_time  # of this thread: a busy machine makes no file too slow
    cells: int = 0
    text: int = 0
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def check_time(self) -> None:
        """Raises Unreadable when the time is up."""
        if self.clock() - self.began > self.limits.seconds:
            raise Unreadable("bestand-te-traag", seconden=self.limits.seconds)

    def spend(self, *, row: int, column: int, text: int = 0, times: int = 1) -> None:
        """Accounts for `times` filled cells with `text` characters in all, the last of them at row and column (from 0).

        Raises Unreadable beyond a limit.
        """
        limits = self.limits
        self.cells += times
        self.text += text
        if row >= limits.rows:
            raise Unreadable("bestand-te-veel", wat="rijen", grens=limits.rows)
        if column >= limits.columns:
            raise Unreadable("bestand-te-veel", wat="kolommen", grens=limits.columns)
        if self.cells > limits.cells:
            raise Unreadable("bestand-te-veel", wat="cellen", grens=limits.cells)
        if self.text > limits.text:
            raise Unreadable("bestand-te-veel", wat="tekst", grens=f"{limits.text // MEGABYTE} miljoen tekens")


def read_tables(content: bytes, filename: str, budget: Budget | None = None) -> Tables:
    """The sheets of a file, or findings. Never raises for what is in the bytes."""
    try:
        return _read(content, filename, budget or Budget())
    except Unreadable as problem:
        return Tables(findings=(problem.finding,))


def _read(content: bytes, filename: str, budget: Budget) -> Tables:
    from data.delimited import read_delimited
    from data.workbooks import read_workbook

    limits = budget.limits
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("bestand-leeg")
    if len(content) > limits.size:
        raise Unreadable(
            "bestand-te-groot",
            grootte=f"{len(content) / MEGABYTE:.1f}".replace(".", ","),
            grens=limits.size // MEGABYTE,
        )
    if content.startswith(OLE_SIGNATURE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("bestand-wachtwoord")
        raise Unreadable("bestand-ander-formaat", soort="een oud Office-bestand (zoals .xls)")
    for signature, kind in OTHER_KINDS:
        if content.startswith(signature):
            raise Unreadable("bestand-ander-formaat", soort=kind)
    if content.startswith(ZIP_SIGNATURES):
        kind, sheets = read_workbook(content, budget)
        return Tables(tuple(sheets), _renamed(filename, kind))
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, kind in MARKUP:
        if start.startswith(signature):
            raise Unreadable("bestand-ander-formaat", soort=kind)
    sheet, findings = read_delimited(content, budget)
    return Tables((sheet,), (*_renamed(filename, "csv"), *findings))


def _renamed(filename: str, kind: str) -> tuple[Finding, ...]:
    extension = PurePath(filename).suffix.lower()
    expected = {"xlsx": {".xlsx", ".xlsm"}, "ods": {".ods"}, "csv": {".csv", ".tsv", ".txt", ".tab"}}[kind]
    if not extension or extension in expected:
        return ()
    soort = {"xlsx": "een Excel-bestand", "ods": "een ods-bestand", "csv": "tekst (csv)"}[kind]
    return (make_finding("bestand-hernoemd", extensie=extension, soort=soort),)
