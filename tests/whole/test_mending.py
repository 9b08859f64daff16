"""What is lost or damaged while the service runs: the map stays, the worker mends it, and it is said what happened."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from data.boundaries.vintages import import_file
from data.errors import BoundariesLost
from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import POINTER, Releases
from data.releases.release_watch import ReleaseWatch
from data.store.store import Store
from data.terms import Peildatum
from server.cli import main_group
from server.publishing import notifications, worker
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.rendering import report_store
from server.settings import Settings
from tests.whole.conftest import NOW

EXAMPLE = REFERENCE_FOLDER / "voorbeeld"
BORDERS = REFERENCE_FOLDER / "gemeenten_2024.geojson"
OCTOBER, NOVEMBER = Peildatum.parse("2026-10-01"), Peildatum.parse("2026-11-01")


def _deliver(store: Store, month: str, *, voorbeeld: bool = False, content: bytes = b"") -> None:
    path = EXAMPLE / f"{month}.csv"
    content = content or path.read_bytes()
    assert deliver(store, content, path.name, door="cli", wie="", now=NOW, voorbeeld=voorbeeld).accepted


def _told(store: Store, soort: str) -> list[str]:
    return [m.tekst for m in reversed(store.meldingen(limit=500)) if m.soort == soort]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Few tiles: what is in them does not matter here."""
    return replace(settings, maxzoom=3)


@pytest.fixture
def one(settings: Settings) -> worker.Worker:
    """A worker whose jobs the test runs itself."""
    return worker.Worker(settings)


def test_a_damaged_pointer_is_mended_and_told_once(
    one: worker.Worker,
    store: Store,
    settings: Settings,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
    opened: Callable[[worker.Worker], Any],
) -> None:
    for month in ("2026-10-01", "2026-11-01"):
        _deliver(store, month)
    parts = opened(one)
    one._take_in(parts)
    before = parts.releases.index()
    assert _told(store, notifications.HERSTELD) == []
    client = app.test_client()
    (settings.releases / POINTER).write_bytes(b'{"number": 3, "peil')
    assert client.get("/gemeenten?peildatum=2026-10-01").status_code == 200, "a web that starts now"
    told = client.get("/readyz").get_json()
    assert (
        "De lijst van geldende uitgaven (current.json) is beschadigd. De worker maakt haar opnieuw."
        in told["waarschuwingen"]
    )
    for _ in range(3):
        one._take_in(parts)
        one._watch(parts)
    assert _told(store, notifications.HERSTELD) == [
        "De lijst van geldende uitgaven (current.json) is beschadigd. Zij is opnieuw gemaakt uit de uitgaven die er zijn; "
        "de kaart bleef staan."
    ]
    assert [r for r in caplog.records if r.message.startswith("pointer_mended")]
    assert dict(Releases(settings.releases).index().peildata) == dict(before.peildata)
    assert not any("current.json" in line for line in client.get("/readyz").get_json()["waarschuwingen"])


def test_overwritten_bytes_are_found_at_the_next_look_built_again_and_told(
    one: worker.Worker, store: Store, opened: Callable[[worker.Worker], Any]
) -> None:
    for month in ("2026-10-01", "2026-11-01"):
        _deliver(store, month)
    parts = opened(one)
    one._take_in(parts)
    one._watch(parts)
    name = parts.releases.current().name
    path = parts.releases.folder / name / "tiles.pmtiles"
    before, times = path.read_bytes(), path.stat()
    path.write_bytes(before[:5000] + bytes(50) + before[5050:])
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a program that hides it would
    one._watch(parts)
    one._take_in(parts)
    assert path.read_bytes() == before
    assert _told(store, notifications.BESCHADIGD) == [f"Uitgave {name} was beschadigd; zij wordt opnieuw gemaakt."]
    assert _told(store, notifications.HERSTELD) == [
        f"Uitgave {name} is hersteld: opnieuw gemaakt uit dezelfde cijfers en grenzen."
    ]
    assert len(_told(store, notifications.UITGAVE)) == 2, "no news: the figures are the same"


