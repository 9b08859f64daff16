"""`landinbeeld taakstelling ...`: the law's formula, beside published numbers when there are any."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from data import dutch
from data.reference.gemeenten import gemeente
from server.commands.console import FILE, out


@click.group()
def taakstelling() -> None:
    """Narekenen van taakstellingen."""


@taakstelling.command("allot")
@click.option("--total", type=click.IntRange(0, 10_000_000), required=True, help="Landelijke taakstelling, personen.")
@click.option("--inhabitants", type=FILE, required=True, help="Tabel met gemeentecode en inwoners op 1 januari (CBS).")
@click.option("--inhabitants-country", type=click.IntRange(1), help="Inwoners van Nederland; anders hun som.")
@click.option("--published", type=FILE, help="Tabel met gemeentecode en gepubliceerde taakstelling, om te vergelijken.")
def taakstelling_allot(total: int, inhabitants: Path, inhabitants_country: int | None, published: Path | None) -> None:
    """Verdeel een landelijke taakstelling over de gemeenten (Huisvestingswet 2014, artikel 29)."""
    from data.domain.outlook import allot
    from data.intake.inhabitants import TAAKSTELLING, read_inwoners

    numbers = read_inwoners(inhabitants.read_bytes(), inhabitants.name)
    given = read_inwoners(published.read_bytes(), published.name, TAAKSTELLING) if published else None
    verdeling = allot(total, numbers, inwoners_land=inhabitants_country, gepubliceerd=given)
    table = Table(box=None, pad_edge=False)
    for name in ("code", "gemeente", "inwoners", "formule", *(("gepubliceerd", "verschil") if given else ())):
        table.add_column(name, justify="left" if name in ("code", "gemeente") else "right")
    for t in verdeling.toedelingen:
        beside = ("" if t.gepubliceerd is None else str(t.gepubliceerd), dutch.signed(t.verschil) if t.verschil else "")
        table.add_row(str(t.code), gemeente(t.code).naam, str(t.inwoners), str(t.formule), *(beside if given else ()))
    out.print(table)
    click.echo(f"Samen {verdeling.som} van {verdeling.totaal}: elk aandeel is naar boven afgerond.")
    if given:
        click.echo(f"{len(verdeling.afwijkend)} gemeenten wijken meer dan 1 af van de formule.")
    for code in verdeling.zonder_inwoners:
        click.echo(
            f"{code} staat in {published and published.name}, maar heeft geen inwoners in {inhabitants.name}.", err=True
        )
