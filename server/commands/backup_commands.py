"""`landinbeeld backup|restore|export`: everything in one file and back, and a release as a static site."""

from __future__ import annotations

from pathlib import Path

import click

from data import dutch
from data.files import naming
from server.commands.console import ADDRESS, FILE, progress_bar
from server.settings import Settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Bewaar alles wat niet opnieuw te maken is in een bestand (.tar.gz); mag terwijl de dienst draait."""
    from server.operations.backup import make_backup

    with naming(file):
        done = make_backup(settings, file)
    click.echo(f"{file}: {done.rows} rijen en {done.files} bestanden.")


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def restore(settings: Settings, file: Path) -> None:
    """Zet een back-up terug in een lege map en database; de worker maakt daarna de uitgaven opnieuw."""
    from server.operations.backup import restore_backup

    done = restore_backup(settings, file)
    click.echo(
        f"Teruggezet: {done.rows} rijen en {done.files} bestanden. Start nu de worker, of: landinbeeld tiles build"
    )


@click.command("export")
@click.argument("target")
@click.option(
    "--url", type=ADDRESS, required=True, help="Adres waarop de site komt te staan, zoals https://kaart.example.nl."
)
@click.pass_obj
def export_site(settings: Settings, target: str, url: str) -> None:
    """Schrijf de nieuwste uitgave als statische site naar een MAP of s3://emmer/pad."""
    from server.commands.static_export import export

    with naming(target), progress_bar("Bestanden") as progress:
        done = export(settings, target, url, progress)
    click.echo(f"{done.release}: {done.files} bestanden, {dutch.number(done.bytes / 1e6, 1)} MB naar {target}.")
