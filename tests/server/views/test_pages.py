"""The pages say what the stand says, work below a sub-path, and carry no script or style inside."""

from __future__ import annotations

import csv
import html
import json
import operator
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rasterio.io import MemoryFile

from data.domain.outlook_words import REKENSOM
from data.domain.stand import make_stand
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Peildatum, Snapshot
from server.pages import page_context
from server.views.pages import TEXT_PAGES
from tiles.palette import LOOKS

PAGES = (
    "/",
    "/gemeenten",
    "/gemeenten/GM0344",
    "/gemeenten/GM0344/blad",
    "/provincies/PV26",
    "/nederland",
    "/rapportages",
    "/rapportages?gebied=GM0344",
    "/insluiten",
    "/correcties",
    "/embed",
    "/embed?gemeente=GM0344",
    *(f"/{name}" for name in TEXT_PAGES),
)


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return html.unescape(answer.get_data(as_text=True)).replace("\u00a0", " ")


def without_sources(page: str) -> str:
    """The page without its links to what was published elsewhere: those a reader follows, nothing is fetched from them."""
    return re.sub(r'<a href="https://[^"]*">', "", page)


def words_of(client: FlaskClient, path: str) -> str:
    """What there is to read, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", text_of(client, path)).split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("month", ["2026-11-01", "2026-07-01"])
def test_no_page_says_now_of_a_month(client: FlaskClient, path: str, month: str) -> None:
    """A page may be read long after its figures: it says the date."""
    page = words_of(client, f"{path}{'&' if '?' in path else '?'}peildatum={month}")
    page = page.partition("Overige velden van de API")[0]  # what those say holds at the moment of the answer
    assert not re.findall(r"(?i)(?<![.\w])(nu|momenteel|op dit moment|thans)\b.{0,40}", page)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_labelled_and_holds_to_the_policy(client: FlaskClient, path: str) -> None:
    page = text_of(client, path)
    assert "oorbeeldcijfers" in page
    assert '<html lang="nl"' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    without_data = re.sub(r'<script type="application/(?:ld\+)?json".*?</script>', "", page, flags=re.S)
    shown = re.sub(r"<textarea.*?</textarea>", "", without_data, flags=re.S)
    assert not re.search(r"<script(?![^>]*\bsrc=)", shown)
    assert not re.search(r"<style|\sstyle=|\son\w+=", shown)
    assert "http://localhost/" in page or "href" in page
    assert not re.search(r'(?:src|href)="(?!/|\?|#|http://localhost)', without_sources(shown))


@pytest.mark.parametrize("path", PAGES)
def test_every_link_stays_below_the_sub_path(site_app: Flask, path: str) -> None:
    client = site_app.test_client()
    page = client.get(path, base_url="http://localhost/kaarten").get_data(as_text=True)
    targets = re.findall(r'(?:src|href|action)="([^"?#]+)', without_sources(page))
    assert targets
    for target in targets:
        assert target.startswith(("/kaarten/", "http://localhost/kaarten")), target
    for wanted in re.findall(r'<script type="application/json" id="gegevens">(.*?)</script>', page, flags=re.S):
        assert all(path.startswith("/kaarten/") for path in json.loads(wanted)["paden"].values())


def test_the_figures_of_a_gemeente_are_those_of_the_file(client: FlaskClient) -> None:
    page = text_of(client, "/gemeenten/GM0344")  # Utrecht;230;128;157 in the file of 1 November 2026
    for figure in ("43,9%", "358", "157", "201", "ongeveer 101"):
        assert figure in page
    assert "43,6%" not in page
    assert "/rapportages/2026-II/GM0344.pdf" in page


def test_gemeente_and_provincie_of_one_name_are_told_apart(client: FlaskClient) -> None:
    page = client.get("/gemeenten/GM0344").get_data(as_text=True)
    assert "<title>Utrecht (gemeente): huisvesting" in page and "<h1>Gemeente Utrecht</h1>" in page
    way = re.search(r'<nav class="kruimels".*?</nav>', page, re.S)
    assert way and re.findall(r">([^<>]+)</(?:a|li)>", way[0]) == ["Kaart", "Utrecht (provincie)", "Utrecht (gemeente)"]
    rows = re.findall(r'<th scope="row">([^<]*Utrecht[^<]*)</th>', page)
    assert rows == ["Utrecht (gemeente)", "provincie Utrecht"]
    provincie = client.get("/provincies/PV26").get_data(as_text=True)
    assert "<title>Utrecht (provincie): huisvesting" in provincie and "<h1>Provincie Utrecht</h1>" in provincie
    assert "<h1>Amsterdam</h1>" in client.get("/gemeenten/GM0363").get_data(as_text=True)


def test_a_page_begins_with_the_sentence_of_its_report(client: FlaskClient) -> None:
    # 157 of 230 + 128; the file of 1 July has 193 of 321
    running, final = (words_of(client, f"/gemeenten/GM0344?peildatum={day}") for day in ("2026-11-01", "2026-07-01"))
    sentence = "De gemeente Utrecht huisvestte in 4 maanden 157 van 358 mensen en loopt achter op schema."
    assert f" Gemeente Utrecht {sentence} Stand per 1 november 2026" in running, "right below the heading"
    sentence = "De gemeente Utrecht huisvestte 193 van 321 mensen; 128 te weinig."
    assert f" Gemeente Utrecht {sentence} Stand per 1 juli 2026" in final


def test_where_no_percentage_can_be_computed_the_reason_is_right(
    own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    special = {"GM0363": Cijfers(0, 0, 3), "GM0479": Cijfers(5, -8, 0)}  # of Noord-Holland; the others housed half
    utrecht = Cijfers(4, -4, 0)  # every gemeente of PV26, so the provincie as well
    cijfers = {
        g.code: special.get(str(g.code), utrecht if g.provinciecode == "PV26" else Cijfers(10, 0, 5))
        for g in gemeenten_of(2026)
    }
    stand = make_stand(Snapshot(Peildatum.parse("2026-11-01"), cijfers), gemeenten_of(2026))
    monkeypatch.setattr(page_context, "asked_stand", lambda: stand)
    amsterdam, zaanstad = (words_of(own_client, f"/gemeenten/{code}") for code in special)
    assert "Taakstelling al gehaald Er is dit halfjaar geen taakstelling." in amsterdam
    assert "Door de voorsprong" not in amsterdam
    assert "Taakstelling al gehaald Door de voorsprong uit het vorige halfjaar is er geen" in zaanstad
    nederland = words_of(own_client, "/nederland")
    assert re.search(r"Utrecht 0 0 al gehaald", nederland)
    assert re.search(r"Gelderland [0-9]+ [0-9]+ 50,0 ", nederland)


@pytest.mark.parametrize(
    ("grens", "told"), [(Fraction(5, 8), "62,5%"), (Fraction(2, 3), "66,7%"), (Fraction(3, 4), "75%")]
)
def test_the_border_of_the_klassen_is_told_as_it_is(
    own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, grens: Fraction, told: str
) -> None:
    cijfers = {g.code: Cijfers(10, 0, 5) for g in gemeenten_of(2026)}
    stand = make_stand(Snapshot(Peildatum.parse("2026-11-01"), cijfers), gemeenten_of(2026), grens=grens)
    monkeypatch.setattr(page_context, "asked_stand", lambda: stand)
    text = text_of(own_client, "/toelichting")
    assert f"minstens {told} van de norm" in text
    assert f"onder {told} van de norm" in text


@pytest.mark.parametrize("code", ["GM0935", "GM0096"])  # Maastricht and Vlieland: target below zero in the example
def test_a_target_below_zero_is_told_and_not_drawn(client: FlaskClient, code: str) -> None:
    page = text_of(client, f"/gemeenten/{code}")
    sentence = r'content="[A-Z][a-z]+ had de taakstelling van dit halfjaar al bij de start gehaald\. De voorsprong'
    assert len(re.findall(sentence, page)) == 3, (
        "for search engines, for who shares it and who does not see the picture"
    )
    assert "gelijk verdeeld" not in page
    assert "op schema naar" not in page
    assert 'class="normlijn"' not in page
    own = page.split('<tr class="dit">')[1].split("</tr>")[0]
    assert "al gehaald" in own
    assert "voortgang" not in own
    embed = text_of(client, f"/embed?gemeente={code}")
    assert "Taakstelling al gehaald" in embed
    assert not re.search(r"van <b>−", embed)


def test_a_finished_half_year_is_told_as_finished(client: FlaskClient) -> None:
    page = words_of(client, "/gemeenten/GM0363?peildatum=2026-07-01")  # Amsterdam: 484 of 896
    assert "is gehuisvest taakstelling niet gehaald" in page
    compared = page.split("Vergeleken met andere")[1]  # before it the map keeps the names of its three colours
    assert "niet gehaald" in compared
    assert "enigszins achter" not in compared.split("2026-II")[0]
    assert "Niet gehuisvest (gaat mee als achterstand) 412" in page
    assert "de norm is" not in page
    assert "Nog te huisvesten" not in page
    table = words_of(client, "/gemeenten?peildatum=2026-07-01")
    assert "Niet gehuisvest" in table
    assert "hoort" not in table.split("eindstand")[0]
    front = words_of(client, "/?peildatum=2026-07-01")
    assert "niet gehuisvest: " in front
    assert "Dit is de eindstand." in front


def test_the_big_figure_says_what_it_is_made_of(client: FlaskClient) -> None:
    assert "tweede halfjaar 2026 11.164 nieuw + 4.663 achterstand" in words_of(client, "/")


def test_a_running_half_year_is_labelled_on_the_front_page(client: FlaskClient) -> None:
    front = words_of(client, "/")
    assert "46,4% tussenstand, na 4 maanden Lijst van 2026-II , CSV van 2026-II PDF Nederland" in front
    assert front.count("tussenstand, na") == 1


def test_what_does_not_add_up_is_explained(client: FlaskClient, example_folder: Path) -> None:
    with (example_folder / "2026-11-01.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            [int(r[k]) for k in ("taakstelling", "achterstand", "gerealiseerd")]
            for r in csv.DictReader(file, delimiter=";")
        ]
    column = sum(max(0, t + a - done) for t, a, done in rows)
    whole = sum(t + a - done for t, a, done in rows)
    assert whole == 8484 < column
    told = f"komt op {column:,}; voor Nederland als geheel is het 8.484".replace(",", ".")
    assert told in words_of(client, "/gemeenten")
    assert "optelt, komt op" not in words_of(client, "/gemeenten?zoek=utrecht")
    assert "voor Limburg als geheel is het 475." in words_of(client, "/provincies/PV31")  # 877 - 402


def test_the_count_above_the_table_is_singular_for_one(client: FlaskClient) -> None:
    assert ">1 gemeente</span>, stand per" in text_of(client, "/gemeenten?zoek=GM0363")
    assert ">342 gemeenten</span>, stand per" in text_of(client, "/gemeenten")


def test_the_provincies_stand_on_the_page_of_the_land(client: FlaskClient) -> None:
    answer = client.get("/provincies")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/nederland#h-provincies")
    assert 'id="h-provincies"' in text_of(client, "/nederland")


@pytest.mark.parametrize(
    ("path", "item", "value"),
    [
        ("/gemeenten", "Gemeenten", "page"),
        ("/gemeenten/GM0344", "Gemeenten", "true"),
        ("/provincies/PV26", "Nederland", "true"),
    ],
)
def test_the_menu_shows_where_one_is(client: FlaskClient, path: str, item: str, value: str) -> None:
    menu = text_of(client, path).split('<nav aria-label="Hoofdmenu">')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', menu) == [(value, item)]


def test_published_figures_have_links_and_are_told_apart_from_the_example(client: FlaskClient) -> None:
    page = text_of(client, "/nederland")
    assert "Deze tabel bevat wel echte cijfers." in page
    assert (
        '<a href="https://zoek.officielebekendmakingen.nl/stcrt-2018-18939.html">Staatscourant 2018, 18939</a>' in page
    )


def test_a_map_to_embed_is_of_a_gemeente_or_of_a_provincie(client: FlaskClient) -> None:
    page = text_of(client, "/insluiten?gemeente=GM0344&provincie=PV27")
    assert '<land-in-beeld gemeente="GM0344"><a ' in page
    assert re.findall(r'<option value="(PV\d\d)" selected', page) == []
    assert '<land-in-beeld provincie="PV27"><a ' in text_of(client, "/insluiten?provincie=PV27")


def test_another_month_can_be_asked(client: FlaskClient) -> None:
    assert "eindstand van het eerste halfjaar 2026" in text_of(client, "/gemeenten/GM0344?peildatum=2026-07-01")
    text_of(client, "/gemeenten?peildatum=2020-01-01", 404)
    text_of(client, "/gemeenten?peildatum=gisteren", 400)


def test_an_old_code_says_where_the_gemeente_went(client: FlaskClient) -> None:
    page = text_of(client, "/gemeenten/GM0846")
    assert "Sint-Oedenrode" in page
    assert "/gemeenten/GM1948" in page
    assert "1 januari 2017" in page
    assert beside(page, "Buurgemeenten van Meierijstad") >= {"Boekel", "Bernheze"}


def beside(page: str, heading: str) -> set[str]:
    """Whom the lists of neighbours under a heading name."""
    section = re.search(rf"<h2[^>]*>{heading}</h2>(.*?)<(?:h2|/section|/main)", page, re.DOTALL)
    assert section, heading
    return set(re.findall(r"<li><a [^>]*>([^<]+)</a>", section[1]))


def test_a_gemeente_names_those_around_it_with_the_klasse_of_the_month(client: FlaskClient) -> None:
    page = text_of(client, "/gemeenten/GM0344?peildatum=2026-10-01")
    assert beside(page, "Buurgemeenten") == {
        "Stichtse Vecht", "De Bilt", "Zeist", "Bunnik", "Houten", "Nieuwegein", "IJsselstein", "Montfoort", "Woerden",
    }  # fmt: skip
    told = client.get("/api/v1/gemeenten/GM0321?peildatum=2026-10-01").get_json()
    (link,) = re.findall(r'<li><a href="(/gemeenten/GM0321[^"]*)">Houten</a>(.*?)</li>', page, re.DOTALL)
    assert link[0] == "/gemeenten/GM0321?peildatum=2026-10-01"
    assert link[1].split("</svg>")[-1].removesuffix("</span>").strip().endswith(told["status"])
    island = text_of(client, "/gemeenten/GM0060")
    assert "Ameland grenst op het land aan geen andere gemeente. Over het water het dichtst bij:" in island
    assert beside(island, "Buurgemeenten") == {"Terschelling", "Noardeast-Fryslân"}


def test_codes_in_other_spellings_go_to_the_one_address(client: FlaskClient) -> None:
    answer = client.get("/gemeenten/344?peildatum=2026-10-01")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/gemeenten/GM0344?peildatum=2026-10-01")


@pytest.mark.parametrize("path", ["/gemeenten/GM9999", "/gemeenten/Utrecht", "/provincies/PV99", "/gemeenten/", "/x"])
def test_what_does_not_exist_is_a_readable_404(client: FlaskClient, path: str) -> None:
    assert "Alle gemeenten in een tabel" in text_of(client, path, 404)


def test_the_map_gets_every_gemeente_of_the_month(client: FlaskClient) -> None:
    told = client.get("/kaart/2026-10-01.json").get_json()
    assert len(told["cijfers"]) == 342
    assert told["normTekst"] == "50,0%"
    assert sum(row["aantal"] for row in told["legenda"]) == 342
    newest = client.get("/kaart/2026-11-01.json").get_json()
    assert newest["cijfers"]["344"] == [3, 43.9]
    assert newest["grenzen"] == told["grenzen"]  # so that no tile is asked for again


def klassen_in(path: Path, months: int) -> dict[str, int]:
    """Klasse by code of a file of the example, by the rule of the law and a border at three quarters of the norm."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = {}
    for row in rows:
        todo, done = int(row["taakstelling"]) + int(row["achterstand"]), int(row["gerealiseerd"])
        good = todo <= 0 or 6 * done >= months * todo
        found[row["gemeentecode"]] = 1 if good else 2 if 24 * done >= 3 * months * todo else 3
    return found


