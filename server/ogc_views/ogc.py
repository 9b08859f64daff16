"""The documents of the OGC API at `/ogc/v1`: landing page, conformance, OpenAPI, collections, schema, queryables."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from server.http.accepted import JSON as JSON_FORM
from server.ogc import documents, ogc_document
from server.ogc.documents import JSON
from server.ogc_views.ogc_answers import ROOT, archive, attribution, document, known_layer, root
from server.read_model import current_site

blueprint = Blueprint("ogc", __name__, url_prefix=ROOT)


@blueprint.get("")
@blueprint.get("/")
def landing() -> Answer:
    """The landing page."""
    site = current_site()
    return document(documents.landing(root(site), site.base_url, attribution(site.releases.current())))


@blueprint.get("/conformance")
def conformance() -> Answer:
    """The conformance classes."""
    return document(documents.conformance(), title="Waar deze API aan voldoet")


@blueprint.get("/api")
def api() -> Answer:
    """The OpenAPI document."""
    site = current_site()
    about = site.settings
    content = ogc_document.document(
        root(site), name=about.contact_name, email=about.contact_email, url=about.contact_url
    )
    return document(content, documents.OPENAPI, title="Beschrijving van deze API")


@blueprint.get("/collections")
def collections() -> Answer:
    """All collections."""
    site = current_site()
    peildata = tuple(site.releases.index().peildata)
    bounds = archive(site).bounds
    return document(documents.collections(root(site), site.base_url, peildata, bounds), title="De verzamelingen")


@blueprint.get("/collections/<name>")
def collection(name: str) -> Answer:
    """One collection."""
    site = current_site()
    peildata = tuple(site.releases.index().peildata)
    return document(documents.collection(root(site), site.base_url, known_layer(name), peildata, archive(site).bounds))


@blueprint.get("/collections/<name>/schema")
def schema(name: str) -> Answer:
    """The fields of a collection."""
    content = documents.schema(root(current_site()), current_site().base_url, known_layer(name))
    return _with_profile(document(content, documents.SCHEMA))


@blueprint.get("/collections/<name>/queryables")
def queryables(name: str) -> Answer:
    """The fields of a collection that may stand in a filter."""
    older = request.args.get("f") == JSON_FORM
    made = documents.older_queryables if older else documents.queryables
    content = made(root(current_site()), current_site().base_url, known_layer(name))
    return _with_profile(document(content, JSON if older else documents.SCHEMA))


def _with_profile(response: Answer) -> Answer:
    response.headers["Link"] = f'<{documents.CODELIST_REF}>; rel="profile"'
    return response
