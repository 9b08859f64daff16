"""Which column of a layer says which gemeente a row is of, and which rows are of the year that is asked. Pure.

A code column is one whose values are codes of gemeenten of that year; misses count, and 1..n are numbers of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from data.errors import InvalidTerm
from data.reference.names import find_provincie, namen_among
from data.terms import FIRST_YEAR, LAST_YEAR, Gemeente, Gemeentecode

Codes: TypeAlias = "frozenset[Gemeentecode]"  # what a cell can mean: none, one, or several gemeenten
NOT_GEMEENTEN = frozenset({Gemeentecode(998), Gemeentecode(999)})  # CBS: buitenland, onbekend
LEAST_HITS = 0.5  # share of the filled cells that are of a gemeente of the year
LEAST_GEMEENTEN = 3
MOST_BESIDE = 0.5  # share of the rows whose provincie is named in a column of provincies
YEAR_HEADERS = frozenset(
    {
        "jaar",
        "jaarcode",
        "jaartal",
        "peiljaar",
        "indelingsjaar",
        "jaargang",
        "year",
        "vintage",
        "jrstatcode",
        "peildatum",
    }
)
_CODE = re.compile(r"(?:(?:19|20)[0-9]{2}|nl[._-]?(?:imbag[._-]?)?)?(gm[0-9]{4})", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:GM[0-9]{4}|[-/][0-9]{1,2}[-/][0-9]{1,2}.*)?", re.ASCII | re.IGNORECASE)
_YEAR_IN_NAME = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column that names gemeenten, with what each row can mean."""

    header: str
    cells: tuple[Codes, ...]
    by_code: bool
    gemeenten: int  # of the year that were recognised
    strangers: int  # codes that no gemeente of the year has

    @property
    def of_year(self) -> bool:
        """Whether the codes stand behind a year, as in `jrstatcode`."""
        return _plain(self.header) in YEAR_HEADERS

    def complete(self, of: int) -> bool:
        """Whether exactly the gemeenten of the year are in it."""
        return self.gemeenten == of and not self.strangers


def key_columns(
    columns: dict[str, list[Any]], rows: Sequence[int], gemeenten: tuple[Gemeente, ...], year: int
) -> list[KeyColumn]:
    """The columns that name gemeenten in these rows."""
    codes_of_year = frozenset(g.code for g in gemeenten)
    namen = namen_among(gemeenten, year)
    provincies = _provincies(columns, rows)
    key_cols = []
    for header, values in columns.items():
        chosen = [values[row] for row in rows]
        filled = [v for v in chosen if text_of(v)]
        if not filled:
            continue
        coded = () if _counts_rows(filled) else tuple(_code(v) for v in chosen)
        named = tuple(
            frozenset(g.code for g in namen.find(_mended(text_of(v)), provincie))
            for v, provincie in zip(chosen, provincies, strict=True)
        )
        for cells in (coded, named):
            real_codes = codes_of_year | NOT_GEMEENTEN
            hits = sum(1 for codes in cells if codes & real_codes)
            seen = frozenset[Gemeentecode]().union(*cells)
            if hits >= LEAST_HITS * len(filled) and len(seen & codes_of_year) >= min(
                LEAST_GEMEENTEN, len(codes_of_year)
            ):
                key_cols.append(
                    KeyColumn(header, cells, cells is coded, len(seen & codes_of_year), len(seen - real_codes))
                )
    return key_cols


def year_columns(columns: dict[str, list[Any]]) -> dict[str, list[int | None]]:
    """The columns that say of which year a row is, by their header and with nothing but years in them."""
    years_by_header = {}
    for header, values in columns.items():
        if _plain(header) in YEAR_HEADERS:
            years = [_year(v) for v in values]
            if any(years) and all(y is not None or not text_of(v) for y, v in zip(years, values, strict=True)):
                years_by_header[header] = years
    return years_by_header


def _plain(header: str) -> str:
    return header.casefold().replace("_", "").strip()


def year_in(name: str) -> int | None:
    """The year in the name of a layer or file, when it names exactly one.

    >>> year_in("gemeente_2024_v1"), year_in("gemeenten"), year_in("van_2016_naar_2017")
    (2024, None, None)
    """
    years = {int(y) for y in _YEAR_IN_NAME.findall(name)}
    return years.pop() if len(years) == 1 else None


def repeated(column: KeyColumn) -> int:
    """How many gemeenten are in more than one row."""
    return sum(1 for times in Counter(codes for codes in column.cells if codes).values() if times > 1)


def text_of(value: object) -> str:
    """The cell as text; empty when there is nothing in it."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return str(value).strip()


def _code(value: object) -> Codes:
    text = text_of(value)
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    match = _CODE.fullmatch(text)
    try:
        return frozenset({Gemeentecode.parse(match[1] if match else text.removesuffix(".0"))})
    except InvalidTerm:
        return frozenset()


def _year(value: object) -> int | None:
    match = _YEAR.fullmatch(text_of(value).removesuffix(".0"))
    return int(match[1]) if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR else None


def _counts_rows(values: Sequence[object]) -> bool:
    """Whether these are 0 or 1 and on without a gap, each once: the numbers of rows."""
    try:
        numbers = {int(str(v).removesuffix(".0")) for v in values}
    except ValueError:
        return False
    return min(numbers) in (0, 1) and len(numbers) == len(values) == max(numbers) - min(numbers) + 1


def _provincies(columns: dict[str, list[Any]], rows: Sequence[int]) -> list[str]:
    """The code of the provincie that stands beside each row, in the column that names the most of them; else empty."""
    best = [""] * len(rows)
    for values in columns.values():
        provincies = [find_provincie(_mended(text_of(values[row]))) for row in rows]
        if sum(map(bool, provincies)) > max(MOST_BESIDE * len(rows), sum(map(bool, best))):
            best = provincies
    return best


def _mended(text: str) -> str:
    """The name without the marks of UTF-8 that was read as Latin 1, as in a shapefile without .cpg.

    >>> _mended("SÃºdwest-FryslÃ¢n")
    'Súdwest-Fryslân'
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
