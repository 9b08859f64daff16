"""What is kept ready of the answers: what is asked most stays, and nonsense takes no room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar

import pytest
import sqlalchemy as sa
from flask import Response, request
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from data.store.store import Store
from server import read_model
from server.app import create_app
from server.http.marked_answers import ready_page
from server.publishing.ingest import deliver
from server.ready import at_once, kept_answers, response_cache
from server.settings import Settings
from tests.data import coafiles as coa
from tests.data.intake.test_circular_reader import circular
from tests.server.conftest import NOW

WARM = "/api/v1/nederland"


class Counted:
    """A client that tells whether Flask was asked."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.asked = client, 0
        client.application.before_request(self._count)

    def _count(self) -> None:
        self.asked += 1

    def made(self, path: str) -> bool:
        before = self.asked
        assert self.client.get(path).status_code == 200, path
        return self.asked > before

    def text(self, path: str) -> str:
        return self.client.get(path).get_data(as_text=True)


@pytest.fixture
def site(small_site: Settings) -> Iterator[Counted]:
    yield Counted(create_app(small_site).test_client())


def test_what_was_not_asked_for_longest_leaves_first(site: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "MOST_ANSWERS", 4)
    assert site.made(WARM)
    for offset in range(12):
        assert site.made(f"/api/v1/gemeenten?limit=1&offset={offset}")
        assert not site.made(WARM), f"still there after {offset + 1} others"


@pytest.mark.parametrize("unknown", ["x={}", "peildatum=2026-11-01&y={}", "x={}&x=1", "%70={}"])
@pytest.mark.parametrize("path", ["/api/v1", "/tiles/actueel.json", "/styles/status.json"])
def test_a_parameter_that_means_nothing_makes_no_entry(
    site: Counted, monkeypatch: pytest.MonkeyPatch, path: str, unknown: str
) -> None:
    monkeypatch.setattr(kept_answers, "MOST_ANSWERS", 2)
    site.made(WARM)
    for number in range(4):
        assert site.made(f"{path}?{unknown.format(number)}")
        assert site.made(f"{path}?{unknown.format(number)}"), "not kept"
    assert not site.made(WARM)