def test_the_strip_says_what_changed_since_the_month_before(client: FlaskClient, example_folder: Path) -> None:
    """October comes after July here: August and September were not published, and a half-year began."""
    july, october, november = (
        klassen_in(example_folder / f"{month}.csv", n)
        for month, n in (("2026-07-01", 6), ("2026-10-01", 3), ("2026-11-01", 4))
    )
    new = "Nieuw halfjaar, nieuwe taakstelling: het tellen begint opnieuw."
    for month, before, after, first, last in (
        ("2026-10-01", july, october, "Van 1 juli naar 1 oktober 2026", f" {new}"),
        ("2026-11-01", october, november, "Van 1 oktober naar 1 november 2026", ""),
    ):  # fmt: skip
        better, worse, same = (
            sum(test(after[code], before[code]) for code in after) for test in (operator.lt, operator.gt, operator.eq)
        )
        words = (
            f"{first}: {better} gemeenten naar een betere klasse, {worse} naar een slechtere en {same} gelijk.{last}"
        )
        told = client.get(f"/kaart/{month}.json").get_json()["sindsVorige"]
        assert told.replace("\N{NO-BREAK SPACE}", " ") == words
        assert f'role="status">{words}</p>' in text_of(client, f"/?peildatum={month}"), "without a script"
    first_of_all = client.get("/kaart/2026-07-01.json").get_json()["sindsVorige"]
    assert first_of_all == "Van een eerdere maand zijn er hier geen cijfers."


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_the_map_is_told_which_zooms_have_tiles(client: FlaskClient, path: str) -> None:
    told = re.search(r'<script type="application/json" id="gegevens">(.*?)</script>', text_of(client, path), re.DOTALL)
    assert told
    assert json.loads(told[1])["zoom"] == [0, 6]  # of this small site; by default the tiles go to 10
    assert "Het zoombereik is 0 tot en met 6." in text_of(client, "/gegevens")


