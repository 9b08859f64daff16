"""The worker as a real process: stopped, killed and started again in the middle of its work."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from data.terms import Peildatum
from server.publishing import health_checks, notifications, worker
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.publishing.worker_lock import WorkerLock, read_state
from server.rendering import report_store
from server.settings import Settings
from tests.whole.conftest import NOW
from tests.whole.jumping_clock import JumpingClock
from tests.whole.processes import BIN, environment
from tests.whole.processes import worker as running

EXAMPLE = REFERENCE_FOLDER / "voorbeeld"
NOVEMBER = Peildatum.parse("2026-11-01")


def _made_by_children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == pid and int(folder.name) != pid:  # its process group
            found.append(int(folder.name))
    return found


def _wait_for_no_children(pid: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while left := _made_by_children(pid):
        assert time.monotonic() < end, left
        time.sleep(0.05)


@pytest.mark.long
def test_sigterm_ends_it_while_reports_are_made_and_work_resumes(
    settings: Settings, releases: Releases, tmp_path: Path
) -> None:
    settings = replace(settings, processes=2)  # one that is ended in its work, and jobs that wait
    settings.inbox.mkdir()
    shutil.copy(EXAMPLE / "2026-11-01.csv", settings.inbox)
    with running(settings, tmp_path / "first.log") as first:
        first.wait_for(lambda: any(settings.reports.glob("*/*.pdf")))
        first.wait_for(lambda: any(settings.downloads.glob("*/kaart-NL.png")))  # nobody has to wait for the picture
        assert first.terminate(60) == 0
        assert "worker_stopped" in first.text()
        assert "Traceback" not in first.text()
        _wait_for_no_children(first.pid, 5)
    assert read_state(settings.state_dir) is None
    done = len(list(settings.reports.glob("*/*.pdf")))
    assert 0 < done < 355
    with running(settings, tmp_path / "second.log") as second:
        second.wait_for(lambda: len(list(settings.reports.glob("*/*.pdf"))) > done)
        state = read_state(settings.state_dir)
        assert state is not None
        assert (state.pid, state.reports_of) == (second.pid, 355 - done)
        assert second.terminate(60) == 0
    assert releases.index().newest == NOVEMBER


@pytest.mark.long
def test_a_killed_worker_leaves_no_lock_and_no_children(settings: Settings, tmp_path: Path) -> None:
    settings.inbox.mkdir()
    shutil.copy(EXAMPLE / "2026-11-01.csv", settings.inbox)
    with running(settings, tmp_path / "first.log") as first:
        first.wait_for(lambda: any(settings.reports.glob("*/*.pdf")))
        assert _made_by_children(first.pid)
        first.kill()
        with running(settings, tmp_path / "second.log") as second:
            second.wait_for(lambda: "worker_started" in second.text())
            _wait_for_no_children(first.pid, 20)
            assert second.terminate(60) == 0


def _memory_mb(pid: int) -> float:
    told = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in told.splitlines() if line.startswith("VmRSS:")).split()[1]) / 1024


@pytest.mark.long
def test_a_clock_that_jumps_a_year_stops_nothing_and_costs_no_memory(settings: Settings, tmp_path: Path) -> None:
    """Ten seconds after each jump the worker gives signs of life, takes in, and ends when it is told to."""
    clock = JumpingClock(tmp_path)
    settings.inbox.mkdir()
    shutil.copy(EXAMPLE / "2026-09-01.csv", settings.inbox)
    with running(settings, tmp_path / "worker.log", **clock.environment) as one:
        one.wait_for(lambda: any(settings.downloads.glob("*/kaart-NL.png")), 300)
        before = _memory_mb(one.pid)
        for number, days in enumerate((400, 0, -400, 0, 30, 400)):
            ahead = days * 86400
            clock.put(ahead)
            dropped = settings.inbox / "2026-09-01.csv"
            dropped.write_bytes((EXAMPLE / dropped.name).read_bytes())

            def lives(jumps: int = number + 1, ahead: int = ahead, dropped: Path = dropped) -> bool:
                state = read_state(settings.state_dir)
                return (
                    one.text().count("clock_jumped") == jumps
                    and state is not None
                    and abs(state.heartbeat - time.time() - ahead) < 60
                    and not dropped.exists()
                )

            one.wait_for(lives, 10)
        assert _memory_mb(one.pid) - before < 150
        clock.put(-400 * 86400)
        assert one.terminate(60) == 0
        assert "Traceback" not in one.text()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-03-28T12:00+01:00", "2026-03-29T08:05:00+02:00"),  # the night in which summer time begins
        ("2026-10-24T12:00+02:00", "2026-10-25T08:05:00+01:00"),  # and ends
        ("2028-02-28T08:05:01+01:00", "2028-02-29T08:05:00+01:00"),
        ("2028-02-29T08:05:01+01:00", "2028-03-01T08:05:00+01:00"),
    ],
)
def test_the_daily_job_runs_at_five_past_eight_in_the_netherlands(after: str, expected: str) -> None:
    moment = dt.datetime.fromisoformat(after)
    found = worker.DAILY.get_next_fire_time(None, moment)
    assert found is not None
    assert found.isoformat() == expected


def _real(store: Store, month: str) -> None:
    path = EXAMPLE / f"{month}.csv"
    assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW).accepted


def test_a_release_is_announced_once_and_only_when_real(settings: Settings, store: Store, releases: Releases) -> None:
    _real(store, "2026-10-01")
    Pipeline(settings, store, releases).publish()
    assert notifications.announce_releases(store, releases, NOW) == 1
    assert notifications.announce_releases(store, releases, NOW) == 0
    (melding,) = store.meldingen(publiek=True)
    assert melding.tekst == "De cijfers per 1 oktober 2026 staan op de kaart."


def test_a_month_with_damaged_borders_waits_alone_and_the_worker_tells(
    settings: Settings, store: Store, opened: Callable[[worker.Worker], Any]
) -> None:
    settings.boundaries.mkdir()
    (settings.boundaries / "2026.gpkg").write_bytes(b"half a file")
    _real(store, "2025-11-01")
    one = worker.Worker(settings)
    parts = opened(one)
    one._take_in(parts)
    assert one._lock.state.waiting == ()
    _real(store, "2026-10-01")
    for _ in range(2):  # the second look finds nothing new
        one._take_in(parts)
        assert one._lock.state.waiting == ("2026-10-01",)
    assert [name[:10] for name in parts.releases.names()] == ["2025-11-01"]
    (told,) = [m.tekst for m in store.meldingen() if m.soort == notifications.WACHT]
    assert told.startswith("De stand per 2026-10-01 wacht. De grenzen zijn afgewezen:")


@pytest.mark.long
def test_a_file_that_comes_while_old_months_are_built_does_not_wait_for_them(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch, opened: Callable[[worker.Worker], Any]
) -> None:
    """After an upgrade every month is built again; new figures go before the rest of them."""
    for month in ("2026-09-01", "2026-08-01", "2026-07-01"):
        _real(store, month)
    one = worker.Worker(settings)
    parts = opened(one)
    built: list[str] = []
    add = parts.releases.add

    def building(name: str, *more: Any) -> Any:
        built.append(name[:10])
        if len(built) == 1:
            _real(store, "2026-10-01")
        return add(name, *more)

    monkeypatch.setattr(parts.releases, "add", building)
    one._take_in(parts)
    assert built == ["2026-09-01", "2026-10-01", "2026-08-01", "2026-07-01"]
    assert one._take_in_and_build_one(parts) is False
    assert list(map(str, parts.releases.index().peildata)) == ["2026-10-01", "2026-09-01", "2026-08-01", "2026-07-01"]


def test_a_signal_that_another_thread_gets_ends_the_worker(settings: Settings, tmp_path: Path) -> None:
    """The system may give SIGTERM to any thread; Python acts upon it in the first one, which sleeps."""
    log = tmp_path / "log"
    with running(settings, log) as process:
        process.wait_for(lambda: "worker_started" in process.text())
        time.sleep(1)  # the first thread sleeps now
        others = [
            int(path.name) for path in Path(f"/proc/{process.pid}/task").iterdir() if path.name != str(process.pid)
        ]
        os.kill(others[0], signal.SIGTERM)
        assert process.wait_for_end(20) == 0
    assert "worker_stopped" in log.read_text()


def test_what_a_killed_worker_left_half_written_is_swept(
    settings: Settings, opened: Callable[[worker.Worker], Any]
) -> None:
    earlier = [
        "concepten/.x1_y2z3.part",
        ".worker.json.part",
        f"files/ab/.{'ab' * 32}-x1y2",
        ".terugzetten-x1/rows.jsonl",
    ]
    settings.glyphs.unlink()  # those of all tests
    left = [settings.state_dir / name for name in earlier]
    left += [folder / "a" / ".landinbeeld-x.part" for folder in (settings.downloads, settings.glyphs, settings.files)]
    others = [
        settings.inbox / ".2026-11-01.csv.part",
        settings.releases / ".current.lock",
        settings.files / "ab" / ("ab" * 32),
    ]
    for path in (*left, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF")
    opened(worker.Worker(settings))
    assert [path for path in (*left, *others) if path.exists()] == others


@pytest.mark.parametrize("name", ["2026-11-01.csv.part", ".2026-11-01.xlsx.Xa91bZ", "~november.ods", "x.FILEPART"])
def test_half_a_file_that_stays_in_the_inbox_is_told_once(settings: Settings, store: Store, name: str) -> None:
    settings.inbox.mkdir()
    for other in (".bezig", "verwerkt"):
        (settings.inbox / other).mkdir()
    (settings.inbox / ".stfolder").write_bytes(b"")
    (settings.inbox / name).write_bytes(b"half")
    now = dt.datetime.now(worker.TIME_ZONE)
    health_checks.check_inbox(settings, store, now)
    assert store.meldingen() == ()
    for _ in range(2):
        health_checks.check_inbox(settings, store, now + dt.timedelta(hours=25))
    (told,) = store.meldingen()
    assert name in told.tekst
    assert told.soort == "inbox"


def test_work_under_the_lock_that_fails_leaves_no_sign_of_life(settings: Settings) -> None:
    """Else /readyz would say for a minute that a worker lives."""
    with pytest.raises(RuntimeError, match="broke"), WorkerLock(settings.state_dir).held():
        assert read_state(settings.state_dir) is not None
        raise RuntimeError("broke")
    assert read_state(settings.state_dir) is None


@pytest.mark.long
def test_tiles_are_not_built_beside_a_worker(settings: Settings, store: Store) -> None:
    _real(store, "2026-10-01")
    command = [str(BIN / "landinbeeld"), "tiles", "build"]
    with WorkerLock(settings.state_dir).held():
        done = subprocess.run(command, env=environment(settings), capture_output=True, text=True, check=False)
    assert (done.returncode, "Er draait al een worker" in done.stderr) == (3, True), done.stderr
    (settings.releases / ".building-killed").mkdir(parents=True)
    done = subprocess.run(command, env=environment(settings), capture_output=True, text=True, check=False)
    assert (done.returncode, "gemaakt: 2026-10-01-r1-" in done.stdout) == (0, True), done.stderr
    assert list(settings.releases.glob(".building-*")) == [], "of one that was killed"


def test_no_room_for_the_picture_made_ahead_does_not_fail_the_taking_in(
    settings: Settings, store: Store, caplog: pytest.LogCaptureFixture, opened: Callable[[worker.Worker], Any]
) -> None:
    _real(store, "2026-10-01")
    settings.downloads.write_text("a file where the folder should be")
    one = worker.Worker(settings)
    parts = opened(one)
    one._take_in(parts)
    assert len(parts.releases.names()) == 1
    assert [r.message.split(" ")[0] for r in caplog.records if r.levelname == "WARNING"] == ["still_failed"]


def test_the_picture_made_ahead_is_drawn_once(
    settings: Settings, store: Store, opened: Callable[[worker.Worker], Any]
) -> None:
    """Months before the newest do not draw it again: when many come at once, that would be most of the work."""
    _real(store, "2026-10-01")
    one = worker.Worker(settings)
    parts = opened(one)
    one._take_in(parts)
    [picture] = settings.downloads.rglob("kaart-NL.png")
    drawn = picture.stat().st_ino
    one._draw_ahead(parts)
    assert picture.stat().st_ino == drawn, "a file that is written takes the place of the one before"


def test_late_figures_are_missed_from_the_tenth_and_once(settings: Settings, store: Store) -> None:
    def told(day: int) -> list[str]:
        health_checks.check_late(store, dt.datetime(2026, 11, day, 8, 5, tzinfo=worker.TIME_ZONE))
        return [m.tekst for m in store.meldingen() if m.soort == "te-laat"]

    assert told(15) == [], "nothing was ever taken in"
    _real(store, "2026-10-01")
    assert told(9) == []
    assert told(10) == [
        "Het is 10 november 2026 en er zijn nog geen cijfers per 1 november 2026; de nieuwste zijn per 1 oktober 2026. "
        "Vraag het bestand op bij COA."
    ]
    assert len(told(11)) == 1
    _real(store, "2026-11-01")
    assert len(told(12)) == 1


def test_figures_of_a_day_to_come_are_not_current_before_it_and_then_by_themselves(
    settings: Settings, store: Store, releases: Releases, app: Flask
) -> None:
    early = dt.datetime(2026, 10, 20, 9, 0, tzinfo=dt.UTC)
    path = EXAMPLE / "2026-11-01.csv"
    pipeline = Pipeline(settings, store, releases)
    assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=early).accepted
    pipeline.publish(until=early.date())
    assert releases.index().peildata == {}
    _real(store, "2026-10-01")
    for _ in range(2):
        pipeline.publish(until=dt.date(2026, 10, 31))
        assert list(map(str, releases.index().peildata)) == ["2026-10-01"]
    assert app.test_client().get("/api/v1/peildata").get_json()["actueel"] == "2026-10-01"
    assert notifications.announce_releases(store, releases, early) == 1
    pipeline.publish(until=dt.date(2026, 11, 1))
    assert releases.index().newest == NOVEMBER
    assert app.test_client().get("/api/v1/peildata").get_json()["actueel"] == "2026-11-01"


def test_figures_of_a_day_to_come_leave_the_example_on_the_map(
    settings: Settings, store: Store, releases: Releases
) -> None:
    october, november = (EXAMPLE / f"2026-{month}-01.csv" for month in ("10", "11"))
    deliver(store, october.read_bytes(), october.name, door="voorbeeld", wie="", now=NOW, voorbeeld=True)
    deliver(
        store, november.read_bytes(), november.name, door="cli", wie="", now=dt.datetime(2026, 10, 20, tzinfo=dt.UTC)
    )
    pipeline = Pipeline(settings, store, releases)
    pipeline.publish(until=dt.date(2026, 10, 31))
    assert [releases.release(name).stand.voorbeeld for name in releases.index().peildata.values()] == [True]
    pipeline.publish(until=dt.date(2026, 11, 1))
    assert [releases.release(name).stand.voorbeeld for name in releases.index().peildata.values()] == [False]


def test_the_file_of_next_month_does_not_silence_that_of_this_month_is_late(store: Store) -> None:
    now = dt.datetime(2026, 10, 15, 8, 5, tzinfo=worker.TIME_ZONE)
    _real(store, "2026-09-01")
    path = EXAMPLE / "2026-11-01.csv"
    assert deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=now).accepted
    health_checks.check_late(store, now)
    (told,) = [m.tekst for m in store.meldingen() if m.soort == "te-laat"]
    assert told.startswith("Het is 15 oktober 2026 en er zijn nog geen cijfers per 1 oktober 2026")


def test_a_full_disk_and_an_expiring_security_txt_are_told(settings: Settings, store: Store) -> None:
    now = dt.datetime(2026, 11, 3, 8, 5, tzinfo=worker.TIME_ZONE)
    health_checks.check_disk(replace(settings, disk_minimum_mb=0), store, now)
    health_checks.check_security(replace(settings, security_expires="2026-12-24"), store, now)
    assert store.meldingen() == ()
    for _ in range(2):
        health_checks.check_disk(replace(settings, disk_minimum_mb=10**9), store, now)
        health_checks.check_security(replace(settings, security_expires="2026-11-24"), store, now)
    assert sorted(m.soort for m in store.meldingen()) == ["schijf", "security-txt"]
    health_checks.check_disk(replace(settings, disk_minimum_mb=10**9), store, now + dt.timedelta(days=1))
    assert len(store.meldingen()) == 3


@pytest.mark.long
def test_a_correction_of_an_old_month_makes_what_looks_back_on_it_anew(
    settings: Settings, store: Store, releases: Releases
) -> None:
    for month in ("2026-10-01", "2026-11-01"):
        _real(store, month)
    pipeline = Pipeline(settings, store, releases)
    pipeline.publish()
    november = releases.current()
    before = report_store.report_path(settings, releases, november, "PV24")
    report_store.render_one(settings, releases, november, "PV24")
    corrected = (EXAMPLE / "2026-10-01.csv").read_bytes().replace(b"\n", b"\r\n")
    assert deliver(store, corrected, "2026-10-01.csv", door="cli", wie="", now=NOW).revision == 2
    (made,) = pipeline.publish().releases
    assert made.startswith("2026-10-01-r2-")
    assert releases.current().name == november.name, "its own figures did not change"
    assert report_store.report_path(settings, releases, november, "PV24") != before
    assert "PV24" in report_store.missing(settings, releases, november)
