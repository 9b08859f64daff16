"""`landinbeeld snapshots ...`: COA files, one per peildatum, and the figures of an area through the years."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table

from data import dutch, files
from data.errors import InvalidTerm, SnapshotRejected
from data.findings import Finding
from data.terms import Peildatum, Snapshot
from server.commands.console import FILE, REJECTED, PeildatumParameter, open_store, out, print_findings
from server.settings import Settings


@click.group()
def snapshots() -> None:
    """COA-bestanden: een per peildatum."""


@snapshots.command("import")
@click.argument("file", type=FILE)
@click.option("--peildatum", type=PeildatumParameter(), help="Nodig als het bestand zelf geen peildatum noemt.")
@click.option(
    "--toelichting",
    default="",
    callback=lambda _context, _parameter, text: _toelichting(text),
    help="Waarom deze cijfers komen; iedereen leest dit op /correcties. Hoogstens 500 tekens.",
)
@click.pass_obj
def snapshots_import(settings: Settings, file: Path, peildatum: Peildatum | None, toelichting: str) -> None:
    """Controleer een bestand en neem het op; van een stand maakt de worker een uitgave.

    Een circulaire (de taakstelling per gemeente van een halfjaar) wordt aan haar inhoud herkend.
    """
    from server.publishing.ingest import deliver

    with open_store(settings) as store:
        delivered = deliver(
            store, file.read_bytes(), file.name, door="cli", wie="", now=dt.datetime.now(dt.UTC), peildatum=peildatum,
            toelichting=toelichting,
        )  # fmt: skip
    print_findings(delivered.findings)
    if not delivered.accepted:
        click.echo(f"{file.name} is afgewezen; er is niets veranderd.", err=True)
        sys.exit(REJECTED)
    state = "opgenomen" if delivered.new else "was al bekend"
    which = f"stand {delivered.peildatum}" if delivered.peildatum else delivered.what
    click.echo(f"{file.name}: {state}, {which}, versie {delivered.revision}.")


def _toelichting(text: str) -> str:
    from data.store.snapshots_table import parse_toelichting

    try:
        return parse_toelichting(text)
    except InvalidTerm as error:
        raise click.BadParameter(str(error)) from error


@snapshots.command("check")
@click.argument("file", type=FILE)
@click.option("--peildatum", type=PeildatumParameter())
@click.option("--json", "as_json", is_flag=True, help="Voor programma's.")
@click.option(
    "--annotated",
    "back",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="UIT.xlsx",
    help="Schrijf het bestand met elke bevinding als opmerking en kleur in haar cel.",
)
@click.pass_obj
def snapshots_check(
    settings: Settings, file: Path, peildatum: Peildatum | None, back: Path | None, *, as_json: bool
) -> None:
    """Controleer een bestand zonder het op te nemen."""
    from data.intake.snapshot_reader import read_snapshot

    content = file.read_bytes()
    with open_store(settings, reading=True) as store:
        context, vandaag = store.context(), dutch.day(dt.datetime.now(dt.UTC))
        intake = read_snapshot(content, file.name, peildatum=peildatum, context=context, vandaag=vandaag)
    if back:
        _give_back(content, file, intake.findings, back)
    if as_json:
        outcome = {
            "goedgekeurd": intake.accepted,
            "soort": "circulaire" if intake.circulaire else "stand",
            "bevindingen": [f.to_json() for f in intake.findings],
        }
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=1))
    else:
        print_findings(intake.findings)
    sys.exit(0 if intake.accepted else REJECTED)


def _give_back(content: bytes, file: Path, findings: tuple[Finding, ...], back: Path) -> None:
    from data.intake.annotated import annotated

    try:
        files.write(back, annotated(content, file.name, findings))
    except SnapshotRejected:
        click.echo(f"{file.name} heeft geen cellen die wij kunnen lezen; {back} is niet geschreven.", err=True)


@snapshots.command("list")
@click.pass_obj
def snapshots_list(settings: Settings) -> None:
    """Toon wat er is opgenomen."""
    with open_store(settings, reading=True) as store:
        for info in store.current():
            kind = " (voorbeeld)" if info.voorbeeld else ""
            click.echo(f"{info.peildatum} versie {info.revision} {info.filename}{kind}")
        for circular, _ in store.circulaires():
            click.echo(f"{circular.halfjaar} (circulaire) versie {circular.revision} {circular.filename}")


@snapshots.command("export")
@click.argument("peildatum", type=PeildatumParameter())
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), metavar="UIT.csv")
@click.pass_obj
def snapshots_export(settings: Settings, peildatum: Peildatum, target: Path) -> None:
    """Schrijf alles wat van een stand bewaard is, ook de kolommen die nergens worden getoond, als csv."""
    from server.commands.snapshot_table import csv_of

    with open_store(settings, reading=True) as store:
        files.write(target, csv_of(store, peildatum))
    click.echo(f"{target} is geschreven.")


@snapshots.command("series")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Voor programma's.")
@click.pass_obj
def snapshots_series(settings: Settings, code: str, *, as_json: bool) -> None:
    """Toon de cijfers van een gebied (GM0363, PV27, NL) door de jaren; herindelingen zijn gevolgd."""
    from data.domain.history import make_reeks

    with open_store(settings, reading=True) as store:
        every_month = store.snapshots(store.current())
    reeks = make_reeks(code.upper(), every_month)
    columns = ("peildatum", "taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "uit")
    rows = [
        (
            str(punt.peildatum),
            *((c.taakstelling, c.achterstand, c.gecorrigeerd, c.gerealiseerd) if (c := punt.cijfers) else (None,) * 4),
            [str(member) for member in punt.uit],
        )
        for punt in reeks.punten
    ]
    if as_json:
        content = {
            "code": reeks.code,
            "naam": reeks.naam,
            "reeks": [dict(zip(columns, r, strict=True)) for r in rows],
            "vooruitblik": _ahead(reeks.code, every_month),
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    table = Table(box=None, pad_edge=False, title=f"{reeks.naam} ({reeks.code})", title_justify="left")
    for name in columns:
        table.add_column(name, justify="left" if name in ("peildatum", "uit") else "right")
    for *figures, uit in rows:
        without = ", ".join(uit) if 1 < len(uit) <= 8 else "" if len(uit) <= 1 else f"{len(uit)} gemeenten"
        table.add_row(*("geen cijfer" if f is None else str(f) for f in figures), without)
    out.print(table)
    for line in _ahead(reeks.code, every_month):
        click.echo(line)
    for breuk in reeks.breuken:
        click.echo(f"Let op: {breuk.zin}")
    for went in reeks.opgegaan:
        click.echo(f"Opgegaan in {went.code} {went.naam} ({went.note}).")


@snapshots.command("example")
@click.pass_obj
def snapshots_example(settings: Settings) -> None:
    """Neem de ingebouwde voorbeeldcijfers op, als er nog niets is."""
    from server.publishing.example import load_example

    with open_store(settings) as store:
        click.echo(f"{load_example(store, dt.datetime.now(dt.UTC))} voorbeeldbestanden opgenomen.")


def _ahead(code: str, snapshots: Sequence[Snapshot]) -> list[str]:
    """What the figures so far say of the rest of the half-year, labelled as what it is; nothing of an area that is gone."""
    from data.domain.outlook import look_ahead
    from data.domain.outlook_words import REKENSOM, sentences
    from data.domain.stand import make_stand
    from data.reference.gemeenten import gemeenten_of

    stands = [make_stand(s, gemeenten_of(s.peildatum.halfjaar.year)) for s in snapshots]
    newest = max(stands, key=lambda stand: stand.peildatum, default=None)
    if newest is None or code not in newest.by_code:
        return []
    return [*sentences(look_ahead(code, newest, stands)), REKENSOM]
