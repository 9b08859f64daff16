"""The whole line on a state folder of its own: the example or the open inputs of 2017."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from data.releases.release_store import Releases
from data.store.store import Store
from server.app import create_app
from server.publishing.worker import Worker
from server.settings import Settings
from tests.conftest import Imported, lay_ready

NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def settings(tmp_path: Path, made: Path) -> Settings:
    """Settings on an empty state folder; tiles to z7 only, to be quick."""
    settings = Settings(state_dir=tmp_path / "var", maxzoom=7, poll_seconds=1, processes=1)
    lay_ready(settings.state_dir, made)
    return settings


@pytest.fixture
def store(settings: Settings):  # type: ignore[no-untyped-def]
    """An empty, migrated store."""
    store = Store(settings.database, settings.state_dir / "files")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def opened() -> Iterator[Callable[[Worker], Any]]:
    """Gives what the jobs of a worker work with, as its `run` does; its database is closed afterwards."""
    with ExitStack() as stack:

        def open_parts(worker: Worker) -> Any:
            parts = worker._open()
            stack.enter_context(parts.store)
            return parts

        yield open_parts


@pytest.fixture
def releases(settings: Settings, store: Store) -> Releases:
    """The releases of this state folder."""
    return Releases(settings.releases, store)


@pytest.fixture
def app(settings: Settings) -> Flask:
    """The web application on this state folder."""
    return create_app(replace(settings))


@pytest.fixture
def boundaries_2017(settings: Settings, imported: Imported) -> None:
    """The boundaries of 2017 in this state folder."""
    shutil.copytree(imported.folder, settings.boundaries)
