"""Serves the built front-end: hashed files that may be kept for ever, sent compressed as the build left them.

The bundle is readable from every origin, because the embed in a sandbox has an opaque origin of its own.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response as Answer

from server.http import responses
from server.pages import vite_manifest

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}

blueprint = Blueprint("assets", __name__)


@blueprint.get("/static/bundle/<path:name>")
def built(name: str) -> Answer:
    """One built file, in the smallest encoding that the client takes."""
    path = vite_manifest.FOLDER / name
    if name not in vite_manifest.files() or path.suffix not in TYPES:
        abort(404)
    response = responses.built(path, TYPES[path.suffix])
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.app_context_processor
def _helpers() -> dict[str, Any]:
    return {
        "script": vite_manifest.script,
        "styles": vite_manifest.styles,
        "preloads": vite_manifest.preloads,
        "fonts": vite_manifest.fonts,
    }
