"""Checks whether figures are likely, given what was published before: warnings only, as the ministry corrects figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from data import dutch
from data.columns.column_choice import Velden
from data.columns.rows import Rij
from data.domain import rules
from data.errors import UnknownGebied
from data.findings import Finding, make_finding
from data.reference.gemeenten import opgegaan_in
from data.terms import Cijfers, Gemeentecode, Halfjaar, Peildatum, Snapshot

MANY = 25  # changed taakstellingen from which one finding speaks for all
SHARE_FACTOR = 3  # times its usual share of the national taakstelling
SHARE_PERSONS = 15  # and at least so many persons off
PACE_FACTOR = 4  # times the most it ever did in a month
PACE_PERSONS = 25

Row = tuple[Rij, Cijfers]


def closing_balances(halfjaar: Halfjaar, earlier: Mapping[Peildatum, Snapshot]) -> dict[Gemeentecode, int]:
    """How the half-year before this one closed, for the gemeenten of this one: positive = achterstand.

    Whole mergers add up; a gemeente that got part of a split one, or lacks a figure, is left out.
    """
    closed = earlier.get(halfjaar.previous.slot)
    if closed is None:
        return {}
    balances: dict[Gemeentecode, int] = {}
    unsure: set[Gemeentecode] = set()
    for code, cijfers in closed.cijfers.items():
        targets = _targets(code, halfjaar.year)
        for target in targets:
            if cijfers is None or len(targets) > 1:
                unsure.add(target)
            else:
                balances[target] = balances.get(target, 0) + rules.closing_balance(cijfers)
    return {code: balance for code, balance in balances.items() if code not in unsure}


def _targets(code: Gemeentecode, year: int) -> list[Gemeentecode]:
    """Where this gemeente is on 1 January of the year; mergers are followed."""
    try:
        went = [o for o in opgegaan_in(code) if (o.date.year, o.date.month, o.date.day) <= (year, 1, 1)]
    except UnknownGebied:
        return []
    return [target for o in went for target in _targets(o.code, year)] if went else [code]


def check_history(
    rows: Sequence[Row], velden: Velden, peildatum: Peildatum, earlier: Mapping[Peildatum, Snapshot]
) -> list[Finding]:
    """Warnings where figures differ from what the same half-year, or the one before, leads one to expect."""
    past = {p: s for p, s in earlier.items() if p < peildatum}
    same = peildatum.before_in_halfjaar(past)
    findings = []
    if same:
        findings += _compare_month(rows, velden, same, past[same])
    else:
        closing = closing_balances(peildatum.halfjaar, past)
        slot = peildatum.halfjaar.previous.slot
        for row, cijfers in rows:
            before = closing.get(_code(row))
            if before is not None and before != cijfers.achterstand:
                kolom = velden.achterstand or velden.saldo or velden.voorsprong
                findings.append(
                    _warn(
                        "achterstand-wijkt-af",
                        row,
                        kolom,
                        cijfers.achterstand,
                        before,
                        datum=slot,
                        suggestie=str(before),
                    )
                )
    return findings + _outside_own_past(rows, velden, peildatum, past)


def _code(row: Rij) -> Gemeentecode:
    assert row.gemeente is not None
    return row.gemeente.code


def _warn(
    code: str, row: Rij, kolom: object, waarde: int, eerder: object, suggestie: str = "", **fields: object
) -> Finding:
    label = getattr(kolom, "label", "")
    return make_finding(
        code,
        blad=row.blad,
        rij=row.nummer,
        kolom=label,
        waarde=waarde,
        suggestie=suggestie,
        naam=row.naam,
        eerder=eerder,
        **fields,
    )


def _compare_month(rows: Sequence[Row], velden: Velden, date: Peildatum, snapshot: Snapshot) -> list[Finding]:
    fallen, tasks, balances = [], [], []
    balance_column = velden.achterstand or velden.saldo or velden.voorsprong or velden.gecorrigeerd
    task_column = velden.taakstelling or velden.gecorrigeerd
    done_column = velden.gerealiseerd or (velden.maanden[-1] if velden.maanden else None)
    before_sum = after_sum = 0
    for row, now in rows:
        before = snapshot.cijfers.get(_code(row))
        if before is None:
            continue
        if now.gerealiseerd < before.gerealiseerd:
            fallen.append(
                _warn("gerealiseerd-gedaald", row, done_column, now.gerealiseerd, before.gerealiseerd, datum=date)
            )
        if now.taakstelling != before.taakstelling:
            before_sum, after_sum = before_sum + before.taakstelling, after_sum + now.taakstelling
            tasks.append(
                _warn("taakstelling-gewijzigd", row, task_column, now.taakstelling, before.taakstelling, datum=date)
            )
        if now.achterstand != before.achterstand:
            balances.append(
                _warn("achterstand-gewijzigd", row, balance_column, now.achterstand, before.achterstand, datum=date)
            )
    if len(tasks) > MANY:
        label = task_column.label if task_column else ""
        tasks = [
            make_finding(
                "taakstelling-land-gewijzigd",
                blad=tasks[0].blad,
                rij=tasks[0].rij,
                kolom=label,
                waarde=after_sum,
                aantal=len(tasks),
                datum=date,
                eerder=before_sum,
            )
        ]
    return [*fallen, *tasks, *balances]


def _outside_own_past(
    rows: Sequence[Row], velden: Velden, peildatum: Peildatum, past: Mapping[Peildatum, Snapshot]
) -> list[Finding]:
    """A taakstelling far from the gemeente's usual share of the land, or a month far above all its months."""
    usual = _usual_shares(past)
    national = sum(cijfers.taakstelling for _, cijfers in rows)
    previous = peildatum.before_in_halfjaar(past)
    paces = _paces(past)
    findings = []
    for row, now in rows:
        code = _code(row)
        if code in usual and national:
            expected = usual[code] * national
            off = abs(now.taakstelling - expected)
            if off > SHARE_PERSONS and not expected / SHARE_FACTOR <= now.taakstelling <= expected * SHARE_FACTOR:
                about = f"naar verhouding ongeveer {dutch.number(expected)}"
                findings.append(
                    _warn(
                        "buiten-eigen-verleden",
                        row,
                        velden.taakstelling,
                        now.taakstelling,
                        about,
                        wat="de taakstelling",
                    )
                )
        before = past[previous].cijfers.get(code) if previous else Cijfers(0, 0, 0)
        months = peildatum.months - (previous.months if previous else 0)
        if before is None or code not in paces:
            continue
        gained = now.gerealiseerd - before.gerealiseerd
        most = max(paces[code], Fraction(max(0, now.gecorrigeerd), 6))
        if gained > months * most * PACE_FACTOR and gained > months * most + PACE_PERSONS:
            about = f"hoogstens {dutch.number(paces[code])} per maand"
            kolom = velden.gerealiseerd or (velden.maanden[-1] if velden.maanden else None)
            findings.append(
                _warn("buiten-eigen-verleden", row, kolom, gained, about, wat="sinds de vorige stand gerealiseerd")
            )
    return findings


