"""`landinbeeld ...`: thin commands, the same calls as worker and API.

Exit codes: 0 done, 1 the input was rejected or something is missing (said in Dutch), 2 wrong use, 3 a worker runs already.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from data.errors import BoundariesRejected, LandInBeeldError, WorkerAlreadyRunning
from data.findings import Finding
from data.releases import Releases
from data.terms import Peildatum
from server.settings import Settings, read_settings

REJECTED, USAGE, ALREADY_RUNNING = 1, 2, 3
out = Console(highlight=False, markup=False)  # text of others may hold brackets
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


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main_group(ctx: click.Context) -> None:
    """Land in Beeld: huisvesting van vergunninghouders op de kaart."""
    settings = read_settings()
    logging.basicConfig(
        level=settings.log_level if ctx.invoked_subcommand == "worker" else logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    for noisy in ("apscheduler", "alembic", "fontTools", "weasyprint"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    ctx.obj = settings


@contextmanager
def _store(settings: Settings) -> Iterator[Any]:
    from data.store import Store

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database, settings.state_dir / "files")
    try:
        store.migrate()
        yield store
    finally:
        store.close()


@contextmanager
def _progress(label: str) -> Iterator[Any]:
    """A progress bar on a terminal; silence elsewhere."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _print_findings(findings: tuple[Finding, ...]) -> None:
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


@main_group.group()
def boundaries() -> None:
    """Gemeentegrenzen per jaar."""


@boundaries.command("import")
@click.argument("file", type=FILE)
@click.option("--year", type=click.IntRange(1995, 2100), required=True, help="Jaar van de indeling (1 januari).")
@click.pass_obj
def boundaries_import(settings: Settings, file: Path, year: int) -> None:
    """Lees gemeentegrenzen in (GeoPackage, GeoJSON, Shapefile, GML, TopoJSON; RD of WGS84)."""
    from data.boundaries import import_file

    with err.status("Grenzen inlezen en herstellen"):
        report = import_file(file, year, settings.boundaries)
    out.print(f"{report.filename}: {report.gemeenten} gemeenten van {report.year} opgenomen ({report.bron}).")
    out.print(
        f"Hersteld: {len(report.mended)} ongeldige vlakken, {report.overlap_ha:.1f} ha overlap, "
        f"{report.gaps_closed} kieren ({report.gaps_closed_ha:.1f} ha). "
        f"Gebleven: {report.gaps_left} openingen ({report.gaps_left_ha:.0f} ha), zoals meren en enclaves."
    )
    if report.changes:
        most = report.changes[0]
        out.print(f"{len(report.changes)} oppervlakten veranderd; het meest {most.naam}: {most.percent:+.3f}%.")
    _print_findings(report.findings)


@main_group.group()
def snapshots() -> None:
    """COA-bestanden: een per peildatum."""


@snapshots.command("import")
@click.argument("file", type=FILE)
@click.option("--peildatum", type=PeildatumParameter(), help="Nodig als het bestand zelf geen peildatum noemt.")
@click.pass_obj
def snapshots_import(settings: Settings, file: Path, peildatum: Peildatum | None) -> None:
    """Controleer een bestand en neem het op; de worker maakt er een uitgave van."""
    from server.doors import deliver

    with _store(settings) as store:
        found = deliver(
            store, file.read_bytes(), file.name, door="cli", wie="", now=dt.datetime.now(dt.UTC), peildatum=peildatum
        )
    _print_findings(found.findings)
    if not found.accepted:
        err.print(f"{file.name} is afgewezen; er is niets veranderd.")
        sys.exit(REJECTED)
    state = "opgenomen" if found.new else "was al bekend"
    out.print(f"{file.name}: {state}, stand {found.peildatum}, versie {found.revision}.")


