"""Tiles, TileJSON and style: bytes that lie ready in a release, with the headers that caches and clients need."""

from __future__ import annotations

import gzip
import hashlib

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as Answer

from data.errors import TileOutsidePyramid
from data.releases import Release
from server.site import Site, current_site
from tiles import grid, style
from tiles.archive import Archive
from tiles.grid import Tile

blueprint = Blueprint("map_tiles", __name__)

MVT = "application/vnd.mapbox-vector-tile"
ACTUEEL = "actueel"
FOREVER = "public, max-age=31536000, immutable"
FIVE_MINUTES = "public, max-age=300, must-revalidate"
ARCHIVES = {"mvt": "tiles.pmtiles", "png": "png.pmtiles", "@2x.png": "png@2x.pmtiles"}


def _release(site: Site, name: str) -> Release:
    return site.releases.current() if name == ACTUEEL else site.releases.release(name)


def _cached(response: Answer, release: str) -> Answer:
    response.headers["Cache-Control"] = FIVE_MINUTES if release == ACTUEEL else FOREVER
    return response


@blueprint.get("/tiles/<release>/<int:z>/<int:x>/<int:y>.mvt")
def vector_tile(release: str, z: int, x: int, y: int) -> Answer:
    """A vector tile; 204 where the pyramid holds nothing, 404 outside it."""
    site = current_site()
    found = site.archive(_release(site, release), ARCHIVES["mvt"])
    stored = _stored(found, z, x, y)
    if stored is None:
        return _cached(Response(status=204), release)
    if request.accept_encodings["gzip"]:
        response = Response(stored, content_type=MVT)
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(_etag(stored))
    else:
        response = Response(gzip.decompress(stored), content_type=MVT)
        response.set_etag(_etag(stored) + "-plain")
    response.headers["Vary"] = "Accept-Encoding"
    return _cached(response.make_conditional(request), release)


@blueprint.get("/tiles/<release>/<int:z>/<int:x>/<int:y>.png", defaults={"scale": "png"})
@blueprint.get("/tiles/<release>/<int:z>/<int:x>/<int:y>@2x.png", defaults={"scale": "@2x.png"})
def picture_tile(release: str, z: int, x: int, y: int, scale: str) -> Answer:
    """A PNG tile of 256 or (`@2x`) 512 pixels."""
    site = current_site()
    stored = _stored(site.archive(_release(site, release), ARCHIVES[scale]), z, x, y)
    if stored is None:
        return _cached(Response(status=204), release)
    response = Response(stored, content_type="image/png")
    response.set_etag(_etag(stored))
    return _cached(response.make_conditional(request), release)


def _stored(archive: Archive, z: int, x: int, y: int) -> bytes | None:
    if not archive.minzoom <= z <= archive.maxzoom or Tile(z, x, y) not in grid.tile_range(archive.bounds, z):
        raise TileOutsidePyramid(z, x, y)
    return archive.get(Tile(z, x, y))


def _etag(stored: bytes) -> str:
    return hashlib.blake2b(stored, digest_size=12).hexdigest()


@blueprint.get("/tiles/<release>.json")
def tilejson(release: str) -> Answer:
    """TileJSON 3.0 of the newest release (`actueel`) or of one release."""
    site = current_site()
    found = _release(site, release)
    archive = site.archive(found, ARCHIVES["mvt"])
    stand = found.stand
    told = style.tilejson(
        tiles_url=site.url(f"/tiles/{release}/{{z}}/{{x}}/{{y}}.mvt"),
        name="Land in Beeld",
        version="1.0.0",
        bounds=archive.bounds,
        minzoom=archive.minzoom,
        maxzoom=archive.maxzoom,
        attribution=style.attribution_of(found.vintage, stand.bron, voorbeeld=stand.voorbeeld),
        description=f"Huisvesting vergunninghouders per gemeente, stand {stand.peildatum.title}",
    )
    return _json(told, release)


@blueprint.get("/styles/status.json")
def status_style() -> Answer:
    """The MapLibre style of the newest release."""
    site = current_site()
    found = site.releases.current()
    told = style.style(
        tilejson_url=site.url("/tiles/actueel.json"),
        glyphs_url=site.url("/fonts/{fontstack}/{range}.pbf"),
        attribution=style.attribution_of(found.vintage, found.stand.bron, voorbeeld=found.stand.voorbeeld),
    )
    return _json(told, ACTUEEL)


def _json(told: dict[str, object], release: str) -> Answer:
    response = jsonify(told)
    response.add_etag()
    return _cached(response.make_conditional(request), release)
