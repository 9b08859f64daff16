"""Answers in the event loop what lies ready: found by the request as it came in, without waiting for a thread.

A request that came in like one before, in the same state of the site, is about the same: path, query, and every header that
an answer may follow from are equal, letter for letter. What differs in anything takes the long way, which knows the rules.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from server.http.bridge import Answer, Scope
from server.http.metrics import Measures
from server.read_model import Site
from server.ready.kept_answers import Generation, Key, about
from server.ready.response_cache import SENT, ReadyAnswers
from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

EXTENSION = "landinbeeld.ready"
MOST_KNOWN = 8000  # requests that are known by how they came in
LONGEST = 1000  # characters of one of them


class AtOnce:
    """What `ready` keeps, for the event loop."""

    def __init__(self, ready: ReadyAnswers, site: Site, settings: Settings, measures: Measures) -> None:
        self._ready, self._site, self._measures = ready, site, measures
        self._logged = settings.access_log  # then every request goes the way where that is done
        proxied = settings.trusted_proxies > 0
        self._names = ["accept-encoding", "accept", *(["x-forwarded-proto"] if proxied else [])]
        if not settings.public_url:
            self._names += ["host", *(["x-forwarded-host", "x-forwarded-prefix"] if proxied else [])]

    def as_came(self, scope: Scope) -> Key | None:
        """All of a request that its answer may follow from; None for one that has to be looked at in full."""
        headers = scope.headers
        if scope.method not in ("GET", "HEAD") or self._logged or "range" in headers or "if-match" in headers:
            return None
        parts = [scope.path, scope.query_string, scope.scheme, scope.authority or ""]
        for name in self._names:
            values = headers.get_all(name)
            if len(values) > 1:  # which of them counts, others know
                return None
            parts += values or ("",)
        return tuple(parts)

    def answer(self, scope: Scope, as_came: Key) -> Answer | None:
        """The answer, when it is certain at once; counted."""
        generation = self._ready.generation
        key = generation.as_came.get(as_came)
        if key is None or self._site.seen() != generation.state:
            return None
        kept = generation.take(key)
        if kept is None:
            return None
        generation.last_use = monotonic()
        get = scope.headers.get
        status, headers = about(kept, generation.since, get("if-none-match"), get("if-modified-since"))
        self._measures.answered(scope.path, status, 0.0)
        return Answer(status, headers, kept.body if status == 200 and scope.method == "GET" else b"")

    @staticmethod
    def remember(as_came: Key, environ: WSGIEnvironment) -> None:
        """Keeps what a request that came in like this was about, when it was answered from memory."""
        if SENT in environ and sum(map(len, as_came)) <= LONGEST:
            generation: Generation
            generation, key = environ[SENT]
            if len(generation.as_came) >= MOST_KNOWN:
                generation.as_came.clear()
            generation.as_came[as_came] = key
