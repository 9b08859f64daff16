"""What every command needs: parameters, the store, a progress bar, findings as a table, exit codes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from data.errors import LandInBeeldError
from data.findings import Finding
from data.terms import Peildatum
from server.setting_values import public_url
from server.settings import Settings

REJECTED, USAGE, ALREADY_RUNNING = 1, 2, 3
PIPED = 1000  # columns of a table that goes to a file or another program
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


class AddressParameter(click.ParamType[str]):
    """An http(s) address on the command line, read as the setting `public_url`."""

    name = "https://naam/pad"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address without a slash at the end; anything else is wrong use."""
        try:
            return public_url(value)
        except ValueError:
            self.fail(f"{value!r} is geen adres; verwacht: {self.name}.", param, ctx)


ADDRESS = AddressParameter()


@contextmanager
def open_store(settings: Settings, *, reading: bool = False) -> Iterator[Any]:
    """The store, migrated, closed afterwards. For `reading` a folder in which nothing may be written will do."""
    from data.store.store import Store

    as_it_lies = _as_it_lies(settings) if reading else ""
    if not as_it_lies:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
    with Store(as_it_lies or settings.database, settings.files) as store:
        if not as_it_lies:
            store.migrate()
        yield store


def _as_it_lies(settings: Settings) -> str:
    """The address by which SQLite reads a file without writing beside it; empty where that is not needed or not sure.

    With rows left in the log of SQLite (`-wal`) it would show an older state.
    """
    path = settings.state_dir / "landinbeeld.sqlite"
    log = path.with_name(path.name + "-wal")
    if settings.database_url or os.access(settings.state_dir, os.W_OK) or not path.is_file():
        return ""
    if log.is_file() and log.stat().st_size:
        return ""
    return f"sqlite:///file:{quote(str(path))}?mode=ro&immutable=1&uri=true"


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
        table.add_column(name, overflow="fold", no_wrap=name == "code")
    for f in findings:
        place = ", ".join(p for p in (f.blad, f"rij {f.rij}" if f.rij else "", f.kolom) if p)
        table.add_row(f.ernst, f.code, place, f.waarde, f.zin + (f" Suggestie: {f.suggestie}." if f.suggestie else ""))
    wide = out if out.is_terminal else Console(highlight=False, markup=False, width=PIPED)
    wide.print(table)
