"""What was published then, by version and by day, on a small site of its own: two months, a correction, a withdrawal."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Peildatum
from server.app import create_app
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.conftest import lay_ready

UTRECHT = b"GM0344;Utrecht;230;128;157"  # in the file of November
NOVEMBER = Peildatum.parse("2026-11-01")


def moment(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")


class Publisher:
    """Delivers files of the example as if they were real, and publishes them, at moments of its own."""

    def __init__(self, settings: Settings) -> None:
        self.store = Store(settings.database, settings.files)
        self.store.migrate()
        self.releases = Releases(settings.releases, self.store)
        self.settings = settings
        self.now = moment("2026-11-01")
        self.pipeline = Pipeline(settings, self.store, self.releases, clock=lambda: self.now)

    def deliver(self, path: Path, gerealiseerd: int | None = None, *, voorbeeld: bool = False) -> None:
        content = path.read_bytes()
        if gerealiseerd is not None:
            assert UTRECHT in content
            content = content.replace(UTRECHT, b"GM0344;Utrecht;230;128;%d" % gerealiseerd)
        done = deliver(
            self.store, content, path.name, door="cli", wie="", now=self.now, voorbeeld=voorbeeld,
            peildatum=Peildatum.parse(path.stem),
        )  # fmt: skip
        assert done.accepted, done.findings

    def publish(self, day: str) -> None:
        self.now = moment(day)
        self.pipeline.publish()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, made: Path, example_folder: Path) -> Settings:
    """2 November: the example. 3: November. 10: corrected. 12: October. 14: other borders of the klassen. 16: no October."""
    settings = Settings(state_dir=tmp_path_factory.mktemp("var"), maxzoom=2)
    lay_ready(settings.state_dir, made)
    publisher = Publisher(settings)
    november, october = example_folder / "2026-11-01.csv", example_folder / "2026-10-01.csv"
    publisher.deliver(november, voorbeeld=True)
    publisher.publish("2026-11-02")
    publisher.deliver(november)
    publisher.publish("2026-11-03")
    publisher.deliver(november, 145)
    publisher.publish("2026-11-10")
    publisher.deliver(october)
    publisher.publish("2026-11-12")
    publisher.pipeline = Pipeline(
        replace(settings, grens=Fraction(1, 2)), publisher.store, publisher.releases, clock=lambda: publisher.now
    )
    publisher.publish("2026-11-14")
    publisher.releases.roll_back(Peildatum.parse("2026-10-01"), "")
    publisher.publish("2026-11-16")
    publisher.store.close()
    return replace(settings, grens=Fraction(1, 2))


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    with create_app(settings).test_client() as client:
        yield client


def get(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.get_json()
    return content


def refused(client: FlaskClient, path: str, status: int = 404) -> str:
    answer = client.get(f"/api/v1{path}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    return str(answer.get_json()["detail"])


@pytest.mark.parametrize(
    ("versie", "gerealiseerd", "geldigheid", "sinds", "nu"),
    [
        ("2026-11-01-r1-voorbeeld", 157, "vervangen", "2026-11-03T12:00:00Z", "2026-11-01-r2"),
        ("2026-11-01-r1", 157, "verbeterd", "2026-11-10T12:00:00Z", "2026-11-01-r2"),
        ("2026-11-01-r2", 145, "geldt", "2026-11-10T12:00:00Z", "2026-11-01-r2"),
        ("2026-10-01-r1", 117, "ingetrokken", "2026-11-16T12:00:00Z", None),
    ],
)
def test_a_version_keeps_its_figures_and_says_what_became_of_it(
    client: FlaskClient, versie: str, gerealiseerd: int, geldigheid: str, sinds: str, nu: str | None
) -> None:
    gemeente = get(client, f"/versies/{versie}/gemeenten/GM0344")
    assert (gemeente["gerealiseerd"], gemeente["versie"]) == (gerealiseerd, versie)
    assert gemeente["grensPercentage"] == {"2026-11": 50.0, "2026-10": 37.5}[versie[:7]], (
        "three quarters of the norm, as then"
    )
    about = get(client, f"/versies/{versie}")
    assert (about["geldigheid"], about["sinds"], about["geldend"]) == (geldigheid, sinds, nu)
    assert about["voorbeeld"] is gemeente["voorbeeld"] is versie.endswith("-voorbeeld")
    assert about["sha256"][:8] == about["release"].rpartition("-")[2]


def test_all_areas_of_a_version_add_up(client: FlaskClient) -> None:
    gemeenten = get(client, "/versies/2026-11-01-r1/gemeenten")["gemeenten"]
    utrecht = [g["gerealiseerd"] for g in gemeenten if g["provinciecode"] == "PV26"]
    assert get(client, "/versies/2026-11-01-r1/provincies/PV26")["gerealiseerd"] == sum(utrecht)
    assert len(get(client, "/versies/2026-11-01-r1/provincies")["provincies"]) == 12
    land = get(client, "/versies/2026-11-01-r1/nederland")["gerealiseerd"]
    assert land == sum(g["gerealiseerd"] for g in gemeenten)
    assert land == get(client, "/versies/2026-11-01-r2/nederland")["gerealiseerd"] + 157 - 145
    assert get(client, "/versies/2026-11-01-r1/gemeenten?provincie=PV26&limit=3")["aantal"] == len(utrecht)


@pytest.mark.parametrize(
    ("op", "versie", "gerealiseerd", "voorbeeld", "grens"),
    [
        ("2026-11-02", "2026-11-01-r1-voorbeeld", 157, True, 50.0),
        ("2026-11-03", "2026-11-01-r1", 157, False, 50.0),
        ("2026-11-09", "2026-11-01-r1", 157, False, 50.0),
        ("2026-11-10", "2026-11-01-r2", 145, False, 50.0),
        ("2026-11-13", "2026-11-01-r2", 145, False, 50.0),
        ("2026-11-14", "2026-11-01-r2", 145, False, 33.3),
    ],
)
def test_what_could_be_seen_at_the_end_of_a_day(
    client: FlaskClient, op: str, versie: str, gerealiseerd: int, voorbeeld: bool, grens: float
) -> None:
    for path in ("/gemeenten/GM0344", "/gemeenten/GM0344?peildatum=2026-11-01", "/gemeenten/GM0344?periode=2026-II"):
        gemeente = get(client, f"{path}{'&' if '?' in path else '?'}op={op}")
        seen = [gemeente[name] for name in ("versie", "gerealiseerd", "voorbeeld", "grensPercentage")]
        assert seen == [versie, gerealiseerd, voorbeeld, grens]
    for path in ("/gemeenten", "/provincies", "/provincies/PV26", "/nederland", "/legenda"):
        assert get(client, f"{path}?op={op}")["versie"] == versie


def test_a_series_of_then_has_the_months_of_then(client: FlaskClient) -> None:
    for op, rows in (
        ("2026-11-11", [("2026-11-01", 145)]),
        ("2026-11-12", [("2026-10-01", 117), ("2026-11-01", 145)]),
        ("2026-11-16", [("2026-11-01", 145)]),
    ):
        reeks = get(client, f"/gemeenten/GM0344/reeks?op={op}")["reeks"]
        assert [(row["peildatum"], row["gerealiseerd"]) for row in reeks] == rows, op


def test_what_was_not_there_is_said_with_what_was(client: FlaskClient) -> None:
    assert refused(client, "/nederland?op=2026-11-01") == (
        "Op 1 november 2026 waren er geen cijfers gepubliceerd. De eerste kwamen op 2 november 2026."
    )
    assert refused(client, "/nederland?op=2026-11-11&peildatum=2026-10-01") == (
        "Op 11 november 2026 waren er geen cijfers van 2026-10-01. Wel van: 2026-11-01."
    )
    assert "Wel van: 2026-11-01." in refused(client, "/nederland?op=2026-11-11&periode=2025-I")
    assert refused(client, "/versies/2026-11-01-r9/nederland") == (
        "De versie '2026-11-01-r9' is niet gepubliceerd. Wel: 2026-11-01-r2, 2026-11-01-r1-voorbeeld, 2026-11-01-r1."
    )
    assert "Wel: 2026-11-01-r2" in refused(client, "/versies/gisteren")
    assert "nog komen" in refused(client, "/nederland?op=2999-01-01", 400)
    for wrong in ("2026-11-31", "gisteren", "20261101", "0000-01-01"):
        assert "geen geldige dag" in refused(client, f"/nederland?op={wrong}", 400)
    assert "waren er geen cijfers" in refused(client, "/nederland?op=0001-01-01")


def test_versions_are_listed_newest_first(client: FlaskClient) -> None:
    listed = get(client, "/versies")
    assert [v["versie"] for v in listed["versies"]] == [
        "2026-11-01-r2", "2026-11-01-r1-voorbeeld", "2026-11-01-r1", "2026-10-01-r1"
    ]  # fmt: skip
    assert listed["aantal"] == 4
    assert [v["gepubliceerd"][:10] for v in listed["versies"]] == [
        "2026-11-10",
        "2026-11-02",
        "2026-11-03",
        "2026-11-12",
    ]
    assert client.get(listed["versies"][2]["adres"]).get_json()["versie"] == "2026-11-01-r1"
    one = get(client, "/versies?peildatum=2026-11-01&limit=1&offset=1")
    assert [v["versie"] for v in one["versies"]] == ["2026-11-01-r1-voorbeeld"]
    assert "offset=2" in one["volgende"]


def test_answers_may_be_kept_as_long_as_they_hold(client: FlaskClient) -> None:
    past = client.get("/api/v1/nederland?op=2026-11-10")
    assert past.headers["Cache-Control"] == "public, max-age=86400"
    today = dt.datetime.now(dt.UTC).date()
    assert client.get(f"/api/v1/nederland?op={today}").headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    again = client.get("/api/v1/versies/2026-11-01-r1/nederland")
    same = client.get("/api/v1/versies/2026-11-01-r1/nederland", headers={"If-None-Match": again.headers["ETag"]})
    assert (again.headers["Cache-Control"], same.status_code) == ("public, max-age=300, must-revalidate", 304)


def test_without_the_database_the_past_waits_and_the_present_answers(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "no").write_text("a file where a folder should be")
    broken = replace(settings, database_url=f"sqlite:///{tmp_path}/no/db.sqlite")
    with create_app(broken).test_client() as client:
        assert client.get("/api/v1/versies/2026-11-01-r1").status_code == 503
        assert client.get("/api/v1/nederland?op=2026-11-10").status_code == 503
        assert client.get("/api/v1/nederland").status_code == 200


def test_a_database_of_before_the_log_gets_what_is_certain(tmp_path: Path, made: Path, example_folder: Path) -> None:
    """What is on the map, and the revisions before it; not what waits, nor a number that was never on the map."""
    settings = Settings(state_dir=tmp_path, maxzoom=2)
    lay_ready(settings.state_dir, made)
    publisher = Publisher(settings)
    november, october = example_folder / "2026-11-01.csv", example_folder / "2026-10-01.csv"
    publisher.now = moment("2026-11-03")
    publisher.deliver(november)
    publisher.publish("2026-11-04")
    publisher.now = moment("2026-11-08")
    publisher.deliver(november, 145)
    publisher.publish("2026-11-09")
    with publisher.store._writing() as connection:
        connection.exec_driver_sql("DELETE FROM publicaties")
    publisher.pipeline = Pipeline(settings, publisher.store, publisher.releases, clock=lambda: publisher.now)
    publisher.now = moment("2026-11-10")
    publisher.deliver(october)
    publisher.publish("2026-11-11")
    log = [(str(line.versie), line.moment, bool(line.release)) for line in publisher.store.publications()]
    publisher.releases.roll_back(NOVEMBER, "")
    publisher.publish("2026-11-12")
    publisher.store.close()
    with create_app(settings).test_client() as client:
        first, second = (client.get(f"/versie/2026-11-01-r{n}/gemeenten/GM0344") for n in (1, 2))
        assert (first.status_code, second.status_code) == (200, 200), "also when nothing of the month is on the map"
        assert "Kenmerk van de uitgave" not in first.text, "which release showed it is not known"
        assert "<code>2026-11-01-r2-" in second.text
    assert log == [
        ("2026-11-01-r1", moment("2026-11-03"), False),
        ("2026-11-01-r2", moment("2026-11-08"), True),
        ("2026-10-01-r1", moment("2026-11-11"), True),
    ]


def words(client: FlaskClient, path: str, status: int = 200) -> str:
    """What there is to read, with single spaces."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


