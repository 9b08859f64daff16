"""`/feed.atom`: the public meldingen as an Atom feed (RFC 4287), so that a reader hears of new figures by itself."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

from flask import Blueprint, Response
from werkzeug.wrappers import Response as Answer

from data import dutch
from data.domain import publicaties
from data.domain.publicaties import Publicatie, Versie
from data.store.snapshots_table import Melding
from data.terms import Peildatum
from reports.content import in_words
from server.http.marked_answers import ready_page
from server.http.responses import rfc3339
from server.pages import versions
from server.publishing.release_news import lines_of
from server.read_model import Site, current_site

blueprint = Blueprint("feed", __name__)

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
EPOCH = dt.datetime(2017, 1, 1, tzinfo=dt.UTC)


@blueprint.get("/feed.atom")
@ready_page()
def feed() -> Answer:
    """The last meldingen that are public, newest first."""
    site = current_site()
    meldingen = site.store.meldingen(limit=ENTRIES, publiek=True)
    log = versions.published_log(site)
    return Response(_document(site, meldingen, log), content_type="application/atom+xml; charset=utf-8")


def _document(site: Site, meldingen: tuple[Melding, ...], log: tuple[Publicatie, ...]) -> bytes:
    ET.register_namespace("", ATOM)
    root = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "nl"})
    _add(root, "title", "Land in Beeld")
    _add(root, "subtitle", "Nieuwe cijfers en rapportages over de huisvesting van vergunninghouders")
    _add(root, "id", site.url("/feed.atom"))
    _link(root, "self", site.url("/feed.atom"), "application/atom+xml")
    _link(root, "alternate", site.url("/"), "text/html")
    _add(root, "updated", rfc3339(max((m.moment for m in meldingen), default=EPOCH)))
    author = ET.SubElement(root, _tag("author"))
    _add(author, "name", site.settings.publisher or site.name)
    if site.settings.publisher_url:
        _add(author, "uri", site.settings.publisher_url)
    host = urlsplit(site.base_url).hostname or "localhost"
    for melding in meldingen:
        entry = ET.SubElement(root, _tag("entry"))
        _add(entry, "title", melding.tekst)
        _add(entry, "id", f"tag:{host},2017:melding/{melding.id}")
        _add(entry, "updated", rfc3339(melding.moment))
        _link(entry, "alternate", site.url(_path(melding)), "text/html")
        ET.SubElement(entry, _tag("category"), {"term": melding.soort})
        _add(entry, "summary", " ".join((melding.tekst, *_said(site, melding, log), *lines_of(melding))))
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


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


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = "".join(c for c in text.replace(dutch.NO_BREAK, " ") if c.isprintable())


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, _tag("link"), {"rel": rel, "href": href, "type": kind})
