"""The page that sets areas side by side: figures, charts and the form, without a script and whatever is asked."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.settings import Settings

CHOICE = "/vergelijk?g=GM0344,GM0193,PV26,NL"


def page_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = html.unescape(answer.get_data(as_text=True)).replace("\N{NO-BREAK SPACE}", " ")
    return text[text.index("<main") : text.index("</main>")]


def test_the_message_comes_first_then_a_sentence_for_each(client: FlaskClient) -> None:
    page = page_of(client, CHOICE)
    message = "1 van de 4 gebieden ligt op of boven de norm van 66,7%: Zwolle 98,3%."
    assert page.index("<h1>") < page.index(f"<strong>{message}") < page.index("<h2")
    assert page.count(f'aria-label="{message}') == 1, "the chart says it too"
    sentences = re.findall(r"<li>([^<]+\.)</li>", page[page.index('id="h-woorden"') :])
    assert [s.split(" huisvest")[0] for s in sentences] == [
        "De gemeente Utrecht", "Zwolle", "De gemeenten in de provincie Utrecht", "De gemeenten in Nederland",
    ]  # fmt: skip


def test_every_chart_of_the_months_has_the_same_scale(client: FlaskClient) -> None:
    page = page_of(client, CHOICE)
    charts = re.findall(r'<svg viewBox="0 0 340 168".*?</svg>', page, re.DOTALL)
    assert len(charts) == 4
    scales = {tuple(re.findall(r'text-anchor="end">(\d+%)</text>', chart)) for chart in charts}
    assert scales == {("0%", "50%", "100%")}
    for chart in charts:
        line = re.search(r'class="lijn" points="([^"]*)"', chart)
        dots = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', chart)
        assert line and line[1].split() == [f"{x},{y}" for x, y in dots], "a line through every dot"
        assert len(dots) == 2, "two months are there"
    assert len({re.search(r'class="normlijn"[^>]*', chart)[0] for chart in charts}) == 1  # type: ignore[index]
    assert [chart.split('aria-label="')[1].split(".")[0] for chart in charts][
        1
    ] == "Zwolle: 98,3% na 4 van de 6 maanden"


def test_a_month_that_was_asked_for_stays_in_every_link(client: FlaskClient) -> None:
    page = page_of(client, f"{CHOICE}&peildatum=2026-07-01")
    assert "1 juli 2026, eindstand" in page
    assert "haalde" in page.split("</strong>")[0]
    links = re.findall(r'href="(/vergelijk[^"#]*)"', page)
    assert len(links) > 5
    assert all("peildatum=2026-07-01" in link for link in links)
    assert '<input type="hidden" name="peildatum" value="2026-07-01">' in page


@pytest.mark.parametrize(
    ("path", "to", "status"),
    [
        ("/vergelijk?g=gm0344,363", "/vergelijk?g=GM0344,GM0363", 301),
        ("/vergelijk?g=344&peildatum=2026-10-01", "/vergelijk?g=GM0344&peildatum=2026-10-01", 301),
        ("/vergelijk?erbij=Zwolle", "/vergelijk?g=GM0193", 302),
        (
            "/vergelijk?g=GM0344&erbij=friesland&peildatum=2026-10-01",
            "/vergelijk?g=GM0344,PV21&peildatum=2026-10-01",
            302,
        ),
        ("/vergelijk?g=GM0344&erbij=nederland", "/vergelijk?g=GM0344,NL", 302),
    ],
)
def test_there_is_one_way_to_write_a_choice(client: FlaskClient, path: str, to: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (status, to)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("g=GM0344", "minstens twee gebieden"),
        ("g=GM9999,%3Cb%3E", "Geen code van een gemeente of provincie: GM9999, <b>"),
        ("g=GM0344,GM0344", "hier eenmaal: GM0344"),
        ("g=GM0344,GM0040", "Slochteren is er niet meer"),
        ("g=PV20,PV21,PV22,PV23,PV24,PV25,PV26", "u ziet de eerste 6"),
        ("g=PV20,PV21,PV22,PV23,PV24,PV25&erbij=zwolle", "Haal er eerst een weg"),
        ("g=GM0344&erbij=xyzzy", "Geen gemeente of provincie gevonden met ‘xyzzy’"),
        ("g=GM0193&erbij=zwolle", "Zwolle staat er al"),
        ("g=GM0193&erbij=slochteren", "Slochteren: naam tot 1 januari 2018, nu Midden-Groningen"),
    ],
)
def test_what_cannot_be_compared_is_said(client: FlaskClient, question: str, said: str) -> None:
    assert said in page_of(client, f"/vergelijk?{question}")


def test_nothing_of_what_was_typed_becomes_markup(client: FlaskClient) -> None:
    for question in ("g=<b>", "erbij=<b>", "g=GM0344&erbij=%22%3E<b>"):
        assert b"<b>" not in client.get(f"/vergelijk?{question}").data
    long = client.get(f"/vergelijk?g={'<x>,' * 2000}&erbij={'y' * 5000}")
    assert len(long.data) < 2 * len(client.get("/vergelijk").data)


def test_each_can_be_taken_away_and_what_is_meant_be_chosen(client: FlaskClient) -> None:
    page = page_of(client, "/vergelijk?g=GM0193,PV26,NL&erbij=utrecht")
    assert 'href="/vergelijk?g=PV26,NL" aria-label="Haal Zwolle weg"' in page
    assert 'href="/vergelijk?g=GM0193,PV26,NL,GM0344">Utrecht (gemeente) erbij' in page
    assert "Utrecht (provincie) erbij" not in page, "that one stands there"
    gone = page_of(client, "/vergelijk?g=GM0344,GM0040")
    assert 'href="/vergelijk?g=GM0344,GM1952">Neem Midden-Groningen in plaats daarvan' in gone


def test_the_canonical_address_is_that_of_the_choice(client: FlaskClient) -> None:
    for path in (
        CHOICE,
        f"{CHOICE}&peildatum=2026-10-01",
        f"{CHOICE}&erbij=bergen",
        "/vergelijk?g=GM0344,GM0193,PV26,NL,X",
    ):
        text = html.unescape(client.get(path).get_data(as_text=True))
        wanted = "http://localhost" + path.removesuffix("&erbij=bergen").removesuffix(",X")
        assert f'<link rel="canonical" href="{wanted}">' in text


def test_it_is_cited_with_the_version_that_all_are_in(client: FlaskClient) -> None:
    page = page_of(client, CHOICE)
    cited = re.findall(r'<textarea id="citaat"[^>]*>([^<]*)', page)[0]
    assert "Utrecht (gemeente), Zwolle, Utrecht (provincie) en Nederland, stand per 1 november 2026, versie 1" in cited
    assert client.get(cited.rpartition("http://localhost")[2]).status_code == 200


@pytest.mark.parametrize(
    "question", ["", "g=", "g=GM9999", "g=GM0344,GM0344", "g=GM0344,GM0040", "g=GM0344&erbij=x", "g=NL&g=NL"]
)
def test_a_file_of_half_a_choice_is_refused(client: FlaskClient, question: str) -> None:
    assert client.get(f"/vergelijk.csv?{question}").status_code == 400


def test_without_a_server_nothing_leads_there(small_site: Settings) -> None:
    app = create_app(small_site)
    app.config["ON_A_SERVER"] = False
    client = app.test_client()
    for path in ("/", "/gemeenten/GM0344", "/provincies/PV26", "/nederland"):
        assert "vergelijk?" not in client.get(path).get_data(as_text=True), path
        assert 'href="/vergelijk"' not in client.get(path).get_data(as_text=True), path


def test_a_gemeente_leads_to_those_it_is_often_set_beside(client: FlaskClient) -> None:
    page = page_of(client, "/gemeenten/GM0344?peildatum=2026-10-01")
    links = dict(re.findall(r'<a href="/vergelijk\?g=([^"]*)">([^<]*)</a>', page))
    words = {text: codes.removesuffix("&peildatum=2026-10-01").split(",") for codes, text in links.items()}
    assert list(words) == [
        "buurgemeenten", "gemeenten met een vergelijkbare taakstelling",
        "de provincie en Nederland", "kies zelf",
    ]  # fmt: skip
    assert all(codes[0] == "GM0344" for codes in words.values())
    assert words["de provincie en Nederland"] == ["GM0344", "PV26", "NL"]
    assert len(words["buurgemeenten"]) == len(words["gemeenten met een vergelijkbare taakstelling"]) == 6
    for codes in links:
        assert client.get(f"/vergelijk?g={codes}").status_code == 200, "written as it has to be"
    assert "buurgemeenten" not in page_of(client, "/gemeenten/GM0060"), "Ameland is an island"


def test_a_provincie_says_who_is_highest_and_lowest(client: FlaskClient) -> None:
    page = page_of(client, "/provincies/PV24")  # six gemeenten
    part = page[page.index('id="h-uitersten"') : page.index('id="h-gemeenten"')]
    rows = re.findall(r'<span class="plaats">(\d)</span> <a href="[^"]*">([^<]*)</a> ([\d,]+)%', part)
    assert [place for place, _, _ in rows] == ["1", "2", "3", "6", "5", "4"]
    shares = [float(share.replace(",", ".")) for _, _, share in rows]
    assert shares[:3] + shares[:2:-1] == sorted(shares, reverse=True)
    assert {name for _, name, _ in rows} == {"Almere", "Dronten", "Lelystad", "Noordoostpolder", "Urk", "Zeewolde"}
    (link,) = re.findall(r'href="(/vergelijk[^"]*)"', part)
    assert client.get(link).status_code == 200
