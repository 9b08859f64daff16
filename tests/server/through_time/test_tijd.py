"""The page that shows the land through time: maps of half-years, the matrix as a drawing, a table and a file."""

from __future__ import annotations

import csv
import html
import io
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.server.page_reader import Page

DC, CC = "{http://purl.org/dc/elements/1.1/}", "{http://creativecommons.org/ns#}"


def page_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = html.unescape(answer.get_data(as_text=True)).replace("\N{NO-BREAK SPACE}", " ")
    return text[text.index("<main") : text.index("</main>")]


def table_of(client: FlaskClient, path: str) -> dict[str, list[str]]:
    return {row.cells[0]: row.cells[1:] for row in Page(page_of(client, path)).rows}


def csv_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def test_the_message_comes_first_and_each_half_year_leads_to_its_map(client: FlaskClient) -> None:
    page = page_of(client, "/tijd")
    assert page.index("<h1>") < page.index("Op 1 november 2026 zijn 67 van de 342 gemeenten goed op schema.")
    assert re.findall(r'<h3><a href="(/\?peildatum=[^"]*)">', page) == [
        "/?peildatum=2026-07-01", "/?peildatum=2026-11-01",
    ]  # fmt: skip
    assert page.count('<svg class="landje"') == 2
    assert "Nieuw halfjaar, nieuwe taakstelling" in page


def test_what_was_not_published_is_a_gap_in_drawing_table_and_file(client: FlaskClient) -> None:
    page = page_of(client, "/tijd?provincie=PV24")
    assert "maand zonder cijfers: 1 augustus 2026 en 1 september 2026." in page
    assert page.count('class="gat"') == 1
    rows = table_of(client, "/tijd?provincie=PV24&als=tabel")
    assert rows["Gemeente"] == [f"1 {month} 2026" for month in ("juli", "augustus", "september", "oktober", "november")]
    assert rows["Almere"][1:3] == ["niet gepubliceerd"] * 2
    (almere,) = (row for row in csv_of(client, "/tijd.csv?provincie=PV24") if row["naam"] == "Almere")
    assert [name for name in almere if name.startswith("2026")] == ["2026-07-01", "2026-10-01", "2026-11-01"]


def test_the_drawing_has_the_klasse_of_every_month(client: FlaskClient) -> None:
    """The boxes of the drawing added up: as many cells of each klasse as the file has."""
    page = page_of(client, "/tijd?provincie=PV26")
    of_file = [
        value for row in csv_of(client, "/tijd.csv?provincie=PV26") for name, value in row.items() if "-01" in name
    ]
    matrix = page[page.index('<svg class="matrix"') :]
    for klasse in "123":
        (path,) = re.findall(
            rf'<path class="vak"(?: data-vlak="{klasse}"| fill="url\(#tijd-{klasse}\)")[^>]*d="([^"]*)"', matrix
        )
        assert sum(int(width) // 11 for width in re.findall(r"h(\d+)v", path)) == of_file.count(klasse) > 0
    assert len(of_file) == 3 * 26


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Drenthe", "Flevoland", "Fryslân"]),
        ("?volgorde=onzin&provincie=PV99", ["Drenthe", "Flevoland", "Fryslân"]),
        ("?volgorde=stand", ["Goed op schema (1 tot en met 60 van 67)", "Goed op schema (61 tot en met 67 van 67)"]),
        ("?volgorde=naam&provincie=PV24", ["Almere tot en met Zeewolde"]),
    ],
)
def test_the_order_of_the_address(client: FlaskClient, query: str, titles: list[str]) -> None:
    found = re.findall(r'<h3 id="blok-\d+">([^<]*)</h3>', page_of(client, f"/tijd{query}"))
    assert found[: len(titles)] == titles


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("?volgorde=provincie&als=tabel", ""),
        ("?provincie=PV24&volgorde=stand", "?volgorde=stand&amp;provincie=PV24"),
        ("?provincie=PV99", ""),
    ],
)
def test_the_address_to_pass_on_is_of_what_is_shown(client: FlaskClient, query: str, kept: str) -> None:
    (canonical,) = re.findall(
        '<link rel="canonical" href="([^"]*)"', client.get(f"/tijd{query}").get_data(as_text=True)
    )
    assert canonical == f"http://localhost/tijd{kept}"


