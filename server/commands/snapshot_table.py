"""All that is kept of one snapshot as a csv: figures, the columns beside them, and where each row stood in the file."""

from __future__ import annotations

import csv
import io

from data.reference.gemeenten import gemeente
from data.store.store import Store
from data.terms import Peildatum


def csv_of(store: Store, peildatum: Peildatum) -> bytes:
    """The table of the newest revision, real figures before those of the example. Raises SnapshotMissing."""
    voorbeeld = not store.revisions(peildatum) and bool(store.revisions(peildatum, voorbeeld=True))
    info, snapshot = store.snapshot(peildatum, voorbeeld=voorbeeld)
    places = store.herkomst(peildatum, voorbeeld=voorbeeld)
    beside = store.naast(peildatum, voorbeeld=voorbeeld)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(
        [
            "code",
            "naam",
            "taakstelling",
            "achterstand",
            "gerealiseerd",
            *("blad", "rij"),
            *("peildatum", "periode", "maanden", "provinciecode", "voorbeeld", "revisie"),
            *(_harmless(naast.kop) for naast in beside),
        ]
    )
    of_stand = (peildatum, peildatum.halfjaar, peildatum.months)
    mark = ("ja" if voorbeeld else "nee", info.revision)
    for code, c in snapshot.cijfers.items():
        figures = (c.taakstelling, c.achterstand, c.gerealiseerd) if c else ("", "", "")
        blad, rij = places.get(code, ("", ""))
        others = [_harmless(naast.waarden.get(code, "")) for naast in beside]
        who = gemeente(code)
        table.writerow([str(code), who.naam, *figures, blad, rij, *of_stand, who.provinciecode, *mark, *others])
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """Somebody's text with an apostrophe before what a spreadsheet program would take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "@") else text