@pytest.mark.parametrize(
    ("versie", "sentences"),
    [
        ("2026-11-01-r1", ("gepubliceerd op 3 november 2026", "verbeterd, op 10 november 2026", "Ook de cijfers van")),
        ("2026-11-01-r2", ("gepubliceerd op 10 november 2026", "Dit is de versie die geldt")),
        ("2026-10-01-r1", ("ingetrokken op 16 november 2026", "Er is geen andere versie")),
        ("2026-11-01-r1-voorbeeld", ("Dit waren voorbeeldcijfers", "Sinds 3 november 2026", "Deze cijfers zijn verzonnen")),
    ],
)  # fmt: skip
def test_the_pages_of_a_version_say_what_became_of_it(
    client: FlaskClient, versie: str, sentences: tuple[str, ...]
) -> None:
    page = words(client, f"/versie/{versie}/gemeenten/GM0344")
    for sentence in sentences:
        assert sentence in page
    for path in ("", "gemeenten", "nederland", "provincies/PV26"):
        assert sentences[0] in words(client, f"/versie/{versie}/{path}")


def test_the_pages_of_a_version_show_the_figures_of_then(client: FlaskClient) -> None:
    first, second = (words(client, f"/versie/2026-11-01-r{n}/gemeenten/GM0344") for n in (1, 2))
    assert "Gerealiseerd 157" in first
    assert "43,9%" in first  # 157 of 358
    assert "Gerealiseerd 145" in second
    assert "40,5%" in second  # 145 of 358
    assert "Houten" in words(client, "/versie/2026-11-01-r1/provincies/PV26")
    other = words(client, "/versie/2026-11-01-r1/gemeenten/GM0363")
    assert "De cijfers van Amsterdam zijn in versie 2 hetzelfde." in other
    table = words(client, "/versie/2026-11-01-r1/gemeenten")
    assert "Utrecht (gemeente) 230 +128 358 157 43,9 " in table


