"""The half-year that has not begun: its circular through every door, and what page, API, list and csv say of it."""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine
from click.testing import CliRunner
from flask.testing import FlaskClient

from data.domain.announced import Staat, staat_of
from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Halfjaar
from server.app import create_app
from server.cli import main_group
from server.http import tokens
from server.operations.backup import make_backup, restore_backup
from server.publishing.inbox import Inbox
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.data import coafiles as coa
from tests.data.intake.test_circular_reader import AMSTERDAM, EERSTE, SUM, TASKS, circular, month
from tests.server.conftest import NOW

TOKEN, HASH = tokens.new_token()
NAME = "Bijlage A eerste helft 2027.xlsx"
FILE = coa.xlsx(circular())
TODAY = dt.datetime.now(dt.UTC)
SKIP = pytest.mark.skipif(TODAY.date() >= EERSTE.begin, reason="the half-year of the example has begun")


@pytest.fixture
def settings(tmp_path: Path, small_site: Settings) -> Settings:
    settings = replace(small_site, state_dir=tmp_path / "var", upload_token_hash=HASH)
    settings.state_dir.mkdir()
    settings.geometry.symlink_to(small_site.geometry)
    settings.releases.symlink_to(small_site.releases)
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    with create_app(settings).test_client() as client:
        yield client


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}


def post(client: FlaskClient, content: bytes | None = None) -> dict[str, object]:
    answer = client.post(f"/api/v1/snapshots?bestandsnaam={NAME}", data=content or FILE, headers=bearer())
    assert answer.status_code in (200, 201), answer.json
    assert answer.json is not None
    return dict(answer.json)


def test_the_state_of_a_half_year_follows_from_day_and_figures() -> None:
    before, first = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
    assert staat_of(EERSTE, before, cijfers=False) is Staat.NIET_BEGONNEN
    assert staat_of(EERSTE, first, cijfers=False) is Staat.GEEN_CIJFERS
    assert staat_of(EERSTE, first, cijfers=True) is Staat.CIJFERS


def test_uploaded_over_the_api_it_is_known_to_all_and_the_map_of_now_stays(client: FlaskClient) -> None:
    before = client.get("/api/v1/peildata").json
    told = post(client)
    assert (told["soort"], told["peildatum"], told["periode"], told["revisie"]) == ("circulaire", None, "2027-I", 1)
    assert told["nieuw"] is True
    assert post(client)["nieuw"] is False
    assert client.get("/api/v1/peildata").json == before
    [row] = client.get("/api/v1/taakstellingen").json["taakstellingen"]
    assert (row["periode"], row["begin"], row["versie"]) == ("2027-I", "2027-01-01", 1)
    assert row["uitgever"] == "Ministerie van Asiel en Migratie"
    assert row["nederland"]["taakstelling"] == SUM
    whole = client.get("/api/v1/taakstellingen/2027-I").json
    assert {g["code"]: g["taakstelling"] for g in whole["gemeenten"]} == {str(c): t for c, t in TASKS.items()}
    assert sum(p["taakstelling"] for p in whole["provincies"]) == SUM
    assert client.get("/api/v1/taakstellingen/2026-II").status_code == 404
    assert client.get("/api/v1/taakstellingen/volgend").status_code == 400
    [melding] = client.get("/api/v1/meldingen").json["meldingen"]
    assert melding["tekst"] == "De taakstelling per gemeente voor het eerste halfjaar 2027 is bekend."
    assert "/halfjaren/2027-I" in client.get("/feed.atom").text


@SKIP
def test_the_page_says_how_old_the_newest_figures_are(settings: Settings, client: FlaskClient) -> None:
    """From 1 to 12 November are 11 days."""
    post(client)
    for limit, said in ((11, False), (10, True)):
        aged = create_app(
            replace(settings, old_after_days=limit), now=lambda: dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)
        )
        page = aged.test_client().get("/halfjaren/2027-I").text.replace("\N{NO-BREAK SPACE}", " ")
        assert ("cijfers daarover zijn van 1 november 2026, 11 dagen oud." in page) is said


