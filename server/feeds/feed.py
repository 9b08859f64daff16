"""`/feed.atom`: the public meldingen as an Atom feed, so that a reader hears of new figures by itself."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from data.domain import publicaties
from data.domain.publicaties import Publicatie, Versie
from data.store.snapshots_table import Melding
from data.terms import Peildatum
from reports.content import in_words
from server.feeds import atom
from server.http.marked_answers import ready_page
from server.pages import versions
from server.publishing.release_news import lines_of
from server.read_model import Site, current_site

blueprint = Blueprint("feed", __name__)

ENTRIES = 50


@blueprint.get("/feed.atom")
@ready_page()
def feed() -> Answer:
    """The last meldingen that are public, newest first."""
    site = current_site()
    meldingen = site.store.meldingen(limit=ENTRIES, publiek=True)
    log = versions.published_log(site)
    subtitle = "Nieuwe cijfers en rapportages over de huisvesting van vergunninghouders"
    entries = [_entry(site, melding, log) for melding in meldingen]
    return atom.answer(site, atom.Feed("Land in Beeld", subtitle, "/feed.atom", "/", entries))


def _entry(site: Site, melding: Melding, log: tuple[Publicatie, ...]) -> atom.Entry:
    summary = " ".join((melding.tekst, *_said(site, melding, log), *lines_of(melding)))
    key = f"melding/{melding.id}"
    return atom.Entry(key, melding.tekst, melding.moment, _path(melding), melding.soort, summary)


def _said(site: Site, melding: Melding, log: tuple[Publicatie, ...]) -> tuple[str, ...]:
    """What the figures say that a melding brings, as they were published then; nothing where it brings none."""
    details = melding.details or {}
    if "revisie" not in details:
        return ()
    line = publicaties.first_of(log, Versie(Peildatum.parse(details["peildatum"]), int(details["revisie"])))
    if line is None:  # published before there was a log
        return ()
    stand = versions.stand_as_published(site, line)
    return (in_words.summary(stand.nederland, stand),)


def _path(melding: Melding) -> str:
    """The page that a melding is about."""
    details = melding.details or {}
    if "pad" in details:
        return str(details["pad"])
    if "circulaire" in details:
        return f"/halfjaren/{details['halfjaar']}"
    if "periode" in details:
        return f"/rapportages#h-{details['periode']}"
    return f"/gemeenten?peildatum={details['peildatum']}" if "peildatum" in details else "/"
