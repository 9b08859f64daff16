"""The numbers, tables and sentences of one report as one frozen object: what the template prints and the tests read.

Pure: figures in, text out; no clock, no settings, no geometry. Maps are added by `render`, which knows the boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from data.domain import outlook_words, rules
from data.domain.history import Halfjaarstand
from data.domain.months import Month, months_of, newest_revisions
from data.domain.outlook import look_ahead
from data.domain.stand import Regel, Stand
from data.dutch import BALANCE_OUT, NO_FIGURE, borders, mensen, number, percent, signed
from data.terms import Klasse
from reports.content import sentences, standing
from reports.content.corrections import changes_since
from reports.content.report_tables import Column, Row, Table, comparison, sum_note, taakstelling_table
from reports.content.series import before, history_notes
from tiles.palette import BY_KLASSE

NOTES = (
    "Het COA telt iemand mee op de dag dat die officieel bij het COA is afgemeld naar de gemeente. De gemeente telt vaak "
    "vanaf de dag van verhuizen. Daarom kan een eigen telling van de gemeente anders zijn.",
    "De taakstelling is die waarmee het COA rekent. Die kan anders zijn dan in de brief van het ministerie, en in het "
    "halfjaar nog veranderen.",
    "De klasse is een rekensom. Zij is niet het oordeel van de provincie, die toezicht houdt en ook kijkt naar de reden "
    "van een achterstand.",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything one report says in words and numbers. `regel` holds the figures themselves."""

    kind: str  # the value of a Gebiedsoort
    regel: Regel
    title: str
    above: str  # the line over the name
    under: str  # the line under the name
    mark: str  # tussenstand or definitief
    replaces: str  # which version this one takes the place of
    warning: str  # that figures still change; which version this is
    labels: tuple[tuple[str, str], ...]  # word and meaning, warnings that belong on every page
    headline: str
    explained: str
    numbers: tuple[tuple[str, str], ...]  # value and label, the four that stand out
    asked: Table
    question: str  # what the rule answers
    rule: str
    legend: Table
    needed: str
    balance: str
    ahead: tuple[str, ...]  # the rest of the half-year at this pace, or how it ended; then what that is: arithmetic
    record: str  # how earlier half-years ended
    months: tuple[Month, ...]
    months_table: Table
    months_note: str
    history: tuple[Halfjaarstand, ...]
    history_table: Table
    history_notes: tuple[str, ...]
    place: str
    comparison: Table
    comparison_note: str
    telling: str  # gemeenten per klasse; empty for a gemeente
    gemeenten: tuple[tuple[str, Table], ...]  # per provincie: name, its gemeenten; empty for a gemeente
    gemeenten_note: str
    numbers_on_map: dict[str, int]  # of the gemeenten of a provincie, by code; else empty
    notes: tuple[str, ...]
    changes: tuple[str, ...]  # against the former version of this peildatum; empty for version 1
    colophon: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """What only some kinds of report have, or each has in its own way; the rest is the same for all."""

    word: str  # the kind in the title
    under: str
    comparison: Table
    place: str = ""
    comparison_note: str = ""
    telling: str = ""
    gemeenten: tuple[tuple[str, Table], ...] = ()
    gemeenten_note: str = ""
    numbers_on_map: Mapping[str, int] = field(default_factory=dict)


