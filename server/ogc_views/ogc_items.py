"""OGC API Features at `/ogc/v1`: parses the question about features, asks `server.ogc`, sends the answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Answer

from data.errors import InvalidTerm, UnknownGebied
from data.made_by import made_by
from data.reference.gemeenten import opgegaan_in
from data.releases.release_store import Release
from data.terms import Gemeentecode
from server.http import responses
from server.http.accepted import CSV, HTML, form_for
from server.http.accepted import JSON as AS_JSON
from server.http.marked_answers import mark
from server.http.responses import rfc3339
from server.ogc import documents, query
from server.ogc.documents import COLLECTIONS, FORMS, JSON, link
from server.ogc.features import OF, Features, Page
from server.ogc.query import Query
from server.ogc_views import ogc_pages
from server.ogc_views.ogc_answers import ROOT, known_layer, root
from server.rd_grid import open_rd
from server.read_model import EXTENSION, Site, current_site
from tiles import licence

FEATURES = "landinbeeld.ogc"  # where the application keeps its `Features`

blueprint = Blueprint("ogc_items", __name__, url_prefix=ROOT)


@blueprint.record
def _open(state: BlueprintSetupState) -> None:
    site: Site = state.app.extensions[EXTENSION]
    state.app.extensions[FEATURES] = Features(open_rd(site.settings))


def _releases(site: Site, question: Query) -> list[Release]:
    """The releases that meet `datetime`, oldest first; without it the newest."""
    if question.period is None:
        return [site.releases.current()]
    names = [name for peildatum, name in site.releases.index().peildata.items() if question.period.meets(peildatum)]
    return [site.releases.release(name) for name in reversed(names)]


def _features() -> Features:
    features: Features = current_app.extensions[FEATURES]
    return features


@blueprint.get("/collections/<name>/items")
def items(name: str) -> Answer:
    """The features of a collection."""
    site, layer = current_site(), known_layer(name)
    question = query.parse(request.args.items(multi=True), layer)
    form = _form(question, query.FORMATS)
    if form == HTML:
        question = ogc_pages.with_limit(question)
    releases = _releases(site, question)
    etag = _etag(releases, form)
    if etag in request.if_none_match:
        return _sent("", question, etag, form)
    page = _features().page(releases, layer, question)
    here = f"{root(site)}/collections/{layer}"
    links = [
        *_in_each_form(f"{here}/items", form, query.FORMATS),
        link(here, "collection", JSON, COLLECTIONS[layer][0]),
    ]
    links += _neighbours(f"{here}/items", question, page, form)
    may_filter = link(f"{here}/queryables", f"{documents.REL}queryables", documents.SCHEMA)
    if form == HTML:
        return _with_link(ogc_pages.page_of_features(page, question, links), may_filter)
    if form == CSV:
        return _as_csv(
            page, question, etag, [*links, link(f"{here}/schema", "describedby", documents.SCHEMA), may_filter]
        )
    now = rfc3339(dt.datetime.now(dt.UTC))
    texts = _features().texts(page, question)
    head = json.dumps({
        "type": "FeatureCollection", **question.crs.members, "timeStamp": now, "numberMatched": page.matched,
        "numberReturned": len(texts), "links": links,
    }, ensure_ascii=False, separators=(",", ":"))  # fmt: skip
    return _with_link(_sent(f'{head[:-1]},"features":[{",".join(texts)}]}}', question, etag, form), may_filter)


@blueprint.get("/collections/<name>/items/<code>")
def item(name: str, code: str) -> Answer:
    """One feature by its code."""
    site, layer = current_site(), known_layer(name)
    question = query.parse(request.args.items(multi=True), layer, single=True)
    form = _form(question, query.FORMATS_OF_ONE)
    bare, dated, day = code.partition(OF)
    if dated:  # as an answer of several stands names it
        question = query.parse([*request.args.items(multi=True), ("datetime", day)], layer, single=True)
    releases = _releases(site, question)[-1:]
    if not releases or (dated and day != str(releases[0].stand.peildatum)):
        raise UnknownGebied(code[:20])
    etag = _etag(releases, form)
    here = f"{root(site)}/collections/{layer}"
    links = [
        *_in_each_form(f"{here}/items/{code[:20]}", form, query.FORMATS_OF_ONE),
        link(here, "collection", JSON, COLLECTIONS[layer][0]),
    ]
    try:
        feature = _features().feature(releases[0], layer, bare, question.crs, links, dated=bool(dated))
    except UnknownGebied:
        raise UnknownGebied(code[:20], went=_went(bare)) from None
    if form == HTML:
        return ogc_pages.page_of_feature(json.loads(feature), layer)
    return _sent("" if etag in request.if_none_match else feature, question, etag, form)


def _form(question: Query, formats: tuple[str, ...]) -> str:
    """The form of the answer: that of `f`, else what `Accept` likes best of what there is."""
    accepted = form_for(request.headers.get("Accept", ""))
    return question.form or (accepted if accepted in formats else AS_JSON)


def _in_each_form(address: str, form: str, formats: tuple[str, ...]) -> list[dict[str, str]]:
    """The links to this answer and to the same in the other forms."""
    others = [other for other in FORMS if other in formats and other != form]
    return [
        link(_with(address, {}), "self", FORMS[form], "Dit document"),
        *(link(_with(address, {"f": other}), "alternate", FORMS[other], f"Als {other}") for other in others),
    ]


def _neighbours(address: str, question: Query, page: Page, form: str) -> list[dict[str, str]]:
    """The links to the pages before and after this one, in its form."""
    links = []
    after = question.offset + len(page.rows)
    if page.rows and after < page.matched:
        onward = _with(address, {"offset": str(after), "limit": str(question.limit)})
        links.append(link(onward, "next", FORMS[form], "Verder"))
    if question.offset:
        before = max(0, question.offset - question.limit)
        back = _with(address, {"offset": str(before), "limit": str(question.offset - before)})
        links.append(link(back, "prev", FORMS[form], "Terug"))
    return links


def _went(code: str) -> str:
    """Where a gemeente went that is no more."""
    try:
        return ", ".join(f"{o.naam} ({o.code})" for o in opgegaan_in(Gemeentecode.parse(code[:20])))
    except (InvalidTerm, UnknownGebied):
        return ""


def _with(address: str, changed: dict[str, str]) -> str:
    """An address with the parameters of this request, some of them changed."""
    args = {**dict(request.args.items()), **changed}
    return f"{address}?{urlencode(args, safe=':/,')}" if args else address


def _etag(releases: list[Release], form: str) -> str:
    """The same question gives the same features as long as the release stays; only the time in the answer moves."""
    made = made_by(
        "server.ogc.features", "server.ogc.documents", packages=("shapely",), beside=("server/ogc_views/ogc_items.py",)
    )
    identity = f"{made} {','.join(release.name for release in releases)} {form} {request.full_path} {request.url_root}"
    return hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _as_csv(page: Page, question: Query, etag: str, links: list[dict[str, str]]) -> Answer:
    """A page as CSV: what GeoJSON says of itself stands in the headers."""
    response = _sent(_features().table(page, question), question, etag, CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="land-in-beeld-{page.layer}.csv"'
    for one in links:
        _with_link(response, one)
    response.headers.add("Link", f'<{licence.LICENCE}>; rel="license"')
    return response


def _with_link(response: Answer, one: dict[str, str]) -> Answer:
    response.headers.add("Link", f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"')
    return response


def _sent(content: str | bytes, question: Query, etag: str, form: str) -> Answer:
    response = Response(content, 200, content_type=FORMS[form])
    if form == AS_JSON:
        response.headers["Content-Crs"] = f"<{question.crs.uri}>"
    if not question.form:
        responses.negotiated(response)
    if not question.endless:
        mark(request.args, negotiated=True)  # others were refused
    return responses.fresh(response, responses.FIVE_MINUTES, etag=etag)
