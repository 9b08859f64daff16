"""What a new version of the figures of a peildatum changed for one area, told to readers of the report before it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.revision_words import written
from data.domain.revisions import compare_area
from data.domain.stand import Stand
from data.dutch import BALANCE_IN
from tiles.palette import BY_KLASSE

LABELS = {"taakstelling": "Taakstelling", "achterstand": BALANCE_IN, "gerealiseerd": "Gerealiseerd"}


def changes_since(code: str, stand: Stand, earlier: Sequence[Stand]) -> tuple[str, ...]:
    """The sentences about what differs from the newest earlier version; empty for version 1."""
    before = [s for s in earlier if s.peildatum == stand.peildatum and s.revision < stand.revision]
    if stand.revision == 1:
        return ()
    opening = f"Dit is versie {stand.revision} van de cijfers van {stand.peildatum.title}."
    former = max(before, key=lambda s: s.revision, default=None)
    old = former.by_code.get(code) if former else None
    new = stand.regel(code)
    if former is None or old is None:
        return (opening, "Wat er stond in een eerdere versie, is hier niet bekend.")
    change = compare_area(old, new)
    if change is None:
        return (opening, f"De cijfers van {new.naam} zijn gelijk aan die in versie {former.revision}.")
    if old.cijfers is None or new.cijfers is None:
        state = "was er nog geen cijfer" if old.cijfers is None else "stond er nog wel een cijfer"
        return (opening, f"In versie {former.revision} {state}.")
    return (
        opening,
        *(
            f"{LABELS[f.name]}: was {written(f.name, f.was)} in versie {former.revision}, is nu {written(f.name, f.now)}."
            for f in change.figures
        ),
        *(
            [f"Klasse: was {BY_KLASSE[old.klasse].status}, is nu {BY_KLASSE[new.klasse].status}."]
            if change.of_klasse
            else []
        ),
    )
