"""What each line of the log of publications changed on the map, for who follows it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data import dutch
from data.domain.publicaties import Publicatie
from data.terms import Peildatum


@dataclass(frozen=True, slots=True)
class Turn:
    """A line of the log, and what stood on the map just before it.

    `earlier` is of the newest peildatum before that of the line. It may be one that came later on the same day: an empty
    map gets its newest month first.
    """

    line: Publicatie
    before: Publicatie | None  # of the same peildatum
    earlier: Publicatie | None


def turns(log: Iterable[Publicatie]) -> tuple[Turn, ...]:
    """Every change of the map, the last one first; a month that comes after a newer one is history and no news.

    Example figures count until the first real ones were published.
    """
    ordered = sorted(log, key=lambda line: (line.moment, line.versie.peildatum))
    real = any(not line.versie.voorbeeld for line in ordered)
    lines = [line for line in ordered if line.versie.voorbeeld is not real]
    stood: dict[Peildatum, Publicatie] = {}
    months: set[Peildatum] = set()
    out = []
    for place, line in enumerate(lines, 1):
        peildatum = line.versie.peildatum
        before = stood.pop(peildatum, None)
        if peildatum in months or all(other < peildatum for other in stood):
            beside = _same_day(line, lines[place:]) | stood
            earlier = max((other for other in beside if other < peildatum), default=None)
            out.append(Turn(line, before, beside[earlier] if earlier else None))
        months.add(peildatum)
        if line.shows:
            stood[peildatum] = line
    return tuple(reversed(out))


def _same_day(line: Publicatie, later: Sequence[Publicatie]) -> dict[Peildatum, Publicatie]:
    """What came on the map later on the day of a line, by peildatum its first version."""
    day = dutch.day(line.moment)
    return {one.versie.peildatum: one for one in reversed(later) if one.shows and dutch.day(one.moment) == day}
