"""Spreadsheets on a page that was saved: LibreOffice with Dutch settings, and pandas, read every figure as a number."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import urllib.request
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from data.reference.gemeenten import REFERENCE_FOLDER

MONTH = "2026-11-01"
SUMS = ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "nog")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DUTCH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>nl-NL</value></prop></item></oor:items>"""
PANDAS = """
import json, sys
import pandas
[table] = pandas.read_html(sys.argv[1], decimal=",", thousands=".", na_values=["al gehaald"])
table = table.dropna(axis="columns", how="all")  # the one with ways to the origin has no text
json.dump([table.shape[0], table.select_dtypes("number").sum().tolist()], sys.stdout)
"""


def here(program: str, name: str) -> None:
    """Skips where it is not installed; where the tests of clients are required that is a failure."""
    done = subprocess.run(["sh", "-c", program], capture_output=True, check=False).returncode == 0
    if not done:
        assert os.environ.get("LANDINBEELD_TEST_CLIENTS") != "required", f"{name} is not installed"
        pytest.skip(f"no spreadsheet to read it with: {name}")


@pytest.fixture
def page(base_url: str, tmp_path: Path) -> Path:
    """The table of all gemeenten as a visitor saves it."""
    path = tmp_path / "gemeenten.html"
    with urllib.request.urlopen(f"{base_url}/gemeenten", timeout=30) as answer:
        path.write_bytes(answer.read())
    return path


@pytest.fixture(scope="module")
def delivered() -> list[dict[str, int]]:
    """The figures of the file that was delivered, with what follows from them."""
    with (REFERENCE_FOLDER / "voorbeeld" / f"{MONTH}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: int(row[name] or 0) for name in ("taakstelling", "achterstand", "gerealiseerd")}
                for row in csv.DictReader(file, delimiter=";")]  # fmt: skip
    for row in rows:
        row["gecorrigeerd"] = row["taakstelling"] + row["achterstand"]
        row["nog"] = max(0, row["gecorrigeerd"] - row["gerealiseerd"])
    return rows


def percentages(rows: list[dict[str, int]]) -> list[float]:
    """The percentages that can be computed, to one decimal, halves upwards."""
    parts = [(r["gerealiseerd"], r["gecorrigeerd"]) for r in rows if r["gecorrigeerd"] > 0]
    return [(2000 * done + todo) // (2 * todo) / 10 for done, todo in parts]


def cells_of(path: Path) -> Iterator[list[float | str]]:
    """The rows of the sheets of a flat OpenDocument file: numbers as numbers, the rest as text."""
    for row in ET.parse(path).iter(f"{TABLE}table-row"):
        cells: list[float | str] = []
        for cell in row:
            value = cell.get(f"{OFFICE}value")
            again = min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 20)
            cells += again * ["".join(cell.itertext()).strip() if value is None else float(value)]
        yield cells


