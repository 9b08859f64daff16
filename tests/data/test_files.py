from __future__ import annotations

import gzip
import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from data import files

ROOT = Path(__file__).parents[2]


def test_file_is_whole_and_readable_for_others(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.bin"
    files.write(path, b"one")
    files.write(path, b"two", durable=False)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [p.name for p in path.parent.iterdir()] == ["file.bin"]


def test_who_comes_second_leaves_the_first_file_alone(tmp_path: Path) -> None:
    files.write(tmp_path / "key", b"one", first=True, mode=0o600)
    files.write(tmp_path / "key", b"two", first=True)
    assert (tmp_path / "key").read_bytes() == b"one"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["key"]


def test_a_second_name_takes_no_room_and_a_disk_without_links_gets_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, second = tmp_path / "one", tmp_path / "new" / "two"
    files.write(source, b"one")
    files.write_again(source, second)
    assert second.samefile(source)
    files.write(tmp_path / "other", b"other")
    files.write_again(tmp_path / "other", second)
    assert second.read_bytes() == b"one", "who comes second leaves the first alone"
    with pytest.raises(FileNotFoundError):
        files.write_again(tmp_path / "gone", tmp_path / "three")
    assert not (tmp_path / "three").exists()

    def refused(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    files.write_again(source, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"one" and not (tmp_path / "copy").samefile(source)


def test_nothing_is_left_when_it_cannot_be_put_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "place" / "taken").mkdir(parents=True)
    with pytest.raises(OSError, match="place"):
        files.write(tmp_path / "place", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["place"]


def test_nothing_is_left_when_the_disk_is_full(tmp_path: Path) -> None:
    """Whoever tries again every second would fill what little there is."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        for content in (b"x" * 5000, lambda file: file.write(b"x" * 5000)):
            with pytest.raises(OSError, match=r"too large.*/file.bin"):
                files.write(tmp_path / "file.bin", content)
        with pytest.raises(OSError, match=r"too large.*/unseen.bin"):
            files.write_unseen(tmp_path / "unseen" / "unseen.bin", b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert [p.name for p in tmp_path.iterdir()] == ["unseen"]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What was synced, in order: the name at that moment, and whether the target stood there."""
    told: list[tuple[str, bool]] = []

    def note(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        folder = path if path.is_dir() else path.parent
        told.append(("folder " + path.name if path.is_dir() else "file", (folder / "target").exists()))

    monkeypatch.setattr(os, "fsync", note)
    return told


def test_content_is_on_disk_before_the_name_and_the_name_before_it_returns(
    tmp_path: Path, synced: list[tuple[str, bool]]
) -> None:
    files.write(tmp_path / "a" / "b" / "target", b"x")
    assert synced == [(f"folder {tmp_path.name}", False), ("folder a", False), ("file", False), ("folder b", True)] or (
        synced == [("folder a", False), (f"folder {tmp_path.name}", False), ("file", False), ("folder b", True)]
    )


def test_what_is_moved_has_its_name_on_disk(tmp_path: Path, synced: list[tuple[str, bool]]) -> None:
    (tmp_path / "source").write_bytes(b"x")
    files.move(tmp_path / "source", tmp_path / "target")
    assert synced == [(f"folder {tmp_path.name}", True)]


def test_a_folder_gets_its_name_after_the_names_in_it(tmp_path: Path, synced: list[tuple[str, bool]]) -> None:
    for name in ("x", "below/y"):
        files.write_unseen(tmp_path / "source" / name, b"x")
    files.move(tmp_path / "source", tmp_path / "target")
    assert [what for what, _ in synced] == ["file", "file", "folder source", "folder below", f"folder {tmp_path.name}"]
    assert [there for what, there in synced if what == f"folder {tmp_path.name}"] == [True]


def test_what_can_be_made_again_waits_for_no_disk(tmp_path: Path, synced: list[tuple[str, bool]]) -> None:
    files.write(tmp_path / "new" / "target", b"x", durable=False)
    assert synced == []


KILLED = """
import os, pathlib, signal, sys
from data import files
def half(file):
    file.write(b"half"); file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
folder = pathlib.Path(sys.argv[1])
with files.folder_beside(folder) as beside:
    files.write(beside / "x", b"whole")
    files.write(folder / "below" / "y", half)
"""


def test_what_a_killed_writer_left_is_swept_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    """At once, and whatever the clock says: a writer that lives holds a lock."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    (tmp_path / ".other.part").write_bytes(b"of a browser")
    assert len(list(tmp_path.rglob(".landinbeeld-*.part"))) == 2

    def busy(file: IO[bytes]) -> None:
        file.write(b"x")
        assert files.sweep((tmp_path,), below=False) == 1, "the folder of the killed one"
        assert files.sweep((tmp_path,)) == 1, "and its file"

    with files.folder_beside(tmp_path) as beside:
        files.write(tmp_path / "below" / "target", busy)
        assert beside.is_dir()
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*")} == {".other.part", "below", "below/target"}


def test_checksum_is_that_of_the_standard(tmp_path: Path) -> None:
    """FIPS 180-2, appendix B.1: the message `abc`."""
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    (tmp_path / "abc").write_bytes(b"abc")
    assert {files.sha256(b"abc"), files.sha256(tmp_path / "abc"), files.sha256([b"a", b"bc"])} == {expected}


def test_gzip_names_neither_moment_nor_system() -> None:
    """RFC 1952: four bytes of time from the fifth, the system in the tenth (255: unknown)."""
    packed = files.gzipped(b"Land in Beeld" * 100)
    assert (packed[:3], packed[4:8], packed[9]) == (b"\x1f\x8b\x08", bytes(4), 255)
    assert gzip.decompress(packed) == b"Land in Beeld" * 100
    made_elsewhere = packed[:4] + b"\x01\x02\x03\x04" + packed[8:9] + b"\x03" + packed[10:]
    assert files.without_system(made_elsewhere) == packed
