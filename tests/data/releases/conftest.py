"""The store of a test of releases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Where the pins are kept."""
    store = Store(f"sqlite:///{tmp_path}/pins.sqlite", tmp_path / "files")
    store.migrate()
    yield store
    store.close()