def test_a_file_refuses_what_it_cannot_follow(client: FlaskClient) -> None:
    for path in ("/tijd.csv?volgorde=onzin", "/tijd.xlsx?provincie=PV99", "/tijd.ods?peildatum=2026-10-01"):
        assert client.get(path).status_code == 400, path
    for ending in ("xlsx", "ods"):
        assert client.get(f"/tijd.{ending}?provincie=PV24").data[:2] == b"PK"


def test_the_page_stays_small(client: FlaskClient) -> None:
    assert len(client.get("/tijd", headers={"Accept-Encoding": "br"}).data) < 60_000


@pytest.mark.parametrize("path", ["/", "/nederland", "/provincies/PV26", "/gemeenten/GM0344"])
def test_pages_lead_to_it(client: FlaskClient, path: str) -> None:
    assert re.search(r'href="/tijd(\?provincie=PV26)?"', page_of(client, path))


def test_the_picture_taken_apart_says_what_it_is_and_has_every_month(client: FlaskClient) -> None:
    """Title, description, metadata and legend; and the same boxes as the drawing of the page, in the same order."""
    answer = client.get("/tijd.svg?provincie=PV24&volgorde=naam")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "land-in-beeld-tijd-2026-11-01-PV24.svg" in answer.headers["Content-Disposition"]
    picture = ElementTree.fromstring(answer.data)
    title, desc = picture[0], picture[1]
    assert (title.tag.rpartition("}")[2], desc.tag.rpartition("}")[2]) == ("title", "desc")
    span = "van 1 juli 2026 tot en met 1 november 2026"
    assert (title.text or "").replace("\N{NO-BREAK SPACE}", " ").endswith(f"(voorbeeldcijfers), {span}")
    assert (desc.text or "").startswith("Goed op schema op 1")
    (work,) = picture.iter(f"{CC}Work")
    said = {part.tag.removeprefix(DC): part.text or "" for part in work}
    assert said["date"] == "2026-07-01/2026-11-01"
    assert said["relation"] == "versies " + ", ".join(f"2026-{month}-01-r1-voorbeeld" for month in ("07", "10", "11"))
    assert said["source"].startswith("Voorbeeldcijfers; grenzen 2024: ")
    assert said["identifier"] == "http://localhost/versie/2026-11-01-r1-voorbeeld/nederland"
    (licence,) = work.iter(f"{CC}license")
    assert list(licence.attrib.values()) == ["https://creativecommons.org/licenses/by/4.0/"]
    assert not [part for part in picture.iter() if part.get("href", "")], "asks for nothing elsewhere"
    (legend,) = (part for part in picture if part.get("id") == "legenda")
    fills = [part.get("fill", "") for part in legend if part.tag.endswith("}rect")]
    known = {f"url(#{part.get('id')})" for part in picture.iter() if part.tag.endswith("}pattern")}
    assert len(fills) == 4 and {fill for fill in fills if fill.startswith("url")} == known
    words = " ".join(part.text or "" for part in picture.iter() if part.tag.endswith("}text"))
    for text in ("goed op schema", "geen cijfer", "stippellijn", "CC BY 4.0", "Versie van de cijfers: 1", "Almere"):
        assert text in words, text
    of_page = re.findall(r'd="([^"]*)"', page_of(client, "/tijd?provincie=PV24&volgorde=naam").partition("<h3 id")[2])
    assert [part.get("d") for part in picture.iter() if part.get("class") == "vak"] == of_page[:3]


def test_the_picture_follows_the_filter_of_the_page_and_refuses_what_it_cannot(client: FlaskClient) -> None:
    assert 'href="/tijd.svg?volgorde=stand&provincie=PV26"' in page_of(client, "/tijd?volgorde=stand&provincie=PV26")
    whole = client.get("/tijd.svg?volgorde=stand").get_data(as_text=True)
    assert whole.index("Goed op schema (1 tot en met 60 van 67)") < whole.index("Achter op schema (1 tot en met")
    for query in ("volgorde=onzin", "provincie=PV99", "als=tabel"):
        assert client.get(f"/tijd.svg?{query}").status_code == 400, query


def test_it_is_found_beside_the_strip_of_months(client: FlaskClient) -> None:
    page = page_of(client, "/")
    strip = page[page.index('id="tijd"') : page.index('id="verandering"')]
    assert '<a href="/tijd">Alle maanden naast elkaar</a>' in strip
