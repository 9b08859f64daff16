from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient


def _get(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.data
    told: dict[str, Any] = answer.get_json()
    return told


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_figures_are_those_of_the_file(client: FlaskClient, example_folder: Path) -> None:
    told = _get(client, "/gemeenten?peildatum=2026-10-01")
    expected = {
        row["gemeentecode"]: (int(row["taakstelling"]), int(row["achterstand"]), int(row["gerealiseerd"]))
        for row in _rows(example_folder / "2026-10-01.csv")
    }
    assert {g["code"]: (g["taakstelling"], g["achterstand"], g["gerealiseerd"]) for g in told["gemeenten"]} == expected
    assert (told["aantal"], told["periode"], told["maanden"]) == (342, "2026-II", 3)
    assert (told["normPercentage"], told["grensPercentage"]) == (50.0, 37.5)


def test_sums_of_gemeenten_are_the_provincies_and_the_land(client: FlaskClient) -> None:
    gemeenten = _get(client, "/gemeenten")["gemeenten"]
    provincies = _get(client, "/provincies")["provincies"]
    land = _get(client, "/nederland")
    assert len(provincies) == 12
    for field in ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd"):
        for provincie in provincies:
            mine = [g[field] for g in gemeenten if g["provinciecode"] == provincie["code"]]
            assert provincie[field] == sum(mine)
        assert land[field] == sum(p[field] for p in provincies)
    assert land["percentage"] == pytest.approx(100 * land["gerealiseerd"] / land["gecorrigeerd"], abs=0.05)
    assert sum(land["telling"].values()) == 342


def test_one_gemeente_in_any_spelling_of_its_code(client: FlaskClient) -> None:
    told = [_get(client, f"/gemeenten/{code}") for code in ("GM0363", "363", "0363", "gm0363")]
    assert told[0]["naam"] == "Amsterdam"
    assert told[0]["gecorrigeerd"] == told[0]["taakstelling"] + told[0]["achterstand"]
    assert told[0]["rapport"] == "http://localhost/rapportages/2026-II/GM0363.pdf"
    assert all(t == told[0] for t in told)


def test_series_is_in_order_and_complete(client: FlaskClient, example_folder: Path) -> None:
    told = _get(client, "/gemeenten/GM0344/reeks")
    assert [r["peildatum"] for r in told["reeks"]] == ["2026-07-01", "2026-10-01", "2026-11-01"]
    for row in told["reeks"]:
        (of_file,) = (r for r in _rows(example_folder / f"{row['peildatum']}.csv") if r["gemeentecode"] == "GM0344")
        assert row["gerealiseerd"] == int(of_file["gerealiseerd"])


def test_filters_narrow_down(client: FlaskClient) -> None:
    everyone = _get(client, "/gemeenten")["gemeenten"]
    told = _get(client, "/gemeenten?provincie=PV26&klasse=3")["gemeenten"]
    assert told == [g for g in everyone if g["provinciecode"] == "PV26" and g["klasse"] == 3]
    assert told


def test_a_provincie_is_asked_by_code_or_name(client: FlaskClient) -> None:
    by_code = _get(client, "/gemeenten?provincie=PV21")
    assert _get(client, "/gemeenten?provincie=Fryslân") == by_code == _get(client, "/gemeenten?provincie=fryslân")
    assert by_code["aantal"] == 18  # gemeenten in Fryslân since 2023
    items = json.loads(client.get("/ogc/v1/collections/gemeenten/items?provincie=Fryslân&limit=1").data)
    assert items["numberMatched"] == 18


@pytest.mark.parametrize("path", ["/gemeenten", "/gemeenten/GM0363", "/provincies", "/nederland", "/legenda", "/peildata",
                                  "/gemeenten/GM0363/reeks", "/nederland/reeks", "/provincies/PV26/reeks"])  # fmt: skip
def test_a_parameter_that_does_not_exist_is_refused_as_in_the_ogc_api(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/api/v1{path}?sort=naam")
    assert answer.status_code == 400
    assert answer.get_json()["detail"].startswith("De parameter 'sort' met waarde 'naam' kan niet; hier ")


@pytest.mark.parametrize(("path", "of"), [("/provincies/PV26", "PV26"), ("/nederland", "NL")])
def test_series_of_a_provincie_and_the_land_are_sums_of_gemeenten(client: FlaskClient, path: str, of: str) -> None:
    told = _get(client, f"{path}/reeks")
    assert (told["code"], [p["peildatum"] for p in told["reeks"]]) == (of, ["2026-07-01", "2026-10-01", "2026-11-01"])
    for punt in told["reeks"]:
        rows = _get(client, f"/gemeenten?peildatum={punt['peildatum']}" + ("&provincie=PV26" if of == "PV26" else ""))
        for field in ("taakstelling", "achterstand", "gerealiseerd"):
            assert punt[field] == sum(g[field] for g in rows["gemeenten"])
        assert sorted(punt["uit"]) == sorted(g["code"] for g in rows["gemeenten"])
        alone = _get(client, f"{path}?peildatum={punt['peildatum']}")
        assert (punt["percentage"], punt["klasse"]) == (alone["percentage"], alone["klasse"])


def test_legend_counts_and_says_its_borders(client: FlaskClient) -> None:
    told = _get(client, "/legenda?peildatum=2026-10-01")
    assert [k["uitleg"] for k in told["klassen"]] == [
        "50,0% of meer",
        "37,5% tot 50,0%",
        "minder dan 37,5%",
        "geen cijfer bekend",
    ]
    assert sum(k["aantal"] for k in told["klassen"]) == 342


def test_old_code_says_where_it_went(client: FlaskClient) -> None:
    answer = client.get("/api/v1/gemeenten/GM0530")  # Hellevoetsluis, since 2023 part of Voorne aan Zee
    assert answer.status_code == 404
    assert "Opgegaan in Voorne aan Zee (GM1992)." in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/gemeenten/GM9999", 404),
        ("/gemeenten/Utrecht", 400),
        ("/gemeenten?peildatum=2026-10-02", 400),
        ("/gemeenten?peildatum=1999-10-01", 404),
        ("/gemeenten?klasse=4", 400),
        ("/gemeenten?provincie=PV99", 404),
        ("/provincies/Utrecht", 400),
        ("/gemeenten/", 404),
        ("/provincies/PV99/reeks", 404),
        ("/provincies/Utrecht/reeks", 400),
        ("/gemeenten?provincie=Atlantis", 400),
        ("/bestaat-niet", 404),
    ],
)
def test_wrong_questions_get_a_problem_document(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.get_json()["status"] == status


def test_api_rules_hold_for_every_route(site_app: Flask) -> None:
    """National API Design Rules: no trailing slash, kebab-case; and a version header on each answer."""
    for rule in site_app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            assert not rule.rule.endswith("/")
            assert rule.rule == rule.rule.lower()
    with site_app.test_client() as client:
        assert client.get("/api/v1/nederland").headers["API-Version"] == "1.1.0"


def test_method_that_is_not_allowed_says_what_is(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/nederland")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_every_answer_has_the_security_headers(client: FlaskClient) -> None:
    for path in ("/", "/embed", "/api/v1/nederland", "/tiles/actueel.json", "/bestaat-niet"):
        with client.get(path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert ("frame-ancestors 'none'" in policy) == (path != "/embed")
            assert "Set-Cookie" not in answer.headers


def test_a_bug_tells_nothing(site_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.read_model import Site

    def broken(self: Site, peildatum: object = None) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Site, "stand", broken)
    answer = client.get("/api/v1/nederland?periode=")
    assert answer.status_code == 500
    assert b"secret" not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"


def test_pages_of_a_list_together_are_the_list(client: FlaskClient) -> None:
    everyone = _get(client, "/gemeenten?klasse=3")
    path, seen = "/gemeenten?klasse=3&limit=50", []
    for _ in range(20):
        page = _get(client, path)
        assert page["aantal"] == everyone["aantal"] == len(everyone["gemeenten"])
        assert len(page["gemeenten"]) <= 50
        seen += page["gemeenten"]
        if "volgende" not in page:
            break
        path = page["volgende"].removeprefix("http://localhost/api/v1")
    assert seen == everyone["gemeenten"]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "limit=1e3", "periode=2026-3"])
def test_wrong_pages_and_periods_are_told(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/gemeenten?{query}")
    assert answer.status_code == 400
    assert query.split("=")[1] in answer.get_json()["detail"]


def test_a_period_is_its_newest_peildatum(client: FlaskClient) -> None:
    assert _get(client, "/nederland?periode=2026-I")["peildatum"] == "2026-07-01"
    assert _get(client, "/nederland?periode=2026-II")["peildatum"] == "2026-11-01"
    assert _get(client, "/nederland?periode=2026-II&peildatum=2026-10-01")["peildatum"] == "2026-10-01"
    assert client.get("/api/v1/nederland?periode=2019-I").status_code == 404
    apart = client.get("/api/v1/nederland?periode=2026-I&peildatum=2026-11-01")
    assert (apart.status_code, "hoort bij 2026-II" in json.loads(apart.data)["detail"]) == (400, True)


def test_a_series_tells_where_a_gemeente_went(client: FlaskClient) -> None:
    told = _get(client, "/gemeenten/GM0530/reeks")  # Hellevoetsluis
    assert told["naam"] == "Hellevoetsluis"
    assert [(o["code"], o["datum"]) for o in told["opgegaanIn"]] == [("GM1992", "2023-01-01")]
    assert told["reeks"] == []
    there = _get(client, "/gemeenten/GM1992/reeks")
    assert (there["opgegaanIn"], there["breuken"]) == ([], [])
    assert [punt["uit"] for punt in there["reeks"]] == [["GM1992"]] * 3
    assert client.get("/api/v1/gemeenten/GM9999/reeks").status_code == 404


def test_series_and_detail_agree(client: FlaskClient) -> None:
    for punt in _get(client, "/gemeenten/GM0363/reeks")["reeks"]:
        detail = _get(client, f"/gemeenten/GM0363?peildatum={punt['peildatum']}")
        for field in ("gecorrigeerd", "gerealiseerd", "percentage", "klasse", "status", "nog", "perMaand"):
            assert punt[field] == detail[field]