@pytest.mark.parametrize("path", [WARM, "/api/v1/peildata", "/api/v1/gemeenten/GM0363/reeks"])
def test_a_parameter_that_is_refused_makes_no_entry(site: Counted, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(kept_answers, "MOST_ANSWERS", 2)
    site.made(WARM)
    for number in range(4):
        assert site.client.get(f"{path}?x={number}").status_code == 400
    assert not site.made(WARM)


@pytest.mark.parametrize(
    "path",
    [f"{WARM}?peildatum=2026-11-01", "/api/v1/gemeenten?klasse=1&limit=3", "/ogc/v1?f=json", "/api/v1/openapi.json"],
)
def test_a_question_that_is_understood_is_kept(site: Counted, path: str) -> None:
    assert site.made(path)
    assert not site.made(path)


@pytest.mark.parametrize("question", ["filter=taakstelling%3E{}", "sortby=-nog&offset={}", "properties=naam&limit={}"])
def test_questions_without_end_make_no_entry(site: Counted, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    monkeypatch.setattr(kept_answers, "MOST_ANSWERS", 2)
    items = "/ogc/v1/collections/gemeenten/items"
    site.made(WARM)
    for number in range(1, 5):
        address = f"{items}?{question.format(number)}"
        assert site.made(address)
        assert site.made(address), "not kept"
        etag = site.client.get(address).headers["ETag"]
        assert site.client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert not site.made(WARM)
    assert site.made(f"{items}?limit=1")
    assert not site.made(f"{items}?limit=1"), "others are kept as before"


PAGES = {  # every page that is kept, with a question that it knows
    "/": "klasse=1,3&provincie=PV26&vorm=zeshoek&peildatum=2026-07-01",
    "/gemeenten": "zoek=den&provincie=PV28&klasse=1&sorteer=nog&volgorde=aflopend&peildatum=2026-07-01",
    "/zoek": "q=utrecht&peildatum=2026-07-01",
    "/gemeenten/GM0344": "peildatum=2026-07-01",
    "/gemeenten/GM0344/blad": "peildatum=2026-07-01",
    "/gemeenten/GM0344/paneel": "peildatum=2026-07-01",
    "/provincies/PV26": "klasse=1&sorteer=nog&peildatum=2026-07-01",
    "/nederland": "peildatum=2026-07-01",
    "/tijd": "volgorde=stand&provincie=PV26&als=tabel",
    "/vergelijk": "g=GM0344,PV26&erbij=bergen&peildatum=2026-07-01",
    "/embed": "gemeente=GM0344&klasse=1&thema=warm&titel=nee&peildatum=2026-07-01",
    "/embed/GM0344": "peildatum=2026-07-01",
    "/insluiten": "provincie=PV26&klasse=1&thema=koel&titel=nee&hoogte=700&peildatum=2026-07-01",
    "/oembed": "url=http://localhost/gemeenten/GM0344&format=json&maxwidth=500&maxheight=400",
    "/kaart/2026-11-01.json": "",
    "/kaart/2026-11-01/buren.json": "vorm=zeshoek",
    "/kaart/namen.json": "",
    "/gemeenten/GM0344/herkomst": "indeling=2026-11-01&peildatum=2026-07-01",
    "/provincies/PV26/herkomst": "peildatum=2026-07-01",
    "/nederland/herkomst": "peildatum=2026-07-01",
    "/correcties": "",
    "/toelichting": "peildatum=2026-07-01",
    "/begrippen": "peildatum=2026-07-01",
    "/gegevens": "peildatum=2026-07-01",
    "/toegankelijkheid": "",
    "/privacy": "",
    "/feed.atom": "",
    "/gemeenten/GM0344/feed.atom": "",
    "/provincies/PV26/feed.atom": "",
    "/nederland/feed.atom": "",
    "/dcat": "",
    "/sitemap.xml": "",
}
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


def address(path: str, question: str = "") -> str:
    return f"{path}?{question}" if question else path


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_made_once_whatever_stands_beside_what_it_knows(site: Counted, path: str) -> None:
    question = PAGES[path] if path == "/oembed" else ""
    assert site.made(address(path, question))
    for more in ("x=1", "utm_source=nieuws&fbclid=2", "x=%FF&y", "=&&", "peildatum=", "%70eildatum="):
        assert not site.made(address(path, f"{question}&{more}".lstrip("&"))), more
    whole = PAGES[path]
    if whole and whole != question:
        assert site.made(address(path, whole))
        pieces = whole.split("&")
        assert not site.made(address(path, "&".join(["y=2", *pieces[::-1]]))), "another order"
        name = pieces[0].partition("=")[0]
        assert not site.made(address(path, f"{whole}&{name}=anders")), "only the first value counts"
        assert not site.made(address(path, f"%{ord(whole[0]):x}{whole[1:]}")), "a letter written in another way"


@pytest.mark.parametrize("path", [path for path in PAGES if PAGES[path]])
def test_every_parameter_that_a_page_knows_counts(site: Counted, path: str) -> None:
    pieces = PAGES[path].split("&")
    always = pieces[:1] if path == "/oembed" else []
    for piece in pieces[len(always) :]:
        assert site.made(address(path, "&".join([*always, piece]))), piece


def test_an_answer_is_that_of_its_question(small_site: Settings) -> None:
    """What comes from memory is what an application that never answered before says, also with what means nothing."""
    old, questions = create_app(small_site).test_client(), []
    for path, question in PAGES.items():
        questions += [address(path, question), *([path] if path != "/oembed" else [])]
    first = {question: old.get(question, headers=BROWSER).data for question in questions}
    for question in questions:
        beside = f"{question}{'&' if '?' in question else '?'}x=<b>"
        anew = create_app(small_site).test_client().get(beside, headers=BROWSER).data
        assert anew == first[question] == old.get(beside, headers=BROWSER).data, question


def test_a_view_sees_nothing_of_the_query_but_what_it_names(small_site: Settings) -> None:
    app = create_app(small_site)
    app.add_url_rule("/proef", view_func=ready_page("b", "a")(lambda: {"args": request.args.to_dict(flat=False)}))
    answer = app.test_client().get("/proef?x=1&a=&a=2&a=3&b=4&c")
    assert answer.get_json() == {"args": {"a": ["2"], "b": ["4"]}}


@pytest.mark.parametrize("path", PAGES)
def test_others_may_keep_a_page_for_a_minute_and_ask_again(site: Counted, path: str) -> None:
    client, path = site.client, address(path, PAGES[path] if path == "/oembed" else "")
    first = client.get(path, headers=BROWSER)
    etag = first.headers["ETag"]
    assert "public, max-age=" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers
    assert first.headers.get("Vary", "") in ("", "Accept-Encoding")
    for headers in ({}, BROWSER, {"Accept-Encoding": "gzip"}):
        for method in (client.get, client.head):
            again = method(path, headers={**headers, "If-None-Match": f'"x", {etag}'})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"].removeprefix("W/") == etag.removeprefix("W/")
            assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    whole, head = client.get(path, headers=BROWSER), client.head(path, headers=BROWSER)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)
    assert client.get(path, headers={"If-Match": '"x"'}).status_code == 412


def test_who_asks_whether_it_changed_makes_it_ready_for_all(site: Counted) -> None:
    site.client.get("/nederland", headers={"If-None-Match": '"older"'})
    assert not site.made("/nederland")


def test_a_date_counts_where_no_etag_is_given(small_site: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2026, 11, 3, 9, 0, 30, 700, tzinfo=dt.UTC)
    monkeypatch.setattr(kept_answers, "SETTLED_S", 3600.0)
    client = create_app(small_site, now=lambda: moment).test_client()
    assert "Last-Modified" not in client.get("/nederland").headers, "another state may begin in this same second"
    monkeypatch.setattr(kept_answers, "SETTLED_S", 0.0)
    client = create_app(small_site, now=lambda: moment).test_client()
    first = client.get("/nederland")
    assert first.headers["Last-Modified"] == "Tue, 03 Nov 2026 09:00:30 GMT"
    for since, status in (
        ("Tue, 03 Nov 2026 09:00:30 GMT", 304),
        ("Tue, 03 Nov 2026 09:00:29 GMT", 200),
        ("Wed, 04 Nov 2026 09:00:00 GMT", 304),
        ("onzin", 200),
    ):
        assert client.get("/nederland", headers={"If-Modified-Since": since}).status_code == status, since
    both = {"If-Modified-Since": "Tue, 03 Nov 2026 09:00:30 GMT", "If-None-Match": '"other"'}
    assert client.get("/nederland", headers=both).status_code == 200


def test_addresses_are_of_the_host_that_was_asked(small_site: Settings) -> None:
    client, hosts = create_app(small_site).test_client(), ("een.example", "twee.example")
    for path in (path for path in PAGES if path != "/oembed"):
        texts = [client.get(path, headers={"Host": host}).get_data(as_text=True) for host in hosts]
        assert [hosts[1] in texts[0], hosts[0] in texts[1]] == [False, False], path
        assert texts[0].replace(*hosts) == texts[1], path


def test_with_an_address_of_its_own_the_host_makes_no_entry(small_site: Settings) -> None:
    site = Counted(create_app(replace(small_site, public_url="https://kaart.example")).test_client())
    for path in (path for path in PAGES if path != "/oembed"):
        assert site.made(path)
        answer = site.client.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)
    before = site.asked
    for number in range(5):
        site.client.get("/", headers={"Host": f"evil{number}.example"})
    assert site.asked == before


