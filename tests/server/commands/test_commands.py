"""The commands: exit codes, sentences and figures, run as an operator runs them."""

from __future__ import annotations

import http.server
import json
import subprocess
import threading
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data.domain.outlook_words import REKENSOM
from data.reference.gemeenten import REFERENCE_FOLDER, gemeenten_of
from data.store.store import Store
from server.cli import main_group
from tests.whole.processes import BIN


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own, found by the environment."""
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "var"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main_group, [str(a) for a in arguments])


def test_series_follows_an_area_through_the_stored_months(state: Path) -> None:
    folder = REFERENCE_FOLDER / "voorbeeld"
    for month in ("2026-10-01", "2026-11-01"):
        assert run("snapshots", "import", str(folder / f"{month}.csv")).exit_code == 0
    done = run("snapshots", "series", "gm0363", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["code"], told["naam"]) == ("GM0363", "Amsterdam")
    lines = [(folder / f"{m}.csv").read_text(encoding="utf-8-sig") for m in ("2026-10-01", "2026-11-01")]
    expected = [next(line for line in text.splitlines() if line.startswith("GM0363")).split(";") for text in lines]
    assert [str(r["gerealiseerd"]) for r in told["reeks"]] == [row[-1] for row in expected]
    assert "Amsterdam" in run("snapshots", "series", "GM0363").stdout
    assert run("snapshots", "series", "NL").stdout.count("342 gemeenten") == 2


def test_series_looks_ahead_and_says_that_it_is_arithmetic(state: Path) -> None:
    """Utrecht on 1 November 2026: 157 of 358 after 4 months, so 157 * 6 / 4 = 235.5; 2026-I ended 128 short."""
    folder = REFERENCE_FOLDER / "voorbeeld"
    for month in ("2026-07-01", "2026-11-01"):
        assert run("snapshots", "import", str(folder / f"{month}.csv")).exit_code == 0
    shown = run("snapshots", "series", "GM0344").stdout.splitlines()
    told = json.loads(run("snapshots", "series", "GM0344", "--json").stdout)["vooruitblik"]
    assert told == [
        "In dit tempo ongeveer 235 op 1 januari 2027, 123 te weinig.",
        "Nodig: ongeveer 101 per maand. Tot 1 november 2026: gemiddeld 39,3 per maand.",
        "Een bandbreedte is er niet: niet van elke maand is een stand bekend.",
        "Van één halfjaar is de eindstand bekend: in 2026-I is de taakstelling niet gehaald.",
        REKENSOM,
    ]
    assert set(told) <= set(shown)
    assert not json.loads(run("snapshots", "series", "GM0457", "--json").stdout)["vooruitblik"], "Weesp is gone"


def test_rollback_says_what_is_so_already_and_a_killed_build_is_swept(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDINBEELD_MAXZOOM", "6")
    content = (REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv").read_bytes()
    releases = state / "releases"
    for nth, one in enumerate((content, content.replace(b"\n", b"\r\n"))):
        (tmp_path / "2026-11-01.csv").write_bytes(one)
        assert run("snapshots", "import", tmp_path / "2026-11-01.csv").exit_code == 0
        (releases / f".building-{nth}").mkdir(parents=True)
        (releases / f".building-{nth}" / "stand.json").write_bytes(b"{")
        done = run("tiles", "build")
        assert (done.exit_code, done.stdout[:23]) == (0, f"gemaakt: 2026-11-01-r{nth + 1}-"), done.output
        assert not list(releases.glob(".building-*"))
    first = run("releases", "rollback", "2026-11-01")
    name = next(p.name for p in releases.iterdir() if "-r1-" in p.name)
    assert (first.exit_code, first.stdout) == (0, f"2026-11-01: {name}, tot er een versie na 2 is.\n"), first.output
    for again in (("2026-11-01",), ("2026-11-01", "--to", name)):
        done = run("releases", "rollback", *again)
        assert done.stdout == f"2026-11-01: {name}, dat was al zo, tot er een versie na 2 is.\n"
        assert done.exit_code == 0

    (releases / "current.json").write_bytes(b"[]")
    (releases / name / "gemeenten.csv").write_bytes(b"x")
    done = run("releases", "verify")
    assert done.exit_code == 1
    assert "gemeenten.csv is veranderd" in done.stdout
    assert "De lijst van geldende uitgaven (current.json) is beschadigd." in done.stdout
    assert "landinbeeld tiles build" in done.stderr
    done = run("tiles", "build")
    assert done.exit_code == 0
    assert f"hersteld: {name}" in done.stdout
    assert run("releases", "verify").output == f"{name}: heel\n"
    assert f"* {name}" in run("releases", "list").stdout


def test_allot_divides_by_the_formula_and_compares(state: Path, tmp_path: Path) -> None:
    inhabitants, published = tmp_path / "inwoners.csv", tmp_path / "taakstelling.csv"
    inhabitants.write_text("Gemeentecode;Inwoners\nGM0363;900000\nGM0344;300001\n", encoding="utf-8")
    published.write_text("Gemeentecode;Taakstelling\nGM0363;750\nGM0344;260\n", encoding="utf-8")
    done = run("taakstelling", "allot", "--total", "1000", "--inhabitants", inhabitants, "--published", published)
    assert done.exit_code == 0, done.output
    amsterdam = next(line.split() for line in done.stdout.splitlines() if "Amsterdam" in line)
    utrecht = next(line.split() for line in done.stdout.splitlines() if "Utrecht" in line)
    assert amsterdam == ["GM0363", "Amsterdam", "900000", "750", "750"]  # 749.999.. is rounded up
    assert utrecht == ["GM0344", "Utrecht", "300001", "251", "260", "+9"]  # 250.0006.. is rounded up
    assert "Samen 1001 van 1000" in done.stdout
    assert "1 gemeenten wijken meer dan 1 af" in done.stdout


def test_download_asks_the_service_and_tells_what_came(state: Path) -> None:
    """A local stand-in for PDOK that has the embedded borders of 2024."""
    source = json.loads((REFERENCE_FOLDER / "gemeenten_2024.geojson").read_bytes())
    for feature in source["features"]:
        p = feature["properties"]
        feature["properties"] = {"statcode": p["code"], "statnaam": p["naam"], "jaarcode": 2024}
    source["numberMatched"] = source["numberReturned"] = len(source["features"])
    body = json.dumps(source).encode()

    class Service(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/geo+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = run("boundaries", "download", "--year", "2024", "--base-url", f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert done.exit_code == 0, done.output
    assert f"{len(gemeenten_of(2024))} gemeenten van 2024" in done.stdout
    assert list((state / "boundaries").glob("*2024*.gpkg"))


def test_a_sentence_stays_one_line_whatever_the_width(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert run("snapshots", "import", str(REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv")).exit_code == 0
    [line] = [line for line in run("snapshots", "series", "GM0344").stdout.splitlines() if "rekensom" in line]
    assert line == REKENSOM


def test_version_and_pages_load_nothing_heavy() -> None:
    """What starts the command, and what serves pages, waits for no renderer and no GDAL."""
    code = "import sys, {}; print(*sorted(sys.modules))"
    heavy = {"weasyprint", "fontTools", "openpyxl", "rasterio", "pyogrio", "pyproj", "alembic"}
    for module, left_out in (("server.cli", heavy | {"numpy", "sqlalchemy", "rich", "flask"}), ("server.app", heavy)):
        command = [str(BIN / "python"), "-c", code.format(module)]
        loaded = set(subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout.split())
        assert module in loaded
        assert loaded & left_out == set()


def test_a_build_with_nothing_to_build_waits_for_what_it_does_not_use(state: Path) -> None:
    """No migration, no reader of map files, no pages and no decoder when the tables and the borders are ours."""
    assert run("snapshots", "import", REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv").exit_code == 0
    assert run("tiles", "build").exit_code == 0
    code = "import sys; from server.cli import main_group; main_group(['tiles', 'build'], standalone_mode=False)"
    command = [str(BIN / "python"), "-c", f"try:\n {code}\nfinally: print(*sorted(sys.modules))"]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=False, cwd="/").stdout.split())
    assert "server.publishing.pipeline" in loaded
    assert loaded & {"alembic", "pyogrio", "flask", "mapbox_vector_tile", "weasyprint"} == set()


def test_version_is_that_of_the_package() -> None:
    done = subprocess.run([BIN / "landinbeeld", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == version("landinbeeld")


def test_the_reason_of_an_import_is_kept_and_one_that_is_too_long_refused(state: Path) -> None:
    path = REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv"
    refused = run("snapshots", "import", path, "--toelichting", "x" * 501)
    assert refused.exit_code != 0
    assert "hoogstens 500 tekens" in refused.output
    assert run("snapshots", "import", path, "--toelichting", " Eerste\n levering ").exit_code == 0
    assert run("snapshots", "import", path).exit_code == 0
    with Store(f"sqlite:///{state}/landinbeeld.sqlite", state / "files") as store:
        assert [(i.revision, i.toelichting) for i in store.current()] == [(1, "Eerste levering")]
