"""What a new version of the figures of a peildatum changed for one area, told to readers of the report before it. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from data.domain.revision_words import LABELS, written
from data.domain.revisions import AreaChange, Arrival, compare_area
from data.domain.stand import Stand
from data.dutch import date
from tiles.palette import BY_KLASSE

LONGEST_REASON = 110  # signs of it that the first page has room for; all of it stands at `/correcties`


def changes_since(code: str, stand: Stand, earlier: Sequence[Stand], arrival: Arrival | None = None) -> tuple[str, ...]:
    """The sentences about what differs from the newest earlier version, when that came and why; empty for version 1."""
    if stand.revision == 1:
        return ()
    came = f"; die kwam op {date(arrival.day)}" if arrival else ""
    opening = f"Dit is versie {stand.revision} van de cijfers van {stand.peildatum.title}{came}."
    before = [s for s in earlier if s.peildatum == stand.peildatum and s.revision < stand.revision]
    former = max(before, key=lambda s: s.revision, default=None)
    old = former.by_code.get(code) if former else None
    if former is None or old is None:
        return (opening, "Wat er stond in een eerdere versie, is hier niet bekend.")
    change = compare_area(old, stand.regel(code))
    if change is None:
        return (opening, f"De cijfers van {old.naam} zijn gelijk aan die in versie {former.revision}.")
    return (opening, *_changed(change, former.revision), *_why(arrival))


def _changed(change: AreaChange, former: int) -> tuple[str, ...]:
    before = change.before
    if before is None or before.cijfers is None:
        return (f"In versie {former} was er nog geen cijfer.",)
    if change.after.cijfers is None:
        return (f"In versie {former} stond er nog wel een cijfer.",)
    figures = (
        f"{LABELS[f.name].capitalize()}: was {written(f.name, f.was)} in versie {former}, werd {written(f.name, f.now)}."
        for f in change.figures
    )
    was, became = BY_KLASSE[before.klasse].status, BY_KLASSE[change.after.klasse].status
    return (*figures, *([f"Klasse: was {was}, werd {became}."] if change.of_klasse else []))


def _why(arrival: Arrival | None) -> tuple[str, ...]:
    """The reason that was given, as a sentence; shortened between two words where it is long."""
    if arrival is None or not arrival.why:
        return ()
    text = textwrap.shorten(arrival.why, LONGEST_REASON, placeholder=" …")
    return (f"Reden: {text}{'' if text[-1] in '.!?…' else '.'}",)
