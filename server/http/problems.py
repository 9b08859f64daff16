"""The one place where an error becomes an answer: a problem document (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Flask, Response, render_template, request
from jinja2 import TemplateNotFound
from werkzeug.exceptions import HTTPException

from data.domain import area_search
from data.errors import (
    BoundariesLost,
    BoundariesMissing,
    DatabaseTooNew,
    DownloadFailed,
    InvalidTerm,
    LandInBeeldError,
    ReleaseIncomplete,
    ReleaseMissing,
    SnapshotMissing,
    TileOutsidePyramid,
    UnknownGebied,
)
from server import os_errors
from server.http import headers
from server.http.refusals import (
    DatabaseAway,
    DraftMissing,
    FileVanished,
    InvalidQuery,
    NotPublished,
    OriginLost,
    RendererBusy,
    RenderingFailed,
)
from server.read_model import current_site
from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

STATUS: dict[type[LandInBeeldError], tuple[int, str]] = {
    InvalidQuery: (400, "Ongeldige vraag"),
    InvalidTerm: (400, "Ongeldige waarde"),
    UnknownGebied: (404, "Onbekend gebied"),
    TileOutsidePyramid: (404, "Buiten de kaart"),
    ReleaseMissing: (404, "Geen cijfers"),
    SnapshotMissing: (404, "Geen cijfers"),
    BoundariesMissing: (404, "Geen grenzen"),
    BoundariesLost: (503, "Tijdelijk niet beschikbaar"),
    DraftMissing: (404, "Niet gevonden"),
    NotPublished: (404, "Niet gepubliceerd"),
    OriginLost: (404, "Herkomst niet bewaard"),
    ReleaseIncomplete: (503, "Tijdelijk niet beschikbaar"),
    DownloadFailed: (502, "Ophalen mislukt"),
    RendererBusy: (503, "Nog even"),
    FileVanished: (503, "Nog even"),
    RenderingFailed: (503, "Tijdelijk niet beschikbaar"),
    DatabaseTooNew: (503, "Tijdelijk niet beschikbaar"),
    DatabaseAway: (503, "Tijdelijk niet beschikbaar"),
}
TITLES = {
    400: "Ongeldig verzoek",
    401: "Geen toegang",
    403: "Geen toegang",
    404: "Niet gevonden",
    405: "Niet toegestaan",
    406: "Vorm niet beschikbaar",
    408: "Duurde te lang",
    409: "Intussen veranderd",
    410: "Niet meer beschikbaar",
    411: "Lengte ontbreekt",
    412: "Intussen veranderd",
    413: "Te groot",
    414: "Adres te lang",
    415: "Vorm niet ondersteund",
    416: "Bereik bestaat niet",
    422: "Afgewezen",
    429: "Te veel verzoeken",
    431: "Kopregels te groot",
    500: "Er ging iets mis",
    501: "Bestaat hier niet",
    502: "Ophalen mislukt",
    503: "Tijdelijk niet beschikbaar",
    504: "Duurde te lang",
}
DETAILS = {
    400: "Dit verzoek klopt niet.",
    401: "Hiervoor is een geldig token nodig.",
    403: "Dit verzoek mag hier niet vandaan komen.",
    404: "Dit adres bestaat niet.",
    405: "Deze manier van opvragen kan hier niet.",
    406: "Dit bestaat niet in de vorm die u vraagt.",
    408: "Het verzoek kwam niet op tijd binnen. Probeer het nog eens.",
    412: "Dit is intussen veranderd; vraag het opnieuw op.",
    413: "Dit verzoek is te groot.",
    414: "Dit adres of deze vraag is te lang.",
    429: "Er is te vaak achter elkaar gevraagd. Probeer het straks nog eens.",
    431: "De kopregels van dit verzoek zijn te groot.",
    500: "Er ging iets mis aan onze kant. Probeer het later nog eens.",
    501: "Dit kunnen wij niet geven zoals u het vraagt.",
    503: "Dit kan nu even niet. Probeer het later nog eens.",
}
RETRY_S = "5"  # what is said to be busy or away is worth asking again after so many seconds
OTHER = ("Ongeldig verzoek", "Er ging iets mis")  # below 500, and from there
SHORTEST, MOST_NEAR = 3, 5  # of an address that may be a name: signs; areas that are named
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
MACHINE_PATHS = ("/api", "/ogc", "/tiles", "/styles", "/fonts", "/healthz", "/readyz", "/metrics")
PROBLEM = "application/problem+json"


def body(status: int, title: str, detail: str, **more: object) -> bytes:
    """The JSON of a problem document; `more` are members of our own."""
    content = {"type": "about:blank", "status": status, "title": title, "detail": detail, **more}
    return json.dumps(content, ensure_ascii=False).encode()


def document(status: int, title: str, detail: str, **more: object) -> Response:
    """A problem document; `more` are members of our own, such as the findings of a rejected file."""
    return Response(body(status, title, detail, **more), status, content_type=PROBLEM, headers=cached(status))


def cached(status: int) -> dict[str, str]:
    """How long others may keep an error, and when to ask again: what is missing now may be there in a minute."""
    caching = {"Cache-Control": "max-age=60" if status in (404, 410) else "no-store"}
    return caching | ({"Retry-After": RETRY_S} if status == 503 else {})


def refusal(
    environ: WSGIEnvironment, settings: Settings, status: int, title: str = "", detail: str = ""
) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body of a problem document from who answers without Flask; the body is empty for HEAD."""
    content = body(status, title or TITLES[status], detail or DETAILS[status])
    about = [("Content-Type", PROBLEM), ("Content-Length", str(len(content))), *cached(status).items()]
    if status == 405:
        about.append(("Allow", headers.READING))
    about += headers.before_flask(environ, settings)
    return about, b"" if environ["REQUEST_METHOD"] == "HEAD" else content


