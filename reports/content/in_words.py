"""An area in words, for who does not see its map: the message first, then the figures, then of when they are. Pure.

The same sentences as in the reports; pages, cards, feeds and files take them from here.
"""

from __future__ import annotations

from data.domain.stand import Regel, Stand
from data.dutch import percent, progress
from reports.content.sentences import counted_klassen, explained, headline, onderwerp


def summary(regel: Regel, stand: Stand) -> str:
    """The message, its figures and the peildatum, in a few sentences."""
    return " ".join(filter(None, (headline(regel, stand.peildatum), figures(regel, stand), moment(stand))))


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
