"""Makes the Flask application: views, errors and the headers that every answer carries."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from server import openapi, problems, rates
from server.compressed import compressed
from server.openapi import API_VERSION
from server.settings import Settings
from server.site import EXTENSION, Site
from server.views import aanlevering, api, assets, downloads, embed, fonts, map_tiles, ogc, ops, pages, rapportages

OPEN_PATHS = (
    "/tiles/",
    "/styles/",
    "/fonts/",
    "/api/",
    "/ogc/",
    "/static/",
    "/download/",
    "/qgis/",
    "/dcat",
    "/oembed",
)
EXPOSED = "ETag, API-Version, Content-Crs, Link, Retry-After, Accept-Ranges, Content-Range, Content-Disposition"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; "
)
EMBED_CSP = CSP.replace("blob:; manifest", "blob: data:; manifest")  # a worker in a sandbox starts from a data URL only


def create_app(settings: Settings) -> Flask:
    """The web application on the state folder of `settings`; it needs no database and no worker to answer."""
    app = APIFlask(__name__, spec_path=None, docs_path=None, json_errors=False)
    openapi.describe(app)
    app.config.update(MAX_CONTENT_LENGTH=32 * 2**20, MAX_FORM_MEMORY_SIZE=2**20, TRUSTED_HOSTS=None)
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[EXTENSION] = Site(settings)
    app.extensions[rates.EXTENSION] = rates.Rates(settings)
    problems.register(app)
    for view in (map_tiles, fonts, api, aanlevering, ops, rapportages, downloads, ogc, pages, embed, assets):
        app.register_blueprint(view.blueprint)

    @app.after_request
    def _headers(response: Response) -> Response:
        return compressed(with_headers(response, settings))

    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_prefix=n)  # type: ignore[method-assign]
    return app


def with_headers(response: Response, settings: Settings) -> Response:
    """The answer with the headers for security, embedding and use from other sites."""
    if request.path == "/embed":
        csp = EMBED_CSP + f"frame-ancestors {settings.embed_ancestors}"
    else:
        csp = CSP + "frame-ancestors 'none'"
    response.headers.setdefault("Content-Security-Policy", csp)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.path.startswith(OPEN_PATHS):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = request.headers.get(
                "Access-Control-Request-Headers", "*"
            )[:200]
            response.headers["Access-Control-Max-Age"] = "86400"
    if request.path.startswith("/api/"):
        response.headers["API-Version"] = API_VERSION
    return response
