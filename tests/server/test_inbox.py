"""The inbox: what counts as a file that is there, and that each file counts once."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.findings import Ernst, Finding
from data.gemeenten import REFERENCE_FOLDER
from data.intake import read_snapshot
from data.store import Store
from server import inbox as module
from server import notices
from server.inbox import AGAIN_S, Inbox

NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
OCTOBER, NOVEMBER = (REFERENCE_FOLDER / "voorbeeld" / f"2026-{m}-01.csv" for m in ("10", "11"))


class Clock:
    """Seconds, moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite", tmp_path / "files")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def inbox(tmp_path: Path, store: Store, clock: Clock) -> Inbox:
    return Inbox(tmp_path / "inbox", store, still_s=5, clock=clock)


def settle(inbox: Inbox, clock: Clock) -> list[str]:
    """Looks until everything that stands still has been taken in; the names of the files that were."""
    taken = list(inbox.look(NOW))
    clock.now += 5
    return [d.intake.filename for d in (*taken, *inbox.look(NOW))]


def test_a_file_counts_when_it_has_stood_still(inbox: Inbox, clock: Clock, tmp_path: Path) -> None:
    content = NOVEMBER.read_bytes()
    path = tmp_path / "inbox" / "2026-11-01.csv"
    for part in (3000, 6000, len(content)):  # a slow upload
        path.write_bytes(content[:part])
        assert inbox.look(NOW) == []
        clock.now += 4
    assert inbox.look(NOW) == []
    clock.now += 1
    (delivered,) = inbox.look(NOW)
    assert delivered.accepted
    assert [p.name for p in (tmp_path / "inbox" / "verwerkt").iterdir()] == ["20261103T090000Z-2026-11-01.csv"]


@pytest.mark.parametrize(
    "name", [".a.csv", "~$a.xlsx", "a.csv.part", "a.CRDOWNLOAD", "a.csv~", "a.tmp", ".~lock.a.ods#"]
)
def test_what_is_still_on_its_way_does_not_count(inbox: Inbox, clock: Clock, tmp_path: Path, name: str) -> None:
    shutil.copy(NOVEMBER, tmp_path / "inbox" / name)
    assert settle(inbox, clock) == []
    assert (tmp_path / "inbox" / name).exists()


def test_links_folders_and_pipes_do_not_count(inbox: Inbox, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "link.csv").symlink_to(NOVEMBER)
    (tmp_path / "inbox" / "map.csv").mkdir()
    os.mkfifo(tmp_path / "inbox" / "pijp.csv")
    assert settle(inbox, clock) == []


def test_the_file_dropped_last_wins_whatever_its_name(inbox: Inbox, clock: Clock, store: Store, tmp_path: Path) -> None:
    first, last = tmp_path / "inbox" / "z-2026-11-01.csv", tmp_path / "inbox" / "a-2026-11-01.csv"
    first.write_bytes(NOVEMBER.read_bytes())
    last.write_bytes(NOVEMBER.read_bytes() + b"\n")
    os.utime(first, (1000, 1000))
    os.utime(last, (2000, 2000))
    assert settle(inbox, clock) == [first.name, last.name]
    assert store.current()[0].filename == last.name


def test_a_folder_that_may_not_be_written_takes_each_file_in_once(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inbox" / "2026-11-01.csv"
    path.write_bytes(NOVEMBER.read_bytes())

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "not allowed")

    real = Path.replace
    monkeypatch.setattr(Path, "replace", lambda s, t: refuse(s, t) if s.parent == path.parent else real(s, t))
    assert settle(inbox, clock) == [path.name]
    assert path.exists()
    other = NOVEMBER.read_bytes() + b"\n"
    module.deliver(store, other, "correctie-2026-11-01.csv", door="api", wie="", now=NOW)
    after_restart = Inbox(tmp_path / "inbox", store, still_s=5, clock=clock)
    assert settle(after_restart, clock) == []
    assert store.current()[0].revision == 2, "the old file that still lies there does not come back"
    path.write_bytes(NOVEMBER.read_bytes())  # delivered anew: that is something else
    os.utime(path, (5000, 5000))
    assert settle(after_restart, clock) == [path.name]
    assert store.current()[0].revision == 3


def test_a_crash_between_taking_in_and_moving_builds_nothing_twice(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "inbox" / "2026-11-01.csv"
    path.write_bytes(NOVEMBER.read_bytes())
    module.deliver(store, path.read_bytes(), path.name, door="inbox", wie="", now=NOW)  # and then it was killed
    inbox.look(NOW)
    clock.now += 5
    (delivered,) = inbox.look(NOW)
    assert (delivered.accepted, delivered.new, delivered.revision) == (True, False, 1)
    assert not path.exists()


def two_of_which_the_first_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store, error: Exception
) -> None:
    """October and, a second later, November in the inbox; storing October raises the error."""
    for nth, source in enumerate((OCTOBER, NOVEMBER)):
        shutil.copy(source, tmp_path / "inbox" / source.name)
        os.utime(tmp_path / "inbox" / source.name, (1000 + nth, 1000 + nth))
    real = store.add

    def failing(intake: object, *arguments: object, **more: object) -> object:
        if getattr(intake, "filename", "") == OCTOBER.name:
            raise error
        return real(intake, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "add", failing)


