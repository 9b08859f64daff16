"""A table as a file is the table of the screen: the same rows in the same order, and all that it is of."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from html import unescape

import odf.opendocument
import openpyxl
import pytest
import python_calamine
from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER
from server.app import create_app
from server.http import rate_limits
from server.settings import Settings
from tests.server.page_reader import Page
from tiles.out.release_files import SHEETS

LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
HEADS = ("Gemeente", "Maand", "Halfjaar", "Gebied", "Provincie", "Stand per")  # of the first column of a table
CHOICES = (
    "",
    "klasse=1,3&provincie=PV26",
    "provincie=PV21&sorteer=percentage&volgorde=aflopend",
    "zoek=den&sorteer=nog",
    "peildatum=2026-07-01&klasse=1&sorteer=achterstand",
    "zoek=bestaatniet",
)
# The page, the head of its table, and the file
TABLES = (
    *((f"/gemeenten?{choice}", "Gemeente", f"/gemeenten.{{}}?{choice}") for choice in CHOICES),
    ("/provincies/PV26?klasse=3", "Gemeente", "/gemeenten.{}?klasse=3&provincie=PV26"),
    ("/gemeenten/GM0344", "Maand", "/gemeenten/GM0344/maanden.{}"),
    ("/gemeenten/GM0344?peildatum=2026-07-01", "Maand", "/gemeenten/GM0344/maanden.{}?peildatum=2026-07-01"),
    ("/gemeenten/GM0935", "Halfjaar", "/gemeenten/GM0935/halfjaren.{}"),
    ("/gemeenten/GM0935?peildatum=2026-10-01", "Gebied", "/gemeenten/GM0935/vergelijking.{}?peildatum=2026-10-01"),
    ("/provincies/PV26", "Maand", "/provincies/PV26/maanden.{}"),
    ("/provincies/PV26", "Halfjaar", "/provincies/PV26/halfjaren.{}"),
    ("/nederland", "Maand", "/nederland/maanden.{}"),
    ("/nederland?peildatum=2026-10-01", "Halfjaar", "/nederland/halfjaren.{}?peildatum=2026-10-01"),
    ("/nederland", "Provincie", "/provincies.{}"),
    ("/vergelijk?g=GM0344,GM0193,PV26,NL", "Gebied", "/vergelijk.{}?g=GM0344,GM0193,PV26,NL"),
    ("/vergelijk?g=NL,GM0935&peildatum=2026-07-01", "Gebied", "/vergelijk.{}?g=NL,GM0935&peildatum=2026-07-01"),
)
VERSION = "/versie/2026-10-01-r1-voorbeeld"
OF_THEN = (
    (f"{VERSION}/gemeenten", "Gebied", f"{VERSION}/gemeenten.{{}}"),
    (f"{VERSION}/provincies/PV26", "Gebied", f"{VERSION}/provincies/PV26/gemeenten.{{}}"),
    (f"{VERSION}/nederland", "Gebied", f"{VERSION}/provincies.{{}}"),
    ("/provincies/PV26/herkomst?peildatum=2026-10-01", "Gemeente", "/provincies/PV26/herkomst.{}?peildatum=2026-10-01"),
    ("/nederland/herkomst", "Gemeente", "/nederland/herkomst.{}"),
)
FILES = tuple(dict.fromkeys(file for _, _, file in TABLES))


def on_the_screen(client: FlaskClient, path: str, head: str) -> list[list[object]]:
    """The cells of the first table with that head: figures as numbers, a percentage as a part of one, the rest as text."""
    rows: list[list[object]] = []
    inside = False
    for row in Page(client.get(path).get_data(as_text=True)).rows:
        texts = [" ".join(cell.split()) for cell in row.cells]
        if texts[0] in HEADS:
            if rows:
                break
            inside = texts[0] == head
            names = texts
        elif inside and len(texts) > 1:
            rows.append(
                [_value(text, name) for text, name in zip(texts, names, strict=True) if name and "Rapport" not in name]
            )
        elif inside and not texts[0].startswith("Geen gemeente"):
            raise AssertionError(texts)
    return [[cell for cell in row if not isinstance(cell, _Drawn)] for row in rows]


class _Drawn:
    """A cell with nothing to read."""


def _value(text: str, head: str) -> object:
    if head.startswith(("Balk", "Herkomst", "Rapport")):
        return _Drawn()
    if re.fullmatch(r"[-+]?[\d.]+(,\d)?", text):
        number = float(text.replace(".", "").replace(",", "."))
        return pytest.approx(number / 100) if head == "Percentage" else number
    return "" if text == "\N{EN DASH}" else text


def in_the_file(content: bytes, like: int) -> list[list[object]]:
    """The first `like` columns of the rows that the screen has; a reason stands where there is no percentage."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    heads, *rows = book.get_sheet_by_index(0).to_python()
    place = heads.index("Reden") if "Reden" in heads else 0
    for row in rows if place else ():
        reason = row.pop(place)
        row[place - 1] = row[place - 1] if reason in ("", "geen cijfer") else reason
    return [row[:like] for row in rows]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@pytest.mark.parametrize(("page", "head", "file"), [*TABLES, *OF_THEN])
