"""From any figure to its cell in two clicks: a crawler follows pages and a report to the workbooks that were delivered."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from data.reference.gemeenten import PROVINCIES, gemeenten_of
from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Cijfers, Gemeente
from server.app import create_app
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.conftest import lay_ready
from tests.data import coafiles as coa
from tests.data.coafiles import ACHTER, CODE, GECORRIGEERD, NAAM, TAAK, Rows, table
from tests.data.originals import sum_at
from tests.server.page_reader import Row
from tests.whole.conftest import NOW
from tests.whole.crawler import Crawler, number, percentage

YEAR = 2026
MONTHS = ("juli", "augustus", "september", "oktober")
SAMPLE = (
    "GM0344",
    "GM0014",
    "GM0363",
    "GM0034",
    "GM0820",
    "GM1992",
)  # Utrecht and Groningen stand twice, Nuenen is cut
Make = Callable[[Gemeente, Cijfers], Any]
File = tuple[str, bytes]


def in_month(g: Gemeente, n: int) -> int:
    """Housed in month n of the half-year."""
    return (g.code.number * 3 + n * 5) % 11


def until(n: int) -> dict[str, Make]:
    """The column of what was housed in n months."""
    return {"Gerealiseerd": lambda g, c: sum(in_month(g, i) for i in range(n))}


def monthly(n: int) -> dict[str, Make]:
    """A column for each of n months, to be added up."""
    return {MONTHS[i].capitalize(): (lambda g, c, i=i: in_month(g, i)) for i in range(n)}


def title(day: str, *more: str) -> Rows:
    return [["Overzicht huisvesting vergunninghouders"], [f"Stand per {day}"], *([line] for line in more), []]


APART = {"Voorsprong": lambda g, c: max(0, -c.achterstand), "Achterstand": lambda g, c: max(0, c.achterstand) or None}


def final_as_ods() -> File:
    columns = CODE | NAAM | TAAK | ACHTER | GECORRIGEERD | until(6)
    return "eindstand 2026-I.ods", coa.ods(table(columns, year=YEAR, title=title("1 juli 2026")))


def one_month_as_csv() -> File:
    """With the balance as voorsprong: a plus is ahead, and the corrected numbers prove it. A name is cut by its comma."""
    turned = {"Voorsprong (+) / achterstand (-)": lambda g, c: -c.achterstand}
    columns = CODE | NAAM | TAAK | turned | GECORRIGEERD | until(1)
    content = coa.csv(table(columns, year=YEAR, title=title("1 augustus 2026")), ",")
    cut = content.replace(b'"Nuenen, Gerwen en Nederwetten"', b"Nuenen, Gerwen en Nederwetten")
    assert cut != content
    return "stand-2026-08-01.csv", cut


def months_and_voorsprong_apart() -> File:
    """More lines of title, the months to be added up, achterstand and voorsprong in columns of their own."""
    columns = NAAM | TAAK | APART | monthly(2)
    return "september.xlsx", coa.xlsx(table(columns, year=YEAR, title=title("1 september 2026", "Bron: COA")), "Stand")


def two_sheets() -> File:
    """Half of the provincies on each sheet, the second with its columns the other way round."""
    provincie_of = {str(g.code): g.provinciecode for g in gemeenten_of(YEAR)}
    first = {code for n, code in enumerate(PROVINCIES) if n % 2}
    sheets = []
    for position, columns in enumerate((CODE | TAAK | ACHTER | until(3), until(3) | ACHTER | TAAK | CODE)):
        rows, at = table(columns, year=YEAR, title=title("1 oktober 2026")), list(columns).index("Gemeentecode")
        top = next(i for i, row in enumerate(rows) if "Gemeentecode" in row)
        kept = [r for r in rows[top + 1 :] if (provincie_of[r[at]] in first) == (position == 0)]
        sheets.append((f"Deel {position + 1}", [*rows[: top + 1], *kept]))
    return "oktober in twee delen.xlsx", coa.saved(coa.workbook(*sheets))


def sums_between(*, more: int = 0) -> File:
    """Sums called as their provincie, so Utrecht and Groningen stand twice; achterstand is corrected less taakstelling."""
    columns = NAAM | TAAK | GECORRIGEERD | monthly(4)
    rows = table(columns, year=YEAR, title=title("1 november 2026"))
    top = next(i for i, row in enumerate(rows) if row and row[0] == "Gemeente")
    provincie_of = {g.naam: g.provinciecode for g in gemeenten_of(YEAR)}
    for row in rows[top + 1 :]:
        row[6] += more
    out = rows[: top + 1]
    for code, naam in PROVINCIES.items():
        block = [row for row in rows[top + 1 :] if provincie_of[row[0]] == code]
        out += [*block, [naam, *(sum(column) for column in list(zip(*block, strict=True))[1:])]]
    return f"november{'-verbeterd' if more else ''}.xlsx", coa.xlsx(out, "Blad 1 (nov)")


FILES = (final_as_ods, one_month_as_csv, months_and_voorsprong_apart, two_sheets, sums_between)
DAYS = ("2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory, made: Path) -> tuple[Settings, dict[str, File]]:
    """A site where these files came in by several doors, the last one with a correction after it; the files by SHA-256."""
    settings = Settings(state_dir=tmp_path_factory.mktemp("delivered"), maxzoom=7)
    lay_ready(settings.state_dir, made)
    files = {}
    with Store(settings.database, settings.files) as store:
        store.migrate()
        pipeline = Pipeline(settings, store, Releases(settings.releases, store))

        def take_in(name: str, content: bytes, door: str) -> None:
            done = deliver(store, content, name, door=door, wie="", now=NOW)
            assert done.accepted, [f.zin for f in done.findings if f.ernst == "fout"]
            files[hashlib.sha256(content).hexdigest()] = name, content

        for make, door in zip(FILES, ("inbox", "api", "cli", "beheer", "inbox"), strict=True):
            take_in(*make(), door)
        pipeline.publish()
        take_in(*sums_between(more=2), "inbox")
        pipeline.publish()
    return settings, files


@pytest.fixture(scope="module")
def crawler(delivered: tuple[Settings, dict[str, File]]) -> Crawler:
    """A crawler of that site, which no test changes."""
    return _crawler(*delivered)


def _crawler(settings: Settings, files: dict[str, File]) -> Crawler:
    originals = {sha256: (content, name) for sha256, (name, content) in files.items()}
    return Crawler(create_app(settings).test_client(), originals)


def test_every_number_is_found_in_its_workbook(crawler: Crawler) -> None:
    before = crawler.followed
    for code in SAMPLE:
        for day in DAYS:
            crawler.follow_area(f"/gemeenten/{code}?peildatum={day}")
        crawler.follow_months(f"/gemeenten/{code}")
        crawler.follow_area(f"/gemeenten/{code}/paneel")
    assert crawler.followed - before > len(SAMPLE) * (len(DAYS) + 1) * 5


TABLE = {"percentage": 2, "taakstelling": 4, "achterstand": 5, "gecorrigeerd": 6, "gerealiseerd": 7, "nog": 8}
OF_PROVINCIE = {name: column - 1 for name, column in TABLE.items()}  # which needs no column of the provincie
OF_VERSION = {"taakstelling": 1, "achterstand": 2, "gecorrigeerd": 3, "gerealiseerd": 4, "percentage": 5}
COMPARED = {"gecorrigeerd": 1, "gerealiseerd": 2, "percentage": 3}


def in_sample(row: Row) -> bool:
    """Whether a row is about a gemeente of the sample."""
    return any(f"/{code}/" in row.href for code in SAMPLE)


def test_every_number_of_a_table_is_found_by_the_link_of_its_row(crawler: Crawler) -> None:
    for day in DAYS:
        assert crawler.follow_rows(f"/gemeenten?peildatum={day}", 10, TABLE, in_sample) == len(SAMPLE)
    assert crawler.follow_rows("/gemeenten?klasse=1", 10, TABLE) > 5
    assert crawler.follow_rows("/provincies/PV26", 9, OF_PROVINCIE, lambda row: "/gemeenten/" in row.href) == 26
    assert crawler.follow_rows("/versie/2026-11-01-r1/provincies/PV24", 8, OF_VERSION) == 6
    assert crawler.follow_rows("/versie/2026-11-01-r1/gemeenten", 8, OF_VERSION, in_sample) == len(SAMPLE)


def test_sums_beside_each_other_are_those_of_every_gemeente_in_the_workbook(crawler: Crawler) -> None:
    """Gemeente, provincie and land; the provincies of the land; half-years that have a column of the sums."""
    assert crawler.follow_rows("/gemeenten/GM0344", 7, COMPARED) == 3
    assert crawler.follow_rows("/nederland", 10, COMPARED) == 12
    newest = crawler.follow_rows("/", 8, {"gecorrigeerd": 2, "gerealiseerd": 3}, lambda row: DAYS[-1] in row.href)
    assert newest == 1
    for code in SAMPLE:
        assert crawler.follow_rows(f"/gemeenten/{code}", 9, OF_VERSION) == 2
    crawler.follow_area("/nederland")
    crawler.follow_area("/provincies/PV24")
    crawler.follow_months("/provincies/PV24")


def test_numbers_of_an_earlier_version_lead_to_the_file_of_then(crawler: Crawler) -> None:
    """The correction added two in October everywhere."""
    for code in SAMPLE[:2]:
        then = crawler.follow_area(f"/versie/2026-11-01-r1/gemeenten/{code}")
        now = crawler.follow_area(f"/gemeenten/{code}?peildatum=2026-11-01")
        assert now["gerealiseerd"] == then["gerealiseerd"] + 2


def in_api(crawler: Crawler, code: str, day: str = "2026-11-01") -> dict[str, int]:
    """The figures of a gemeente as the workbook has them in the cells that the API names."""
    told = crawler.client.get(f"/api/v1/gemeenten/{code}/herkomst?peildatum={day}").get_json()
    content, name = crawler.originals[told["bestand"]["sha256"]]
    figures = {}
    for bron in told["cijfers"]:
        if bron["cijfer"] in ("taakstelling", "achterstand", "gerealiseerd"):
            cells = [(cell["kolom"], cell["teken"]) for cell in bron["cellen"]]
            found = sum_at(content, name, told["blad"], told["rij"], cells)
            assert found == bron["waarde"], (code, bron)
            figures[bron["cijfer"]] = found
    return figures


def test_the_sums_of_a_provincie_and_of_the_land_are_those_of_their_workbook_rows(crawler: Crawler) -> None:
    for path, below in (("/provincies/PV26", "PV26"), ("/nederland", "")):
        rows = {row.href.partition("#")[2]: row for row in crawler.page(path).rows if len(row.cells) == 3 and row.href}
        origin = crawler.page(rows["gerealiseerd"].href.partition("#")[0])
        links = [row.cells[0].strip() for row in origin.rows if row.href and len(row.cells) == 4]
        members = [g for g in gemeenten_of(YEAR) if not below or g.provinciecode == below]
        assert sorted(links) == sorted(g.naam for g in members)
        found = [in_api(crawler, str(g.code)) for g in members]
        for name in ("taakstelling", "achterstand", "gerealiseerd"):
            assert sum(one[name] for one in found) == number(rows[name].cells[1]), (path, name)


def text_of_report(crawler: Crawler, code: str, folder: Path) -> str:
    """What stands on the pages of a report, laid out as it stands there."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = folder / "report.pdf"
    with crawler.client.get(f"/rapportages/2026-II/{code}.pdf") as answer:
        path.write_bytes(answer.get_data())
    command = ["pdftotext", "-layout", "-enc", "UTF-8", path, "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=60, text=True).stdout


def numbers_after(text: str, words: str, *forms: str) -> list[list[str]]:
    """The numbers in every line that begins with these words (a number on the map may stand before them)."""
    line = rf"^ *(?:\d+ +)?{re.escape(words)} +" + " +".join(f"({form})" for form in forms)
    return [list(match.groups()) for match in re.finditer(line, text, re.M)]


WHOLE, SHARE = r"[+−]?[\d.]+", r"[\d.]+,\d%|–"


def printed_share(done: int, corrected: int) -> str:
    """A percentage as a report prints it: a dash where there is nothing to divide by."""
    return f"{percentage(done, corrected)}%" if corrected > 0 else "–"


@pytest.mark.parametrize(("code", "name"), [("GM0344", "Utrecht (gemeente)"), ("PV24", "Flevoland")])
def test_every_number_of_a_report_is_found_in_its_workbook(
    crawler: Crawler, tmp_path: Path, code: str, name: str
) -> None:
    """What is asked, what each month brought, gemeenten and sums beside each other, and the half-year before."""
    text = text_of_report(crawler, code, tmp_path)
    address = {"GM": f"/gemeenten/{code}", "PV": f"/provincies/{code}"}[code[:2]]

    def in_file(path: str, day: str = DAYS[-1]) -> tuple[int, int, int]:
        task, balance, done = crawler.figures_at(f"{path}/herkomst?peildatum={day}").values()
        return task, balance, done

    task, balance, _ = in_file(address)
    word = "Achterstand" if balance >= 0 else "Voorsprong"
    for words, value in (
        ("Taakstelling van dit halfjaar", task),
        (f"{word} uit het vorige halfjaar", balance),
        ("Gecorrigeerde taakstelling", task + balance),
    ):
        ((printed,),) = numbers_after(text, words, WHOLE + "$")
        assert number(printed) == value, words

    before = 0
    for month, day in zip(MONTHS, DAYS[1:], strict=True):
        task, balance, done = in_file(address, day)
        ((in_month, stood, share),) = numbers_after(text, month, WHOLE, WHOLE, WHOLE + " +(?:" + SHARE + ")")
        assert (number(in_month), number(stood)) == (done - before, done), month
        assert share.split()[-1] == printed_share(done, task + balance), month
        before = done

    around = [("Nederland", "/nederland")] + ([("Utrecht (provincie)", "/provincies/PV26")] if code == "GM0344" else [])
    around += [(g.naam, f"/gemeenten/{g.code}") for g in gemeenten_of(YEAR) if g.provinciecode == code]
    for words, path in [(name, address), *around]:
        task, balance, done = in_file(path)
        corrected = task + balance
        expected = [task, balance, corrected, done, max(0, corrected - done)]
        lines = numbers_after(text, words, WHOLE, WHOLE, WHOLE, WHOLE, SHARE, WHOLE)
        rows = [([number(n) for n in (*row[:4], row[5])], row[4]) for row in lines]
        assert (expected, printed_share(done, corrected)) in rows, (words, rows)

    task, balance, done = in_file(address, DAYS[0])
    corrected = task + balance
    ((*printed, share, rest),) = numbers_after(text, "2026-I", WHOLE, WHOLE, WHOLE, SHARE, WHOLE)
    assert [number(n) for n in printed] == [task, corrected, done]
    assert (share, number(rest)) == (printed_share(done, corrected), corrected - done)


def test_the_crawler_sees_a_letter_row_or_sign_that_is_wrong(
    delivered: tuple[Settings, dict[str, File]], tmp_path: Path
) -> None:
    """In a copy, and by a new application each time: what lies ready follows what the service writes, not this."""
    settings, files = replace(delivered[0], state_dir=tmp_path / "var"), delivered[1]
    shutil.copytree(delivered[0].state_dir, settings.state_dir, symlinks=True)
    engine = sa.create_engine(settings.database)

    def change(*statements: str) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))

    def moved(by: int) -> tuple[str, str]:  # in two steps, since a column stands there once for each figure
        return "UPDATE kolommen SET kolom = kolom + 100", f"UPDATE kolommen SET kolom = kolom - 100 + {by}"

    def lower(by: int) -> tuple[str, ...]:
        return (f"UPDATE cijfers SET rij = rij + {by}",)

    turned = ("UPDATE kolommen SET teken = -teken WHERE cijfer = 'achterstand'",)
    fewer = ("DELETE FROM kolommen WHERE cijfer = 'gerealiseerd' AND kop = 'Oktober'",)
    for day in (DAYS[0], DAYS[2], DAYS[4]):
        path = f"/gemeenten/GM0344?peildatum={day}"
        _crawler(settings, files).follow_area(path)
        for damage, undo in ((moved(1), moved(-1)), (moved(-1), moved(1)), (lower(1), lower(-1)), (lower(-1), lower(1)),
                             (turned, turned)):  # fmt: skip
            change(*damage)
            with pytest.raises(AssertionError):
                _crawler(settings, files).follow_area(path)
            change(*undo)
        _crawler(settings, files).follow_area(path)
    change(*fewer)
    with pytest.raises(AssertionError):
        _crawler(settings, files).follow_area(path)
    with pytest.raises(AssertionError):
        _crawler(settings, files).follow_rows("/gemeenten", 10, TABLE, in_sample)
    engine.dispose()


