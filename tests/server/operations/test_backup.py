"""Backup and restore: on an empty machine the same map comes back, on either database."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import LandInBeeldError
from data.releases.release_store import Releases
from data.store import table_dump
from data.store.store import Store
from data.store.table_dump import DatabaseNotEmpty, dump
from data.terms import Peildatum
from server.operations import backup as module
from server.operations.backup import BackupRefused, make_backup, restore_backup
from server.publishing.claims import CLAIMED
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.rendering import report_store
from server.settings import Settings
from tests.server.conftest import NOW

ROOT = Path(__file__).parents[3]
OCTOBER = Peildatum.parse("2026-10-01")


@pytest.fixture
def full(tmp_path: Path, small_site: Settings, example_folder: Path) -> Settings:
    """A state folder with two months, a correction that was rolled back, a rejection and a waiting file."""
    settings = replace(small_site, state_dir=tmp_path / "full")
    settings.inbox.mkdir(parents=True)
    settings.geometry.symlink_to(small_site.geometry)
    store = Store(settings.database, settings.files)
    store.migrate()
    releases = Releases(settings.releases, store)
    pipeline = Pipeline(settings, store, releases)
    october, november = ((example_folder / f"2026-{m}-01.csv").read_bytes() for m in ("10", "11"))
    for content in (october, november, october.replace(b"\n", b"\r\n"), b"niets"):
        name = "2026-11-01.csv" if content is november else "2026-10-01.csv"
        deliver(store, content, name, door="cli", wie="ik", now=NOW)
        pipeline.publish()
    releases.roll_back(OCTOBER)
    (settings.inbox / "2026-09-01.csv").write_bytes(b"still here")
    claimed = settings.inbox / CLAIMED / "key" / "2026-08-01.csv"
    claimed.parent.mkdir(parents=True)
    claimed.write_bytes(b"being taken in")
    store.close()
    return settings


def test_an_empty_machine_becomes_the_same_again(full: Settings, small_site: Settings, tmp_path: Path) -> None:
    done = make_backup(full, tmp_path / "backup.tar.gz")
    assert done.rows > 3 * 342
    empty = replace(full, state_dir=tmp_path / "empty")
    assert restore_backup(empty, tmp_path / "backup.tar.gz") == done
    assert list(dump(empty.database)) == list(dump(full.database))
    assert (empty.inbox / "2026-09-01.csv").read_bytes() == b"still here"
    assert (empty.inbox / CLAIMED / "key" / "2026-08-01.csv").read_bytes() == b"being taken in"

    empty.geometry.symlink_to(small_site.geometry)
    store = Store(empty.database, empty.files)
    releases = Releases(empty.releases, store)
    Pipeline(empty, store, releases).publish()
    before, after = Releases(full.releases).index(), releases.index()
    assert dict(after.peildata) == dict(before.peildata)
    assert releases.pins() == {OCTOBER: (after.peildata[OCTOBER], 2)}
    for name in before.peildata.values():
        old, new = full.releases / name, empty.releases / name
        assert {p.name: p.read_bytes() for p in old.iterdir()} == {p.name: p.read_bytes() for p in new.iterdir()}
    info = store.current()[0]
    assert store.originals.read(info.sha256)
    assert store.add_melding("x", "telt door", now=NOW, publiek=False) > 1
    store.close()


def test_reports_of_an_earlier_version_come_back_the_others_are_made_again(
    full: Settings, example_folder: Path, tmp_path: Path
) -> None:
    releases = Releases(full.releases)
    before = report_store.report_path(full, releases, releases.current(), "NL")
    before.parent.mkdir(parents=True)
    before.write_bytes(b"%PDF of the first version")
    store = Store(full.database, full.files)
    corrected = (example_folder / "2026-11-01.csv").read_bytes().replace(b"\n", b"\r\n")
    deliver(store, corrected, "2026-11-01.csv", door="cli", wie="ik", now=NOW)
    Pipeline(full, store, releases).publish()
    store.close()
    after = report_store.report_path(full, releases, releases.current(), "NL")
    after.parent.mkdir(parents=True)
    after.write_bytes(b"%PDF that can be made again")
    make_backup(full, tmp_path / "backup.tar.gz")
    empty = replace(full, state_dir=tmp_path / "empty")
    restore_backup(empty, tmp_path / "backup.tar.gz")
    assert [p.relative_to(empty.reports) for p in empty.reports.glob("*/*")] == [before.relative_to(full.reports)]
    assert (empty.reports / before.relative_to(full.reports)).read_bytes() == b"%PDF of the first version"


def test_a_backup_never_goes_over_what_is_there(full: Settings, tmp_path: Path) -> None:
    make_backup(full, tmp_path / "backup.tar.gz")
    rows = list(dump(full.database))
    with pytest.raises(DatabaseNotEmpty):
        restore_backup(full, tmp_path / "backup.tar.gz")
    assert list(dump(full.database)) == rows


def _contents(folder: Path) -> set[str]:
    """The files in a state folder, without the database and the locks."""
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    return {name for name in files if not name.lstrip(".").startswith(("landinbeeld", "worker"))}


def test_what_moves_away_meanwhile_is_left_out_but_an_original_may_not_be_missing(
    full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = list(module._kept(full, Releases(full.releases), []))
    gone = full.inbox / "net-verwerkt.csv"
    monkeypatch.setattr(module, "_kept", lambda *_: iter([gone, *kept]))
    assert make_backup(full, tmp_path / "backup.tar.gz").files == len(kept)
    with tarfile.open(tmp_path / "backup.tar.gz") as tar:
        assert "inbox/net-verwerkt.csv" not in tar.getnames()
    monkeypatch.setattr(module, "_kept", lambda *_: iter([*kept, full.files / "ab" / "weg"]))
    with pytest.raises(FileNotFoundError):
        make_backup(full, tmp_path / "tweede.tar.gz")
    assert [p.name for p in tmp_path.iterdir() if "tweede" in p.name] == []


def test_a_backup_is_on_the_disk_before_it_gets_its_name(
    full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[bool] = []
    target = tmp_path / "backup.tar.gz"
    monkeypatch.setattr(os, "fsync", lambda _: there.append(target.exists()))
    make_backup(full, target)
    assert there[-2:] == [False, True], "the file before the new name, the folder after it"


def test_originals_and_their_names_are_on_the_disk_before_their_rows(
    full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row whose original is lost in a power cut would name what is nowhere."""
    make_backup(full, tmp_path / "backup.tar.gz")
    empty = replace(full, state_dir=tmp_path / "empty")
    synced: set[tuple[int, int]] = set()

    def note(descriptor: int) -> None:
        about = os.fstat(descriptor)
        synced.add((about.st_dev, about.st_ino))

    def loading(url: str, rows: Any) -> dict[str, int]:
        originals = [p for p in empty.files.rglob("*") if p.is_file()]
        wanted = {empty.state_dir, empty.files, *originals, *(p.parent for p in originals)}
        assert len(originals) == 4
        assert {p for p in wanted if (p.stat().st_dev, p.stat().st_ino) not in synced} == set()
        return load(url, rows)

    load = table_dump.load
    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(table_dump, "load", loading)
    restore_backup(empty, tmp_path / "backup.tar.gz")


