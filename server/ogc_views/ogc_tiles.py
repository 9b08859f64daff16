"""OGC API Tiles at `/ogc/v1`: the documents about the tiles, and the tiles themselves, row before column."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from data.errors import TileOutsidePyramid
from server.http import responses
from server.http.refusals import InvalidQuery
from server.ogc import documents, tilesets
from server.ogc_views.ogc_answers import ROOT, archive, attribution, document, known_layer, root
from server.read_model import current_site
from tiles import grid
from tiles.grid import Tile
from tiles.out.one_layer import only_packed

blueprint = Blueprint("ogc_tiles", __name__, url_prefix=ROOT)


@blueprint.get("/tileMatrixSets")
def matrix_sets() -> Answer:
    """The tile matrix sets."""
    return document(tilesets.matrix_sets(root(current_site())), title="Tegelschema's")


@blueprint.get(f"/tileMatrixSets/{tilesets.QUAD}")
def matrix_set() -> Answer:
    """WebMercatorQuad."""
    return document(tilesets.matrix_set(archive(current_site()).maxzoom))


@blueprint.get("/tiles")
@blueprint.get("/collections/<name>/tiles")
def tile_sets(name: str = "") -> Answer:
    """The list of tile sets, of everything or of a collection."""
    return document(tilesets.tilesets(root(current_site()), name and known_layer(name)), title="Vectortegels")


@blueprint.get(f"/tiles/{tilesets.QUAD}")
@blueprint.get(f"/collections/<name>/tiles/{tilesets.QUAD}")
def tile_set(name: str = "") -> Answer:
    """Our tile set, or that of a collection."""
    site = current_site()
    pyramid = archive(site)
    content = tilesets.tileset(
        root(site),
        site.base_url,
        pyramid.bounds,
        pyramid.minzoom,
        pyramid.maxzoom,
        attribution(site.releases.current()),
        name and known_layer(name),
    )
    return document(content)


@blueprint.get(f"/tiles/{tilesets.QUAD}/<int:z>/<int:y>/<int:x>")
def tile(z: int, y: int, x: int) -> Answer:
    """A vector tile of the newest release; the row comes before the column."""
    return _tile(_stored(z, y, x))


@blueprint.get(f"/collections/<name>/tiles/{tilesets.QUAD}/<int:z>/<int:y>/<int:x>")
def tile_of_collection(name: str, z: int, y: int, x: int) -> Answer:
    """The same with the layer of one collection alone."""
    only = known_layer(name)
    stored = _stored(z, y, x)
    return _tile(only_packed(stored, only) if stored else None)


def _stored(z: int, y: int, x: int) -> bytes | None:
    """A tile as it lies in the archive; None when it is empty. Raises InvalidQuery, TileOutsidePyramid."""
    for name, value in request.args.items():
        if name != "f" or value != "mvt":
            raise InvalidQuery(name, value, "hier kan alleen f=mvt")
    pyramid = archive(current_site())
    if not pyramid.minzoom <= z <= pyramid.maxzoom or Tile(z, x, y) not in grid.tile_range(pyramid.bounds, z):
        raise TileOutsidePyramid(z, x, y)
    return pyramid.get(Tile(z, x, y))


def _tile(stored: bytes | None) -> Answer:
    if stored is None:
        return responses.kept(Response(status=204), responses.FIVE_MINUTES)
    return responses.zipped(stored, documents.MVT, responses.FIVE_MINUTES)
