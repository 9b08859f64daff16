"""`landinbeeld tiles|reports|releases ...`: building, and what stands and what counts."""

from __future__ import annotations

import sys

import click

from data.releases import Releases
from server.commands.terminal import REJECTED, open_store, progress_bar
from server.settings import Settings


@click.group()
def tiles() -> None:
    """Kaarttegels en uitgaven."""


@tiles.command("build")
@click.option("--newest", is_flag=True, help="Alleen de nieuwste peildatum.")
@click.pass_obj
def tiles_build(settings: Settings, *, newest: bool) -> None:
    """Maak de uitgaven die nog ontbreken en zet ze klaar, nieuwste eerst."""
    from server.pipeline import Pipeline

    with open_store(settings) as store, progress_bar("Uitgaven") as progress:
        done = Pipeline(settings, store, Releases(settings.releases)).publish(only_newest=newest, progress=progress)
    for name in done.releases:
        click.echo(f"gemaakt: {name}")
    for peildatum, reason in done.waiting:
        click.echo(f"wacht: {peildatum}. {reason}", err=True)
    sys.exit(REJECTED if done.waiting else 0)


@click.group()
def reports() -> None:
    """Halfjaarrapportages."""


@reports.command("render")
@click.pass_obj
def reports_render(settings: Settings) -> None:
    """Maak alle rapportages die nog ontbreken."""
    from server import paper

    with progress_bar("Rapportages") as progress:
        done = paper.render_missing(settings, Releases(settings.releases), progress=progress)
    click.echo(f"{done} rapportages gemaakt.")


@click.group()
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
