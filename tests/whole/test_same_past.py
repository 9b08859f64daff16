"""One past: page, API and report give the same figures of every gemeente that ever took part in a herindeling.

The expected sums follow from the table of herindelingen alone, read here with nothing of ours.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import REFERENCE_FOLDER, gemeenten_of
from data.releases.release_store import STAND, Releases, release_name, stand_bytes
from data.terms import Cijfers, Gemeentecode, Peildatum, Snapshot
from reports.kinds.all_kinds import make_figures
from tests.whole.test_same_figure import Rows, number

FINALS = [f"{year}-{month}-01" for year in range(2016, 2027) for month in ("01", "07")][1:]  # 2016-I to 2026-I
LAST = "2026-11-01"
INPUTS = {"grenzen": {"year": 2024, "key": "x", "bron": "x", "gegeneraliseerd": True}}

with (REFERENCE_FOLDER / "herindelingen.csv").open(encoding="utf-8", newline="") as _file:
    CHANGES = list(csv.DictReader(_file))
NAMES = {row["oude_code"]: row["oude_naam"] for row in CHANGES} | {
    row["nieuwe_code"]: row["nieuwe_naam"] for row in CHANGES
}


def figures(code: str, peildatum: str) -> tuple[int, int, int]:
    """Figures that tell gemeente and moment apart; Weesp has none of its own after it merged."""
    n, day = int(code[2:]), int(peildatum.replace("-", ""))
    return 40 + n % 97, (n + day) % 11 - 5, (3 * n + day // 100) % 61


def stand(peildatum: str) -> Stand:
    day = Peildatum.parse(peildatum)
    gemeenten = gemeenten_of(day.halfjaar.year)
    cijfers = {g.code: Cijfers(*figures(g.code, peildatum)) for g in gemeenten}
    empty = {Gemeentecode.parse("GM0457"): None} if peildatum == "2023-01-01" else {}
    return make_stand(Snapshot(day, cijfers | empty), gemeenten)


def year_of(peildatum: str) -> int:
    """The year of the half-year that a final position closes."""
    return int(peildatum[:4]) - (peildatum[5:] == "01-01")


def ancestors(code: str, peildatum: str, until: str) -> tuple[set[str], set[str]]:
    """The gemeenten of that half-year that are wholly in `code` on the day `until`, and those of which a part is."""
    whole, parts = {code}, set()
    begin = f"{year_of(peildatum)}-01-01"
    for row in sorted(CHANGES, key=lambda r: r["datum"], reverse=True):
        if begin < row["datum"] <= until and row["nieuwe_code"] in whole and row["soort"] != "grens":
            (whole if row["soort"] == "geheel" else parts).add(row["oude_code"])
    existing = {str(g.code) for g in gemeenten_of(year_of(peildatum))}
    if peildatum == "2023-01-01":
        existing.discard("GM0457")
    return whole & existing, parts & existing


def expected(code: str, peildatum: str, until: str) -> tuple[int, int, int] | None:
    whole, _ = ancestors(code, peildatum, until)
    columns = zip(*(figures(c, peildatum) for c in whole), strict=True)
    return tuple(sum(column) for column in columns) if whole else None  # type: ignore[return-value]


def touched(year: int) -> list[str]:
    """The gemeenten of a year that took part in a herindeling at any time."""
    ever = {row["nieuwe_code"] for row in CHANGES} | {row["oude_code"] for row in CHANGES}
    return sorted(str(g.code) for g in gemeenten_of(year) if g.code in ever)


@pytest.fixture(scope="module")
def stands() -> list[Stand]:
    return [stand(day) for day in (*FINALS, LAST)]


@pytest.fixture
def client(releases: Releases, app: Flask, stands: list[Stand]) -> Iterator[FlaskClient]:
    """A client of a site with the figures of ten years; the tiles are not asked for."""
    current = {}
    for one in stands:
        name = current[one.peildatum] = release_name(one.peildatum, 1, INPUTS)
        releases.add(name, [(STAND, stand_bytes(one))], INPUTS)
    releases.switch(current)
    with app.test_client() as client:
        yield client


def on_page(client: FlaskClient, code: str, peildatum: str) -> tuple[dict[str, list[str]], str]:
    """The rows of the half-years by half-year, and the whole page."""
    page = client.get(f"/gemeenten/{code}?peildatum={peildatum}").get_data(as_text=True)
    table = page[page.index('<table class="verleden">') :]
    rows = Rows(table[: table.index("</table>")]).rows[1:]
    return {row[0].split()[0]: row for row in rows}, html.unescape(page)


@pytest.mark.parametrize("until", [LAST, "2019-07-01", "2022-07-01"])
def test_page_and_report_have_the_same_past(client: FlaskClient, stands: list[Stand], until: str) -> None:
    by_day = {str(one.peildatum): one for one in stands}
    compared = 0
    for code in touched(by_day[until].halfjaar.year):
        rows, page = on_page(client, code, until)
        report = make_figures(code, by_day[until], stands)
        printed = {row.cells[0].split()[0]: row.cells for row in report.history_table.rows}
        notes = " ".join(report.history_notes)
        for day in (d for d in FINALS if d < until):
            halfjaar = str(by_day[day].halfjaar)
            sums = expected(code, day, until)
            assert (halfjaar in rows) == (sums is not None), (code, halfjaar)
            if sums is None or halfjaar == str(by_day[until].halfjaar):
                continue
            taak, achter, done = sums
            assert [number(rows[halfjaar][n]) for n in (1, 2, 3, 4)] == [taak, achter, taak + achter, done]
            whole, parts = ancestors(code, day, until)
            for naam in (NAMES[c] for c in (*(whole - {code}), *parts)):
                assert naam in rows[halfjaar][0], (code, halfjaar, naam)
            if halfjaar in printed:
                cells = [number(printed[halfjaar][n]) for n in (1, 2, 3, 5)]
                assert cells == [taak, taak + achter, done, taak + achter - done]
                assert all(NAMES[c] in notes for c in (*(whole - {code}), *parts)), (code, halfjaar)
                compared += 1
        breaks = [line for line in report.history_notes if "gaan niet over hetzelfde gebied" in line]
        assert all(line in page for line in breaks), code
    assert compared > 100, "many half-years were compared"


def test_the_api_has_the_same_past(client: FlaskClient) -> None:
    for code in touched(2026):
        answer = client.get(f"/api/v1/gemeenten/{code}/reeks").get_json()
        _, page = on_page(client, code, LAST)
        assert all(b["zin"] in page for b in answer["breuken"]), code
        rows = {row["peildatum"]: row for row in answer["reeks"]}
        for day in FINALS:
            sums = expected(code, day, LAST)
            assert (day in rows) == (sums is not None)
            if sums:
                row = rows[day]
                whole, parts = ancestors(code, day, LAST)
                assert (row["taakstelling"], row["achterstand"], row["gerealiseerd"]) == sums, (code, day)
                assert (set(row["uit"]), set(row["zonder"])) == (whole, parts), (code, day)


def test_a_part_that_went_elsewhere_is_a_break_with_its_share_and_date(client: FlaskClient) -> None:
    """Winsum went for 88,3% to Het Hogeland and for 11,7% to Westerkwartier on 1 January 2019."""
    for code, share in (("GM1966", "88,3"), ("GM1969", "11,7")):
        rows, page = on_page(client, code, LAST)
        assert re.search(rf"Op 1 januari 2019 ging een deel van Winsum \(ongeveer {share}% van de adressen\)", page)
        assert "zonder het deel van Winsum" in rows["2018-II"][0]
        assert "Winsum" not in rows["2019-I"][0]
