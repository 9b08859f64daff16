from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.store.store import Store
from server.app import create_app
from server.http import tokens
from server.settings import Settings

NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def token_and_settings(tmp_path: Path) -> tuple[str, Settings]:
    token, kept = tokens.new_token()
    return token, Settings(state_dir=tmp_path / "var", upload_token_hash=kept)


@pytest.fixture
def door(token_and_settings: tuple[str, Settings]) -> FlaskClient:
    """A client of an empty site that takes files, with the right token on every request."""
    token, settings = token_and_settings
    settings.state_dir.mkdir()
    client = create_app(settings).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def content(example_folder: Path) -> bytes:
    return (example_folder / "2026-11-01.csv").read_bytes()


def test_a_file_is_taken_in_once(door: FlaskClient, content: bytes, token_and_settings: tuple[str, Settings]) -> None:
    path = "/api/v1/snapshots?bestandsnaam=2026-11-01.csv"
    first = door.post(path, data=content, content_type="application/octet-stream")
    told = first.get_json()
    assert (first.status_code, told["peildatum"], told["periode"], told["revisie"], told["nieuw"]) == (
        201, "2026-11-01", "2026-II", 1, True,
    )  # fmt: skip
    assert first.headers["Cache-Control"] == "no-store"
    again = door.post(path, data=content, content_type="application/octet-stream")
    assert (again.status_code, again.get_json()["nieuw"]) == (200, False)
    settings = token_and_settings[1]
    store = Store(settings.database, settings.files)
    assert [(str(i.peildatum), i.door) for i in store.current()] == [("2026-11-01", "api")]
    store.close()


def test_a_form_field_does_as_well(door: FlaskClient, content: bytes) -> None:
    answer = door.post("/api/v1/snapshots", data={"bestand": (io.BytesIO(content), "..\\..\\2026-11-01.csv")})
    assert answer.status_code == 201, answer.data


@pytest.mark.parametrize("way", ["query", "form"])
def test_why_it_came_may_go_with_it(
    door: FlaskClient, content: bytes, way: str, token_and_settings: tuple[str, Settings]
) -> None:
    why = "Twee gemeenten\r\nwaren <b>verwisseld</b>."
    form: dict[str, object] = {"bestand": (io.BytesIO(content), "2026-11-01.csv")}
    query = {"toelichting": why} if way == "query" else {}
    answer = door.post("/api/v1/snapshots", query_string=query, data=form | ({} if query else {"toelichting": why}))
    assert answer.status_code == 201, answer.data
    with Store(token_and_settings[1].database, token_and_settings[1].files) as store:
        assert [i.toelichting for i in store.current()] == ["Twee gemeenten waren <b>verwisseld</b>."]


@pytest.mark.parametrize("way", ["query", "form"])
def test_a_reason_that_is_too_long_is_refused_before_anything_is_taken_in(
    door: FlaskClient, content: bytes, way: str, token_and_settings: tuple[str, Settings]
) -> None:
    why, form = {"toelichting": "x" * 501}, {"bestand": (io.BytesIO(content), "2026-11-01.csv")}
    answer = door.post(
        "/api/v1/snapshots", query_string=why if way == "query" else {}, data={**form, **(why if way == "form" else {})}
    )
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert "toelichting (hoogstens 500 tekens)" in answer.get_json()["detail"]
    with Store(token_and_settings[1].database, token_and_settings[1].files) as store:
        store.migrate()
        assert store.current() == ()


def test_a_long_name_keeps_its_date_and_ending(door: FlaskClient, content: bytes) -> None:
    name = "Overzicht realisatie huisvesting vergunninghouders " + "x" * 100 + " per 2026-11-01.csv"
    answer = door.post("/api/v1/snapshots", query_string={"bestandsnaam": name}, data=content)
    assert (answer.status_code, answer.get_json()["peildatum"]) == (201, "2026-11-01"), answer.data


def test_a_name_that_no_file_can_have_is_refused(door: FlaskClient, content: bytes) -> None:
    answer = door.post("/api/v1/snapshots", query_string={"bestandsnaam": "x" * 252 + ".csv"}, data=content)
    assert answer.status_code == 400
    assert "bestandsnaam (hoogstens 255 tekens)" in answer.get_json()["detail"]


