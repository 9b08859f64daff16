"""The page on which a file is looked at before it goes on the map, and the feed that tells of it."""

from __future__ import annotations

import base64
import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.releases.release_store import Releases
from data.store.store import Store
from server.app import create_app
from server.http import tokens
from server.http.refusals import DraftMissing
from server.publishing import notifications
from server.publishing.drafts import Drafts
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.server.conftest import NOW

TOKEN, HASH = tokens.new_token()


@pytest.fixture
def settings(tmp_path: Path, small_site: Settings, example_folder: Path) -> Settings:
    """A state folder of its own with one real month on the map."""
    settings = replace(small_site, state_dir=tmp_path / "var", upload_token_hash=HASH, public_url="https://kaart.nl/a")
    settings.state_dir.mkdir()
    settings.geometry.symlink_to(small_site.geometry)
    with_store(settings, example_folder / "2026-10-01.csv")
    return settings


def with_store(settings: Settings, path: Path) -> None:
    store = Store(settings.database, settings.files)
    store.migrate()
    assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW).accepted
    Pipeline(settings, store, releases := Releases(settings.releases)).publish()
    notifications.announce_releases(store, releases, NOW)
    store.close()


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    with create_app(settings).test_client() as client:
        yield client


def auth(token: str = TOKEN, **more: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"mieke:{token}".encode()).decode(), **more}


def post(client: FlaskClient, path: str, **form: object) -> TestResponse:
    return client.post(f"/beheer/{path}", data=form, headers=auth(**{"Sec-Fetch-Site": "same-origin"}))


def test_file_is_given_back_with_the_findings_in_its_cells(client: FlaskClient) -> None:
    upload = (io.BytesIO(b"Gemeente;Taakstelling;Achterstand;Gerealiseerd\nAmstelvene;1;2;3\n"), "cijfers.csv")
    answer = post(client, "voorbeeld", bestand=upload, geef="terug")
    assert answer.headers["Content-Disposition"].endswith('filename="cijfers met bevindingen.xlsx"')
    assert answer.headers["Cache-Control"] == "no-store"
    page = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert page["A2"].comment is not None
    assert "Amstelveen" in page["A2"].comment.text
    page = post(client, "voorbeeld", bestand=(io.BytesIO(b"%PDF-1.7"), "x.pdf"), geef="terug").get_data(as_text=True)
    assert "Dit is een pdf." in page


