"""Keeps whole answers of the application ready, as long as the releases do not change.

A view marks an answer that depends on nothing but the releases and the question (`marked_answers`). The next time the
same is asked, it is sent from memory with its ETag: no view, no schema, no JSON. Bounded in number and in bytes; what
was not asked for longest leaves first. A question with a parameter that its answer does not know is answered, not kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from server.http.compression import takes_gzip
from server.http.marked_answers import MARK
from server.http.ranges import matches
from server.read_model import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_ANSWERS = 4000
MOST_BYTES = 48 * 2**20  # of all bodies together, per process
LARGEST = 2 * 2**20  # one body that is still kept
NOT_IN_304 = ("content-length", "content-type", "content-encoding")

Headers = list[tuple[str, str]]
Kept = tuple[bytes, str, Headers, Headers]  # body, ETag, headers of 200, headers of 304


class ReadyAnswers:
    """WSGI: answers what is ready, asks `app` for the rest and keeps what it marks."""

    def __init__(self, app: WSGIApplication, site: Site) -> None:
        self._app, self._site = app, site
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._bytes = 0
        self._number = -1
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or "HTTP_RANGE" in environ or "HTTP_IF_MATCH" in environ:
            return self._app(environ, start_response)
        number = self._site.releases.index().number
        if number != self._number:
            self._forget(number)
        key = _key(environ)
        kept = self._kept.get(key)
        if kept is None:
            return self._ask(environ, start_response, key, number)
        with suppress(KeyError):  # it just left
            self._kept.move_to_end(key)
        body, etag, full, same = kept
        condition = environ.get("HTTP_IF_NONE_MATCH")
        if condition is not None and matches(condition, etag, weak=True):
            start_response("304 Not Modified", same.copy())
            return ()
        start_response("200 OK", full.copy())
        return (body,) if method == "GET" else ()

    def _ask(
        self, environ: WSGIEnvironment, start_response: StartResponse, key: tuple[str, ...], number: int
    ) -> Iterable[bytes]:
        started: list[Any] = []

        def noted(status: str, headers: Headers, *error: Any) -> Any:
            started[:] = [status, headers.copy()]
            return start_response(status, headers, *error)

        answer = self._app(environ, noted)
        parameters = environ.get(MARK)
        if parameters is None or environ["REQUEST_METHOD"] != "GET" or not started or started[0] != "200 OK":
            return answer
        if not parameters.issuperset(name for name, _ in parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)):
            return answer
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        etag = next((value for name, value in started[1] if name.lower() == "etag"), None)
        if etag is not None and len(body) <= LARGEST:
            self._keep(key, number, body, etag.removeprefix("W/"), started[1])
        return [body]

    def _keep(self, key: tuple[str, ...], number: int, body: bytes, etag: str, headers: Headers) -> None:
        same = [(name, value) for name, value in headers if name.lower() not in NOT_IN_304]
        with self._lock:
            if number != self._number or key in self._kept:
                return
            self._kept[key] = body, etag, headers, same
            self._bytes += len(body)
            while len(self._kept) > MOST_ANSWERS or self._bytes > MOST_BYTES:
                _, (oldest, *_) = self._kept.popitem(last=False)
                self._bytes -= len(oldest)

    def _forget(self, number: int) -> None:
        with self._lock:
            if number != self._number:
                self._kept.clear()
                self._bytes, self._number = 0, number


def _key(environ: WSGIEnvironment) -> tuple[str, ...]:
    """What an answer depends on, apart from the releases."""
    get = environ.get
    return (
        environ["PATH_INFO"],
        environ["QUERY_STRING"],
        get("SCRIPT_NAME", ""),
        environ["wsgi.url_scheme"],
        get("HTTP_HOST", ""),
        get("HTTP_ACCEPT", ""),
        "gzip" if takes_gzip(get("HTTP_ACCEPT_ENCODING", "")) else "",
    )
