"""What the views of `/ogc/v1` share: where it is, which collections there are, and how a document of it is sent."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, request
from werkzeug.wrappers import Response as Answer

from data.releases.release_store import Release
from server.http import responses
from server.http.accepted import HTML, form_for
from server.http.accepted import JSON as JSON_FORM
from server.http.marked_answers import mark
from server.http.refusals import InvalidQuery
from server.ogc.documents import COLLECTIONS, JSON, OPENAPI
from server.ogc_views.ogc_pages import page_of, page_of_api
from server.read_model import Site
from tiles.out.archive import Archive
from tiles.out.release_files import VECTOR
from tiles.out.style import attribution_of

ROOT = "/ogc/v1"


def root(site: Site) -> str:
    """The address of `/ogc/v1`."""
    return site.url(ROOT)


def attribution(release: Release) -> str:
    """Whom figures and borders of a release are of."""
    return attribution_of(release.vintage, release.stand.bron, voorbeeld=release.stand.voorbeeld)


def archive(site: Site) -> Archive:
    """The vector tiles of the newest release."""
    return site.archive(site.releases.current(), VECTOR)


def known_layer(name: str) -> str:
    """The layer of a collection; 404 where there is none of that name."""
    if name not in COLLECTIONS:
        abort(404)
    return name


def document(content: dict[str, Any], content_type: str = JSON, *, title: str = "") -> Answer:
    """A document about the service, as JSON or as a page. Raises InvalidQuery for a parameter that means nothing to it."""
    forms = (JSON_FORM, HTML)
    if set(request.args) - {"f"} or request.args.get("f", JSON_FORM) not in forms:
        name = next(iter(set(request.args) - {"f"}), "f")
        raise InvalidQuery(name, request.args[name], f"hier kan alleen f={' of f='.join(forms)}")
    accepted = form_for(request.headers.get("Accept", ""))
    form = request.args.get("f") or (accepted if accepted in forms else JSON_FORM)
    if form == HTML:
        response = page_of_api(content, title) if content_type == OPENAPI else page_of(content, title)
    else:
        response = Response(json.dumps(content, ensure_ascii=False, separators=(",", ":")), content_type=content_type)
    mark(request.args, negotiated=True)  # others were refused
    if "f" not in request.args:
        responses.negotiated(response)
    return responses.fresh(response, responses.FIVE_MINUTES)