@SKIP
def test_the_page_shows_targets_in_a_look_of_no_klasse(client: FlaskClient) -> None:
    assert client.get("/halfjaren/2027-I").status_code == 404
    post(client)
    head, _, page = client.get("/halfjaren/2027-I").text.partition("<main")
    assert '<meta property="og:title" content="Taakstelling eerste halfjaar 2027">' in head
    assert '<meta property="og:url" content="http://localhost/halfjaren/2027-I">' in head
    assert re.search(rf'og:description" content="In het eerste halfjaar 2027 .*?{SUM:,}'.replace(",", "."), head)
    assert "og:image" not in head, "there is no picture of a half-year without figures"
    assert '<meta name="twitter:card" content="summary">' in head
    assert 'id="deel-adres" type="url" value="http://localhost/halfjaren/2027-I"' in page
    assert "Nog niet begonnen." in page
    drawn = re.search(r"<svg viewBox.*?</svg>", page, re.S)
    assert drawn
    assert set(re.findall(r'fill="(#[0-9a-f]{6})"', drawn[0])) == {"#efe6d2"}
    assert f"<title>Amsterdam: {TASKS[AMSTERDAM]}</title>" in drawn[0]
    assert drawn[0].count("<path") == 342
    line = "taakstelling eerste halfjaar 2027, versie 1, http://localhost/halfjaren/2027-I</textarea>"
    assert f"Land in Beeld (Ministerie van Asiel en Migratie), {line}" in page
    assert "2027-I" in client.get("/").text
    listed = client.get("/gegevens").text
    assert "nog niet begonnen" in listed
    assert "/halfjaren/2027-I.csv" in listed


def test_the_csv_holds_every_gemeente(client: FlaskClient) -> None:
    post(client)
    lines = client.get("/halfjaren/2027-I.csv").get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0] == "code;naam;provincie;periode;taakstelling;inwoners;provinciecode;voorbeeld;revisie;bron;licentie"
    assert len(lines) == 343
    figures = f"GM0363;Amsterdam;Noord-Holland;2027-I;{TASKS[AMSTERDAM]};930000;PV27;nee;1"
    assert f"{figures};Cijfers: Ministerie van Asiel en Migratie;CC BY 4.0" in lines
    for ending in ("xlsx", "ods"):
        content = client.get(f"/halfjaren/2027-I.{ending}").data
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_name("Taakstelling").to_python()
        assert len(rows) == 343
        assert ["GM0363", "Amsterdam", "Noord-Holland", "2027-I", TASKS[AMSTERDAM], 930000] in [row[:6] for row in rows]
        about = {row[0]: row[1] for row in book.get_sheet_by_name("Over dit bestand").to_python()}
        assert about["Halfjaar"] == "2027-I (eerste halfjaar 2027)"
    assert client.get("/halfjaren/2027-I.xlsx?x=1").status_code == 400


def test_once_there_is_a_real_stand_that_one_is_shown(settings: Settings, client: FlaskClient, tmp_path: Path) -> None:
    post(client)
    settings.releases.unlink()
    february = dt.datetime(2027, 2, 3, tzinfo=dt.UTC)
    with Store(settings.database, settings.files) as store:
        done = deliver(store, month({AMSTERDAM: 7}), "coa.csv", door="cli", wie="", now=february)
        assert [f.code for f in done.findings if "circulaire" in f.code] == ["taakstelling-anders-dan-circulaire"]
        Pipeline(settings, store, Releases(settings.releases)).publish()
    with create_app(settings).test_client() as fresh:
        answer = fresh.get("/halfjaren/2027-I")
        assert (answer.status_code, answer.location) == (302, "/?peildatum=2027-02-01")
        [row] = fresh.get("/api/v1/taakstellingen").json["taakstellingen"]
        assert row["staat"] == "begonnen, met cijfers"
        assert "halfjaren/2027-I" not in fresh.get("/").text


