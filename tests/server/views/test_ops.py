from __future__ import annotations

import datetime as dt
import logging
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import abort
from flask.testing import FlaskClient
from werkzeug.exceptions import default_exceptions

from data.releases.release_store import Releases
from server.app import create_app
from server.http import tokens
from server.operations.gauges import Gauges
from server.operations.health import Readiness
from server.publishing.worker_lock import WorkerState
from server.settings import Settings


def test_health_and_readiness_are_never_cached(changing: Settings) -> None:
    client = create_app(changing).test_client()  # a state of its own, in which nobody asked for a report
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    told = client.get("/readyz").get_json()
    today = dt.datetime.now(dt.UTC).date()
    assert told["peildatum"] == "2026-11-01"
    assert told["dagenOud"] == (today - dt.date(2026, 11, 1)).days
    assert told["rapportages"] == {"gereed": 0, "aantal": 355}
    assert told["waarschuwingen"] == ["De worker draait niet."]


def test_a_database_that_cannot_be_used_is_warned_of(small_site: Settings, tmp_path: Path) -> None:
    settings = replace(small_site, state_dir=tmp_path / "var")
    shutil.copytree(small_site.releases, settings.releases)
    (tmp_path / "var" / "landinbeeld.sqlite").write_bytes(b"geen database " * 1000)
    answer = create_app(settings).test_client().get("/readyz")
    told = answer.get_json()
    assert (answer.status_code, told["status"]) == (200, "ok"), "the map is served without it"
    assert "De database is niet te gebruiken: nieuwe bestanden en /beheer werken nu niet." in told["waarschuwingen"]


def test_not_ready_without_a_release(tmp_path: Path) -> None:
    client = create_app(Settings(state_dir=tmp_path)).test_client()
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.get("/readyz").get_json()["release"] is None
    assert client.get("/tiles/actueel/5/16/10.mvt").status_code == 404
    assert client.get("/metrics").status_code == 200


def test_metrics_count_what_was_answered(small_site: Settings) -> None:
    client = create_app(small_site).test_client()
    for _ in range(3):
        client.get("/tiles/actueel/5/16/10.mvt")
    client.get("/tiles/actueel/6/0/0.mvt")
    client.get("/api/v1/nederland")
    client.get("/bestaat-niet")
    told = client.get("/metrics").get_data(as_text=True)
    for line in (
        'landinbeeld_requests_total{kind="tiles",status="200"} 3.0',
        'landinbeeld_requests_total{kind="tiles",status="404"} 1.0',
        'landinbeeld_requests_total{kind="api",status="200"} 1.0',
        'landinbeeld_requests_total{kind="page",status="404"} 1.0',
        "landinbeeld_ready 1.0",
        "landinbeeld_reports_expected 355.0",
    ):
        assert line in told.splitlines(), told


def test_the_alert_rules_name_metrics_that_are_told(small_site: Settings) -> None:
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    client = create_app(small_site).test_client()
    client.get("/toelichting")
    told = client.get("/metrics").get_data(as_text=True)
    worker = WorkerState(last_look=now.timestamp())
    gauges = Gauges(Readiness("x", now.date(), False, 1, 355, 355, worker, None), now)
    names = {line.partition("{")[0] for line in told.splitlines()} | {gauge.name for gauge in gauges.collect()}
    rules = (Path(__file__).parents[3] / "docs" / "deploy" / "prometheus-rules.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\blandinbeeld_\w+", rules))
    assert len(used) == 7
    assert used <= names
    assert 'landinbeeld_request_seconds_bucket{kind="page"' in told


