"""The letters of the map's labels: `/fonts/{fontstack}/{range}.pbf`, as the `glyphs` of the style asks for them."""

from __future__ import annotations

import gzip
import hashlib

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as Answer

from server.http.responses import conditional
from server.read_model import current_site
from tiles.out import glyphs
from tiles.out.style import FONT

blueprint = Blueprint("fonts", __name__)

A_WEEK = "public, max-age=604800"


@blueprint.get("/fonts/<fontstack>/<int:start>-<int:end>.pbf")
def glyph_file(fontstack: str, start: int, end: int) -> Answer:
    """One range of 256 characters of the first font of the stack that we have, else of our regular one.

    A style without `text-font` asks for the fonts of the MapLibre standard, and gets ours.
    """
    known = next((name for name in fontstack.split(",") if name in glyphs.WEIGHTS), FONT)
    if end != start + glyphs.RANGE - 1 or start % glyphs.RANGE or start > 65535:
        abort(404)
    packed = glyphs.open_range(known, start, current_site().settings.glyphs)
    zipped = bool(request.accept_encodings["gzip"])
    response = Response(packed if zipped else gzip.decompress(packed), content_type="application/x-protobuf")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(hashlib.blake2b(packed, digest_size=12).hexdigest() + ("" if zipped else "-plain"))
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = A_WEEK
    return conditional(response)
