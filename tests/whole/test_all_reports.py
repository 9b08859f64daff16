"""All reports of all half-years, made as the worker makes them and read with other programs: `make reports-check`.

It takes minutes, so the usual test run leaves it out. `LANDINBEELD_ALL_REPORTS=newest` takes one half-year of each source.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from data.boundaries.vintages import import_file
from data.domain.stand import Stand
from data.reference.area_names import distinct_name
from data.reference.gemeenten import REFERENCE_FOLDER, gemeenten_of
from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Gebied
from server.app import create_app
from server.publishing.example import load_example
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.rendering import report_store
from server.settings import Settings
from tests.conftest import Imported
from tests.reports import readers
from tests.reports.structure import read
from tests.whole.conftest import NOW

MONTHS = ("2026-07-01", "2026-10-01")
ASKED = os.environ.get("LANDINBEELD_ALL_REPORTS", "")
pytestmark = pytest.mark.skipif(not ASKED, reason="all reports of all half-years: make reports-check")
FONT = re.compile(r"[A-Z]{6}\+IBM-Plex-Sans(-Semi-Bold)? +CID TrueType +Identity-H +yes yes yes .*")
AFTERWARDS = {  # what a report says of a half-year that is over
    "goed op schema": "gehaald",
    "enigszins achter": "niet gehaald",
    "achter op schema": "niet gehaald",
}
INFO = {
    "Tagged": "yes",
    "Encrypted": "no",
    "JavaScript": "no",
    "Suspects": "no",
    "Page size": "595.276 x 841.89 pts (A4)",
}


@pytest.fixture
def example(settings: Settings, store: Store, releases: Releases) -> Settings:
    load_example(store, NOW)
    Pipeline(settings, store, releases).publish()
    return replace(settings, processes=2)


@pytest.fixture
def inputs_2017(settings: Settings, store: Store, releases: Releases, shared: Path, imported: Imported) -> Settings:
    shutil.copytree(imported.folder, settings.boundaries)
    for path in sorted((shared / "coa").glob("coa-2017-*.xlsx")):
        assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW).accepted
    Pipeline(settings, store, releases).publish()
    return replace(settings, processes=2)


@pytest.fixture
def inputs_2022(settings: Settings, store: Store, releases: Releases, shared: Path) -> Settings:
    """Borders of 2022 with figures that are made here: of nearly nobody (0 to 4) to as many as in the largest gemeenten."""
    import_file(shared / "boundaries" / "gemeenten_2022.geojson", 2022, settings.boundaries)
    lines = ["gemeentecode;gemeente;taakstelling;achterstand;gerealiseerd"]
    for n, gemeente in enumerate(gemeenten_of(2022)):
        task = n * n * n % 997 % (5 if n % 3 else 400)
        lines.append(f"{gemeente.code};{gemeente.naam};{task};{n % 41 - 20};{task * (n % 7) // 5}")
    for month in ("2022-06-01", "2022-07-01", "2022-09-01"):
        taken = deliver(store, "\n".join(lines).encode(), f"{month}.csv", door="cli", wie="", now=NOW)
        assert taken.accepted, taken.findings
    Pipeline(settings, store, releases).publish()
    return replace(settings, processes=2)


@pytest.mark.parametrize("source", ["inputs_2017", "inputs_2022", "example"])
def test_nothing_is_wrong_with_any_report(source: str, request: pytest.FixtureRequest, capsys: Any) -> None:
    settings: Settings = request.getfixturevalue(source)
    releases = Releases(settings.releases)
    chosen = report_store.report_releases(releases)[: 1 if ASKED == "newest" else None]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_store, "report_releases", lambda _: chosen)
        begun = time.monotonic()
        made = report_store.render_missing(settings, releases).made
    seconds = time.monotonic() - begun
    assert made == sum(len(release.stand.by_code) for release in chosen)
    client = create_app(settings).test_client()
    wrong: list[str] = []
    checked = 0
    for release in chosen:
        stand = release.stand
        known = _of_api(client, str(stand.peildatum))
        assert set(known) == set(stand.by_code)
        folder = report_store.report_folder(settings, releases, release)
        with ThreadPoolExecutor(2) as pool:
            check = partial(_problems, known=known, stand=stand)
            paths = sorted(folder.glob("*.pdf"))
            for found in pool.map(check, paths):
                checked += 1
                wrong += [f"{stand.halfjaar} {problem}" for problem in found]
            wrong += [f"{stand.halfjaar} {problem}" for problem in _of_readers(paths, known, stand)]
    with capsys.disabled():
        print(f"\n{source}: {made} reports made in {seconds:.0f} s, {checked} checked, {len(wrong)} problems")
    assert checked == made
    assert wrong == []


def test_what_is_taken_over_is_what_would_be_made(
    settings: Settings, store: Store, releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All reports of a half-year after a correction of Utrecht in the eindstand before it, against an empty folder."""
    july, october = ((REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv").read_bytes() for month in MONTHS)
    row = next(row for row in july.splitlines() if b"GM0344" in row)
    before, housed = row.rsplit(b";", 1)
    corrected = july.replace(row, b"%b;%d" % (before, int(housed) + 1))
    monkeypatch.setattr(report_store, "report_releases", lambda releases: [releases.current()])
    here = replace(settings, processes=2)
    for content, month in ((july, MONTHS[0]), (october, MONTHS[1]), (corrected, MONTHS[0])):
        assert deliver(store, content, f"{month}.csv", door="cli", wie="", now=NOW).accepted
        if content is not july:
            Pipeline(settings, store, releases).publish()
            done = report_store.render_missing(here, releases)
    assert done == (3, 352), "Utrecht, its provincie, the land"
    apart = replace(here, state_dir=tmp_path / "apart")
    apart.state_dir.mkdir()
    apart.releases.symlink_to(settings.releases)
    assert report_store.render_missing(apart, releases) == (355, 0)
    folders = (report_store.report_folder(of, releases, releases.current()) for of in (here, apart))
    lie, anew = ({path.name: path.read_bytes() for path in folder.glob("*.pdf")} for folder in folders)
    assert lie == anew


def _of_api(client: Any, peildatum: str) -> dict[str, dict[str, Any]]:
    """What the API says of every area, by code."""
    asked = {"query_string": {"peildatum": peildatum}}
    gemeenten = client.get("/api/v1/gemeenten", **asked).json["gemeenten"]
    provincies = client.get("/api/v1/provincies", **asked).json["provincies"]
    return {row["code"]: row for row in (*gemeenten, *provincies, client.get("/api/v1/nederland", **asked).json)}


def _of_readers(paths: list[Path], known: dict[str, dict[str, Any]], stand: Stand) -> Iterator[str]:
    """Reports that another program than ours does not begin to read at the beginning."""
    state = r"Definitief\s+eindstand" if stand.peildatum.is_final else r"Tussenstand\s+stand per"
    for reader in readers.READERS:
        for path, text in zip(paths, reader(paths), strict=True):
            kind = {"GM": "gemeente", "PV": "provincie", "NL": "land"}[path.stem[:2]]
            beginning = readers.opening(kind, stand.halfjaar.title, stand.by_code[path.stem].heading, state)
            if not re.match(beginning, text.lstrip()):
                yield f"{path.stem}: {reader.__name__} begins with {text[:80]!r}"


def _problems(path: Path, known: dict[str, dict[str, Any]], stand: Stand) -> Iterator[str]:
    return iter([f"{path.stem}: {problem}" for problem in _found(path, known, stand)])


def _found(path: Path, known: dict[str, dict[str, Any]], stand: Stand) -> Iterator[str]:
    title, words = stand.halfjaar.title, AFTERWARDS if stand.peildatum.is_final else {}
    code, about = path.stem, known[path.stem]
    info = dict(line.split(":", 1) for line in _run("pdfinfo", str(path)).splitlines())
    for name, value in INFO.items():
        if info[name].strip() != value:
            yield f"pdfinfo {name}: {info[name]}"
    if not info["Title"].strip().startswith(f"Halfjaarrapport {distinct_name(Gebied(code), about['naam'])}, {title}"):
        yield f"title {info['Title']}"
    pages = int(info["Pages"])
    if code.startswith("GM") and pages != 2:
        yield f"{pages} pages"
    for line in _run("pdffonts", str(path)).splitlines()[2:]:
        if not FONT.fullmatch(line):
            yield f"font {line}"
    with pikepdf.open(path) as pdf:
        yield from (f"syntax {problem}" for problem in pdf.check_pdf_syntax())
        with pdf.open_metadata() as metadata:
            if (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) != ("2", "A"):
                yield "not PDF/A-2a in its metadata"
            if metadata.get("pdfuaid:part") != "1":
                yield "not PDF/UA-1 in its metadata"
    yield from (f"tags {problem}" for problem in read(path.read_bytes()).problems)
    text = _run("pdftotext", "-layout", str(path), "-")
    if text.count(f"van {pages}\n") != pages:
        yield "page x of y"
    rows = [about] if code.startswith("GM") else [r for r in known.values() if code in ("NL", r.get("provinciecode"))]
    for row in (*rows, about, known["NL"]):
        said = _row(row | {"status": words.get(row["status"], row["status"])})
        if not re.search(said, text):
            yield f"no row {said}"
    if code.startswith("GM"):
        for what in _asked(about):
            if not re.search(what, text):
                yield f"no line {what}"


def _row(about: dict[str, Any]) -> str:
    """The row of an area in a table with all figures, as the API says it."""
    if about["gecorrigeerd"] is None:
        return r"(–\s+){6}" + about["status"]
    percentage = "–" if about["percentage"] is None else _decimal(about["percentage"]) + "%"
    cells = (
        *(_whole(about["taakstelling"]), _signed(about["achterstand"]), _whole(about["gecorrigeerd"])),
        *(_whole(about["gerealiseerd"]), percentage, _whole(about["nog"]), about["status"]),
    )
    return r"\s+".join(map(re.escape, cells))


def _asked(about: dict[str, Any]) -> Iterator[str]:
    """The lines of the first page, as the API says them."""
    if about["gecorrigeerd"] is None:
        return
    word = "Voorsprong" if about["achterstand"] < 0 else "Achterstand"
    yield rf"Taakstelling van dit halfjaar\s+{re.escape(_whole(about['taakstelling']))}\n"
    yield rf"{word} uit het vorige halfjaar\s+{re.escape(_signed(about['achterstand']))}\n"
    yield rf"Gecorrigeerde taakstelling\s+{re.escape(_whole(about['gecorrigeerd']))}\n"
    percentage = "–" if about["percentage"] is None else _decimal(about["percentage"]) + "%"
    large = (_whole(about["gecorrigeerd"]), _whole(about["gerealiseerd"]), percentage, _whole(about["nog"]))
    yield r"\n\s*" + r"\s+".join(map(re.escape, large)) + r"\n"


def _whole(number: int) -> str:
    """19.082 and −12, written without the code of the product."""
    return f"{number:,}".replace(",", ".").replace("-", "−")


def _signed(number: int) -> str:
    return f"+{_whole(number)}" if number > 0 else _whole(number)


def _decimal(number: float) -> str:
    return f"{number:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".").replace("-", "−")


def _run(*command: str) -> str:
    """What a program of poppler says; a word of complaint is an error."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stderr)
    assert done.stderr == "", (command, done.stderr)
    return done.stdout
