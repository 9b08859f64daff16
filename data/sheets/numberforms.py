"""Decides per column how numbers are written: all cells together tell whether a point or comma marks thousands or decimals.

`12.000` is twelve where a program wrote every figure with three decimals, and twelve thousand among `363` and `1.234`.
What cannot be told, or contradicts itself, is a finding; never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data.findings import Finding, make_finding
from data.sheets.cells import Cell, bare_number

MANY = 5  # cells with three digits behind a sign, from which they look like decimals
_DUTCH = re.compile(r"([0-9]{1,12}|[1-9][0-9]{0,2}(?:[. ][0-9]{3})+)(?:,([0-9]{1,9}))?", re.ASCII)
_ENGLISH = re.compile(r"([0-9]{1,12}|[1-9][0-9]{0,2}(?:[, ][0-9]{3})+)(?:\.([0-9]{1,9}))?", re.ASCII)
_THREE = re.compile(r"[0-9]{1,12}([.,])([0-9]{3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """What was decided of a column: the code of its finding, with a cell as example and how else it could be read."""

    code: str
    row: int  # from 0
    waarde: str
    ander: str

    def finding(self, blad: str, kolom: str) -> Finding:
        """The finding about this form, for a column that is used."""
        return make_finding(self.code, blad=blad, rij=self.row + 1, kolom=kolom, waarde=self.waarde, ander=self.ander)


@dataclass(frozen=True, slots=True)
class _Parted:
    """A number in text with a point or a comma; `dutch` and `english` are None where that reading is no whole number."""

    row: int
    text: str
    sign: int
    core: str
    dutch: int | None
    english: int | None
    only: str  # the one reading that fits its form at all; empty when both do


def settle_forms(rows: list[list[Cell]], first: int) -> dict[int, Form]:
    """Replaces texts by whole numbers where the column shows their form, from row `first`; what was decided, by column."""
    columns: dict[int, list[_Parted]] = {}
    plain: dict[int, int] = {}
    nil: dict[int, int] = {}
    for position in range(first, len(rows)):
        for column, cell in enumerate(rows[position]):
            if isinstance(cell, str):
                if not cell or cell[0].isalpha():
                    continue
                if parted := _parted(position, cell):
                    columns.setdefault(column, []).append(parted)
                    continue
                bare = bare_number(cell)[1]
                number = int(bare) if bare.isdecimal() and bare.isascii() else None
            else:
                number = int(cell) if isinstance(cell, int | float) and -1e12 < cell < 1e12 else None
            if number is not None:
                counted = plain if number else nil
                counted[column] = counted.get(column, 0) + 1
    forms = {
        column: form
        for column, cells in columns.items()
        if (form := _decide(rows, column, cells, plain.get(column, 0), nil.get(column, 0)))
    }
    return forms


def _parted(row: int, text: str) -> _Parted | None:
    if len(text) > 40 or not ("." in text or "," in text):
        return None
    sign, core = bare_number(text)
    dutch, english = _DUTCH.fullmatch(core), _ENGLISH.fullmatch(core)
    if not (dutch or english):
        return None
    only = "" if dutch and english else "dutch" if dutch else "english"
    return _Parted(row, text, sign, core, _whole(dutch), _whole(english), only)


def _whole(match: re.Match[str] | None) -> int | None:
    if match is None or (match[2] or "0").strip("0"):
        return None
    return int(re.sub("[., ]", "", match[1]))


def _decide(rows: list[list[Cell]], column: int, cells: list[_Parted], plain: int, nil: int) -> Form | None:
    threes = [match for c in cells if (match := _THREE.fullmatch(c.core))]
    if not plain and len(threes) == len(cells) and len({m[1] for m in threes}) == 1:
        return _decide_decimals(rows, column, cells, threes, nil)
    dutch = [c for c in cells if c.only == "dutch" or (c.dutch is not None and c.english is None)]
    english = [c for c in cells if c.only == "english" or (c.english is not None and c.dutch is None)]
    if dutch and english:
        return Form("getalvorm-tegenstrijdig", english[0].row, english[0].text, dutch[0].text)
    for name, sure in (("dutch", dutch), ("english", english)):
        if any(c.only == name for c in sure):
            return _put(rows, column, cells, name)
    return None


def _decide_decimals(
    rows: list[list[Cell]], column: int, cells: list[_Parted], threes: Iterable[re.Match[str]], nil: int
) -> Form | None:
    """Of a column in which every figure has three digits behind one point or comma."""
    name = "english" if "." in cells[0].core else "dutch"
    whole = all(match[2] == "000" for match in threes)
    if whole and not nil and len(cells) > 1:
        return _put(rows, column, cells, name)
    if (whole and len(cells) > 1) or len(cells) >= MANY:
        return Form("getalvorm-onduidelijk", cells[0].row, cells[0].text, cells[0].core.replace(",", "."))
    return None


def _put(rows: list[list[Cell]], column: int, cells: list[_Parted], name: str) -> Form | None:
    """Whole numbers for the texts of a column of one form; told where another reading was possible."""
    decided = None
    for c in cells:
        number = c.dutch if name == "dutch" else c.english
        if number is None:
            continue
        rows[c.row][column] = c.sign * number
        other = c.english if name == "dutch" else c.dutch
        if decided is None and other != number and not c.only:
            decided = Form("getalvorm-bepaald", c.row, c.text, str(c.sign * number))
    return decided
