"""`landinbeeld tiles|reports|releases ...`: building, and what stands and what counts."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time

import click

from data import dutch
from data.errors import NotShownYet, ReleaseMissing
from data.releases.release_store import Releases
from data.store.database_pins import DatabasePins
from data.terms import Peildatum
from server.commands.console import REJECTED, PeildatumParameter, open_store, progress_bar
from server.os_errors import reason
from server.publishing.worker_lock import WorkerLock
from server.settings import Settings

ABANDONED_S = 3600.0  # after which nobody builds any more in a folder that was not touched


@click.group()
def tiles() -> None:
    """Kaarttegels en uitgaven."""


@tiles.command("build")
@click.option("--newest", is_flag=True, help="Alleen de nieuwste peildatum.")
@click.pass_obj
def tiles_build(settings: Settings, *, newest: bool) -> None:
    """Maak de uitgaven die nog ontbreken en zet ze klaar, nieuwste eerst. Niet naast een worker: die doet het zelf."""
    from server.publishing.clearing import sweep
    from server.publishing.pipeline import Pipeline

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with WorkerLock(settings.state_dir).held(), open_store(settings) as store, progress_bar("Uitgaven") as progress:
        all_releases = Releases(settings.releases, store)
        sweep(settings, all_releases)
        damaged, today = all_releases.verify(), dutch.day(dt.datetime.now(dt.UTC))
        done = Pipeline(settings, store, all_releases).publish(only_newest=newest, until=today, progress=progress)
    if done.mended:
        click.echo(f"hersteld: {done.mended}")
    for name in done.releases:
        click.echo(f"{'hersteld' if name in damaged else 'gemaakt'}: {name}")
    for why in done.kept:
        click.echo(why, err=True)
    for peildatum, why in done.waiting:
        click.echo(f"wacht: {peildatum}. {why}", err=True)
    sys.exit(REJECTED if done.waiting or done.kept else 0)


@click.group()
def reports() -> None:
    """Halfjaarrapportages."""


@reports.command("render")
@click.pass_obj
def reports_render(settings: Settings) -> None:
    """Maak alle rapportages die nog ontbreken."""
    from server.rendering import report_store

    with progress_bar("Rapportages") as progress:
        releases = Releases(settings.releases, DatabasePins(settings.database, settings.files))
        done = report_store.render_missing(settings, releases, progress=progress)
    click.echo(f"{done.made} rapportages gemaakt, {done.taken_over} overgenomen.")


@click.group()
def releases() -> None:
    """Uitgaven: wat er staat en wat er geldt."""


@releases.command("list")
@click.pass_obj
def releases_list(settings: Settings) -> None:
    """Toon alle uitgaven; de geldende met een ster, vastgezette met een punaise."""
    with open_store(settings, reading=True) as store:
        all_releases = Releases(settings.releases, store)
        index, pins = all_releases.index(), all_releases.pins() or {}
    current = set(index.peildata.values())
    pinned = {pin.name for pin in pins.values()}
    if all_releases.damage:
        click.echo(
            f"! {all_releases.damage} De worker maakt haar opnieuw; zonder worker: landinbeeld tiles build.", err=True
        )
    for name in all_releases.names():
        if not all_releases.whole(name):
            click.echo(f"! {name}  niet heel")
            continue
        stand = all_releases.release(name).stand
        total = stand.nederland.cijfers
        figures = f"gecorrigeerd {total.gecorrigeerd}, gerealiseerd {total.gerealiseerd}" if total else "geen cijfers"
        kind = (" (voorbeeld)" if stand.voorbeeld else "") + (" (vastgezet)" if name in pinned else "")
        click.echo(f"{'*' if name in current else ' '} {name}  {len(stand.gemeenten)} gemeenten, {figures}{kind}")
    for peildatum, pin in pins.items():
        if not pin.name:
            click.echo(f"  {peildatum}  ingetrokken tot een versie na {pin.through}")


@releases.command("show")
@click.argument("name", required=False)
@click.pass_obj
def releases_show(settings: Settings, name: str | None) -> None:
    """Toon waaruit een uitgave (of de nieuwste) is gemaakt en welke bestanden zij heeft."""
    all_releases = Releases(settings.releases, DatabasePins(settings.database, settings.files))
    release = all_releases.release(name) if name else all_releases.current()
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
    with open_store(settings) as store:
        all_releases = Releases(settings.releases, store)
        before = (all_releases.pins() or {}).get(peildatum), all_releases.index(again=True).peildata.get(peildatum, "")
        try:
            pin = all_releases.roll_back(peildatum, "" if withdraw else to)
        except NotShownYet as error:
            cause = f" ({reason(error.__cause__)})" if isinstance(error.__cause__, OSError) else ""
            click.echo(f"{peildatum}: {error}{cause}", err=True)
            sys.exit(REJECTED)
    already = "dat was al zo, " if before == (pin, pin.name) else ""
    click.echo(f"{peildatum}: {pin.name or 'ingetrokken'}, {already}tot er een versie na {pin.through} is.")


@releases.command("follow")
@click.argument("peildatum", type=PeildatumParameter())
@click.pass_obj
def releases_follow(settings: Settings, peildatum: Peildatum) -> None:
    """Maak een uitgave weer los: de worker zet de nieuwste versie terug."""
    with open_store(settings) as store:
        all_releases = Releases(settings.releases, store)
        if peildatum not in (all_releases.pins() or {}):
            click.echo(f"{peildatum}: er is niets vastgezet of ingetrokken.", err=True)
            sys.exit(REJECTED)
        all_releases.follow(peildatum)
    click.echo(f"{peildatum}: volgt weer de nieuwste versie.")


@releases.command("prune")
@click.option("--keep", type=click.IntRange(0), default=1, show_default=True, help="Oudere uitgaven per peildatum.")
@click.option("--days", type=click.IntRange(0), default=30, show_default=True, help="Jonger dan dit blijft altijd.")
@click.pass_obj
def releases_prune(settings: Settings, keep: int, days: int) -> None:
    """Ruim uitgaven op die niet meer gelden."""
    with open_store(settings) as store:
        all_releases, before = Releases(settings.releases, store), time.time() - days * 86400
        for name in all_releases.prune(lambda path: path.stat().st_mtime < before, keep):
            click.echo(f"weg: {name}")
        all_releases.sweep(time.time() - ABANDONED_S)


def _differences(all_releases: Releases, name: str) -> tuple[str, ...]:
    from tiles.out import verify
    from tiles.out.archive import Archive
    from tiles.out.release_files import VECTOR

    try:
        release = all_releases.release(name)
        wrong = release.differences()
        return wrong or verify.differences(Archive(release.path / VECTOR), release.stand)
    except ValueError:
        return ("de inhoudsopgave is niet leesbaar",)
    except ReleaseMissing:
        return ("de map of de inhoudsopgave ontbreekt",)


@releases.command("verify")
@click.argument("name", required=False)
@click.pass_obj
def releases_verify(settings: Settings, name: str | None) -> None:
    """Vergelijk een uitgave (of alle geldende) met haar inhoudsopgave, en haar tegels met haar cijfers."""
    all_releases = Releases(settings.releases, DatabasePins(settings.database, settings.files))
    index = all_releases.index(again=True)
    wrong = bool(all_releases.damage)
    if all_releases.damage:
        click.echo(str(all_releases.damage))
    for one in [name] if name else [*index.damaged, *index.peildata.values()]:
        differences = _differences(all_releases, one)
        wrong = wrong or bool(differences)
        click.echo(f"{one}: {'; '.join(differences) or 'heel'}")
    if wrong:
        click.echo(
            "De worker maakt wat beschadigd is binnen enkele minuten opnieuw en meldt dat. Draait er geen worker, maak het "
            "dan opnieuw met: landinbeeld tiles build. Gebeurt het vaker, kijk dan de schijf na.",
            err=True,
        )
    sys.exit(REJECTED if wrong else 0)
