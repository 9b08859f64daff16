"""csv, tsv and their kin to one sheet: the encoding and the delimiter follow from the content."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

import charset_normalizer

from data.findings import Finding, make_finding
from data.sheets.cells import Cell
from data.sheets.tables import Budget, Sheet, Unreadable

SAMPLE_LINES = 120
DELIMITERS = (";", "\t", ",", "|")
SHEET_NAME = "csv"
MOST_LINES = 12  # of one record; more means that a quotation mark was never closed
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("cp1252", "cp850", "mac_roman")
_PUBLIC_NAMES = {
    "cp1252": "Windows-1252",
    "cp850": "DOS (cp850)",
    "mac_roman": "Mac Roman",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
_EXPECTED = frozenset("áâäàéèëêíîïìóôöòúûüùýÿçñÁÂÄÉÈËÊÍÎÏÓÔÖÚÛÜØø‘’“”–—−…€°²³¹·\u00a0")  # in Dutch and Frisian tables


def read_delimited(content: bytes, budget: Budget) -> tuple[Sheet, tuple[Finding, ...]]:
    """The one sheet of a text file, and findings about its encoding. Raises Unreadable."""
    text, encoding = _decode(content)
    if not text.strip():
        raise Unreadable("bestand-leeg")
    findings = (
        ()
        if encoding.startswith("utf")
        else (make_finding("tekens-geraden", codering=_PUBLIC_NAMES.get(encoding, encoding)),)
    )
    first, _, rest = text.partition("\n")
    blank: list[list[Cell]] = []
    declared = first.strip().strip('"').lower()
    if len(declared) == 5 and declared.startswith("sep="):  # how Excel says which delimiter it used
        delimiter, text, blank = declared[4], rest, [[]]
    else:
        delimiter = find_delimiter(text)
    return Sheet(SHEET_NAME, blank + _rows(text, delimiter, budget), text_only=True), findings


def _rows(text: str, delimiter: str, budget: Budget) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 0
    try:
        for record in reader:
            if reader.line_num - line > MOST_LINES:
                raise Unreadable("csv-onleesbaar", rij=len(rows) + 1)
            line = reader.line_num
            row: list[Cell] = [value.strip() for value in record]
            while row and row[-1] == "":
                row.pop()
            budget.spend(
                row=len(rows), column=max(0, len(row) - 1), text=sum(len(str(v)) for v in row), times=max(1, len(row))
            )
            if len(rows) % 500 == 0:
                budget.check_time()
            rows.append(row)
    except csv.Error as error:
        raise Unreadable("csv-onleesbaar", rij=len(rows) + 1) from error
    return rows


def _decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it turned out to have. Raises Unreadable."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            try:
                return content.decode(encoding).removeprefix("\ufeff"), "utf-8"
            except UnicodeDecodeError as error:
                raise Unreadable("tekens-onleesbaar") from error
    if b"\x00" in content[:4000]:
        encoding = "utf-16-le" if content[1:400:2].count(0) > content[0:400:2].count(0) else "utf-16-be"
        text = content.decode(encoding, errors="replace")
        if "\x00" in text or "\ufffd" in text or not _mostly_readable(text):
            raise Unreadable("tekens-onleesbaar")
        return text, encoding
    try:
        text = content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        text, encoding = _guess(content)
    if not _mostly_readable(text):
        raise Unreadable("tekens-onleesbaar")
    return text, encoding


def _guess(content: bytes) -> tuple[str, str]:
    """The first candidate whose special letters all occur in Dutch tables, else what charset-normalizer thinks."""
    special = bytes(sorted(set(content) - set(range(128))))
    for encoding in _CANDIDATES:
        if set(special.decode(encoding, errors="replace")) <= _EXPECTED:
            return content.decode(encoding), encoding
    lines = b"\n".join(line for line in content.splitlines() if not line.isascii())[:8000]
    best = charset_normalizer.from_bytes(lines, cp_isolation=list(_CANDIDATES)).best()
    encoding = best.encoding if best else "cp1252"
    return content.decode(encoding, errors="replace"), encoding


def _mostly_readable(text: str) -> bool:
    """Whether it is text at all: control characters and unreadable bytes are rare in it."""
    sample = text[:20_000]
    odd = sum(1 for c in sample if (c < " " and c not in "\t\r\n\x0b\x0c") or c in "\ufffd\x7f")
    return odd * 50 <= len(sample)


def find_delimiter(text: str) -> str:
    """The delimiter with which most of the first lines get the same number of columns, and as many as possible.

    >>> find_delimiter("a;b;c\\n1,5;2;3\\n")
    ';'
    """
    lines = io.StringIO(text[:60_000], newline="")
    sample = "".join(line for line, _ in zip(lines, range(SAMPLE_LINES), strict=False))

    def score(delimiter: str) -> tuple[int, int]:
        counts: Counter[int] = Counter()
        try:
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                counts[len(record)] += 1
        except csv.Error:
            pass
        columns, times = max(
            ((c, n) for c, n in counts.items() if c > 1), key=lambda cn: (cn[1], cn[0]), default=(1, 0)
        )
        return (times, columns) if columns > 1 else (0, 0)

    return max(DELIMITERS, key=score)
