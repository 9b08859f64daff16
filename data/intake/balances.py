"""Achterstand out of any layout: one signed column, two columns, a saldo whose sign must be found, or none at all.

The sign is decided by counting on how many rows each reading gives the corrected taakstelling that the file itself
prints (or that follows from what is still to be realised), and the decision is told in a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.findings import Finding, make_finding
from data.intake.column_choice import Velden
from data.intake.column_headers import Kolom, Rol
from data.intake.row_figures import Gelezen
from data.terms import Gemeentecode

PLUS_IS_ACHTER = "een plus achterstand en een min voorsprong"
PLUS_IS_VOOR = "een plus voorsprong en een min achterstand"
MANY = 20  # rows from which it is odd that nobody is ahead
NEEDED_SHARE = 0.8  # of the rows that can tell, before their answer counts


@dataclass(frozen=True, slots=True)
class Saldi:
    """The achterstand (positive = behind) by row number, and the taakstelling where that had to be derived."""

    achterstand: dict[int, int]
    taakstelling: dict[int, int]
    findings: tuple[Finding, ...]


def read_balances(
    rows: list[Gelezen], velden: Velden, closing: Mapping[Gemeentecode, int], kop: int, blad: str
) -> Saldi:
    """The balances of all rows. `closing` is how the half-year before ended, where known; it only helps to find a sign."""
    usable = [r for r in rows if not r.empty and not r.broken]
    findings: list[Finding] = []
    kolom = velden.achterstand or velden.saldo or velden.voorsprong
    if kolom is None or _is_remaining(usable, velden):
        if velden.gecorrigeerd is None or velden.taakstelling is None:
            return Saldi({}, {}, ())
        findings.append(make_finding("achterstand-afgeleid", blad=blad, rij=kop, kolom=velden.gecorrigeerd.label))
        derived = {
            r.rij.nummer: corrected - r.taakstelling
            for r in usable
            if (corrected := r.rij.number(velden.gecorrigeerd)) is not None and r.taakstelling is not None
        }
        return Saldi(derived, {}, tuple(findings))
    if velden.achterstand and velden.voorsprong:
        findings += _check_signs(usable, velden.achterstand, velden.voorsprong)
        raw = {r.rij.nummer: _two_columns(r, velden.achterstand, velden.voorsprong, usable) for r in usable}
        declared, kolom = 1, velden.achterstand
    else:
        raw = {r.rij.nummer: r.rij.number(kolom) or 0 for r in usable}
        declared = kolom.teken
        findings += _check_one_column(usable, raw, velden, kolom)
    sign, told = _sign(usable, raw, velden, closing, kolom, declared)
    findings += [f for f in told if f]
    if sign == 0:
        findings.append(make_finding("teken-onbekend", blad=blad, rij=kop, kolom=kolom.label))
        return Saldi({}, {}, tuple(findings))
    balances = {nummer: sign * value for nummer, value in raw.items()}
    tasks: dict[int, int] = {}
    if velden.taakstelling is None and velden.gecorrigeerd is not None:
        findings.append(make_finding("taakstelling-afgeleid", blad=blad, rij=kop, kolom=velden.gecorrigeerd.label))
        for r in usable:
            corrected = r.rij.number(velden.gecorrigeerd)
            if corrected is not None:
                tasks[r.rij.nummer] = corrected - balances[r.rij.nummer]
    placed = tuple(
        Finding(f.code, f.ernst, f.zin, blad, kop, f.kolom, f.waarde, f.suggestie) if not f.blad else f
        for f in findings
    )
    return Saldi(balances, tasks, placed)


def _is_remaining(rows: list[Gelezen], velden: Velden) -> bool:
    """Whether the column saldo holds what is still to be realised, not what was left of the half-year before."""
    if velden.saldo is None or velden.gecorrigeerd is None or velden.taakstelling is None:
        return False
    agree = told = 0
    for row in rows:
        saldo, corrected = row.rij.number(velden.saldo), row.rij.number(velden.gecorrigeerd)
        if not saldo or corrected is None or row.gerealiseerd is None or row.taakstelling is None:
            continue
        told += 1
        left = abs(corrected - row.gerealiseerd)
        agree += abs(saldo) == left and abs(saldo) != abs(corrected - row.taakstelling)
    return agree > NEEDED_SHARE * told


def _check_one_column(rows: list[Gelezen], raw: dict[int, int], velden: Velden, kolom: Kolom) -> list[Finding]:
    """What to tell about a single column: blanks read as 0, and that nobody is ahead, or nobody behind."""
    findings = []
    blank = sum(r.rij.number(kolom) is None for r in rows)
    if blank:
        findings.append(make_finding("leeg-is-nul", kolom=kolom.label, aantal=blank))
    same_sign = any(raw.values()) and (min(raw.values()) >= 0 or max(raw.values()) <= 0)
    if same_sign and len(rows) >= MANY and velden.gecorrigeerd is None and kolom.rol is not Rol.SALDO:
        if kolom.rol is Rol.VOORSPRONG:
            findings.append(make_finding("teken-onbekend", kolom=kolom.label))
        elif "voorsprong" not in kolom.titel.casefold():
            findings.append(make_finding("nergens-voorsprong", kolom=kolom.label))
    return findings


def _check_signs(rows: list[Gelezen], achterstand: Kolom, voorsprong: Kolom) -> list[Finding]:
    """Negative numbers in a column of two: all of them is a way of writing, some of them is a mistake."""
    findings = []
    for kolom in (achterstand, voorsprong):
        values = [(r, r.rij.number(kolom) or 0) for r in rows]
        negative = [(r, value) for r, value in values if value < 0]
        if negative and max(value for _, value in values) > 0:
            for r, value in negative:
                naam = f"{r.rij.naam}, {kolom.rol.value}"
                place = r.rij
                findings.append(
                    make_finding(
                        "cijfer-negatief",
                        blad=place.blad,
                        rij=place.nummer,
                        kolom=kolom.label,
                        waarde=value,
                        naam=naam,
                    )
                )
        elif negative:
            bewijs = "alle cijfers in die kolom hebben een min"
            findings.append(
                make_finding("teken-bepaald", kolom=kolom.label, betekenis=f"een min {kolom.rol.value}", bewijs=bewijs)
            )
    return findings


def _two_columns(row: Gelezen, achterstand: Kolom, voorsprong: Kolom, rows: list[Gelezen]) -> int:
    """Achterstand minus voorsprong; a column that holds only negative numbers is read without its minus signs."""
    behind, ahead = row.rij.number(achterstand) or 0, row.rij.number(voorsprong) or 0
    if all((r.rij.number(achterstand) or 0) <= 0 for r in rows):
        behind = abs(behind)
    if all((r.rij.number(voorsprong) or 0) <= 0 for r in rows):
        ahead = abs(ahead)
    return behind - ahead


def _expected(row: Gelezen, velden: Velden) -> int | None:
    """The corrected taakstelling that the row itself tells: printed, or what is done plus what is still to do."""
    corrected = row.rij.number(velden.gecorrigeerd)
    if corrected is not None:
        return corrected
    still = row.rij.number(velden.nog)
    return still + row.gerealiseerd if still is not None and still > 0 and row.gerealiseerd is not None else None


def _sign(
    rows: list[Gelezen],
    raw: dict[int, int],
    velden: Velden,
    closing: Mapping[Gemeentecode, int],
    kolom: Kolom,
    declared: int,
) -> tuple[int, list[Finding]]:
    """+1 where a plus is achterstand, -1 where it is voorsprong, 0 when nothing tells."""
    if not any(raw.values()):
        return declared or 1, []
    votes = {+1: 0, -1: 0}
    told = 0
    for row in rows:
        value, expected = raw[row.rij.nummer], _expected(row, velden)
        if value == 0 or expected is None or row.taakstelling is None:
            continue
        told += 1
        for sign in votes:
            votes[sign] += row.taakstelling + sign * value == expected
    evidence = "de gecorrigeerde taakstelling" if velden.gecorrigeerd else "wat nog te realiseren is"
    sign = _winner(votes, told)
    if sign == 0:
        evidence, votes, told = "het slot van het vorige halfjaar", {+1: 0, -1: 0}, 0
        for row in rows:
            value, before = raw[row.rij.nummer], closing.get(row.rij.gemeente.code) if row.rij.gemeente else None
            if value == 0 or before is None:
                continue
            told += 1
            for option in votes:
                votes[option] += option * value == before
        sign = 0 if declared else _winner(votes, told)
    if sign == 0 or sign == declared:
        return declared, []
    code = "teken-afwijkend" if declared else "teken-bepaald"
    meaning = PLUS_IS_ACHTER if sign > 0 else PLUS_IS_VOOR
    return sign, [
        make_finding(code, kolom=kolom.label, betekenis=meaning, bewijs=f"{evidence} ({votes[sign]} van {told} rijen)")
    ]


def _winner(votes: dict[int, int], told: int) -> int:
    best = max(votes, key=lambda sign: votes[sign])
    return best if told and votes[best] >= NEEDED_SHARE * told and votes[best] > votes[-best] else 0
