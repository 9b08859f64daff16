"""The feed of one area: a month, a correction, a report, a herindeling; of figures of our own, followed by hand.

Amsterdam has 120 to house in the second half of 2026, so the norm is 20 a month: 40 on 1 September, 60 on 1 October, 80 on
1 November; from three quarters of that it is "enigszins achter".
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.domain.publicaties import INGETROKKEN, Publicatie, Versie
from data.reference.gemeenten import gemeenten_of
from data.store.store import Store
from data.terms import Peildatum
from server.app import create_app
from server.feeds import area_feed
from server.publishing.ingest import deliver
from server.settings import Settings

WHY = "Twee <gemeenten> waren & bleven verwisseld."
HOST = "https://kaart.nl/a"
AMSTERDAM, UTRECHT, WEESP, HAAREN = "GM0363", "GM0344", "GM0457", "GM0788"
MOMENTS = {
    "2022-03-01-r1": "2022-03-03", "2026-07-01-r1": "2026-07-03", "2026-09-01-r1": "2026-09-03",
    "2026-10-01-r1": "2026-10-05", "2026-10-01-r2": "2026-10-12", "2026-11-01-r1": "2026-11-03",
}  # fmt: skip
FIGURES = (
    (100, 0, 20),
    (100, 0, 100),
    (120, 0, 30),
    (120, 0, 60),
    (120, 0, 40),
    (120, 0, 40),
)  # of Amsterdam, in that order


def moment(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T09:00:00+00:00")


def line(versie: str, day: str, revision: int | None = None) -> Publicatie:
    """A line of the log; `revision` where no version has that name."""
    named = Versie.parse(versie)
    return Publicatie(
        replace(named, revision=named.revision if revision is None else revision),
        Fraction(3, 4),
        "COA",
        "",
        "",
        moment(day),
    )


def take_in(store: Store, versie: str, day: str, figures: tuple[int, int, int]) -> None:
    """Delivers a month with these figures for Amsterdam, and one a month of 10 for every other gemeente."""
    peildatum = Peildatum.parse(versie[:10])
    rows = [
        (g.code, g.naam, *(figures if g.code == AMSTERDAM else (10, 0, peildatum.months)))
        for g in gemeenten_of(peildatum.halfjaar.year)
    ]
    heads = ("gemeentecode", "gemeente", "taakstelling", "achterstand", "gerealiseerd")
    content = "\n".join(";".join(map(str, row)) for row in (heads, *rows)).encode()
    why = WHY if versie.endswith("r2") else ""
    done = deliver(store, content, f"{peildatum}.csv", door="cli", wie="", now=moment(day), toelichting=why)
    assert done.accepted, done.findings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A state folder with figures and the log of their publication, and no map."""
    settings = Settings(state_dir=tmp_path_factory.mktemp("feeds"), public_url=HOST)
    with Store(settings.database, settings.files) as store:
        store.migrate()
        for (versie, day), figures in zip(MOMENTS.items(), FIGURES, strict=True):
            take_in(store, versie, day, figures)
            store.add_publications([line(versie, day)])
        details = {"periode": "2026-I", "peildatum": "2026-07-01"}
        store.add_melding("rapportages", "Klaar.", now=moment("2026-07-04"), publiek=True, details=details)
        store.add_melding("rapportages", "Klaar.", now=moment("2026-07-05"), publiek=False, details=details)
        store.add_melding("uitgave", "Nieuwe cijfers.", now=moment("2026-07-06"), publiek=True, details=None)
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    with create_app(settings).test_client() as client:
        yield client


