"""What every command needs: parameters, the store, a progress bar, findings as a table, exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from data.errors import LandInBeeldError
from data.findings import Finding
from data.terms import Peildatum
from server.settings import Settings

REJECTED, USAGE, ALREADY_RUNNING = 1, 2, 3
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
YEAR = click.IntRange(1995, 2100)
out = Console(highlight=False, markup=False)
err = Console(stderr=True, highlight=False, markup=False)


class PeildatumParameter(click.ParamType[Peildatum]):
    """A peildatum on the command line."""

    name = "JJJJ-MM-01"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Peildatum:
        """The peildatum; an unreadable one is wrong use."""
        if isinstance(value, Peildatum):
            return value
        try:
            return Peildatum.parse(value)
        except LandInBeeldError as error:
            self.fail(str(error), param, ctx)


@contextmanager
def open_store(settings: Settings) -> Iterator[Any]:
    """The store, migrated, closed afterwards."""
    from data.store import Store

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database, settings.files)
    try:
        store.migrate()
        yield store
    finally:
        store.close()


@contextmanager
def progress_bar(label: str) -> Iterator[Any]:
    """A progress bar on a terminal; silence elsewhere."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def print_findings(findings: tuple[Finding, ...]) -> None:
    """The findings as a table, or a sentence when there are none."""
    if not findings:
        out.print("Geen bevindingen.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("ernst", "code", "plaats", "waarde", "bevinding"):
        table.add_column(name, overflow="fold")
    for f in findings:
        place = ", ".join(p for p in (f.blad, f"rij {f.rij}" if f.rij else "", f.kolom) if p)
        table.add_row(f.ernst, f.code, place, f.waarde, f.zin + (f" {f.suggestie}" if f.suggestie else ""))
    out.print(table)
