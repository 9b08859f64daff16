"""`landinbeeld config ...`: the settings as the service sees them."""

from __future__ import annotations

import re
from dataclasses import fields

import click

from server.settings import PREFIX, Settings, text_of


@click.group()
def config() -> None:
    """Instellingen."""


@config.command("show")
@click.pass_obj
def config_show(settings: Settings) -> None:
    """Toon elke instelling zoals zij geldt; geheimen zijn afgedekt."""
    for name, value in as_text(settings).items():
        click.echo(f"{name} = {value}")


@config.command("table")
def config_table() -> None:
    """Toon de tabel van docs/instellingen.md."""
    click.echo(documented(), nl=False)


def as_text(settings: Settings) -> dict[str, str]:
    """Every setting as text, with secrets masked."""
    values = {}
    for about in fields(Settings):
        value = getattr(settings, about.name)
        text = text_of(list(value) if isinstance(value, tuple) else value)
        values[about.name] = _masked(text) if about.metadata["secret"] else text
    return values


def _masked(secret: str) -> str:
    """A secret of which nothing is told; of an address how and where, without names, passwords and paths."""
    scheme, separator, rest = secret.partition("://")
    host = re.split(r"[/?#]", rest)[0].rpartition("@")[2]
    if not separator:
        return "********" if secret else ""
    return f"{scheme}://{host}" + ("" if host == rest else "/********")


def documented() -> str:
    """The table of docs/instellingen.md."""
    rows = ["| variabele | in het bestand | standaard | verwacht | waarvoor |", "| --- | --- | --- | --- | --- |"]
    for about in fields(Settings):
        default = text_of(list(about.default) if isinstance(about.default, tuple) else about.default) or "leeg"
        expected, used = about.metadata["wanted"], about.metadata["about"]
        secret = " Secret." if about.metadata["secret"] else ""
        rows.append(f"| `{PREFIX}{about.name.upper()}` | `{about.name}` | `{default}` | {expected} | {used}{secret} |")
    return "\n".join(rows) + "\n"
