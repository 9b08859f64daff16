"""Chooses the column to use for each meaning, once it is known what the columns mean: by peildatum, or by comparing them."""

from __future__ import annotations

from dataclasses import dataclass

from data.columns.column_compare import are_codes, column_values, first_difference, sum_of_others
from data.columns.column_headers import BALANCES, FIGURES, Kolom, Rol
from data.columns.columns import SAMPLE_ROWS, Indeling
from data.findings import Finding, clean, make_finding
from data.sheets.cells import Soort, read_amount
from data.terms import Halfjaar, Peildatum


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
    naast: tuple[Kolom, ...] = ()  # whole numbers that are checked with them and published as no figure

    @property
    def balans(self) -> Kolom | None:
        """The column, or the first of two, with what was left of the half-year before."""
        return self.achterstand or self.saldo or self.voorsprong

    @property
    def sign(self) -> int:
        """What the header says of a plus in that column: +1 achterstand, -1 voorsprong, 0 nothing."""
        return self.balans.teken if self.balans else 0

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
        return (*(k for k in single if k), *self.maanden, *self.naast)


NOT_CHOSEN = frozenset({Rol.MAAND, Rol.BEKEND, Rol.DEEL, Rol.GEBIED, Rol.INWONERS, Rol.ONBEKEND, Rol.PEILDATUM})
TO_COMPARE = FIGURES | {Rol.CODE, Rol.NAAM}


@dataclass(slots=True)
class _Keuze:
    """The columns of one kind on their way to one: `kept` are left, `reasons` say why the others are not used."""

    rol: Rol
    kept: list[Kolom]
    reasons: dict[Kolom, str]

    def keep(self, kept: list[Kolom], reason: str) -> None:
        for kolom in self.kept:
            if kolom not in kept:
                self.reasons[kolom] = reason
        self.kept = kept


def choose_columns(indeling: Indeling, peildatum: Peildatum | None) -> tuple[Velden, list[Finding]]:
    """The columns to read; findings for those that are doubled, of another half-year, or not used."""
    keuzes = {rol: _choose(indeling, rol, peildatum) for rol in Rol if rol not in NOT_CHOSEN}
    velden = _velden(indeling, keuzes)
    blad, rij = indeling.sheet.naam, indeling.kop + 1
    findings: list[Finding] = []
    for keuze in keuzes.values():
        for kolom, reden in keuze.reasons.items():
            findings.append(make_finding("kolom-niet-gebruikt", blad=blad, rij=rij, kolom=kolom.label, reden=reden))
        if len(keuze.kept) > 1 and keuze.rol in TO_COMPARE:
            findings.append(_doubled(indeling, keuze))
    chosen = [keuze.kept[0] for keuze in keuzes.values() if keuze.kept]
    findings += [_contradiction(k, peildatum, blad, rij) for k in chosen if _contradicts(k, peildatum)]
    return velden, [*findings, *_tell_unused(indeling, velden, keuzes[Rol.SALDO].kept), *_tell_hidden(indeling, velden)]


def fields_of(indeling: Indeling, peildatum: Peildatum | None) -> Velden | None:
    """The columns to read, without findings; None when one is doubled."""
    keuzes = {rol: _choose(indeling, rol, peildatum) for rol in Rol if rol not in NOT_CHOSEN}
    if any(len(keuze.kept) > 1 and keuze.rol in FIGURES for keuze in keuzes.values()):
        return None
    return _velden(indeling, keuzes)


def _velden(indeling: Indeling, keuzes: dict[Rol, _Keuze]) -> Velden:
    used = {rol: keuze.kept[0] if keuze.kept else None for rol, keuze in keuzes.items()}
    two = used[Rol.ACHTERSTAND] or used[Rol.VOORSPRONG]
    return Velden(
        used[Rol.CODE],
        used[Rol.NAAM],
        used[Rol.PROVINCIE],
        used[Rol.TAAKSTELLING],
        used[Rol.ACHTERSTAND],
        used[Rol.VOORSPRONG],
        None if two else used[Rol.SALDO],
        used[Rol.GECORRIGEERD],
        used[Rol.GEREALISEERD],
        used[Rol.NOG],
        used[Rol.PERCENTAGE],
        indeling.of(Rol.MAAND),
    )


def _choose(indeling: Indeling, rol: Rol, peildatum: Peildatum | None) -> _Keuze:
    """Of the columns with this meaning the one that fits the peildatum, that holds the same as the others, or their sum."""
    options = list(indeling.of(rol))
    keuze = _Keuze(rol, options, {})
    if len(options) < 2:
        return keuze
    keuze.keep(_of_this_halfjaar(options, rol, peildatum, indeling), "; een andere kolom past beter")
    if rol is Rol.NAAM and len(keuze.kept) > 1:
        keuze.keep(
            [k for k in keuze.kept if "gemeente" in k.titel.casefold()] or keuze.kept, "; een andere kolom past beter"
        )
    if len(keuze.kept) > 1:
        values = {k: column_values(indeling, k) for k in keuze.kept}
        if rol is Rol.CODE:
            values = {k: [v if isinstance(v, int) else None for v in numbers] for k, numbers in values.items()}
            keuze.kept.sort(key=lambda k: values[k].count(None))
            keuze.keep([k for k in keuze.kept if are_codes(values[k])] or keuze.kept, "; het zijn geen gemeentecodes")
        first = keuze.kept[0]
        same = [k for k in keuze.kept[1:] if first_difference(values[first], values[k], rol is Rol.CODE) is None]
        keuze.keep([k for k in keuze.kept if k not in same], f"; zij is gelijk aan kolom {first.label}")
        whole = sum_of_others(values, keuze.kept) if rol in FIGURES else None
        if whole:
            keuze.keep([whole], f"; zij is een deel van kolom {whole.label}")
    return keuze


