"""Prints how long the store takes for a snapshot of 388 gemeenten, and to read ten years of months (SQLite)."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
import tempfile
import time
from pathlib import Path

from data.intake.result import Intake
from data.reference.gemeenten import gemeenten_of
from data.store.store import Store
from data.terms import Cijfers, Halfjaar, Snapshot

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        store = Store(f"sqlite:///{name}/a.sqlite", Path(name) / "files")
        begin = time.perf_counter()
        store.migrate()
        print(f"new database: {time.perf_counter() - begin:.2f} s")
        halfjaar, seconds = Halfjaar(2017, 1), []
        for _ in range(20):
            for peildatum in halfjaar.peildata:
                gemeenten = gemeenten_of(halfjaar.year)
                content = str(peildatum).encode()
                intake = Intake(
                    Snapshot(peildatum, {g.code: Cijfers(10, 2, 5) for g in gemeenten}),
                    (),
                    hashlib.sha256(content).hexdigest(),
                    f"{peildatum}.xlsx",
                    {g.code: ("Blad1", i) for i, g in enumerate(gemeenten, 5)},
                )
                begin = time.perf_counter()
                store.add(intake, content, door="bench", wie="", now=NOW)
                seconds.append(time.perf_counter() - begin)
            halfjaar = halfjaar.next
        print(
            f"add a snapshot: median {sorted(seconds)[60] * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms, of 120"
        )
        for what, call in (
            ("read one", lambda: store.snapshot(store.current()[0].peildatum)),
            ("read all 120 as context", store.context),
            ("list all 120", store.current),
        ):
            begin = time.perf_counter()
            call()
            print(f"{what}: {(time.perf_counter() - begin) * 1000:.0f} ms")
        size = Path(f"{name}/a.sqlite").stat().st_size + Path(f"{name}/a.sqlite-wal").stat().st_size
        print(f"size: {size / 1e6:.1f} MB")
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
