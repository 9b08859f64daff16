"""The sentences of the feed of an area: what a month brought, what became of an earlier one, where a gemeente went."""

from __future__ import annotations

from collections.abc import Sequence

from data import dutch
from data.domain.revisions import AreaChange, compare_area
from data.domain.stand import Regel, Stand
from data.reference.gemeenten import Opgegaan
from data.terms import Gemeente, Halfjaar, Peildatum
from reports.content import in_words, sentences
from server.feeds.turns import Turn
from server.pages.correction_list import words
from tiles.palette import BY_KLASSE


def month_title(regel: Regel, stand: Stand) -> str:
    """The message of a month: `Per 1 november 2026: Utrecht huisvestte ...`."""
    return f"Per {stand.peildatum.title}: {sentences.headline(regel, stand.peildatum)}"


def month(regel: Regel, stand: Stand, was: Regel | None, before: Stand | None) -> str:
    """What changed since the month before (`was` and `before`, when there is one), and how the area stands."""
    return f"{_since(regel, stand, was, before)} {in_words.summary(regel, stand)}"


def _since(regel: Regel, stand: Stand, was: Regel | None, before: Stand | None) -> str:
    if was is None or before is None:
        return f"Van {regel.name_in_sentence} stonden er nog geen eerdere cijfers op de kaart."
    klasse = f"bleef {_klasse(regel)}" if was.klasse == regel.klasse else f"was {_klasse(was)}, werd {_klasse(regel)}"
    since = f"sinds {before.peildatum.title}"
    if before.halfjaar != stand.halfjaar:
        return f"Dit zijn de eerste cijfers van het {stand.halfjaar.title}; {since}: klasse {klasse}."
    change = compare_area(was, regel)
    if change is None:
        figure = dutch.number(regel.gerealiseerd)
        same = "er is geen cijfer" if regel.cijfers is None else f"gerealiseerd bleef {figure}; klasse {klasse}"
        return f"Niets veranderd {since}: {same}."
    kept = "" if change.of_klasse else f"; klasse {klasse}"
    return f"{since.capitalize()}: {words(change)}{kept}."


def _klasse(regel: Regel) -> str:
    return BY_KLASSE[regel.klasse].status


def what_happened(turn: Turn, first: int | None) -> str:
    """What became of the figures of a month that stood on the map; `first`: the earlier version with the same content."""
    line, before = turn.line.versie, turn.before
    of_month = f"cijfers per {line.peildatum.title}"
    if not turn.line.shows:
        return f"{of_month} van de kaart gehaald"
    if before is not None and line.revision == before.versie.revision:
        return f"klassen per {line.peildatum.title} hebben een andere grens"
    if before is not None and line.revision < before.versie.revision:
        return f"{of_month} teruggezet naar versie {line.revision}"
    if first:
        return f"{of_month} teruggezet naar die van versie {first} (versie {line.revision})"
    return f"{of_month} verbeterd (versie {line.revision})"


def correction(what: str, change: AreaChange | None, stand: Stand | None, why: str) -> str:
    """The same with which figure, from what to what, why, and how the area stands; `stand` is None when the month left."""
    happened = what[:1].upper() + what[1:]
    if stand is None or change is None:
        return f"{happened}."
    reason = f"Waarom: {why}" if why else ""
    return " ".join(filter(None, (f"{happened}: {words(change)}.", in_words.summary(change.after, stand), reason)))


def gone_title(gone: Gemeente, where: Sequence[Opgegaan]) -> str:
    """Where a gemeente went, in a few words."""
    return f"{gone.naam} is opgegaan in {dutch.listed([one.naam for one in where])}"


def gone(gone: Gemeente, where: Sequence[Opgegaan], addresses: Sequence[str]) -> str:
    """The same with the day, how much of it went where, and which feeds go on; an address for each place."""
    places = [f"{one.naam} ({one.note})" for one in where]
    feeds = [f"{one.naam}: {address}" for one, address in zip(where, addresses, strict=True)]
    which = "de feed" if len(feeds) == 1 else "een van deze feeds"
    return (
        f"De gemeente {gone.naam} ({gone.code}) bestaat niet meer sinds {dutch.date(where[0].date)}. "
        f"Zij is opgegaan in {dutch.listed(places)}. In deze feed komt niets nieuws meer. "
        f"Volg nu {which} van {'; '.join(feeds)}"
    )


def report_title(halfjaar: Halfjaar, name: str) -> str:
    """That a report lies ready."""
    return f"{name}: rapportage over het {halfjaar.title} klaar"


def report(halfjaar: Halfjaar, peildatum: Peildatum, name: str, address: str) -> str:
    """The same with how far the half-year is in it, and where it is. `name` as a sentence says it."""
    return (
        f"De rapportage van {name} over het {halfjaar.title} staat klaar "
        f"(stand per {peildatum.title}, {dutch.progress(peildatum)}): {address}"
    )