def test_links_are_those_of_the_prefix(small_site: Settings) -> None:
    client = create_app(replace(small_site, trusted_proxies=1)).test_client()
    for prefix in ("/een", "/twee", ""):
        for _ in range(2):
            text = client.get("/nederland", headers={"X-Forwarded-Prefix": prefix}).get_data(as_text=True)
            assert f'href="{prefix}/gemeenten"' in text


def test_a_coding_is_made_once_and_each_gets_its_own(site: Counted) -> None:
    for header, coding in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0.1, gzip;q=0.9", "gzip")):
        assert (
            site.client.get("/nederland", headers={"Accept-Encoding": header}).headers.get("Content-Encoding") == coding
        )
    assert site.asked == 3


@pytest.mark.parametrize("path", ["/gemeenten/GM9999", "/embed/x", "/kaart/2020-01-01.json", "/oembed?url=x", "/x"])
def test_an_error_is_not_kept(site: Counted, path: str) -> None:
    before = site.asked
    for _ in range(2):
        assert site.client.get(path).status_code in (400, 404)
    assert site.asked == before + 2


SCRIPTS_AND_SHEETS = ("embed.host_script", "embed.frozen_script", "embed.accent")


def test_every_page_of_these_views_is_kept_but_redirects_pictures_and_scripts(small_site: Settings) -> None:
    app = create_app(small_site)
    kept = {app.url_map.bind("").match(path)[0] for path in PAGES}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("pages.", "embed.", "feed.", "area_feed."))
    }
    assert pages - kept == {"pages.provincies", "pages.plaatje", *SCRIPTS_AND_SHEETS}


