"""One figure, one truth: what a gemeente has is the same on map, panel, table, page, frame, feed, API, CSV and PDF.

The expected figures come from the delivered file itself, read here with nothing of ours.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.whole.conftest import NOW

MONTH = "2026-11-01"
FILE = REFERENCE_FOLDER / "voorbeeld" / f"{MONTH}.csv"
CODES = ("GM0344", "GM0363", "GM0193")  # Utrecht, behind; Amsterdam, large; Zwolle, with a lead
NAMES = ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd")
ROWS = {
    "Taakstelling": "taakstelling",
    "Achterstand": "achterstand",
    "Voorsprong": "achterstand",
    "Gecorrigeerde": "gecorrigeerd",
    "Gerealiseerd": "gerealiseerd",
    "Nog": "nog",
}


class Rows(HTMLParser):
    """The rows of every table as lists of the texts of their cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def number(text: str) -> int:
    """A whole number as a table of a page or of a report has it: 1.234, +12, -5, −5."""
    return int(re.sub(r"[.\s+]", "", text).replace("−", "-"))


def of_sum(page: str) -> dict[str, int]:
    """The figures in the sum of a panel, page or frame, by name."""
    found: dict[str, int] = {}
    for row in Rows(page).rows:
        name = ROWS.get(row[0].split()[0]) if len(row) in (2, 3) and row[0].split() else None
        if name and re.fullmatch(r"[+-]?[\d.]+", row[1].strip()):
            found.setdefault(name, number(row[1]))
    return found


@pytest.fixture
def client(settings: Settings, store: Store, releases: Releases, app: Flask) -> Iterator[FlaskClient]:
    """A client of a site with this one month."""
    done = deliver(store, FILE.read_bytes(), FILE.name, door="voorbeeld", wie="", now=NOW, voorbeeld=True)
    assert done.accepted
    Pipeline(settings, store, releases).publish()
    with app.test_client() as client:
        yield client


