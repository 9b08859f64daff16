"""One look ahead: page, API, table to download and figures of the report say the same of gemeente, provincie and land.

The expected figures come from the example files, read and worked out here with nothing of ours.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER, gemeenten_of
from data.releases.release_store import STAND, Releases, release_name, stand_bytes
from reports.kinds.all_kinds import make_figures
from tests.reports import example

MONTHS = ("2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01")
FINALS = ("2025-07-01", "2026-01-01", "2026-07-01")
PAGES = {"GM0344": "gemeenten/GM0344", "PV26": "provincies/PV26", "NL": "nederland"}
INPUTS = {"grenzen": {"year": 2024, "key": "x", "bron": "x", "gegeneraliseerd": True}, "snapshot": "x"}
NAMES = (
    "perMaand", "tempo", "prognose", "prognoseTekort", "prognoseLaag", "prognoseHoog", "geenBand", "halfjarenGehaald",
    "halfjarenNietGehaald", "halfjarenOnder", "minstens",
)  # fmt: skip


@pytest.fixture
def client(releases: Releases, app: Flask) -> Iterator[FlaskClient]:
    """A client of a site with the example figures, without tiles."""
    current = {}
    for stand in example.stands():
        name = current[stand.peildatum] = release_name(stand.peildatum, 1, INPUTS)
        releases.add(name, [(STAND, stand_bytes(stand))], INPUTS)
    releases.switch(current)
    with app.test_client() as client:
        yield client


def sums(code: str, day: str) -> tuple[int, int]:
    """Corrected taakstelling and gerealiseerd of an area in the file of a day."""
    of = {str(g.code): g.provinciecode for g in gemeenten_of(2026)}
    with (REFERENCE_FOLDER / "voorbeeld" / f"{day}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            r for r in csv.DictReader(file, delimiter=";") if code in (r["gemeentecode"], of[r["gemeentecode"]], "NL")
        ]
    asked = sum(int(r["taakstelling"]) + int(r["achterstand"]) for r in rows)
    return asked, sum(int(r["gerealiseerd"]) for r in rows)


def expected(code: str) -> dict[str, Any]:
    """After four months, two to go: the mean goes on, or the slowest or the fastest of the months."""
    done = [0, *(sums(code, day)[1] for day in MONTHS)]
    in_months = [now - before for before, now in pairwise(done)]
    asked, last = sums(code, MONTHS[-1])
    met = [housed >= wanted for wanted, housed in (sums(code, day) for day in FINALS)]
    row = len(met) if not any(met) else met[::-1].index(True)
    return {
        "perMaand": max(0, -(-(asked - last) // 2)),
        "tempo": int(last / 4 * 10 + 0.5) / 10,
        "prognose": last * 6 // 4,
        "prognoseTekort": asked - last * 6 // 4,
        "prognoseLaag": last + 2 * min(in_months),
        "prognoseHoog": last + 2 * max(in_months),
        "geenBand": None,
        "halfjarenGehaald": sum(met),
        "halfjarenNietGehaald": len(met) - sum(met),
        "halfjarenOnder": row,
        "minstens": row == len(met),
    }


def dutch(value: float) -> str:
    """A number as Dutch text has it: 1.234,5."""
    return f"{value:,}".replace(",", " ").replace(".", ",").replace(" ", ".").removesuffix(",0")


def cells(row: dict[str, str], names: Sequence[str]) -> dict[str, Any]:
    """The values of a row of a CSV file: numbers with a decimal comma, ja and nee."""
    plain: dict[str, Any] = {"": None, "ja": True, "nee": False}
    return {n: plain[row[n]] if row[n] in plain else float(row[n].replace(",", ".")) for n in names}


def table(client: FlaskClient, path: str) -> dict[str, str]:
    content = client.get(path)
    assert content.status_code == 200, path
    rows: list[dict[str, str]] = list(
        csv.DictReader(io.StringIO(content.get_data().decode("utf-8-sig")), delimiter=";")
    )
    return rows[0]


@pytest.mark.parametrize("code", PAGES)
def test_the_look_ahead_is_the_same_everywhere(client: FlaskClient, code: str) -> None:
    figures, path = expected(code), PAGES[code]
    told = client.get(f"/api/v1/{path}").get_json()
    ahead = told["vooruitblik"]
    assert {name: told["perMaand"] if name == "perMaand" else ahead[name] for name in NAMES} == figures, "API"
    page = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", client.get(f"/{path}").get_data(as_text=True))).split())
    for line in (*ahead["zinnen"], ahead["uitleg"]):
        assert " ".join(line.split()) in page, "page"
    said = " ".join(ahead["zinnen"])
    for name in ("perMaand", "tempo", "prognose", "prognoseTekort", "prognoseLaag", "prognoseHoog", "halfjarenGehaald"):
        assert re.search(rf"(?<![\d.,]){re.escape(dutch(abs(figures[name])))}(?![\d.,]?\d)", said), name
    assert ("te weinig" in said) == (figures["prognoseTekort"] > 0)
    downloaded = table(client, f"/{path}/vooruitblik.csv")
    titled = dict(zip(NAMES, list(downloaded)[3:], strict=False))  # below the heads that people read, in that order
    assert cells({n: downloaded[titled[n]] for n in NAMES}, NAMES) == figures, "table"
    report = table(client, f"/rapportages/2026-II/{'nederland' if code == 'NL' else code}.csv")
    *earlier, stand = example.stands()
    printed = make_figures(code, stand, earlier)  # tests/reports/test_render.py finds these in the PDF
    assert [*printed.ahead, printed.record] == [*ahead["zinnen"][:-1], ahead["uitleg"], ahead["zinnen"][-1]], "report"
    low = {name: report[name.lower()] for name in NAMES}
    assert cells(low, NAMES) == figures, "figures of the report"


def test_once_the_half_year_is_over_it_is_the_outcome(client: FlaskClient) -> None:
    asked, done = sums("GM0344", "2026-07-01")
    ahead = client.get("/api/v1/gemeenten/GM0344?peildatum=2026-07-01").get_json()["vooruitblik"]
    assert (ahead["prognose"], ahead["prognoseTekort"], ahead["prognoseLaag"]) == (done, asked - done, None)
    assert ahead["geenBand"] == "het halfjaar is voorbij"
