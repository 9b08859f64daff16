"""What the event loop answers is what the application answers, and only for a request that is the same in what counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask

from data.releases.release_store import Releases
from server import read_model
from server.app import create_app
from server.http.bridge import Answer, ask, environ_of
from server.ready import at_once
from server.ready.at_once import AtOnce
from server.settings import Settings

BROWSER = (("accept-encoding", "gzip, deflate, br"),)


class Headers:
    """Headers as granian gives them."""

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self._pairs = pairs

    def get(self, key: str, default: str | None = None) -> str | None:
        return next(iter(self.get_all(key)), default)

    def get_all(self, key: str) -> list[str]:
        return [value for name, value in self._pairs if name == key]

    def __contains__(self, key: str) -> bool:
        return bool(self.get_all(key))

    def items(self) -> list[tuple[str, str]]:
        return list(self._pairs)


@dataclass
class Scope:
    """A request as RSGI gives it."""

    path: str
    pairs: tuple[tuple[str, str], ...] = BROWSER
    query_string: str = ""
    method: str = "GET"
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:40000"
    authority: str | None = None
    headers: Headers = field(init=False)

    def __post_init__(self) -> None:
        self.headers = Headers(
            (("host", "kaart.example"), *self.pairs) if "host" not in dict(self.pairs) else self.pairs
        )


class Loop:
    """What the front does with a request, and whether it was answered at once."""

    def __init__(self, app: Flask) -> None:
        self.app, self.layer = app, app.extensions[at_once.EXTENSION]
        assert isinstance(self.layer, AtOnce)

    def get(self, scope: Scope) -> tuple[Answer, bool]:
        as_came = self.layer.as_came(scope)
        answer = self.layer.answer(scope, as_came) if as_came else None
        if answer is not None:
            return answer, True
        return self.asked(scope), False

    def asked(self, scope: Scope) -> Answer:
        environ = environ_of(scope, None)
        answer = ask(self.app.wsgi_app, environ)
        as_came = self.layer.as_came(scope)
        if as_came is not None:
            self.layer.remember(as_came, environ)
        return answer

    def third(self, scope: Scope) -> tuple[Answer, bool]:
        """The answer after two that may have been needed to get it ready."""
        self.get(scope)
        self.get(scope)
        return self.get(scope)


@pytest.fixture
def loop(small_site: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    monkeypatch.setattr(read_model, "LOOK_S", 1000.0)
    yield Loop(create_app(small_site))


@pytest.mark.parametrize(
    "path", ["/", "/gemeenten", "/embed", "/kaart/2026-11-01.json", "/api/v1/nederland", "/feed.atom"]
)
@pytest.mark.parametrize("coding", ["gzip, deflate, br", "gzip", "identity"])
def test_it_is_what_the_application_says(loop: Loop, path: str, coding: str) -> None:
    get = Scope(path, (("accept-encoding", coding),))
    answer, quick = loop.third(get)
    assert quick
    slow = loop.asked(get)
    assert (answer.status, answer.body, sorted(answer.headers)) == (200, slow.body, sorted(slow.headers))
    head = replace(get, method="HEAD")
    head_answer, quick = loop.get(head)
    assert (quick, head_answer.status, head_answer.body) == (True, 200, b"")
    assert head_answer.headers == answer.headers
    etag = dict(answer.headers)["ETag"]
    same = Scope(path, (("accept-encoding", coding), ("if-none-match", etag)))
    same_answer, quick = loop.get(same)
    slow = loop.asked(same)
    assert (quick, same_answer.status, same_answer.body) == (True, 304, b"") == (True, slow.status, slow.body)
    assert sorted(same_answer.headers) == sorted(slow.headers)


def test_what_an_answer_may_follow_from_is_looked_at_in_full(small_site: Settings) -> None:
    loop = Loop(create_app(replace(small_site, trusted_proxies=1)))
    first, quick = loop.third(Scope("/nederland"))
    assert quick
    for more in (
        Scope("/nederland", (*BROWSER, ("host", "elsewhere.example"))),
        Scope("/nederland", (*BROWSER, ("x-forwarded-host", "elsewhere.example"))),
        Scope("/nederland", (*BROWSER, ("x-forwarded-prefix", "/onder"))),
        Scope("/nederland", (*BROWSER, ("x-forwarded-proto", "https"))),
        Scope("/nederland", (("accept-encoding", "gzip"),)),
        Scope("/nederland", query_string="peildatum=2026-07-01"),
        Scope("/nederland", scheme="https"),
    ):
        answer, quick = loop.get(more)
        assert not quick
        assert (answer.body, answer.headers) != (first.body, first.headers)
        again, quick = loop.third(more)
        assert quick
        assert sorted(again.headers) == sorted(loop.asked(more).headers)
        assert again.body == answer.body
    assert loop.get(Scope("/nederland"))[0].body == first.body


def test_it_counts_in_which_form_an_answer_is_liked(loop: Loop) -> None:
    path = "/ogc/v1/collections/provincies/items"
    first, quick = loop.third(Scope(path, query_string="limit=2"))
    assert quick
    assert dict(first.headers)["Content-Type"] == "application/geo+json"
    as_csv = Scope(path, (*BROWSER, ("accept", "text/csv")), query_string="limit=2")
    assert dict(loop.get(as_csv)[0].headers)["Content-Type"] == "text/csv; charset=utf-8"
    again, quick = loop.third(as_csv)
    assert quick
    assert dict(again.headers)["Content-Type"] == "text/csv; charset=utf-8"


def test_with_an_address_of_its_own_the_host_does_not_count(small_site: Settings) -> None:
    loop = Loop(create_app(replace(small_site, public_url="https://kaart.example", trusted_proxies=1)))
    first, _ = loop.third(Scope("/nederland"))
    answer, quick = loop.get(
        Scope("/nederland", (*BROWSER, ("host", "evil.example"), ("x-forwarded-host", "evil.example")))
    )
    assert (quick, answer.body) == (True, first.body)
    assert b"evil.example" not in answer.body


@pytest.mark.parametrize(
    "scope",
    [
        Scope("/nederland", (*BROWSER, ("range", "bytes=0-9"))),
        Scope("/nederland", (*BROWSER, ("if-match", '"x"'))),
        Scope("/nederland", (*BROWSER, ("host", "kaart.example"), ("host", "evil.example"))),
        Scope("/nederland", (*BROWSER, ("accept-encoding", "identity"))),
        Scope("/nederland", method="POST"),
        Scope("/nederland", method="OPTIONS"),
    ],
)
def test_what_needs_more_than_a_look_goes_the_long_way(loop: Loop, scope: Scope) -> None:
    loop.third(Scope("/nederland"))
    assert loop.layer.as_came(scope) is None


def test_who_keeps_a_log_of_requests_gets_every_one_of_them(small_site: Settings) -> None:
    loop = Loop(create_app(replace(small_site, access_log=True)))
    assert not loop.third(Scope("/nederland"))[1]


def test_another_state_is_seen_at_once(changing: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_model, "LOOK_S", 1000.0)
    loop = Loop(create_app(changing))
    assert loop.third(Scope("/nederland"))[1]
    releases = Releases(changing.releases)
    releases.switch(dict(list(releases.index().peildata.items())[1:]))
    assert not loop.get(Scope("/nederland"))[1]
    assert loop.third(Scope("/nederland"))[1]
    monkeypatch.setattr(read_model, "LOOK_S", 0.0)
    loop = Loop(create_app(changing))
    assert not loop.third(Scope("/nederland"))[1], "when it is time to look at the database, a thread does that"


def test_answers_are_counted(loop: Loop) -> None:
    loop.third(Scope("/embed"))
    counted = loop.app.extensions["landinbeeld.measures"].registry
    labels = {"kind": "embed", "status": "200"}
    before = counted.get_sample_value("landinbeeld_requests_total", labels)
    assert loop.get(Scope("/embed"))[1]
    assert counted.get_sample_value("landinbeeld_requests_total", labels) == before + 1


def test_so_many_requests_are_known_and_no_long_ones(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "MOST_KNOWN", 3)
    known = loop.layer._ready
    for number in range(10):
        loop.third(Scope("/nederland", query_string=f"x={number}"))
        assert len(known.generation.as_came) <= 3
    assert not loop.third(Scope("/nederland", query_string="x=" + "y" * at_once.LONGEST))[1]
