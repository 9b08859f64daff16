"""The inbox: what counts as a file that is there, and that each file counts once."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.findings import Ernst, Finding
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import REFERENCE_FOLDER
from data.store.store import Store
from server.publishing import inbox as module
from server.publishing import notifications
from server.publishing.claims import CLAIMED, Claims, StillChanging, read_whole
from server.publishing.inbox import AGAIN_S, DONE, REJECTED, Inbox

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
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "inbox" / "2026-11-01.csv"
    path.write_bytes(NOVEMBER.read_bytes())
    (path.parent / CLAIMED).touch()  # where a folder should come
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
    (path.parent / CLAIMED).unlink()
    assert settle(Inbox(tmp_path / "inbox", store, still_s=5, clock=clock), clock) == []
    assert not path.exists(), "what was read where it lay is put away as soon as that is allowed"
    assert store.current()[0].revision == 3


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
    (kept,) = (tmp_path / "inbox" / CLAIMED).glob("*/*")
    assert kept.read_bytes() == OCTOBER.read_bytes()
    (told,) = [m.tekst for m in store.meldingen() if m.soort == "inbox"]
    assert told.startswith(f"Het bestand {OCTOBER.name} uit de inbox kan nog niet worden opgenomen")
    assert str(kept.parent) in told


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


def test_a_rejected_file_that_cannot_be_moved_gets_findings_and_a_melding_once(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "inbox" / "fout.csv"
    path.write_bytes(b"niets")
    (path.parent / CLAIMED).touch()
    assert settle(inbox, clock) == [path.name]
    again = Inbox(tmp_path / "inbox", store, still_s=5, clock=clock)
    for one in (inbox, again):
        for _ in range(3):
            assert settle(one, clock) == []
    assert [p.name for p in (path.parent / REJECTED).iterdir()] == ["20261103T090000Z-fout.csv.bevindingen.json"]
    assert sorted(m.soort for m in store.meldingen()) == ["afgewezen", "inbox"]
    (path.parent / CLAIMED).unlink()
    assert again.look(NOW + dt.timedelta(hours=1)) == []
    kept = sorted(p.name for p in (path.parent / REJECTED).iterdir())
    assert kept == ["20261103T090000Z-fout.csv", "20261103T090000Z-fout.csv.bevindingen.json"], "beside its findings"


def test_a_file_that_cannot_be_put_away_is_taken_in_once(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path
) -> None:
    shutil.copy(NOVEMBER, tmp_path / "inbox")
    (tmp_path / "inbox" / DONE).rmdir()
    (tmp_path / "inbox" / DONE).symlink_to("nowhere")
    assert settle(inbox, clock) == [NOVEMBER.name]
    shutil.copy(OCTOBER, tmp_path / "inbox")
    again = Inbox(tmp_path / "inbox", store, still_s=5, clock=clock)
    for one in (inbox, again):
        assert NOVEMBER.name not in settle(one, clock)
    (told,) = {m.tekst for m in store.meldingen() if NOVEMBER.name in m.tekst}
    assert "is opgenomen maar kan niet worden verplaatst" in told
    (tmp_path / "inbox" / DONE).unlink()
    again.look(NOW)
    assert sorted(p.name[17:] for p in (tmp_path / "inbox" / DONE).iterdir()) == [OCTOBER.name, NOVEMBER.name]


@pytest.mark.parametrize("first", [NOVEMBER.read_bytes(), b"niets"])
def test_a_file_put_over_another_that_is_being_taken_in_is_taken_in_next(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    path, beside = tmp_path / "inbox" / "2026-11-01.csv", tmp_path / "beside"
    path.write_bytes(first)
    correction = NOVEMBER.read_bytes() + b"\n"
    beside.write_bytes(correction)
    real = store.originals.keep

    def keep(content: bytes) -> str:
        if content == first:
            beside.rename(path)
        return real(content)

    monkeypatch.setattr(store.originals, "keep", keep)
    assert settle(inbox, clock) == [path.name]
    assert path.read_bytes() == correction
    assert settle(inbox, clock) == [path.name]
    assert store.originals.read(store.current()[0].sha256) == correction
    kept = {p.read_bytes() for f in (DONE, REJECTED) for p in (tmp_path / "inbox" / f).glob("*.csv")}
    assert kept == {first, correction}
    for report in (tmp_path / "inbox" / REJECTED).glob("*.json"):
        assert report.with_name(report.name.removesuffix(".bevindingen.json")).read_bytes() == first


def test_a_file_that_is_still_written_after_it_was_claimed_is_read_when_it_is_whole(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = NOVEMBER.read_bytes()
    real = store.originals.keep
    with (tmp_path / "inbox" / "2026-11-01.csv").open("wb", buffering=0) as writer:
        writer.write(content[:3000])

        def keep(given: bytes) -> str:
            if given == content[:3000]:
                writer.write(content[3000:6000])
            return real(given)

        monkeypatch.setattr(store.originals, "keep", keep)
        assert settle(inbox, clock) == ["2026-11-01.csv"]  # it had stood still: half a file is rejected
        clock.now += 4
        writer.write(content[6000:])
        assert inbox.look(NOW) == []
    assert list((tmp_path / "inbox" / REJECTED).iterdir()) == []
    assert settle(inbox, clock) == ["2026-11-01.csv"]
    assert [p.read_bytes() for p in (tmp_path / "inbox" / DONE).iterdir()] == [content]
    assert store.originals.read(store.current()[0].sha256) == content


def test_what_changes_while_it_is_read_is_not_given_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"half")
    real = os.fstat
    grown: list[int] = []

    def fstat(number: int) -> os.stat_result:
        about = real(number)
        if not grown:  # just after the first look somebody writes on
            grown.append(number)
            with path.open("ab") as writer:
                writer.write(b" and the rest")
        return about

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(StillChanging):
        read_whole(path, 100)
    assert read_whole(path, 100)[0] == b"half and the rest"
    assert read_whole(path, 4)[0] == b"half", "no more than was asked"


def _crash_before_putting_away(
    inbox: Inbox, clock: Clock, monkeypatch: pytest.MonkeyPatch, where: type = Claims, step: str = "finish"
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(where, step, die)
        with pytest.raises(Killed):
            settle(inbox, clock)


def test_after_a_kill_the_old_file_does_not_come_back_over_a_correction(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(NOVEMBER, tmp_path / "inbox")
    _crash_before_putting_away(inbox, clock, monkeypatch)
    correction = NOVEMBER.read_bytes() + b"\n"
    assert module.deliver(store, correction, NOVEMBER.name, door="api", wie="", now=NOW).revision == 2
    again = Inbox(tmp_path / "inbox", store, still_s=5, clock=clock)
    assert settle(again, clock) == []
    assert [i.door for i in store.revisions(store.current()[0].peildatum)] == ["inbox", "api"]
    assert [p.name[17:] for p in (tmp_path / "inbox" / DONE).iterdir()] == [NOVEMBER.name]


def test_content_that_was_nothing_new_does_not_come_back_after_a_kill_either(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module.deliver(store, NOVEMBER.read_bytes(), NOVEMBER.name, door="api", wie="", now=NOW)
    shutil.copy(NOVEMBER, tmp_path / "inbox")
    _crash_before_putting_away(inbox, clock, monkeypatch)
    module.deliver(store, NOVEMBER.read_bytes() + b"\n", NOVEMBER.name, door="api", wie="", now=NOW)
    assert settle(Inbox(tmp_path / "inbox", store, still_s=5, clock=clock), clock) == []
    assert store.current()[0].revision == 2


def test_a_claim_of_which_nothing_was_done_before_a_kill_is_finished(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(NOVEMBER, tmp_path / "inbox")
    (tmp_path / "inbox" / CLAIMED / "killed before it was filled").mkdir(parents=True)
    _crash_before_putting_away(inbox, clock, monkeypatch, Store, "add")
    assert not (tmp_path / "inbox" / NOVEMBER.name).exists()
    assert settle(Inbox(tmp_path / "inbox", store, still_s=5, clock=clock), clock) == [NOVEMBER.name]
    assert store.current()[0].revision == 1
    assert list((tmp_path / "inbox" / CLAIMED).iterdir()) == []


def test_a_rejection_that_was_not_told_before_a_kill_is_told_and_put_beside_its_findings(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox" / "fout.csv").write_bytes(b"niets")
    _crash_before_putting_away(inbox, clock, monkeypatch, notifications, "rejected")  # type: ignore[arg-type]
    assert store.meldingen() == ()
    for _ in range(2):
        assert settle(Inbox(tmp_path / "inbox", store, still_s=5, clock=clock), clock) == []
    assert [m.soort for m in store.meldingen()] == ["afgewezen"]
    assert len(store.rejections()) == 1
    assert sorted(p.suffix for p in (tmp_path / "inbox" / REJECTED).iterdir()) == [".csv", ".json"]


def _link(path: Path) -> None:
    path.symlink_to(OCTOBER)


@pytest.mark.parametrize("swap", [_link, os.mkfifo, Path.mkdir])
def test_what_is_put_in_the_place_of_a_file_after_it_was_seen_is_not_read(
    store: Store, tmp_path: Path, swap: Callable[[Path], object]
) -> None:
    path = tmp_path / "inbox" / NOVEMBER.name

    class Swapping(Clock):
        def __call__(self) -> float:  # asked between looking and claiming
            if self.now > 1000 and path.is_file() and not path.is_symlink():
                path.unlink()
                swap(path)
            return self.now

    clock = Swapping()
    inbox = Inbox(path.parent, store, still_s=5, clock=clock)
    shutil.copy(NOVEMBER, path)
    assert settle(inbox, clock) == []
    assert settle(inbox, clock) == []
    assert (store.current(), store.rejections()) == ((), ())
    (told,) = [m.tekst for m in store.meldingen()]
    assert told == "2026-11-01.csv in de inbox is geen gewoon bestand; het is niet gelezen en ligt in afgewezen."
    shutil.copy(NOVEMBER, path)
    assert settle(Inbox(path.parent, store, still_s=5), Clock()) == []
    assert OCTOBER.exists()


@pytest.mark.parametrize(
    "name",
    [
        os.fsencode("é" * 120 + ".csv"),
        os.fsencode("x" * 251 + ".csv"),
        os.fsencode("a\u0301" * 80 + "€" * 3 + ".csv"),
        b"\xe9\xff-caf\xe9.csv",
        b"een\nlevel=error event=verzonnen.csv",
        b"\xed\xa0\x80.csv",
        b"\x01\x02",
    ],
)
@pytest.mark.parametrize("content", [b"x;y", NOVEMBER.read_bytes()])
def test_whatever_a_file_is_called_it_is_put_away_and_the_next_is_taken_in(
    inbox: Inbox, clock: Clock, store: Store, tmp_path: Path, name: bytes, content: bytes
) -> None:
    path = tmp_path / "inbox" / os.fsdecode(name)
    path.write_bytes(content)
    os.utime(path, (1000, 1000))
    shutil.copy(OCTOBER, tmp_path / "inbox")
    assert settle(inbox, clock)[1:] == [OCTOBER.name]
    assert [p for p in (tmp_path / "inbox").iterdir() if p.name not in (DONE, REJECTED, CLAIMED)] == []
    assert store.current()[-1].filename == OCTOBER.name
    kept = list((tmp_path / "inbox" / REJECTED).iterdir())
    assert len(kept) == 2
    assert all(len(os.fsencode(p.name)) <= 255 for p in kept)
    (moved,) = (p for p in kept if not p.name.endswith(".bevindingen.json"))
    assert moved.read_bytes() == content
    assert moved.with_name(f"{moved.name}.bevindingen.json").is_file()
    if name.decode(errors="ignore").encode() == name:
        moved.name.encode()  # not cut within a letter
    assert all(m.tekst.isprintable() for m in store.meldingen())


def test_a_warning_is_told_once_also_when_a_crash_came_before_telling(store: Store, tmp_path: Path) -> None:
    content = NOVEMBER.read_bytes()
    doubtful = Finding("twijfel", Ernst.WAARSCHUWING, "Dit is vreemd.")
    intake = replace(read_snapshot(content, NOVEMBER.name), findings=(doubtful,))
    added = store.add(intake, content, door="inbox", wie="", now=NOW)
    for _ in range(2):
        notifications.accepted(store, NOVEMBER.name, added, intake.findings, NOW)
    assert [m.soort for m in store.meldingen()] == ["waarschuwing"]
    notifications.accepted(store, NOVEMBER.name, replace(added, revision=2), intake.findings, NOW)
    assert len(store.meldingen()) == 2, "another version is news"