KILLED = """
import os, pathlib, signal, sys, tarfile
from dataclasses import replace
from server.operations import backup
from server.settings import Settings
def killed(*more):
    os.kill(os.getpid(), signal.SIGKILL)
backup._kept = killed
backup._check_originals = killed
settings = Settings(state_dir=pathlib.Path(sys.argv[1]))
getattr(backup, sys.argv[2])(settings, pathlib.Path(sys.argv[3]))
"""


def test_what_killed_backups_left_goes_away_at_the_next_run(full: Settings, tmp_path: Path) -> None:
    folder, empty = tmp_path / "backups", replace(full, state_dir=tmp_path / "empty")
    folder.mkdir()
    (folder / ".of-somebody-else.part").touch()
    make_backup(full, folder / "first.tar.gz")
    for settings, name, file in ((full, "make_backup", "second.tar.gz"), (empty, "restore_backup", "first.tar.gz")):
        command = [sys.executable, "-c", KILLED, str(settings.state_dir), name, str(folder / file)]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert len(list(folder.iterdir())) == 3, "the part of the second"
    make_backup(full, folder / "third.tar.gz")
    assert {p.name for p in folder.iterdir()} == {"first.tar.gz", "third.tar.gz", ".of-somebody-else.part"}
    assert any(empty.state_dir.glob(".*/files"))
    restore_backup(empty, folder / "third.tar.gz")
    assert list(empty.state_dir.glob(".landinbeeld-*")) == []


@pytest.mark.parametrize("when", ["file", "rows"])
def test_a_disk_that_is_too_small_is_named_and_nothing_stays(
    full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    make_backup(full, tmp_path / "backup.tar.gz")
    empty = replace(full, state_dir=tmp_path / "empty")

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*((shutil, "copyfileobj", no_room) if when == "file" else (table_dump, "load", no_room)))
        with pytest.raises(BackupRefused, match=r"teruggezet: de schijf is vol \(map .*/empty.*, nog \d+ MB vrij\)\.$"):
            restore_backup(empty, tmp_path / "backup.tar.gz")
    assert _contents(empty.state_dir) == set()
    assert restore_backup(empty, tmp_path / "backup.tar.gz").rows, "once there is room"


def test_a_restore_that_fails_leaves_the_files_that_were_there(
    full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when moving to another database: the same state folder, with the same files."""
    make_backup(full, tmp_path / "backup.tar.gz")
    before = _contents(full.state_dir)
    moved = replace(full, database_url=f"sqlite:///{tmp_path}/ander.sqlite")
    monkeypatch.setattr(table_dump, "load", lambda *_: {})
    with pytest.raises(BackupRefused, match="ontbreken rijen"):
        restore_backup(moved, tmp_path / "backup.tar.gz")
    assert _contents(full.state_dir) == before


def _unpack(path: Path, folder: Path) -> None:
    """With tar itself: Python 3.11.2, of Debian 12, and 3.14 do not take the same arguments."""
    folder.mkdir()
    subprocess.run(["tar", "-xzf", path, "-C", folder], check=True)


@pytest.mark.parametrize("damage", ["cut", "changed", "nothing", "foreign"])
def test_a_damaged_backup_is_refused_whole(full: Settings, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "backup.tar.gz"
    make_backup(full, path)
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "nothing":
        path.write_bytes(b"")
    elif damage == "foreign":
        _unpack(path, tmp_path / "out")
        with tarfile.open(path, "w:gz") as tar:
            for one in ("about.json", "rows.jsonl", "files"):
                tar.add(tmp_path / "out" / one, one)
            tar.add(__file__, "files/../../evil")
    else:
        _unpack(path, tmp_path / "out")
        next((tmp_path / "out" / "files").glob("*/*")).write_bytes(b"other")
        with tarfile.open(path, "w:gz") as tar:
            for one in ("about.json", "rows.jsonl", "files"):
                tar.add(tmp_path / "out" / one, one)
    empty = replace(full, state_dir=tmp_path / "empty")
    with pytest.raises((BackupRefused, LandInBeeldError)):
        restore_backup(empty, path)
    store = Store(empty.database, empty.files)
    store.migrate()
    store.close()
    assert list(dump(empty.database)) == []
    assert not (tmp_path / "evil").exists()