def sound(client: FlaskClient, path: str) -> ET.Element:
    """The feed of that path, of which the rules of RFC 4287 hold that a feed of ours can break."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml"), path
    feed = ET.fromstring(answer.data)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    entries = feed.findall("{*}entry")
    for element in (feed, *entries):  # 4.1.1, 4.1.2: each just once
        for name in ("id", "title", "updated"):
            assert [bool(one.text) for one in element.findall(f"{{*}}{name}")] == [True], name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext("{*}updated") or "")  # 3.3
        assert re.fullmatch(r"(https|tag):\S+", element.findtext("{*}id") or "")  # 4.2.6: an absolute IRI
        links = [(link.get("rel"), link.get("type")) for link in element.findall("{*}link")]
        assert len([kind for rel, kind in links if rel == "alternate"]) == 1
        assert all((link.get("href") or "").startswith(f"{HOST}/") for link in element.findall("{*}link"))
    assert feed.findtext("{*}author/{*}name"), "4.1.1: of the feed, as no entry has one"
    (itself,) = [link.get("href") for link in feed.findall("{*}link[@rel='self']")]
    assert itself == feed.findtext("{*}id") == HOST + path
    keys = [entry.findtext("{*}id") for entry in entries]
    assert len(set(keys)) == len(keys)
    times = [entry.findtext("{*}updated") or "" for entry in entries]
    assert times == sorted(times, reverse=True)
    assert feed.findtext("{*}updated") == times[0]
    return feed


def told(feed: ET.Element) -> dict[str, str]:
    """The text of each entry by its day, newest first."""
    entries = feed.findall("{*}entry")
    return {(e.findtext("{*}updated") or "")[:10]: e.findtext("{*}summary") or "" for e in entries}


def test_a_month_says_which_figure_and_klasse_went_from_what_to_what(client: FlaskClient) -> None:
    feed = sound(client, f"/gemeenten/{AMSTERDAM}/feed.atom")
    said = told(feed)
    assert said["2026-10-05"].startswith(
        "Sinds 1 september 2026: gerealiseerd was 30, werd 60; klasse was enigszins achter, werd goed op schema. "
        "Amsterdam huisvestte in 3 maanden 60 van 120 mensen en ligt goed op schema. Dat is 50,0% van de taakstelling."
    )
    assert said["2026-09-03"].startswith(
        "Dit zijn de eerste cijfers van het tweede halfjaar 2026; sinds 1 juli 2026: klasse was goed op schema, "
        "werd enigszins achter."
    )
    assert said["2022-03-03"].startswith("Van Amsterdam stonden er nog geen eerdere cijfers op de kaart.")
    assert list(said) == sorted(said, reverse=True)
    newest = feed.find("{*}entry")
    assert newest is not None
    assert newest.findtext("{*}title") == (
        "Per 1 november 2026: Amsterdam huisvestte in 4 maanden 40 van 120 mensen en loopt achter op schema."
    )
    assert newest.findtext("{*}id") == "tag:kaart.nl,2017:gebied/GM0363/2026-11-01-r1/2026-11-03T09:00:00Z"
    assert [link.get("href") for link in newest.findall("{*}link")] == [f"{HOST}/gemeenten/GM0363?peildatum=2026-11-01"]


def test_a_month_in_which_nothing_changed_says_so(client: FlaskClient) -> None:
    said = told(sound(client, f"/gemeenten/{AMSTERDAM}/feed.atom"))
    assert said["2026-11-03"].startswith(
        "Niets veranderd sinds 1 oktober 2026: gerealiseerd bleef 40; klasse bleef achter op schema. Amsterdam"
    )


def test_a_correction_is_told_to_whom_it_is_about(client: FlaskClient) -> None:
    feed = sound(client, f"/gemeenten/{AMSTERDAM}/feed.atom")
    assert told(feed)["2026-10-12"].startswith(
        "Cijfers per 1 oktober 2026 verbeterd (versie 2): gerealiseerd was 60, werd 40; klasse was goed op schema, werd "
        "achter op schema. Amsterdam huisvestte in 3 maanden 40 van 120 mensen"
    )
    assert told(feed)["2026-10-12"].endswith(f"Waarom: {WHY}"), "as it was written, whatever signs are in it"
    about = {e.findtext("{*}updated"): e for e in feed.findall("{*}entry")}["2026-10-12T09:00:00Z"]
    assert about.findtext("{*}title") == "Amsterdam: cijfers per 1 oktober 2026 verbeterd (versie 2)"
    assert [link.get("href") for link in about.findall("{*}link")] == [f"{HOST}/correcties/2026-10-01-r2"]
    assert "2026-10-12" not in told(sound(client, f"/gemeenten/{UTRECHT}/feed.atom"))
    for path, name in (("/provincies/PV27", "Noord-Holland"), ("/nederland", "Nederland")):
        said = told(sound(client, f"{path}/feed.atom"))["2026-10-12"]
        assert said.startswith("Cijfers per 1 oktober 2026 verbeterd (versie 2): gerealiseerd was ")
        assert f"De gemeenten in {name} huisvestten samen" in said


def test_a_report_is_told_when_it_lies_ready(client: FlaskClient) -> None:
    for path, name, of in (
        (f"/gemeenten/{UTRECHT}", UTRECHT, "de gemeente Utrecht"),
        ("/provincies/PV26", "PV26", "de provincie Utrecht"),
        ("/nederland", "nederland", "Nederland"),
    ):
        said = told(sound(client, f"{path}/feed.atom"))
        assert said["2026-07-04"] == (
            f"De rapportage van {of} over het eerste halfjaar 2026 staat klaar (stand per 1 juli 2026, eindstand): "
            f"{HOST}/rapportages/2026-I/{name}.pdf"
        )
        assert "2026-07-05" not in said, "for operators"


def test_the_feed_of_a_gemeente_that_is_no_more_ends_with_where_it_went(client: FlaskClient) -> None:
    feed = sound(client, f"/gemeenten/{WEESP}/feed.atom")
    end, before = feed.findall("{*}entry")
    assert end.findtext("{*}title") == "Weesp is opgegaan in Amsterdam"
    assert end.findtext("{*}summary") == (
        "De gemeente Weesp (GM0457) bestaat niet meer sinds 24 maart 2022. Zij is opgegaan in Amsterdam (de hele gemeente). "
        f"In deze feed komt niets nieuws meer. Volg nu de feed van Amsterdam: {HOST}/gemeenten/GM0363/feed.atom"
    )
    assert [(link.get("rel"), link.get("href")) for link in end.findall("{*}link")] == [
        ("alternate", f"{HOST}/gemeenten/GM0457"),
        ("related", f"{HOST}/gemeenten/GM0363/feed.atom"),
    ]
    assert end.findtext("{*}updated") == "2026-07-03T09:00:00Z", "when the first figures without it came"
    assert "Weesp huisvestte in 2 maanden 2 van 10 mensen" in (before.findtext("{*}summary") or "")
    (split,) = sound(client, f"/gemeenten/{HAAREN}/feed.atom").findall("{*}entry")
    assert split.findtext("{*}title") == "Haaren is opgegaan in Boxtel, Oisterwijk, Tilburg en Vught"
    assert len(split.findall("{*}link[@rel='related']")) == 4


@pytest.mark.parametrize("path", ["/gemeenten/GM9999", "/gemeenten/onzin", "/provincies/PV99", "/provincies/GM0363"])
def test_there_is_no_feed_of_an_area_that_never_was(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}/feed.atom").status_code == 404


def test_a_code_in_another_form_leads_to_the_one_address(client: FlaskClient) -> None:
    answer = client.get("/gemeenten/363/feed.atom")
    assert (answer.status_code, answer.location) == (301, "/a/gemeenten/GM0363/feed.atom")


def test_a_feed_is_asked_for_again_at_little_cost_and_from_everywhere(client: FlaskClient) -> None:
    path = "/gemeenten/GM0363/feed.atom"
    answer = client.get(path)
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == client.get("/feed.atom").headers["Cache-Control"]


def test_a_feed_is_bounded_and_begins_with_what_is_newest(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(area_feed, "ENTRIES", 2)
    assert list(told(sound(client, f"/gemeenten/{AMSTERDAM}/feed.atom"))) == ["2026-11-03", "2026-10-12"]


def test_what_returns_or_leaves_the_map_is_told(tmp_path: Path) -> None:
    """October goes back to its first version; then November leaves and comes back, and an example is no news."""
    settings = Settings(state_dir=tmp_path, public_url=HOST)
    with Store(settings.database, settings.files) as store:
        store.migrate()
        for (versie, day), figures in list(zip(MOMENTS.items(), FIGURES, strict=True))[3:]:
            take_in(store, versie, day, figures)
        october, november = "2026-10-01-r1", "2026-11-01-r1"
        store.add_publications([
            line("2026-09-01-r1-voorbeeld", "2026-09-30"),
            line(october, "2026-10-05"), line("2026-10-01-r2", "2026-10-12"), line(october, "2026-10-14"),
            line(november, "2026-11-03"), line(november, "2026-11-04", INGETROKKEN), line(november, "2026-11-05"),
        ])  # fmt: skip
    with create_app(settings).test_client() as client:
        said = told(sound(client, f"/gemeenten/{AMSTERDAM}/feed.atom"))
    assert list(said) == ["2026-11-05", "2026-11-04", "2026-11-03", "2026-10-14", "2026-10-12", "2026-10-05"]
    assert said["2026-10-14"].startswith(
        "Cijfers per 1 oktober 2026 teruggezet naar versie 1: gerealiseerd was 40, werd 60; klasse was achter op schema,"
    )
    assert said["2026-11-04"] == "Cijfers per 1 november 2026 van de kaart gehaald."
    assert said["2026-11-05"] == said["2026-11-03"]
