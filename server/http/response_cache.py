"""Keeps whole answers ready, in the coding that they go out in, for as long as the state of the site stays the same.

A view marks an answer that follows from nothing but the state (`Site.state`) and the question (`marked_answers`). The
next time the same is asked, it is sent from memory with its ETag: no view, no template, no compressing. Bounded in number
and in bytes; what was not asked for longest leaves first. In another state nothing of the one before is sent.

An answer of the API with a parameter that it does not know is answered, not kept; a page takes no notice of those, so they
make no entry.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from email.utils import format_datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from werkzeug.http import parse_date

from server.http.compression import coding_for
from server.http.marked_answers import LACKS, Mark
from server.http.ranges import matches
from server.http.responses import CONDITIONS, MARK
from server.read_model import Site, State

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_ANSWERS = 4000
MOST_BYTES = 48 * 2**20  # of all bodies together, per process
LARGEST = 2 * 2**20  # one body that is still kept
MOST_HEADERS = 500  # different `Accept-Encoding` that are remembered
SETTLED_S = 3.0  # from then on a state has a moment: others that began in the same second are noticed by then
NOT_IN_304 = ("content-length", "content-type", "content-encoding")
VARIES = ("", "accept-encoding")  # an answer that varies by something else is not kept: it is not in the key

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


class Kept(NamedTuple):
    """One answer as it goes out."""

    body: bytes
    etag: str
    full: Headers  # of 200
    same: Headers  # of 304


class Generation:
    """What is kept of one state of the site, the last one asked for at the end."""

    def __init__(self, state: State | None, since: str) -> None:
        self.state, self._since, self._settled = state, since, monotonic() + SETTLED_S
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.marks: dict[str, Mark] = {}  # of the paths of what is kept
        self._bytes = 0

    @property
    def since(self) -> str:
        """When this state began, as HTTP writes it; empty until no other can have begun in the same second."""
        return self._since if monotonic() >= self._settled else ""

    def keep(self, key: Key, mark: Mark, answer: Kept) -> None:
        """Keeps an answer that is not kept yet, and lets go of the oldest until there is room."""
        if key in self.kept:
            return
        self.kept[key], self.marks[key[0]] = answer, mark
        self._bytes += len(answer.body)
        while len(self.kept) > MOST_ANSWERS or self._bytes > MOST_BYTES:
            _, oldest = self.kept.popitem(last=False)
            self._bytes -= len(oldest.body)
        if len(self.marks) > 2 * MOST_ANSWERS:
            paths = {kept[0] for kept in self.kept}
            self.marks = {path: one for path, one in self.marks.items() if path in paths}


class ReadyAnswers:
    """WSGI: answers what is ready, asks `app` for the rest and keeps what it marks."""

    def __init__(self, app: WSGIApplication, site: Site) -> None:
        self._app, self._site = app, site
        self._here = bool(site.settings.public_url)  # else addresses in an answer follow from the request
        self._generation = Generation(None, "")
        self._codings: dict[str, str] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_RANGE" in environ or "HTTP_IF_MATCH" in environ:
            return self._app(environ, start_response)
        generation = self._generation
        state = self._site.state()
        if state != generation.state:
            generation = self._begin()
        mark = generation.marks.get(environ["PATH_INFO"])
        if mark is not None:
            key = self._key(environ, mark)
            kept = generation.kept.get(key)
            if kept is not None:
                with suppress(KeyError):  # it just left
                    generation.kept.move_to_end(key)
                return _send(environ, start_response, kept, generation.since)
        return self._ask(environ, start_response, generation)

    def _begin(self) -> Generation:
        """What is kept of the state that is now; what was kept of another is let go."""
        with self._lock:
            state = self._site.state()  # again: it may have changed while this thread waited
            if state != self._generation.state:
                self._generation = Generation(state, format_datetime(self._site.now(), usegmt=True))
            return self._generation

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
        if _may_be_kept(environ, made) and (mark.page or _all_known(environ, mark)):
            self._keep(self._key(environ, mark), mark, made, generation)
        return _send(environ, start_response, made, generation.since)

    def _keep(self, key: Key, mark: Mark, made: Kept, generation: Generation) -> None:
        if self._site.state() != generation.state:  # it changed while the answer was made, which may be of both
            return
        with self._lock:
            if generation is self._generation:
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
        )

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


def _may_be_kept(environ: WSGIEnvironment, made: Kept) -> bool:
    """Whether an answer is whole and for everybody."""
    about = {name.lower(): value.lower() for name, value in made.full}
    return (
        environ["REQUEST_METHOD"] == "GET"
        and made.etag != ""
        and len(made.body) <= LARGEST
        and LACKS not in environ
        and "set-cookie" not in about
        and about.get("vary", "") in VARIES
    )


def _send(environ: WSGIEnvironment, start_response: StartResponse, kept: Kept, since: str) -> Iterable[bytes]:
    """The answer to GET or HEAD: 304 when the client has it."""
    more = [("Last-Modified", since)] if since else []
    if _has(environ, kept.etag, since):
        start_response("304 Not Modified", kept.same + more)
        return ()
    start_response("200 OK", kept.full + more)
    return (kept.body,) if environ["REQUEST_METHOD"] == "GET" else ()


def _has(environ: WSGIEnvironment, etag: str, since: str) -> bool:
    """Whether the client has this answer already (RFC 9110 section 13.2.2): a date counts only without an ETag."""
    tag = environ.get("HTTP_IF_NONE_MATCH")
    if tag is not None:
        return bool(etag) and matches(tag, etag, weak=True)
    given = environ.get("HTTP_IF_MODIFIED_SINCE")
    if not given or not since:
        return False
    if given == since:
        return True
    moment, began = parse_date(given), parse_date(since)
    return moment is not None and began is not None and moment >= began