def test_our_own_failure_leaves_the_file_and_tries_again_later(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.add
    two_of_which_the_first_fails(tmp_path, monkeypatch, store, OSError(28, "No space left on device"))
    assert settle(inbox, clock) == [], "taken in after a later file it would count as the newer one"
    monkeypatch.setattr(store, "add", real)
    assert inbox.look(NOW) == []
    clock.now += AGAIN_S
    assert [d.intake.filename for d in inbox.look(NOW)] == [OCTOBER.name, NOVEMBER.name]


def test_a_file_that_always_fails_does_not_hold_up_the_others_for_ever(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_of_which_the_first_fails(tmp_path, monkeypatch, store, RuntimeError("always"))
    taken = [settle(inbox, clock)]
    for _ in range(module.PATIENCE - 1):
        clock.now += AGAIN_S
        taken.append([d.intake.filename for d in inbox.look(NOW)])
    assert taken == [[], [], [NOVEMBER.name]]
    assert (tmp_path / "inbox" / OCTOBER.name).exists()


def test_rejected_files_lie_beside_their_findings(inbox: Inbox, clock: Clock, store: Store, tmp_path: Path) -> None:
    (tmp_path / "inbox" / ("x" * 240 + ".csv")).write_text("niets")
    assert len(settle(inbox, clock)) == 1
    kept = sorted((tmp_path / "inbox" / "afgewezen").iterdir())
    assert [p.suffix for p in kept] == [".csv", ".json"]
    assert json.loads(kept[1].read_text())[0]["ernst"] == "fout"
    (melding,) = store.meldingen()
    assert (melding.soort, melding.publiek) == ("afgewezen", False)
    assert melding.details and melding.details["bevindingen"]


def test_a_file_that_is_wrong_is_one_rejection_however_often_a_crash_brings_it_back(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "inbox" / "2026-11-01.csv"
    path.write_bytes(b"niets")
    intake = read_snapshot(b"niets", path.name)
    number = store.reject(intake, b"niets", door="inbox", wie="", now=NOW)  # killed before it was told
    assert store.meldingen() == ()
    assert settle(inbox, clock) == [path.name]
    (rejection,) = store.rejections()
    assert rejection.id == number
    path.write_bytes(b"niets")  # killed before it was moved
    assert settle(Inbox(tmp_path / "inbox", store, still_s=5, clock=clock), clock) == [path.name]
    assert [r.id for r in store.rejections()] == [number]
    assert [m.soort for m in store.meldingen()] == ["afgewezen"]
    assert not path.exists()
    assert list((tmp_path / "inbox" / "verwerkt").iterdir()) == []
    assert len(list((tmp_path / "inbox" / "afgewezen").glob("*.bevindingen.json"))) == 2
    module.deliver(store, b"niets", path.name, door="api", wie="coa", now=NOW)
    assert len(store.rejections()) == 2, "another door is another delivery"


def test_a_rejected_file_in_a_folder_that_opens_again_goes_to_the_rejected_ones(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inbox" / "fout.csv"
    path.write_bytes(b"niets")
    real = Path.write_text

    def refuse(self: Path, *arguments: object, **more: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", refuse)
    assert settle(inbox, clock) == [path.name]
    assert settle(inbox, clock) == []
    assert path.exists()
    monkeypatch.setattr(Path, "write_text", real)
    assert inbox.look(NOW) == []
    assert sorted(p.suffix for p in (tmp_path / "inbox" / "afgewezen").iterdir()) == [".csv", ".json"]


def test_a_warning_is_told_once_also_when_a_crash_came_before_telling(store: Store, tmp_path: Path) -> None:
    content = NOVEMBER.read_bytes()
    doubtful = Finding("twijfel", Ernst.WAARSCHUWING, "Dit is vreemd.")
    intake = replace(read_snapshot(content, NOVEMBER.name), findings=(doubtful,))
    added = store.add(intake, content, door="inbox", wie="", now=NOW)
    for _ in range(2):
        notices.accepted(store, NOVEMBER.name, added, intake.findings, NOW)
    assert [m.soort for m in store.meldingen()] == ["waarschuwing"]
    notices.accepted(store, NOVEMBER.name, replace(added, revision=2), intake.findings, NOW)
    assert len(store.meldingen()) == 2, "another version is news"
