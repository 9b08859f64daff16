"""Taakstellingen against the law's formula (art. 29: in proportion to inhabitants), the land and the circular. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.columns.arithmetic import NEEDED_SHARE
from data.columns.column_headers import Kolom
from data.columns.readings import NATIONAL_HIGH, NATIONAL_LOW
from data.columns.rows import Rij
from data.findings import Finding, make_finding
from data.intake.plausibility import MANY
from data.reference.published import gepubliceerd
from data.terms import Circulaire, Gemeentecode, Halfjaar

FEWEST, MOST = 15_000_000, 25_000_000  # inhabitants of the land: a column with another sum is of something else
PERSONS, PERCENT = 1, 3  # that a share may differ: it is rounded, and gemeenten may be counted a year apart
LOOSE_FACTOR, LOOSE_PERSONS = 3, 15  # for taakstellingen that were corrected since


@dataclass(frozen=True, slots=True)
class Toets:
    """How strict shares are held to the formula: `loose` where gemeenten may have swapped or the ministry corrected."""

    kolom: Kolom
    kop: int  # row of the header, from 1
    loose: bool = False

    def differs(self, task: int, low: Fraction, high: Fraction) -> bool:
        """Whether a taakstelling lies outside what the formula gives for the lowest and the highest national number."""
        if self.loose:
            near = low - LOOSE_PERSONS <= task <= high + LOOSE_PERSONS
            return not near and not low / LOOSE_FACTOR <= task <= high * LOOSE_FACTOR
        slack = PERSONS + high * PERCENT / 100
        return not low - slack <= task <= high + slack


def check_formula(rows: Sequence[tuple[Rij, int]], inwoners: Mapping[Gemeentecode, int], toets: Toets) -> list[Finding]:
    """Findings for rows (with their taakstelling) whose share is another than that of their inhabitants.

    The national number is unknown: every share is rounded up, so it is the sum, or up to one less for each gemeente.
    """
    with_inwoners = [
        (row, task, inwoners[row.gemeente.code]) for row, task in rows if row.gemeente and row.gemeente.code in inwoners
    ]
    people, total = sum(i for _, _, i in with_inwoners), sum(task for _, task, _ in with_inwoners)
    if len(with_inwoners) < len(rows) or not FEWEST <= people <= MOST or not total:
        return []
    lowest = max(0, total - len(with_inwoners))
    wrong = [
        (row, task, i)
        for row, task, i in with_inwoners
        if toets.differs(task, Fraction(lowest * i, people), Fraction(total * i, people))
    ]
    if len(wrong) > (1 - NEEDED_SHARE) * len(with_inwoners):
        row, task, i = wrong[0]
        return [
            make_finding(
                "taakstelling-volgt-inwoners-niet",
                blad=row.blad,
                rij=toets.kop,
                kolom=toets.kolom.label,
                waarde=task,
                fout=len(wrong),
                aantal=len(with_inwoners),
                naam=row.naam,
                inwoners=i,
                verwacht=_about(total, i, people),
            )
        ]
    return [
        make_finding(
            "taakstelling-buiten-formule",
            blad=row.blad,
            rij=row.nummer,
            kolom=toets.kolom.label,
            waarde=task,
            naam=row.naam,
            inwoners=i,
            verwacht=_about(total, i, people),
        )
        for row, task, i in wrong
    ]


def _about(total: int, inwoners: int, people: int) -> int:
    return round(Fraction(total * inwoners, people))


def check_circulaire(rows: Sequence[tuple[Rij, int]], announced: Circulaire, kolom: Kolom | None) -> list[Finding]:
    """Warnings for taakstellingen that are others than the circular of the half-year gave; one for all when many are."""
    differing = [
        (row, task, before)
        for row, task in rows
        if row.gemeente and (before := announced.taakstellingen.get(row.gemeente.code)) not in (None, task)
    ]
    label = kolom.label if kolom else ""
    if len(differing) >= MANY:
        return [
            make_finding(
                "taakstellingen-anders-dan-circulaire",
                blad=differing[0][0].blad,
                rij=differing[0][0].nummer,
                kolom=label,
                waarde=sum(task for _, task in rows),
                eerder=sum(announced.taakstellingen.values()),
                halfjaar=announced.halfjaar,
                aantal=len(differing),
                namen=", ".join(row.naam for row, _, _ in differing),
            )
        ]
    return [
        make_finding(
            "taakstelling-anders-dan-circulaire",
            blad=row.blad,
            rij=row.nummer,
            kolom=label,
            waarde=task,
            naam=row.naam,
            eerder=before,
            halfjaar=announced.halfjaar,
        )
        for row, task, before in differing
    ]


def check_national(total: int, halfjaar: Halfjaar, blad: str, toets: Toets) -> list[Finding]:
    """A warning when all taakstellingen together are not the number that was published for the land."""
    published = next((g for g in gepubliceerd() if g.halfjaar == halfjaar and g.taakstelling), None)
    if published is None or published.taakstelling is None:
        return []
    if NATIONAL_LOW * published.taakstelling <= total <= NATIONAL_HIGH * published.taakstelling:
        return []
    return [
        make_finding(
            "landelijk-wijkt-af",
            blad=blad,
            rij=toets.kop,
            kolom=toets.kolom.label,
            waarde=total,
            eerder=published.taakstelling,
            bron=published.bron,
        )
    ]
