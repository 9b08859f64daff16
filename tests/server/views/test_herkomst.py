"""Where a figure came from, over HTTP: the file's own cells in the answer, and the file itself where it is published."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from data.store.store import Store
from server.app import create_app
from server.publishing.ingest import deliver
from server.settings import Settings
from tests.data.coafiles import USUAL, table, xlsx
from tests.server.page_reader import Page

MONTH = "2026-11-01"


@pytest.fixture
def line(example_folder: Path) -> tuple[int, list[str], list[str]]:
    """Utrecht in the delivered file: its row, the header and the cells."""
    with (example_folder / f"{MONTH}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    at = next(i for i, row in enumerate(rows) if row[0] == "GM0344")
    return at + 1, rows[0], rows[at]


def told(client: FlaskClient, code: str = "GM0344", peildatum: str = MONTH) -> dict[str, Any]:
    answer = client.get(f"/api/v1/gemeenten/{code}/herkomst?peildatum={peildatum}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json())


def of(origin: dict[str, Any], name: str) -> dict[str, Any]:
    [bron] = [b for b in origin["cijfers"] if b["cijfer"] == name]
    return dict(bron)


def test_the_file_and_the_cells_are_those_of_the_delivered_file(
    client: FlaskClient, line: tuple[int, list[str], list[str]], example_folder: Path
) -> None:
    row, header, cells = line
    origin = told(client)
    content = (example_folder / f"{MONTH}.csv").read_bytes()
    assert origin["bestand"] == {
        "naam": f"{MONTH}.csv",
        "sha256": hashlib.sha256(content).hexdigest(),
        "via": "voorbeeld",
        "ontvangen": "2026-11-03T09:00:00Z",
        "origineel": None,
    }
    assert (origin["rij"], origin["revisie"], origin["voorbeeld"], origin["kolommenBewaard"]) == (row, 1, True, True)
    for name in ("taakstelling", "achterstand", "gerealiseerd"):
        bron = of(origin, name)
        [cell] = bron["cellen"]
        column = "ABCDEFGH".index(cell["kolom"])
        assert (cell["cel"], cell["rij"], cell["teken"]) == (f"{cell['kolom']}{row}", row, 1)
        assert cell["kop"] == header[column]
        assert bron["waarde"] == int(cells[column])
        assert (bron["som"], bron["regel"]) == (cell["cel"], None)


def test_a_figure_that_follows_says_its_rule_with_the_numbers(
    client: FlaskClient, line: tuple[int, list[str], list[str]]
) -> None:
    """Utrecht has 230, +128 and 157 in the file, and 117 in that of a month before; four months have passed."""
    _, header, cells = line
    file = dict(zip(header, cells, strict=True))
    assert (file["taakstelling"], file["achterstand"], file["gerealiseerd"]) == ("230", "128", "157")
    origin = told(client)
    assert {b["cijfer"]: b["regel"] for b in origin["cijfers"] if b["regel"]} == {
        "gecorrigeerd": "taakstelling + achterstand = 230 + 128 = 358",
        "percentage": "gerealiseerd ÷ gecorrigeerde taakstelling = 157 ÷ 358 = 43,9%",
        "nog": "gecorrigeerde taakstelling − gerealiseerd = 358 − 157 = 201",
        "perMaand": "nog te huisvesten ÷ maanden die over zijn = 201 ÷ 2 = 100,5, naar boven afgerond 101",
        "klasse": "de norm is 4 ÷ 6 × 358 = 238,7; achter begint onder 75% daarvan; gerealiseerd is 157: "
        "achter op schema",
        "maand": "gerealiseerd per 1 november 2026 − gerealiseerd per 1 oktober 2026 = 157 − 117 = 40",
    }
    assert {b["cijfer"]: b["waarde"] for b in origin["cijfers"]} == {
        "taakstelling": 230, "achterstand": 128, "gecorrigeerd": 358, "gerealiseerd": 157, "percentage": 43.9,
        "nog": 201, "perMaand": 101, "klasse": 3, "maand": 40,
    }  # fmt: skip
    assert origin["opgeteld"] is None


def test_a_voorsprong_and_a_final_position(client: FlaskClient) -> None:
    """Zwolle has 82, 22 ahead and 59 done in November; in July no month is left, and June has no month before it here."""
    rules = {b["cijfer"]: b["regel"] for b in told(client, "GM0193")["cijfers"]}
    assert rules["gecorrigeerd"] == "taakstelling − voorsprong = 82 − 22 = 60"
    assert rules["nog"] == "gecorrigeerde taakstelling − gerealiseerd = 60 − 59 = 1"
    final = {b["cijfer"] for b in told(client, "GM0193", "2026-07-01")["cijfers"]}
    assert final.isdisjoint({"perMaand", "maand"})


def test_the_api_says_which_gemeenten_a_sum_is_of(client: FlaskClient, example_folder: Path) -> None:
    """The sums are those of the delivered file, by the codes that the answer names."""
    with (example_folder / f"{MONTH}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["gemeentecode"]: row for row in csv.DictReader(file, delimiter=";")}
    for path, code, count in (("provincies/PV26", "PV26", 26), ("nederland", "NL", 342)):
        answer = client.get(f"/api/v1/{path}/herkomst?versie={MONTH}-r1-voorbeeld")
        assert answer.status_code == 200, answer.text
        origin = answer.get_json()
        assert (origin["code"], origin["revisie"], origin["blad"], origin["rij"], origin["cijfers"]) == (
            code, 1, None, None, [],
        )  # fmt: skip
        assert origin["bestand"]["sha256"] == sha256_of(example_folder / f"{MONTH}.csv")
        members = origin["opgeteld"]["uit"]
        assert len(members) == len(set(members)) == count
        figures = {bron["cijfer"]: bron for bron in origin["opgeteld"]["cijfers"]}
        for name in ("taakstelling", "achterstand", "gerealiseerd"):
            assert figures[name]["waarde"] == sum(int(rows[member][name] or 0) for member in members)
            assert figures[name]["regel"] == f"opgeteld over {count}\N{NO-BREAK SPACE}gemeenten"
        shown = client.get(f"/{path}/herkomst?peildatum={MONTH}").text
        assert f'href="/api/v1/{path}/herkomst?peildatum={MONTH}"' in shown
    for path, status in (("provincies/PV99", 404), ("provincies/GM0344", 400), ("provincies/x", 400)):
        assert client.get(f"/api/v1/{path}/herkomst").status_code == status, path


def test_what_is_unknown_is_a_problem_document(client: FlaskClient) -> None:
    for path, status in (
        ("GM9999", 404), ("x", 400), ("GM0344?peildatum=2026-11-02", 400), ("GM0344?peildatum=1999-01-01", 404),
        ("GM0457", 404),
    ):  # fmt: skip
        code, _, query = path.partition("?")
        answer = client.get(f"/api/v1/gemeenten/{code}/herkomst?{query}")
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), path
    assert "Amsterdam (GM0363)" in answer.get_json()["detail"], "Weesp went there"


@pytest.fixture
def own(small_site: Settings, tmp_path: Path) -> Settings:
    """Settings with the releases of the small site and a database of its own: what is done to it harms nobody."""
    return replace(small_site, database_url=f"sqlite:///{tmp_path}/own.sqlite", publish_originals=True)


def test_a_database_that_cannot_be_asked_is_said_and_the_rest_works(own: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.sqlite").write_bytes(b"geen database " * 1000)
    client = create_app(own).test_client()
    for path in ("/api/v1/gemeenten/GM0344/herkomst", "/gemeenten/GM0344/herkomst", "/origineel/" + 64 * "0"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert answer.headers["Retry-After"]
        assert "staat in de database, en die antwoordt nu niet" in answer.get_data(as_text=True)
    assert client.get("/gemeenten/GM0344").status_code == 200


def test_figures_that_this_database_never_had_are_said_to_be_lost(own: Settings) -> None:
    answer = create_app(own).test_client().get("/api/v1/gemeenten/GM0344/herkomst")
    assert (answer.status_code, answer.get_json()["title"]) == (404, "Herkomst niet bewaard")


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_originals_stay_inside_unless_they_are_published(client: FlaskClient, example_folder: Path) -> None:
    sha256 = sha256_of(example_folder / f"{MONTH}.csv")
    assert client.get(f"/origineel/{sha256}").status_code == 404
    assert told(client)["bestand"]["origineel"] is None


def test_published_originals_are_downloads_of_the_very_bytes(small_site: Settings, example_folder: Path) -> None:
    client = create_app(replace(small_site, publish_originals=True)).test_client()
    address = told(client)["bestand"]["origineel"]
    assert address == f"http://localhost/origineel/{sha256_of(example_folder / f'{MONTH}.csv')}"
    with client.get(address.removeprefix("http://localhost")) as answer:
        assert answer.get_data() == (example_folder / f"{MONTH}.csv").read_bytes()
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("path", ["0" * 64, "x", "..%2f..%2flandinbeeld.sqlite", "A" * 64, "0" * 63 + "%0a"])
def test_only_the_original_of_a_snapshot_is_published(small_site: Settings, path: str) -> None:
    client = create_app(replace(small_site, publish_originals=True)).test_client()
    assert client.get(f"/origineel/{path}").status_code == 404


def test_a_rejected_file_is_never_published_and_any_name_is_safe(own: Settings, tmp_path: Path) -> None:
    own = replace(own, state_dir=tmp_path / "var")
    good = xlsx(table(USUAL))
    bad = xlsx([["Gemeente"], ["geen cijfers"]])
    name = 'stand "april"\r\nX-Kwaad: ja; \u20ac.xlsx'
    with Store(own.database, own.files) as store:
        store.migrate()
        now = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
        assert not deliver(store, bad, "slecht.xlsx", door="inbox", wie="", now=now).accepted
        assert deliver(store, good, name, door="inbox", wie="", now=now).accepted
    client = create_app(own).test_client()
    assert client.get(f"/origineel/{hashlib.sha256(bad).hexdigest()}").status_code == 404
    with client.get(f"/origineel/{hashlib.sha256(good).hexdigest()}") as answer:
        assert answer.status_code == 200
        assert "X-Kwaad" not in answer.headers
        assert answer.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        assert answer.get_data() == good


def page(client: FlaskClient, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Page(answer.get_data(as_text=True))


ANCHORS = ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "nog", "permaand")


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("/gemeenten/GM0344", "/gemeenten/GM0344"),
        ("/gemeenten/GM0344/paneel", "/gemeenten/GM0344"),
        ("/provincies/PV26", "/provincies/PV26"),
        ("/nederland", "/nederland"),
    ],
)
def test_every_row_of_the_sum_leads_to_the_herkomst_of_its_figure(client: FlaskClient, path: str, below: str) -> None:
    links = page(client, path).links
    hrefs = [href for href, _ in links]
    assert [f"{below}/herkomst?peildatum={MONTH}#{anchor}" for anchor in ANCHORS] == [
        href for href in hrefs if href.rpartition("#")[2] in ANCHORS
    ][:6]
    assert all(name.startswith("Herkomst van ") for _, name in links), links
    months = [(href, name) for href, name in links if name in ("Herkomst van september", "Herkomst van oktober")]
    assert [href.partition("?")[2] for href, _ in months] == [
        "peildatum=2026-10-01#gerealiseerd",
        f"peildatum={MONTH}#gerealiseerd",
    ]
    for href in dict.fromkeys(hrefs):
        address, _, anchor = href.partition("#")
        assert anchor in page(client, address).texts, href


def test_half_years_have_one_too(client: FlaskClient) -> None:
    links = page(client, "/gemeenten/GM0344").links
    assert ("/gemeenten/GM0344/herkomst?peildatum=2026-07-01#cijfers", "Herkomst van 2026-I") in links


@pytest.mark.parametrize(
    ("path", "rows", "name", "href"),
    [
        ("/gemeenten", 342, "Houten", f"/gemeenten/GM0321/herkomst?peildatum={MONTH}#cijfers"),
        ("/gemeenten?peildatum=2026-10-01", 342, "Houten", "/gemeenten/GM0321/herkomst?peildatum=2026-10-01#cijfers"),
        ("/provincies/PV26", 26, "Houten", f"/gemeenten/GM0321/herkomst?peildatum={MONTH}#cijfers"),
        ("/nederland", 12, "Zeeland", f"/provincies/PV29/herkomst?peildatum={MONTH}#cijfers"),
        ("/gemeenten/GM0321", 26, "provincie Utrecht", f"/provincies/PV26/herkomst?peildatum={MONTH}#cijfers"),
        (f"/versie/{MONTH}-r1-voorbeeld/gemeenten", 342, "Houten",
         f"/gemeenten/GM0321/herkomst?peildatum={MONTH}&versie={MONTH}-r1-voorbeeld#cijfers"),
    ],
)  # fmt: skip
def test_a_row_of_a_table_leads_to_the_herkomst_of_all_its_figures(
    client: FlaskClient, path: str, rows: int, name: str, href: str
) -> None:
    begin = "Herkomst van de cijfers van "
    links = [(words.removeprefix(begin), where) for where, words in page(client, path).links if words.startswith(begin)]
    assert (name, href) in links
    assert len(links) == len(dict(links)) == rows + (path == "/gemeenten/GM0321")
    assert "cijfers" in page(client, href.partition("#")[0]).texts


def test_the_frame_on_another_site_has_none(client: FlaskClient) -> None:
    assert page(client, "/embed/GM0344").links == []


def test_the_page_shows_file_cell_and_rule(client: FlaskClient, line: tuple[int, list[str], list[str]]) -> None:
    row, _, _ = line
    shown = page(client, f"/gemeenten/GM0344/herkomst?peildatum={MONTH}")
    text = {name: " ".join(words.split()) for name, words in shown.texts.items()}
    assert (
        text["taakstelling"] == f"Taakstelling: 230 Staat in cel C{row}: rij {row}, kolom C, met de kop ‘taakstelling’."
    )
    assert text["gecorrigeerd"] == "Gecorrigeerde taakstelling: 358 taakstelling + achterstand = 230 + 128 = 358"
    assert "03-11-2026 10:00" in text["inhoud"]
    assert "verzonnen voorbeeldcijfers" in text["inhoud"]
    assert "Download het bestand" not in text["inhoud"]


def test_a_provincie_names_its_gemeenten_and_each_leads_on(client: FlaskClient) -> None:
    shown = page(client, f"/provincies/PV26/herkomst?peildatum={MONTH}")
    assert "opgeteld over 26\N{NO-BREAK SPACE}gemeenten" in shown.texts["taakstelling"]
    links = [href for href, _ in shown.links if href.endswith("#cijfers")]
    assert len(links) == 26
    assert f"/gemeenten/GM0344/herkomst?peildatum={MONTH}#cijfers" in links
    land = page(client, f"/nederland/herkomst?peildatum={MONTH}")
    assert sum(href.endswith("#cijfers") for href, _ in land.links) == 342


def test_pages_that_do_not_exist(client: FlaskClient) -> None:
    for path in (
        "/gemeenten/x/herkomst",
        "/gemeenten/GM9999/herkomst",
        "/provincies/PV99/herkomst",
        "/provincies/x/herkomst",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/nederland/herkomst?peildatum=2026-11-02").status_code == 400
    assert client.get("/nederland/herkomst?indeling=x").status_code == 400


def test_what_the_columns_of_a_delivery_were_is_not_made_up(own: Settings, example_folder: Path) -> None:
    """A database of before they were kept: the row is still there."""
    now = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
    with Store(own.database, own.files) as store:
        store.migrate()
        content = (example_folder / f"{MONTH}.csv").read_bytes()
        deliver(store, content, f"{MONTH}.csv", door="voorbeeld", wie="", now=now, voorbeeld=True)
    engine = sa.create_engine(own.database)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM kolommen"))
    engine.dispose()
    client = create_app(own).test_client()
    shown = page(client, f"/gemeenten/GM0344/herkomst?peildatum={MONTH}")
    assert "De kolom is bij deze levering niet bewaard. Het cijfer staat in rij 98." in shown.texts["taakstelling"]
    origin = told(client)
    assert (origin["kolommenBewaard"], origin["rij"], of(origin, "taakstelling")["cellen"]) == (False, 98, [])


def test_a_published_original_is_linked_on_the_page(small_site: Settings) -> None:
    client = create_app(replace(small_site, publish_originals=True)).test_client()
    text = client.get("/nederland/herkomst").get_data(as_text=True)
    assert re.search(r'href="/origineel/[0-9a-f]{64}" download>', text)


def test_an_earlier_version_leads_to_its_own_file(client: FlaskClient) -> None:
    version = f"{MONTH}-r1-voorbeeld"
    links = page(client, f"/versie/{version}/gemeenten/GM0344").links
    hrefs = [href for href, _ in links]
    assert f"/gemeenten/GM0344/herkomst?peildatum={MONTH}&versie={version}#gerealiseerd" in hrefs
    for href in dict.fromkeys(hrefs):
        address, _, anchor = href.partition("#")
        assert anchor in page(client, address).texts, href
    assert client.get(f"/api/v1/gemeenten/GM0344/herkomst?versie={version}").get_json()["revisie"] == 1
    assert client.get("/api/v1/gemeenten/GM0344/herkomst?versie=2026-11-01-r9").status_code == 404
    assert client.get("/gemeenten/GM0344/herkomst?versie=x").status_code == 404