def test_nobody_comes_in_without_the_token(client: FlaskClient, small_site: Settings) -> None:
    answer = client.get("/beheer")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert client.get("/beheer", headers=auth("fout")).status_code == 401
    assert client.post("/beheer/voorbeeld").status_code == 401
    assert create_app(small_site).test_client().get("/beheer", headers=auth()).status_code == 404, "no token, no page"
    page = client.get("/beheer", headers=auth())
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.nl"}]
)
def test_another_site_cannot_publish_with_the_password_of_a_visitor(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert client.post("/beheer/weggooien", headers=auth(**headers)).status_code == 403


def test_preview_tells_the_klasse_changes_and_publishing_takes_it_in(
    client: FlaskClient, settings: Settings, example_folder: Path
) -> None:
    rows = list(csv.reader(io.StringIO((example_folder / "2026-10-01.csv").read_text("utf-8-sig")), delimiter=";"))
    row = next(r for r in rows if r and r[0] == "GM0363")
    row[-1] = "0"  # Amsterdam housed nobody
    content = "\n".join(";".join(r) for r in rows).encode()
    answer = post(client, "voorbeeld", bestand=(io.BytesIO(content), "correctie-2026-10-01.csv"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, page
    assert "een <strong>verbetering</strong>" in page
    assert "<strong>1</strong> gemeenten krijgen een andere kleur; van 1 veranderen de cijfers" in page
    assert re.search(r'<th scope="row">Amsterdam</th>.*goed op schema|achter', page)
    [figures] = re.findall(r'<tr><th scope="row">Amsterdam</th>((?:<td class="n">[^<]*</td>){3})</tr>', page)
    assert re.search(r"^<td[^>]*>[0-9.]+</td><td[^>]*>[0-9.−-]+</td><td[^>]*>[0-9.]+ → 0</td>$", figures), figures
    assert page.count('<svg viewBox="0 0 320') == 2
    assert page.count("<title>Amsterdam</title>") == 2
    key = re.search(r'name="concept" value="([0-9a-f]{64})"', page)
    assert key

    store = Store(settings.database, settings.files)
    assert store.current()[0].revision == 1, "looking changes nothing"
    page = post(client, "publiceren", concept=key[1]).get_data(as_text=True)
    assert "correctie-2026-10-01.csv is opgenomen als stand per 1 oktober 2026 (versie 2)" in page
    (info,) = store.current()
    assert (info.revision, info.door, info.wie) == (2, "beheer", "mieke")
    assert post(client, "publiceren", concept=key[1]).status_code == 404, "a draft is used once"
    store.close()


def corrected(example_folder: Path, gerealiseerd: str = "0") -> bytes:
    """The month of October with another figure for Amsterdam."""
    rows = list(csv.reader(io.StringIO((example_folder / "2026-10-01.csv").read_text("utf-8-sig")), delimiter=";"))
    next(r for r in rows if r and r[0] == "GM0363")[-1] = gerealiseerd
    return "\n".join(";".join(r) for r in rows).encode()


def test_why_the_figures_come_stays_in_the_form_and_is_kept_with_the_revision(
    client: FlaskClient, settings: Settings, example_folder: Path
) -> None:
    why, escaped = 'Amsterdam telde "dubbel" & <te hoog>.', "Amsterdam telde &#34;dubbel&#34; &amp; &lt;te hoog&gt;."
    page = post(client, "voorbeeld", bestand=(io.BytesIO(b"%PDF-1.7"), "x.pdf"), toelichting=why).get_data(as_text=True)
    assert page.count(f">{escaped}</textarea>") == 1, "a file that is no good takes no text away"
    upload = (io.BytesIO(corrected(example_folder)), "correctie-2026-10-01.csv")
    page = post(client, "voorbeeld", bestand=upload, toelichting=why).get_data(as_text=True)
    assert page.count(f">{escaped}</textarea>") == 2, "to check another file, and to publish this one"
    key = re.search(r'name="concept" value="([0-9a-f]{64})"', page)
    assert key
    page = post(client, "publiceren", concept=key[1], toelichting="x" * 501).get_data(as_text=True)
    assert "De toelichting is te lang: hoogstens 500 tekens." in page
    post(client, "publiceren", concept=key[1], toelichting=why)
    with Store(settings.database, settings.files) as store:
        assert [(i.revision, i.toelichting) for i in store.current()] == [(2, why)]


def test_the_age_of_the_newest_figures_is_said(client: FlaskClient) -> None:
    page = client.get("/beheer", headers=auth()).text.replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"De nieuwste cijfers op de kaart zijn van 1 oktober 2026, [0-9.]+ dagen oud\.", page)


def test_times_are_those_of_the_clock_in_the_netherlands(client: FlaskClient) -> None:
    assert NOW.isoformat() == "2026-11-03T09:00:00+00:00"
    page = client.get("/beheer", headers=auth()).get_data(as_text=True)
    assert '<time datetime="2026-11-03T09:00:00+00:00">03-11-2026 10:00</time> De cijfers per 1 oktober 2026' in page


def test_a_draft_can_be_thrown_away(client: FlaskClient, settings: Settings, example_folder: Path) -> None:
    upload = (io.BytesIO((example_folder / "2026-11-01.csv").read_bytes()), "2026-11-01.csv")
    page = post(client, "voorbeeld", bestand=upload).get_data(as_text=True)
    assert "Vergeleken met de stand per 1 oktober 2026" in page
    key = re.search(r'name="concept" value="([0-9a-f]{64})"', page)
    assert key
    assert "weggegooid" in post(client, "weggooien", concept=key[1]).get_data(as_text=True)
    assert list((settings.state_dir / "concepten").iterdir()) == []
    assert post(client, "publiceren", concept="../../etc/passwd").status_code == 404


def test_the_same_file_for_another_month_is_another_draft(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    keys = {drafts.keep(b"x", name, month) for name in ("a.csv", "b.csv") for month in ("", "2026-10-01", "2026-11-01")}
    assert len(keys) == 6
    assert sorted(drafts.read(key)[1:] for key in keys)[:2] == [("a.csv", ""), ("a.csv", "2026-10-01")]
    changed = next(iter(keys))
    (tmp_path / changed).write_bytes(b"y")
    with pytest.raises(DraftMissing):
        drafts.read(changed)


def test_a_draft_that_vanishes_during_the_sweep_is_no_trouble(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    key = drafts.keep(b"x", "a.csv", "")
    (tmp_path / "weg").symlink_to(tmp_path / "nergens")  # `stat` finds nothing, as of one that was just discarded
    assert drafts.sweep(lambda path: path.stat().st_size >= 0) == 2
    with pytest.raises(DraftMissing):
        drafts.read(key)


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "november", "2026-11-02"])
def test_an_impossible_month_brings_the_form_back(client: FlaskClient, example_folder: Path, month: str) -> None:
    upload = (io.BytesIO((example_folder / "2026-11-01.csv").read_bytes()), "2026-11-01.csv")
    answer = post(client, "voorbeeld", bestand=upload, peildatum=month)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"De maand ‘{month}’ bestaat niet. Kies een maand zoals 2026-11" in page
    assert 'name="bestand"' in page


def test_a_bad_file_shows_its_findings_and_cannot_be_published(client: FlaskClient) -> None:
    page = post(client, "voorbeeld", bestand=(io.BytesIO(b"Gemeente;Taakstelling\n<b>x;1\n"), "<i>.csv")).get_data(
        as_text=True
    )
    assert "Dit bestand kan niet op de kaart" in page
    assert 'name="concept"' not in page
    assert "<b>x" not in page
    assert "<i>.csv" not in page


def test_feed_holds_the_public_meldingen(client: FlaskClient, settings: Settings) -> None:
    store = Store(settings.database, settings.files)
    store.add_melding("afgewezen", "Niet voor iedereen", now=NOW, publiek=False)
    store.close()
    answer = client.get("/feed.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(answer.data)
    assert root.tag == f"{atom}feed"
    (entry,) = root.findall(f"{atom}entry")
    assert entry.findtext(f"{atom}title") == "De cijfers per 1 oktober 2026 staan op de kaart."
    assert entry.findtext(f"{atom}updated") == root.findtext(f"{atom}updated") == "2026-11-03T09:00:00Z"
    assert entry.findtext(f"{atom}id") == "tag:kaart.nl,2017:melding/1"
    link = entry.find(f"{atom}link")
    assert link is not None
    assert link.get("href") == "https://kaart.nl/a/gemeenten?peildatum=2026-10-01"
    assert "Niet voor iedereen" not in answer.get_data(as_text=True)
    assert client.get("/feed.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
