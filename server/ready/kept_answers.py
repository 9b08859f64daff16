"""Whole answers of one state of the site, as they go out: so many and so large at most, and what of them a client has.

What was not asked for longest leaves first.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from itertools import islice
from time import monotonic
from typing import NamedTuple

from werkzeug.http import parse_date

from server.http.marked_answers import Mark
from server.http.ranges import matches
from server.read_model import State

MOST_ANSWERS = 4000
MOST_BYTES = 48 * 2**20  # of all bodies together, per process
MOST_AHEAD = 40  # pages that are made before they are asked for in another state
SETTLED_S = 3.0  # from then on a state has a moment: others that began in the same second are noticed by then

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
        self.marks: dict[str, Mark] = {}  # of the paths of what is kept
        self.as_came: dict[Key, Key] = {}  # what requests are about, by how they came in; for `at_once`
        self.last_use = 0.0  # when something was asked in this state last
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    @property
    def since(self) -> str:
        """When this state began, as HTTP writes it; empty until no other can have begun in the same second."""
        return self._since if monotonic() >= self._settled else ""

    def take(self, key: Key) -> Kept | None:
        """The answer that is kept, which is now the last one asked for."""
        kept = self._kept.get(key)
        if kept is not None:
            with suppress(KeyError):  # it just left
                self._kept.move_to_end(key)
        return kept

    def keep(self, key: Key, mark: Mark, answer: Kept) -> None:
        """Keeps an answer that is not kept yet, and lets go of the oldest until there is room."""
        if key in self._kept:
            return
        self._kept[key], self.marks[key[0]] = answer, mark
        self._bytes += len(answer.body)
        while len(self._kept) > MOST_ANSWERS or self._bytes > MOST_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body)
        if len(self.marks) > 2 * MOST_ANSWERS:
            paths = {kept[0] for kept in self._kept}
            self.marks = {path: one for path, one in self.marks.items() if path in paths}

    def pages(self) -> list[Key]:
        """The pages that were asked for last, of those first."""
        return list(islice((key for key in reversed(list(self._kept)) if self.marks[key[0]].page), MOST_AHEAD))


def about(kept: Kept, since: str, tag: str | None, date: str | None) -> tuple[int, Headers]:
    """Status and headers of an answer, for `If-None-Match` and `If-Modified-Since`: 304 when the client has it."""
    more = [("Last-Modified", since)] if since else []
    return (304, kept.same + more) if _has(kept.etag, since, tag, date) else (200, kept.full + more)


def _has(etag: str, since: str, tag: str | None, date: str | None) -> bool:
    """Whether the client has this answer already (RFC 9110 section 13.2.2): a date counts only without an ETag."""
    if tag is not None:
        return bool(etag) and matches(tag, etag, weak=True)
    if not date or not since:
        return False
    if date == since:
        return True
    moment, began = parse_date(date), parse_date(since)
    return moment is not None and began is not None and moment >= began
