"""The headers that every answer carries: security, embedding, use from other sites. For views and for tiles alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, request

from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

OPEN_PATHS = (
    "/tiles/", "/grenzen/", "/styles/", "/fonts/", "/api", "/ogc", "/static/", "/download/", "/qgis/", "/dcat", "/oembed",
    "/kaart/", "/beeld/", "/rapportages/", "/embed.js", "/embed-",
)  # fmt: skip
OPEN_ENDING = "/feed.atom"  # of the site and of every area
API_VERSION = "1.1.0"
UPLOAD_PATH = "/api/v1/snapshots"
EXPOSED = "ETag, API-Version, Content-Crs, Link, Retry-After, Accept-Ranges, Content-Range, Content-Disposition"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; "
)
EMBED_CSP = CSP.replace("blob:; manifest", "blob: data:; manifest")  # a worker in a sandbox starts from a data URL only
ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")  # nothing else gets into a policy
FRAMED = (
    "kader"  # the parameter of an address that stands in the frame of the embed, as nothing else may be opened there
)
LINKED = re.compile(r"/|/gemeenten(?:/[^/]+)?|/toelichting|/correcties/[^/]+")  # from the embed; only to be read
DATA_CSP = "default-src 'none'; frame-ancestors 'none'"  # of answers that are no page

SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
HSTS = ("Strict-Transport-Security", "max-age=31536000")
CORS = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", EXPOSED))
DATA = [*CORS, ("Content-Security-Policy", DATA_CSP), *SECURITY]  # of an answer that is no page, for everybody
READING = "GET, HEAD, OPTIONS"
FOR_PEOPLE = ("text/html", "application/pdf", "image/")  # what a search engine may show


def preflight(requested: str | None, methods: str = READING) -> list[tuple[str, str]]:
    """What OPTIONS answers to a browser that asks whether it may; `requested` are the headers it wants to send."""
    allowed = "".join(c for c in (requested or "*")[:200] if c.isascii() and (c.isalnum() or c in "-_, *"))
    return [
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", allowed),
        ("Access-Control-Max-Age", "86400"),
    ]


def is_secure(environ: WSGIEnvironment, settings: Settings) -> bool:
    """Whether the visitor came over TLS, for layers that `ProxyFix` has not seen."""
    return came_secure(environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_PROTO", ""), settings)


def came_secure(scheme: str, forwarded: str, settings: Settings) -> bool:
    """The same from the scheme of the connection and `X-Forwarded-Proto`."""
    return (
        scheme == "https"
        or (settings.trusted_proxies > 0 and forwarded.endswith("https"))
        or settings.public_url.startswith("https:")
    )


def before_flask(environ: WSGIEnvironment, settings: Settings) -> list[tuple[str, str]]:
    """The headers of an answer for which Flask is not asked: a refusal, or what OPTIONS says of a tile."""
    api = [("API-Version", API_VERSION)] if "/api/" in environ.get("PATH_INFO", "") else []
    return [*DATA, *api, *([HSTS] if is_secure(environ, settings) else [])]


def framed(csp: str, settings: Settings) -> str:
    """The policy for a page in a frame. In a sandbox `'self'` is nothing to WebKit: our own origin stands beside it.

    Where everybody may make that frame it says nothing about who: `frame-ancestors *` keeps out a page whose origin is
    nobody's (a preview in a sandbox, a page from `srcdoc`), for `*` are all addresses and that page has none.
    """
    address = urlsplit(settings.public_url or request.host_url)
    origin = f"{address.scheme}://{address.netloc}"
    if ORIGIN.fullmatch(origin):
        csp = re.sub(r"'self'[^;]*", rf"\g<0> {origin}", csp)
    return csp if settings.embed_ancestors == "*" else csp + f"frame-ancestors {settings.embed_ancestors}"


def with_headers(response: Response, settings: Settings) -> Response:
    """The answer of a view with all of these."""
    headers = response.headers
    if request.path == "/embed":
        csp = framed(EMBED_CSP, settings)
    elif request.args.get(FRAMED) == "ja" and LINKED.fullmatch(request.path):
        csp = framed(CSP, settings)
    else:
        csp = CSP + "frame-ancestors 'none'"
    headers.setdefault("Content-Security-Policy", csp)
    for name, value in SECURITY:
        headers[name] = value
    if request.is_secure or settings.public_url.startswith("https:"):
        headers[HSTS[0]] = HSTS[1]
    if request.path.startswith(OPEN_PATHS) or request.path.endswith(OPEN_ENDING):
        for name, value in CORS:
            headers[name] = value
        if request.method == "OPTIONS":
            methods = READING + ", POST" if request.path == UPLOAD_PATH else READING
            headers.extend(preflight(request.headers.get("Access-Control-Request-Headers"), methods))
    if not (response.mimetype or "").startswith(FOR_PEOPLE):
        headers["X-Robots-Tag"] = "noindex"
    if request.path.startswith("/api"):
        headers["API-Version"] = API_VERSION
    return response
