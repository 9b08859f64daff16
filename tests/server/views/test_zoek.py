"""The one search as pages, table, API and a page that does not exist give it."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient

from data.domain import area_search
from data.releases.release_store import Releases
from server.settings import Settings


def page_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    text = html.unescape(answer.get_data(as_text=True))
    return text[text.index("<main") : text.index("</main>")]


@pytest.mark.parametrize(
    ("question", "path"),
    [("q=Den+Haag", "/gemeenten/GM0518"), ("q=0344", "/gemeenten/GM0344"), ("q=friesland", "/provincies/PV21"),
     ("q=nederland", "/nederland"), ("q=houten&peildatum=2026-10-01", "/gemeenten/GM0321?peildatum=2026-10-01")],
)  # fmt: skip
def test_one_exact_hit_leads_straight_there(client: FlaskClient, question: str, path: str) -> None:
    answer = client.get(f"/zoek?{question}")
    assert (answer.status_code, answer.headers["Location"]) == (302, path)


def test_every_gemeente_is_the_first_that_its_name_finds(small_site: Settings) -> None:
    stand = Releases(small_site.releases).current().stand
    hits = {regel.code: area_search.find(regel.naam, stand) for regel in stand.gemeenten}
    assert {code: found[0].code for code, found in hits.items()} == {code: code for code in hits}
    assert sum(area_search.certain(found) is None for found in hits.values()) == 2, (
        "Groningen and Utrecht are two things"
    )


def test_a_former_name_is_listed_with_what_became_of_it(client: FlaskClient) -> None:
    page = page_of(client, "/zoek?q=Slochteren")
    assert "Slochteren: naam tot 1 januari 2018, nu Midden-Groningen" in page
    assert 'href="/gemeenten/GM1952"' in page


def test_the_page_says_when_nothing_was_found_and_repeats_no_markup(client: FlaskClient) -> None:
    page = page_of(client, "/zoek?q=<b>xyzzy</b>")
    assert "Geen gemeente of provincie gevonden" in page
    raw = client.get("/zoek?q=<b>xyzzy</b>").get_data(as_text=True)
    assert "<b>xyzzy" not in raw
    assert "Vul boven aan de pagina" in page_of(client, "/zoek")
    assert "x" * 61 not in page_of(client, f"/zoek?q={'x' * 900}")


@pytest.mark.parametrize("path", ["/", "/gemeenten", "/gemeenten/GM0344", "/toelichting", "/rapportages", "/nergens"])
def test_the_search_stands_once_in_the_header_of_every_page(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    assert page.count('action="/zoek"') == 1
    assert page.index('action="/zoek"') < page.index("<main")


def test_the_table_knows_former_names_and_provincies(client: FlaskClient) -> None:
    page = page_of(client, "/gemeenten?zoek=Slochteren")
    assert "Slochteren: naam tot 1 januari 2018, nu Midden-Groningen" in page
    assert ">1\u00a0gemeente</span>" in page
    assert ">18\u00a0gemeenten</span>" in page_of(client, "/gemeenten?zoek=Friesland")


def test_an_address_that_does_not_exist_leads_to_what_it_may_mean(client: FlaskClient) -> None:
    for path, code in (("/gemeenten/Slochteren", "GM1952"), ("/gemeenten/den-haag", "GM0518"), ("/amsterdm", "GM0363")):
        assert f'href="/gemeenten/{code}"' in page_of(client, path, 404)
    assert "Bedoelt u" not in page_of(client, "/x", 404)


def test_the_api_gives_the_same(client: FlaskClient) -> None:
    answer = client.get("/api/v1/zoek?q=Slochteren").get_json()
    assert answer["gevonden"] == [
        {"code": "GM1952", "naam": "Midden-Groningen", "precies": True,
         "uitleg": "Slochteren: naam tot 1 januari 2018, nu Midden-Groningen"}
    ]  # fmt: skip
    assert client.get("/api/v1/zoek").get_json()["aantal"] == 0
    near = client.get("/api/v1/zoek?q=amsterdm").get_json()["gevonden"]
    assert [(row["code"], row["precies"]) for row in near] == [("GM0363", False)]
    friesland = client.get("/api/v1/gemeenten?provincie=Friesland").get_json()
    assert friesland["aantal"] == 18
