"""The tables about the whole country as sheets: what others published of it, and the gemeenten per klasse of every month."""

from __future__ import annotations

from data.domain.dictionary import BY_NAME
from data.reference.gemeenten import PROVINCIES
from data.reference.published import gepubliceerd
from data.through_time.month_matrix import Matrix, Order
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


def of_matrix(site: Site, matrix: Matrix, order: Order, provincie: str) -> Sheet:
    """The klasse of every gemeente in every month that was published, with a column for each month."""
    stands = [stand for stand in matrix.stands if stand is not None]
    filled = [n for n, stand in enumerate(matrix.stands) if stand is not None]
    months = (Column(str(stand.peildatum), str(stand.peildatum), BY_NAME["klasse"]) for stand in stands)
    rows = (
        (
            row.regel.naam, row.regel.code, row.regel.provincie,
            *(int(cell.klasse) if (cell := row.cells[n]) else None for n in filled), row.note or None,
        )
        for row in matrix.rows
    )  # fmt: skip
    columns = (
        Column.of("naam", "Gemeente"),
        *map(Column.of, ("statcode", "provincie")),
        *months,
        Column.of("opmerking"),
    )
    where = f"provincie {PROVINCIES[provincie]}" if provincie else "alle provincies"
    query = {"volgorde": str(order), **({"provincie": provincie} if provincie else {})}
    return sheet_of(
        site, stands, "Door de tijd", "Klasse van elke gemeente, elke maand", columns, rows, page="/tijd", cited="nederland",
        choice=f"{where}; op volgorde van {order}", query=query,
        notes=("Een lege cel betekent: de gemeente bestond in die maand niet; de opmerking zegt waarom.",
               *(f"Van {month.title} zijn er geen cijfers." for month in matrix.gaps)),
    )  # fmt: skip
