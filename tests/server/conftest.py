"""A small site for tests of answers: two months of the embedded example, tiles to z6, built once."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from server import read_model
from server.app import create_app
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.conftest import lay_ready, one_makes

NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
MONTHS = ("2026-07-01", "2026-10-01", "2026-11-01")


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Settings:
    """Settings of a state folder with three releases; one of the processes makes it, each has a copy."""
    with one_makes(tmp_path_factory, "small") as (folder, there):
        if not there:
            _publish(Settings(state_dir=folder, maxzoom=6), made)
    own = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(folder, own, symlinks=True)
    return Settings(state_dir=own, maxzoom=6)


def _publish(settings: Settings, made: Path) -> None:
    lay_ready(settings.state_dir, made)
    store = Store(settings.database, settings.state_dir / "files")
    store.migrate()
    for month in MONTHS:
        path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
        assert deliver(store, path.read_bytes(), path.name, door="voorbeeld", wie="", now=NOW, voorbeeld=True).accepted
    Pipeline(settings, store, Releases(settings.releases)).publish()
    store.close()


@pytest.fixture(scope="session")
def site_app(small_site: Settings) -> Flask:
    """The application on that folder."""
    return create_app(small_site)


@pytest.fixture
def client(site_app: Flask) -> Iterator[FlaskClient]:
    """A client of it; answers are closed afterwards."""
    with site_app.test_client() as client:
        yield client


@pytest.fixture
def own_client(small_site: Settings) -> Iterator[FlaskClient]:
    """A client of an application of its own, for who changes what pages read: it keeps its answers for nobody else."""
    with create_app(small_site).test_client() as client:
        yield client


@pytest.fixture
def changing(tmp_path: Path, small_site: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A state folder with a database of its own, which is looked at for every request."""
    monkeypatch.setattr(read_model, "LOOK_S", 0.0)
    settings = replace(small_site, state_dir=tmp_path / "var")
    settings.state_dir.mkdir()
    settings.geometry.symlink_to(small_site.geometry)
    shutil.copytree(small_site.releases, settings.releases, symlinks=True)
    return settings


@pytest.fixture(scope="session")
def example_folder() -> Path:
    """The files of the embedded example."""
    return REFERENCE_FOLDER / "voorbeeld"
