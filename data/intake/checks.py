"""Checks whether the file agrees with itself: corrected totals, what is left, percentages, sums of provincies and land."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data import dutch
from data.columns.arithmetic import NEEDED_SHARE, Aandelen, is_left, shares
from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, Rol
from data.columns.row_figures import Gelezen
from data.columns.rows import Rij, Rijsoort
from data.findings import Finding, make_finding
from data.sheets.cells import Soort, read_share
from data.terms import Cijfers

_PARTS = {Rijsoort.GEMEENTE, Rijsoort.ONBEKEND}


def check_corrected(rows: Sequence[Gelezen], figures: Mapping[int, Cijfers], velden: Velden) -> list[Finding]:
    """Rows where the printed corrected taakstelling is not taakstelling plus achterstand."""
    kolom = velden.gecorrigeerd
    findings: list[Finding] = []
    if kolom is None:
        return findings
    for row in rows:
        ours, printed = figures.get(row.rij.nummer), row.rij.number(kolom)
        if ours is None or printed is None or printed == ours.gecorrigeerd:
            continue
        balance = f"{'achterstand' if ours.achterstand >= 0 else 'voorsprong'} {abs(ours.achterstand)}"
        fields = {
            "naam": row.rij.naam,
            "taakstelling": ours.taakstelling,
            "achterstand": balance,
            "som": ours.gecorrigeerd,
        }
        findings.append(
            make_finding(
                "gecorrigeerd-klopt-niet",
                blad=row.rij.blad,
                rij=row.rij.nummer,
                kolom=kolom.label,
                waarde=printed,
                suggestie=str(ours.gecorrigeerd),
                **fields,
            )
        )
    return findings


def check_derived(
    rows: Sequence[Gelezen], figures: Mapping[int, Cijfers], velden: Velden, months: int
) -> list[Finding]:
    """Rows whose `nog te realiseren` or percentage differs, where the others show that we read the column rightly."""
    with_figures = [(row, ours) for row in rows if (ours := figures.get(row.rij.nummer))]
    findings = []
    if velden.nog:
        pairs = [(r, o, n) for r, o in with_figures if (n := r.rij.number(velden.nog)) is not None]
        wrong = [(r, o, n) for r, o, n in pairs if not is_left(n, o.gecorrigeerd - o.gerealiseerd)]
        if len(wrong) <= (1 - NEEDED_SHARE) * len(pairs):
            for row, ours, printed in wrong:
                fields = {"naam": row.rij.naam, "gecorrigeerd": ours.gecorrigeerd, "gerealiseerd": ours.gerealiseerd}
                left = ours.gecorrigeerd - ours.gerealiseerd
                findings.append(
                    make_finding(
                        "nog-klopt-niet",
                        blad=row.rij.blad,
                        rij=row.rij.nummer,
                        kolom=velden.nog.label,
                        waarde=printed,
                        suggestie=str(left),
                        verschil=left,
                        **fields,
                    )
                )
    if velden.percentage:
        findings += _check_percentages(with_figures, velden.percentage, months)
    return findings


def _check_percentages(with_figures: list[tuple[Gelezen, Cijfers]], kolom: Kolom, months: int) -> list[Finding]:
    """The rows that differ from what the column means by most of them."""
    aandelen = Aandelen()
    for row, ours in with_figures:
        printed = read_share(row.rij.cell(kolom))
        if printed is not None and ours.gecorrigeerd > 0:
            meanings = shares(ours.taakstelling, ours.gecorrigeerd, ours.gerealiseerd, months)
            aandelen.rows.append((row.rij, printed, meanings))
    _, wrong = aandelen.best(proven=True)
    if len(wrong) > (1 - NEEDED_SHARE) * len(aandelen.rows):
        return []  # said of the column as a whole
    return [
        make_finding(
            "percentage-klopt-niet",
            blad=rij.blad,
            rij=rij.nummer,
            kolom=kolom.label,
            waarde=rij.cell(kolom),
            naam=rij.naam,
            vermeld=dutch.number(percent, 1),
            berekend=dutch.number(ours, 1),
        )
        for rij, percent, ours in wrong
    ]


def check_sums(rows: Sequence[Rij], velden: Velden) -> list[Finding]:
    """Compares the rows of provincies, of blocks and of the land with the sums of their gemeenten."""
    parts = [r for r in rows if r.soort in _PARTS]
    findings: list[Finding] = []
    block: list[Rij] = []
    for row in rows:
        if row.soort in _PARTS:
            block.append(row)
            continue
        if row.soort is Rijsoort.PROVINCIE:
            if any(r.soort is Rijsoort.ONBEKEND for r in parts):
                continue  # it could belong here
            differing = _differences(row, [r for r in parts if r.provinciecode == row.provinciecode], velden)
        elif row.soort is Rijsoort.BLOK:
            differing = _differences(row, block, velden)
        elif row.soort is Rijsoort.NAAMLOOS:
            differing = [
                _nameless(row, velden, bool(_differences(row, parts, velden) and _differences(row, block, velden)))
            ]
        else:
            differing = _differences(row, parts, velden)
            if differing and block and not _differences(row, block, velden):
                differing = []  # a sum of the rows above it, called `totaal` like that of the land
        findings += differing
        block = []
    return findings


def _nameless(row: Rij, velden: Velden, differs: bool) -> Finding:
    """Figures without a name are a total when they add up, else a mistake."""
    kolom = velden.naam or velden.code
    code = "rij-zonder-gemeente" if differs else "totaal-zonder-naam"
    return make_finding(code, blad=row.blad, rij=row.nummer, kolom=kolom.label if kolom else "")


def _differences(total: Rij, inside: Sequence[Rij], velden: Velden) -> list[Finding]:
    findings = []
    for kolom in velden.figures:
        kinds = [r.bedragen.get(kolom.index, (Soort.LEEG, 0))[0] for r in inside]
        printed = total.number(kolom)
        if printed is None or Soort.GEEN_GETAL in kinds:
            continue
        ours = sum(r.number(kolom) or 0 for r in inside)
        if printed == ours or _adds_up_otherwise(total, inside, velden, kolom, printed):
            continue
        findings.append(
            make_finding(
                "totaal-wijkt-af",
                blad=total.blad,
                rij=total.nummer,
                kolom=kolom.label,
                waarde=printed,
                suggestie=str(ours),
                gebied=f"{total.naam} ({kolom.rol.value})",
                som=ours,
            )
        )
    return findings


def _adds_up_otherwise(total: Rij, inside: Sequence[Rij], velden: Velden, kolom: Kolom, printed: int) -> bool:
    """Whether what is still to do was taken from the totals, or achterstand and voorsprong were set off in the total."""
    if kolom.rol is Rol.NOG:
        corrected, done = total.number(velden.gecorrigeerd), total.number(velden.gerealiseerd)
        return corrected is not None and done is not None and abs(printed) == abs(corrected - done)
    behind, ahead = velden.achterstand, velden.voorsprong
    if kolom not in {behind, ahead} or not (behind and ahead):
        return False
    net = abs(total.number(behind) or 0) - abs(total.number(ahead) or 0)
    return net == sum(abs(r.number(behind) or 0) - abs(r.number(ahead) or 0) for r in inside)
