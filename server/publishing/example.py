"""The embedded example: constructed figures of 22 months, so that a fresh machine has a map to show."""

from __future__ import annotations

import datetime as dt

from data.reference.gemeenten import REFERENCE_FOLDER
from data.store.store import Store
from server.publishing.ingest import deliver

FOLDER = REFERENCE_FOLDER / "voorbeeld"


def load_example(store: Store, now: dt.datetime) -> int:
    """Stores the example when the store holds nothing at all; how many files. They step back when real figures come."""
    if store.current():
        return 0
    files = sorted(FOLDER.glob("*.csv"))
    for path in files:
        deliver(store, path.read_bytes(), path.name, door="voorbeeld", wie="", now=now, voorbeeld=True)
    return len(files)