@pytest.fixture
def delivered() -> dict[str, dict[str, Any]]:
    """The figures of the file, and what follows from them by the rule of the law, by code."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = {}
    for row in rows:
        figures: dict[str, Any] = {name: int(row[name]) for name in ("taakstelling", "achterstand", "gerealiseerd")}
        figures["gecorrigeerd"] = todo = figures["taakstelling"] + figures["achterstand"]
        done = figures["gerealiseerd"]
        if todo <= 0:
            continue
        figures["nog"] = max(0, todo - done)
        figures["percentage"] = round(100 * done / todo, 1)
        figures["klasse"] = (
            1 if 6 * done >= 4 * todo else 2 if 6 * done >= 3 * todo else 3
        )  # four of six months; 75% of it
        found[row["gemeentecode"]] = figures
    return found


def tiles(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """The attributes of every gemeente in the tiles of zoom 6, by code."""
    found: dict[str, dict[str, Any]] = {}
    for x in (32, 33):
        for y in (20, 21):
            answer = client.get(f"/tiles/actueel/6/{x}/{y}.mvt", headers={"Accept-Encoding": "gzip"})
            if answer.status_code == 200 and answer.data:
                layer = mapbox_vector_tile.decode(gzip.decompress(answer.data)).get("gemeenten", {"features": []})
                found |= {f["properties"]["statcode"]: f["properties"] for f in layer["features"]}
    return found


def test_the_figures_are_the_same_everywhere(client: FlaskClient, delivered: dict[str, dict[str, Any]]) -> None:
    on_tiles = tiles(client)
    on_map = client.get(f"/kaart/{MONTH}.json").get_json()["cijfers"]
    table = {row[0]: row for row in Rows(client.get("/gemeenten").get_data(as_text=True)).rows if len(row) > 6}
    content = client.get(f"/download/{MONTH}/gemeenten.csv").get_data().decode("utf-8-sig")
    downloaded = {row["statcode"]: row for row in csv.DictReader(io.StringIO(content), delimiter=";")}
    choice = f"?g={','.join(CODES)}"
    compared = Rows(client.get(f"/vergelijk{choice}").get_data(as_text=True)).rows[1 : 1 + len(CODES)]
    content = client.get(f"/vergelijk.csv{choice}").get_data().decode("utf-8-sig")
    side_by_side = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    drawn = {row[0]: row[1:] for row in Rows(client.get("/tijd?als=tabel").get_data(as_text=True)).rows}
    content = client.get("/tijd.csv").get_data().decode("utf-8-sig")
    through_time = {row["statcode"]: row for row in csv.DictReader(io.StringIO(content), delimiter=";")}
    for place, code in enumerate(CODES):
        expected = delivered[code]
        whole = {name: expected[name] for name in (*NAMES, "nog")}
        percent = f"{expected['percentage']:.1f}".replace(".", ",")
        api = client.get(f"/api/v1/gemeenten/{code}").get_json()
        assert {name: api[name] for name in expected} == expected, "API"
        assert {name: on_tiles[code][name] for name in expected} == expected, "tiles"
        assert on_map[str(int(code[2:]))] == [expected["klasse"], expected["percentage"]], "data of the map"
        for path in (f"/gemeenten/{code}/paneel", f"/gemeenten/{code}", f"/embed/{code}"):
            page = client.get(path).get_data(as_text=True)
            found = of_sum(page)
            if expected["gerealiseerd"] > expected["gecorrigeerd"]:  # then the page says how many above
                found["nog"] = 0
            assert found == whole, path
            assert f'<p class="pct">{percent}%' in page, path
        said = ET.fromstring(client.get(f"/gemeenten/{code}/feed.atom").data).findtext("{*}entry/{*}summary") or ""
        in_words = {"taakstelling", "gerealiseerd"} | ({"gecorrigeerd"} if expected["nog"] else set())
        assert {str(expected[name]) for name in in_words} | {percent} <= set(re.findall(r"\d+(?:,\d+)?", said)), "feed"
        row = [cell.strip() for cell in table[api["naam"]]]
        for name in whole:
            assert expected[name] in [number(cell) for cell in row if re.fullmatch(r"[+-]?[\d.]+", cell)], (
                "table",
                name,
            )
        assert percent in row
        assert sum(api["status"] in cell for cell in row) == 1
        of_csv = downloaded[code]
        assert {name: int(of_csv[name]) for name in (*whole, "klasse")} == whole | {"klasse": expected["klasse"]}, "CSV"
        assert of_csv["percentage"] == percent
        assert of_csv["status"] == api["status"]
        figures = [str(expected["gecorrigeerd"]), str(expected["gerealiseerd"]), percent]
        assert [cell.strip() for cell in compared[place][1:4]] == figures, "side by side"
        beside = side_by_side[place]
        assert [cell.partition(" ")[2] for cell in drawn[api["naam"]]] == [api["status"]], "through time"
        assert through_time[code][MONTH] == str(expected["klasse"]), "through time, as CSV"
        assert [beside[name] for name in ("statcode", "gecorrigeerd", "gerealiseerd", "percentage")] == [code, *figures]


def test_the_report_has_the_same_figures(
    client: FlaskClient, delivered: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    code, path = CODES[0], tmp_path / "report.pdf"
    with client.get(f"/rapportages/2026-II/{code}.pdf") as answer:
        path.write_bytes(answer.get_data())
    text = subprocess.run(
        ["pdftotext", "-layout", "-enc", "UTF-8", path, "-"], capture_output=True, check=True, timeout=60, text=True
    ).stdout
    expected = delivered[code]
    percent = f"{expected['percentage']:.1f}".replace(".", ",")
    assert re.search(
        rf"^{expected['gecorrigeerd']}\s+{expected['gerealiseerd']}\s+{percent}%\s+{expected['nog']}$", text, re.M
    )
    assert re.search(rf"Taakstelling van dit halfjaar\s+{expected['taakstelling']}$", text, re.M)
    assert re.search(rf"Achterstand uit het vorige halfjaar\s+\+{expected['achterstand']}$", text, re.M)


def test_what_is_rounded_and_where_classes_end_is_written_the_same_everywhere(
    settings: Settings, store: Store, releases: Releases, app: Flask, tmp_path: Path
) -> None:
    """Veendam has 25 to go in four months: 6,25, so 7 persons. After two months the norm is 33,3%, of that 25,0% is 75%."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    code, file = "GM0047", FILE.with_name("2026-09-01.csv")
    assert deliver(store, file.read_bytes(), file.name, door="voorbeeld", wie="", now=NOW, voorbeeld=True).accepted
    Pipeline(settings, store, releases).publish()
    with app.test_client() as client:
        pages = {path: client.get(path).get_data(as_text=True) for path in ("/", f"/gemeenten/{code}", "/toelichting")}
        told = client.get(f"/api/v1/gemeenten/{code}").get_json()
        legend = [row["uitleg"] for row in client.get("/api/v1/legenda").get_json()["klassen"]]
        path = tmp_path / "report.pdf"
        with client.get(f"/rapportages/2026-II/{code}.pdf") as answer:
            path.write_bytes(answer.get_data())
    text = subprocess.run(
        ["pdftotext", "-layout", "-enc", "UTF-8", path, "-"], capture_output=True, check=True, timeout=60, text=True
    ).stdout
    assert (told["nog"], told["perMaand"]) == (25, 7)
    assert re.search(r'Nog nodig per maand</th><td class="metwoord">ongeveer 7<', pages[f"/gemeenten/{code}"])
    assert "in 4 maanden: ongeveer 7 per maand." in " ".join(text.split())
    assert legend == ["33,3% of meer", "25,0% tot 33,3%", "minder dan 25,0%", "geen cijfer bekend"]
    for words in legend[:3]:
        assert words in pages["/"], "legend of the map"
        assert f"<td>{words}</td>" in pages["/toelichting"]
        assert re.search(rf"  {words}  ", text), f"{words} in the report"
    assert "van 25,0%" not in text
