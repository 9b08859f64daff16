"""Keeps whole answers ready, in the coding that they go out in, for as long as the state of the site stays the same.

A view marks an answer that follows from nothing but the state (`Site.state`) and the question (`marked_answers`). The
next time the same is asked, it is sent from memory with its ETag: no view, no template, no compressing. Bounded in number
and in bytes; what was not asked for longest leaves first. In another state nothing of the one before
is sent, but for a moment the pages that are being made anew (decision 0028).

An answer of the API with a parameter that it does not know is answered, not kept; a page takes no notice of those, so they
make no entry.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from email.utils import format_datetime
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from server.http.accepted import form_for
from server.http.compression import coding_for
from server.http.marked_answers import LACKS, Mark
from server.http.responses import CONDITIONS, MARK
from server.read_model import Site
from server.ready.kept_answers import Generation, Headers, Kept, Key, about

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST = 2 * 2**20  # one body that is still kept
MOST_HEADERS = 500  # different `Accept-Encoding` that are remembered
AHEAD_S = 1.0  # within this time; so long at most those of the state before are sent
RECENT_S = 1.0  # and only where something was asked so shortly before: then the state is that young as well
NOT_IN_304 = ("content-length", "content-type", "content-encoding")
SENT = "landinbeeld.sent"  # in the environ of a request that was answered from memory: its generation and its key
VARIES = {"accept-encoding"}  # an answer that varies by something else is not kept: it is not in the key


class Leaving(NamedTuple):
    """The state before: these pages of it are sent, until that moment at most, where they are not made anew yet."""

    generation: Generation
    pages: list[Key]
    until: float  # of `monotonic`


class ReadyAnswers:
    """WSGI: answers what is ready, asks `app` for the rest and keeps what it marks."""

    def __init__(self, app: WSGIApplication, site: Site, *, ahead: bool = False) -> None:
        """`ahead`: in another state the pages that were asked for last are made before anybody has to wait for them."""
        self._app, self._site, self._ahead = app, site, ahead
        self._here = site.settings.public_url  # without it, addresses in an answer follow from the request
        self.generation = Generation(None, "")
        self._leaving: Leaving | None = None
        self._codings: dict[str, str] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_RANGE" in environ or "HTTP_IF_MATCH" in environ:
            return self._app(environ, start_response)
        generation = self.generation
        if self._site.state() != generation.state:
            generation = self._begin()
        generation.last_use = monotonic()
        key, kept = self._find(environ, generation)
        if kept is not None:
            environ[SENT] = generation, key
            return _send(environ, start_response, kept, generation.since)
        leaving = self._leaving
        if leaving is not None and generation.last_use < leaving.until:
            key, kept = self._find(environ, leaving.generation)
            if kept is not None and key in leaving.pages:
                return _send(environ, start_response, kept, leaving.generation.since)
        return self._ask(environ, start_response, generation)

    def _find(self, environ: WSGIEnvironment, generation: Generation) -> tuple[Key, Kept | None]:
        mark = generation.marks.get(environ["PATH_INFO"])
        if mark is None:
            return (), None
        key = self._key(environ, mark)
        return key, generation.take(key)

    def _begin(self) -> Generation:
        """What is kept of the state that is now; what was kept of another is let go."""
        with self._lock:
            state, was = self._site.state(), self.generation  # again: it may have changed while this thread waited
            if state != was.state:
                self.generation = Generation(state, format_datetime(self._site.now(), usegmt=True))
                recent = monotonic() - was.last_use < RECENT_S  # else it may have changed long ago
                pages = was.pages() if self._ahead and recent else []
                self._leaving = Leaving(was, pages, monotonic() + AHEAD_S) if pages else None
                if self._leaving is not None:
                    Thread(target=self._make_ahead, args=(self._leaving, self.generation), daemon=True).start()
            return self.generation

    def _make_ahead(self, leaving: Leaving, generation: Generation) -> None:
        for key in leaving.pages:
            if monotonic() >= leaving.until or generation is not self.generation:
                break
            if generation.take(key) is None:
                list(self._ask(self._asking(key), _nobody, generation))
        with self._lock:
            if self._leaving is leaving:
                self._leaving = None

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse, generation: Generation) -> Iterable[bytes]:
        started: list[Any] = []

        def noted(status: str, headers: Headers, *_error: Any) -> Any:
            started[:] = [status, headers.copy()]

        environ[CONDITIONS] = True
        answer = self._app(environ, noted)
        mark: Mark | None = environ.get(MARK)
        status, headers = started
        if mark is None or status != "200 OK":
            start_response(status, headers)
            return answer
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        same = [(name, value) for name, value in headers if name.lower() not in NOT_IN_304]
        made = Kept(body, etag.removeprefix("W/"), headers, same)
        if _may_be_kept(environ, made, mark) and (mark.page or _all_known(environ, mark)):
            self._keep(self._key(environ, mark), mark, made, generation)
        return _send(environ, start_response, made, generation.since)

    def _keep(self, key: Key, mark: Mark, made: Kept, generation: Generation) -> None:
        if self._site.state() != generation.state:  # it changed while the answer was made, which may be of both
            return
        with self._lock:
            if generation is self.generation:
                generation.keep(key, mark, made)

    def _key(self, environ: WSGIEnvironment, mark: Mark) -> Key:
        """What an answer follows from, apart from the state: nothing else of the request may change it."""
        get = environ.get
        question = environ["QUERY_STRING"]
        return (
            environ["PATH_INFO"],
            _asked(question, mark.parameters) if question and mark.page else question,
            get("SCRIPT_NAME", ""),
            environ["wsgi.url_scheme"],
            "" if self._here else get("HTTP_HOST", ""),
            self._coding(get("HTTP_ACCEPT_ENCODING", "")),
            form_for(get("HTTP_ACCEPT", "")) if mark.negotiated else "",
        )

    def _asking(self, key: Key) -> WSGIEnvironment:
        """A request whose key this is."""
        path, question, prefix, scheme, host, coding, _form = key  # no page is negotiated
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": question,
            "SCRIPT_NAME": prefix,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": host or urlsplit(self._here).netloc,
            "HTTP_ACCEPT_ENCODING": coding or "identity",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

    def _coding(self, header: str) -> str:
        coding = self._codings.get(header)
        if coding is None:
            if len(self._codings) > MOST_HEADERS:
                self._codings.clear()
            coding = self._codings[header] = coding_for(header)
        return coding


def _asked(question: str, parameters: frozenset[str]) -> str:
    """What a page sees of a query: the first value of each parameter that it knows, as it was written, sorted by name."""
    values: dict[str, str] = {}
    for piece in question.split("&"):
        name, _, value = piece.partition("=")
        name = unquote_plus(name)
        if value and name in parameters:
            values.setdefault(name, value)
    return "&".join(f"{name}={value}" for name, value in sorted(values.items()))


def _all_known(environ: WSGIEnvironment, mark: Mark) -> bool:
    given = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    return mark.parameters.issuperset(name for name, _ in given)


def _may_be_kept(environ: WSGIEnvironment, made: Kept, mark: Mark) -> bool:
    """Whether an answer is whole and for everybody."""
    headers = {name.lower(): value.lower() for name, value in made.full}
    varies = {part.strip() for part in headers.get("vary", "").split(",")} - {""}
    return (
        environ["REQUEST_METHOD"] == "GET"
        and made.etag != ""
        and len(made.body) <= LARGEST
        and LACKS not in environ
        and "set-cookie" not in headers
        and varies <= (VARIES | {"accept"} if mark.negotiated else VARIES)
    )


def _send(environ: WSGIEnvironment, start_response: StartResponse, kept: Kept, since: str) -> Iterable[bytes]:
    """The answer to GET or HEAD."""
    get = environ.get
    status, headers = about(kept, since, get("HTTP_IF_NONE_MATCH"), get("HTTP_IF_MODIFIED_SINCE"))
    start_response("200 OK" if status == 200 else "304 Not Modified", headers)
    return (kept.body,) if status == 200 and environ["REQUEST_METHOD"] == "GET" else ()


def _nobody(_status: str, _headers: Headers, *_error: Any) -> Any:
    """Where an answer begins that is for nobody yet."""
