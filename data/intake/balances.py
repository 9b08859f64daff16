"""Reads the achterstand in any layout: one signed column, two columns, a saldo whose sign must be found, or none at all.

The sign is decided by counting on how many rows each reading gives the corrected taakstelling that the file itself
prints (or that follows from what is still to be realised), and the decision is told in a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from data.columns.arithmetic import NEEDED_SHARE, balance_columns, raw_balances
from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, Rol
from data.columns.row_figures import Gelezen
from data.findings import Finding, make_finding
from data.terms import Gemeentecode

PLUS_IS_ACHTER = "een plus achterstand en een min voorsprong"
PLUS_IS_VOOR = "een plus voorsprong en een min achterstand"
MANY = 20  # rows from which it is odd that nobody is ahead


@dataclass(frozen=True, slots=True)
class Saldi:
    """The achterstand (positive = behind) by row number, and the taakstelling where that had to be derived.

    `kolommen` make up the achterstand: each with whether it was added (+1) or subtracted (-1).
    """

    achterstand: dict[int, int]
    taakstelling: dict[int, int]
    findings: tuple[Finding, ...]
    kolommen: tuple[tuple[Kolom, int], ...] = ()


def read_balances(
    rows: list[Gelezen], velden: Velden, closing: Mapping[Gemeentecode, int], kop: int, blad: str
) -> Saldi:
    """The balances of all rows. `closing` is how the half-year before ended, where known; it only helps to find a sign."""
    usable = [r for r in rows if not r.empty and not r.broken]
    kolom = velden.balans
    if kolom is None:
        return _from_corrected(usable, velden, kop, blad)
    raw = dict(zip((r.rij.nummer for r in usable), raw_balances([r.rij for r in usable], velden), strict=True))
    if velden.achterstand and velden.voorsprong:
        declared, findings = 1, _check_signs(usable, velden.achterstand, velden.voorsprong)
    else:
        declared, findings = kolom.teken, _check_one_column(usable, raw, velden, kolom)
    sign, more = _sign(usable, raw, velden, closing, kolom, declared)
    findings += more
    if sign == 0:
        findings.append(make_finding("teken-onbekend", kolom=kolom.label))
        return Saldi({}, {}, _placed(findings, kop, blad))
    balances = {nummer: sign * value for nummer, value in raw.items()}
    tasks: dict[int, int] = {}
    if velden.taakstelling is None and velden.gecorrigeerd is not None:
        findings.append(make_finding("taakstelling-afgeleid", kolom=velden.gecorrigeerd.label))
        corrected = {r.rij.nummer: r.rij.number(velden.gecorrigeerd) for r in usable}
        tasks = {nummer: value - balances[nummer] for nummer, value in corrected.items() if value is not None}
    columns = balance_columns([r.rij for r in usable], velden)
    signed = tuple((k, sign * teken) for k, teken in columns)
    return Saldi(balances, tasks, _placed(findings, kop, blad), signed)


def _from_corrected(rows: list[Gelezen], velden: Velden, kop: int, blad: str) -> Saldi:
    """The balances of a table without a column for them: corrected less taakstelling."""
    if velden.gecorrigeerd is None or velden.taakstelling is None:
        return Saldi({}, {}, ())
    derived = {
        r.rij.nummer: corrected - r.taakstelling
        for r in rows
        if (corrected := r.rij.number(velden.gecorrigeerd)) is not None and r.taakstelling is not None
    }
    finding = make_finding("achterstand-afgeleid", blad=blad, rij=kop, kolom=velden.gecorrigeerd.label)
    return Saldi(derived, {}, (finding,), ((velden.gecorrigeerd, 1), (velden.taakstelling, -1)))


def _placed(findings: list[Finding], kop: int, blad: str) -> tuple[Finding, ...]:
    """The findings, with the header as place for those that have none."""
    return tuple(f if f.blad else replace(f, blad=blad, rij=kop) for f in findings)


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
    evidence = "de gecorrigeerde taakstelling" if velden.gecorrigeerd else "wat nog te realiseren is"
    sign, votes, tested = _vote(_from_row(rows, raw, velden))
    if sign == 0:
        by_closing, votes, tested = _vote(_from_closing(rows, raw, closing))
        evidence, sign = "het slot van het vorige halfjaar", 0 if declared else by_closing
    if sign == 0 or sign == declared:
        return declared, []
    code = "teken-afwijkend" if declared else "teken-bepaald"
    meaning = PLUS_IS_ACHTER if sign > 0 else PLUS_IS_VOOR
    return sign, [
        make_finding(code, kolom=kolom.label, betekenis=meaning, bewijs=f"{evidence} ({votes} van {tested} rijen)")
    ]


def _from_row(rows: list[Gelezen], raw: dict[int, int], velden: Velden) -> Iterator[tuple[int, int]]:
    """Each balance as printed, with what it must be by the corrected taakstelling of its row."""
    for row in rows:
        value, expected = raw[row.rij.nummer], _expected(row, velden)
        if value and expected is not None and row.taakstelling is not None:
            yield value, expected - row.taakstelling


def _from_closing(
    rows: list[Gelezen], raw: dict[int, int], closing: Mapping[Gemeentecode, int]
) -> Iterator[tuple[int, int]]:
    """Each balance as printed, with how the half-year before closed for that gemeente."""
    for row in rows:
        before = closing.get(row.rij.gemeente.code) if row.rij.gemeente else None
        if raw[row.rij.nummer] and before is not None:
            yield raw[row.rij.nummer], before


def _vote(pairs: Iterable[tuple[int, int]]) -> tuple[int, int, int]:
    """The sign that most pairs agree on (0 when none has enough), how many do, and of how many."""
    votes, tested = {+1: 0, -1: 0}, 0
    for value, expected in pairs:
        tested += 1
        for sign in votes:
            votes[sign] += sign * value == expected
    best = max(votes, key=lambda sign: votes[sign])
    enough = tested > 0 and votes[best] >= NEEDED_SHARE * tested and votes[best] > votes[-best]
    return (best if enough else 0), votes[best], tested
