"""The letters of the map's labels: `/fonts/{fontstack}/{range}.pbf`, as the `glyphs` of the style asks for them."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response as Answer

from server.http import responses
from server.read_model import current_site
from tiles.out.style import FONT

blueprint = Blueprint("fonts", __name__)


@blueprint.get("/fonts/<fontstack>/<int:start>-<int:end>.pbf")
def glyph_file(fontstack: str, start: int, end: int) -> Answer:
    """One range of 256 characters of the first font of the stack that we have, else of our regular one.

    A style without `text-font` asks for the fonts of the MapLibre standard, and gets ours.
    """
    from tiles.out import glyphs

    font = next((name for name in fontstack.split(",") if name in glyphs.WEIGHTS), FONT)
    if end != start + glyphs.RANGE - 1 or start % glyphs.RANGE or start > 65535:
        abort(404)
    packed = glyphs.open_range(font, start, current_site().settings.glyphs)
    return responses.zipped(packed, "application/x-protobuf", responses.A_WEEK)
