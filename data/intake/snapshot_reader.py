"""From the bytes of a file to a checked snapshot or circular, or to findings that say why not: accepted or rejected whole.

This module only puts the steps in order; each step is a module of its own, here, in `data/columns` (which column and row
is what) or in `data/sheets` (what stands in a cell). It does no I/O and knows no clock: the same file always gets the same
answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from data import files
from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, Rol
from data.columns.columns import HEADER_ROWS, Indeling, find_layout, missing_columns
from data.columns.dates import decide
from data.columns.readings import Bekend
from data.columns.row_figures import Gelezen, check_cells, check_months, read_figures
from data.columns.rows import Rij, Rijsoort
from data.columns.sheet_parts import Deel, choose_parts, read_part, settle_columns
from data.errors import InvalidTerm
from data.findings import Ernst, Finding, bounded, make_finding
from data.intake.allotment import Toets, check_circulaire, check_formula
from data.intake.balances import read_balances
from data.intake.checks import check_corrected, check_derived, check_sums
from data.intake.circular_reader import find_circular, read_circular
from data.intake.completeness import add_merged, check_complete, check_year, settle_doubles
from data.intake.magnitude import check_magnitude
from data.intake.period import check_halfjaren, gather_hints, likely_year, of_this_peildatum
from data.intake.plausibility import check_history, closing_balances
from data.intake.result import Bronkolom, Context, Intake, Naast
from data.intake.source_columns import columns_beside, columns_of_figures
from data.reference.names import Namen, namen_of
from data.reference.published import gepubliceerd
from data.sheets.cells import Soort, read_amount
from data.sheets.detect import read_tables
from data.sheets.numberforms import settle_forms
from data.sheets.tables import LIMITS, Budget, Limits, Sheet, Unreadable
from data.terms import Cijfers, Circulaire, Gemeentecode, Peildatum, Snapshot

EARLY = dt.timedelta(days=31)  # that a clock may be behind, or a file ahead


def read_snapshot(
    content: bytes,
    filename: str,
    *,
    peildatum: Peildatum | None = None,
    context: Context = Context(),
    vandaag: dt.date | None = None,
    limits: Limits = LIMITS,
) -> Intake:
    """Reads and checks one file. Never raises for what is in the bytes: whatever is wrong becomes a finding.

    A peildatum after `vandaag` is doubtful, and well after it a typing error; without that day none is too late.
    """
    budget = Budget(limits)
    tables = read_tables(content, filename, budget)
    reading = _Reading(filename, peildatum, context, budget, vandaag)
    reading.findings += tables.findings
    outcome: Snapshot | Circulaire | None = None
    try:
        if any(sheet.rows for sheet in tables.sheets):
            outcome = reading.read(tables.sheets)
        elif all(f.ernst is not Ernst.FOUT for f in tables.findings):
            reading.findings.append(make_finding("bestand-leeg"))
    except Unreadable as problem:  # out of time
        reading.findings.append(problem.finding)
    findings = bounded(reading.findings)
    if any(f.ernst is Ernst.FOUT for f in findings):
        outcome = None
    snapshot = outcome if isinstance(outcome, Snapshot) else None
    return Intake(
        snapshot,
        findings,
        files.sha256(content),
        filename,
        reading.herkomst if outcome else {},
        snapshot.peildatum if snapshot else reading.peildatum,
        outcome if isinstance(outcome, Circulaire) else None,
        tuple(reading.naast) if snapshot else (),
        tuple(reading.kolommen) if snapshot else (),
    )


class _Reading:
    """One file on its way through the steps."""

    def __init__(
        self, filename: str, gevraagd: Peildatum | None, context: Context, budget: Budget, vandaag: dt.date | None
    ) -> None:
        self.filename, self.gevraagd, self.context, self.budget, self.vandaag = (
            filename,
            gevraagd,
            context,
            budget,
            vandaag,
        )
        self.findings: list[Finding] = []
        self.peildatum: Peildatum | None = None
        self.herkomst: dict[Gemeentecode, tuple[str, int]] = {}
        self.naast: list[Naast] = []
        self.kolommen: list[Bronkolom] = []

    def read(self, sheets: tuple[Sheet, ...]) -> Snapshot | Circulaire | None:
        self.findings += [make_finding("blad-verborgen", blad=s.naam) for s in sheets if s.hidden]
        tables = [_with_forms(layout) for s in sheets if (layout := find_layout(s, self.budget))]
        circular = None if self.gevraagd else find_circular(tables, self.filename)
        if circular and circular.halfjaren:
            circulaire, self.herkomst = read_circular(
                circular, self.context, self.vandaag, self.budget, self.findings.extend
            )
            return circulaire
        if circular:
            self.findings.append(make_finding("halfjaar-ontbreekt", blad=circular.layouts[0].sheet.naam))
        layouts, findings = of_this_peildatum(self._layouts(tables, sheets), self.filename, self.gevraagd)
        self.findings += findings
        suggestie = next((str(k.tot) for i in layouts for k in i.of(Rol.GEREALISEERD) if k.tot), "")
        self.peildatum, findings = decide(gather_hints(self.filename, self.gevraagd, sheets, layouts), suggestie)
        if not layouts:
            return None
        self.findings += findings
        if self.peildatum and self.vandaag and self.peildatum.date > self.vandaag:
            far = self.peildatum.date - self.vandaag > EARLY
            code = "peildatum-in-de-toekomst" if far else "peildatum-nog-niet"
            self.findings.append(make_finding(code, peildatum=self.peildatum, vandaag=self.vandaag))
        namen = self._namen(layouts)
        if namen is None:
            return None
        read = [read_part(layout, self.peildatum, namen, self.budget) for layout in layouts]
        parts, findings = choose_parts(read, namen)
        self.findings += findings
        settled = [self._settled(part) for part in parts] if not layouts[0].missing else [False]
        if all(settled):
            return self._figures(parts, namen)
        # the figures cannot be read, but what can be said of the gemeenten is said all the same
        self.findings += check_complete([r for part in parts for r in part.rows], namen, parts[0].velden.naam)
        return None

    def _layouts(self, layouts: list[Indeling], sheets: tuple[Sheet, ...]) -> list[Indeling]:
        """The tables of the file, whole ones if there are any; visible ones if there are any."""
        whole = [layout for layout in layouts if not layout.missing]
        if not whole:
            best = max(layouts, key=lambda i: i.score, default=None)
            if best is None:
                self.findings.append(make_finding("kop-niet-gevonden", blad=sheets[0].naam, rijen=HEADER_ROWS))
            else:
                self.findings += missing_columns(best, best.missing)
            return [best] if best else []
        visible = [layout for layout in whole if not layout.sheet.hidden]
        if not visible:
            self.findings.append(make_finding("blad-verborgen-gebruikt", blad=whole[0].sheet.naam))
        return visible or whole

    def _namen(self, layouts: list[Indeling]) -> Namen | None:
        """The gemeenten of the year of the peildatum; without one, those that look most like the file."""
        if self.peildatum is None:
            return namen_of(likely_year(layouts[0], self.budget))
        self.findings += check_halfjaren(layouts, self.peildatum)
        year = self.peildatum.halfjaar.year
        try:
            return namen_of(year)
        except InvalidTerm:
            self.findings.append(make_finding("peildatum-onmogelijk", waarde=self.peildatum, jaar=year))
            return None

    def _settled(self, part: Deel) -> bool:
        settled, findings = settle_columns(part, self.peildatum, self._known())
        self.findings += findings
        return settled

    def _known(self) -> Bekend:
        """What was known before this file of the half-year that it is about."""
        if self.peildatum is None:
            return Bekend()
        halfjaar, earlier = self.peildatum.halfjaar, self.context.earlier
        same = self.peildatum.before_in_halfjaar(earlier)
        landelijk = next((g.taakstelling for g in gepubliceerd() if g.halfjaar == halfjaar), None)
        if announced := self.context.circulaires.get(halfjaar):
            landelijk = sum(announced.taakstellingen.values())
        return Bekend(earlier[same].cijfers if same else {}, closing_balances(halfjaar, earlier), landelijk)

    def _figures(self, parts: list[Deel], namen: Namen) -> Snapshot | None:
        every: list[Rij] = []
        cijfers: dict[Gemeentecode, Cijfers | None] = {}
        for part in parts:
            layout, velden, rows = part.layout, part.velden, part.rows
            self.findings += check_cells(rows, velden, layout.sheet)
            self.findings += settle_doubles(rows, velden)
            figures = self._balances(layout, velden, rows)
            every += rows
            self.findings += check_sums(rows, velden)
            self.naast += columns_beside(part)
            for row in rows:
                if row.soort is Rijsoort.GEMEENTE and row.gemeente:
                    cijfers[row.gemeente.code] = figures.get(row.nummer)
                    self.herkomst[row.gemeente.code] = (row.blad, row.nummer)
        kolom = parts[0].velden.naam or parts[0].velden.code
        elders = {r.elders for r in every if r.elders}
        other_year = check_year(every, elders | set(cijfers), namen)
        if other_year:  # says it all at once
            self.findings = [f for f in self.findings if f.code not in {"gemeente-opgegaan", "gemeente-nog-niet"}]
        if not other_year and self.peildatum:
            self.findings += add_merged(cijfers, self.peildatum, every[0].blad if every else "")
        self.findings += other_year or check_complete(every, namen, kolom, set(cijfers))
        if self.peildatum:
            first, earlier = parts[0], self.context.earlier
            kop = first.layout.kop + 1
            people = _inwoners(parts)
            self.findings += check_magnitude(cijfers, first.velden, self.peildatum, earlier, first.blad, kop, people)
            self._check_tasks(every, cijfers, people, first.velden.taakstelling or first.velden.gecorrigeerd, kop)
        return Snapshot(self.peildatum, cijfers) if self.peildatum else None

    def _check_tasks(
        self,
        rows: list[Rij],
        cijfers: dict[Gemeentecode, Cijfers | None],
        inwoners: dict[Gemeentecode, int],
        kolom: Kolom | None,
        kop: int,
    ) -> None:
        """The taakstellingen beside the inhabitants in the file, and beside the circular when this is the first stand."""
        assert self.peildatum
        halfjaar = self.peildatum.halfjaar
        tasks = [
            (r, c.taakstelling)
            for r in rows
            if r.soort is Rijsoort.GEMEENTE and r.gemeente and (c := cijfers.get(r.gemeente.code))
        ]
        if inwoners and kolom:
            self.findings += check_formula(tasks, inwoners, Toets(kolom, kop, loose=True))
        announced = self.context.circulaires.get(halfjaar)
        first = not any(p.halfjaar == halfjaar and p < self.peildatum for p in self.context.earlier)
        if announced and first:
            self.findings += check_circulaire(tasks, announced, kolom)

    def _balances(self, layout: Indeling, velden: Velden, rows: list[Rij]) -> dict[int, Cijfers]:
        blad, kop = layout.sheet.naam, layout.kop + 1
        if self.peildatum:
            self.findings += check_months(velden, self.peildatum, blad, kop)
        read, findings = read_figures(rows, velden, self.peildatum)
        self.findings += findings
        closing = closing_balances(self.peildatum.halfjaar, self.context.earlier) if self.peildatum else {}
        saldi = read_balances(read, velden, closing, kop, blad)
        self.findings += saldi.findings
        self.kolommen += columns_of_figures(layout, velden, saldi.kolommen, self.peildatum)
        figures = {}
        for r in read:
            cijfers = _cijfers(r, saldi.taakstelling.get(r.rij.nummer), saldi.achterstand.get(r.rij.nummer))
            if cijfers:
                figures[r.rij.nummer] = cijfers
        self.findings += check_corrected(read, figures, velden)
        self.findings += check_derived(read, figures, velden, self.peildatum.months if self.peildatum else 6)
        if self.peildatum:
            with_figures = [(r.rij, figures[r.rij.nummer]) for r in read if r.rij.nummer in figures]
            self.findings += check_history(with_figures, velden, self.peildatum, self.context.earlier)
        return figures


def _with_forms(layout: Indeling) -> Indeling:
    """The layout with the numbers under its header in the form that each column tells."""
    sheet = layout.sheet
    return replace(layout, sheet=replace(sheet, forms=settle_forms(sheet.rows, layout.kop + 1)))


def _cijfers(row: Gelezen, derived: int | None, achterstand: int | None) -> Cijfers | None:
    taakstelling = derived if row.taakstelling is None else row.taakstelling
    if row.empty or row.broken or taakstelling is None or achterstand is None or row.gerealiseerd is None:
        return None
    return Cijfers(taakstelling, achterstand, row.gerealiseerd)


def _inwoners(parts: list[Deel]) -> dict[Gemeentecode, int]:
    """The inhabitants that the file gives for each of its gemeenten; empty when it lacks one."""
    inwoners = {}
    for part in parts:
        kolom = next(iter(part.layout.of(Rol.INWONERS)), None)
        for row in part.rows:
            if row.soort is Rijsoort.GEMEENTE and row.gemeente:
                soort, number = read_amount(row.cell(kolom))
                if soort is not Soort.GETAL:
                    return {}
                inwoners[row.gemeente.code] = number
    return inwoners