def test_the_map_data_is_small_and_can_be_kept(client: FlaskClient) -> None:
    answer = client.get("/kaart/2026-11-01.json")
    assert len(answer.data) < 8000
    again = client.get("/kaart/2026-11-01.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_search_knows_other_and_former_names(client: FlaskClient) -> None:
    found = {(naam, code) for naam, code, _ in client.get("/kaart/namen.json").get_json()}
    assert {
        ("Den Haag", "GM0518"),
        ("Schijndel", "GM1948"),
        ("Utrecht", "GM0344"),
        ("Utrecht", "PV26"),
        ("Haaren", "GM0855"),
    } <= found


def test_the_provincie_counts_only_its_own(client: FlaskClient) -> None:
    page = text_of(client, "/provincies/PV26")
    assert page.count('<tr data-k="') == 26
    assert "Amsterdam" not in page.split('id="h-gemeenten"')[1].split("</table>")[0]


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_the_still_picture_shows_the_three_classes(client: FlaskClient) -> None:
    with client.get("/kaart/2026-11-01.png") as answer:
        assert answer.mimetype == "image/png"
        content = answer.data
    with MemoryFile(content) as memory, memory.open() as picture:
        assert (picture.width, picture.height) == (1200, 1000)
        red, green, blue = (band.astype(int) for band in picture.read())
    counts = {
        f"#{v:06x}": n for v, n in zip(*np.unique(red << 16 | green << 8 | blue, return_counts=True), strict=True)
    }
    for look in LOOKS[:3]:
        assert counts[look.fill] > 1000, look.status
    assert client.get("/kaart/2020-01-01.png").status_code == 404


@pytest.mark.parametrize(("path", "code"), [("/gemeenten/GM0344", "GM0344"), ("/provincies/PV26", "PV26")])
def test_an_area_has_a_map_of_its_place_and_a_plain_picture(client: FlaskClient, path: str, code: str) -> None:
    page = client.get(path).get_data(as_text=True)
    picture = f"/kaart/2026-11-01/{code}.png"
    assert " Kaart van de " in page.split('<figure class="gebiedskaart gebied">')[1].split("<defs>")[0]
    with client.get(picture) as answer:
        assert answer.data.startswith(b"\x89PNG")


def test_the_boundaries_are_credited_in_full(client: FlaskClient) -> None:
    """The words that the licence of the embedded boundaries asks for."""
    for path in ("/", "/toelichting", "/gegevens", "/embed"):
        page = client.get(path).get_data(as_text=True)
        for name in ("CBS / Kadaster, Gemeentegrenzen 2016, bewerkt", "Ellywa, Husky, Gpvos, Commonpike", "nl-maps"):
            assert name in page, (path, name)
    assert client.get("/").get_data(as_text=True).count("toelichting#grenzen") == 1
    assert 'id="grenzen"' in client.get("/toelichting").get_data(as_text=True)


def test_what_a_page_gives_to_share_keeps_what_is_asked(client: FlaskClient) -> None:
    def shared(path: str) -> list[str]:
        page = text_of(client, path)
        return [re.search(f'id="deel-{name}" type="url" value="([^"]*)"', page)[1] for name in ("nieuwste", "maand")]  # type: ignore[index]

    base = "http://localhost"
    assert shared("/gemeenten/GM0344") == [
        f"{base}/gemeenten/GM0344", f"{base}/gemeenten/GM0344?peildatum=2026-11-01",
    ]  # fmt: skip
    assert shared("/?klasse=1,3&provincie=PV26&peildatum=2026-07-01") == [
        f"{base}/?klasse=1,3&provincie=PV26", f"{base}/?klasse=1,3&provincie=PV26&peildatum=2026-07-01",
    ]  # fmt: skip
    assert shared("/gemeenten/GM0344?kader=ja") == shared("/gemeenten/GM0344"), "whoever follows it is in no frame"
    table = "/gemeenten?provincie=PV26&sorteer=percentage&volgorde=aflopend"
    assert shared(table) == [f"{base}{table}", f"{base}{table}&peildatum=2026-11-01"]
    assert f'value="{base}/versie/2026-11-01-r1-voorbeeld/gemeenten"' in text_of(client, table)
    page = text_of(client, "/gemeenten/GM0344?peildatum=2026-07-01")
    figures = re.search(r'<textarea id="deel-tekst"[^>]*>([^<]*)<', page)[1].split("\n")  # type: ignore[index]
    assert re.search(r"193 van 321 mensen.*60,1%.*Stand per 1 juli 2026, eindstand", figures[0])
    assert figures[1] == re.search(r'<textarea id="citaat"[^>]*>([^<]*)<', page)[1]  # type: ignore[index]
    assert 'href="/insluiten?klasse=3&provincie=PV26"' in text_of(client, "/?klasse=3&provincie=PV26")


@pytest.mark.parametrize("path", ["/gemeenten/GM0344", "/provincies/PV26", "/nederland"])
def test_an_area_looks_ahead_while_the_half_year_runs_and_then_says_how_it_ended(
    client: FlaskClient, path: str
) -> None:
    running, over = words_of(client, f"{path}?peildatum=2026-11-01"), words_of(client, f"{path}?peildatum=2026-07-01")
    assert re.search(
        r"Vooruitblik In dit tempo (ongeveer )?[\d.]+ op 1 januari 2027, [\d.]+ te weinig\. Nodig: ", running
    )
    assert "Afloop Het eerste halfjaar 2026 is voorbij: " in over
    assert "in dit tempo" not in over.lower()
    assert REKENSOM in running
    assert REKENSOM in over


def test_sheet_and_panel_say_where_the_pace_leads_and_that_it_is_arithmetic(client: FlaskClient) -> None:
    """Utrecht: 157 after 4 months, so 235.5; 358 asked."""
    for path in ("/gemeenten/GM0344/blad", "/gemeenten/GM0344/paneel"):
        said = words_of(client, path)
        assert "In dit tempo ongeveer 235 op 1 januari 2027, 123 te weinig." in said
        assert REKENSOM in said
