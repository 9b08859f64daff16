"""Does the file agree with itself and with the gemeenten of its year: sums, corrected totals, who is there and who not."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from data.amounts import Soort, read_share
from data.figures import Gelezen
from data.findings import Finding, make_finding
from data.gemeenten import gemeenten_of, gemeenten_on, opgegaan_in
from data.headers import Kolom, Rol
from data.layout import Velden
from data.names import Namen, find_provincie, year_of_set
from data.rows import Rij, Rijsoort
from data.terms import Cijfers, Gemeentecode, Peildatum

PERCENTAGE_TOLERANCE = 0.6  # percentage points: whole percents rounded either way
_PARTS = {Rijsoort.GEMEENTE, Rijsoort.ONBEKEND}
MOSTLY = 0.8  # share of rows that must agree before the others are called wrong


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


def check_derived(rows: Sequence[Gelezen], figures: Mapping[int, Cijfers], velden: Velden) -> list[Finding]:
    """Rows whose `nog te realiseren` or percentage differs, where the others show that we read the column rightly."""
    known = [(row, ours) for row in rows if (ours := figures.get(row.rij.nummer))]
    findings = []
    if velden.nog:
        pairs = [(r, o, n) for r, o in known if (n := r.rij.number(velden.nog)) is not None]
        wrong = [
            (r, o, n)
            for r, o, n in pairs
            if abs(n) != abs(o.gecorrigeerd - o.gerealiseerd) and (n or o.gecorrigeerd > o.gerealiseerd)
        ]
        if len(wrong) <= (1 - MOSTLY) * len(pairs):
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
        findings += _check_percentages(known, velden.percentage)
    return findings


def _check_percentages(known: list[tuple[Gelezen, Cijfers]], kolom: Kolom) -> list[Finding]:
    """Compares with gerealiseerd / gecorrigeerd, as a fraction or in percent, whichever fits most rows."""
    best: list[tuple[Gelezen, float]] | None = None
    pairs = []
    for row, ours in known:
        printed = read_share(row.rij.cell(kolom))
        if printed is not None and ours.gecorrigeerd > 0:
            pairs.append((row, printed, 100 * ours.gerealiseerd / ours.gecorrigeerd))
    for factor in (1, 100):
        wrong = [(row, ours) for row, printed, ours in pairs if abs(factor * printed - ours) > PERCENTAGE_TOLERANCE]
        if best is None or len(wrong) < len(best):
            best = wrong
    if not best or len(best) > (1 - MOSTLY) * len(pairs):
        return []
    return [
        make_finding(
            "percentage-klopt-niet",
            blad=row.rij.blad,
            rij=row.rij.nummer,
            kolom=kolom.label,
            waarde=row.rij.cell(kolom),
            naam=row.rij.naam,
            berekend=f"{ours:.1f}".replace(".", ","),
        )
        for row, ours in best
    ]


def check_sums(rows: Sequence[Rij], velden: Velden) -> list[Finding]:
    """Rows of provincies, of blocks and of the land against the sums of the gemeenten that they speak of."""
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
            told = _differences(row, [r for r in parts if r.provinciecode == row.provinciecode], velden)
        elif row.soort is Rijsoort.BLOK:
            told = _differences(row, block, velden)
        else:
            told = _differences(row, parts, velden)
            if told and block and not _differences(row, block, velden):
                told = []  # a sum of the rows above it, called `totaal` like that of the land
        findings += told
        block = []
    return findings


def _differences(total: Rij, inside: Sequence[Rij], velden: Velden) -> list[Finding]:
    findings = []
    for kolom in velden.figures:
        kinds = [r.bedragen.get(kolom.index, (Soort.LEEG, 0))[0] for r in inside]
        printed = total.number(kolom)
        if printed is None or Soort.GEEN_GETAL in kinds:
            continue
        ours = sum(r.number(kolom) or 0 for r in inside)
        if printed != ours and not (kolom.rol is Rol.NOG and _is_difference(total, velden, printed)):
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


def _is_difference(total: Rij, velden: Velden, printed: int) -> bool:
    """Whether the total of what is still to do was taken from the totals instead of from the rows."""
    corrected, done = total.number(velden.gecorrigeerd), total.number(velden.gerealiseerd)
    return corrected is not None and done is not None and abs(printed) == abs(corrected - done)


def settle_doubles(rows: Sequence[Rij], velden: Velden) -> list[Finding]:
    """Errors for gemeenten that occur twice; the one of two that is the sum of its provincie becomes that sum."""
    places: dict[Gemeentecode, list[Rij]] = defaultdict(list)
    for row in rows:
        if row.soort is Rijsoort.GEMEENTE and row.gemeente:
            places[row.gemeente.code].append(row)
    findings = []
    for code, double in places.items():
        if len(double) == 2 and find_provincie(double[0].naam):
            headings = [row for row in double if all(row.number(k) is None for k in velden.figures)]
            if len(headings) == 1:  # the name of the provincie above its gemeenten
                headings[0].soort = Rijsoort.TEKST
                continue
            sums = [row for row in double if _is_provincie_sum(row, rows, velden)]
            if len(sums) == 1:
                sums[0].soort = Rijsoort.PROVINCIE
                continue
        for row in double[1:]:
            kolom = velden.code or velden.naam
            findings.append(
                make_finding(
                    "gemeente-dubbel",
                    blad=row.blad,
                    rij=row.nummer,
                    kolom=kolom.label if kolom else "",
                    waarde=row.cell(kolom),
                    naam=row.naam,
                    gemeentecode=code,
                    eerder=double[0].nummer,
                )
            )
    return findings


def _is_provincie_sum(row: Rij, rows: Sequence[Rij], velden: Velden) -> bool:
    others = [r for r in rows if r.soort is Rijsoort.GEMEENTE and r is not row and r.provinciecode == row.provinciecode]
    columns = [k for k in velden.figures if k.rol is not Rol.NOG]
    return all(row.number(k) == sum(r.number(k) or 0 for r in others) for k in columns)


def add_merged(cijfers: dict[Gemeentecode, Cijfers | None], peildatum: Peildatum, blad: str) -> list[Finding]:
    """Gives gemeenten that merged inside the year, before the peildatum, no figure when the file has no row of theirs.

    A half-year has the gemeenten of 1 January (design.md section 2), so the map keeps the area; its figure is in that of
    the gemeente that it went into (Weesp, 24 March 2022).
    """
    on_the_day = {g.code for g in gemeenten_on(peildatum.date - dt.timedelta(days=1))}  # 1 January is the next year
    findings = []
    for g in gemeenten_of(peildatum.halfjaar.year):
        if g.code in on_the_day or g.code in cijfers:
            continue
        went = opgegaan_in(g.code)
        cijfers[g.code] = None
        findings.append(
            make_finding(
                "gemeente-al-samengevoegd",
                blad=blad,
                naam=g.naam,
                gemeentecode=g.code,
                datum=f"{went[0].date:%d-%m-%Y}",
                waarheen=" en ".join(w.naam for w in went),
                jaar=peildatum.halfjaar.year,
            )
        )
    return findings


def check_complete(
    rows: Sequence[Rij], namen: Namen, kolom: Kolom | None, known: Collection[Gemeentecode] = ()
) -> list[Finding]:
    """Errors for gemeenten of the year that are not there, at the row where one would have looked for them."""
    present = [r for r in rows if r.soort is Rijsoort.GEMEENTE and r.gemeente]
    codes = {r.gemeente.code for r in present if r.gemeente} | set(known)
    missing = [g for code, g in namen.gemeenten.items() if code not in codes]
    label = kolom.label if kolom else ""
    order = [(r.gemeente.code, r.nummer) for r in present if r.gemeente]
    by_code = order == sorted(order)
    findings = []
    for g in missing:
        rij, plaats = (present[-1].nummer if present else None), ""
        if by_code and order:
            at = bisect_left(order, (g.code, 0))
            rij = order[at][1] if at < len(order) else order[-1][1] + 1
            plaats = f"; verwacht bij rij {rij}"
        blad = present[0].blad if present else ""
        findings.append(
            make_finding(
                "gemeente-ontbreekt",
                blad=blad,
                rij=rij,
                kolom=label,
                naam=g.naam,
                gemeentecode=g.code,
                plaats=plaats,
                suggestie=f"{g.code} {g.naam}",
            )
        )
    return findings


def check_year(rows: Sequence[Rij], given: set[Gemeentecode], namen: Namen) -> list[Finding]:
    """An error when the gemeenten are exactly those of another year than the peildatum asks for."""
    other = None if not given or given == set(namen.gemeenten) else year_of_set(given)
    if other is None:
        return []
    return [
        make_finding(
            "gemeenten-ander-jaar",
            blad=rows[0].blad,
            rij=rows[0].nummer,
            aantal=len(given),
            gevonden=other,
            verwacht=len(namen.gemeenten),
            jaar=namen.year,
        )
    ]
