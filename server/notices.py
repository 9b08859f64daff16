"""The meldingen: at which moment, in which words, for whom. One function per moment; the store keeps them.

Those about figures that are out are public; those about someone's file or about the machine are for operators.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from data.findings import Ernst, Finding
from data.records import storable
from data.releases import Releases
from data.stand import Stand
from data.store import Added, Store

AFGEWEZEN, WAARSCHUWING, UITGAVE, RAPPORTAGES, WACHT, STORING, TE_LAAT, SCHIJF, SECURITY, BESCHADIGD = (
    "afgewezen", "waarschuwing", "uitgave", "rapportages", "wacht", "storing", "te-laat", "schijf", "security-txt",
    "beschadigd",
)  # fmt: skip
MOST_FINDINGS = 20  # told in one melding; the others stand with the file


def rejected(store: Store, number: int, filename: str, findings: Sequence[Finding], now: dt.datetime) -> None:
    """A file that was not taken in; said once for each rejection, also when a crash came between keeping and telling."""
    wrong = [f for f in findings if f.ernst is Ernst.FOUT]
    text = f"Het bestand {filename} is afgewezen: {_count(len(wrong), 'fout', 'fouten')}. De kaart is niet veranderd."
    once(store, AFGEWEZEN, f"afwijzing {number}", text, now, details=_details(filename, wrong))


def accepted(
    store: Store, filename: str, added: Added, findings: Sequence[Finding], now: dt.datetime, *, voorbeeld: bool = False
) -> None:
    """A file that was taken in; a melding only when there was something to warn of, once for each version."""
    doubtful = [f for f in findings if f.ernst is Ernst.WAARSCHUWING]
    if doubtful:
        text = (
            f"Het bestand {filename} is opgenomen als stand per {added.peildatum.title}, met "
            f"{_count(len(doubtful), 'waarschuwing', 'waarschuwingen')}."
        )
        key = f"{added.peildatum} versie {added.revision}{' voorbeeld' if voorbeeld else ''}"
        once(store, WAARSCHUWING, key, text, now, details=_details(filename, doubtful))


def announce_releases(store: Store, releases: Releases, now: dt.datetime) -> int:
    """New or corrected figures that are on the map and were not told of yet, oldest first; how many.

    What was told is looked up, so a crash between switching and telling loses nothing. Example figures are no news.
    """
    told = _told(store, "release")
    count = 0
    for peildatum, name in sorted(releases.index().peildata.items()):
        stand = releases.release(name).stand
        if stand.voorbeeld or name in told:
            continue
        what = "De cijfers" if stand.revision == 1 else f"De verbeterde cijfers (versie {stand.revision})"
        text = f"{what} per {peildatum.title} staan op de kaart."
        details = {"peildatum": str(peildatum), "revisie": stand.revision, "release": name}
        store.add_melding(UITGAVE, text, now=now, publiek=True, details=details)
        count += 1
    return count


def announce_reports(store: Store, folder: str, stand: Stand, now: dt.datetime) -> bool:
    """All reports of a half-year lie ready in the folder of this name; whether that was news."""
    if stand.voorbeeld or folder in _told(store, "map"):
        return False
    text = (
        f"De {len(stand.by_code)} rapportages over het {stand.halfjaar.title} staan klaar "
        f"(stand per {stand.peildatum.title}{f', versie {stand.revision}' if stand.revision > 1 else ''})."
    )
    details = {"periode": str(stand.halfjaar), "peildatum": str(stand.peildatum), "map": folder}
    store.add_melding(RAPPORTAGES, text, now=now, publiek=True, details=details)
    return True


def _told(store: Store, key: str) -> set[str]:
    return {str((m.details or {}).get(key)) for m in store.meldingen(limit=2000, publiek=True)}


def once(
    store: Store,
    soort: str,
    key: str,
    text: str,
    now: dt.datetime,
    every: dt.timedelta | None = None,
    details: Mapping[str, Any] | None = None,
) -> bool:
    """A melding about something that lasts: said once for `key`, or again after `every`; whether it was said now."""
    for melding in store.meldingen(limit=500, publiek=False):
        if melding.soort == soort and (melding.details or {}).get("onderwerp") == key:
            if every is None or now - melding.moment < every:
                return False
            break
    store.add_melding(soort, text, now=now, publiek=False, details={"onderwerp": key, **(details or {})})
    return True


def _details(filename: str, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "bestand": storable(filename),
        "aantal": len(findings),
        "bevindingen": [f.to_json() for f in findings[:MOST_FINDINGS]],
    }


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