@pytest.mark.usefixtures("boundaries_2017")
def test_what_merged_since_leads_to_each_of_the_gemeenten_of_then(
    settings: Settings, store: Store, releases: Releases, app: Flask
) -> None:
    """Voorne aan Zee was Brielle (501), Hellevoetsluis (530) and Westvoorne (614) until 2023."""
    old = coa.xlsx(table(CODE | TAAK | ACHTER | until(6), year=2017, title=title("1 juli 2017")), "2017")
    originals = {}
    for name, content in (("zomer 2017.xlsx", old), sums_between()):
        done = deliver(store, content, name, door="inbox", wie="", now=NOW)
        assert done.accepted, [f.zin for f in done.findings if f.ernst == "fout"]
        originals[hashlib.sha256(content).hexdigest()] = content, name
    Pipeline(settings, store, releases).publish()
    client: FlaskClient = app.test_client()
    crawler = Crawler(client, originals)
    [row] = [r for r in crawler.page("/gemeenten/GM1992").rows if r.cells and r.cells[0].startswith("2017-I ")]
    assert row.href.endswith("#opgeteld")
    origin = crawler.page(row.href.partition("#")[0])
    links = {r.cells[0].strip(): r.href for r in origin.rows if r.href and len(r.cells) == 4}
    assert list(links) == ["Brielle", "Hellevoetsluis", "Westvoorne"]
    for position, name in ((1, "taakstelling"), (2, "achterstand"), (4, "gerealiseerd")):
        found = sum(crawler.in_workbook(href.partition("#")[0] + f"#{name}") for href in links.values())
        assert found == number(row.cells[position]), name
    told = client.get("/api/v1/gemeenten/GM1992/herkomst?peildatum=2017-07-01").get_json()
    assert (told["cijfers"], told["rij"]) == ([], None)
    assert told["opgeteld"]["uit"] == ["GM0501", "GM0530", "GM0614"]
