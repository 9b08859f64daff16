"""OGC API Features and Tiles at `/ogc/v1`: parses the question, asks `server.ogc`, sends the answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Answer

from data.errors import InvalidTerm, TileOutsidePyramid, UnknownGebied
from data.made_by import made_by
from data.reference.gemeenten import opgegaan_in
from data.releases.release_store import Release
from data.terms import Gemeentecode
from server.http import responses
from server.http.marked_answers import mark
from server.http.refusals import InvalidQuery
from server.http.responses import rfc3339
from server.ogc import documents, ogc_document, query, tilesets
from server.ogc.documents import COLLECTIONS, GEOJSON, JSON, link
from server.ogc.features import OF, Features
from server.ogc.query import Query
from server.rd_grid import open_rd
from server.read_model import EXTENSION, Site, current_site
from tiles import grid
from tiles.grid import Tile
from tiles.out.archive import Archive
from tiles.out.one_layer import only_packed
from tiles.out.release_files import VECTOR
from tiles.out.style import attribution_of

ROOT = "/ogc/v1"
FEATURES = "landinbeeld.ogc"  # where the application keeps its `Features`

blueprint = Blueprint("ogc", __name__, url_prefix=ROOT)


@blueprint.record
def _open(state: BlueprintSetupState) -> None:
    site: Site = state.app.extensions[EXTENSION]
    state.app.extensions[FEATURES] = Features(open_rd(site.settings))


def _root(site: Site) -> str:
    return site.url(ROOT)


def _attribution(release: Release) -> str:
    return attribution_of(release.vintage, release.stand.bron, voorbeeld=release.stand.voorbeeld)


def _document(content: dict[str, Any], content_type: str = JSON) -> Answer:
    """A document about the service."""
    if set(request.args) - {"f"} or request.args.get("f", "json") != "json":
        name = next(iter(set(request.args) - {"f"}), "f")
        raise InvalidQuery(name, request.args[name], "hier kan alleen f=json")
    response = Response(json.dumps(content, ensure_ascii=False, separators=(",", ":")), content_type=content_type)
    mark(request.args)  # others were refused
    return responses.fresh(response, responses.FIVE_MINUTES)


@blueprint.get("")
@blueprint.get("/")
def landing() -> Answer:
    """The landing page."""
    site = current_site()
    return _document(documents.landing(_root(site), site.base_url, _attribution(site.releases.current())))


@blueprint.get("/conformance")
def conformance() -> Answer:
    """The conformance classes."""
    return _document(documents.conformance())


@blueprint.get("/api")
def api() -> Answer:
    """The OpenAPI document."""
    site = current_site()
    about = site.settings
    content = ogc_document.document(
        _root(site), name=about.contact_name, email=about.contact_email, url=about.contact_url
    )
    return _document(content, documents.OPENAPI)


def _archive(site: Site) -> Archive:
    return site.archive(site.releases.current(), VECTOR)


@blueprint.get("/collections")
def collections() -> Answer:
    """All collections."""
    site = current_site()
    peildata = tuple(site.releases.index().peildata)
    bounds = _archive(site).bounds
    return _document(documents.collections(_root(site), site.base_url, peildata, bounds))


def _layer(name: str) -> str:
    if name not in COLLECTIONS:
        abort(404)
    return name


@blueprint.get("/collections/<name>")
def collection(name: str) -> Answer:
    """One collection."""
    site = current_site()
    peildata = tuple(site.releases.index().peildata)
    return _document(documents.collection(_root(site), site.base_url, _layer(name), peildata, _archive(site).bounds))


@blueprint.get("/collections/<name>/schema")
def schema(name: str) -> Answer:
    """The fields of a collection."""
    return _document(documents.schema(_root(current_site()), current_site().base_url, _layer(name)), documents.SCHEMA)


@blueprint.get("/collections/<name>/queryables")
def queryables(name: str) -> Answer:
    """The fields of a collection that may stand in a filter."""
    content = documents.queryables(_root(current_site()), current_site().base_url, _layer(name))
    return _document(content, JSON if "f" in request.args else documents.SCHEMA)


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
    site, layer = current_site(), _layer(name)
    question = query.parse(request.args.items(multi=True), layer)
    releases = _releases(site, question)
    etag = _etag(releases)
    if etag in request.if_none_match:
        return _sent("", question, etag)
    here = f"{_root(site)}/collections/{layer}"
    page = _features().page(releases, layer, question)
    features, matched = page.features, page.matched
    links = [
        link(_with(f"{here}/items", {}), "self", GEOJSON, "Dit document"),
        link(here, "collection", JSON, COLLECTIONS[layer][0]),
    ]
    after = question.offset + len(features)
    if features and after < matched:
        links.append(
            link(_with(f"{here}/items", {"offset": after, "limit": question.limit}), "next", GEOJSON, "Verder")
        )
    if question.offset:
        before = max(0, question.offset - question.limit)
        number = question.offset - before
        links.append(link(_with(f"{here}/items", {"offset": before, "limit": number}), "prev", GEOJSON, "Terug"))
    now = rfc3339(dt.datetime.now(dt.UTC))
    head = json.dumps({
        "type": "FeatureCollection", **question.crs.members, "timeStamp": now, "numberMatched": matched,
        "numberReturned": len(features), "links": links,
    }, ensure_ascii=False, separators=(",", ":"))  # fmt: skip
    return _sent(f'{head[:-1]},"features":[{",".join(features)}]}}', question, etag)


@blueprint.get("/collections/<name>/items/<code>")
def item(name: str, code: str) -> Answer:
    """One feature by its code."""
    site, layer = current_site(), _layer(name)
    question = query.parse(request.args.items(multi=True), layer, single=True)
    bare, dated, day = code.partition(OF)
    if dated:  # as an answer of several stands names it
        question = query.parse([*request.args.items(multi=True), ("datetime", day)], layer, single=True)
    releases = _releases(site, question)[-1:]
    if not releases or (dated and day != str(releases[0].stand.peildatum)):
        raise UnknownGebied(code[:20])
    etag = _etag(releases)
    here = f"{_root(site)}/collections/{layer}"
    links = [
        link(_with(f"{here}/items/{code[:20]}", {}), "self", GEOJSON, "Dit document"),
        link(here, "collection", JSON, COLLECTIONS[layer][0]),
    ]
    try:
        feature = _features().feature(releases[0], layer, bare, question.crs, links, dated=bool(dated))
    except UnknownGebied:
        raise UnknownGebied(code[:20], went=_went(bare)) from None
    return _sent("" if etag in request.if_none_match else feature, question, etag)


def _went(code: str) -> str:
    """Where a gemeente went that is no more."""
    try:
        return ", ".join(f"{o.naam} ({o.code})" for o in opgegaan_in(Gemeentecode.parse(code[:20])))
    except (InvalidTerm, UnknownGebied):
        return ""


def _with(address: str, changed: dict[str, int]) -> str:
    """An address with the parameters of this request, some of them changed."""
    args = {**dict(request.args.items()), **{key: str(value) for key, value in changed.items()}}
    return f"{address}?{urlencode(args, safe=':/,')}" if args else address


def _etag(releases: list[Release]) -> str:
    """The same question gives the same features as long as the release stays; only the time in the answer moves."""
    made = made_by(
        "server.ogc.features", "server.ogc.documents", packages=("shapely",), beside=("server/views/ogc.py",)
    )
    identity = f"{made} {','.join(release.name for release in releases)} {request.full_path} {request.url_root}"
    return hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _sent(content: str, question: Query, etag: str) -> Answer:
    response = Response(content, 200, content_type=GEOJSON)
    response.headers["Content-Crs"] = f"<{question.crs.uri}>"
    if not question.endless:
        mark(request.args)  # others were refused
    return responses.fresh(response, responses.FIVE_MINUTES, etag=etag)


@blueprint.get("/tileMatrixSets")
def matrix_sets() -> Answer:
    """The tile matrix sets."""
    return _document(tilesets.matrix_sets(_root(current_site())))


@blueprint.get(f"/tileMatrixSets/{tilesets.QUAD}")
def matrix_set() -> Answer:
    """WebMercatorQuad."""
    return _document(tilesets.matrix_set(_archive(current_site()).maxzoom))


@blueprint.get("/tiles")
@blueprint.get("/collections/<name>/tiles")
def tile_sets(name: str = "") -> Answer:
    """The list of tile sets, of everything or of a collection."""
    return _document(tilesets.tilesets(_root(current_site()), name and _layer(name)))


@blueprint.get(f"/tiles/{tilesets.QUAD}")
@blueprint.get(f"/collections/<name>/tiles/{tilesets.QUAD}")
def tile_set(name: str = "") -> Answer:
    """Our tile set, or that of a collection."""
    site = current_site()
    archive = _archive(site)
    content = tilesets.tileset(
        _root(site),
        site.base_url,
        archive.bounds,
        archive.minzoom,
        archive.maxzoom,
        _attribution(site.releases.current()),
        name and _layer(name),
    )
    return _document(content)


@blueprint.get(f"/tiles/{tilesets.QUAD}/<int:z>/<int:y>/<int:x>")
def tile(z: int, y: int, x: int) -> Answer:
    """A vector tile of the newest release; the row comes before the column."""
    return _tile(_stored(z, y, x))


@blueprint.get(f"/collections/<name>/tiles/{tilesets.QUAD}/<int:z>/<int:y>/<int:x>")
def tile_of_collection(name: str, z: int, y: int, x: int) -> Answer:
    """The same with the layer of one collection alone."""
    layer = _layer(name)
    stored = _stored(z, y, x)
    return _tile(only_packed(stored, layer) if stored else None)


def _stored(z: int, y: int, x: int) -> bytes | None:
    """A tile as it lies in the archive; None when it is empty. Raises InvalidQuery, TileOutsidePyramid."""
    for name, value in request.args.items():
        if name != "f" or value != "mvt":
            raise InvalidQuery(name, value, "hier kan alleen f=mvt")
    archive = _archive(current_site())
    if not archive.minzoom <= z <= archive.maxzoom or Tile(z, x, y) not in grid.tile_range(archive.bounds, z):
        raise TileOutsidePyramid(z, x, y)
    return archive.get(Tile(z, x, y))


def _tile(stored: bytes | None) -> Answer:
    if stored is None:
        return responses.kept(Response(status=204), responses.FIVE_MINUTES)
    return responses.zipped(stored, documents.MVT, responses.FIVE_MINUTES)