def test_the_table_of_a_version_is_the_download_of_then(client: FlaskClient) -> None:
    """Of the version that stands the very bytes of the download; of the one before, only Utrecht differs."""
    then, stands = (client.get(f"/versie/2026-11-01-{r}/gemeenten.csv") for r in ("r1", "r2"))
    assert then.content_type == stands.content_type == "text/csv; charset=utf-8"
    assert then.headers["Content-Disposition"] == 'attachment; filename="land-in-beeld-gemeenten-2026-11-01-r1.csv"'
    first, second = (
        list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")) for answer in (then, stands)
    )
    (utrecht,) = (row for row in first if row["statcode"] == "GM0344")
    assert (utrecht["gerealiseerd"], utrecht["revisie"], utrecht["voorbeeld"]) == ("157", "1", "nee")
    changed = [a["statcode"] for a, b in zip(first, second, strict=True) if a | {"revisie": "2"} != b]
    assert changed == ["GM0344"]
    with client.get("/download/2026-11-01/gemeenten.csv") as download:
        header, *rows = download.data.decode("utf-8-sig").splitlines()
        assert stands.data.decode("utf-8-sig").splitlines()[0] == header
        assert len(rows) == len(second) == 342
    for address in (
        "/versie/2026-11-01-r1/",
        "/versie/2026-11-01-r1/gemeenten/GM0344",
        "/versie/2026-11-01-r1/gemeenten",
    ):
        assert 'href="/versie/2026-11-01-r1/gemeenten.csv"' in client.get(address).text, address
    assert 'href="/versie/2026-11-01-r2/gemeenten.csv"' in client.get("/gemeenten/GM0344").text
    assert client.get("/versie/2026-11-01-r9/gemeenten.csv").status_code == 404