def _usual_shares(past: Mapping[Peildatum, Snapshot]) -> dict[Gemeentecode, Fraction]:
    """The mean share of each gemeente in the national taakstelling, over the last stand of up to four half-years."""
    last = {p.halfjaar: p for p in sorted(past)}
    shares: dict[Gemeentecode, list[Fraction]] = {}
    for halfjaar in sorted(last, key=lambda h: (h.year, h.half))[-4:]:
        cijfers = past[last[halfjaar]].cijfers
        national = sum(c.taakstelling for c in cijfers.values() if c)
        for code, c in cijfers.items():
            if c and national:
                shares.setdefault(code, []).append(Fraction(c.taakstelling, national))
    return {code: sum(values, Fraction(0)) / len(values) for code, values in shares.items()}


def _paces(past: Mapping[Peildatum, Snapshot]) -> dict[Gemeentecode, Fraction]:
    """The most persons that each gemeente housed per month between two known stands; three of those are needed."""
    gains: dict[Gemeentecode, list[Fraction]] = {}
    dates = sorted(past)
    for date in dates:
        before = date.before_in_halfjaar(dates)
        months = date.months - (before.months if before else 0)
        for code, c in past[date].cijfers.items():
            start = past[before].cijfers.get(code) if before else Cijfers(0, 0, 0)
            if c and start:
                gains.setdefault(code, []).append(Fraction(c.gerealiseerd - start.gerealiseerd, months))
    return {code: max(values) for code, values in gains.items() if len(values) >= 3}
