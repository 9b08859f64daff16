"""A feed as an Atom document (RFC 4287), the same for the whole site and for one area."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response
from werkzeug.wrappers import Response as Answer

from data import dutch
from server.http.responses import rfc3339
from server.read_model import Site

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE, PAGE = "application/atom+xml", "text/html"
EPOCH = dt.datetime(2017, 1, 1, tzinfo=dt.UTC)  # of a feed in which nothing happened yet


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. `key` names it for good, `updated` is aware; paths begin with a slash."""

    key: str
    title: str
    updated: dt.datetime
    path: str  # what it is about
    soort: str
    summary: str
    kind: str = PAGE  # media type of what is at `path`
    related: tuple[str, ...] = ()  # other feeds that it leads to


@dataclass(frozen=True, slots=True)
class Feed:
    """What is told of one subject, newest first."""

    title: str
    subtitle: str
    path: str  # its own address
    page: str  # the page that says the same to people
    entries: Sequence[Entry]


def answer(site: Site, feed: Feed) -> Answer:
    """The feed as it goes out."""
    return Response(_document(site, feed), content_type=f"{MEDIA_TYPE}; charset=utf-8")


def _document(site: Site, feed: Feed) -> bytes:
    ET.register_namespace("", ATOM)
    root = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "nl"})
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "id", site.url(feed.path))
    _link(root, "self", site.url(feed.path), MEDIA_TYPE)
    _link(root, "alternate", site.url(feed.page), PAGE)
    _add(root, "updated", rfc3339(max((entry.updated for entry in feed.entries), default=EPOCH)))
    author = ET.SubElement(root, _tag("author"))
    _add(author, "name", site.settings.publisher or site.name)
    if site.settings.publisher_url:
        _add(author, "uri", site.settings.publisher_url)
    host = urlsplit(site.base_url).hostname or "localhost"
    for one in feed.entries:
        entry = ET.SubElement(root, _tag("entry"))
        _add(entry, "title", one.title)
        _add(entry, "id", f"tag:{host},2017:{one.key}")
        _add(entry, "updated", rfc3339(one.updated))
        _link(entry, "alternate", site.url(one.path), one.kind)
        for path in one.related:
            _link(entry, "related", site.url(path), MEDIA_TYPE)
        ET.SubElement(entry, _tag("category"), {"term": one.soort})
        _add(entry, "summary", one.summary)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = "".join(c for c in text.replace(dutch.NO_BREAK, " ") if c.isprintable())


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, _tag("link"), {"rel": rel, "href": href, "type": kind})