def test_a_form_without_the_field_is_told_which(door: FlaskClient, content: bytes) -> None:
    answer = door.post("/api/v1/snapshots", data={"file": (io.BytesIO(content), "2026-11-01.csv")})
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["detail"] == "Het formulierveld ‘bestand’ ontbreekt."


def test_a_rejected_file_says_why(door: FlaskClient, content: bytes, token_and_settings: tuple[str, Settings]) -> None:
    broken = content.replace(b"Amsterdam", b"Amsterdom").replace(b"GM0363", b"GM9363")
    answer = door.post("/api/v1/snapshots?bestandsnaam=2026-11-01.csv", data=broken)
    told = answer.get_json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert told["status"] == 422
    assert any(finding["ernst"] == "fout" and finding["zin"] for finding in told["bevindingen"])
    settings = token_and_settings[1]
    store = Store(settings.database, settings.files)
    assert (len(store.current()), len(store.rejections())) == (0, 1)
    store.close()


@pytest.mark.parametrize("data", [b"", b"\x00" * 1000, b"PK\x03\x04" + b"\xff" * 500])
def test_soup_is_rejected_with_findings(door: FlaskClient, data: bytes) -> None:
    answer = door.post("/api/v1/snapshots", data=data)
    assert answer.status_code == 422
    assert answer.get_json()["bevindingen"]


def test_too_much_is_refused(door: FlaskClient) -> None:
    assert door.post("/api/v1/snapshots", data=b"x" * (33 * 2**20)).status_code == 413


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer verkeerd", "Basic abc", "Bearer " + "x" * 600, "bearer  "])
def test_a_wrong_token_opens_nothing(door: FlaskClient, content: bytes, value: str) -> None:
    answer = door.post("/api/v1/snapshots", data=content, headers={"Authorization": value})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")


def test_the_door_is_shut_without_a_token_in_the_settings(client: FlaskClient, content: bytes) -> None:
    assert client.post("/api/v1/snapshots", data=content).status_code == 404
    assert client.post("/api/v1/snapshots", data=content, headers={"Authorization": "Bearer "}).status_code == 404


def test_the_hash_of_nothing_is_no_token() -> None:
    assert not tokens.bearer_matches("Bearer ", tokens.hash_of(""))
    assert not tokens.bearer_matches("", tokens.hash_of(""))
    assert not tokens.bearer_matches("Bearer a", "")
    assert tokens.bearer_matches("bearer geheim", tokens.hash_of("geheim"))


def test_too_many_uploads_wait(token_and_settings: tuple[str, Settings]) -> None:
    token, settings = token_and_settings
    settings.state_dir.mkdir()
    client = create_app(replace(settings, upload_rate="3 per hour")).test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert [client.post("/api/v1/snapshots", data=b"", headers=headers).status_code for _ in range(3)] == [422] * 3
    answer = client.post("/api/v1/snapshots", data=b"", headers=headers)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 3601
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    other = client.post("/api/v1/snapshots", data=b"", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 422


def test_meldingen_are_public_only_and_paged(small_site: Settings) -> None:
    store = Store(small_site.database, small_site.files)
    for nth in range(3):
        store.add_melding("bericht", f"Nummer {nth}", now=NOW + dt.timedelta(hours=nth), publiek=True)
    store.add_melding("intern", "Alleen voor beheer", now=NOW, publiek=False)
    store.close()
    client = create_app(small_site).test_client()
    told: dict[str, Any] = client.get("/api/v1/meldingen?limit=2").get_json()
    assert [m["tekst"] for m in told["meldingen"]] == ["Nummer 2", "Nummer 1"]
    assert told["meldingen"][0]["moment"] == "2026-11-03T11:00:00Z"
    rest = client.get(told["volgende"].removeprefix("http://localhost")).get_json()
    assert rest["meldingen"][0]["tekst"] == "Nummer 0"
    assert "beheer" not in str(told) + str(rest)
    assert told["laatsteOpname"]["voorbeeld"] is True


def test_reports_are_listed_with_how_many_lie_ready(client: FlaskClient) -> None:
    rows = client.get("/api/v1/rapportages").get_json()["rapportages"]
    assert [(r["periode"], r["definitief"], r["aantal"]) for r in rows] == [
        ("2026-II", False, 342 + 12 + 1),
        ("2026-I", True, 342 + 12 + 1),
    ]
    assert rows[0]["nederland"] == "http://localhost/rapportages/2026-II/nederland.pdf"
    assert rows[0]["gereed"] == 0