def opened(path: Path, *how: str) -> Path:
    """The file as LibreOffice with Dutch settings opens it, as a flat OpenDocument file."""
    here("command -v soffice", "LibreOffice")
    settings = path.with_name("profile") / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(DUTCH, encoding="utf-8")
    command = [str(shutil.which("soffice")), f"-env:UserInstallation=file://{settings.parents[1]}", "--headless", *how]
    command += ["--convert-to", "fods", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return path.with_suffix(".fods")


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_reads_a_table_as_a_file_as_it_was_delivered(
    base_url: str, tmp_path: Path, delivered: list[dict[str, int]], ending: str
) -> None:
    path = tmp_path / f"gemeenten.{ending}"
    with urllib.request.urlopen(f"{base_url}/gemeenten.{ending}?peildatum={MONTH}", timeout=30) as answer:
        path.write_bytes(answer.read())
    root = ET.parse(opened(path)).getroot()
    sheets = list(root.iter(f"{TABLE}table"))
    assert [sheet.get(f"{TABLE}name") for sheet in sheets[:3]] == ["Gemeenten", "Begrippen", "Over dit bestand"]
    heads, *rows = [list(cells(row)) for row in sheets[0].iter(f"{TABLE}table-row")][:343]
    place = {str(text): number for number, (text, _, _) in enumerate(heads) if text}
    assert place["Percentage"] == 2
    of = dict(zip(("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "nog"), range(5, 10), strict=True))
    for name, column in of.items():
        assert {row[column][1] for row in rows} <= {"float", None}, name
        assert sum(float(row[column][2] or 0) for row in rows) == sum(row[name] for row in delivered), name
    shares = [row[2] for row in rows if row[2][2] is not None]
    assert {kind for _, kind, _ in shares} == {"percentage"}
    assert all("%" in str(text) and "," in str(text) for text, _, _ in shares), "shown as a percentage, the Dutch way"
    assert sorted(100 * float(value or 0) for _, _, value in shares) == pytest.approx(sorted(percentages(delivered)))
    assert {(row[place["Peildatum"]][1], row[place["Peildatum"]][2]) for row in rows} == {("date", MONTH)}
    assert all(cell.get(f"{TABLE}formula") is None for cell in root.iter(f"{TABLE}table-cell"))
    filters = [f.get(f"{TABLE}target-range-address") for f in root.iter(f"{TABLE}database-range")]
    assert filters == ["Gemeenten.A1:Gemeenten.O343"]
    about = "\n".join("".join(cell.itertext()) for cell in sheets[2].iter(f"{TABLE}table-cell"))
    for text in ("CC BY 4.0", "voorbeeldcijfers", "2026-11-01 (1 november 2026", f"/gemeenten?peildatum={MONTH}"):
        assert text in about
    [meta] = root.iter(f"{OFFICE}meta")
    said = "".join("".join(meta.itertext()).split())  # LibreOffice takes each word of a workbook for a keyword
    assert f"peildatum{MONTH}" in said
    assert "versie1" in said


def test_gnumeric_keeps_the_head_of_a_table_in_sight(base_url: str, tmp_path: Path) -> None:
    """LibreOffice without a screen has no view to ask; Gnumeric takes the settings of it along into another file."""
    here("command -v ssconvert", "Gnumeric")
    path = tmp_path / "gemeenten.ods"
    with urllib.request.urlopen(f"{base_url}/gemeenten.ods?peildatum={MONTH}", timeout=30) as answer:
        path.write_bytes(answer.read())
    converted = path.with_suffix(".xlsx")
    subprocess.run(["ssconvert", str(path), str(converted)], check=True, capture_output=True, timeout=60)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gnumeric writes no default style
        workbook = openpyxl.load_workbook(converted)
    assert [sheet.freeze_panes for sheet in workbook] == ["A2", "A2", None]


def cells(row: ET.Element) -> Iterator[tuple[str, str | None, str | None]]:
    """What a cell of a row shows, its type, and its value where that is a number or a day."""
    for cell in row:
        value = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value")
        again = min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 20)
        yield from again * [("".join(cell.itertext()).strip(), cell.get(f"{OFFICE}value-type"), value)]


def test_libreoffice_adds_up_what_was_delivered(page: Path, delivered: list[dict[str, int]]) -> None:
    flat = opened(page, "--infilter=HTML (StarCalc)")
    rows = [cells[:9] for cells in cells_of(flat) if len(cells) >= 9 and cells[4] != ""]
    heads, figures = rows[0], rows[1:]
    assert [str(head).split()[0] for head in heads[4:]] == [
        "Taakstelling", "Achterstand", "Gecorrigeerd", "Gerealiseerd", "Nog",
    ]  # fmt: skip
    assert len(figures) == 342
    for position, name in enumerate(SUMS, start=4):
        column = [row[position] for row in figures]
        assert all(isinstance(cell, float) for cell in column), name
        assert sum(float(cell) for cell in column) == sum(row[name] for row in delivered), name
    shares = [cell for row in figures if isinstance(cell := row[2], float)]
    assert sorted(shares) == pytest.approx(sorted(percentages(delivered)))
    assert {row[2] for row in figures if isinstance(row[2], str)} <= {"al gehaald"}


def test_pandas_adds_up_what_was_delivered(page: Path, delivered: list[dict[str, int]]) -> None:
    here('/usr/bin/python3 -c "import pandas, lxml"', "pandas")
    command = ["/usr/bin/python3", "-c", PANDAS, str(page)]
    rows, sums = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
    assert rows == 342
    expected = [sum(percentages(delivered)), *(sum(row[name] for row in delivered) for name in SUMS)]
    assert sums == pytest.approx(expected)
