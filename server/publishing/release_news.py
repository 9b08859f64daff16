"""What the melding says when figures come on the map: that they are new, corrected, put back, or only another file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data import dutch
from data.domain.publicaties import Versie
from data.domain.revisions import Comparison, compare
from data.domain.stand import Stand, make_stand
from data.errors import SnapshotMissing
from data.reference.gemeenten import gemeenten_of
from data.store.snapshots_table import Melding, first_with_content
from data.store.store import Store
from server.pages.correction_list import words

MOST_NAMED = 10  # gemeenten that are named, those that moved most; the rest is a number


@dataclass(frozen=True, slots=True)
class News:
    """One sentence, and what goes with it in the details of a melding."""

    text: str
    details: dict[str, Any]


def news_of(store: Store, stand: Stand, told_before: int | None, *, again: bool) -> News:
    """What is new about a stand that comes on the map. `told_before`: the revision of its month that was told of last.

    `again`: this revision was on the map before, and an operator put it back.
    """
    day = stand.peildatum.title
    comparison = _since(store, stand, told_before)
    if again:
        text = f"De cijfers per {day} zijn teruggezet: versie {stand.revision} staat weer op de kaart"
        return News(f"{text}.", _details(comparison))
    if stand.revision == 1:
        return News(f"De cijfers per {day} staan op de kaart.", {})
    rows = store.corrected(peildatum=stand.peildatum, voorbeeld=stand.voorbeeld)
    about = {"pad": f"/correcties/{Versie(stand.peildatum, stand.revision, stand.voorbeeld)}"} | _details(comparison)
    if why := next((row.toelichting for row in rows if row.revision == stand.revision), ""):
        about["toelichting"] = why
    first = first_with_content(rows, stand.revision)
    if comparison is not None and not comparison.gemeenten:
        text = f"Versie {stand.revision} van de cijfers per {day} staat op de kaart; alle cijfers zijn dezelfde"
    elif first:
        text = f"De cijfers per {day} zijn teruggezet naar die van versie {first} (versie {stand.revision})"
    else:
        text = f"De verbeterde cijfers (versie {stand.revision}) per {day} staan op de kaart"
    return News(text + _how_many(comparison), about)


def lines_of(melding: Melding) -> tuple[str, ...]:
    """What a melding says below its sentence: which figures, from what to what, and why."""
    details = melding.details or {}
    why = details.get("toelichting")
    return (*details.get("regels", ()), *([f"Waarom: {why}"] if why else ()))


def _since(store: Store, stand: Stand, told_before: int | None) -> Comparison | None:
    """What differs from the revision that was told of before, else from the one before this; None when there is none."""
    revision = told_before or stand.revision - 1
    try:
        _, snapshot = store.snapshot(stand.peildatum, revision, stand.voorbeeld)
    except SnapshotMissing:
        return None
    former = make_stand(snapshot, gemeenten_of(stand.halfjaar.year), revision=revision, grens=stand.grens)
    return compare(former, stand)


def _how_many(comparison: Comparison | None) -> str:
    if comparison is None or not comparison.gemeenten:
        return "."
    return f": bij {_gemeenten(len(comparison.gemeenten))} is een cijfer veranderd."


def _details(comparison: Comparison | None) -> dict[str, Any]:
    if comparison is None:
        return {}
    changes = comparison.largest
    lines = [f"{change.after.distinct_name}: {words(change)}." for change in changes[:MOST_NAMED]]
    if more := len(changes) - len(lines):
        lines.append(f"En nog {_gemeenten(more)}.")
    return {"aantal": len(changes), "regels": lines}


def _gemeenten(count: int) -> str:
    """So many gemeenten, in plain text: mail and feed readers do not all know a space that does not break."""
    return dutch.counted(count, "gemeente", "gemeenten").replace(dutch.NO_BREAK, " ")
