"""An area in words, for who does not see its map: the message first, then the figures, then of when they are. Pure.

The same sentences as in the reports; pages, cards, feeds and files take them from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.domain.stand import Regel, Stand
from data.dutch import counted, listed, number, percent, progress
from data.terms import Klasse
from reports.content.sentences import counted_klassen, done_of, explained, headline, onderwerp
from tiles.palette import BY_KLASSE

SAME_SIZE = "Elke gemeente is even groot getekend en ligt ongeveer op haar plaats."


def summary(regel: Regel, stand: Stand) -> str:
    """The message, its figures and the peildatum, in a few sentences."""
    return " ".join(filter(None, (headline(regel, stand.peildatum), figures(regel, stand), moment(stand))))


def in_a_line(regel: Regel, stand: Stand) -> str:
    """A gemeente as the map has it, short enough to be heard in passing: name, klasse, how many of how many."""
    look = BY_KLASSE[regel.klasse]
    klasse = look.outcome if stand.peildatum.is_final else look.status
    if regel.cijfers is None:
        return f"{regel.naam}, {klasse}"
    share = "taakstelling al gehaald" if regel.al_gehaald else percent(regel.percentage)
    return f"{regel.naam}, {klasse}. Gehuisvest: {done_of(regel.cijfers)} ({share})"


def figures(regel: Regel, stand: Stand) -> str:
    """What the message is a part of, and how the gemeenten of a provincie or the land stand."""
    many = onderwerp(regel).meervoud
    counts = counted_klassen(stand.telling(regel.provinciecode), stand.peildatum.is_final) if many else ""
    if regel.cijfers is None:
        return "Geen cijfer betekent niet dat er niemand is gehuisvest."
    return f"{explained(regel, stand.peildatum)} {counts}".strip()


def moment(stand: Stand) -> str:
    """Of when the figures are, how final they are, and whether they are real."""
    final = "" if stand.peildatum.is_final else " Deze cijfers kunnen nog veranderen."
    example = " Het zijn voorbeeldcijfers." if stand.voorbeeld else ""
    return f"Stand per {stand.peildatum.title}, {progress(stand.peildatum)}.{final}{example}"


def norm(stand: Stand) -> str:
    """What an area should have reached, in a line.

    >>> from data.terms import Peildatum, Snapshot
    >>> from data.domain.stand import make_stand
    >>> norm(make_stand(Snapshot(Peildatum.parse("2026-11-01"), {}), []))
    'Norm per 1 november 2026: 66,7% van de gecorrigeerde taakstelling.'
    """
    if stand.peildatum.is_final:
        return "Norm: de hele gecorrigeerde taakstelling."
    return f"Norm per {stand.peildatum.title}: {percent(stand.norm_percentage)} van de gecorrigeerde taakstelling."


def side_by_side(areas: Sequence[Regel], stand: Stand) -> str:
    """How many of these areas are at or above the norm (at the end: met the taakstelling), and the percentage of each."""
    good = [regel for regel in areas if regel.klasse is Klasse.GOED]
    below = [regel for regel in areas if regel.klasse in (Klasse.ENIGSZINS, Klasse.ACHTER)]
    unknown = [regel for regel in areas if regel.klasse is Klasse.GEEN_CIJFER]
    parts = []
    if good or below:
        several = len(good) > 1
        if stand.peildatum.is_final:
            reach = f"{'haalden' if several else 'haalde'} de taakstelling"
        else:
            reach = f"{'liggen' if several else 'ligt'} op of boven de norm van {percent(stand.norm_percentage)}"
        parts.append(f"{_how_many(len(good), len(below))} {reach}: {_with_shares(good or below)}.")
    if good and below:
        parts.append(f"{'Niet gehaald' if stand.peildatum.is_final else 'Daaronder'}: {_with_shares(below)}.")
    if unknown:
        parts.append(f"Zonder cijfer: {listed([regel.distinct_name for regel in unknown])}.")
    return " ".join(parts)


def _how_many(good: int, below: int) -> str:
    count = counted(good + below, "gebied", "gebieden")
    if not below:
        return f"Alle {count}"
    if not good:
        return f"Geen van de {count}"
    return f"{number(good)} van de {count}"


def _with_shares(areas: Iterable[Regel]) -> str:
    return listed([f"{r.distinct_name} {'al gehaald' if r.al_gehaald else percent(r.percentage)}" for r in areas])
