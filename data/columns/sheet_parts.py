"""The sheets of a file that make up its table: read each in every way its words allow, choose, then settle its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.columns.column_choice import Velden, choose_columns
from data.columns.columns import Indeling
from data.columns.readings import Bekend, Lezing, decide_reading, figure_columns, readings
from data.columns.repeated import check_repeated
from data.columns.rows import Rij, read_rows
from data.findings import Finding, make_finding
from data.reference.names import Namen
from data.sheets.tables import Budget
from data.terms import Gemeentecode, Peildatum

MOST_PARTS = 40


@dataclass(slots=True, eq=False)
class Deel:
    """A sheet with a table: its possible readings, the columns that are used, and its rows with what was said of them."""

    layout: Indeling
    lezingen: list[Lezing]
    velden: Velden
    rows: list[Rij]
    findings: list[Finding]

    @property
    def blad(self) -> str:
        """The name of the sheet."""
        return self.layout.sheet.naam

    @property
    def codes(self) -> set[Gemeentecode]:
        """The gemeenten that it has a row of."""
        return {r.gemeente.code for r in self.rows if r.gemeente}


def read_part(layout: Indeling, peildatum: Peildatum | None, namen: Namen, budget: Budget) -> Deel:
    """One sheet with its rows and the numbers of every column that may be needed."""
    lezingen = readings(layout, peildatum)
    velden = lezingen[0].velden if lezingen else choose_columns(layout, peildatum)[0]
    figures = figure_columns(lezingen) or velden.figures
    rows, findings = read_rows(layout, velden, namen, budget, figures)
    forms = [
        layout.sheet.forms[k.index].finding(layout.sheet.naam, k.label)
        for k in figures
        if k.index in layout.sheet.forms
    ]
    return Deel(layout, lezingen, velden, rows, [*forms, *findings])


def choose_parts(read: Sequence[Deel], namen: Namen) -> tuple[list[Deel], list[Finding]]:
    """The sheets to use: the one with all gemeenten, or several that together have each once."""
    findings: list[Finding] = []
    used = [part for part in read if part.codes == set(namen.gemeenten)]
    if len(used) > 1:
        bladen = ", ".join(part.blad for part in used)
        findings.append(make_finding("bladen-meerdere", blad=used[1].blad, bladen=bladen))
    if not used:
        used = _together(read)
        if len(used) > 1:
            bladen = ", ".join(part.blad for part in used)
            findings.append(make_finding("bladen-samengevoegd", aantal=len(used), bladen=bladen))
    for other in read:
        if other not in used:
            reden = "een ander blad heeft alle gemeenten" if other.codes else "er staan geen gemeenten in"
            findings.append(make_finding("blad-niet-gebruikt", blad=other.blad, reden=reden))
    for part in used:
        findings += part.findings
    return used[:MOST_PARTS], findings


def _together(read: Sequence[Deel]) -> list[Deel]:
    """The parts that have each gemeente once between them, else the one with most."""
    filled = [part for part in read if part.codes] or list(read[:1])
    disjoint = sum(len(part.codes) for part in filled) == len(set().union(*(part.codes for part in filled)))
    return filled if disjoint else [max(filled, key=lambda part: len(part.codes))]


def settle_columns(part: Deel, peildatum: Peildatum | None, bekend: Bekend) -> tuple[bool, list[Finding]]:
    """Decides what the columns of a part mean; False when that cannot be, with the findings that say why."""
    if repeated := check_repeated(part.rows, part.layout, part.velden):
        return False, repeated
    if not part.lezingen:
        _, choice_findings = choose_columns(part.layout, peildatum)
        if any(f.code == "kolom-dubbel" for f in choice_findings):
            return False, choice_findings
    lezing, findings = decide_reading(part.layout, part.lezingen, part.rows, peildatum, bekend)
    if lezing is None:
        return False, findings
    part.velden = lezing.velden
    _, choice_findings = choose_columns(lezing.indeling, peildatum)
    return all(f.code != "kolom-dubbel" for f in choice_findings), [*findings, *choice_findings]
