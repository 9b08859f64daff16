"""The page of the reports, the zip of a half-year and the versions before."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from data.store.store import Store
from server.app import create_app
from server.publishing import notifications
from server.rendering import report_store, report_zip
from server.settings import Settings
from tests.server.conftest import NOW
from tests.server.views.test_pages import text_of

NAMED = "land-in-beeld-2026-II-tussenstand-2026-11-01"


@pytest.fixture
def settings(tmp_path: Path, small_site: Settings) -> Settings:
    """A state folder with the releases of the small site and no reports."""
    for name in ("releases", "geometry"):
        (tmp_path / name).symlink_to(small_site.state_dir / name)
    return Settings(state_dir=tmp_path)


@pytest.fixture
def site(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def _fill(settings: Settings, month: int = 0) -> Path:
    """Something in the place of every report of a half-year; 0 is the newest."""
    releases = Releases(settings.releases)
    release = report_store.report_releases(releases)[month]
    folder = report_store.report_folder(settings, releases, release)
    folder.mkdir(parents=True)
    for n, code in enumerate(report_store.all_codes(release)):
        (folder / f"{code}.pdf").write_bytes(b"%PDF-1.7 " + code.encode() * (n + 1))
    return folder


def test_page_lists_every_half_year_newest_first(site: FlaskClient, settings: Settings) -> None:
    _fill(settings, 1)
    page = text_of(site, "/rapportages")
    assert page.index('id="h-2026-II"') < page.index('id="h-2026-I"')
    running, ended = page.split('id="h-2026-I"')
    assert "Tussenstand per 1 november 2026<" in running
    assert "0 van 355 klaar" in running
    assert "/rapportages/2026-II.zip" not in running
    assert "Definitief, eindstand per 1 juli 2026<" in ended
    assert 'href="/rapportages/2026-I.zip"' in ended
    for path in ("2026-II/nederland.pdf", "2026-I/nederland.pdf"):
        assert page.count(f'href="/rapportages/{path}"') == 1
    assert (page.count('<option value="GM'), page.count('<option value="PV')) == (342, 12)
    assert "Rapportages van" not in page


@pytest.mark.parametrize(("code", "page_of"), [("GM0344", "gemeenten/GM0344"), ("PV26", "provincies/PV26")])
def test_page_shows_the_reports_of_a_chosen_area(site: FlaskClient, code: str, page_of: str) -> None:
    page = text_of(site, f"/rapportages?gebied={code}")
    assert 'id="gekozen">Rapportages van ' in page
    assert f'href="/rapportages/2026-II/{code}.pdf"' in page
    assert f'href="/rapportages/2026-I/{code}.pdf"' in page
    assert f'href="/{page_of}">Alle cijfers van ' in page
    assert f'<option value="{code}" selected>' in page


def test_page_shows_reports_by_the_parameter_of_before(site: FlaskClient) -> None:
    page = text_of(site, "/rapportages?gemeente=GM0344")
    assert "Rapportages van de gemeente Utrecht" in page
    assert 'href="/rapportages/2026-II/GM0344.pdf"' in page
    assert 'href="/rapportages/2026-I/GM0344.pdf"' in page
    assert '<option value="GM0344" selected>' in page
    assert "Onbekend gebied" in text_of(site, "/rapportages?gemeente=GM9999", 404)
    assert site.get("/rapportages?gemeente=overal").status_code == 400


def test_page_without_figures(tmp_path: Path) -> None:
    page = text_of(create_app(Settings(state_dir=tmp_path)).test_client(), "/rapportages")
    assert "nog geen cijfers" in page


def test_zip_is_whole_or_not_given(site: FlaskClient, settings: Settings) -> None:
    answer = site.get("/rapportages/2026-II.zip")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) == 71  # 355 reports, 5 a second
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Nog 355 van de 355 rapportages" in answer.get_data(as_text=True)
    folder = _fill(settings)
    (folder / "GM0363.pdf").unlink()
    assert site.get("/rapportages/2026-II.zip").headers["Retry-After"] == "5"
    assert site.get("/rapportages/2025-I.zip").status_code == 404
    assert site.get("/rapportages/gisteren.zip").status_code == 400


def test_zip_of_a_half_year(site: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    folder = _fill(settings)
    with site.get("/rapportages/2026-II.zip") as answer:
        assert answer.status_code == 200
        assert answer.is_streamed
        content = answer.data
        assert answer.headers["Content-Type"] == "application/zip"
        assert answer.headers["Content-Length"] == str(len(content))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{NAMED}.zip"'
        tag = answer.headers["ETag"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:3] == [f"{NAMED}/{n}" for n in ("LEESMIJ.txt", "NL.pdf", "PV20.pdf")]
        assert names[-342:] == sorted(names[-342:])
        assert len(names) == 1 + 355
        for entry in archive.infolist():
            assert (entry.compress_type, entry.date_time) == (zipfile.ZIP_STORED, (2026, 11, 1, 0, 0, 0))
            assert entry.flag_bits & 8 == 0, "size and checksum stand in front: some readers need that"
        for path in folder.glob("*.pdf"):
            assert archive.read(f"{NAMED}/{path.name}") == path.read_bytes()
        told = archive.read(names[0]).decode()
    assert "Stand per 1 november 2026 (tussenstand), versie 1." in told
    assert "verzonnen voorbeeldcijfers" in told
    assert "CC BY 4.0: https://creativecommons.org/licenses/by/4.0/" in told
    assert "GM0344  Utrecht (gemeente)\r\n" in told

    path = tmp_path / "all.zip"
    path.write_bytes(content)
    assert "No errors detected" in _unzip(path)
    with site.get("/rapportages/2026-II.zip") as again:
        assert hashlib.sha256(again.data).digest() == hashlib.sha256(content).digest()
    assert site.get("/rapportages/2026-II.zip", headers={"If-None-Match": tag}).status_code == 304
    half = len(content) // 2
    rest = site.get("/rapportages/2026-II.zip", headers={"Range": f"bytes={half}-", "If-Range": tag})
    assert (rest.status_code, rest.data == content[half:]) == (206, True), "a download that broke off goes on"
    head = site.head("/rapportages/2026-II.zip")
    assert (head.headers["Content-Length"], head.data) == (str(len(content)), b"")


def _unzip(path: Path) -> str:
    """What another program says of it, where there is one."""
    try:
        return subprocess.run(["unzip", "-t", path], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return "No errors detected"


def test_zip_holds_one_report_at_a_time(settings: Settings) -> None:
    folder = _fill(settings)
    stand = Releases(settings.releases).current().stand
    listed = report_zip.entries(stand, sorted(folder.iterdir()))
    sizes = [len(piece) for piece in report_zip.pieces(listed, stand)]
    largest = max(path.stat().st_size for path in folder.iterdir())
    read_me = len(report_zip.read_me(stand))
    assert len(sizes) == len(listed) + 1
    assert max(sizes[1:-1]) <= largest + 100
    assert sizes[0] <= read_me + 100


def test_versions_keep_an_address(site: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _fill(settings)
    with site.get("/rapportages/2026-II/versie-1/GM0344.pdf") as answer:
        assert answer.data == (folder / "GM0344.pdf").read_bytes()
    assert site.get("/rapportages/2026-II/versie-2/GM0344.pdf").status_code == 404

    before = settings.reports / "before"
    before.mkdir()
    (before / "GM0344.pdf").write_bytes(b"%PDF-1.7 before")
    (before / "NL.pdf").write_bytes(b"%PDF-1.7 the land before")
    monkeypatch.setattr(report_store, "former_versions", lambda settings, release: {0: before})
    with site.get("/rapportages/2026-II/versie-0/GM0344.pdf") as answer:
        assert answer.data == b"%PDF-1.7 before"
        assert answer.mimetype == "application/pdf"
        assert (
            "land-in-beeld-2026-II-GM0344-tussenstand-2026-11-01-versie-0.pdf" in answer.headers["Content-Disposition"]
        )
    with site.get("/rapportages/2026-II/versie-0/nederland.pdf") as answer:
        assert answer.data == b"%PDF-1.7 the land before"
    for path in ("GM0363.pdf", "..%2FNL.pdf", "NL.pdf/", "nl.pdf"):
        assert site.get(f"/rapportages/2026-II/versie-0/{path}").status_code == 404
    page = text_of(site, "/rapportages")
    assert "Eerdere versie 0 van 2026-II: 2 rapportages" in page
    assert 'href="/rapportages/2026-II/versie-0/nederland.pdf"' in page
    told: Any = site.get("/api/v1/rapportages").json
    assert told["rapportages"][0]["eerder"] == [
        {"versie": 0, "gereed": 2, "sjabloon": "http://localhost/rapportages/2026-II/versie-0/{code}.pdf"}
    ]


def test_api_lists_the_half_years(site: FlaskClient, settings: Settings) -> None:
    _fill(settings, 1)
    told: Any = site.get("/api/v1/rapportages").json
    running, ended = told["rapportages"]
    assert (running["periode"], running["peildatum"], running["definitief"]) == ("2026-II", "2026-11-01", False)
    assert (ended["periode"], ended["peildatum"], ended["definitief"]) == ("2026-I", "2026-07-01", True)
    assert (running["aantal"], running["gereed"], ended["gereed"]) == (355, 0, 355)
    assert running["zip"] == "http://localhost/rapportages/2026-II.zip"
    assert (running["versie"], running["eerder"]) == (1, [])


def test_feed_and_page_name_the_half_year_alike(site: FlaskClient, settings: Settings) -> None:
    store = Store(settings.database, settings.files)
    store.migrate()
    stand = Releases(settings.releases).current().stand
    real = replace(stand, voorbeeld=False, revision=2)
    assert notifications.announce_reports(store, real, NOW)
    assert not notifications.announce_reports(store, real, NOW), "said once"
    store.close()
    feed = site.get("/feed.atom").get_data(as_text=True)
    assert "rapportages over het tweede halfjaar 2026 staan klaar (stand per 1 november 2026, versie 2)." in feed
    assert 'href="http://localhost/rapportages#h-2026-II"' in feed
    assert 'id="h-2026-II"' in text_of(site, "/rapportages")


def test_a_report_that_is_cleared_away_at_that_moment_is_asked_again(
    site: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker clears old reports away while the web is between looking and opening."""
    monkeypatch.setattr("server.views.rapportages.have_made", lambda *_, **__: tmp_path / "gone.pdf")
    answer = site.get("/rapportages/2026-II/GM0363.pdf")
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
    assert "wordt net vernieuwd" in answer.get_data(as_text=True)


