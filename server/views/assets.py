"""Serves the built front-end: hashed files that may be kept for ever, sent compressed as the build left them.

The bundle is readable from every origin, because the embed in a sandbox has an opaque origin of its own.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from server.pages import vite_manifest

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

blueprint = Blueprint("assets", __name__)


@blueprint.get("/static/bundle/<path:name>")
def built(name: str) -> Response:
    """One built file, in the smallest encoding that the client takes."""
    path = vite_manifest.FOLDER / name
    if name not in vite_manifest.files() or path.suffix not in TYPES:
        abort(404)
    encoding, chosen = next(
        (
            (label, path.with_name(path.name + ending))
            for label, ending in ENCODINGS
            if request.accept_encodings[label] and path.with_name(path.name + ending).is_file()
        ),
        ("", path),
    )
    response = Response(chosen.read_bytes(), content_type=TYPES[path.suffix])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


@blueprint.app_context_processor
def _helpers() -> dict[str, Any]:
    return {
        "script": vite_manifest.script,
        "styles": vite_manifest.styles,
        "preloads": vite_manifest.preloads,
        "fonts": vite_manifest.fonts,
    }