def test_rows_are_those_of_the_screen(client: FlaskClient, ending: str, page: str, head: str, file: str) -> None:
    shown = on_the_screen(client, page, head)
    answer = client.get(file.format(ending))
    assert answer.status_code == 200
    assert answer.content_type == SHEETS[ending].media_type
    got = in_the_file(answer.data, len(shown[0]) if shown else 0)
    if head == "Halfjaar":  # there the sentence about what was added up stands below the name
        shown = [[str(row[0]).split()[0], *row[1:]] for row in shown]
    if page.startswith("/provincies/PV26?"):  # there the name of the provincie is above the table
        got = [[row[0], *row[2:], last] for row, last in zip(got, _last_figures(answer.data), strict=True)]
    assert got == shown
    assert bool(shown) is ("bestaatniet" not in page)


def _last_figures(content: bytes) -> list[object]:
    heads, *rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [row[heads.index("Nog te huisvesten")] for row in rows]


@pytest.mark.parametrize("file", FILES)
def test_each_form_says_of_when_and_of_whom_it_is(client: FlaskClient, file: str) -> None:
    peildatum = (re.findall(r"peildatum=([\d-]+)", file) or ["2026-11-01"])[0]
    book = openpyxl.load_workbook(io.BytesIO(client.get(file.format("xlsx")).data))
    about = {row[0]: row[1] for row in book["Over dit bestand"].iter_rows(max_col=2, values_only=True)}
    assert peildatum in str(about["Peildatum"])
    assert about["Versie"] == "1"
    assert LICENCE in str(about["Bron en licentie"])
    assert "Voorbeeldcijfers; grenzen 2024" in str(about["Bron en licentie"])
    assert str(about["Deze tabel"]).startswith("http://localhost/")
    assert f"/versie/{peildatum}-r1-voorbeeld/" in str(about["Adres voor altijd"])
    assert "(voorbeeldcijfers)" in book.properties.title
    assert book.properties.keywords == f"Land in Beeld, peildatum {peildatum}, versie 1"
    assert (book.properties.created.date(), LICENCE in book.properties.description) == (
        dt.date.fromisoformat(peildatum),
        True,
    )
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert [row[0].value for row in book["Begrippen"].iter_rows(min_row=2)] == heads
    assert {"Peildatum", "Revisie", "Voorbeeld"} <= set(heads)

    meta = odf.opendocument.load(io.BytesIO(client.get(file.format("ods")).data)).meta
    texts = [str(node) for node in meta.childNodes]
    assert {f"peildatum {peildatum}", "versie 1"} <= set(texts)
    assert any(LICENCE in text for text in texts)

    answer = client.get(file.format("csv"))
    assert answer.headers["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert all(row["licentie"] == "CC BY 4.0" and row["bron"].startswith("Voorbeeldcijfers; grenzen") for row in rows)
    assert all(row["peildatum"] for row in rows)


@pytest.mark.parametrize("file", [file for *_, file in OF_THEN])
def test_figures_of_then_say_which_version_they_are(client: FlaskClient, file: str) -> None:
    peildatum = "2026-10-01" if "10-01" in file else "2026-11-01"
    book = openpyxl.load_workbook(io.BytesIO(client.get(file.format("xlsx")).data))
    about = {row[0]: row[1] for row in book["Over dit bestand"].iter_rows(max_col=2, values_only=True)}
    assert (peildatum in str(about["Peildatum"]), about["Versie"]) == (True, "1")
    assert LICENCE in str(about["Bron en licentie"])
    page = file.replace("/gemeenten.{}", "" if "PV26" in file else "/gemeenten").replace("/provincies.{}", "/nederland")
    assert about["Deze tabel"] == f"http://localhost{page.replace('.{}', '')}"
    assert client.get(str(about["Deze tabel"])).status_code == 200
    assert "voorbeeldcijfers" in book.properties.title
    links = re.findall(r'href="([^"]+)"', client.get(str(about["Deze tabel"])).get_data(as_text=True))
    for ending in SHEETS:
        [link] = [unescape(link) for link in links if link.startswith(file.partition("{")[0] + ending)]
        assert client.get(link).status_code == 200


def test_what_others_published_is_a_file_with_the_source_of_each_row(client: FlaskClient) -> None:
    with (REFERENCE_FOLDER / "landelijke_taakstelling.csv").open(encoding="utf-8", newline="") as lines:
        facts = [{name: text for name, text in row.items() if text} for row in csv.DictReader(lines)][::-1]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/nederland/gepubliceerd.xlsx").data))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    figures = ("taakstelling", "gecorrigeerd", "gerealiseerd")
    assert [row[:4] for row in rows] == [
        (fact["periode"], *(int(fact[name]) if name in fact else None for name in figures)) for fact in facts
    ]
    assert [row[4] for row in rows] == [", ".join(filter(None, (f["bron"], f.get("adres")))) for f in facts]
    about = {row[0]: row[1] for row in book["Over dit bestand"].iter_rows(max_col=2, values_only=True)}
    assert "Versie" not in about, "they are of no version of ours"
    assert "voorbeeld" not in book.properties.title
    rows = list(
        csv.DictReader(io.StringIO(client.get("/nederland/gepubliceerd.csv").data.decode("utf-8-sig")), delimiter=";")
    )
    assert [row["bron"].partition(",")[0] for row in rows] == [fact["bron"].partition(",")[0] for fact in facts]


def test_the_klassen_of_every_month_are_those_of_the_strip(client: FlaskClient) -> None:
    shown = on_the_screen(client, "/", "Stand per")
    days = {
        "1 november 2026": dt.date(2026, 11, 1),
        "1 oktober 2026": dt.date(2026, 10, 1),
        "1 juli 2026": dt.date(2026, 7, 1),
    }
    for ending in ("xlsx", "ods"):
        content = client.get(f"/nederland/klassen.{ending}").data
        _, *rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert [row[:5] for row in rows] == [[days[str(day)], *counts] for day, *counts in shown]
        assert {sum(row[1:5]) for row in rows} == {342}
    page = client.get("/").get_data(as_text=True)
    assert {f"/nederland/{part}.{ending}" for part in ("klassen", "halfjaren") for ending in SHEETS} <= set(
        re.findall(r'href="([^"]+)"', page)
    )


def test_it_says_which_rows_and_in_which_order(client: FlaskClient) -> None:
    """The eindstand says whether a gemeente met its taakstelling, as the page does."""
    for query, words in (
        ("klasse=1,3&provincie=PV26&sorteer=nog&volgorde=aflopend",
         "provincie Utrecht; klasse goed op schema of achter op schema; op volgorde van Nog te huisvesten, aflopend"),
        ("peildatum=2026-07-01&klasse=1&sorteer=nog",
         "alle provincies; klasse gehaald; op volgorde van Niet gehuisvest, oplopend"),
        ("zoek=d%00e%0Bn", "alle provincies; gezocht op 'den'; op volgorde van Gemeente, oplopend"),
    ):  # fmt: skip
        for ending in ("xlsx", "ods"):
            content = client.get(f"/gemeenten.{ending}?{query}").data
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            assert ["Keuze", words] in [row[:2] for row in book.get_sheet_by_name("Over dit bestand").to_python()], (
                query
            )


@pytest.mark.parametrize(
    "path",
    ["/gemeenten?klasse=1,3&provincie=PV26&sorteer=nog&volgorde=aflopend&peildatum=2026-07-01&zoek=a%26b", "/gemeenten",
     "/provincies/PV26?klasse=2&peildatum=2026-10-01", "/gemeenten/GM0344?peildatum=2026-10-01", "/nederland"],
)  # fmt: skip
def test_links_beside_a_table_carry_its_choice(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    links = [unescape(href) for href in re.findall(r'href="([^"]+\.(?:xlsx|ods|csv)\?[^"]*)"', html)]
    assert len(links) % 3 == 0
    assert len(links) >= 3
    wanted = set(path.partition("?")[2].split("&")) - {""} or {"peildatum=2026-11-01"}
    if "PV26?" in path:
        wanted.add("provincie=PV26")
    of_table = [link for link in links if "/gemeenten." in link]
    assert all(set(link.partition("?")[2].replace("%2C", ",").split("&")) >= wanted for link in of_table)
    assert all(any(part.startswith("peildatum=") and part in link for part in wanted) for link in links)
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/gemeenten.xlsx?x=1", 400),
        ("/gemeenten.xlsx?klasse=9", 400),
        ("/gemeenten.ods?provincie=PV99", 400),
        ("/gemeenten.csv?sorteer=inwoners", 400),
        ("/gemeenten.csv?volgorde=op", 400),
        ("/gemeenten.csv?klasse=1&klasse=2", 400),
        ("/gemeenten.csv?peildatum=2026", 400),
        ("/gemeenten.csv?peildatum=2025-01-01", 404),
        ("/provincies.csv?klasse=1", 400),
        ("/gemeenten/GM0344/maanden.csv?klasse=1", 400),
        ("/gemeenten/GM9999/maanden.csv", 404),
        ("/gemeenten/344/maanden.csv", 404),
        ("/gemeenten/PV26/maanden.csv", 404),
        ("/provincies/GM0344/maanden.csv", 404),
        ("/provincies/PV26/vergelijking.csv", 404),
        ("/gemeenten.pdf", 404),
        ("/nederland/klassen.csv?peildatum=2026-11-01", 400),
        (f"{VERSION}/gemeenten.xlsx?klasse=1", 400),
        (f"{VERSION}/provincies/PV99/gemeenten.xlsx", 404),
        ("/versie/2026-10-01-r9/gemeenten.xlsx", 404),
        ("/gemeenten/GM0344/herkomst.xlsx", 404),
        ("/provincies/GM0344/herkomst.csv", 404),
        ("/nederland/herkomst.csv?klasse=1", 400),
        ("/gemeenten.csv?zoek=&provincie=", 200),
    ],
)
def test_what_is_not_understood_is_refused(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_the_second_time_nothing_is_made(small_site: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "SHEET_RATE", "1 per minute")
    client = create_app(small_site).test_client()
    first = client.get("/gemeenten.xlsx?klasse=1")
    again = [client.get("/gemeenten.xlsx?klasse=1") for _ in range(3)]
    assert {answer.status_code for answer in again} == {200}, "what was made is always given"
    assert {answer.data for answer in again} == {first.data}
    refused = client.get("/gemeenten.xlsx?klasse=2")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    known = client.get("/gemeenten.xlsx?klasse=1", headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


@pytest.mark.parametrize("ending", SHEETS)
def test_another_process_gives_the_same_bytes(small_site: Settings, client: FlaskClient, ending: str) -> None:
    address = f"/gemeenten.{ending}?klasse=2"
    assert create_app(small_site).test_client().get(address).data == client.get(address).data
