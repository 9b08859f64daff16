"""Releases: one switch, going back, and what readers see when something is not whole."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.errors import ReleaseIncomplete, ReleaseMissing
from data.releases.release_store import Releases, release_name
from data.store.store import Store
from data.terms import Peildatum

OCTOBER, NOVEMBER = Peildatum.parse("2026-10-01"), Peildatum.parse("2026-11-01")


def make(releases: Releases, peildatum: Peildatum, revision: int, content: bytes = b"tiles") -> str:
    inputs = {"peildatum": str(peildatum), "revision": revision}
    name = release_name(peildatum, revision, inputs)
    releases.add(name, [("stand.json", b"{}"), ("tiles.pmtiles", content * revision)], inputs)
    return name


@pytest.fixture
def releases(tmp_path: Path, store: Store) -> Releases:
    return Releases(tmp_path / "releases", store)


def reader(releases: Releases) -> Releases:
    """Another process."""
    return Releases(releases.folder, releases._pins)


def test_rollback_goes_to_the_revision_before_and_is_not_undone(releases: Releases) -> None:
    names = [make(releases, NOVEMBER, n) for n in (1, 2, 3)]
    releases.switch({NOVEMBER: names[2]})
    assert reader(releases).roll_back(NOVEMBER) == (names[1], 3)
    assert releases.index().peildata == {NOVEMBER: names[1]}
    assert releases.index().actueel == names[1], "noticed by a process that runs"
    assert releases.switch({NOVEMBER: names[2]}).actueel == names[1], "the worker's next look changes nothing"
    number = releases.index().number
    assert releases.switch({NOVEMBER: names[2]}).number == number
    fourth = make(releases, NOVEMBER, 4)
    assert releases.switch({NOVEMBER: fourth}).actueel == fourth, "a newer revision ends the pin"
    assert releases.pins() == {}


def test_rollback_twice_and_follow(releases: Releases) -> None:
    names = [make(releases, NOVEMBER, n) for n in (1, 2, 3)]
    releases.switch({NOVEMBER: names[2]})
    releases.roll_back(NOVEMBER)
    assert releases.roll_back(NOVEMBER).name == names[0]
    assert releases.switch({NOVEMBER: names[2]}).actueel == names[0]
    number = releases.index().number
    assert releases.roll_back(NOVEMBER) == (names[0], 3), "there is nothing before it, and it is there already"
    assert releases.index().number == number
    releases.follow(NOVEMBER)
    assert releases.switch({NOVEMBER: names[2]}).actueel == names[2]


def test_a_peildatum_can_be_withdrawn(releases: Releases) -> None:
    october, november = make(releases, OCTOBER, 1), make(releases, NOVEMBER, 1)
    releases.switch({OCTOBER: october, NOVEMBER: november})
    with pytest.raises(ReleaseMissing):
        releases.roll_back(NOVEMBER)
    for _ in range(2):  # the second time it is so already
        assert releases.roll_back(NOVEMBER, "") == ("", 1)
        assert releases.index().peildata == {OCTOBER: october}
    assert releases.switch({OCTOBER: october, NOVEMBER: november}).actueel == october
    second = make(releases, NOVEMBER, 2)
    assert releases.switch({OCTOBER: october, NOVEMBER: second}).actueel == second


def test_rollback_never_leads_to_a_damaged_release(releases: Releases) -> None:
    first, second = make(releases, NOVEMBER, 1), make(releases, NOVEMBER, 2)
    releases.switch({NOVEMBER: second})
    (releases.folder / first / "tiles.pmtiles").write_bytes(b"xxxxx")
    with pytest.raises(ReleaseIncomplete):
        releases.roll_back(NOVEMBER)
    assert releases.index().actueel == second


def test_a_truncated_release_gives_way_to_a_good_one_until_it_is_mended(releases: Releases) -> None:
    first, second = make(releases, NOVEMBER, 1), make(releases, NOVEMBER, 2)
    running = reader(releases)
    releases.switch({NOVEMBER: first})
    assert running.index().actueel == first
    os.truncate(releases.folder / second / "tiles.pmtiles", 3)
    releases.switch({NOVEMBER: second})
    assert running.index().actueel == first
    assert running.index().damaged == (second,)
    assert reader(releases).index().actueel == first, "a process that starts now does the same"
    assert releases.index().actueel == first
    make(releases, NOVEMBER, 2)
    assert releases.switch({NOVEMBER: second}).actueel == second
    assert running.index().actueel == second, "noticed without restart"


def test_a_damaged_only_release_leaves_the_month_before(releases: Releases) -> None:
    october, november = make(releases, OCTOBER, 1), make(releases, NOVEMBER, 1)
    releases.switch({OCTOBER: october, NOVEMBER: november})
    (releases.folder / november / "manifest.json").write_bytes(b"{")
    assert reader(releases).index().peildata == {OCTOBER: october}


def test_changed_bytes_of_the_same_size_are_found_by_reading(releases: Releases) -> None:
    november = make(releases, NOVEMBER, 1)
    releases.switch({NOVEMBER: november})
    assert releases.verify() == ()
    (releases.folder / november / "tiles.pmtiles").write_bytes(b"TILES")
    assert releases.index(again=True).damaged == ()
    assert releases.verify() == (november,)
    assert releases.index().peildata == {}
    make(releases, NOVEMBER, 1)
    assert releases.switch({NOVEMBER: november}).actueel == november
    assert releases.sweep() == 1


def test_a_sweep_leaves_alone_who_builds_now(releases: Releases) -> None:
    releases.folder.mkdir()
    left, alive = releases.folder / ".building-killed", releases.folder / ".building-now"
    for path in (left, alive):
        path.mkdir()
        (path / "stand.json").write_bytes(b"{}")
    os.utime(left, (1000, 1000))
    assert releases.sweep(before=time.time() - 60) == 1
    assert [p.name for p in releases.folder.glob(".building-*")] == [alive.name]


def made_before(moment: float) -> Callable[[Path], bool]:
    return lambda path: path.stat().st_mtime < moment


def test_prune_keeps_what_is_current_pinned_young_or_the_last(releases: Releases) -> None:
    names = [make(releases, NOVEMBER, n) for n in (1, 2, 3, 4, 5)]
    releases.switch({NOVEMBER: names[4]})
    releases.roll_back(NOVEMBER, names[0])
    for name in names[:4]:
        os.utime(releases.folder / name, (1000, 1000))
    os.utime(releases.folder / names[4], (5000, 5000))
    assert releases.prune(made_before(4000), keep=1) == (names[3], names[2], names[1])
    assert releases.names() == sorted([names[0], names[4]], reverse=True)
    assert {p.name for p in releases.folder.iterdir() if p.is_dir()} == {names[0], names[4]}


def test_prune_leaves_alone_what_is_being_built(releases: Releases) -> None:
    """The worker prunes in one thread and builds in another."""

    def files() -> Iterator[tuple[str, bytes]]:
        yield "stand.json", b"{}"
        assert reader(releases).prune(made_before(1e12), keep=0) == (old,)
        yield "tiles.pmtiles", b"tiles"

    releases.mend()
    old, inputs = make(releases, NOVEMBER, 1), {"peildatum": str(NOVEMBER), "revision": 2}
    releases.add(release_name(NOVEMBER, 2, inputs), files(), inputs)
    assert releases.names() == [release_name(NOVEMBER, 2, inputs)]


def test_a_release_is_kept_from_the_moment_it_is_no_longer_current(releases: Releases) -> None:
    """Pages that are open ask for it still, however long ago it was built."""
    first, second = make(releases, NOVEMBER, 1), make(releases, NOVEMBER, 2)
    releases.switch({NOVEMBER: first})
    os.utime(releases.folder / first, (1000, 1000))
    releases.switch({NOVEMBER: second})
    assert releases.prune(made_before(time.time() - 60), keep=0) == ()
    assert releases.prune(made_before(time.time() + 60), keep=0) == (first,)
