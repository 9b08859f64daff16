"""A COA file goes in; figures, tiles and PDF of one release come out over HTTP."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pikepdf
from flask import Flask

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Peildatum
from server.publishing.example import load_example
from server.publishing.inbox import Inbox
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.whole.conftest import NOW
from tests.whole.processes import BIN, environment

APRIL = Peildatum.parse("2017-04-01")
BAD = (
    "dubbele-gemeente.xlsx", "gecorrigeerd-klopt-niet.xlsx", "geen-excel.xlsx", "geen-getal.xlsx", "leeg.csv",
    "onbekende-gemeente.xlsx", "ontbrekende-gemeenten.xlsx",
)  # fmt: skip


def _expect_april(app: Flask) -> None:
    """The figures of the issue, over the API: constructed so that the published totals of 2017-I hold."""
    client = app.test_client()
    land = client.get("/api/v1/nederland").json
    assert land is not None
    assert (land["peildatum"], land["periode"], land["normPercentage"]) == ("2017-04-01", "2017-I", 50.0)
    assert (land["gecorrigeerd"], land["gerealiseerd"]) == (19082, 7050)
    assert land["telling"] == {"goed": 73, "enigszins": 83, "achter": 232, "geenCijfer": 0}
    assert client.get("/api/v1/gemeenten").json["aantal"] == 388  # type: ignore[index]
    assert land["voorbeeld"] is False


def test_workbook_of_april_2017_becomes_a_release_that_is_served(
    settings: Settings, store: Store, releases: Releases, app: Flask, shared: Path, boundaries_2017: None
) -> None:
    pipeline = Pipeline(settings, store, releases)
    load_example(store, NOW)
    pipeline.publish(only_newest=True)
    client = app.test_client()
    assert client.get("/api/v1/nederland").json["voorbeeld"] is True  # type: ignore[index]

    content = (shared / "coa" / "coa-2017-04-01.xlsx").read_bytes()
    assert deliver(store, content, "coa-2017-04-01.xlsx", door="cli", wie="", now=NOW).accepted
    published = pipeline.publish()

    assert list(releases.index().peildata) == [APRIL]  # the example steps back by itself
    assert published.releases == (releases.index().actueel,)
    _expect_april(app)

    # the map shows the same figures: every gemeente of the tiles against the API
    figures = {g["code"]: g for g in client.get("/api/v1/gemeenten").json["gemeenten"]}  # type: ignore[index]
    answer = client.get("/tiles/actueel/6/32/20.mvt", headers={"Accept-Encoding": "gzip"})
    tile = mapbox_vector_tile.decode(gzip.decompress(answer.data))
    assert len(tile["gemeenten"]["features"]) > 40
    for feature in tile["gemeenten"]["features"]:
        properties = feature["properties"]
        of_api = figures[properties["statcode"]]
        for name in ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "nog", "klasse", "status"):
            assert properties[name] == of_api[name]
        assert properties.get("percentage") == of_api["percentage"]

    with client.get("/rapportages/2017-I/GM0363.pdf") as pdf:
        assert pdf.status_code == 200
        content = pdf.data
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert len(opened.pages) == 2
        assert str(opened.Root.Lang) == "nl"
    assert client.get("/gemeenten/GM0363?peildatum=2017-04-01").status_code == 200


def test_csv_with_names_only_gives_the_very_same_figures(store: Store, shared: Path) -> None:
    coa = shared / "coa"
    workbook = deliver(
        store, (coa / "coa-2017-04-01.xlsx").read_bytes(), "coa-2017-04-01.xlsx", door="cli", wie="", now=NOW
    )
    names = deliver(
        store, (coa / "april-2017-namen.csv").read_bytes(), "april-2017-namen.csv", door="cli", wie="", now=NOW,
        peildatum=APRIL,
    )  # fmt: skip
    assert workbook.accepted
    assert names.accepted
    assert names.intake.snapshot == workbook.intake.snapshot
    assert (names.peildatum, names.revision) == (APRIL, 2)  # other content for a known peildatum


def test_bad_files_are_rejected_whole_and_the_map_stays(
    settings: Settings, store: Store, releases: Releases, shared: Path
) -> None:
    load_example(store, NOW)
    pipeline = Pipeline(settings, store, releases)
    pipeline.publish(only_newest=True)
    before = releases.index()
    inbox = Inbox(settings.inbox, store)
    for name in BAD:
        _expect_rejected(name, settings, inbox, shared)
        pipeline.publish(only_newest=True)
        assert releases.index() == before


def _expect_rejected(name: str, settings: Settings, inbox: Inbox, shared: Path) -> None:
    (settings.inbox / name).write_bytes((shared / "coa" / "fout" / name).read_bytes())
    assert inbox.look(NOW) == []  # seen for the first time: it may still be growing
    (delivered,) = inbox.look(NOW)

    assert not delivered.accepted
    errors = [f for f in delivered.findings if f.ernst == "fout"]
    assert errors
    if name not in ("geen-excel.xlsx", "leeg.csv", "ontbrekende-gemeenten.xlsx"):
        assert any(f.rij and f.kolom for f in errors), errors
    assert all(f.zin.endswith(".") for f in errors)
    kept = {path.name.split("-", 1)[1] for path in (settings.inbox / "afgewezen").iterdir()}
    assert {name, f"{name}.bevindingen.json"} <= kept
    assert not (settings.inbox / name).exists()


def test_same_file_twice_builds_nothing_new(
    settings: Settings, store: Store, releases: Releases, shared: Path, boundaries_2017: None
) -> None:
    content = (shared / "coa" / "coa-2017-03-01.xlsx").read_bytes()
    pipeline = Pipeline(settings, store, releases)
    assert deliver(store, content, "a.xlsx", door="cli", wie="", now=NOW).new
    assert len(pipeline.publish().releases) == 1
    before = releases.index()
    again = deliver(store, content, "b.xlsx", door="inbox", wie="", now=NOW)
    assert (again.accepted, again.new) == (True, False)
    assert Pipeline(settings, store, releases).publish().releases == ()
    assert releases.index() == before


def test_a_correction_replaces_its_month_and_keeps_the_old_release(
    settings: Settings, store: Store, releases: Releases, shared: Path, boundaries_2017: None
) -> None:
    coa = shared / "coa"
    pipeline = Pipeline(settings, store, releases)
    deliver(store, (coa / "coa-2017-04-01.xlsx").read_bytes(), "coa-2017-04-01.xlsx", door="cli", wie="", now=NOW)
    pipeline.publish()
    first = releases.index().actueel
    deliver(
        store, (coa / "april-2017-namen.csv").read_bytes(), "namen.csv", door="cli", wie="", now=NOW, peildatum=APRIL
    )
    pipeline.publish()
    assert releases.current().name.startswith("2017-04-01-r2-")
    assert first is not None
    assert releases.release(first).differences() == ()


def test_without_boundaries_the_month_waits_and_says_why(
    settings: Settings, store: Store, releases: Releases, shared: Path
) -> None:
    load_example(store, NOW)
    pipeline = Pipeline(settings, store, releases)
    pipeline.publish(only_newest=True)
    content = (shared / "coa" / "coa-2017-04-01.xlsx").read_bytes()
    deliver(store, content, "coa-2017-04-01.xlsx", door="cli", wie="", now=NOW)
    published = pipeline.publish()
    assert published.releases == ()
    assert [(p, "landinbeeld boundaries import" in reason) for p, reason in published.waiting] == [(APRIL, True)]


def test_worker_takes_a_dropped_file_to_the_map_unattended(
    settings: Settings, releases: Releases, app: Flask, shared: Path, boundaries_2017: None
) -> None:
    """A real worker process: file dropped, release of 388 gemeenten current, second worker kept out, SIGTERM ends it."""
    command = [str(Path(sys.executable).parent / "landinbeeld"), "worker"]
    environment = {
        **os.environ,
        "LANDINBEELD_STATE_DIR": str(settings.state_dir),
        "LANDINBEELD_MAXZOOM": "7",
        "LANDINBEELD_POLL_SECONDS": "1",
        "LANDINBEELD_PROCESSES": "1",
    }
    log = settings.state_dir.parent / "worker.log"
    with log.open("w") as output:
        worker = subprocess.Popen(command, env=environment, stderr=output)
        try:
            _wait(lambda: settings.inbox.is_dir() and "worker_started" in log.read_text(), worker, log)
            second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            assert second.returncode == 3
            assert str(worker.pid) in second.stderr
            part = settings.inbox / "coa-2017-04-01.xlsx.part"
            part.write_bytes((shared / "coa" / "coa-2017-04-01.xlsx").read_bytes())
            part.replace(settings.inbox / "coa-2017-04-01.xlsx")
            _wait(lambda: releases.index().newest == APRIL, worker, log)
            _expect_april(app)
            _wait(lambda: any(settings.reports.glob("2017-04-01-*/NL.pdf")), worker, log)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=60) == 0
        finally:
            worker.kill()
            worker.wait()
    assert [p.name.split("-", 1)[1] for p in (settings.inbox / "verwerkt").iterdir()] == ["coa-2017-04-01.xlsx"]


def _wait(ready: Any, worker: subprocess.Popen[bytes], log: Path, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert worker.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


def test_health_tells_an_empty_site_from_a_full_one(
    settings: Settings, store: Store, releases: Releases, app: Flask
) -> None:
    client = app.test_client()
    assert client.get("/healthz").status_code == 503
    load_example(store, NOW)
    Pipeline(settings, store, releases).publish(only_newest=True)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert json.loads(answer.data)["peildatum"] == "2026-11-01"


def test_verify_reads_every_tile_and_holds_it_against_the_figures(
    settings: Settings, store: Store, releases: Releases
) -> None:
    """A release that agrees with its own list of files, but has the tiles of another month."""
    for month in ("2026-10-01", "2026-11-01"):
        path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
        deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW)
    Pipeline(settings, store, releases).publish()
    november, october = releases.index().peildata.values()
    command = [str(BIN / "landinbeeld"), "releases", "verify"]
    done = subprocess.run(command, env=environment(settings), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{november}: heel\n{october}: heel\n"), done.stderr
    shutil.copy(settings.releases / october / "tiles.pmtiles", settings.releases / november)
    manifest = settings.releases / november / "manifest.json"
    told = json.loads(manifest.read_text())
    other = json.loads((settings.releases / october / "manifest.json").read_text())
    told["files"]["tiles.pmtiles"] = other["files"]["tiles.pmtiles"]
    manifest.write_text(json.dumps(told))
    done = subprocess.run(command, env=environment(settings), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{november}: tegel 0/0/0, GM" in done.stdout
    assert "andere waarde voor gerealiseerd" in done.stdout
    assert f"{october}: heel" in done.stdout