def test_a_page_that_does_not_exist_says_what_does(client: FlaskClient) -> None:
    assert "Wel: 2026-11-01-r2, 2026-11-01-r1-voorbeeld" in words(client, "/versie/2026-11-01-r7/nederland", 404)
    assert "Wel: 2026-11-01-r2" in words(client, "/versie/%3Cscript%3E/", 404)
    assert "Opgegaan in" in words(client, "/versie/2026-11-01-r1/gemeenten/GM0005", 404)
    words(client, "/versie/2026-11-01-r1/gemeenten/straks", 404)
    words(client, "/versie/2026-11-01-r1/provincies/PV99", 404)
    assert (
        client.get("/versie/2026-11-01-r1/gemeenten/344")
        .headers["Location"]
        .endswith("/2026-11-01-r1/gemeenten/GM0344")
    )


def test_what_was_cleared_away_is_said_and_the_figures_stay(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.state_dir, tmp_path / "var")
    moved = replace(settings, state_dir=tmp_path / "var")
    store = Store(moved.database, moved.files)
    releases = Releases(moved.releases, store)
    with create_app(moved).test_client() as client:
        before = get(client, "/versies/2026-11-01-r1")
        assert client.get(before["tegels"]).status_code == 200
        assert "Kaarttegels van deze versie (TileJSON)" in words(client, "/versie/2026-11-01-r1/")
        gone = releases.prune(lambda path: True, keep=0)
        assert before["release"] in gone
        after = get(client, "/versies/2026-11-01-r1")
        assert (before["opgeruimd"], after["tegels"]) == (
            ["De rapportages (PDF) van deze versie zijn er niet (meer)."],
            None,
        )
        assert after["opgeruimd"][0] == "De kaarttegels van deze versie zijn opgeruimd. De cijfers blijven."
        assert after["opgeruimd"][0] in words(client, "/versie/2026-11-01-r1/")
        assert "Gerealiseerd 157" in words(client, "/versie/2026-11-01-r1/gemeenten/GM0344")
        (release,) = [name for name in releases.names() if name.startswith("2026-11-01-r2")]
        assert get(client, "/versies/2026-11-01-r2")["tegels"].endswith(f"/tiles/{release}.json")
    store.close()


