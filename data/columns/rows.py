"""The rows under a header: which are gemeenten, provincies, the land, notes or mistakes, and the figures in each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, read_header
from data.columns.columns import Indeling
from data.columns.dates import find_dates, find_halfjaren, plain
from data.errors import InvalidTerm, UnknownGebied
from data.findings import Finding, clean, make_finding
from data.reference.gemeenten import gemeente, opgegaan_in
from data.reference.names import Namen, find_any_year, find_provincie, is_land, split_code
from data.sheets.cells import Cell, Soort, read_amount
from data.sheets.tables import Budget, Sheet
from data.terms import Gemeente, Gemeentecode

BLOCK_WORDS = {"subtotaal", "sub-totaal", "sub totaal", "tussentotaal", "tussentelling"}
STATISTIC_WORDS = {"gemiddeld", "gemiddelde", "mediaan", "minimum", "maximum", "standaardafwijking"}
LONGEST_NUMBER = 20  # characters of a cell that seems meant as one
MOST_SUGGESTIONS = 50  # of one file; looking for more takes time and helps nobody


class Rijsoort(StrEnum):
    """What a row is about."""

    GEMEENTE = "gemeente"
    PROVINCIE = "provincie"
    LAND = "land"
    BLOK = "blok"  # a subtotal of the rows above it, up to the former sum
    NAAMLOOS = "naamloos"  # figures without any name: a total that forgot to say so, or a mistake
    ONBEKEND = "onbekend"  # figures of something that we could not place
    KENGETAL = "kengetal"  # an average or the like
    TEKST = "tekst"


@dataclass(slots=True)
class Rij:
    """One row. `nummer` counts from 1; `bedragen` holds what was found in each column of figures that could be read."""

    blad: str
    nummer: int
    soort: Rijsoort
    naam: str
    cells: list[Cell]
    gemeente: Gemeente | None = None
    elders: Gemeentecode | None = None  # a gemeente of another year
    provinciecode: str = ""
    bedragen: dict[int, tuple[Soort, int]] = field(default_factory=dict)

    def cell(self, kolom: Kolom | None) -> Cell:
        """The cell in this column; None when the row is shorter."""
        return self.cells[kolom.index] if kolom and kolom.index < len(self.cells) else None

    def number(self, kolom: Kolom | None) -> int | None:
        """The whole number in this column; a dash is 0; None when blank or unreadable."""
        soort, number = self.bedragen.get(kolom.index, (Soort.LEEG, 0)) if kolom else (Soort.LEEG, 0)
        return number if soort in {Soort.GETAL, Soort.STREEPJE} else None


def read_rows(
    indeling: Indeling, velden: Velden, namen: Namen, budget: Budget, figures: tuple[Kolom, ...] = ()
) -> tuple[list[Rij], list[Finding]]:
    """All rows under the header that are not empty, and the findings about the area that each is of.

    `figures` are the columns to read numbers from, those of `velden` unless given.
    """
    reader = _Reader(indeling, velden, namen, figures or velden.figures)
    for position in range(indeling.kop + 1, len(indeling.sheet.rows)):
        if position % 64 == 0:
            budget.check_time()
        reader.read(position)
    return reader.rows, reader.findings


class _Reader:
    def __init__(self, indeling: Indeling, velden: Velden, namen: Namen, figures: tuple[Kolom, ...]) -> None:
        self.sheet: Sheet = indeling.sheet
        self.figures = figures
        self.velden, self.namen = velden, namen
        self.width = max((k.index for k in indeling.kolommen if k.titel), default=0) + 1
        self.kop = [_plain(k.titel) for k in indeling.kolommen]
        self.unknown = 0
        self.rows: list[Rij] = []
        self.findings: list[Finding] = []

    def read(self, position: int) -> None:
        cells = self.sheet.rows[position]
        if all(c in (None, "") for c in cells) and not any(row == position for row, _ in self.sheet.no_value):
            return
        if 1 < len(cells) <= len(self.kop) and all(_plain(c) == kop for c, kop in zip(cells, self.kop, strict=False)):
            return  # the header once more, on a new page
        nummer = position + 1
        cells = self._mended(cells, nummer)
        bedragen = {k.index: read_amount(cells[k.index]) for k in self.figures if k.index < len(cells)}
        row = Rij(self.sheet.naam, nummer, Rijsoort.ONBEKEND, self._name(cells), cells, bedragen=bedragen)
        has_figures = _unreadable(row) > 1 or any(s in {Soort.GETAL, Soort.STREEPJE} for s, _ in bedragen.values())
        has_figures |= any((position, k.index) in self.sheet.no_value for k in self.figures)
        self._identify(row, has_figures)
        if row.soort is Rijsoort.TEKST:
            text = " ".join(clean(c) for c in cells if c not in (None, ""))
            self._add("tekst-overgeslagen", row, waarde=text)
            return
        for kolom in (self.velden.code, self.velden.naam):
            if kolom and (position, kolom.index) in self.sheet.no_value:
                self._add("formule-zonder-waarde", row, kolom, naam=kolom.rol.value)
        if row.soort is Rijsoort.KENGETAL:
            self._add("rij-overgeslagen", row, naam=row.naam)
            return
        if position in self.sheet.hidden_rows:
            self._add("rij-verborgen", row, naam=row.naam)
        self.rows.append(row)

    def _mended(self, cells: list[Cell], nummer: int) -> list[Cell]:
        """The cells of a csv row, with a name that a comma cut in pieces put together again."""
        extra, naam = len(cells) - self.width, self.velden.naam
        if extra < 1 or not self.sheet.text_only or all(c in (None, "") for c in cells[self.width :]):
            return cells
        if naam and extra < 4:
            pieces = [str(c) for c in cells[naam.index : naam.index + extra + 1]]
            name = ", ".join(pieces)
            if self.namen.find(name):
                self.findings.append(
                    make_finding("naam-met-komma", blad=self.sheet.naam, rij=nummer, kolom=naam.label, naam=name)
                )
                return [*cells[: naam.index], name, *cells[naam.index + extra + 1 :]]
        self.findings.append(
            make_finding("rij-te-lang", blad=self.sheet.naam, rij=nummer, aantal=len(cells), verwacht=self.width)
        )
        return cells

    def _name(self, cells: list[Cell]) -> str:
        kolom = self.velden.naam or self.velden.code
        return clean(cells[kolom.index]) if kolom and kolom.index < len(cells) else ""

    def _add(self, code: str, row: Rij, kolom: Kolom | None = None, suggestie: str = "", **fields: object) -> None:
        label = kolom.label if kolom else ""
        self.findings.append(
            make_finding(code, blad=row.blad, rij=row.nummer, kolom=label, suggestie=suggestie, **fields)
        )

    def _identify(self, row: Rij, has_figures: bool) -> None:
        code_cell = row.cell(self.velden.code)
        if self._is_sum(row, code_cell, has_figures):
            return
        code_text = clean(code_cell)
        if not code_text and self.velden.naam:
            code_text, row.naam = split_code(row.naam)
        try:
            code = Gemeentecode.parse(code_text) if code_text else None
        except InvalidTerm:
            if has_figures:
                self._add("code-ongeldig", row, self.velden.code, waarde=code_text)
            else:
                row.soort = Rijsoort.TEKST
            return
        if code is not None and (has_figures or clean(code_cell) or _known(code)):  # else a note that ends in a year
            self._by_code(row, code)
        elif row.naam:
            self._by_name(row, has_figures)
        elif has_figures:
            row.soort = Rijsoort.NAAMLOOS
        else:
            row.soort = Rijsoort.TEKST

    def _is_sum(self, row: Rij, code_cell: Cell, has_figures: bool) -> bool:
        """Recognises the rows of the land and of provincies; a name that is also a gemeente is left to the caller."""
        kind = self._kind_of_sum(row, clean(code_cell))
        if kind is None:
            return False
        row.soort, row.provinciecode, row.naam = kind
        if not has_figures and not _unreadable(row):
            row.soort = Rijsoort.TEKST
        return True

    def _kind_of_sum(self, row: Rij, code_text: str) -> tuple[Rijsoort, str, str] | None:
        """The kind, the provincie and the name of a row that is no gemeente."""
        provincie = clean(row.cell(self.velden.provincie))
        in_provincie = find_provincie(provincie)
        if plain(row.naam).split(" ")[0].strip(":") in STATISTIC_WORDS:
            return Rijsoort.KENGETAL, "", row.naam
        if plain(row.naam).strip(" :") in BLOCK_WORDS and not in_provincie:
            return Rijsoort.BLOK, "", row.naam
        texts = [t for t in (code_text, row.naam) if t] or self._loose_texts(row)
        if not texts and is_land(provincie):
            texts = [provincie]
        if any(is_land(t) for t in texts):
            inside = in_provincie or next((p for t in texts if (p := find_provincie(t))), "")
            return (Rijsoort.PROVINCIE if inside else Rijsoort.LAND), inside, row.naam or texts[0]
        return self._provincie_sum(row, code_text, texts or ([provincie] if in_provincie else []))

    def _provincie_sum(self, row: Rij, code_text: str, texts: list[str]) -> tuple[Rijsoort, str, str] | None:
        named = next((t for t in texts if find_provincie(t)), "")
        names_sum = re.search("totaal|provincie", plain(row.naam))
        is_gemeente = row.naam and not names_sum and self.namen.find(row.naam)
        if not named or is_gemeente or (code_text and not find_provincie(code_text)):
            return None
        return Rijsoort.PROVINCIE, find_provincie(named), row.naam or named

    def _loose_texts(self, row: Rij) -> list[str]:
        """Texts left of the figures in columns without a meaning, such as `Totaal` in a column of numbers."""
        first = min((k.index for k in self.figures), default=0)
        provincie_column = {k.index for k in (self.velden.provincie,) if k}
        return [
            clean(c) for i, c in enumerate(row.cells[:first]) if isinstance(c, str) and c and i not in provincie_column
        ]

    def _by_code(self, row: Rij, code: Gemeentecode) -> None:
        gemeente = self.namen.gemeenten.get(code)
        if gemeente is None:
            self._gone(row, code) if _known(code) else self._add(
                "gemeente-onbekend", row, self.velden.code, waarde=code, jaar=self.namen.year
            )
            return
        named = self.namen.find(row.naam, gemeente.provinciecode) if self.velden.naam and row.naam else ()
        elsewhere = find_any_year(row.naam) if self.velden.naam and row.naam and not named else ()
        if (named and gemeente not in named) or (elsewhere and gemeente not in elsewhere):
            fields: dict[str, Any] = {"gemeentecode": code, "naam": gemeente.naam, "waarde": row.naam}
            self._add("code-en-naam-tegenstrijdig", row, self.velden.naam, **fields)
            return
        if not named and self.velden.naam and row.naam:
            fields = {"gemeentecode": code, "naam": gemeente.naam, "waarde": row.naam}
            self._add("naam-onbekend-bij-code", row, self.velden.naam, gemeente.naam, **fields)
        self._settle(row, gemeente)

    def _by_name(self, row: Rij, has_figures: bool) -> None:
        kolom = self.velden.naam or self.velden.code
        provinciecode = find_provincie(clean(row.cell(self.velden.provincie)))
        candidates = self.namen.find(row.naam, provinciecode)
        if len(candidates) == 1:
            self._settle(row, candidates[0])
        elif len(candidates) > 1:
            namen = " of ".join(f"{g.naam} ({g.code}, {g.provincie})" for g in candidates)
            self._add(
                "gemeente-meerduidig",
                row,
                kolom,
                waarde=row.naam,
                namen=namen,
                suggestie=" / ".join(g.naam for g in candidates),
            )
        elif not has_figures:
            row.soort = Rijsoort.TEKST
        elif len(other := find_any_year(row.naam)) == 1:
            self._gone(row, other[0].code)
        else:
            self.unknown += 1
            suggestie = " / ".join(self.namen.suggest(row.naam)) if self.unknown <= MOST_SUGGESTIONS else ""
            self._add("gemeente-onbekend", row, kolom, waarde=row.naam, jaar=self.namen.year, suggestie=suggestie)

    def _gone(self, row: Rij, code: Gemeentecode) -> None:
        """A gemeente of another year."""
        kolom = self.velden.naam or self.velden.code
        row.elders = code
        fields: dict[str, Any] = {
            "naam": gemeente(code).naam,
            "gemeentecode": code,
            "jaar": self.namen.year,
            "waarde": row.naam or str(code),
        }
        went = [o for o in opgegaan_in(code) if o.date.year <= self.namen.year]
        if went:
            waarheen = "; ".join(f"op {o.date.isoformat()} opgegaan in {o.naam} ({o.code})" for o in went)
            suggestie = " / ".join(o.naam for o in went)
            self._add("gemeente-opgegaan", row, kolom, waarheen=waarheen, suggestie=suggestie, **fields)
        else:
            self._add("gemeente-nog-niet", row, kolom, **fields)

    def _settle(self, row: Rij, gemeente: Gemeente) -> None:
        row.soort, row.gemeente, row.provinciecode = Rijsoort.GEMEENTE, gemeente, gemeente.provinciecode
        row.naam = gemeente.naam
        given = clean(row.cell(self.velden.provincie))
        if given and find_provincie(given) != gemeente.provinciecode:
            fields: dict[str, Any] = {"naam": gemeente.naam, "waarde": given, "provincie": gemeente.provincie}
            self._add("provincie-wijkt-af", row, self.velden.provincie, gemeente.provincie, **fields)


def _unreadable(row: Rij) -> int:
    """In how many cells figures are meant that cannot be read (`ca. 99`, `#REF!`); a half-year or a date is a heading."""
    count = 0
    for column, (soort, _) in row.bedragen.items():
        text = clean(row.cells[column])
        if soort is Soort.GEEN_GETAL and len(text) <= LONGEST_NUMBER and any(c.isdigit() or c in "#?" for c in text):
            count += not (find_halfjaren(text) or list(find_dates(text)) or read_header(column, text).maand)
    return count


def _known(code: Gemeentecode) -> bool:
    try:
        return bool(gemeente(code))
    except UnknownGebied:
        return False


def _plain(cell: Cell) -> str:
    return plain(cell) if isinstance(cell, str) else clean(cell)