def problem(status: int, title: str, detail: str) -> Response:
    """A problem document, or a page when the address is one for people."""
    if request.path.startswith(MACHINE_PATHS):
        return document(status, title, detail)
    try:
        near = _near() if status == 404 else ()
        page = render_template("fout.html", status=status, titel=title, uitleg=detail, gevonden=near)
        return Response(page, status, content_type="text/html; charset=utf-8", headers=cached(status))
    except TemplateNotFound:
        text = f"{title}. {detail}"
        return Response(text, status, content_type="text/plain; charset=utf-8", headers=cached(status))


def _near() -> tuple[area_search.Hit, ...]:
    """The areas that the end of the address may mean, as in `/gemeenten/Slochteren`."""
    text = request.path.rpartition("/")[2].partition(".")[0].replace("-", " ").replace("_", " ")
    if len(text) < SHORTEST:
        return ()
    with suppress(LandInBeeldError, OSError):  # without figures there is nothing to lead to
        return area_search.find(text, current_site().stand(), MOST_NEAR)
    return ()


def status_of(error: LandInBeeldError) -> tuple[int, str]:
    """The status and the title of an expected error; 500 for one that nobody thought of."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500, TITLES[500]


def shielded(app: WSGIApplication) -> WSGIApplication:
    """WSGI: whatever breaks in `app` before its answer began is logged once and told to nobody."""

    def shield(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except Exception:
            log.exception("request_broke method=%s", environ.get("REQUEST_METHOD"))
            content = body(500, TITLES[500], DETAILS[500])
            about = [("Content-Type", PROBLEM), ("Content-Length", str(len(content))), ("Cache-Control", "no-store")]
            start_response("500 Internal Server Error", [*about, *headers.DATA])
            return [content]

    return shield


def register(app: Flask) -> None:
    """Answers every error of the application here."""

    @app.errorhandler(LandInBeeldError)
    def _expected(error: LandInBeeldError) -> Response:
        status, title = status_of(error)
        return problem(status, title, str(error)) if status < 500 or type(error) in STATUS else _bug(error)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        title = TITLES.get(status, OTHER[status >= 500])
        answer = problem(status, title, DETAILS.get(status, title + "."))
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After", "Content-Range", "WWW-Authenticate"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(OSError)
    def _no_room(error: OSError) -> Response:
        if error.errno not in NO_ROOM:
            return _bug(error)
        log.error("no_room method=%s path=%s reason=%s", request.method, request.path, os_errors.reason(error))
        return problem(503, TITLES[503], DETAILS[503])

    @app.errorhandler(Exception)
    def _bug(error: Exception) -> Response:
        log.error("request_failed method=%s path=%s", request.method, request.path, exc_info=error)
        return problem(500, TITLES[500], DETAILS[500])