def test_a_report_of_an_earlier_version_is_linked_while_it_is_there(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.state_dir, tmp_path / "var")
    moved = replace(settings, state_dir=tmp_path / "var")
    folder = moved.reports / "2026-11-01-r1-01234567-89abcdef"
    folder.mkdir(parents=True)
    (folder / "GM0344.pdf").write_bytes(b"%PDF-1.7")
    with create_app(moved).test_client() as client:
        rapport = get(client, "/versies/2026-11-01-r1/gemeenten/GM0344")["rapport"]
        assert rapport == "http://localhost/rapportages/2026-II/versie-1/GM0344.pdf"
        assert client.get(rapport).data == b"%PDF-1.7"
        assert get(client, "/gemeenten/GM0344?op=2026-11-05")["rapport"] == rapport
        assert get(client, "/versies/2026-11-01-r1/gemeenten/GM0363")["rapport"] is None
        current = get(client, "/versies/2026-11-01-r2")["rapport"]
        assert current == "http://localhost/rapportages/2026-II/versie-2/nederland.pdf"
        page = client.get("/versie/2026-11-01-r1/gemeenten/GM0344").text
        assert "/rapportages/2026-II/versie-1/GM0344.pdf" in page
        for path in ("/versie/2026-11-01-r1/gemeenten/GM0344", "/rapportages"):
            assert 'href="/rapportages/2026-II/versie-1/GM0344.csv"' in client.get(path).text
        assert "GM0363.csv" not in client.get("/versie/2026-11-01-r1/gemeenten/GM0363").text
        assert 'href="/rapportages/2026-II/versie-2/nederland.csv"' in client.get("/versie/2026-11-01-r2/").text


