"""Serves the built front-end: hashed files that may be kept for ever, sent compressed as the build left them.

The bundle is readable from every origin, because the embed in a sandbox has an opaque origin of its own. Beside it what
browsers and crawlers ask for by themselves: robots.txt, icons, the web manifest.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort
from werkzeug.wrappers import Response as Answer

from server.catalogue import site_map
from server.http import responses
from server.pages import page_context, vite_manifest
from server.read_model import current_site
from tiles.palette import BRAND

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}

STATIC = Path(__file__).parents[1] / "static"
ICONS = (192, 512)  # px, of the manifest

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


@blueprint.get("/robots.txt")
def robots() -> Answer:
    """Which addresses a crawler leaves alone. Crawlers ask it of the host only: see docs/deploy for a sub-path."""
    site = current_site()
    text = site_map.robots(urlsplit(site.base_url).path, site.url("/sitemap.xml"))
    return responses.fresh(Response(text, content_type="text/plain; charset=utf-8"), responses.A_DAY)


@blueprint.get("/favicon.ico")
def favicon() -> Answer:
    """The mark for what cannot read the drawing (merk.svg)."""
    return responses.file(STATIC / "favicon.ico", "image/x-icon", how_long=responses.A_DAY)


@blueprint.get("/apple-touch-icon.png")
def touch_icon() -> Answer:
    """The mark for a start screen."""
    return responses.file(STATIC / "merk-180.png", "image/png", how_long=responses.A_DAY)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Answer:
    """What a browser needs to put the site on a start screen (W3C Web App Manifest)."""
    content = {
        "name": "Land in Beeld: huisvesting van vergunninghouders",
        "short_name": "Land in Beeld",
        "lang": "nl",
        "start_url": page_context.path(""),
        "scope": page_context.path(""),
        "display": "minimal-ui",
        "theme_color": BRAND,
        "background_color": "#ffffff",
        "icons": [
            {"src": page_context.path(f"static/merk-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png"} for n in ICONS
        ],
    }
    response = Response(json.dumps(content, ensure_ascii=False), content_type="application/manifest+json")
    return responses.fresh(response, responses.A_DAY)


@blueprint.app_context_processor
def _helpers() -> dict[str, Any]:
    return {
        "script": vite_manifest.script,
        "styles": vite_manifest.styles,
        "preloads": vite_manifest.preloads,
        "fonts": vite_manifest.fonts,
    }