def test_another_release_shows_at_once(changing: Settings) -> None:
    site = Counted(create_app(changing).test_client())
    assert "november" in site.text("/")
    releases = Releases(changing.releases)
    left = {peildatum: name for peildatum, name in releases.index().peildata.items() if str(peildatum) < "2026-11-01"}
    releases.switch(left)
    for path in ("/", "/gemeenten", "/nederland", "/embed"):
        text = site.text(path)
        assert "1 oktober 2026" in text, path
        assert "1 november 2026" not in text, path


def test_what_comes_into_the_database_shows_without_a_release(changing: Settings) -> None:
    site = Counted(create_app(changing).test_client())
    watched = ("/", "/gegevens", "/feed.atom")
    before = {path: site.text(path) for path in watched}
    with Store(changing.database, changing.files) as store:
        content = coa.xlsx(circular())
        assert deliver(store, content, "Bijlage A.xlsx", door="cli", wie="", now=NOW).accepted
    for path in watched[:2]:
        assert site.text(path) != before[path], path
    with Store(changing.database, changing.files) as store:
        store.add_melding("nieuws", "Een nieuw bericht.", now=NOW, publiek=True)
    assert "Een nieuw bericht." in site.text("/feed.atom")


def test_the_day_changes_at_midnight_in_the_netherlands(changing: Settings) -> None:
    now = dt.datetime(2027, 1, 15, 22, 59, tzinfo=dt.UTC)
    site = Counted(create_app(changing, now=lambda: now).test_client())
    assert all("dagen oud" not in site.text(path) for path in ("/", "/embed", "/gemeenten"))
    now += dt.timedelta(minutes=1)
    for path in ("/", "/embed", "/gemeenten"):
        assert "76\N{NO-BREAK SPACE}dagen oud" in site.text(path), path
    now += dt.timedelta(days=1)
    assert "77\N{NO-BREAK SPACE}dagen oud" in site.text("/")