def test_the_figures_of_a_report_are_those_of_its_version(tmp_path: Path, made: Path, example_folder: Path) -> None:
    """And what it looks back on stands in them as it stood beside that version."""
    settings = Settings(state_dir=tmp_path, maxzoom=2)
    lay_ready(settings.state_dir, made)
    publisher = Publisher(settings)
    november, october = example_folder / "2026-11-01.csv", tmp_path / "2026-10-01.csv"
    october.write_bytes((example_folder / "2026-10-01.csv").read_bytes())
    publisher.deliver(october)
    publisher.deliver(november)
    publisher.publish("2026-11-03")
    publisher.deliver(november, 145)
    publisher.publish("2026-11-10")
    was = b"GM0344;Utrecht;230;128;117"  # in the file of October
    assert was in october.read_bytes()
    october.write_bytes(october.read_bytes().replace(was, b"GM0344;Utrecht;230;128;111"))
    publisher.deliver(october)
    publisher.publish("2026-11-12")
    publisher.store.close()
    with create_app(settings).test_client() as client:

        def months(path: str) -> list[tuple[str, ...]]:
            answer = client.get(f"/rapportages/2026-II/{path}")
            assert answer.status_code == 200, answer.text
            rows = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";")
            columns = ("peildatum", "revisie", "gerealiseerd", "inmaand")
            return [tuple(r[c] for c in columns) for r in rows if r["onderdeel"] == "maand" and r["gerealiseerd"]]

        first, second = ("2026-10-01", "1", "117", ""), ("2026-10-01", "2", "111", "")
        assert months("versie-1/GM0344.csv") == [first, ("2026-11-01", "1", "157", "40")]
        newest = [second, ("2026-11-01", "2", "145", "34")]
        assert months("versie-2/GM0344.csv") == months("GM0344.csv") == newest
        named = client.get("/rapportages/2026-II/versie-1/GM0344.csv").headers["Content-Disposition"]
        assert named == ('attachment; filename="land-in-beeld-2026-II-GM0344-tussenstand-2026-11-01-versie-1.csv"')
        for path in ("versie-3/GM0344.csv", "versie-0/GM0344.csv", "versie-1/GM9999.csv", "versie-1/NL.csv/"):
            assert client.get(f"/rapportages/2026-II/{path}").status_code == 404
        assert client.get("/rapportages/2026-II/versie-1/nederland.csv").status_code == 200


@pytest.mark.parametrize("path", ["/gemeenten/GM0344", "/provincies/PV26", "/nederland", "/"])
def test_every_page_with_figures_is_cited_by_the_address_of_exactly_that_version(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path).text
    line = html.unescape(re.search(r'<textarea id="citaat"[^>]*>([^<]*)<', page)[1])  # type: ignore[index]
    name = "Nederland" if path in ("/nederland", "/") else f"Utrecht ({'gemeente' if 'GM' in path else 'provincie'})"
    address = f"http://localhost/versie/2026-11-01-r2{'/nederland' if path == '/' else path}"
    assert line == f"Land in Beeld (COA), {name}, stand per 1 november 2026, versie 2, {address}"
    about = get(client, "/versies/2026-11-01-r2")
    uitgave = re.search(r"<code>(2026-11-01-r2-[0-9a-f]{8})</code>", page)
    assert uitgave
    kept = client.get(address).text
    assert line in html.unescape(kept), "the page that is cited cites itself"
    assert f"<code>{about['release']}</code>" in kept
