"""`landinbeeld boundaries ...`: gemeentegrenzen per year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from data import dutch
from server.commands.console import ADDRESS, FILE, YEAR, err, print_findings
from server.settings import Settings

if TYPE_CHECKING:
    from data.boundaries.vintages import ImportReport


@click.group()
def boundaries() -> None:
    """Gemeentegrenzen per jaar."""


@boundaries.command("import")
@click.argument("file", type=FILE)
@click.option("--year", type=YEAR, required=True, help="Jaar van de indeling (1 januari).")
@click.option("--layer", help="Laag met de gemeenten, als er meer dan een past.")
@click.pass_obj
def boundaries_import(settings: Settings, file: Path, year: int, layer: str | None) -> None:
    """Lees gemeentegrenzen in (GeoPackage, GeoJSON, Shapefile, GML, TopoJSON; RD of WGS84)."""
    from data.boundaries.vintages import import_file

    with err.status("Grenzen inlezen en herstellen"):
        report = import_file(file, year, settings.boundaries, layer=layer)
    _tell(report)


@boundaries.command("download")
@click.option("--year", type=YEAR, required=True, help="Jaar van de indeling (1 januari).")
@click.option("--source", type=click.Choice(["cbs", "cbs-fijn", "kadaster"]), default="cbs", show_default=True)
@click.option("--base-url", type=ADDRESS, help="Ander adres van de dienst, zoals een spiegel.")
@click.pass_obj
def boundaries_download(settings: Settings, year: int, source: str, base_url: str | None) -> None:
    """Haal gemeentegrenzen op bij PDOK (CBS of Kadaster) en lees ze in."""
    from data.boundaries.download import download

    with err.status("Grenzen ophalen") as status:
        report = download(
            year, settings.boundaries, source=source, base_url=base_url or "",
            progress=lambda features: status.update(f"Grenzen ophalen: {features} gebieden"),
        )  # fmt: skip
    _tell(report)


@boundaries.command("remove")
@click.option("--year", type=YEAR, required=True, help="Jaar van de indeling (1 januari).")
@click.pass_obj
def boundaries_remove(settings: Settings, year: int) -> None:
    """Doe afstand van ingelezen gemeentegrenzen; de kaart krijgt dan de andere die er voor dat jaar zijn."""
    from data.boundaries.vintages import remove

    had = remove(year, settings.boundaries)
    what = "zijn verwijderd" if had else "waren er niet (meer)"
    click.echo(
        f"De ingelezen grenzen van {year} {what}. De worker maakt met andere grenzen wat daarmee was gemaakt; "
        "zonder worker: landinbeeld tiles build. Zijn er geen andere, dan blijft de kaart staan en wachten nieuwe cijfers."
    )


def _tell(report: ImportReport) -> None:
    click.echo(f"{report.filename}: {report.gemeenten} gemeenten van {report.year} opgenomen ({report.bron}).")
    click.echo(f"Gelezen: laag {report.layer}, kolom {report.column}.")
    click.echo(
        f"Hersteld: {len(report.mended)} ongeldige vlakken, {dutch.number(report.overlap_ha, 1)} ha overlap, "
        f"{report.gaps_closed} kieren ({dutch.number(report.gaps_closed_ha, 1)} ha). "
        f"Gebleven: {report.gaps_left} openingen ({dutch.number(report.gaps_left_ha)} ha), zoals meren en enclaves."
    )
    if report.changes:
        most = report.changes[0]
        click.echo(
            f"{len(report.changes)} oppervlakten veranderd; het meest {most.naam}: {dutch.signed(most.percent, 3)}%."
        )
    print_findings(report.findings)
