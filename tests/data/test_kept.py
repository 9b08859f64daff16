from __future__ import annotations

import resource
import signal
import stat
from pathlib import Path

import pytest

from data.kept import keep


def test_file_is_whole_and_readable_for_others(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.bin"
    keep(path, b"one")
    keep(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [p.name for p in path.parent.iterdir()] == ["file.bin"]


def test_nothing_is_left_when_it_cannot_be_put_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "place" / "taken").mkdir(parents=True)
    with pytest.raises(OSError, match="place"):
        keep(tmp_path / "place", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["place"]


def test_nothing_is_left_when_the_disk_is_full(tmp_path: Path) -> None:
    """Whoever tries again every second would fill what little there is."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        for content in (b"x" * 5000, lambda file: file.write(b"x" * 5000)):
            with pytest.raises(OSError, match="too large"):
                keep(tmp_path / "file.bin", content, synced=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.iterdir()) == []