def test_metrics_are_for_this_machine_or_for_the_token(small_site: Settings) -> None:
    client = create_app(small_site).test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    proxied = create_app(replace(small_site, trusted_proxies=1)).test_client()
    assert proxied.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    public = create_app(replace(small_site, public_url="https://kaart.nl")).test_client()
    assert public.get("/metrics").status_code == 404
    token, kept = tokens.new_token()
    locked = create_app(replace(small_site, metrics_token_hash=kept)).test_client()
    assert locked.get("/metrics").status_code == 404
    assert locked.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_security_txt_is_there_when_somebody_is_named(small_site: Settings, client: FlaskClient) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    named = create_app(replace(small_site, security_contact="mailto:veilig@voorbeeld.nl")).test_client()
    answer = named.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines())
    assert lines["Contact"] == "mailto:veilig@voorbeeld.nl"
    expires = dt.datetime.fromisoformat(lines["Expires"])
    ahead = expires - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=120) < ahead < dt.timedelta(days=365)
    soon = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=10)).isoformat()
    ending = replace(small_site, security_contact="https://voorbeeld.nl/veilig", security_expires=soon)
    ending_client = create_app(ending).test_client()
    assert f"security.txt geldt tot {soon}." in ending_client.get("/readyz").get_json()["waarschuwingen"]
    told = ending_client.get("/.well-known/security.txt").get_data(as_text=True)
    assert f"Expires: {soon}T23:59:59Z\n" in told, "the last day that it holds is still whole"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/" + "a" * 1100, {}, 414),
        ("/api/v1/gemeenten?q=" + "a" * 2100, {}, 414),
        ("/api/v1/gemeenten", {"X-Big": "a" * 17000}, 431),
    ],
)
def test_what_is_too_long_is_refused(client: FlaskClient, path: str, headers: dict[str, str], status: int) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_error_is_told_in_dutch(small_site: Settings) -> None:
    app = create_app(small_site)
    app.add_url_rule("/kapot/<int:status>", "kapot", lambda status: abort(status))
    client = app.test_client()
    for status, kind in default_exceptions.items():
        page = client.get(f"/kapot/{status}")
        assert page.status_code == status
        told = re.search(r"<h1>(.*?)</h1>\s*<p[^>]*>(.*?)</p>", page.get_data(as_text=True))
        assert told, status
        assert told[1]
        assert told[2]
        assert kind().name not in told[0], status


def test_a_form_that_does_not_exist_is_refused_in_dutch(client: FlaskClient) -> None:
    page = client.get("/oembed?url=http://localhost/&format=yaml")
    assert page.status_code == 501
    assert "<h1>Bestaat hier niet</h1>" in page.get_data(as_text=True)


def test_a_break_in_a_layer_tells_nothing(small_site: Settings, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(small_site)
    client = app.test_client()
    answer = client.get("/tiles/actueel/5/16/10.mvt", environ_overrides={"HTTP_ACCEPT_ENCODING": 5})  # no text
    assert answer.status_code == 500
    assert b"Traceback" not in answer.data
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "request_broke" in caplog.text


def test_access_log_knows_no_people(small_site: Settings, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(replace(small_site, access_log=True)).test_client()
    with caplog.at_level(logging.INFO, "server.http.request_limits"):
        client.get(
            "/gemeenten/GM0363?zoek=jan",
            environ_base={"REMOTE_ADDR": "192.0.2.77"},
            headers={"User-Agent": "Mozilla", "Referer": "https://elders.nl/"},
        )
    (line,) = [r.getMessage() for r in caplog.records if r.name == "server.http.request_limits"]
    assert re.fullmatch(r"request method=GET kind=page status=200 ms=[0-9.]+", line)


def test_reports_on_demand_have_a_limit(small_site: Settings, tmp_path: Path) -> None:
    for name in ("releases", "geometry"):
        (tmp_path / name).symlink_to(small_site.state_dir / name)
    client = create_app(replace(small_site, state_dir=tmp_path, report_rate="1 per hour")).test_client()
    codes = [client.get(f"/rapportages/2026-II/GM{n:04}.pdf").status_code for n in (363, 344)]
    assert codes == [200, 429]
    assert len(list(tmp_path.glob("reports/*/*.pdf"))) == 1


def test_every_route_answers_head_like_get_and_carries_the_headers(client: FlaskClient) -> None:
    for path in ("/", "/gemeenten", "/healthz", "/api/v1/peildata", "/api/v1/openapi.json", "/styles/status.json"):
        got, head = client.get(path), client.head(path)
        assert (got.status_code, head.status_code, head.data) == (200, 200, b"")
        assert {k: v for k, v in head.headers.items() if k != "Date"} == {
            k: v for k, v in got.headers.items() if k != "Date"
        }
        assert head.headers["X-Content-Type-Options"] == "nosniff"


def test_an_archive_that_is_cut_off_is_said_to_be_away(small_site: Settings, tmp_path: Path) -> None:
    settings = replace(small_site, state_dir=tmp_path / "var")
    shutil.copytree(small_site.releases, settings.releases)
    client = create_app(settings).test_client()
    assert client.get("/tiles/actueel/5/16/10.mvt").status_code == 200
    current = Releases(settings.releases).current()
    os.truncate(current.path / "png@2x.pmtiles", 8192)
    for name in ("actueel", current.name):
        answer = client.get(f"/tiles/{name}/5/16/10@2x.png")
        assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/tiles/actueel/5/16/10.mvt").status_code == 200, "what is whole stays"