def _doubled(indeling: Indeling, keuze: _Keuze) -> Finding:
    """Both columns of one kind, with the first row where they differ."""
    one, other = (column_values(indeling, k) for k in keuze.kept[:2])
    at = first_difference(one, other, keuze.rol is Rol.CODE)
    koppen = ", ".join(k.label for k in keuze.kept)
    if at is not None:
        koppen += f" (rij {indeling.kop + 2 + at}: {clean(one[at]) or 'leeg'} en {clean(other[at]) or 'leeg'})"
    return make_finding(
        "kolom-dubbel",
        blad=indeling.sheet.naam,
        rij=indeling.kop + 1,
        kolom=keuze.kept[1].label,
        naam=keuze.rol.value,
        koppen=koppen,
    )


def _tell_unused(indeling: Indeling, velden: Velden, saldi: list[Kolom]) -> list[Finding]:
    findings = []
    for kolom in (*indeling.of(Rol.ONBEKEND), *indeling.of(Rol.DEEL), *saldi):
        if not kolom.titel or kolom is velden.saldo:
            continue
        reden = "; zij is een deel van een andere kolom" if kolom.rol is Rol.DEEL else ""
        code = "kolom-niet-gebruikt"
        if kolom.rol is not Rol.DEEL and holds_figures(indeling, kolom):
            code = "kolom-niet-herkend"
        findings.append(
            make_finding(code, blad=indeling.sheet.naam, rij=indeling.kop + 1, kolom=kolom.label, reden=reden)
        )
    return findings


def _tell_hidden(indeling: Indeling, velden: Velden) -> list[Finding]:
    used = {velden.code, velden.naam, *velden.figures}
    return [
        make_finding("kolom-verborgen", blad=indeling.sheet.naam, rij=indeling.kop + 1, kolom=kolom.label)
        for kolom in indeling.kolommen
        if kolom in used and kolom.index in indeling.sheet.hidden_columns
    ]


def holds_figures(indeling: Indeling, kolom: Kolom) -> bool:
    """Whether most of the first rows under a header hold whole numbers."""
    sample = indeling.sheet.rows[indeling.kop + 1 : indeling.kop + 1 + SAMPLE_ROWS]
    kinds = [read_amount(row[kolom.index])[0] for row in sample if kolom.index < len(row)]
    return sum(kind is Soort.GETAL for kind in kinds) > len(sample) / 2


def _of_this_halfjaar(options: list[Kolom], rol: Rol, peildatum: Peildatum | None, indeling: Indeling) -> list[Kolom]:
    if peildatum is None:
        return options
    if any(k.blok for k in options):
        options = _of_this_block(options, rol, peildatum, indeling)
    if rol is Rol.GEREALISEERD and any(k.tot for k in options):
        return [k for k in options if k.tot == peildatum.date] or options
    if rol in BALANCES:
        begin = peildatum.halfjaar.previous.slot.date
        dated = [k for k in options if k.tot == begin]
        return dated or [k for k in options if peildatum.halfjaar.previous in k.halfjaren] or options
    kept = [k for k in options if peildatum.halfjaar in k.halfjaren] or options
    return [k for k in kept if "netto" in k.titel.casefold()] or kept  # what the ministry counts from


def _of_this_block(options: list[Kolom], rol: Rol, peildatum: Peildatum, indeling: Indeling) -> list[Kolom]:
    """The columns in the block of this day, or of this half-year; a lone balance may stand under the half-year before."""
    kept = [k for k in options if peildatum.date in k.blok] or [k for k in options if peildatum.halfjaar in k.blok]
    whole = {period for k in indeling.of(Rol.TAAKSTELLING) for period in k.blok}
    if rol in BALANCES and peildatum.halfjaar.previous not in whole:
        kept = [k for k in options if peildatum.halfjaar.previous in k.blok] or kept
    return kept or options


def _contradicts(kolom: Kolom, peildatum: Peildatum | None) -> bool:
    if peildatum and kolom.rol in BALANCES and kolom.tot:
        return kolom.tot != peildatum.halfjaar.previous.slot.date
    if peildatum is None or kolom.rol not in {Rol.TAAKSTELLING, Rol.GECORRIGEERD, Rol.GEREALISEERD}:
        return False
    if kolom.tot and kolom.tot != peildatum.date:
        return True
    named = _named(kolom)
    return bool(named) and peildatum.halfjaar not in named


def _named(kolom: Kolom) -> set[Halfjaar]:
    """The half-years that a header or its block names."""
    return {*kolom.halfjaren, *(period for period in kolom.blok if isinstance(period, Halfjaar))}


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
    named = ", ".join(map(str, sorted(_named(kolom))))
    return make_finding(
        "halfjaar-tegenstrijdig",
        blad=blad,
        rij=rij,
        kolom=kolom.label,
        halfjaar=named,
        peildatum=peildatum,
        verwacht=peildatum.halfjaar,
    )