def assemble(regel: Regel, parts: Parts, stand: Stand, earlier: Sequence[Stand]) -> Figures:
    """The report of an area with the `parts` of its kind; the other arguments are those of `make_figures`."""
    peildatum = stand.peildatum
    months = months_of(regel.code, stand, earlier)
    past = before(regel.code, stand, earlier)
    blik = look_ahead(regel.code, stand, newest_revisions(earlier))
    replaced = standing.replaces(stand, earlier)
    return Figures(
        kind=regel.code.soort.value,
        regel=regel,
        title=f"{regel.distinct_name}, {stand.halfjaar.title}",
        above=f"Halfjaarrapport {parts.word} · {stand.halfjaar.title}",
        under=parts.under,
        mark=standing.mark(stand),
        replaces=replaced,
        warning=standing.warning(stand, replaced),
        labels=(("Voorbeeldcijfers:", "verzonnen, niet van het COA."),) if stand.voorbeeld else (),
        headline=sentences.headline(regel, peildatum),
        explained=sentences.explained(regel, peildatum),
        numbers=_numbers(regel, peildatum.is_final),
        asked=taakstelling_table(regel.cijfers),
        question=sentences.question(peildatum),
        rule=sentences.rule_in_words(regel, stand),
        legend=legend(stand, regel.provinciecode),
        needed=sentences.still_needed(regel, peildatum),
        balance=sentences.carried_over(regel.cijfers, peildatum, stand.halfjaar.next),
        ahead=(*outlook_words.ahead(blik), outlook_words.REKENSOM),
        record=outlook_words.record(blik.indicatie),
        months=months,
        months_table=_months_table(months, stand),
        months_note=_months_note(months),
        history=past.halfjaren,
        history_table=_history_table(past.halfjaren),
        history_notes=history_notes(past),
        place=parts.place,
        comparison=parts.comparison,
        comparison_note=parts.comparison_note,
        telling=parts.telling,
        gemeenten=parts.gemeenten,
        gemeenten_note=parts.gemeenten_note,
        numbers_on_map=dict(parts.numbers_on_map),
        notes=NOTES,
        changes=changes_since(regel.code, stand, earlier),
        colophon=_colophon(stand),
    )


def legend(stand: Stand, provinciecode: str = "") -> Table:
    """The klassen with their borders at this peildatum and the gemeenten in them, of the land or of one provincie."""
    words = borders(stand.norm_percentage, stand.grens_percentage)
    where = stand.regel(provinciecode).name_in_sentence if provinciecode else "Nederland"
    columns = (Column("Klasse", 47, numeric=False), Column("Percentage", 38, numeric=False), Column("Aantal", 15))
    return Table(
        f"Klassen en aantal gemeenten in {where}",
        columns,
        tuple(
            Row((BY_KLASSE[klasse].status, words[klasse], number(count)), klasse=klasse)
            for klasse, count in stand.telling(provinciecode).items()
            if count or klasse is not Klasse.GEEN_CIJFER
        ),
        legend=True,
    )


def neighbours_table(codes: Sequence[str], stand: Stand) -> Table:
    """The gemeenten around one, in the order of their numbers on the map of neighbours."""
    columns = (
        Column("Nr.", 8, numeric=False),
        Column("Gemeente", 37, numeric=False),
        Column("Percentage", 17),
        Column("Klasse", 38, numeric=False),
    )
    regels = [stand.by_code[c] for c in codes if c in stand.by_code]
    final = stand.peildatum.is_final
    return Table(
        "Klasse van de gemeenten eromheen",
        columns,
        tuple(
            Row((str(n), r.naam, percent(r.percentage)), klasse=r.klasse, final=final) for n, r in enumerate(regels, 1)
        ),
        heading=1,
    )


def _numbers(regel: Regel, final: bool) -> tuple[tuple[str, str], ...]:
    cijfers = regel.cijfers
    carried = "niet gehuisvest (gaat mee als achterstand)" if regel.nog else "niet gehuisvest"
    return (
        (NO_FIGURE if cijfers is None else number(cijfers.gecorrigeerd), "gecorrigeerde taakstelling"),
        (NO_FIGURE if cijfers is None else number(cijfers.gerealiseerd), "gerealiseerd"),
        (percent(regel.percentage), _of_what(regel)),
        (number(regel.nog), carried if final else "nog te huisvesten"),
    )


def _of_what(regel: Regel) -> str:
    return "al gehaald: geen percentage" if regel.al_gehaald else "van de gecorrigeerde taakstelling"


