"""Seconds to check, and to check and store, a workbook of the 390 gemeenten of 2016, and how it grows to 10,000 rows.

The growth uses the same table with every gemeente many times over: such a file is rejected (doubled gemeenten), so it
shows what the reading and all checks cost, findings included. Peak memory is that of the whole process until then.
"""

from __future__ import annotations

import datetime as dt
import io
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.store.store import Store

HEADER = ["Gemeentecode", "Gemeente", "Provincie", "Taakstelling", "Achterstand (+) / voorsprong (-)"]
HEADER += ["Gecorrigeerde taakstelling", "Gerealiseerd", "Nog te realiseren", "Percentage"]
ROWS = (390, 1_000, 2_500, 5_000, 10_000)
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def workbook(count: int) -> bytes:
    gemeenten = gemeenten_of(2016)
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["Overzicht"], ["Stand per 1 april 2016"], [], HEADER):
        sheet.append(line)
    for n in range(count):
        g = gemeenten[n % len(gemeenten)]
        task, behind, done = n % 90 + 10, n % 30 - 8, n % 40
        total = task + behind
        sheet.append([str(g.code), g.naam, g.provincie, task, behind, total, done, total - done, done / total])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def best_s(work: Callable[[], Any], times: int = 5) -> str:
    """The shortest of some runs, and the processor time of that run: the rest is what others did meanwhile."""
    spent = []
    for _ in range(times):
        began, began_cpu = time.perf_counter(), time.process_time()
        work()
        spent.append((time.perf_counter() - began, time.process_time() - began_cpu))
    wall, cpu = min(spent)
    return f"{wall:.3f} s ({cpu:.3f} s processor)"


def main() -> None:
    content = workbook(390)
    first = best_s(lambda: read_snapshot(content, "x.xlsx"), times=1)
    print(f"first file of a process, 390 rows: {first}, reads the reference tables once")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.sqlite", Path(folder) / "files")
        store.migrate()
        numbers = iter(range(1000))

        def check_and_store() -> None:
            other = content + bytes(next(numbers))  # other bytes are another revision
            intake = read_snapshot(other, "x.xlsx")
            assert intake.accepted, intake.findings
            store.add(intake, other, door="bench", wie="", now=NOW)

        print(f"check and store, 390 rows: {best_s(check_and_store)}, best of 5")
        store.close()
    for count in ROWS:
        content = workbook(count)
        seconds = best_s(lambda content=content: read_snapshot(content, "x.xlsx"), times=3)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"check {count:>6} rows: {seconds}, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