@snapshots.command("check")
@click.argument("file", type=FILE)
@click.option("--peildatum", type=PeildatumParameter())
@click.option("--json", "as_json", is_flag=True, help="Voor programma's.")
@click.pass_obj
def snapshots_check(settings: Settings, file: Path, peildatum: Peildatum | None, *, as_json: bool) -> None:
    """Controleer een bestand zonder het op te nemen."""
    from data.intake import read_snapshot

    with _store(settings) as store:
        intake = read_snapshot(file.read_bytes(), file.name, peildatum=peildatum, context=store.context())
    if as_json:
        told = {"goedgekeurd": intake.accepted, "bevindingen": [f.to_json() for f in intake.findings]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print_findings(intake.findings)
    sys.exit(0 if intake.accepted else REJECTED)


@snapshots.command("list")
@click.pass_obj
def snapshots_list(settings: Settings) -> None:
    """Toon wat er is opgenomen."""
    with _store(settings) as store:
        for info in store.current():
            kind = " (voorbeeld)" if info.voorbeeld else ""
            click.echo(f"{info.peildatum} versie {info.revision} {info.filename}{kind}")


@snapshots.command("example")
@click.pass_obj
def snapshots_example(settings: Settings) -> None:
    """Neem de ingebouwde voorbeeldcijfers op, als er nog niets is."""
    from server.example import load_example

    with _store(settings) as store:
        click.echo(f"{load_example(store, dt.datetime.now(dt.UTC))} voorbeeldbestanden opgenomen.")


@main_group.group()
def tiles() -> None:
    """Kaarttegels en uitgaven."""


@tiles.command("build")
@click.option("--newest", is_flag=True, help="Alleen de nieuwste peildatum.")
@click.pass_obj
def tiles_build(settings: Settings, *, newest: bool) -> None:
    """Maak de uitgaven die nog ontbreken en zet ze klaar, nieuwste eerst."""
    from server.pipeline import Pipeline

    with _store(settings) as store, _progress("Uitgaven") as progress:
        done = Pipeline(settings, store, Releases(settings.releases)).publish(only_newest=newest, progress=progress)
    for name in done.releases:
        click.echo(f"gemaakt: {name}")
    for peildatum, reason in done.waiting:
        click.echo(f"wacht: {peildatum}. {reason}", err=True)
    sys.exit(REJECTED if done.waiting else 0)


@main_group.group()
def reports() -> None:
    """Halfjaarrapportages."""


@reports.command("render")
@click.pass_obj
def reports_render(settings: Settings) -> None:
    """Maak alle rapportages die nog ontbreken."""
    from server import paper

    with _progress("Rapportages") as progress:
        done = paper.render_missing(settings, Releases(settings.releases), progress=progress)
    click.echo(f"{done} rapportages gemaakt.")


@main_group.group()
def releases() -> None:
    """Uitgaven: wat er staat en wat er geldt."""


@releases.command("list")
@click.pass_obj
def releases_list(settings: Settings) -> None:
    """Toon alle uitgaven; de geldende met een ster."""
    found = Releases(settings.releases)
    current = set(found.index().peildata.values())
    for name in found.names():
        stand = found.release(name).stand
        total = stand.nederland.cijfers
        figures = f"gecorrigeerd {total.gecorrigeerd}, gerealiseerd {total.gerealiseerd}" if total else "geen cijfers"
        kind = " (voorbeeld)" if stand.voorbeeld else ""
        click.echo(f"{'*' if name in current else ' '} {name}  {len(stand.gemeenten)} gemeenten, {figures}{kind}")


@releases.command("verify")
@click.argument("name", required=False)
@click.pass_obj
def releases_verify(settings: Settings, name: str | None) -> None:
    """Vergelijk een uitgave (of alle geldende) met haar inhoudsopgave."""
    found = Releases(settings.releases)
    wrong = 0
    for one in [name] if name else list(found.index().peildata.values()):
        differences = found.release(one).differences()
        wrong += bool(differences)
        click.echo(f"{one}: {'; '.join(differences) or 'heel'}")
    sys.exit(REJECTED if wrong else 0)


@main_group.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Start de website (gunicorn, zoals in de Procfile)."""
    gunicorn = Path(sys.executable).parent / "gunicorn"
    config = Path(__file__).parent / "gunicorn_conf.py"
    os.execv(gunicorn, [str(gunicorn), "--config", str(config), "--bind", f"{host}:{port}", "server.wsgi:app"])  # noqa: S606


@main_group.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Start de worker: neemt bestanden op, maakt uitgaven en rapportages."""
    from server.worker import Worker

    Worker(settings).run()


def main() -> None:
    """The console script: every expected error becomes one Dutch sentence and an exit code."""
    try:
        main_group(standalone_mode=True)
    except WorkerAlreadyRunning as error:
        err.print(str(error))
        sys.exit(ALREADY_RUNNING)
    except BoundariesRejected as error:
        for reason in error.reasons:
            err.print(f"- {reason}")
        sys.exit(REJECTED)
    except LandInBeeldError as error:
        err.print(str(error))
        sys.exit(REJECTED)