def test_beheer_shows_what_it_is_and_publishes_it(client: FlaskClient) -> None:
    token = base64.b64encode(f"an:{TOKEN}".encode()).decode()
    headers = {"Authorization": f"Basic {token}", "Sec-Fetch-Site": "same-origin"}
    file = {"bestand": (io.BytesIO(FILE), NAME)}
    page = client.post("/beheer/voorbeeld", data=file, headers=headers).text
    assert "taakstelling voor het eerste halfjaar 2027" in page
    key = re.search(r'name="concept" value="([0-9a-f]{64})"', page)
    assert key
    done = client.post("/beheer/publiceren", data={"concept": key[1]}, headers=headers).text
    assert "is opgenomen als taakstelling voor het eerste halfjaar 2027 (versie 1)." in done
    assert "Opgenomen circulaires" in done


def test_inbox_and_commands_know_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", str(settings.state_dir))
    settings.inbox.mkdir(parents=True)
    (settings.inbox / NAME).write_bytes(FILE)
    with Store(settings.database, settings.files) as store:
        store.migrate()
        inbox = Inbox(settings.inbox, store)
        taken = [*inbox.look(NOW), *inbox.look(NOW)]
        assert [(d.accepted, d.halfjaar) for d in taken] == [(True, EERSTE)]
        assert len(list((settings.inbox / "verwerkt").iterdir())) == 1
    other = settings.state_dir / "circulaire.csv"
    other.write_bytes(coa.csv(circular(changed={AMSTERDAM: TASKS[AMSTERDAM] + 1}, total=None)))
    ran = CliRunner().invoke(main_group, ["snapshots", "check", str(other)])
    assert (ran.exit_code, "Gelezen als circulaire" in ran.output) == (0, True), ran.output
    ran = CliRunner().invoke(main_group, ["snapshots", "import", str(other)])
    assert "circulaire.csv: opgenomen, taakstelling voor het eerste halfjaar 2027, versie 2." in ran.output
    ran = CliRunner().invoke(main_group, ["snapshots", "list"])
    assert "2027-I (circulaire) versie 2 circulaire.csv" in ran.output


def test_a_backup_brings_it_back(settings: Settings, client: FlaskClient, tmp_path: Path) -> None:
    post(client)
    settings.releases.unlink()
    make_backup(settings, tmp_path / "b.tar.gz")
    again = replace(settings, state_dir=tmp_path / "elsewhere")
    restore_backup(again, tmp_path / "b.tar.gz")
    with Store(again.database, again.files) as store:
        [(info, found)] = store.circulaires()
        assert (info.halfjaar, found.taakstellingen) == (Halfjaar(2027, 1), TASKS)
        assert store.originals.read(info.sha256) == FILE


def test_what_stood_beside_the_figures_is_exported(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", str(settings.state_dir))
    columns = coa.USUAL | {"Gekoppeld": lambda g, c: "=1+1" if g.code == AMSTERDAM else g.code.number % 7}
    with Store(settings.database, settings.files) as store:
        store.migrate()
        assert deliver(store, coa.csv(coa.table(columns)), "x.csv", door="cli", wie="", now=NOW).accepted
    target = settings.state_dir / "uit.csv"
    ran = CliRunner().invoke(main_group, ["snapshots", "export", "2017-04-01", str(target)])
    assert ran.exit_code == 0, ran.output
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    of_file = "code,naam,taakstelling,achterstand,gerealiseerd,blad,rij"
    assert lines[0] == f"{of_file},peildatum,periode,maanden,provinciecode,voorbeeld,revisie,Gekoppeld"
    row = next(line for line in lines if line.startswith("GM0363"))
    assert row.split(",")[1:5] == ["Amsterdam", "64", "-4", "9"]
    assert row.split(",")[7:13] == ["2017-04-01", "2017-I", "3", "PV27", "nee", "1"]
    assert row.endswith(",'=1+1")  # a spreadsheet program must not reckon what somebody typed
    assert len(lines) == 389
