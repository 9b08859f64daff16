"""Where the table is: the header row found by its words, in the first rows of any sheet, also when it is two rows high."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from data.columns.column_headers import BALANCES, FIGURES, NAMING, Kolom, Rol, closest_title, find_period, read_header
from data.findings import Finding, clean, make_finding
from data.sheets.cells import Cell, Soort, read_amount
from data.sheets.tables import Budget, Sheet

HEADER_ROWS = 30
HIGHEST_HEADER = 3
SAMPLE_ROWS = 50
NUMBER_ROWS = 2  # under the header, in which the columns may be numbered
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NUMBER = re.compile(r"(?:kolom )?[(\[]?([0-9]{1,2}|[a-z])[)\]]?(?:\s*[=:].*)?$", re.ASCII | re.IGNORECASE)
CODE_CELL = re.compile(r"(GM)?([0-9]{1,4})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Indeling:
    """The columns of one sheet. `kop` is the last row of the header and `top` its first, from 0."""

    sheet: Sheet
    top: int
    kop: int
    kolommen: tuple[Kolom, ...]

    def of(self, rol: Rol) -> tuple[Kolom, ...]:
        """The columns with this meaning, from left to right."""
        return tuple(k for k in self.kolommen if k.rol is rol)

    @property
    def koppen(self) -> str:
        """The headers for a sentence."""
        return ", ".join(k.titel for k in self.kolommen if k.titel)[:300]

    @property
    def missing(self) -> tuple[str, ...]:
        """What a complete table needs and this one lacks, whichever of their possible meanings the columns have."""
        return lacking({rol for k in self.kolommen for rol in k.rollen})

    @property
    def score(self) -> int:
        """How much this looks like the table: an identifying column counts double, whatever is missing counts against it."""
        has = {k.rol for k in self.kolommen}
        has |= {rol for k in self.kolommen for rol in k.ook if not k.zeker}
        return len(has & FIGURES) + 2 * len(has & {Rol.CODE, Rol.NAAM}) - 2 * len(self.missing)


def header_as_it_stands(indeling: Indeling, index: int) -> str:
    """The text of the header over a column, without what we make of it: its cells from above, parted by ` / `."""
    rows = indeling.sheet.rows[indeling.top : indeling.kop + 1]
    parts = []
    for position, row in enumerate(rows):
        group = position < len(rows) - 1 and sum(c not in (None, "") for c in row) > 1
        cells = _spread(row) if group else [None] * len(row)
        for line in (row, cells):
            text = clean(line[index]) if index < len(line) else ""
            if text:
                parts.append(text)
                break
    return " / ".join(dict.fromkeys(parts))


def lacking(has: set[Rol]) -> tuple[str, ...]:
    """What a table with columns of these meanings lacks to be complete."""
    needed = []
    if not has & {Rol.CODE, Rol.NAAM}:
        needed.append("gemeente of gemeentecode")
    balance = has & BALANCES
    if Rol.TAAKSTELLING not in has and not (Rol.GECORRIGEERD in has and balance):
        needed.append("taakstelling")
    if not balance and Rol.GECORRIGEERD not in has:
        needed.append("achterstand of voorsprong")
    if not has & {Rol.GEREALISEERD, Rol.MAAND}:
        needed.append("gerealiseerd")
    return tuple(needed)


def missing_columns(indeling: Indeling, needed: tuple[str, ...]) -> list[Finding]:
    """Errors for what a table lacks, with the header that looks most like it."""
    titles = [k.titel for k in indeling.of(Rol.ONBEKEND) if k.titel]
    return [
        make_finding(
            "kolom-ontbreekt",
            blad=indeling.sheet.naam,
            rij=indeling.kop + 1,
            kolom=naam,
            suggestie=closest_title(naam, titles),
            naam=naam,
            koppen=indeling.koppen,
        )
        for naam in needed
    ]


def find_layout(sheet: Sheet, budget: Budget) -> Indeling | None:
    """The best header in the first 30 rows, or None when no row names both a gemeente and a figure."""
    best = None
    for top in range(min(HEADER_ROWS, len(sheet.rows))):
        budget.check_time()
        for height in range(1, HIGHEST_HEADER + 1):
            kop = top + height - 1
            if kop >= len(sheet.rows) or not _only_words(sheet.rows[kop]) or _states_a_date(sheet.rows[top:kop]):
                break
            layout = Indeling(sheet, top, kop, _columns(sheet.rows[top : kop + 1]))
            has = {k.rol for k in layout.kolommen}
            if has & {Rol.CODE, Rol.NAAM} and has & FIGURES and (best is None or _is_better(layout, best)):
                best = layout
    if best is None:
        return None
    return _with_codes(replace(best, kop=best.kop + _numbered(sheet, best.kop)))


def _states_a_date(rows: list[list[Cell]]) -> bool:
    """Whether a date stands in these rows: then they are a title above the header and no upper part of it."""
    return any(isinstance(cell, dt.date) for row in rows for cell in row)


def _is_better(layout: Indeling, best: Indeling) -> bool:
    """Whether this header says more; of two that say as much, the one with a row below that says it more closely."""
    if layout.score != best.score or layout.top != best.top:
        return layout.score > best.score
    return [k.rol for k in layout.kolommen] != [k.rol for k in best.kolommen]


def _numbered(sheet: Sheet, kop: int) -> int:
    """How many rows under the header only number the columns: 1 2 3, (1) (2) (3)=(1)+(2), a b c."""
    for count, row in enumerate(sheet.rows[kop + 1 : kop + 1 + NUMBER_ROWS], 1):
        marks = [m[1].casefold() for c in row if c not in (None, "") and (m := _NUMBER.match(clean(c)))]
        filled = sum(c not in (None, "") for c in row)
        if len(marks) > 1 and len(marks) == filled and (_counts(marks) or marks == sorted(_LETTERS[: len(marks)])):
            return count
        if filled:
            break
    return 0


def _counts(marks: list[str]) -> bool:
    first = int(marks[0]) if marks[0].isdecimal() else -1
    return first in {0, 1} and marks == [str(first + n) for n in range(len(marks))]


def _with_codes(indeling: Indeling) -> Indeling:
    """The layout where a column called gemeente, that in fact holds codes beside another with names, is the code."""
    names = indeling.of(Rol.NAAM)
    if len(names) < 2 or indeling.of(Rol.CODE):
        return indeling
    sample = indeling.sheet.rows[indeling.kop + 1 : indeling.kop + 1 + SAMPLE_ROWS]
    for kolom in names:
        texts = [
            clean(row[kolom.index]) for row in sample if kolom.index < len(row) and row[kolom.index] not in (None, "")
        ]
        if texts and sum(bool(CODE_CELL.fullmatch(t)) for t in texts) >= 0.8 * len(texts):
            changed = tuple(replace(k, rol=Rol.CODE) if k is kolom else k for k in indeling.kolommen)
            return replace(indeling, kolommen=changed)
    return indeling


def _only_words(row: list[Cell]) -> bool:
    """Whether the row can be a header: some text, and no figures but years."""
    filled = [c for c in row if c not in (None, "")]
    for cell in filled:
        soort, number = read_amount(cell)
        if soort is Soort.GETAL and not 1990 <= number <= 2100:
            return False
    return any(isinstance(c, str) for c in filled)


def _columns(rows: list[list[Cell]]) -> tuple[Kolom, ...]:
    width = max(len(row) for row in rows)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    several = [sum(c not in (None, "") for c in row) > 1 for row in padded[:-1]]  # else it may be a title
    groups: list[list[Cell]] = [
        _spread(row) if many else [None] * width for row, many in zip(padded, several, strict=False)
    ]
    columns = [_column(index, padded, [g[index] for g in groups], all(several)) for index in range(width)]
    columns = _under_corrected(columns, groups)
    if any(k.rol is Rol.MAAND for k in columns) and not any(k.rol is Rol.GEREALISEERD for k in columns):
        columns = [_as_total(k) for k in columns]
    if any(k.rol in {Rol.CODE, Rol.NAAM} for k in columns):
        return tuple(replace(k, rol=Rol.BEKEND) if k.rol is Rol.GEBIED else k for k in columns)
    return tuple(replace(k, rol=Rol.NAAM) if k.rol is Rol.GEBIED else k for k in columns)


def _column(index: int, rows: list[list[Cell]], above: list[Cell], tabular: bool) -> Kolom:
    """One column from its cells in the rows of the header and from the groups that it stands in."""
    parts = [row[index] if row[index] not in (None, "") else group for row, group in zip(rows, above, strict=False)]
    parts = [p for p in (*parts, rows[-1][index]) if p not in (None, "")]
    if len(parts) == 1 and isinstance(parts[0], dt.date):
        return read_header(index, parts[0])
    periods = [find_period(p) if isinstance(p, str) and tabular and len(parts) > 1 else frozenset() for p in parts]
    blok = frozenset().union(*periods)
    words = [_text(p) for p, period in zip(parts, periods, strict=True) if not period]
    whole = read_header(index, " ".join(words or [_text(p) for p in parts]), blok)
    own = read_header(index, rows[-1][index], blok)
    if (own.rol in NAMING and tabular) or (
        own.rol not in {Rol.ONBEKEND, Rol.BEKEND, Rol.INWONERS, Rol.MAAND} and any(above)
    ):
        return replace(own, titel=whole.titel)
    return whole


def _under_corrected(columns: list[Kolom], groups: list[list[Cell]]) -> list[Kolom]:
    """The columns where `taakstelling` under a broken `gecorrigeerde` stays in doubt, unless a balance shares its group."""
    changed = list(columns)
    for kolom in columns:
        whole = read_header(kolom.index, kolom.titel)
        if kolom.rol is not Rol.TAAKSTELLING or whole.rol is not Rol.GECORRIGEERD:
            continue
        beside = [k for k in columns if any(g[k.index] and g[k.index] == g[kolom.index] for g in groups)]
        if not any(k.rol in BALANCES for k in beside):
            changed[kolom.index] = replace(kolom, ook=(Rol.GECORRIGEERD,), zeker=False)
    return changed


def _spread(row: list[Cell]) -> list[Cell]:
    """The text of each group over all its columns; None over a column that has a cell of its own."""
    spread: list[Cell] = []
    last: Cell = None
    for position, cell in enumerate(row):
        if cell not in (None, ""):
            following = row[position + 1] if position + 1 < len(row) else "end"
            last = cell if following in (None, "") else None
        spread.append(last)
    return spread


def _text(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return f"{cell.year}-{cell.month:02d}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _as_total(kolom: Kolom) -> Kolom:
    is_total = kolom.rol is Rol.ONBEKEND and kolom.titel.casefold().strip(" :") in {"totaal", "som", "totaal maanden"}
    return Kolom(kolom.index, kolom.titel, Rol.GEREALISEERD) if is_total else kolom
