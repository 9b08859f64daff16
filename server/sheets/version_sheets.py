"""The tables of a version that was published, and of what figures were added up from, as sheets to download."""

from __future__ import annotations

from collections.abc import Iterable

from data import dutch
from data.domain.publicaties import Publicatie
from data.domain.stand import Regel, Stand
from server.api.figure_origins import Origin as FigureOrigin
from server.read_model import Site
from server.sheets.table_sheets import EXAMPLE, NOTES, column_of, fixed_columns, labels_of, values_of, version_of_row
from tiles.sheets.sheet import Column, Origin, Row, Sheet

OF_VERSION = ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "percentage", "reden", "status")
ADDED_UP = ("taakstelling", "achterstand", "gerealiseerd")


def of_version(site: Site, line: Publicatie, stand: Stand, regels: Iterable[Regel], what: str, path: str) -> Sheet:
    """Areas by name as they were published in a version; `what` they are, `path` of the page below the version."""
    rows = (
        (regel.distinct_name, *values_of(OF_VERSION, regel, stand.peildatum), *labels_of(regel, stand))
        for regel in sorted(regels, key=lambda regel: regel.naam)
    )
    return _sheet(
        stand, what.partition(" ")[0], f"{what}, stand per {stand.peildatum.title}, versie {stand.revision}",
        (Column.of("naam", "Gebied"), *map(column_of, OF_VERSION), *fixed_columns()), rows,
        origin=Origin(stand.peildatum, stand.revision, line.release),
        note=f"Zoals gepubliceerd op {dutch.date(dutch.day(line.moment))}.",
        address=site.url(f"/versie/{line.versie}/{path}"),
    )  # fmt: skip


def of_origin(origin: FigureOrigin, address: str) -> Sheet | None:
    """The gemeenten whose figures were added up to those of an area; None where nothing was."""
    if origin.opgeteld is None:
        return None
    stand = origin.stand
    rows = (
        (
            deel.naam, *(getattr(deel.cijfers, name) if deel.cijfers else None for name in ADDED_UP), str(deel.code),
            *version_of_row(stand),
        )
        for deel in sorted(origin.opgeteld.delen, key=lambda deel: deel.naam)
    )  # fmt: skip
    return _sheet(
        stand, "Opgeteld", f"Waaruit {origin.name_in_sentence} is opgeteld, stand per {stand.peildatum.title}",
        (Column.of("naam", "Gemeente"), *map(column_of, (*ADDED_UP, "statcode", "peildatum", "revisie", "voorbeeld"))), rows,
        origin=Origin(stand.peildatum, stand.revision, sha256=origin.herkomst.info.sha256),
        note=f"Uit het bestand {origin.herkomst.info.filename}.",
        address=address,
    )  # fmt: skip


def _sheet(
    stand: Stand, name: str, title: str, columns: tuple[Column, ...], rows: Iterable[Row], *,
    origin: Origin, note: str, address: str,
) -> Sheet:  # fmt: skip
    return Sheet(
        name=name,
        title=f"{title} (voorbeeldcijfers)" if stand.voorbeeld else title,
        columns=columns,
        rows=tuple(rows),
        of=stand.peildatum,
        origins=(origin,),
        sources=("Voorbeeldcijfers" if stand.voorbeeld else f"Cijfers: {stand.bron}",),
        notes=((EXAMPLE,) if stand.voorbeeld else ()) + (*NOTES, note),
        addresses=(("Deze tabel", address),),
    )