def _months_table(months: tuple[Month, ...], stand: Stand) -> Table:
    columns = (
        Column("Maand", 18, numeric=False),
        Column("In de maand", 14),
        Column("Totaal", 13),
        Column("Norm totaal", 14),
        Column("Percentage", 17),
        Column("Klasse", 24, numeric=False),
    )
    rows = tuple(
        Row(
            (
                m.naam,
                number(m.in_month),
                number(m.cijfers.gerealiseerd if m.cijfers else None),
                NO_FIGURE if m.norm is None else number(rules.at_least(m.norm)),
                percent(m.positie.percentage),
                *(() if m.peildatum <= stand.peildatum else ("nog niet bekend",)),
            ),
            strong=m.peildatum == stand.peildatum,
            klasse=m.positie.klasse if m.peildatum <= stand.peildatum else None,
            final=m.peildatum.is_final,
        )
        for m in months
    )
    return Table("Gehuisvest per maand, in personen", columns, rows)


def _months_note(months: tuple[Month, ...]) -> str:
    """What a reader should know about the months: gaps, corrections, a target that changed."""
    sentences = []
    present = [m for m in months if m.cijfers is not None]
    if present and any(m.cijfers is None for m in months if m.peildatum < present[-1].peildatum):
        sentences.append(
            "Van een of meer maanden is geen stand bekend; daarom is er ook geen aantal in de maand daarna."
        )
    if any(m.in_month is not None and m.in_month < 0 for m in months):
        sentences.append("Een aantal onder nul is een correctie van het COA op een eerdere maand.")
    targets = [(m, m.cijfers.gecorrigeerd) for m in present if m.cijfers is not None]
    for (_, old), (month, new) in pairwise(targets):
        if old != new:
            sentences.append(
                f"De gecorrigeerde taakstelling ging in {month.naam} van {number(old)} naar {mensen(new)}."
            )
    return " ".join(sentences)


def _history_table(history: tuple[Halfjaarstand, ...]) -> Table:
    columns = (
        Column("Halfjaar", 51, numeric=False),
        Column("Taakstelling", 56),
        Column("Gecorrigeerd", 61),
        Column("Gerealiseerd", 60),
        Column("Percentage", 54),
        Column(BALANCE_OUT, 78),
        Column("Klasse", 112, numeric=False),
    )
    rows = []
    for row in history:
        c = row.positie.cijfers
        cells = (
            (NO_FIGURE,) * 5
            if c is None
            else (
                number(c.taakstelling),
                number(c.gecorrigeerd),
                number(c.gerealiseerd),
                percent(row.positie.percentage),
                signed(rules.closing_balance(c)),
            )
        )
        rows.append(Row((f"{row.halfjaar}{' *' if row.zin else ''}", *cells), klasse=row.positie.klasse, final=True))
    return Table("Eindstand van eerdere halfjaren, in personen", columns, tuple(rows))


def gemeenten_table(provincie: Regel, stand: Stand, numbers: Mapping[str, int] | None = None) -> tuple[str, Table]:
    """The name of a provincie and its gemeenten with a total; `numbers` are those on its map."""
    rows = [*in_provincie(provincie, stand), provincie]
    caption = f"Gemeenten in {provincie.name_in_sentence}, in personen"
    return provincie.naam, comparison(caption, "Gemeente", rows, frozenset({provincie.code}), numbers)


def gemeenten_note(provincies: Iterable[Regel], stand: Stand) -> str:
    """The note below the tables of these provincies, said once."""
    return next(filter(None, (sum_note(in_provincie(p, stand), p) for p in provincies)), "")


def in_provincie(provincie: Regel, stand: Stand) -> list[Regel]:
    """Its gemeenten by name."""
    return sorted((r for r in stand.gemeenten if r.provinciecode == provincie.code), key=_by_name)


def _by_name(regel: Regel) -> str:
    """Sorts 's-Gravenhage under g, as Dutch lists do."""
    return regel.naam.removeprefix("'s-").removeprefix("'t ").casefold()


def _colophon(stand: Stand) -> tuple[tuple[str, str], ...]:
    return (
        ("Bron", stand.bron),
        ("Versie", f"{stand.revision} ({'definitief' if stand.peildatum.is_final else 'tussenstand'})"),
    )
