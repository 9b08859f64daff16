"""`landinbeeld tiles|reports|releases ...`: building, and what stands and what counts."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time

import click

from data.errors import ReleaseMissing
from data.releases import Releases
from data.terms import Peildatum
from server import dutch
from server.commands.terminal import REJECTED, PeildatumParameter, open_store, progress_bar
from server.settings import Settings
from server.worker_lock import WorkerLock
from tiles import proof
from tiles.archive import Archive


@click.group()
def tiles() -> None:
    """Kaarttegels en uitgaven."""


@tiles.command("build")
@click.option("--newest", is_flag=True, help="Alleen de nieuwste peildatum.")
@click.pass_obj
def tiles_build(settings: Settings, *, newest: bool) -> None:
    """Maak de uitgaven die nog ontbreken en zet ze klaar, nieuwste eerst. Niet naast een worker: die doet het zelf."""
    from server.pipeline import Pipeline, sweep

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    found = Releases(settings.releases)
    with WorkerLock(settings.state_dir).held(), open_store(settings) as store, progress_bar("Uitgaven") as progress:
        sweep(settings, found)
        pipeline, today = Pipeline(settings, store, found), dutch.day(dt.datetime.now(dt.UTC))
        done = pipeline.publish(only_newest=newest, until=today, progress=progress)
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
    """Toon alle uitgaven; de geldende met een ster, vastgezette met een punaise."""
    found = Releases(settings.releases)
    index = found.index()
    current = set(index.peildata.values())
    pinned = {pin.name for pin in index.pins.values()}
    for name in found.names():
        if not found.whole(name):
            click.echo(f"! {name}  niet heel")
            continue
        stand = found.release(name).stand
        total = stand.nederland.cijfers
        figures = f"gecorrigeerd {total.gecorrigeerd}, gerealiseerd {total.gerealiseerd}" if total else "geen cijfers"
        kind = (" (voorbeeld)" if stand.voorbeeld else "") + (" (vastgezet)" if name in pinned else "")
        click.echo(f"{'*' if name in current else ' '} {name}  {len(stand.gemeenten)} gemeenten, {figures}{kind}")
    for peildatum, pin in index.pins.items():
        if not pin.name:
            click.echo(f"  {peildatum}  ingetrokken tot een versie na {pin.through}")


@releases.command("show")
@click.argument("name", required=False)
@click.pass_obj
def releases_show(settings: Settings, name: str | None) -> None:
    """Toon waaruit een uitgave (of de nieuwste) is gemaakt en welke bestanden zij heeft."""
    found = Releases(settings.releases)
    release = found.release(name) if name else found.current()
    click.echo(json.dumps(dict(release.manifest), ensure_ascii=False, indent=1))


@releases.command("rollback")
@click.argument("peildatum", type=PeildatumParameter())
@click.option("--to", help="Naam van de uitgave; anders de vorige versie.")
@click.option("--withdraw", is_flag=True, help="Haal de hele peildatum van de kaart.")
@click.pass_obj
def releases_rollback(settings: Settings, peildatum: Peildatum, to: str | None, *, withdraw: bool) -> None:
    """Ga terug naar een eerdere uitgave en zet die vast, tot er een nieuwere versie van de cijfers komt."""
    if withdraw and to is not None:
        raise click.UsageError("--withdraw en --to gaan niet samen.")
    if to == "":
        raise click.UsageError("--to vraagt de naam van een uitgave. De hele maand van de kaart halen: --withdraw.")
    index = Releases(settings.releases).roll_back(peildatum, "" if withdraw else to)
    pin = index.pins[peildatum]
    click.echo(f"{peildatum}: {pin.name or 'ingetrokken'}, tot er een versie na {pin.through} is.")


@releases.command("follow")
@click.argument("peildatum", type=PeildatumParameter())
@click.pass_obj
def releases_follow(settings: Settings, peildatum: Peildatum) -> None:
    """Maak een uitgave weer los: de worker zet de nieuwste versie terug."""
    found = Releases(settings.releases)
    if peildatum not in found.index(again=True).pins:
        click.echo(f"{peildatum}: er is niets vastgezet of ingetrokken.", err=True)
        sys.exit(REJECTED)
    found.follow(peildatum)
    click.echo(f"{peildatum}: volgt weer de nieuwste versie.")


@releases.command("prune")
@click.option("--keep", type=click.IntRange(0), default=1, show_default=True, help="Oudere uitgaven per peildatum.")
@click.option("--days", type=click.IntRange(0), default=30, show_default=True, help="Jonger dan dit blijft altijd.")
@click.pass_obj
def releases_prune(settings: Settings, keep: int, days: int) -> None:
    """Ruim uitgaven op die niet meer gelden."""
    for name in Releases(settings.releases).prune(time.time() - days * 86400, keep):
        click.echo(f"weg: {name}")


def _differences(found: Releases, name: str) -> tuple[str, ...]:
    try:
        release = found.release(name)
        wrong = release.differences()
        return wrong or proof.differences(Archive(release.path / "tiles.pmtiles"), release.stand)
    except ValueError:
        return ("de inhoudsopgave is niet leesbaar",)
    except ReleaseMissing:
        return ("de map of de inhoudsopgave ontbreekt",)


@releases.command("verify")
@click.argument("name", required=False)
@click.pass_obj
def releases_verify(settings: Settings, name: str | None) -> None:
    """Vergelijk een uitgave (of alle geldende) met haar inhoudsopgave, en haar tegels met haar cijfers."""
    found = Releases(settings.releases)
    wrong = 0
    index = found.index(again=True)
    for one in [name] if name else [*index.damaged, *index.peildata.values()]:
        differences = _differences(found, one)
        wrong += bool(differences)
        click.echo(f"{one}: {'; '.join(differences) or 'heel'}")
    sys.exit(REJECTED if wrong else 0)
