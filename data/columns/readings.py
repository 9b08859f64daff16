"""Which of the readings that the header words allow is the one that the figures bear out: arithmetic decides, words propose.

A reading gives every column of figures one meaning. One whose sums fail is dropped; what is left must give one outcome,
or be told apart by what was known before; else the file is refused with the readings and a row as example.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any

from data.columns.arithmetic import NEEDED_SHARE, Som, Weging, weigh
from data.columns.column_choice import Velden, fields_of
from data.columns.column_headers import FIGURES, Kolom, Rol
from data.columns.columns import Indeling, lacking, missing_columns
from data.columns.row_figures import months_needed
from data.columns.rows import Rij, Rijsoort
from data.findings import Finding, make_finding
from data.terms import Cijfers, Gemeentecode, Peildatum

MOST_READINGS = 64
CLEARLY = 2  # contradicting rows by which the second best reading must be worse
NATIONAL_LOW, NATIONAL_HIGH = (
    0.98,
    1.06,
)  # of the published number: rounded figures, and shares that are each rounded up
MOSTLY_RISING = 0.5  # of the gemeenten with a higher number in every next month


@dataclass(frozen=True, slots=True)
class Bekend:
    """What is known besides the file: last stand of the same half-year, how the one before closed, the national number."""

    eerder: Mapping[Gemeentecode, Cijfers | None] = field(default_factory=dict)
    slot: Mapping[Gemeentecode, int] = field(default_factory=dict)
    landelijk: int | None = None


@dataclass(frozen=True, slots=True)
class Lezing:
    """One meaning for each column. `unsure` are those whose words do not suffice for it, or say another one first."""

    indeling: Indeling  # with these meanings
    velden: Velden
    unsure: tuple[Kolom, ...]
    first: bool  # the likeliest by the words


def readings(indeling: Indeling, peildatum: Peildatum | None) -> list[Lezing]:
    """All complete readings that the words allow, the likeliest first."""
    lezingen = []
    for position, variant in enumerate(islice(_variants(indeling), MOST_READINGS)):
        if lacking({k.rol for k in variant.kolommen}):
            continue
        velden = fields_of(variant, peildatum)
        if velden:
            used = set(velden.figures)
            proposed = zip(variant.kolommen, indeling.kolommen, strict=True)
            unsure = tuple(k for k, first in proposed if k in used and not (k.zeker and k.rol is first.rol))
            lezingen.append(Lezing(variant, velden, unsure, position == 0))
    return lezingen + [extra for lezing in lezingen if (extra := _cumulative(lezing, peildatum))]


def _variants(indeling: Indeling) -> Iterator[Indeling]:
    open_columns = [k for k in indeling.kolommen if k.ook]
    for rollen in product(*(k.rollen for k in reversed(open_columns))):
        chosen = dict(zip((k.index for k in reversed(open_columns)), rollen, strict=True))
        yield replace(
            indeling,
            kolommen=tuple(replace(k, rol=chosen[k.index]) if k.index in chosen else k for k in indeling.kolommen),
        )


def _cumulative(lezing: Lezing, peildatum: Peildatum | None) -> Lezing | None:
    """The reading where the last month already holds the sum of the months."""
    velden = lezing.velden
    if velden.gerealiseerd or not peildatum:
        return None
    counted, _, missing = months_needed(velden, peildatum)
    last = next((k for k in counted if k.maand and k.maand[1] == (peildatum.date.month - 2) % 12 + 1), None)
    if last is None or len(counted) < 2 or missing:
        return None
    done = replace(last, rol=Rol.GEREALISEERD)
    changed = replace(velden, gerealiseerd=done, maanden=())
    return Lezing(lezing.indeling, changed, (*lezing.unsure, done), first=False)


def figure_columns(lezingen: Sequence[Lezing]) -> tuple[Kolom, ...]:
    """Every column that some reading takes figures from, once."""
    return tuple({k.index: k for lezing in reversed(lezingen) for k in lezing.velden.figures}.values())


def decide_reading(
    indeling: Indeling, lezingen: Sequence[Lezing], rows: Sequence[Rij], peildatum: Peildatum | None, bekend: Bekend
) -> tuple[Lezing | None, list[Finding]]:
    """The reading that holds, or None with the findings that say why there is none."""
    if not lezingen:
        return None, missing_columns(indeling, lacking({k.rol for k in indeling.kolommen}))
    usable = [r for r in rows if r.soort is Rijsoort.GEMEENTE]
    weighed = [(lezing, _weigh(lezing, usable, peildatum)) for lezing in lezingen]
    good = [(lezing, w) for lezing, w in weighed if not w.fails]
    if not good:
        return None, [_contradicted(indeling, som) for som in weighed[0][1].fails]
    best = min((w for _, w in good), key=lambda w: w.wrong)
    rivals = [(lezing, w) for lezing, w in good if w.wrong <= best.wrong + CLEARLY]
    chosen = _settle(rivals, bekend)
    if chosen is None:
        return None, [_undecided(indeling, [w for _, w in rivals])]
    lezing, weging = chosen
    unproven = [k for k in lezing.unsure if k.rol not in weging.proven]
    if unproven and not _known_before(weging, bekend):
        return None, [_unproven(indeling, unproven[0], weging)]
    if problem := _balance_is_what_is_left(indeling, weging):
        return None, [problem]
    return lezing, _tell_other_meaning(indeling, lezing, weging)


def _weigh(lezing: Lezing, rows: Sequence[Rij], peildatum: Peildatum | None) -> Weging:
    counted = months_needed(lezing.velden, peildatum)[0] if peildatum else []
    return weigh(rows, lezing.velden, counted, peildatum.months if peildatum else 6)


def _settle(rivals: Sequence[tuple[Lezing, Weging]], bekend: Bekend) -> tuple[Lezing, Weging] | None:
    """The one of several readings that contradict nothing, or None when nothing tells them apart."""
    outcome = rivals[0][1].outcome
    if all(w.outcome == outcome for _, w in rivals):
        return rivals[0]
    continued = [r for r in rivals if _known_before(r[1], bekend)]
    if continued and all(w.outcome == continued[0][1].outcome for _, w in continued):
        return continued[0]
    most = max(len(w.proven) for _, w in rivals)
    borne_out = [r for r in rivals if len(r[1].proven) == most]
    first = next((r for r in rivals if r[0].first and not r[0].unsure), None)
    if first and not _rising(first[1]):
        return first
    return borne_out[0] if most and len(borne_out) == 1 else None


def _known_before(weging: Weging, bekend: Bekend) -> bool:
    """Whether this reading gives what was published before: the same half-year, its beginning, or the national number."""
    rows = [(r.rij.gemeente.code, *o) for r, o in zip(weging.regels, weging.outcome, strict=True) if r.rij.gemeente]
    same = [before == (t, _minus(c, t)) for code, t, c, _ in rows if (before := _pair(bekend.eerder.get(code)))]
    if same:
        return sum(same) >= NEEDED_SHARE * len(same)
    began = [bekend.slot[code] == _minus(c, t) for code, t, c, _ in rows if code in bekend.slot]
    if began and sum(began) >= NEEDED_SHARE * len(began):
        return True
    total = sum(t or 0 for _, t, _, _ in rows)
    return bool(bekend.landelijk) and NATIONAL_LOW * (bekend.landelijk or 0) <= total <= NATIONAL_HIGH * (
        bekend.landelijk or 0
    )


def _pair(cijfers: Cijfers | None) -> tuple[int, int] | None:
    return (cijfers.taakstelling, cijfers.achterstand) if cijfers else None


def _minus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _rising(weging: Weging) -> bool:
    """Whether months that would be added up never fall and mostly rise, as stands that hold the former months do."""
    if weging.velden.gerealiseerd or len(weging.maanden) < 2:
        return False
    months = sorted(weging.maanden, key=lambda k: k.maand[1] if k.maand else 0)
    rows = [[r.rij.number(k) or 0 for k in months] for r in weging.regels]
    rising = sum(row[0] < row[-1] for row in rows)
    return bool(rows) and all(row == sorted(row) for row in rows) and rising > MOSTLY_RISING * len(weging.regels)


def _balance_is_what_is_left(indeling: Indeling, weging: Weging) -> Finding | None:
    """A refusal where achterstand is taakstelling less gerealiseerd everywhere, and no sum says otherwise."""
    kolom = weging.velden.balans
    if kolom is None or weging.velden.gecorrigeerd or kolom.rol in weging.proven:
        return None
    rows = [r for r in weging.regels if r.saldo and r.taakstelling is not None and r.gerealiseerd]
    alike = [r for r in rows if abs(r.saldo) == abs((r.taakstelling or 0) - (r.gerealiseerd or 0))]
    if not rows or len(alike) < NEEDED_SHARE * len(rows):
        return None
    r = alike[0]
    voorbeeld = f"{r.taakstelling} - {r.gerealiseerd} = {(r.taakstelling or 0) - (r.gerealiseerd or 0)}"
    lezingen = f"achterstand bij het begin van het halfjaar, of wat er nog te realiseren is ({r.rij.naam}: {voorbeeld})"
    return _finding("lezing-onbeslist", indeling, kolom, rij=r.rij.nummer, lezingen=lezingen)


def _finding(code: str, indeling: Indeling, kolom: Kolom, rij: int | None = None, **fields: Any) -> Finding:
    return make_finding(code, blad=indeling.sheet.naam, rij=rij or indeling.kop + 1, kolom=kolom.label, **fields)


def _contradicted(indeling: Indeling, som: Som) -> Finding:
    assert som.against is not None
    regel, computed, printed = som.against
    kop = indeling.kolommen[som.kolom.index]
    return _finding(
        "kolom-spreekt-tegen",
        indeling,
        kop,
        rij=regel.rij.nummer,
        naam=som.kolom.rol.value,
        fout=som.wrong,
        aantal=som.tested,
        gemeente=regel.rij.naam,
        berekend=computed,
        vermeld=printed,
    )


def _undecided(indeling: Indeling, wegingen: Sequence[Weging]) -> Finding:
    """The first column that the readings take for different things, with what each makes of one row."""
    rollen = [{k.index: k.rol for k in w.velden.figures} for w in wegingen]
    differing = [i for i in rollen[0] if any(i in r and r[i] is not rollen[0][i] for r in rollen[1:])]
    kolom = indeling.kolommen[differing[0] if differing else next(iter(rollen[0]))]
    at = next(
        (i for i, r in enumerate(wegingen[0].regels) if any(w.outcome[i] != wegingen[0].outcome[i] for w in wegingen)),
        0,
    )
    naam = wegingen[0].regels[at].rij.naam
    examples = dict.fromkeys(f"{_called(w, kolom)} ({naam}: {_figures(w, at)})" for w in wegingen)
    rij = wegingen[0].regels[at].rij.nummer
    return _finding("lezing-onbeslist", indeling, kolom, rij=rij, lezingen=", of ".join(examples))


def _called(weging: Weging, kolom: Kolom) -> str:
    rol = next((k.rol for k in weging.velden.figures if k.index == kolom.index), None)
    if rol is Rol.GEREALISEERD and kolom.rol is Rol.MAAND:
        return "gerealiseerd tot en met die maand"
    return rol.value if rol else Rol.BEKEND.value


def _figures(weging: Weging, at: int) -> str:
    task, corrected, done = weging.outcome[at]
    return f"taakstelling {task}, achterstand {_minus(corrected, task)}, gerealiseerd {done}"


def _unproven(indeling: Indeling, kolom: Kolom, weging: Weging) -> Finding:
    """The meanings that the words of one column allow, each with what it makes of the first row with a figure."""
    regel = next((r for r in weging.regels if r.rij.number(kolom)), weging.regels[0] if weging.regels else None)
    value = regel.rij.number(kolom) if regel else None
    naam = regel.rij.naam if regel else ""
    roles = ", of ".join(rol.value for rol in kolom.rollen if rol in FIGURES)
    original = indeling.kolommen[kolom.index]
    rij = regel.rij.nummer if regel else None
    return _finding("lezing-onbeslist", indeling, original, rij=rij, lezingen=f"{roles} ({naam}: {value})")


def _tell_other_meaning(indeling: Indeling, lezing: Lezing, weging: Weging) -> list[Finding]:
    """What was read against the first meaning of its words, with the row that shows it."""
    findings = []
    for kolom in lezing.velden.figures:
        original = indeling.kolommen[kolom.index]
        if kolom.rol is original.rol or original.rol is Rol.SALDO:
            continue
        som = next((s for s in weging.sommen if kolom.rol in s.rollen and s.holds and s.for_it), None)
        bewijs = "wat eerder gepubliceerd is"
        if som and som.for_it:
            bewijs = f"de cijfers (rij {som.for_it[0].rij.nummer}, {som.kolom.titel}: {som.for_it[1]})"
        findings.append(_finding("kolom-gelezen-als", indeling, original, naam=kolom.rol.value, bewijs=bewijs))
    return findings