def test_the_figures_of_a_report_are_a_table_beside_it(client: FlaskClient) -> None:
    answer = client.get("/rapportages/2026-II/GM0344.csv")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="land-in-beeld-2026-II-GM0344-tussenstand-2026-11-01.csv"'
    )
    assert answer.content_type.startswith("text/csv")
    rows = [line.split(";") for line in answer.get_data().decode("utf-8-sig").splitlines()]
    assert rows[1][:8] == ["stand", "gemeente", "GM0344", "Utrecht", "230", "128", "358", "157"]  # as in the file
    assert answer.headers["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert b'href="/rapportages/2026-II/GM0344.csv"' in client.get("/gemeenten/GM0344").data
    assert client.get("/rapportages/2026-II/nederland.csv").status_code == 200
    assert client.get("/rapportages/2026-II/GM9999.csv").status_code == 404


@pytest.mark.parametrize("prefix", ["/rapportages/2026-II", "/rapportages/2026-II/versie-1"])
def test_a_report_in_large_print_is_kept_and_sent_as_the_ordinary_one(
    site: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    folder = _fill(settings)
    asked = []

    def made(_settings: Settings, path: Path, *what: str, **_: Any) -> Path:
        asked.append((path, *what[:1]))
        if not path.is_file():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"%PDF-1.7 large " + path.name.encode())
        return path

    monkeypatch.setattr("server.views.rapportages.have_made", made)
    with site.get(f"{prefix}/nederland.pdf?groot=1") as answer:
        assert (answer.status_code, answer.data) == (200, b"%PDF-1.7 large NL.pdf")
        name = "land-in-beeld-2026-II-nederland-tussenstand-2026-11-01-grote-letters.pdf"
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
        tag = answer.headers["ETag"]
    assert asked == [(folder / "groot/NL.pdf", "large")]
    with site.get(f"{prefix}/nederland.pdf") as ordinary:
        assert (ordinary.data, asked[1][1]) == ((folder / "NL.pdf").read_bytes(), "report")
        assert ordinary.headers["ETag"] != tag
        kept = {name: ordinary.headers[name] for name in ("Cache-Control", "Accept-Ranges", "Content-Type")}
    assert kept.items() <= dict(answer.headers).items()
    again = site.get(f"{prefix}/nederland.pdf?groot=1", headers={"If-None-Match": tag})
    assert again.status_code == 304
    with site.get(f"{prefix}/nederland.pdf?groot=0") as other:
        assert other.data == (folder / "NL.pdf").read_bytes()
    assert site.get(f"{prefix}/GM9999.pdf?groot=1").status_code == 404
    assert report_store.missing(settings, Releases(settings.releases), Releases(settings.releases).current()) == []


def test_an_earlier_version_in_large_print_is_there_when_it_was_asked_for_then(
    site: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = settings.reports / "before"
    (before / "groot").mkdir(parents=True)
    for path in ("GM0344.pdf", "GM0363.pdf", "groot/GM0344.pdf"):
        (before / path).write_bytes(b"%PDF-1.7 " + path.encode())
    monkeypatch.setattr(report_store, "former_versions", lambda settings, release: {0: before})
    with site.get("/rapportages/2026-II/versie-0/GM0344.pdf?groot=1") as answer:
        assert answer.data == b"%PDF-1.7 groot/GM0344.pdf"
    assert site.get("/rapportages/2026-II/versie-0/GM0363.pdf?groot=1").status_code == 404
    assert "Eerdere versie 0 van 2026-II: 2 rapportages" in text_of(site, "/rapportages")


def test_large_print_is_linked_beside_the_ordinary_report(client: FlaskClient) -> None:
    for page, path in (
        ("/rapportages", "nederland"),
        ("/rapportages?gebied=GM0344", "GM0344"),
        ("/gemeenten/GM0344", "GM0344"),
        ("/provincies/PV26", "PV26"),
        ("/nederland", "nederland"),
    ):
        assert f'href="/rapportages/2026-II/{path}.pdf?groot=1"' in text_of(client, page)


def test_large_print_is_made_by_the_process_that_makes_one_report(site: FlaskClient, settings: Settings) -> None:
    with site.get("/rapportages/2026-II/GM0093.pdf?groot=1") as answer:
        assert answer.status_code == 200
        assert "in grote letters".encode("utf-16-be") in answer.data or b"in grote letters" in answer.data
        made = answer.data
    (path,) = settings.reports.glob("*/*/GM0093.pdf")
    assert (path.parent.name, path.read_bytes()) == ("groot", made)
