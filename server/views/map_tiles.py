"""Describes the map to clients: TileJSON, style, the letters of its labels, where the arrow keys lead. The tiles:
server/http/tile_server.py."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.wrappers import Response as Answer

from data.errors import TileOutsidePyramid
from data.releases.release_store import Release
from data.terms import Peildatum
from reports.content import in_words
from server.http import rate_limits
from server.http.marked_answers import ACTUEEL, ready_answer, ready_page
from server.http.responses import A_DAY, A_WEEK, FIVE_MINUTES, FOREVER, fresh, kept, zipped
from server.http.tile_server import ARCHIVES, TYPES
from server.maps import hexagon_map
from server.maps.directions import NOWHERE, directions
from server.maps.neighbours import surroundings
from server.pages import page_context, vite_manifest
from server.read_model import Site, current_site
from tiles import grid
from tiles.grid import Tile
from tiles.out import bare_tiles, style
from tiles.out.release_files import VECTOR
from tiles.tile_schema import stand_values

blueprint = Blueprint("map_tiles", __name__)
blueprint.add_app_template_global(page_context.around, "buren_van")


def _release(site: Site, name: str) -> Release:
    return site.releases.current() if name == ACTUEEL else site.releases.release(name)


@blueprint.get("/tiles/<release>.json")
def tilejson(release: str) -> Answer:
    """TileJSON 3.0 of the newest release (`actueel`) or of one release."""
    site = current_site()
    chosen = _release(site, release)
    archive = site.archive(chosen, ARCHIVES[".mvt"])
    stand = chosen.stand
    content = style.tilejson(
        tiles_url=site.url(f"/tiles/{release}/{{z}}/{{x}}/{{y}}.mvt"),
        name="Land in Beeld",
        version="1.0.0",
        bounds=archive.bounds,
        minzoom=archive.minzoom,
        maxzoom=archive.maxzoom,
        attribution=style.attribution_of(chosen.vintage, stand.bron, voorbeeld=stand.voorbeeld),
        description=f"Huisvesting vergunninghouders per gemeente, stand {stand.peildatum.title}",
        stand=stand_values(stand),
        begrippen=site.url("/begrippen"),
    )
    return ready_answer(content, how_long=FIVE_MINUTES if release == ACTUEEL else FOREVER)


@blueprint.get("/grenzen/<key>.json")
def borders(key: str) -> Answer:
    """TileJSON 3.0 of the tiles without figures: those of the newest release (`actueel`), or those with that key."""
    site = current_site()
    release = site.releases.current() if key == ACTUEEL else site.release_with_borders(key)
    archive = site.archive(release, VECTOR)
    content = style.tilejson(
        tiles_url=site.url(f"/grenzen/{site.borders_key(release)}/{{z}}/{{x}}/{{y}}.mvt"),
        name="Land in Beeld: grenzen",
        version="1.0.0",
        bounds=archive.bounds,
        minzoom=archive.minzoom,
        maxzoom=archive.maxzoom,
        attribution=style.borders_of(release.vintage),
        description=f"Grenzen van de gemeenten van {release.vintage['year']}, zonder cijfers",
        stand={},
        begrippen=site.url("/begrippen"),
    )
    return ready_answer(style.without_figures(content), how_long=FIVE_MINUTES)


@blueprint.get("/grenzen/<key>/<int:z>/<int:x>/<int:y>.mvt")
def borders_tile(key: str, z: int, x: int, y: int) -> Answer:
    """A tile with borders, codes and names, without figures: it never changes under its address. Raises TooManyRequests."""
    site = current_site()
    archive = site.archive(site.release_with_borders(key), VECTOR)
    tile = Tile(z, x, y)
    if not archive.minzoom <= z <= archive.maxzoom or tile not in grid.tile_range(archive.bounds, z):
        raise TileOutsidePyramid(z, x, y)
    stored = archive.get(tile)
    if stored is None:
        return kept(Response(status=204), FOREVER)
    bare = bare_tiles.without_figures(stored, before=partial(rate_limits.spend, "borders"))
    return zipped(bare, TYPES[".mvt"], FOREVER)


@blueprint.get("/kaart/<peildatum>/buren.json")
@ready_page(hexagon_map.VORM)
def arrow_keys(peildatum: str) -> Answer:
    """Under the number of each gemeente the numbers of those that the arrow keys lead to, north, east, south and west, 0
    for nobody; and what there is to say of it. Empty where the release has no drawings. `vorm=zeshoek`: from hexagon to
    hexagon.
    """
    release = current_site().releases.current(Peildatum.parse(peildatum))
    hexagons = hexagon_map.beside(release) if hexagon_map.query(request.args) else None
    stand, here = release.stand, hexagons or surroundings(release)
    if here is None:
        return jsonify({})
    regels = [stand.regel(code) for code in here.codes]
    numbers = [regel.code.number for regel in regels]
    ways = [[0 if way == NOWHERE else numbers[way] for way in row] for row in directions(here).tolist()]
    said = (in_words.in_a_line(regel, stand) for regel in regels)
    return jsonify({str(number): [*way, line] for number, way, line in zip(numbers, ways, said, strict=True)})


@blueprint.get("/styles/status.json")
def status_style() -> Answer:
    """The MapLibre style of the newest release."""
    return ready_answer(_style())


@blueprint.get("/styles/qgis.json")
def qgis_style() -> Answer:
    """The same for QGIS."""
    return ready_answer(style.for_qgis(_style()))


def _style() -> dict[str, Any]:
    site = current_site()
    current = site.releases.current()
    return style.style(
        tilejson_url=site.url("/tiles/actueel.json"),
        glyphs_url=site.url("/fonts/{fontstack}/{range}.pbf"),
        webfonts_url=site.url("/fonts/{font-family}/{fontweight}{-fontstyle}.css"),
        attribution=style.attribution_of(current.vintage, current.stand.bron, voorbeeld=current.stand.voorbeeld),
    )


@blueprint.get(f"/fonts/{style.WEBFONT_ID}/<int:weight>.css")
def webfont(weight: int) -> Answer:
    """Our letters as CSS, for programs that draw names with the fonts of the browser."""
    source = vite_manifest.font(style.WEBFONT_ID, weight)
    if source is None:
        abort(404)
    css = (
        f'@font-face{{font-family:"{style.WEBFONT}";font-style:normal;font-weight:{weight};font-display:swap;'
        f'src:url("{source}") format("woff2")}}\n'
    )
    return fresh(Response(css, content_type="text/css; charset=utf-8"), A_DAY)


@blueprint.get("/fonts/<fontstack>/<int:start>-<int:end>.pbf")
def glyph_file(fontstack: str, start: int, end: int) -> Answer:
    """One range of 256 letters of the first font of the stack that we have, else of our regular one.

    A style without `text-font` asks for the fonts of the MapLibre standard, and gets ours.
    """
    from tiles.out import glyphs

    font = next((name for name in fontstack.split(",") if name in glyphs.WEIGHTS), style.FONT)
    if end != start + glyphs.RANGE - 1 or start % glyphs.RANGE or start > 65535:
        abort(404)
    packed = glyphs.open_range(font, start, current_site().settings.glyphs)
    return zipped(packed, "application/x-protobuf", A_WEEK)
