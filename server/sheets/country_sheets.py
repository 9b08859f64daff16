"""The tables about the whole country as sheets: what others published of it, and the gemeenten per klasse of every month."""

from __future__ import annotations

from data.reference.published import gepubliceerd
from server.read_model import Site
from server.sheets.table_sheets import COUNTS, OF_VERSION, column_of, sheet_of, version_of_row
from tiles.sheets.sheet import Column, Sheet

PUBLISHED = ("taakstelling", "gecorrigeerd", "gerealiseerd")


def of_published(site: Site) -> Sheet:
    """What government and press published per half-year, newest first; real figures, also beside those of an example."""
    rows = tuple(
        (str(one.halfjaar), *(getattr(one, name) for name in PUBLISHED), ", ".join(filter(None, (one.bron, one.adres))))
        for one in reversed(gepubliceerd())
    )
    return Sheet(
        name="Gepubliceerd",
        title="Gepubliceerde landelijke cijfers",
        columns=tuple(map(Column.of, ("periode", *PUBLISHED, "bron"))),
        rows=rows,
        of=gepubliceerd()[-1].halfjaar,
        origins=(),
        sources=("Cijfers: de bron die achter elk halfjaar staat",),
        choice="alle halfjaren waarvan een cijfer is gevonden",
        notes=("Een lege cel betekent: niet gevonden.", "Cijfers worden achteraf soms aangepast."),
        addresses=(("Deze tabel", site.url("/nederland#h-gepubliceerd")),),
    )


def of_klassen(site: Site) -> Sheet:
    """How many gemeenten were in each klasse, newest month first."""
    stands = site.stands()
    rows = ((str(at.peildatum), *map(at.telling().get, COUNTS.values()), *version_of_row(at)[1:]) for at in stands)
    columns = (Column.of("peildatum", "Stand per"), *map(column_of, (*COUNTS, *OF_VERSION[1:])))
    return sheet_of(
        site, stands[::-1], "Klassen", "Gemeenten per klasse, elke maand", columns, rows, page="/", cited="nederland"
    )
