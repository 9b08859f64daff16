"""The meldingen: when there is one, in which words and for whom. One function per occasion; the store keeps them.

Those about figures that are out are public; those about someone's file or about the machine are for operators.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from data.domain.stand import Stand
from data.findings import Ernst, Finding
from data.releases.release_store import Releases
from data.store.snapshots_table import AddedCircular, storable
from data.store.store import Added, Store
from server.publishing.release_news import news_of

AFGEWEZEN, WAARSCHUWING, UITGAVE, RAPPORTAGES, WACHT, STORING, TE_LAAT, SCHIJF, SECURITY, BESCHADIGD, HERSTELD = (
    "afgewezen", "waarschuwing", "uitgave", "rapportages", "wacht", "storing", "te-laat", "schijf", "security-txt",
    "beschadigd", "hersteld",
)  # fmt: skip
GRENZEN, GRENZEN_WEG, INBOX, TAAKSTELLING = "grenzen", "grenzen-weg", "inbox", "taakstelling"
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


def accepted_circular(
    store: Store, filename: str, added: AddedCircular, findings: Sequence[Finding], now: dt.datetime
) -> None:
    """A circular that was taken in: public, once for each version; its warnings are for operators."""
    key = f"{added.halfjaar} versie {added.revision}"
    doubtful = [f for f in findings if f.ernst is Ernst.WAARSCHUWING]
    if doubtful:
        count = _count(len(doubtful), "waarschuwing", "waarschuwingen")
        text = f"Het bestand {filename} is opgenomen als taakstelling voor het {added.halfjaar.title}, met {count}."
        once(store, WAARSCHUWING, f"circulaire {key}", text, now, details=_details(filename, doubtful))
    announced = any((m.details or {}).get("circulaire") == key for m in store.meldingen(limit=500, publiek=True))
    if added.new and not announced:
        what = "De taakstelling" if added.revision == 1 else f"De verbeterde taakstelling (versie {added.revision})"
        text = f"{what} per gemeente voor het {added.halfjaar.title} is bekend."
        details = {"circulaire": key, "halfjaar": str(added.halfjaar)}
        store.add_melding(TAAKSTELLING, text, now=now, publiek=True, details=details)


def announce_releases(store: Store, releases: Releases, now: dt.datetime) -> int:
    """Figures that are on the map and were not told of yet, oldest first; how many.

    What was told is looked up, so a crash between switching and telling loses nothing. Example figures are no news, nor is
    another release of the same figures. Figures that were on the map before and return are told as such.
    """
    count = 0
    for stand, name, before in _shown(store, releases):
        revisions = [int(details["revisie"]) for details in before]
        if revisions and revisions[0] == stand.revision:
            continue
        soort = HERSTELD if stand.revision in revisions or (revisions and stand.revision < max(revisions)) else UITGAVE
        news = news_of(store, stand, revisions[0] if revisions else None, again=soort == HERSTELD)
        details = news.details | _about(stand, name, releases)
        store.add_melding(soort, news.text, now=now, publiek=True, details=details)
        count += 1
    return count


def announce_boundaries(store: Store, releases: Releases, now: dt.datetime) -> bool:
    """Months that have the figures that were told of on other boundaries, all in one; whether that was news."""
    changed: list[tuple[Stand, str]] = []
    for stand, name, before in _shown(store, releases):
        about = _about(stand, name, releases)
        last = next((d["grenzen"] for d in before if "grenzen" in d), None)
        if last and last != about["grenzen"] and before[0]["revisie"] == stand.revision:
            changed.append((stand, name))
    if not changed:
        return False
    first, last_stand = changed[0][0].peildatum.title, changed[-1][0].peildatum.title
    which = f"per {first}" if len(changed) == 1 else f"van {len(changed)} maanden ({first} tot en met {last_stand})"
    text = f"De kaart {which} heeft andere gemeentegrenzen; de cijfers zijn dezelfde."
    maanden = [_about(stand, name, releases) for stand, name in changed]
    details = {"peildatum": maanden[-1]["peildatum"], "maanden": maanden}
    store.add_melding(GRENZEN, text, now=now, publiek=True, details=details)
    return True


def _shown(store: Store, releases: Releases) -> list[tuple[Stand, str, list[Mapping[str, Any]]]]:
    """The real figures on the map, oldest first: stand, release, and what was told of their peildatum, newest first.

    A release that stands in for one that is damaged is not there to stay.
    """
    by_peildatum: dict[str, list[Mapping[str, Any]]] = {}
    for melding in store.meldingen(limit=2000, publiek=True):
        details = melding.details or {}
        for one in details.get("maanden", [details]):
            if "release" in one:
                by_peildatum.setdefault(str(one["peildatum"]), []).append(one)
    index = releases.index()
    damaged = {name[:10] for name in index.damaged}
    standen = [
        (releases.release(name).stand, name) for p, name in sorted(index.peildata.items()) if str(p) not in damaged
    ]
    return [(stand, name, by_peildatum.get(str(stand.peildatum), [])) for stand, name in standen if not stand.voorbeeld]


def _about(stand: Stand, name: str, releases: Releases) -> dict[str, Any]:
    key = releases.release(name).vintage["key"]
    return {"peildatum": str(stand.peildatum), "revisie": stand.revision, "release": name, "grenzen": key}


def announce_reports(store: Store, stand: Stand, now: dt.datetime) -> bool:
    """All reports of these figures lie ready; whether that was news: made anew after an upgrade they are not."""
    if stand.voorbeeld:
        return False
    text = (
        f"De {len(stand.by_code)} rapportages over het {stand.halfjaar.title} staan klaar "
        f"(stand per {stand.peildatum.title}{f', versie {stand.revision}' if stand.revision > 1 else ''})."
    )
    if any(melding.tekst == text for melding in store.meldingen(limit=2000, publiek=True)):
        return False
    details = {"periode": str(stand.halfjaar), "peildatum": str(stand.peildatum)}
    store.add_melding(RAPPORTAGES, text, now=now, publiek=True, details=details)
    return True


def tell(store: Store, soort: str, text: str, now: dt.datetime) -> None:
    """A melding for operators about something that happened."""
    store.add_melding(soort, text, now=now, publiek=False)


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