def test_bytes_that_rot_on_the_disk_are_found_in_a_few_looks(
    settings: Settings, store: Store, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody wrote them, so no time changed: everything is read in turn, a slice each time."""
    for month in ("2026-10-01", "2026-11-01"):
        _deliver(store, month)
    Pipeline(settings, store, releases).publish()
    size = sum(p.stat().st_size for r in releases.index().peildata.values() for p in (releases.folder / r).iterdir())
    monkeypatch.setattr("data.releases.release_watch.SLICE", size // 4)
    watch = ReleaseWatch(releases)
    assert [watch.look() for _ in range(6)] == [()] * 6
    name = releases.index().peildata[OCTOBER]
    path = releases.folder / name / "gemeenten.csv"
    path.write_bytes(path.read_bytes()[:-2] + b"9\n")
    signature = watch._present()[name, "gemeenten.csv"]
    watch._read[name, "gemeenten.csv"] = signature  # as if the file had not been touched
    assert (name,) in [watch.look() for _ in range(5)]


def test_a_pinned_release_is_built_again_too(settings: Settings, store: Store, releases: Releases) -> None:
    _deliver(store, "2026-11-01")
    pipeline = Pipeline(settings, store, releases)
    pipeline.publish()
    _deliver(store, "2026-11-01", content=(EXAMPLE / "2026-11-01.csv").read_bytes().replace(b"\n", b"\r\n"))
    pipeline.publish()
    name = releases.roll_back(NOVEMBER).name
    assert pipeline.publish().releases == ()
    (releases.folder / name / "tiles.pmtiles").write_bytes(b"nothing")
    assert releases.index(again=True).damaged == (name,)
    assert pipeline.publish().releases == (name,)
    assert releases.index().peildata == {NOVEMBER: name}
    assert releases.current().differences() == ()


def test_the_example_stays_until_real_figures_stand(settings: Settings, store: Store, releases: Releases) -> None:
    _deliver(store, "2026-11-01", voorbeeld=True)
    pipeline = Pipeline(settings, store, releases)
    pipeline.publish()
    (settings.boundaries).mkdir()
    (settings.boundaries / "2026.gpkg").write_bytes(b"half a file")
    _deliver(store, "2026-10-01")
    done = pipeline.publish()
    assert [str(p) for p, _ in done.waiting] == ["2026-10-01"]
    assert list(releases.index().peildata) == [NOVEMBER], "not an empty map"
    (settings.boundaries / "2026.gpkg").unlink()
    pipeline.publish()
    assert list(releases.index().peildata) == [OCTOBER]


def test_an_empty_database_does_not_empty_the_map(settings: Settings, store: Store, releases: Releases) -> None:
    _deliver(store, "2026-11-01")
    Pipeline(settings, store, releases).publish()
    lost = Store(f"sqlite:///{settings.state_dir}/other.sqlite", settings.files)
    lost.migrate()
    Pipeline(settings, lost, Releases(settings.releases, lost)).publish()
    lost.close()
    assert list(releases.index().peildata) == [NOVEMBER]


def test_boundaries_that_are_lost_leave_the_map_and_are_told(
    one: worker.Worker,
    settings: Settings,
    store: Store,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
    opened: Callable[[worker.Worker], Any],
) -> None:
    import_file(BORDERS, 2026, settings.boundaries, bron="eigen grenzen")
    _deliver(store, "2026-10-01")
    parts = opened(one)
    one._take_in(parts)
    before = parts.releases.current()
    assert before.vintage["bron"] == "eigen grenzen"
    path = settings.boundaries / "2026.gpkg"
    path.rename(settings.state_dir / "away")
    one._take_in(parts)
    assert parts.releases.current() is before
    assert one._lock.state.waiting == (), "its figures are on the map"
    sentence = (
        "De ingelezen gemeentegrenzen van 2026 zijn weg. De kaart houdt de uitgaven die ermee "
        "zijn gemaakt. Lees ze opnieuw in met: landinbeeld boundaries import BESTAND --year 2026 (of doe er afstand van "
        "met: landinbeeld boundaries remove --year 2026)"
    )
    assert _told(store, notifications.GRENZEN_WEG) == [sentence]
    assert [r.levelname for r in caplog.records if r.message.startswith("boundaries_lost")] == ["WARNING"]
    assert sentence in app.test_client().get("/readyz").get_json()["waarschuwingen"]

    _deliver(store, "2026-11-01")  # new figures of that year are not shown on worse boundaries either
    one._take_in(parts)
    assert one._lock.state.waiting == ("2026-11-01",)
    assert [m.split(". ")[0] for m in _told(store, notifications.WACHT)] == ["De stand per 2026-11-01 wacht"]
    one._take_in(parts)
    assert len(_told(store, notifications.GRENZEN_WEG)) == 1

    (settings.state_dir / "away").rename(path)
    one._take_in(parts)
    assert parts.releases.index().peildata[OCTOBER] == before.name
    assert parts.releases.current().vintage["bron"] == "eigen grenzen"
    assert (one._lock.state.waiting, one._lock.state.kept) == ((), ())


def _damage_without_a_trace(path: Path) -> None:
    times, content = path.stat(), bytearray(path.read_bytes())
    middle = content.index(b"Amsterdam")
    content[middle : middle + 9] = b"Amsterdan"
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _delete(path: Path) -> None:
    path.unlink()


def _delete_both(path: Path) -> None:
    path.unlink()
    path.with_suffix(".json").unlink()


@pytest.mark.parametrize(
    ("harm", "how"),
    [
        (_damage_without_a_trace, "beschadigd of na het inlezen veranderd"),
        (_delete, "weg"),
        (_delete_both, "weg"),
    ],
)
def test_damage_to_boundaries_on_the_map_is_told_and_no_others_take_their_place(
    one: worker.Worker,
    settings: Settings,
    store: Store,
    opened: Callable[[worker.Worker], Any],
    harm: Callable[[Path], None],
    how: str,
) -> None:
    """Nor in the next year, of which nothing is on the map yet and for which the embedded ones would fit; nor on paper."""
    import_file(BORDERS, 2025, settings.boundaries, bron="eigen grenzen")
    _deliver(store, "2025-11-01")
    parts = opened(one)
    one._take_in(parts)
    before = parts.releases.current()
    path = settings.boundaries / "2025.gpkg"
    whole = path.read_bytes()
    harm(path)
    for _ in range(2):
        one._take_in(parts)
    (told,) = _told(store, notifications.GRENZEN_WEG)
    assert told.startswith(f"De ingelezen gemeentegrenzen van 2025 zijn {how}. De kaart houdt ")
    assert one._lock.state.kept == (told,)
    assert parts.releases.current().name == before.name
    _deliver(store, "2026-10-01")
    one._take_in(parts)
    assert list(parts.releases.index().peildata.values()) == [before.name]
    assert one._lock.state.waiting == ("2026-10-01",)
    with pytest.raises(BoundariesLost):
        report_store.render_one(settings, parts.releases, before, "GM0363")
    one._render(parts)
    assert list(settings.reports.glob("*/*.pdf")) == []

    path.write_bytes(whole)
    one._take_in(parts)
    assert {r.vintage["bron"] for r in map(parts.releases.release, parts.releases.index().peildata.values())} == {
        "eigen grenzen"
    }
    assert len(parts.releases.index().peildata) == 2


def test_boundaries_that_nothing_was_made_with_yet_are_missed_too(
    settings: Settings, store: Store, releases: Releases
) -> None:
    import_file(BORDERS, 2026, settings.boundaries)
    (settings.boundaries / "2026.gpkg").unlink()
    _deliver(store, "2026-10-01")
    done = Pipeline(settings, store, releases).publish()
    assert [str(peildatum) for peildatum, _ in done.waiting] == ["2026-10-01"]
    assert releases.index().peildata == {}


def test_boundaries_that_rot_are_found_when_a_day_has_passed(
    settings: Settings, store: Store, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody wrote them, so nothing that the folder tells changed."""
    import_file(BORDERS, 2026, settings.boundaries)
    _deliver(store, "2026-10-01")
    pipeline = Pipeline(settings, store, releases)
    monkeypatch.setattr("server.publishing.pipeline._listing", lambda folder: ())
    pipeline.publish(until=NOW.date())
    _damage_without_a_trace(settings.boundaries / "2026.gpkg")
    assert pipeline.publish(until=NOW.date()).kept == ()
    assert len(pipeline.publish(until=NOW.date() + dt.timedelta(days=1)).kept) == 1


def test_boundaries_that_are_removed_on_purpose_make_way(
    one: worker.Worker, settings: Settings, store: Store, opened: Callable[[worker.Worker], Any]
) -> None:
    import_file(BORDERS, 2026, settings.boundaries, bron="eigen grenzen")
    _deliver(store, "2026-10-01")
    parts = opened(one)
    one._take_in(parts)
    (settings.boundaries / "2026.gpkg").unlink()
    one._take_in(parts)
    assert len(one._lock.state.kept) == 1
    done = CliRunner().invoke(
        main_group,
        ["boundaries", "remove", "--year", "2026"],
        env={"LANDINBEELD_STATE_DIR": str(settings.state_dir)},
    )
    assert (done.exit_code, done.output[:48]) == (0, "De ingelezen grenzen van 2026 zijn verwijderd. D")
    one._take_in(parts)
    assert one._lock.state.kept == ()
    assert parts.releases.current().vintage["gegeneraliseerd"] is True
    assert _told(store, notifications.GRENZEN), "the map shows other borders, and that is said"

    import_file(BORDERS, 2026, settings.boundaries, bron="eigen grenzen")
    one._take_in(parts)
    (settings.boundaries / "2026.gpkg").unlink()
    one._take_in(parts)
    assert len(one._lock.state.kept) == 1, "what was removed once and came back is missed again"


@pytest.mark.long
def test_other_boundaries_are_not_told_as_corrected_figures(
    one: worker.Worker, settings: Settings, store: Store, opened: Callable[[worker.Worker], Any]
) -> None:
    for month in ("2026-10-01", "2026-11-01"):
        _deliver(store, month)
    _deliver(store, "2026-11-01", content=(EXAMPLE / "2026-11-01.csv").read_bytes().replace(b"\n", b"\r\n"))
    parts = opened(one)
    one._take_in(parts)
    figures = [
        "De cijfers per 1 oktober 2026 staan op de kaart.",
        "Versie 2 van de cijfers per 1 november 2026 staat op de kaart; alle cijfers zijn dezelfde.",
    ]
    assert sorted(_told(store, notifications.UITGAVE)) == figures
    import_file(BORDERS, 2026, settings.boundaries, bron="eigen grenzen")
    for _ in range(2):
        one._take_in(parts)
        one._daily(parts)
    assert parts.releases.current().vintage["bron"] == "eigen grenzen"
    assert sorted(_told(store, notifications.UITGAVE)) == figures
    assert _told(store, notifications.GRENZEN) == [
        "De kaart van 2 maanden (1 oktober 2026 tot en met 1 november 2026) heeft andere gemeentegrenzen; de cijfers zijn "
        "dezelfde."
    ]


def test_what_a_crash_left_untold_is_told_by_one_thread_alone(
    one: worker.Worker, settings: Settings, store: Store, releases: Releases, opened: Callable[[worker.Worker], Any]
) -> None:
    """The daily job runs beside the look in the inbox: when both told, the feed and mail said the same twice."""
    _deliver(store, "2026-11-01")
    Pipeline(settings, store, releases).publish()
    parts = opened(one)
    one._daily(parts)
    assert _told(store, notifications.UITGAVE) == []
    for _ in range(2):
        one._take_in(parts)
        one._daily(parts)
    assert _told(store, notifications.UITGAVE) == ["De cijfers per 1 november 2026 staan op de kaart."]


def test_releases_of_another_version_of_the_program_are_no_news(
    settings: Settings, store: Store, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    _deliver(store, "2026-11-01")
    Pipeline(settings, store, releases).publish()
    assert notifications.announce_releases(store, releases, NOW) == 1
    monkeypatch.setattr("server.publishing.pipeline.output_format", lambda: "another")
    before = releases.current().name
    Pipeline(replace(settings), store, releases).publish()
    assert releases.current().name != before
    assert notifications.announce_releases(store, releases, NOW) == 0
    assert notifications.announce_boundaries(store, releases, NOW) is False


def test_figures_that_return_are_told_as_such(settings: Settings, store: Store, releases: Releases) -> None:
    _deliver(store, "2026-11-01")
    pipeline = Pipeline(settings, store, releases)
    pipeline.publish()
    notifications.announce_releases(store, releases, NOW)
    _deliver(store, "2026-11-01", content=(EXAMPLE / "2026-11-01.csv").read_bytes().replace(b"\n", b"\r\n"))
    pipeline.publish()
    notifications.announce_releases(store, releases, NOW)
    releases.roll_back(NOVEMBER)
    for _ in range(2):
        notifications.announce_releases(store, releases, NOW)
    releases.follow(NOVEMBER)
    pipeline.publish()
    for _ in range(2):
        notifications.announce_releases(store, releases, NOW)
    assert _told(store, notifications.HERSTELD) == [
        f"De cijfers per 1 november 2026 zijn teruggezet: versie {n} staat weer op de kaart." for n in (1, 2)
    ]
    assert len(_told(store, notifications.UITGAVE)) == 2
