"""What a new version of the figures of a peildatum changed for one area, told to readers of the report before it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.revision_words import LABELS, written
from data.domain.revisions import AreaChange, compare_area
from data.domain.stand import Stand
from tiles.palette import BY_KLASSE

MORE = "Wanneer en waarom staat op de site, bij Correcties."


def changes_since(code: str, stand: Stand, earlier: Sequence[Stand]) -> tuple[str, ...]:
    """The sentences about what differs from the newest earlier version, and where more stands; empty for version 1."""
    if stand.revision == 1:
        return ()
    opening = f"Dit is versie {stand.revision} van de cijfers van {stand.peildatum.title}."
    before = [s for s in earlier if s.peildatum == stand.peildatum and s.revision < stand.revision]
    former = max(before, key=lambda s: s.revision, default=None)
    old = former.by_code.get(code) if former else None
    if former is None or old is None:
        return (opening, "Wat er stond in een eerdere versie, is hier niet bekend.")
    change = compare_area(old, stand.regel(code))
    if change is None:
        return (opening, f"De cijfers van {old.name_in_sentence} zijn gelijk aan die in versie {former.revision}.")
    return (opening, *_changed(change, former.revision), MORE)


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
