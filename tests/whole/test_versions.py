"""A year of figures that came out of order, asked afterwards: what was said then is what is said of then.

Twenty files of twelve months, delivered and published at moments of their own. The books are kept here, by hand and in
plain lists; every address for good and every day of the year is held against them, before and after the releases are pruned.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Peildatum
from server.app import create_app
from server.cli import main_group
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.conftest import lay_ready

# Moment of delivery (UTC), month of the figures, how many persons more in Utrecht than in the file of the example
DELIVERIES = (
    ("2025-12-03T09:00", "2025-12-01", 0),
    ("2025-12-20T09:00", "2025-12-01", -4),
    ("2026-02-06T09:00", "2026-02-01", 0),
    ("2026-02-09T09:00", "2026-01-01", 0),  # a month late
    ("2026-02-27T09:00", "2026-03-01", 0),  # before its day: waits for 1 March
    ("2026-03-12T23:30", "2026-01-01", 3),  # half past midnight of the 13th in the Netherlands
    ("2026-05-04T09:00", "2026-05-01", 0),
    ("2026-05-06T09:00", "2026-04-01", 0),  # after May
    ("2026-05-06T10:00", "2026-04-01", 2),  # before the first was published: version 1 of April never was
    ("2026-06-30T22:10", "2026-06-01", 0),  # 1 July, ten past midnight
    ("2026-07-02T09:00", "2026-07-01", 0),
    ("2026-07-02T09:00", "2025-12-01", 6),  # half a year later
    ("2026-07-09T09:00", "2026-05-01", -7),
    ("2026-07-20T09:00", "2026-05-01", -9),
    ("2026-09-02T09:00", "2026-09-01", 0),
    ("2026-09-03T09:00", "2026-08-01", 0),
    ("2026-10-05T09:00", "2026-10-01", 0),
    ("2026-11-04T09:00", "2026-11-01", 0),
    ("2026-11-05T09:00", "2026-10-01", 5),
    ("2026-11-18T09:00", "2026-11-01", -12),
)
PUBLISHED_AT = {  # otherwise at once
    "2026-02-27T09:00": "2026-03-01T05:00",
    "2026-05-06T09:00": "",  # the next file of that month came first
    "2026-05-06T10:00": "2026-05-07T09:00",
}
FIRST, LAST = dt.date(2025, 12, 1), dt.date(2026, 11, 25)


@dataclass(frozen=True)
class Line:
    """One publication."""

    moment: dt.datetime
    month: str
    revision: int
    utrecht: int  # gerealiseerd
    land: int

    @property
    def name(self) -> str:
        return f"{self.month}-r{self.revision}"


@dataclass
class Books:
    """What was published, in the order of the moments."""

    lines: list[Line] = field(default_factory=list)

    def stood(self, day: dt.date) -> dict[str, Line]:
        """What stood on the map when this day ended in the Netherlands, by month."""
        ends = dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Amsterdam")) + dt.timedelta(days=1)
        return {line.month: line for line in self.lines if line.moment < ends}


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def changed(month: str, more: int) -> tuple[bytes, int, int]:
    """A file with more persons in Utrecht; that number, and the sum of the land."""
    path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["gemeentecode"]: row for row in csv.DictReader(file, delimiter=";")}
    number = int(rows["GM0344"]["gerealiseerd"])
    line = ";".join(rows["GM0344"].values())
    content = path.read_text(encoding="utf-8-sig")
    assert content.count(line) == 1
    content = content.replace(line, f"{line.rpartition(';')[0]};{number + more}")
    return content.encode(), number + more, sum(int(row["gerealiseerd"]) for row in rows.values()) + more


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, made: Path) -> tuple[Settings, Books]:
    """The year as it went, on a state folder."""
    settings = Settings(state_dir=tmp_path_factory.mktemp("var"), maxzoom=1)
    lay_ready(settings.state_dir, made)
    store = Store(settings.database, settings.files)
    store.migrate()
    clock = [utc("2025-12-01T00:00")]
    pipeline = Pipeline(settings, store, Releases(settings.releases, store), clock=lambda: clock[0])
    books, revisions = Books(), dict.fromkeys((month for _, month, _ in DELIVERIES), 0)
    for moment, month, more in DELIVERIES:
        content, utrecht, land = changed(month, more)
        clock[0] = utc(moment)
        done = deliver(
            store, content, f"{month}.csv", door="cli", wie="", now=clock[0], peildatum=Peildatum.parse(month)
        )  # fmt: skip
        assert done.accepted, done.findings
        revisions[month] += 1
        if moment == "2026-02-27T09:00":
            pipeline.publish(until=dt.date(2026, 2, 27))  # the worker looks all the same
        published = PUBLISHED_AT.get(moment, moment)
        if published:
            clock[0] = utc(published)
            pipeline.publish(until=clock[0].astimezone(ZoneInfo("Europe/Amsterdam")).date())
            books.lines.append(Line(clock[0], month, revisions[month], utrecht, land))
    store.close()
    return settings, books


@pytest.fixture(scope="module", params=["before pruning", "after pruning"])
def site(request: pytest.FixtureRequest, replayed: tuple[Settings, Books]) -> Iterator[tuple[FlaskClient, Books]]:
    settings, books = replayed
    if request.param == "after pruning":
        options = ["releases", "prune", "--keep", "0", "--days", "0"]
        done = CliRunner().invoke(main_group, options, env={"LANDINBEELD_STATE_DIR": str(settings.state_dir)})
        assert done.exit_code == 0, done.output
        assert done.output.count("weg: ") == len(books.lines) - len(books.stood(LAST)) == 7
    with create_app(settings).test_client() as client:
        yield client, books


def get(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, f"{path}: {answer.text}"
    content: dict[str, Any] = answer.get_json()
    return content


def test_the_books_are_of_twenty_files_and_twelve_months() -> None:
    assert len(DELIVERIES) == 20
    assert len({month for _, month, _ in DELIVERIES}) == 12


def test_every_address_for_good_shows_what_was_published(site: tuple[FlaskClient, Books]) -> None:
    client, books = site
    assert len(books.lines) == 19
    stands = books.stood(LAST)
    for line in books.lines:
        gemeente = get(client, f"/versies/{line.name}/gemeenten/GM0344")
        land = get(client, f"/versies/{line.name}/nederland")
        about = get(client, f"/versies/{line.name}")
        seen = (gemeente["versie"], gemeente["gerealiseerd"], land["gerealiseerd"], land["revisie"])
        assert seen == (line.name, line.utrecht, line.land, line.revision)
        assert about["gepubliceerd"] == line.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        newer = [other for other in books.lines if other.month == line.month and other.revision > line.revision]
        assert about["geldigheid"] == ("verbeterd" if newer else "geldt"), line.name
        assert about["sinds"] == (newer[0] if newer else line).moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert about["geldend"] == stands[line.month].name
        page = client.get(f"/versie/{line.name}/gemeenten/GM0344").text
        assert f"<td>{line.utrecht}</td>" in page
        assert ("later verbeterd" in page) is bool(newer)
        table = client.get(f"/versie/{line.name}/gemeenten.csv").data
        rows = csv.DictReader(table.decode("utf-8-sig").splitlines(), delimiter=";")
        (row,) = (row for row in rows if row["statcode"] == "GM0344")
        assert (row["gerealiseerd"], row["revisie"]) == (str(line.utrecht), str(line.revision))
        if stands[line.month] is line:
            with client.get(f"/download/{line.month}/gemeenten.csv") as download:
                assert download.data == table, line.name
    never = client.get("/api/v1/versies/2026-04-01-r1")
    assert never.status_code == 404
    assert "Wel: 2026-04-01-r2." in never.get_json()["detail"]
    assert {v["versie"] for v in get(client, "/versies")["versies"]} == {line.name for line in books.lines}


def test_every_day_of_the_year_is_answered_as_it_was(site: tuple[FlaskClient, Books]) -> None:
    client, books = site
    day = FIRST
    while day <= LAST:
        stood = books.stood(day)
        answer = client.get(f"/api/v1/gemeenten/GM0344?op={day}")
        if not stood:
            assert answer.status_code == 404, day
            assert "De eerste kwamen op 3 december 2025." in answer.get_json()["detail"]
        else:
            newest = stood[max(stood)]
            seen = answer.get_json()
            assert (seen["versie"], seen["gerealiseerd"]) == (newest.name, newest.utrecht), day
        day += dt.timedelta(days=1)


def test_every_month_and_every_series_of_then(site: tuple[FlaskClient, Books]) -> None:
    """On the days on which something changed, the day before and the day after."""
    client, books = site
    days = {line.moment.date() + dt.timedelta(days=n) for line in books.lines for n in (-1, 0, 1)}
    for day in sorted(days):
        stood = books.stood(day)
        if not stood:
            continue
        reeks = get(client, f"/gemeenten/GM0344/reeks?op={day}")["reeks"]
        rows = [(line.month, line.utrecht, line.revision) for _, line in sorted(stood.items())]
        assert [(row["peildatum"], row["gerealiseerd"], row["revisie"]) for row in reeks] == rows, day
        for month in {month for _, month, _ in DELIVERIES}:
            answer = client.get(f"/api/v1/nederland?op={day}&peildatum={month}")
            if month in stood:
                assert answer.get_json()["gerealiseerd"] == stood[month].land, (day, month)
            else:
                assert answer.status_code == 404, (day, month)


def test_today_is_what_stands(site: tuple[FlaskClient, Books]) -> None:
    client, books = site
    for line in books.stood(LAST).values():
        now = get(client, f"/gemeenten/GM0344?peildatum={line.month}")
        assert (now["gerealiseerd"], now["revisie"]) == (line.utrecht, line.revision)
