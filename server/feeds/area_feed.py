"""The feed of a gemeente, a provincie or the land: what changed for it, as it was published then.

It follows from the log of publications and the public meldingen, so what was told once is told in the same words for
good. The feed of a gemeente that is no more ends with where it went.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as Answer

from data import dutch
from data.domain import publicaties
from data.domain.citaat import path_of
from data.domain.publicaties import Publicatie
from data.domain.revisions import compare_area
from data.errors import UnknownGebied
from data.reference import area_names
from data.reference.gemeenten import PROVINCIES, gemeenten_of, opgegaan_in
from data.reference.gemeenten import gemeente as known_gemeente
from data.store.snapshots_table import first_with_content
from data.terms import LAND, Gebied, Gebiedsoort, Gemeentecode, Halfjaar, Peildatum
from server.api.database import asking
from server.feeds import area_words, atom
from server.feeds.turns import Turn, turns
from server.http.marked_answers import ready_page
from server.http.responses import rfc3339
from server.pages import page_context, versions
from server.publishing import notifications
from server.read_model import Site, current_site
from server.rendering.report_store import rapportnaam

blueprint = Blueprint("area_feed", __name__)

ENTRIES = 24  # two years of months; with those compared to, they fit in the kept stands of `versions`
MELDINGEN = 200


@blueprint.get("/gemeenten/<code>/feed.atom")
@ready_page()
def gemeente(code: str) -> Answer:
    """What changed for a gemeente; of one that is no more, where it went. Raises UnknownGebied."""
    parsed = page_context.gemeentecode(code)
    if code != parsed:
        return redirect(url_for(".gemeente", code=parsed), 301)
    return _feed(parsed, known_gemeente(parsed).naam)


@blueprint.get("/provincies/<code>/feed.atom")
@ready_page()
def provincie(code: str) -> Answer:
    """What changed for a provincie. Raises UnknownGebied."""
    if code not in PROVINCIES:
        raise UnknownGebied(code)
    return _feed(Gebied(code), PROVINCIES[code])


@blueprint.get("/nederland/feed.atom")
@ready_page()
def nederland() -> Answer:
    """What changed for the land."""
    return _feed(LAND, "Nederland")


def address_of(code: Gebied) -> str:
    """The path of the feed of an area, from the root of the site."""
    return f"/{path_of(code)}/feed.atom"


def _feed(code: Gebied, naam: str) -> Answer:
    site = current_site()
    log = versions.published_log(site)
    by_time = sorted(
        chain(islice(_turns(site, code, log), ENTRIES), _reports(site, code, naam)),
        key=lambda entry: entry.updated,
        reverse=True,
    )
    entries = [*_end(site, code, log), *by_time][:ENTRIES]
    name = area_names.distinct_name(code, naam)
    subtitle = f"Wat er verandert in de cijfers van {area_names.name_in_sentence(code, naam)}"
    feed = atom.Feed(f"Land in Beeld: {name}", subtitle, address_of(code), f"/{path_of(code)}", entries)
    return atom.answer(site, feed)


def _exists(code: Gebied, halfjaar: Halfjaar) -> bool:
    """Whether the figures of a half-year have this area."""
    return code.soort is not Gebiedsoort.GEMEENTE or any(code == one.code for one in gemeenten_of(halfjaar.year))


def _turns(site: Site, code: Gebied, log: tuple[Publicatie, ...]) -> Iterator[atom.Entry]:
    """What each change of the map was for this area, the last one first; nothing where it was none."""
    for turn in turns(log):
        if not _exists(code, turn.line.versie.peildatum.halfjaar):
            continue
        entry = _month(site, code, turn) if turn.before is None else _correction(site, code, turn, turn.before)
        if entry is not None:
            yield entry


def _key(code: Gebied, line: Publicatie) -> str:
    """A version may come on the map more than once, so the moment is a part of it."""
    return f"gebied/{code}/{line.versie}/{rfc3339(line.moment)}"


def _month(site: Site, code: Gebied, turn: Turn) -> atom.Entry:
    stand = versions.stand_as_published(site, turn.line)
    before = versions.stand_as_published(site, turn.earlier) if turn.earlier else None
    regel, was = stand.regel(code), before.by_code.get(code) if before else None
    return atom.Entry(
        _key(code, turn.line),
        area_words.month_title(regel, stand),
        max(line.moment for line in (turn.line, turn.earlier) if line),
        f"/{path_of(code)}?peildatum={stand.peildatum}",
        notifications.UITGAVE,
        area_words.month(regel, stand, was, before),
    )


def _correction(site: Site, code: Gebied, turn: Turn, before: Publicatie) -> atom.Entry | None:
    former = versions.stand_as_published(site, before).regel(code)
    stand = versions.stand_as_published(site, turn.line) if turn.line.shows else None
    change = compare_area(former, stand.regel(code)) if stand else None
    if stand is not None and change is None:
        return None
    newer = turn.line.versie.revision > before.versie.revision
    first, why = _reason(site, turn) if newer else (None, "")
    what = area_words.what_happened(turn, first)
    return atom.Entry(
        _key(code, turn.line),
        f"{former.distinct_name}: {what}",
        turn.line.moment,
        f"/correcties/{turn.line.versie}" if newer else f"/{path_of(code)}",
        notifications.HERSTELD if stand and not newer else notifications.UITGAVE,
        area_words.correction(what, change, stand, why),
    )


def _reason(site: Site, turn: Turn) -> tuple[int | None, str]:
    """The earlier version with the same content, and why this one came."""
    versie = turn.line.versie
    with asking("corrections"):
        rows = site.store.corrected(peildatum=versie.peildatum, voorbeeld=versie.voorbeeld)
    why = next((row.toelichting for row in rows if row.revision == versie.revision), "")
    return first_with_content(rows, versie.revision), why


def _reports(site: Site, code: Gebied, naam: str) -> Iterator[atom.Entry]:
    """That its report of a half-year lies ready, as it was told to all."""
    with asking("meldingen"):
        meldingen = site.store.meldingen(limit=MELDINGEN, publiek=True)
    for melding in meldingen:
        details = melding.details or {}
        if melding.soort != notifications.RAPPORTAGES or not _exists(code, Halfjaar.parse(details["periode"])):
            continue
        halfjaar, peildatum = Halfjaar.parse(details["periode"]), Peildatum.parse(details["peildatum"])
        path = f"/rapportages/{halfjaar}/{rapportnaam(code)}.pdf"
        name = area_names.name_in_sentence(code, naam)
        yield atom.Entry(
            f"gebied/{code}/melding/{melding.id}",
            area_words.report_title(halfjaar, area_names.distinct_name(code, naam)),
            melding.moment,
            path,
            melding.soort,
            area_words.report(halfjaar, peildatum, name, site.url(path)),
            kind="application/pdf",
        )


def _end(site: Site, code: Gebied, log: tuple[Publicatie, ...]) -> Iterator[atom.Entry]:
    """Where a gemeente went that is not in the newest figures. Raises UnknownGebied when it is not there yet."""
    if not isinstance(code, Gemeentecode):
        return
    newest = next(iter(publicaties.standing(log)), None)
    if _exists(code, newest.halfjaar if newest else Halfjaar(site.today().year, 1)):
        return
    where = opgegaan_in(code)
    if not where:
        raise UnknownGebied(code)
    after = (
        line
        for line in log
        if line.versie.peildatum.date > where[0].date and not _exists(code, line.versie.peildatum.halfjaar)
    )
    updated = min((line.moment for line in after), default=dutch.end_of(where[0].date))
    gone = known_gemeente(code)
    feeds = tuple(address_of(one.code) for one in where)
    yield atom.Entry(
        f"gebied/{code}/opgegaan",
        area_words.gone_title(gone, where),
        updated,
        f"/{path_of(code)}",
        "herindeling",
        area_words.gone(gone, where, [site.url(feed) for feed in feeds]),
        related=feeds,
    )
