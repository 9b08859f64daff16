"""Texts of cells as they were meant: without the signs by which programs protect them, and without footnote marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from data.findings import Finding, clean, make_finding
from data.sheets.cells import column_letters
from data.sheets.richtext import MARK, STRUCK, Rich, without_marks
from data.sheets.tables import Sheet

SHOWN = 5  # cells named in one sentence
_FORMULA_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)  # ="0363", how Excel is kept from dropping the zero
_NAME = re.compile(r"'[st][ \-]", re.IGNORECASE)  # 's-Gravenhage, 't Zand


def unprotect(text: str) -> str:
    """The text without an apostrophe or a formula around it that only says `this is text`.

    >>> [unprotect(t) for t in ("'0363", '="0363"', "'-25", "'s-Gravenhage", "''s-Gravenhage", "'=\\"0363\\"")]
    ['0363', '0363', '-25', "'s-Gravenhage", "'s-Gravenhage", '0363']
    """
    for _ in range(2):
        if text[:1] == "'" and not _NAME.match(text):
            text = text[1:]
        elif text[:1] == "=" and (match := _FORMULA_TEXT.fullmatch(text.strip())):
            text = match[1].replace('""', '"')
    return text


def as_meant(sheet: Sheet) -> Sheet:
    """The sheet with its texts unprotected and without marks; changes its rows."""
    left_out: dict[tuple[int, int], Rich] = dict(sheet.left_out)
    for position, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or not cell:
                continue
            text = unprotect(cell) if cell[0] in "'=" else cell
            rich = without_marks(text) if not text.isascii() else None
            if rich:
                left_out[position, column] = rich
                text = rich.text
            if text is not cell:
                row[column] = text
    return replace(sheet, left_out=left_out) if len(left_out) > len(sheet.left_out) else sheet


def tell_left_out(sheet: Sheet) -> Iterator[Finding]:
    """Findings about text that was left out of cells, one for each reason."""
    for soort, code in ((MARK, "voetnoot-weggelaten"), (STRUCK, "doorgehaald-weggelaten")):
        cells = {place: rich for place, rich in sorted(sheet.left_out.items()) if rich.soort == soort and rich.weg}
        if not cells:
            continue
        named = [
            f"{column_letters(column)}{row + 1} ({clean(rich.text, 30)} zonder {clean(rich.weg, 20)})"
            for (row, column), rich in list(cells.items())[:SHOWN]
        ]
        more = " …" if len(cells) > SHOWN else ""
        first = min(cells)[0] + 1
        yield make_finding(code, blad=sheet.naam, rij=first, aantal=len(cells), namen=", ".join(named) + more)
