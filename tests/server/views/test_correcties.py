"""What a later file of a month changed, on the page, in the API, on pages of areas, in the feed and in the meldingen.

The expected figures are those of the embedded example with changes of our own: on 1 October Utrecht had 117 and Amsterdam
464 of 983; the norm is then half, so 492 is enough for Amsterdam.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine
from flask.testing import FlaskClient
from openapi_schema_validator import OAS30Validator

from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Peildatum
from server.app import create_app
from server.pages import correction_list
from server.publishing import notifications
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.read_model import Site
from server.settings import Settings
from tests.server.conftest import NOW

OCTOBER, NOVEMBER = "2026-10-01", "2026-11-01"
WHY = "Twee gemeenten waren <verwisseld>."
Deliver = Callable[..., None]


@pytest.fixture
def settings(tmp_path: Path, small_site: Settings) -> Settings:
    """A state folder of its own without anything."""
    return _empty(tmp_path / "var", small_site)


def _empty(folder: Path, small_site: Settings) -> Settings:
    settings = replace(small_site, state_dir=folder, public_url="https://kaart.nl/a")
    settings.state_dir.mkdir(exist_ok=True)
    settings.geometry.symlink_to(small_site.geometry)
    return settings


@pytest.fixture
def deliver_and_publish(settings: Settings, example_folder: Path) -> Deliver:
    """Takes in the month with other figures of gerealiseerd for some gemeenten, publishes it and tells of it."""
    return _deliver_to(settings, example_folder)


def _deliver_to(settings: Settings, example_folder: Path) -> Deliver:

    def put(
        month: str, changes: dict[str, int] | None = None, *, day: int = 3, why: str = "", voorbeeld: bool = False
    ) -> None:
        now = NOW.replace(day=day)
        rows = list(csv.reader(io.StringIO((example_folder / f"{month}.csv").read_text("utf-8-sig")), delimiter=";"))
        for code, figure in (changes or {}).items():
            next(row for row in rows if row[0] == code)[-1] = str(figure)
        content = "\n".join(";".join(row) for row in rows).encode()
        with Store(settings.database, settings.files) as store:
            store.migrate()
            done = deliver(
                store, content, f"{month}.csv", door="cli", wie="", now=now, toelichting=why, voorbeeld=voorbeeld
            )
            assert done.accepted, done.findings
            Pipeline(settings, store, releases := Releases(settings.releases, store)).publish()
            notifications.announce_releases(store, releases, now)

    return put


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture(scope="module")
def corrected_once(tmp_path_factory: pytest.TempPathFactory, small_site: Settings, example_folder: Path) -> Path:
    """The state folder of `corrected`, made once."""
    settings = _empty(tmp_path_factory.mktemp("corrected"), small_site)
    _deliver_to(settings, example_folder)(OCTOBER)
    _deliver_to(settings, example_folder)(OCTOBER, {"GM0344": 90, "GM0363": 500}, day=12, why=WHY)
    return settings.state_dir


@pytest.fixture
def corrected(corrected_once: Path, settings: Settings) -> None:
    """October with a correction of two gemeenten that came on 12 November."""
    shutil.rmtree(settings.state_dir)
    shutil.copytree(corrected_once, settings.state_dir, symlinks=True)


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    page = answer.get_data(as_text=True)
    assert "<verwisseld>" not in page
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.usefixtures("corrected")
def test_the_list_says_when_why_and_which_figure_from_what_to_what(client: FlaskClient) -> None:
    page = text_of(client, "/correcties")
    assert "1 oktober 2026, versie 2" in page
    assert "kwamen op 12 november 2026" in page
    assert f"Waarom: {WHY}" in page
    assert "Van 2 gemeenten veranderde een cijfer; 1 gemeente kwam in een andere klasse" in page
    assert "Amsterdam gerealiseerd 464 500 +36" in page
    assert "enigszins achter → werd goed op schema" in page
    assert "Utrecht (gemeente) gerealiseerd 117 90 -27" in page
    assert "Nederland gerealiseerd 5.450 5.459 +9" in page
    assert page.index("Amsterdam gerealiseerd") < page.index("Utrecht (gemeente) gerealiseerd 117"), "the largest first"
    assert "Correcties" in text_of(client, "/toelichting"), "in the foot of every page"


@pytest.mark.usefixtures("corrected")
def test_the_card_of_a_correction_is_of_its_month_and_gone_with_it(
    client: FlaskClient, deliver_and_publish: Deliver, settings: Settings
) -> None:
    deliver_and_publish(NOVEMBER, day=13)
    path = "/correcties/2026-10-01-r2"
    assert 'og:image" content="https://kaart.nl/a/beeld/2026-10-01/NL/kaartje.png"' in client.get(path).text
    releases = Releases(settings.releases)
    releases.switch({p: name for p, name in releases.index().peildata.items() if str(p) != OCTOBER})
    page = client.get(path).text
    assert "og:image" not in page
    assert '<meta property="og:title" content="Correctie van de cijfers per 1 oktober 2026, versie 2">' in page


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_correction_as_a_file_has_every_figure_and_why(client: FlaskClient, ending: str) -> None:
    assert f'href="/a/correcties/2026-10-01-r2.{ending}"' in client.get("/correcties").text
    answer = client.get(f"/correcties/2026-10-01-r2.{ending}")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    heads, *rows = book.get_sheet_by_name("Correctie").to_python()
    assert heads[:6] == ["Gebied", "Cijfer", "Was", "Werd", "Verandering", "Klasse voor de correctie"]
    by_area = {row[0]: row[1:7] for row in rows}
    assert by_area["Amsterdam"] == ["gerealiseerd", 464, 500, 36, "enigszins achter", "goed op schema"]
    assert by_area["Utrecht (gemeente)"][:4] == ["gerealiseerd", 117, 90, -27]
    assert by_area["Nederland"][:4] == ["gerealiseerd", 5450, 5459, 9]
    lines = book.get_sheet_by_name("Over dit bestand").to_python()
    assert ["Let op", f"Waarom: {WHY}"] in [line[:2] for line in lines]
    assert [line[:2] for line in lines[-2:]] == [["2026-10-01", 1.0], ["2026-10-01", 2.0]]
    assert client.get(f"/correcties/2026-10-01-r9.{ending}").status_code == 404
    assert client.get(f"/correcties/2026-10-01-r2.{ending}?x=1").status_code == 400


@pytest.mark.usefixtures("corrected")
def test_the_api_gives_the_same_correction(client: FlaskClient) -> None:
    answer = client.get("/api/v1/correcties").get_json()
    assert (answer["aantal"], "volgende" in answer) == (1, False)
    (one,) = answer["correcties"]
    assert (one["peildatum"], one["revisie"], one["ontvangen"]) == (OCTOBER, 2, "2026-11-12T09:00:00Z")
    assert (one["toelichting"], one["terugNaar"], one["opKaart"], one["voorbeeld"]) == (WHY, None, True, False)
    assert one["adres"] == "https://kaart.nl/a/correcties/2026-10-01-r2"
    assert one["aantal"] == 2
    utrecht, amsterdam = one["gemeenten"]
    assert amsterdam == {
        "code": "GM0363",
        "naam": "Amsterdam",
        "wijzigingen": [{"veld": "gerealiseerd", "was": 464, "werd": 500, "verschil": 36}],
        "klasseWas": 2,
        "klasseWerd": 1,
        "zin": "gerealiseerd was 464, werd 500; klasse was enigszins achter, werd goed op schema",
    }
    assert utrecht["wijzigingen"] == [{"veld": "gerealiseerd", "was": 117, "werd": 90, "verschil": -27}]
    assert {p["naam"]: p["wijzigingen"][0]["verschil"] for p in one["provincies"]} == {
        "Noord-Holland": 36,
        "Utrecht": -27,
    }
    assert one["nederland"]["wijzigingen"] == [{"veld": "gerealiseerd", "was": 5450, "werd": 5459, "verschil": 9}]
    assert client.get("/api/v1/correcties?peildatum=2026-11-01").get_json()["correcties"] == []
    assert client.get("/api/v1/correcties?limit=51").status_code == 400


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("gemeenten/GM0344", "Verbeterd op 12 november 2026: gerealiseerd was 117, werd 90."),
        ("gemeenten/GM0344/paneel", "Verbeterd op 12 november 2026: gerealiseerd was 117, werd 90."),
        ("embed/GM0344", "Verbeterd op 12 november 2026: gerealiseerd was 117, werd 90."),
        ("embed?gemeente=GM0344", "Verbeterd op 12 november 2026: gerealiseerd was 117, werd 90."),
        ("gemeenten/GM0363", "werd 500; klasse was enigszins achter, werd goed op schema."),
        ("provincies/PV27", "Verbeterd op 12 november 2026: gerealiseerd was "),
        ("nederland", "Verbeterd op 12 november 2026: gerealiseerd was 5.450, werd 5.459."),
    ],
)
def test_the_page_of_a_corrected_area_says_so(client: FlaskClient, path: str, sentence: str) -> None:
    assert sentence in text_of(client, f"/{path}")
    assert "/correcties/2026-10-01-r2" in client.get(f"/{path}").get_data(as_text=True)
    if "embed" not in path:
        assert f"Reden: {WHY}" in text_of(client, f"/{path}")


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("path", ["gemeenten/GM0355", "gemeenten/GM0355/paneel", "embed/GM0355", "provincies/PV20"])
def test_an_area_of_a_corrected_month_that_stayed_the_same_says_nothing(client: FlaskClient, path: str) -> None:
    assert "Verbeterd" not in text_of(client, f"/{path}")


def test_a_later_month_says_that_an_earlier_one_of_its_half_year_was_corrected(
    client: FlaskClient, deliver_and_publish: Deliver
) -> None:
    deliver_and_publish(OCTOBER)
    deliver_and_publish(NOVEMBER, day=10)
    deliver_and_publish(OCTOBER, {"GM0344": 90}, day=12)
    page = text_of(client, "/gemeenten/GM0344")
    assert "Cijfers per 1 oktober 2026: verbeterd op 12 november 2026: gerealiseerd was 117, werd 90." in page
    assert "Verbeterd op" not in text_of(client, "/gemeenten/GM0363")
    assert "Verbeterd op 12 november" in text_of(client, "/gemeenten/GM0344?peildatum=2026-10-01")


def test_figures_that_return_are_not_called_an_improvement(client: FlaskClient, deliver_and_publish: Deliver) -> None:
    deliver_and_publish(OCTOBER)
    deliver_and_publish(OCTOBER, {"GM0344": 90}, day=12)
    deliver_and_publish(OCTOBER, day=14)
    page = text_of(client, "/gemeenten/GM0344")
    assert "Teruggezet op 14 november 2026 naar de cijfers van versie 1: gerealiseerd was 90, werd 117." in page
    assert "Verbeterd op 12 november 2026: gerealiseerd was 117, werd 90." in page
    newest, first = client.get("/api/v1/correcties").get_json()["correcties"]
    assert (newest["revisie"], newest["terugNaar"], newest["opKaart"]) == (3, 1, True)
    assert (first["revisie"], first["terugNaar"], first["opKaart"]) == (2, None, False)
    page = text_of(client, "/correcties/2026-10-01-r3")
    assert "Het is geen nieuwe verbetering: dit zijn weer de cijfers van versie 1" in page
    assert "Daarna kwam nog een versie; versie 3 staat nu op de kaart." in text_of(client, "/correcties/2026-10-01-r2")
    titles = [e.findtext("{*}title") for e in ET.fromstring(client.get("/feed.atom").data).findall("{*}entry")]
    assert titles[0] == (
        "De cijfers per 1 oktober 2026 zijn teruggezet naar die van versie 1 (versie 3): bij 1 gemeente is een cijfer "
        "veranderd."
    )


def test_what_is_not_on_the_map_yet_or_any_more_is_said_as_what_it_is(
    client: FlaskClient, deliver_and_publish: Deliver, settings: Settings, example_folder: Path
) -> None:
    deliver_and_publish(OCTOBER)
    content = (example_folder / f"{OCTOBER}.csv").read_bytes().replace(b"Utrecht;230;128;117", b"Utrecht;230;128;90")
    with Store(settings.database, settings.files) as store:
        store.migrate()
        deliver(store, content, f"{OCTOBER}.csv", door="cli", wie="", now=NOW)
        assert "Er zijn nog geen correcties" in text_of(client, "/correcties"), "the worker has not published it"
        assert client.get("/correcties/2026-10-01-r2").status_code == 404
        releases = Releases(settings.releases, store)
        pipeline = Pipeline(settings, store, releases)
        pipeline.publish()
        assert "Utrecht (gemeente) gerealiseerd 117 90 -27" in text_of(client, "/correcties")
        releases.roll_back(Peildatum.parse(OCTOBER))
    assert "Deze versie is van de kaart gehaald; versie 1 staat er weer." in text_of(client, "/correcties")
    assert "Verbeterd" not in text_of(client, "/gemeenten/GM0344")


def test_another_file_with_the_same_figures_is_never_called_corrected(
    client: FlaskClient, deliver_and_publish: Deliver, settings: Settings, example_folder: Path
) -> None:
    deliver_and_publish(OCTOBER)
    content = (example_folder / f"{OCTOBER}.csv").read_bytes().replace(b"\n", b"\n\n", 1)
    with Store(settings.database, settings.files) as store:
        store.migrate()
        assert deliver(store, content, f"{OCTOBER}.csv", door="cli", wie="", now=NOW).revision == 2
        Pipeline(settings, store, releases := Releases(settings.releases, store)).publish()
        notifications.announce_releases(store, releases, NOW)
    assert "Geen enkel cijfer veranderde: alleen het bestand is anders." in text_of(client, "/correcties")
    feed = client.get("/feed.atom").get_data(as_text=True)
    assert "Versie 2 van de cijfers per 1 oktober 2026 staat op de kaart; alle cijfers zijn dezelfde." in feed
    assert "verbeterd" not in feed.lower()


def test_pages_hold_ten_corrections_and_say_where_the_others_are(
    client: FlaskClient, settings: Settings, deliver_and_publish: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        deliver_and_publish(OCTOBER, {"GM0344": 90 + number}, day=3 + number)
    monkeypatch.setattr(correction_list, "PER_PAGE", 2)
    first, second = text_of(client, "/correcties"), text_of(client, "/correcties/pagina/2")
    assert [v for v in (2, 3, 4) if f"versie {v} Die" in first or f"1 oktober 2026, versie {v}" in first] == [3, 4]
    assert "Pagina 1 van 2; 3 correcties" in first
    assert "1 oktober 2026, versie 2" in second
    assert "1 oktober 2026, versie 3" not in second
    assert client.get("/correcties/pagina/1").headers["Location"].endswith("/correcties")
    for path in (
        "/correcties/pagina/3",
        "/correcties/pagina/0",
        "/correcties/2026-10-01-r9",
        "/correcties/x",
        "/correcties/r2",
    ):
        assert client.get(path).status_code == 404, path
    assert sorted(correction_list.correction_paths(Site(settings))) == [  # what the static export takes besides
        "correcties/2026-10-01-r2", "correcties/2026-10-01-r3", "correcties/2026-10-01-r4", "correcties/pagina/2"
    ]  # fmt: skip
    part = client.get("/api/v1/correcties?limit=2&offset=1").get_json()
    assert ([c["revisie"] for c in part["correcties"]], part["aantal"], "volgende" in part) == ([3, 2], 3, False)
    assert client.get("/api/v1/correcties?limit=2").get_json()["volgende"].endswith("limit=2&offset=2")


def test_example_figures_are_marked_and_leave_with_the_example(
    client: FlaskClient, deliver_and_publish: Deliver
) -> None:
    deliver_and_publish(OCTOBER, voorbeeld=True)
    deliver_and_publish(OCTOBER, {"GM0344": 90}, day=12, voorbeeld=True)
    assert "(versie 2) voorbeeldcijfers kwamen op" in text_of(client, "/correcties")
    (one,) = client.get("/api/v1/correcties").get_json()["correcties"]
    assert (one["voorbeeld"], one["adres"]) == (True, "https://kaart.nl/a/correcties/2026-10-01-r2-voorbeeld")
    assert client.get("/correcties/2026-10-01-r2-voorbeeld").status_code == 200
    assert "gerealiseerd was 117, werd 90" in text_of(client, "/gemeenten/GM0344")
    assert client.get("/feed.atom").data.count(b"<entry>") == 0
    deliver_and_publish(NOVEMBER, day=13)
    assert "Er zijn nog geen correcties" in text_of(client, "/correcties")


def test_the_feed_names_ten_gemeenten_the_largest_first_and_counts_the_others(
    client: FlaskClient, deliver_and_publish: Deliver, example_folder: Path
) -> None:
    rows = csv.reader(io.StringIO((example_folder / f"{OCTOBER}.csv").read_text("utf-8-sig")), delimiter=";")
    first = [(row[0], row[1], int(row[-1])) for row in rows if row[0].startswith("GM")][:22]
    deliver_and_publish(OCTOBER)
    changes = {code: figure + 1 + place for place, (code, _, figure) in enumerate(first)}  # by 1 to 22
    deliver_and_publish(OCTOBER, changes, day=12, why=WHY)
    entry = ET.fromstring(client.get("/feed.atom").data).find("{*}entry")
    assert entry is not None
    assert entry.findtext("{*}title") == (
        "De verbeterde cijfers (versie 2) per 1 oktober 2026 staan op de kaart: bij 22 gemeenten is een cijfer veranderd."
    )
    summary = entry.findtext("{*}summary") or ""
    named = [name for _, name, _ in reversed(first)][:10]
    assert re.findall(r"(?:\. |^)([^.:]+): gerealiseerd was", summary) == named
    assert f"{named[0]}: gerealiseerd was {first[-1][2]}, werd {first[-1][2] + 22}" in summary
    assert summary.endswith(f"En nog 12 gemeenten. Waarom: {WHY}")
    link = entry.find("{*}link")
    assert link is not None
    assert link.get("href") == "https://kaart.nl/a/correcties/2026-10-01-r2"


def test_an_entry_of_the_feed_says_what_its_version_of_the_month_says(
    client: FlaskClient, deliver_and_publish: Deliver, example_folder: Path
) -> None:
    rows = list(csv.DictReader(io.StringIO((example_folder / f"{OCTOBER}.csv").read_text("utf-8-sig")), delimiter=";"))
    done = sum(int(row["gerealiseerd"]) for row in rows)
    mine = next(int(row["gerealiseerd"]) for row in rows if row["gemeentecode"] == "GM0344")
    deliver_and_publish(OCTOBER)
    deliver_and_publish(OCTOBER, {"GM0344": mine + 500}, day=12, why=WHY)
    entries = ET.fromstring(client.get("/feed.atom").data).findall("{*}entry")
    corrected, first = (entry.findtext("{*}summary") or "" for entry in entries)
    said = "De gemeenten in Nederland huisvestten samen in 3 maanden {} van "
    assert said.format(f"{done:,}".replace(",", ".")) in first
    assert said.format(f"{done + 500:,}".replace(",", ".")) in corrected
    assert corrected.index("De gemeenten in Nederland") < corrected.index("Waarom: ")


def test_without_the_database_pages_of_areas_go_on_and_the_list_says_to_come_back(
    client: FlaskClient, deliver_and_publish: Deliver, settings: Settings
) -> None:
    deliver_and_publish(OCTOBER)
    deliver_and_publish(OCTOBER, {"GM0344": 90}, day=12)
    path = settings.state_dir / "landinbeeld.sqlite"
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(b"no database" * 1000)
    assert "Verbeterd" not in text_of(client, "/gemeenten/GM0344")
    for address in ("/correcties", "/correcties/2026-10-01-r2", "/api/v1/correcties"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), address


def test_the_day_is_that_of_the_clock_in_the_netherlands(
    client: FlaskClient, deliver_and_publish: Deliver, settings: Settings, example_folder: Path
) -> None:
    deliver_and_publish(OCTOBER)
    content = (example_folder / f"{OCTOBER}.csv").read_bytes().replace(b"Utrecht;230;128;117", b"Utrecht;230;128;90")
    late = dt.datetime(2026, 11, 12, 23, 30, tzinfo=dt.UTC)  # half an hour past midnight in Utrecht
    with Store(settings.database, settings.files) as store:
        store.migrate()
        deliver(store, content, f"{OCTOBER}.csv", door="cli", wie="", now=late)
        Pipeline(settings, store, Releases(settings.releases, store)).publish()
    assert "Verbeterd op 13 november 2026" in text_of(client, "/gemeenten/GM0344")


def test_answers_are_as_the_document_says(client: FlaskClient, deliver_and_publish: Deliver) -> None:
    """With figures that changed and with figures that return."""
    deliver_and_publish(OCTOBER)
    deliver_and_publish(OCTOBER, {"GM0344": 90, "GM0363": 500}, day=12, why=WHY)
    deliver_and_publish(OCTOBER, day=13)
    document = client.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Correcties", "components": document["components"]}
    validator = OAS30Validator(schema)
    answer = client.get("/api/v1/correcties").get_json()
    assert len(answer["correcties"]) == 2
    assert [error.message for error in validator.iter_errors(answer)] == []
    answer["correcties"][0]["gemeenten"][0]["klasseWas"] = "goed"
    assert list(validator.iter_errors(answer)), "the schema bites"
