"""What a new version of the figures of a peildatum changed for one area, told to readers of the report before it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.stand import Stand
from data.dutch import number, signed
from reports.content.report_tables import BALANCE
from tiles.palette import BY_KLASSE


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
    if old.cijfers == new.cijfers:
        return (opening, f"De cijfers van {new.naam} zijn gelijk aan die in versie {former.revision}.")
    if old.cijfers is None or new.cijfers is None:
        state = "was er nog geen cijfer" if old.cijfers is None else "stond er nog wel een cijfer"
        return (opening, f"In versie {former.revision} {state}.")
    pairs = (
        ("Taakstelling", number(old.cijfers.taakstelling), number(new.cijfers.taakstelling)),
        (BALANCE, signed(old.cijfers.achterstand), signed(new.cijfers.achterstand)),
        ("Gerealiseerd", number(old.cijfers.gerealiseerd), number(new.cijfers.gerealiseerd)),
    )
    return (
        opening,
        *(f"{name}: was {a} in versie {former.revision}, is nu {b}." for name, a, b in pairs if a != b),
        *(
            [f"Klasse: was {BY_KLASSE[old.klasse].status}, is nu {BY_KLASSE[new.klasse].status}."]
            if old.klasse != new.klasse
            else []
        ),
    )
