"""Where the table is: the header row found by its words, in the first rows of any sheet, also when it is two rows high."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from data.amounts import Cell, Soort, read_amount
from data.findings import Finding, clean, make_finding
from data.headers import BALANCES, FIGURES, Kolom, Rol, read_header
from data.tables import Budget, Sheet
from data.terms import Peildatum

HEADER_ROWS = 30
HIGHEST_HEADER = 3
SAMPLE_ROWS = 50
_CODE = re.compile(r"(GM)?[0-9]{1,4}", re.ASCII | re.IGNORECASE)


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
        """What a whole table would need and this one lacks."""
        has = {k.rol for k in self.kolommen}
        lacking = []
        if not has & {Rol.CODE, Rol.NAAM}:
            lacking.append("gemeente of gemeentecode")
        balance = has & {Rol.ACHTERSTAND, Rol.VOORSPRONG, Rol.SALDO}
        if Rol.TAAKSTELLING not in has and not (Rol.GECORRIGEERD in has and balance):
            lacking.append("taakstelling")
        if not balance and Rol.GECORRIGEERD not in has:
            lacking.append("achterstand of voorsprong")
        if not has & {Rol.GEREALISEERD, Rol.MAAND}:
            lacking.append("gerealiseerd")
        return tuple(lacking)

    @property
    def score(self) -> int:
        """How much of a table this is: an identifying column counts double, everything that lacks counts against it."""
        has = {k.rol for k in self.kolommen}
        return len(has & FIGURES) + 2 * len(has & {Rol.CODE, Rol.NAAM}) - 2 * len(self.missing)


def find_layout(sheet: Sheet, budget: Budget) -> Indeling | None:
    """The best header in the first 30 rows, or None when no row names both a gemeente and a figure."""
    best = None
    for top in range(min(HEADER_ROWS, len(sheet.rows))):
        budget.check_time()
        for height in range(1, HIGHEST_HEADER + 1):
            kop = top + height - 1
            if kop >= len(sheet.rows) or not _only_words(sheet.rows[kop]):
                break
            found = Indeling(sheet, top, kop, _columns(sheet.rows[top : kop + 1]))
            has = {k.rol for k in found.kolommen}
            if has & {Rol.CODE, Rol.NAAM} and has & FIGURES and (best is None or found.score > best.score):
                best = found
    return _with_codes(best) if best else None


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
        if texts and sum(bool(_CODE.fullmatch(t)) for t in texts) >= 0.8 * len(texts):
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
    texts: list[list[Cell]] = []
    for position, row in enumerate(rows):
        padded = [*row, *[None] * (width - len(row))]
        if position < len(rows) - 1 and sum(c not in (None, "") for c in row) > 1:
            padded = _spread(padded)  # a merged cell holds its text in the first column only
        texts.append(padded)
    columns = []
    for index in range(width):
        parts = [t[index] for t in texts if t[index] not in (None, "")]
        if len(parts) == 1 and isinstance(parts[0], dt.date):
            columns.append(read_header(index, parts[0]))
        else:
            columns.append(read_header(index, " ".join(_text(p) for p in parts)))
    if any(k.rol is Rol.MAAND for k in columns) and not any(k.rol is Rol.GEREALISEERD for k in columns):
        columns = [_as_total(k) for k in columns]
    return tuple(columns)


def _spread(row: list[Cell]) -> list[Cell]:
    spread: list[Cell] = []
    last: Cell = None
    for cell in row:
        last = cell if cell not in (None, "") else last
        spread.append(last)
    return spread


def _text(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return f"{cell.year}-{cell.month:02d}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _as_total(kolom: Kolom) -> Kolom:
    is_total = kolom.rol is Rol.ONBEKEND and kolom.titel.casefold().strip(" :") in {"totaal", "som", "totaal maanden"}
    return Kolom(kolom.index, kolom.titel, Rol.GEREALISEERD) if is_total else kolom


@dataclass(frozen=True, slots=True)
class Velden:
    """One column for each meaning that is used, after the peildatum decided between half-years and months."""

    code: Kolom | None
    naam: Kolom | None
    provincie: Kolom | None
    taakstelling: Kolom | None
    achterstand: Kolom | None
    voorsprong: Kolom | None
    saldo: Kolom | None
    gecorrigeerd: Kolom | None
    gerealiseerd: Kolom | None
    nog: Kolom | None
    percentage: Kolom | None
    maanden: tuple[Kolom, ...]

    @property
    def figures(self) -> tuple[Kolom, ...]:
        """All columns of whole numbers that are used."""
        single = (
            self.taakstelling,
            self.achterstand,
            self.voorsprong,
            self.saldo,
            self.gecorrigeerd,
            self.gerealiseerd,
            self.nog,
        )
        return (*(k for k in single if k), *self.maanden)


def choose_columns(indeling: Indeling, peildatum: Peildatum | None) -> tuple[Velden, list[Finding]]:
    """The columns to read; findings for those that are doubled, of another half-year, or not used."""
    findings: list[Finding] = []
    blad, rij = indeling.sheet.naam, indeling.kop + 1
    used: dict[Rol, Kolom | None] = {}
    for rol in Rol:
        options = list(indeling.of(rol))
        if rol in {Rol.MAAND, Rol.BEKEND, Rol.ONBEKEND, Rol.PEILDATUM}:
            continue
        kept = _of_this_halfjaar(options, rol, peildatum)
        if rol is Rol.NAAM and len(kept) > 1:
            kept = [k for k in kept if "gemeente" in k.titel.casefold()] or kept
        for kolom in options:
            if kolom not in kept:
                findings.append(
                    make_finding(
                        "kolom-niet-gebruikt",
                        blad=blad,
                        rij=rij,
                        kolom=kolom.label,
                        reden="; een andere kolom past beter",
                    )
                )
        if len(kept) > 1 and rol in FIGURES | {Rol.CODE, Rol.NAAM}:
            koppen = ", ".join(k.label for k in kept)
            findings.append(
                make_finding("kolom-dubbel", blad=blad, rij=rij, kolom=kept[1].label, naam=rol.value, koppen=koppen)
            )
        used[rol] = kept[0] if kept else None
    findings += [_contradiction(k, peildatum, blad, rij) for k in used.values() if k and _contradicts(k, peildatum)]
    unused = [*indeling.of(Rol.ONBEKEND)]
    saldo = used[Rol.SALDO]
    if saldo and (used[Rol.ACHTERSTAND] or used[Rol.VOORSPRONG]):
        unused.append(saldo)
    for kolom in unused:
        if kolom.titel:
            code = "kolom-niet-herkend" if _holds_figures(indeling, kolom) else "kolom-niet-gebruikt"
            findings.append(make_finding(code, blad=blad, rij=rij, kolom=kolom.label, reden=""))
    velden = Velden(
        used[Rol.CODE],
        used[Rol.NAAM],
        used[Rol.PROVINCIE],
        used[Rol.TAAKSTELLING],
        used[Rol.ACHTERSTAND],
        used[Rol.VOORSPRONG],
        None if saldo in unused else saldo,
        used[Rol.GECORRIGEERD],
        used[Rol.GEREALISEERD],
        used[Rol.NOG],
        used[Rol.PERCENTAGE],
        indeling.of(Rol.MAAND),
    )
    for kolom in (k for k in indeling.kolommen if k in {velden.code, velden.naam, *velden.figures}):
        if kolom.index in indeling.sheet.hidden_columns:
            findings.append(make_finding("kolom-verborgen", blad=blad, rij=rij, kolom=kolom.label))
    return velden, findings


def _holds_figures(indeling: Indeling, kolom: Kolom) -> bool:
    """Whether most of the first rows under a header hold whole numbers."""
    sample = indeling.sheet.rows[indeling.kop + 1 : indeling.kop + 1 + SAMPLE_ROWS]
    kinds = [read_amount(row[kolom.index])[0] for row in sample if kolom.index < len(row)]
    return sum(kind is Soort.GETAL for kind in kinds) > len(sample) / 2


def _of_this_halfjaar(options: list[Kolom], rol: Rol, peildatum: Peildatum | None) -> list[Kolom]:
    if len(options) < 2 or peildatum is None:
        return options
    if rol is Rol.GEREALISEERD and any(k.tot for k in options):
        return [k for k in options if k.tot == peildatum.date] or options
    if rol in BALANCES:
        begin = peildatum.halfjaar.previous.slot.date
        dated = [k for k in options if k.tot == begin]
        return dated or [k for k in options if peildatum.halfjaar.previous in k.halfjaren] or options
    kept = [k for k in options if peildatum.halfjaar in k.halfjaren] or options
    return [k for k in kept if "netto" in k.titel.casefold()] or kept  # what the ministry counts from


def _contradicts(kolom: Kolom, peildatum: Peildatum | None) -> bool:
    if peildatum and kolom.rol in BALANCES and kolom.tot:
        return kolom.tot != peildatum.halfjaar.previous.slot.date
    if peildatum is None or kolom.rol not in {Rol.TAAKSTELLING, Rol.GECORRIGEERD, Rol.GEREALISEERD}:
        return False
    if kolom.tot and kolom.tot != peildatum.date:
        return True
    return bool(kolom.halfjaren) and peildatum.halfjaar not in kolom.halfjaren


def _contradiction(kolom: Kolom, peildatum: Peildatum | None, blad: str, rij: int) -> Finding:
    assert peildatum is not None
    if kolom.rol in BALANCES and kolom.tot:
        begin = peildatum.halfjaar.previous.slot
        return make_finding(
            "achterstand-andere-datum", blad=blad, rij=rij, kolom=kolom.label, datum=kolom.tot, begin=begin
        )
    if kolom.tot and kolom.tot != peildatum.date:
        bronnen = f"de kop van {kolom.label} telt tot {kolom.tot.isoformat()}, de peildatum is {peildatum}"
        return make_finding("peildatum-tegenstrijdig", blad=blad, rij=rij, kolom=kolom.label, bronnen=bronnen)
    named = ", ".join(map(str, sorted(kolom.halfjaren)))
    return make_finding(
        "halfjaar-tegenstrijdig",
        blad=blad,
        rij=rij,
        kolom=kolom.label,
        halfjaar=named,
        peildatum=peildatum,
        verwacht=peildatum.halfjaar,
    )
