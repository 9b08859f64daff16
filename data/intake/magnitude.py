"""Checks whether figures can be this large or small: not all zero, near the published number and the stand before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom
from data.findings import Finding, make_finding
from data.reference.published import gepubliceerd
from data.terms import Cijfers, Gemeentecode, Peildatum, Snapshot

MOST_OF_LAND = 100  # times the published number, or a part of it
MOST_OF_BEFORE = 5  # times the newest stand; no half-year ever asked thrice what the one before it did
MOST_OF_TASK = 10  # times all taakstellingen together, for what can be realised in a half-year or left of one
INHABITANTS = 17_500_000  # of the land, where a file does not say
ONE_IN_LEAST, ONE_IN_MOST = 20_000, 200  # inhabitants to one person asked; the highest known is one in 740 (2016-II)
LONGEST_AGO = 366  # days that a stand may lie back to be compared with


def check_magnitude(
    cijfers: Mapping[Gemeentecode, Cijfers | None],
    velden: Velden,
    peildatum: Peildatum,
    earlier: Mapping[Peildatum, Snapshot],
    blad: str,
    kop: int,
    inwoners: Mapping[Gemeentecode, int] = MappingProxyType({}),
) -> list[Finding]:
    """Errors for columns that hold nothing but zeros, or whose sum is of another order than it can be."""
    present = [c for c in cijfers.values() if c]
    if not present:
        return []
    task = velden.taakstelling or velden.gecorrigeerd
    done = velden.gerealiseerd or (velden.maanden[-1] if velden.maanden else None)
    total, realised = sum(c.taakstelling for c in present), sum(c.gerealiseerd for c in present)

    def place(kolom: Kolom | None) -> str:
        return kolom.label if kolom else ""

    for kolom, value, possible in ((task, total, False), (done, realised, peildatum.months == 1)):
        if value == 0 and not possible:
            return [make_finding("alleen-nullen", blad=blad, rij=kop, kolom=place(kolom))]
    findings = _far_from_bounds(total, inwoners, peildatum, earlier, (blad, kop, place(task)))
    to_house = max(total, sum(max(0, c.gecorrigeerd) for c in present))
    balances = sum(abs(c.achterstand) for c in present)
    for kolom, wat, value, most in (
        (done, "gerealiseerd", realised, to_house),
        (velden.balans, "achterstand of voorsprong", balances, total),
    ):
        if value > MOST_OF_TASK * most:
            findings.append(_far(blad, kop, place(kolom), wat, value, most, "alle taakstellingen samen"))
    return findings[:1]


def check_taakstellingen(
    total: int,
    inwoners: Mapping[Gemeentecode, int],
    peildatum: Peildatum,
    earlier: Mapping[Peildatum, Snapshot],
    blad: str,
    kop: int,
    kolom: Kolom,
) -> list[Finding]:
    """The same for a file with taakstellingen only; `peildatum` is the first of its half-year."""
    if total == 0:
        return [make_finding("alleen-nullen", blad=blad, rij=kop, kolom=kolom.label)]
    return _far_from_bounds(total, inwoners, peildatum, earlier, (blad, kop, kolom.label))[:1]


def _far_from_bounds(
    total: int,
    inwoners: Mapping[Gemeentecode, int],
    peildatum: Peildatum,
    earlier: Mapping[Peildatum, Snapshot],
    place: tuple[str, int, str],
) -> list[Finding]:
    return [
        _far(*place, "taakstelling", total, number, source)
        for number, low, high, source in _bounds(inwoners, peildatum, earlier)
        if not low <= total <= high
    ]


def _far(blad: str, kop: int, kolom: str, wat: str, waarde: int, eerder: int, bron: str) -> Finding:
    return make_finding(
        "orde-van-grootte", blad=blad, rij=kop, kolom=kolom, waarde=waarde, wat=wat, eerder=eerder, bron=bron
    )


def _bounds(
    inwoners: Mapping[Gemeentecode, int], peildatum: Peildatum, earlier: Mapping[Peildatum, Snapshot]
) -> Iterable[tuple[int, Fraction, Fraction, str]]:
    """What all taakstellingen may come to: a number, the lowest and the highest beside it, and who gave it."""
    people = sum(inwoners.values()) or INHABITANTS
    yield (
        people,
        Fraction(people, ONE_IN_LEAST),
        Fraction(people, ONE_IN_MOST),
        "inwoners; gevraagd is dan hoogstens 1 op 200",
    )
    land = next((g.taakstelling for g in gepubliceerd() if g.halfjaar == peildatum.halfjaar), None)
    if land:
        yield land, Fraction(land, MOST_OF_LAND), Fraction(land * MOST_OF_LAND), f"landelijk, voor {peildatum.halfjaar}"
    newest = max((p for p in earlier if p < peildatum), default=None)
    if newest and (peildatum.date - newest.date).days <= LONGEST_AGO:
        before = sum(c.taakstelling for c in earlier[newest].cijfers.values() if c)
        if before:
            yield before, Fraction(before, MOST_OF_BEFORE), Fraction(before * MOST_OF_BEFORE), f"op {newest}"