def test_another_build_of_the_front_end_shows(changing: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Counted(create_app(changing).test_client())
    assert site.made("/privacy")
    monkeypatch.setattr(
        read_model.Site, "state", lambda self, state=read_model.Site.state: state(self)._replace(built=7)
    )
    assert site.made("/privacy")


def test_while_the_database_is_away_what_lies_ready_is_sent_and_nothing_with_a_gap_is_kept(
    changing: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Counted(create_app(changing).test_client())
    assert site.made("/")
    monkeypatch.setattr(read_model, "AWAY_S", 0.0)

    def away(_store: Store) -> str:
        raise sa.exc.OperationalError("", None, Exception())

    with monkeypatch.context() as gone:
        gone.setattr(Store, "stamp", away)
        assert not site.made("/")
        assert site.made("/gegevens")
        assert site.made("/gegevens"), "it may lack an announcement"
        assert site.made("/privacy")
        assert not site.made("/privacy"), "it lacks nothing"
    assert site.made("/gegevens")
    assert not site.made("/gegevens")


def test_what_changes_while_an_answer_is_made_is_not_kept(changing: Settings) -> None:
    app = create_app(changing)
    site = Counted(app.test_client())
    releases = Releases(changing.releases)
    peildata = dict(releases.index().peildata)

    @app.after_request
    def _publish(response: Response) -> Response:
        if len(Releases(changing.releases).index().peildata) == len(peildata):
            releases.switch(dict(list(peildata.items())[1:]))
        return response

    assert "1 november 2026" in site.text("/nederland"), "made before"
    assert app.extensions[at_once.EXTENSION]._ready.generation.pages() == [], "it may be of both states"
    assert "1 november 2026" not in site.text("/nederland")


class Later:
    """Stands for a thread that has not run yet."""

    begun: ClassVar[list[Callable[[], None]]] = []

    def __init__(self, target: Callable[..., None], args: tuple[object, ...], daemon: bool) -> None:
        assert daemon, "it holds up no process that ends"
        self._run = partial(target, *args)

    def start(self) -> None:
        self.begun.append(self._run)


@pytest.fixture
def ahead(changing: Settings, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """A site that makes pages ahead, when the test says so; its month is November, of which October is left."""
    Later.begun.clear()
    monkeypatch.setattr(response_cache, "Thread", Later)
    monkeypatch.setattr(response_cache, "AHEAD_S", 100.0)
    monkeypatch.setattr(response_cache, "RECENT_S", 100.0)
    return Counted(create_app(changing, ahead=True).test_client())


def take_november_off(settings: Settings) -> None:
    releases = Releases(settings.releases)
    releases.switch(dict(list(releases.index().peildata.items())[1:]))


def test_nobody_waits_for_the_first_page_of_a_release(ahead: Counted, changing: Settings) -> None:
    for path in ("/", "/gemeenten", "/embed?thema=warm", "/api/v1/nederland"):
        ahead.text(path)
    take_november_off(changing)
    before = ahead.asked
    assert "1 november 2026" in ahead.text("/"), "while the new one is being made"
    assert ahead.asked == before
    assert '"2026-10-01"' in ahead.text("/api/v1/nederland"), "figures for programs are new at once"
    assert "1 oktober 2026" in ahead.text("/nederland"), "what nobody asked for is made when it is asked for"
    (make,) = Later.begun
    make()
    before = ahead.asked
    for path in ("/", "/gemeenten", "/embed?thema=warm"):
        assert "1 november 2026" not in ahead.text(path), path
    assert ahead.asked == before


def test_a_page_of_the_state_before_is_sent_for_a_moment_only(
    ahead: Counted, changing: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead.text("/")
    monkeypatch.setattr(response_cache, "AHEAD_S", 0.0)
    take_november_off(changing)
    assert "1 november 2026" not in ahead.text("/"), "that moment is over"


def test_after_a_quiet_night_nothing_old_is_sent(
    ahead: Counted, changing: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead.text("/")
    monkeypatch.setattr(response_cache, "RECENT_S", 0.0)
    take_november_off(changing)
    assert "1 november 2026" not in ahead.text("/")
    assert not Later.begun


def test_so_many_pages_are_made_ahead_those_asked_for_last_first(
    ahead: Counted, changing: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "MOST_AHEAD", 2)
    for path in ("/", "/gemeenten", "/nederland", "/", "/api/v1/nederland"):
        ahead.text(path)
    take_november_off(changing)
    ahead.text("/")
    Later.begun.pop()()
    assert not ahead.made("/")
    assert not ahead.made("/nederland")
    assert ahead.made("/gemeenten")


def test_two_seconds_at_most() -> None:
    assert response_cache.RECENT_S + response_cache.AHEAD_S <= 2.0
