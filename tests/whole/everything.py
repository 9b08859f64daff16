"""Makes all that is published of two months of the example, in a folder: `python -m tests.whole.everything FOLDER`.

Prints as JSON the sha256 of each file by its name below that folder. For test_same_bytes, which runs it in environments that
differ in all that should not matter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.rendering import on_demand, report_store, series_files
from server.rendering.series_files import Choice
from server.settings import Settings
from tiles.out.release_files import DOWNLOADS, SERIES

MONTHS = ("2026-07-01", "2026-11-01")
AREAS = ("NL", "PV24", "GM0344")  # of each kind one


def make(folder: Path) -> None:
    """Everything: releases, downloads, pictures and reports."""
    settings = Settings(state_dir=folder, maxzoom=3, public_url="https://voorbeeld.nl/kaart")
    with Store(settings.database, settings.files) as store:
        store.migrate()
        for month in MONTHS:
            path = REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv"
            now = dt.datetime.now(dt.UTC)  # when a file came is in no file that is published
            deliver(store, path.read_bytes(), path.name, door="voorbeeld", wie="", now=now, voorbeeld=True)
        Pipeline(settings, store, releases := Releases(settings.releases, store)).publish()
    newest = releases.current()
    for ending in DOWNLOADS:
        on_demand.make_derived(settings, releases, newest, ending)
    for ending in SERIES:
        series_files.make_series(settings, releases, newest, f"{ending} {Choice()}")
    for code in AREAS:
        on_demand.make_still(settings, releases, newest, code)
        report_store.render_one(replace(settings, processes=1), releases, newest, code)


def sums(folder: Path) -> dict[str, str]:
    """The sha256 of each file that is published; the pointer too, as it names the releases."""
    published = [path for name in ("releases", "downloads", "reports") for path in (folder / name).rglob("*.*")]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(published)
        if path.is_file() and not path.name.startswith(".")
    }


if __name__ == "__main__":
    make(Path(sys.argv[1]))
    print(json.dumps(sums(Path(sys.argv[1])), indent=1))
