"""The pointer file, damaged in every way we could think of: who has something open goes on, the rest is made again."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data import files
from data.errors import NotShownYet, PointerDamaged
from data.releases import release_store as module
from data.releases.release_index import LARGEST, parse, pointer_bytes
from data.releases.release_store import POINTER, Releases
from data.store.store import Store
from data.terms import Peildatum
from tests.data.releases.test_release_store import NOVEMBER, OCTOBER, make

SEPTEMBER = Peildatum.parse("2026-09-01")


def told(**changes: object) -> bytes:
    name = "2026-11-01-r2-01234567"
    return json.dumps({"number": 7, "peildata": {"2026-11-01": name}, **changes}).encode()


WRONG: dict[str, bytes] = {
    "empty": b"",
    "truncated": told()[:-9],
    "zeros": bytes(200),
    "list": b"[]",
    "null": b"null",
    "text": b'"2026"',
    "not UTF-8": b'{"number": 7, "peildata": {"\xff\xfe": 1}}',
    "another file": b"PK\x03\x04",
    "deep": b"[" * 100_000,
    "no number": b'{"peildata": {}}',
    "number as text": told(number="7"),
    "number below zero": told(number=-1),
    "number true": told(number=True),
    "no peildata": b'{"number": 7}',
    "peildata as list": told(peildata=["2026-11-01"]),
    "31 February": told(peildata={"2017-02-31": "2017-02-31-r1-01234567"}),
    "name null": told(peildata={"2026-11-01": None}),
    "name that is none": told(peildata={"2026-11-01": "../../etc"}),
    "name of another month": told(peildata={"2026-11-01": "2026-10-01-r1-01234567"}),
    "pins as number": told(pins=3),
    "pin of one part": told(pins={"2026-11-01": ["2026-11-01-r2-01234567"]}),
    "pin through text": told(pins={"2026-11-01": ["", "3"]}),
    "pin on no name": told(pins={"2026-11-01": ["x", 3]}),
    "too large": b" " * LARGEST + told(),
}


def _missing(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "x").write_bytes(b"")


def _link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


PLACES = {"missing": _missing, "folder": _folder, "link to itself": _link_to_itself, "pipe": _pipe}
WAYS: dict[str, Callable[[Path], object]] = {
    **{way: (lambda path, raw=raw: path.write_bytes(raw)) for way, raw in WRONG.items()},  # type: ignore[misc]
    **PLACES,
}


@pytest.fixture
def releases(tmp_path: Path, store: Store) -> Releases:
    """Three months: September withdrawn, October pinned on its first version of two, November on its second."""
    releases = Releases(tmp_path / "releases", store)
    names = {p: [make(releases, p, n) for n in (1, 2)] for p in (SEPTEMBER, OCTOBER, NOVEMBER)}
    releases.switch({p: found[1] for p, found in names.items()})
    releases.roll_back(SEPTEMBER, "")
    releases.roll_back(OCTOBER)
    assert [name[:13] for name in releases.index().peildata.values()] == ["2026-11-01-r2", "2026-10-01-r1"]
    return releases


@pytest.mark.parametrize("way", WAYS)
def test_any_damage_is_survived_and_mended(releases: Releases, store: Store, way: str) -> None:
    running = Releases(releases.folder, store)
    before = running.index()
    WAYS[way](releases.folder / POINTER)

    assert running.index() == before, "what was open goes on with what it had"
    assert running.damage
    fresh = Releases(releases.folder, store)
    assert dict(fresh.index().peildata) == dict(before.peildata), "what starts now makes the same of what lies here"

    worker = Releases(releases.folder, store)
    assert worker.mend().startswith("De lijst van geldende uitgaven (current.json) ")
    assert worker.mend() == "", "said once"
    for one in (running, fresh, Releases(releases.folder)):
        assert dict(one.index().peildata) == dict(before.peildata)
        assert one.damage is None
        assert one.index().number == worker.index().number > before.number
    assert releases.pins() == {SEPTEMBER: ("", 2), OCTOBER: (before.peildata[OCTOBER], 2)}
    assert [p for p in releases.folder.iterdir() if p.name[0] == "." and p.is_file()] == [
        releases.folder / ".current.lock"
    ]


@pytest.mark.parametrize("raw", WRONG.values(), ids=list(WRONG))
def test_one_kind_of_error_for_all_that_is_not_ours(tmp_path: Path, raw: bytes) -> None:
    if raw != WRONG["too large"]:
        with pytest.raises(PointerDamaged):
            parse(raw)
    assert parse(told()).index.number == 7
    index = parse(told()).index
    assert parse(pointer_bytes(index.number, index.peildata)).index == index


@pytest.mark.parametrize("way", ["truncated", "missing", "folder"])
def test_rollback_and_follow_work_on_a_damaged_pointer(releases: Releases, store: Store, way: str) -> None:
    WAYS[way](releases.folder / POINTER)
    Releases(releases.folder, store).roll_back(NOVEMBER)
    assert [name[:13] for name in Releases(releases.folder).index().peildata.values()] == [
        "2026-11-01-r1", "2026-10-01-r1"
    ]  # fmt: skip
    WAYS[way](releases.folder / POINTER)
    Releases(releases.folder, store).follow(SEPTEMBER)
    assert list(store.pins()) == [OCTOBER, NOVEMBER]


def test_who_does_not_know_the_pins_shows_nothing_until_the_pointer_is_mended(releases: Releases) -> None:
    """Else a month that was withdrawn would be on the map again."""
    (releases.folder / POINTER).write_bytes(b"[]")
    reader = Releases(releases.folder)
    assert reader.index().peildata == {}
    releases.mend()
    assert len(reader.index().peildata) == 2


def test_a_folder_that_is_away_keeps_what_was_open(releases: Releases, tmp_path: Path) -> None:
    before = releases.index()
    releases.folder.rename(tmp_path / "away")
    assert releases.index() == before
    assert releases.damage is None


def test_a_first_start_finds_nothing_damaged(tmp_path: Path, store: Store) -> None:
    releases = Releases(tmp_path / "new", store)
    assert releases.mend() == ""
    assert (releases.index().number, releases.index().peildata) == (1, {})
    make(releases, NOVEMBER, 1)
    assert Releases(releases.folder, store).index().peildata == {}, "not current before it is switched"


def test_an_example_is_not_shown_beside_real_figures_again(tmp_path: Path, store: Store) -> None:
    releases = Releases(tmp_path / "releases", store)
    for name, inputs in (("2026-11-01-r1-00000000", {"voorbeeld": True}), ("2026-10-01-r1-00000000", {})):
        releases.add(name, [("stand.json", b"{}")], inputs)
    assert Releases(releases.folder, store).index().peildata == {OCTOBER: "2026-10-01-r1-00000000"}
    shutil.rmtree(releases.folder / "2026-10-01-r1-00000000")
    assert Releases(releases.folder, store).index().peildata == {NOVEMBER: "2026-11-01-r1-00000000"}


def test_of_one_revision_the_release_that_was_built_last_is_taken(tmp_path: Path, store: Store) -> None:
    releases = Releases(tmp_path / "releases", store)
    for name, moment in (
        ("2026-11-01-r2-00000000", 9000),
        ("2026-11-01-r2-ffffffff", 5000),
        ("2026-11-01-r1-ff", 9999),
    ):
        if releases.add(name.ljust(22, "0"), [("stand.json", b"{}")], {}):
            os.utime(releases.folder / name.ljust(22, "0") / "manifest.json", (moment, moment))
    assert Releases(releases.folder, store).index().actueel == "2026-11-01-r2-00000000"


def test_pins_of_an_older_version_move_to_the_database(releases: Releases, store: Store) -> None:
    first, second = (n for n in sorted(releases.names()) if n.startswith("2026-10-01"))
    store.keep_pins({})
    (releases.folder / POINTER).write_bytes(
        json.dumps({"number": 5, "peildata": {"2026-10-01": first}, "pins": {"2026-10-01": [first, 2]}}).encode()
    )
    worker = Releases(releases.folder, store)
    assert worker.pins() == {OCTOBER: (first, 2)}
    assert worker.switch({OCTOBER: second}).actueel == first
    assert store.pins() == {OCTOBER: (first, 2)}
    assert "pins" not in json.loads((releases.folder / POINTER).read_bytes())
    worker.follow(OCTOBER)
    assert Releases(releases.folder, store).switch({OCTOBER: second}).actueel == second


def test_a_rollback_that_is_on_the_map_is_done_whatever_the_disk_says_then(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "sync", full)
    pin = releases.roll_back(NOVEMBER)
    assert releases.index().peildata[NOVEMBER] == pin.name
    assert releases.roll_back(NOVEMBER) == pin, "and it stays done"


def test_a_rollback_that_could_not_be_written_is_made_up_for(
    releases: Releases, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    wanted = dict(releases.index().peildata)
    with monkeypatch.context() as small:
        small.setattr(module, "write", full)
        with pytest.raises(NotShownYet):
            releases.roll_back(NOVEMBER)
        assert dict(releases.index().peildata) == wanted
    assert store.pins()[NOVEMBER][0].startswith("2026-11-01-r1-")
    september = next(n for n in releases.names() if n.startswith("2026-09-01-r2"))
    october = next(n for n in releases.names() if n.startswith("2026-10-01-r2"))
    index = releases.switch({SEPTEMBER: september, OCTOBER: october, **{NOVEMBER: wanted[NOVEMBER]}})
    assert [name[:13] for name in index.peildata.values()] == ["2026-11-01-r1", "2026-10-01-r1"]


def test_numbers_grow_over_damage_within_a_moment(releases: Releases, store: Store) -> None:
    numbers = [releases.index().number]
    for _ in range(5):
        (releases.folder / POINTER).write_bytes(b"")
        numbers.append(Releases(releases.folder, store).index().number)
        one = Releases(releases.folder, store)
        one.mend()
        numbers.append(one.index().number)
    assert numbers == sorted(set(numbers))
    assert numbers[-1] < time.time_ns()
