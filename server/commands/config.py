"""`landinbeeld config ...`: the settings as the service sees them."""

from __future__ import annotations

import click

from server.settings import Settings, documented, shown


@click.group()
def config() -> None:
    """Instellingen."""


@config.command("show")
@click.pass_obj
def config_show(settings: Settings) -> None:
    """Toon elke instelling zoals zij geldt; geheimen zijn afgedekt."""
    for name, value in shown(settings).items():
        click.echo(f"{name} = {value}")


@config.command("table")
def config_table() -> None:
    """Toon de tabel van docs/instellingen.md."""
    click.echo(documented(), nl=False)
