"""The alternative texts of charts and maps: what the picture shows, and where the same figures stand as a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.history import Halfjaarstand
from data.domain.months import Month
from data.dutch import about, listed, mensen, number, percent
from data.terms import MONTHS_PER_HALFJAAR
from reports.content.report_figures import Figures
from reports.content.report_tables import Table
from tiles.palette import BY_KLASSE

BELOW = " Dezelfde cijfers staan in de tabel eronder."  # of a page or a report: not in a picture by itself
ALL_HALVES = " Dezelfde cijfers staan in de tabel ‘Alle halfjaren’."  # the same


def cumulative(months: Sequence[Month]) -> str:
    """The text for the line of persons housed since the start of the half-year."""
    points = [f"{m.naam} {number(m.cijfers.gerealiseerd)}" for m in months if m.cijfers]
    last = months[-1].norm
    norm = f" De norm loopt op tot {mensen(last)} na zes maanden." if last is not None else ""
    line = f"totaal aan het eind van {listed(points)}." if points else "geen cijfers bekend."
    return f"Lijngrafiek, {line}{norm}{BELOW}"


def monthly(months: Sequence[Month]) -> str:
    """The text for the bars of persons housed in each month."""
    points = [f"{m.naam} {number(m.in_month)}" for m in months if m.in_month is not None]
    first = months[0].norm
    norm = f" Gelijk verdeeld is het {about(first)} per maand." if first is not None else ""
    bars = f"gehuisvest in {listed(points)}." if points else "geen cijfers bekend."
    return f"Staafgrafiek, {bars}{norm}{BELOW}"


def history(figures: Figures) -> str:
    """The text for the bars of final percentages."""
    rows = [f"{row.halfjaar} {percent(row.positie.percentage)}" for row in reversed(figures.history)]
    if not rows:
        return "Geen eerdere halfjaren bekend."
    return (
        f"Staafgrafiek van het eindpercentage per halfjaar: {listed(rows)}. Dezelfde cijfers staan in de tabel ernaast."
    )


def halves(halfjaren: Sequence[Halfjaarstand]) -> str:
    """The text for the pairs of bars of half-years, which are given newest first."""
    rows = [
        f"{row.halfjaar} {number(c.gerealiseerd)} en {number(c.gecorrigeerd)}"
        for row in reversed(halfjaren)
        if (c := row.positie.cijfers)
    ]
    if not rows:
        return "Geen halfjaren met cijfers bekend."
    return f"Staafgrafiek, gerealiseerd en gecorrigeerde taakstelling per halfjaar: {'; '.join(rows)}.{ALL_HALVES}"


def locator(figures: Figures, inside: str = "") -> str:
    """The text for the map of the country with one area marked; `inside` says in which other one."""
    return f"Kaart van Nederland waarop {figures.regel.name_in_sentence} is aangegeven{inside}."


def around(figures: Figures, neighbours: Table) -> str:
    """The text for the map of a gemeente and those around it."""
    look = BY_KLASSE[figures.regel.klasse]
    own = look.outcome if figures.regel.months == MONTHS_PER_HALFJAAR else look.status
    others = [f"{row.cells[1]} {row.klasse_in_words}" for row in neighbours.rows if row.klasse is not None]
    rest = f" Eromheen: {listed(others)}." if others else ""
    picture = f"Kaart met de klasse van {figures.regel.name_in_sentence} ({own})."
    return f"{picture}{rest} Dezelfde gegevens staan in de tabel ernaast."


def country(figures: Figures) -> str:
    """The text for the map of all gemeenten of the area."""
    counts = _counts(figures)
    stated = (
        "Het nummer en de klasse van elke gemeente staan"
        if figures.numbers_on_map
        else "De klasse van elke gemeente staat"
    )
    return (
        f"Kaart van {figures.regel.name_in_sentence} met elke gemeente in de kleur van haar klasse: {listed(counts)}. "
        f"{stated} in de tabel op een volgende pagina."
    )


def same_size(figures: Figures) -> str:
    """The text for the map of the land with every gemeente the same size."""
    return (
        f"Kaart van {figures.regel.name_in_sentence} met voor elke gemeente een even grote zeshoek in de kleur van haar "
        f"klasse: {listed(_counts(figures))}. De klasse van elke gemeente staat in de tabel op een volgende pagina."
    )


def _counts(figures: Figures) -> list[str]:
    """How many gemeenten have each klasse."""
    return [f"{row.cells[2]} {row.cells[0]}" for row in figures.legend.rows]
