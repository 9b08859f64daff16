"""What a pipeline keeps between two releases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from data.boundaries.vintages import embedded_vintage
from data.releases.release_store import Releases
from data.store.store import Store
from server.publishing.pipeline import VINTAGES, Pipeline
from server.settings import Settings
from tests.tiles.conftest import stand_of


def test_the_geometry_of_the_last_vintages_is_kept_and_no_more(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path, maxzoom=3)
    store = Store(settings.database, settings.files)
    pipeline = Pipeline(settings, store, Releases(settings.releases))
    vintages = [replace(embedded_vintage(), key=f"{number:012x}") for number in range(VINTAGES + 1)]
    stand = stand_of(vintages[0], [None] * len(vintages[0].gemeenten))
    ready = [pipeline._ready(vintage, stand) for vintage in vintages]
    assert pipeline._ready(vintages[-1], stand) is ready[-1]
    assert pipeline._ready(vintages[-2], stand) is ready[-2]
    assert len(pipeline._prepared) == VINTAGES
    assert pipeline._ready(vintages[0], stand) is not ready[0], "the one longest unused is let go"
    store.close()
