"""The tables of pages as sheets to download: the rows, order and words of the screen, and what they are of."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from data.domain.citaat import path_of, version_of
from data.domain.history import make_verleden
from data.domain.months import months_of
from data.domain.outlook import look_ahead
from data.domain.outlook_words import REKENSOM, fields, sentences
from data.domain.revision_words import LABELS
from data.domain.revisions import Comparison
from data.domain.stand import Position, Regel, Stand
from data.dutch import NO_BREAK, listed
from data.terms import Gebied, Klasse, Peildatum
from server.pages import table
from server.pages.correction_list import Correctie
from server.pages.table import KOLOMMEN, Keuze
from server.read_model import Site
from tiles.out.style import attribution_of
from tiles.palette import BY_KLASSE
from tiles.sheets.sheet import Column, Origin, Row, Sheet
from tiles.tile_schema import Value

EXAMPLE = "Voorbeeldcijfers: deze cijfers zijn verzonnen en komen niet van het COA."
NOTES = (
    "Gerealiseerd is geteld tot de peildatum; het is geen verwachting.",
    "De klasse is een rekensom, geen oordeel van de provincie.",
)
OF_AREA = ("statcode", "klasse")  # what the screen shows as a link and as a colour
OF_VERSION = ("peildatum", "revisie", "voorbeeld")  # so that no row loses what it is of
COUNTS = {"goed": Klasse.GOED, "enigszins": Klasse.ENIGSZINS, "achter": Klasse.ACHTER, "geenCijfer": Klasse.GEEN_CIJFER}
PARTS = ("maanden", "halfjaren", "vooruitblik", "vergelijking")  # tables of one area; the last of a gemeente only


def of_gemeenten(site: Site, stand: Stand, keuze: Keuze) -> Sheet:
    """The gemeenten that a reader chose, in the order of the screen."""
    columns = [column for kolom in KOLOMMEN for column in _columns(kolom, stand)]
    names = [column.naam for column in columns]
    rows = (
        (*values_of(names, regel, stand.peildatum), *labels_of(regel, stand)) for regel in table.select(stand, keuze)[0]
    )
    return sheet_of(
        site, (stand,), "Gemeenten", f"Gemeenten, stand per {stand.peildatum.title}", (*columns, *fixed_columns()), rows,
        choice=_in_words(stand, keuze), page="/gemeenten", query=keuze.query(), cited="gemeenten",
    )  # fmt: skip


def of_provincies(site: Site, stand: Stand) -> Sheet:
    """The provincies by name, with how many of their gemeenten are in each klasse."""
    names = ("naam", "gecorrigeerd", "gerealiseerd", "percentage", "reden")
    columns = (Column.of("naam", "Provincie"), *map(Column.of, (*names[1:], *COUNTS)), *fixed_columns())
    rows = (
        (
            *values_of(names, regel, stand.peildatum),
            *map(stand.telling(regel.code).get, COUNTS.values()),
            *labels_of(regel, stand),
        )
        for regel in sorted(stand.provincies, key=lambda regel: regel.naam)
    )
    title = f"Provincies, stand per {stand.peildatum.title}"
    return sheet_of(site, (stand,), "Provincies", title, columns, rows, page="/nederland", cited="nederland")


def of_area(site: Site, stand: Stand, code: Gebied, part: str) -> Sheet:
    """One of the tables (`PARTS`) of an area. Raises UnknownGebied."""
    make = {"maanden": _months, "halfjaren": _halves, "vooruitblik": _ahead, "vergelijking": _comparison}[part]
    return make(site, stand, stand.regel(code))


def _months(site: Site, stand: Stand, regel: Regel) -> Sheet:
    months = months_of(regel.code, stand, site.stands())
    of_month = {month.peildatum: site.stand(month.peildatum) for month in months if month.cijfers}
    names = ("gerealiseerd", "percentage", "reden")
    rows = (
        (
            month.naam, month.in_month, *values_of(names, month.positie, month.peildatum),
            *(version_of_row(of_month[month.peildatum]) if month.cijfers else (str(month.peildatum), None, None)),
        )
        for month in months
    )  # fmt: skip
    columns = (
        Column.of("maand"), Column.of("inMaand", "Gehuisvest"), Column.of("gerealiseerd", "Opgeteld"),
        *map(Column.of, (*names[1:], *OF_VERSION)),
    )  # fmt: skip
    title = f"{regel.heading}, per maand in het {stand.halfjaar.title}"
    return _of_one(site, [*of_month.values()] or [stand], "Per maand", title, columns, rows, regel)


def _halves(site: Site, stand: Stand, regel: Regel) -> Sheet:
    verleden = make_verleden(regel.code, stand, site.stands())
    of_month = {half.peildatum: site.stand(half.peildatum) for half in reversed(verleden.halfjaren)}
    names = ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "percentage", "reden", "status")
    rows = (
        (
            str(half.halfjaar), *values_of(names, half.positie, half.peildatum), half.zin or None,
            int(half.positie.klasse), *version_of_row(of_month[half.peildatum]),
        )
        for half in verleden.halfjaren
    )  # fmt: skip
    columns = (
        Column.of("periode"), *(Column.of(name, _KOPPEN.get(name, "")) for name in names),
        Column.of("opmerking"), *map(column_of, ("klasse", *OF_VERSION)),
    )  # fmt: skip
    notes = tuple(breuk.zin for breuk in verleden.breuken)
    title = f"{regel.heading}, alle halfjaren"
    return _of_one(site, [*of_month.values()] or [stand], "Alle halfjaren", title, columns, rows, regel, notes)


def _ahead(site: Site, stand: Stand, regel: Regel) -> Sheet:
    blik = look_ahead(regel.code, stand, site.stands())
    figures = {name: _plain(value) for name, value in fields(blik).items()}
    names = ("gecorrigeerd", "gerealiseerd")
    columns = (Column.of("naam", "Gebied"), *map(Column.of, (*names, *figures)), *fixed_columns())
    row = (regel.distinct_name, *values_of(names, regel, stand.peildatum), *figures.values(), *labels_of(regel, stand))
    title = f"{regel.heading}, vooruitblik, stand per {stand.peildatum.title}"
    return _of_one(site, [stand], "Vooruitblik", title, columns, [row], regel, (*sentences(blik), REKENSOM))


def _plain(value: Value | bool | None) -> Value | None:
    """A cell for what is so or not."""
    return ("ja" if value else "nee") if isinstance(value, bool) else value


def _comparison(site: Site, stand: Stand, regel: Regel) -> Sheet:
    title = f"{regel.heading}, vergeleken met andere, stand per {stand.peildatum.title}"
    columns, rows = _beside(table.compared(regel, stand), stand)
    return _of_one(site, [stand], "Vergelijking", title, columns, rows, regel)


def of_choice(site: Site, stand: Stand, areas: Iterable[Regel]) -> Sheet:
    """Areas of one's own choice side by side, in the order given."""
    chosen = tuple(areas)
    columns, rows = _beside([(regel.distinct_name, regel, regel.code) for regel in chosen], stand)
    query = {"g": ",".join(regel.code for regel in chosen)}
    title = f"Vergelijking, stand per {stand.peildatum.title}"
    choice = listed([regel.distinct_name for regel in chosen])
    return sheet_of(
        site, (stand,), "Vergelijking", title, columns, rows,
        choice=choice, page="/vergelijk", query=query, cited="",
    )  # fmt: skip


def _beside(areas: Iterable[tuple[str, Position, str]], stand: Stand) -> tuple[tuple[Column, ...], Iterable[Row]]:
    """Columns and rows of areas and sums, each with its name and with its code where it has one."""
    names = ("gecorrigeerd", "gerealiseerd", "percentage", "reden", "status")
    rows = (
        (
            naam.replace(NO_BREAK, " "),
            *values_of(names, at, stand.peildatum),
            code or None,
            int(at.klasse),
            *version_of_row(stand),
        )
        for naam, at, code in areas
    )
    return (Column.of("naam", "Gebied"), *map(column_of, names), *fixed_columns()), rows


def of_correction(site: Site, correctie: Correctie, comparison: Comparison) -> Sheet:
    """Every figure that a correction changed, the largest changes first, then provincies and the land."""
    after = comparison.after
    land = (comparison.nederland,) if comparison.nederland else ()
    rows = (
        (
            change.after.distinct_name, LABELS[figure.name] if figure else None, figure and figure.was,
            figure and figure.now, figure and figure.difference,
            BY_KLASSE[change.before.klasse].status if change.before else None, BY_KLASSE[change.after.klasse].status,
            change.after.code, *version_of_row(after),
        )
        for change in (*comparison.largest, *comparison.provincies, *land)
        for figure in change.figures or (None,)
    )  # fmt: skip
    names = ("cijfer", "was", "werd", "verandering", "statusWas", "statusWerd", "statcode", *OF_VERSION)
    return Sheet(
        name="Correctie",
        title=f"Correctie van de cijfers per {correctie.peildatum.title}, versie {correctie.after.revision}"
        + (" (voorbeeldcijfers)" if after.voorbeeld else ""),
        columns=(Column.of("naam", "Gebied"), *map(column_of, names)),
        rows=tuple(rows),
        of=correctie.peildatum,
        origins=tuple(
            Origin(row.peildatum, row.revision, sha256=row.sha256) for row in (correctie.before, correctie.after)
        ),
        sources=("Voorbeeldcijfers" if after.voorbeeld else f"Cijfers: {after.bron}",),
        choice="alles wat veranderde",
        notes=((EXAMPLE,) if after.voorbeeld else ()) + (f"Waarom: {correctie.after.toelichting or 'niet gezegd'}",),
        addresses=(("Deze correctie", site.url(correctie.path)),),
    )


_KOPPEN = {kolom.naam: kolom.kop for kolom in KOLOMMEN} | {"status": "Klasse", "klasse": "Klasse (nummer)"}


def column_of(naam: str) -> Column:
    """The column of a field under the text that tables on the screen have."""
    return Column.of(naam, _KOPPEN.get(naam, "") if naam != "naam" else "")


def _columns(kolom: table.Kolom, stand: Stand) -> tuple[Column, ...]:
    """The columns of one of the screen: a percentage that is not there has its reason beside it."""
    if kolom.naam == "klasse":
        return (column_of("status"),)
    own = Column.of(kolom.naam, kolom.heading(stand))
    return (own, column_of("reden")) if kolom.naam == "percentage" else (own,)


def fixed_columns() -> tuple[Column, ...]:
    """The columns of `labels_of`."""
    return tuple(map(column_of, (*OF_AREA, *OF_VERSION)))


def values_of(names: Iterable[str], at: Position, peildatum: Peildatum) -> Row:
    """The values of an area or a sum by name."""
    look = BY_KLASSE[at.klasse]
    own: dict[str, Value | None] = {
        "status": look.outcome if peildatum.is_final else look.status,
        "reden": None if at.reden is None else str(at.reden),
    }
    return tuple(own[name] if name in own else getattr(at, name) for name in names)


def labels_of(regel: Regel, stand: Stand) -> Row:
    """Code and klasse of an area, and the version of its figures."""
    return regel.code, int(regel.klasse), *version_of_row(stand)


def version_of_row(stand: Stand) -> tuple[str, int, str]:
    """What the figures in a row are of: `OF_VERSION`."""
    return str(stand.peildatum), stand.revision, "ja" if stand.voorbeeld else "nee"


def _in_words(stand: Stand, keuze: Keuze) -> str:
    """Which gemeenten these are and in which order."""
    filtered = keuze.filter
    parts = [f"provincie {stand.regel(filtered.provincie).naam}" if filtered.provincie else "alle provincies"]
    if filtered.klassen:
        looks = (look for klasse, look in BY_KLASSE.items() if klasse in filtered.klassen)
        parts.append(
            "klasse " + " of ".join(look.outcome if stand.peildatum.is_final else look.status for look in looks)
        )
    if keuze.zoek:
        parts.append(f"gezocht op '{''.join(filter(str.isprintable, keuze.zoek))}'")
    order = table.BY_NAME[keuze.sorteer].heading(stand)
    return "; ".join((*parts, f"op volgorde van {order}, {'aflopend' if keuze.aflopend else 'oplopend'}"))


def _of_one(
    site: Site, stands: list[Stand], name: str, title: str, columns: tuple[Column, ...], rows: Iterable[Row], regel: Regel,
    notes: tuple[str, ...] = (),
) -> Sheet:  # fmt: skip
    path = path_of(regel.code)
    return sheet_of(site, stands, name, title, columns, rows, page=f"/{path}", cited=path, notes=notes)


def sheet_of(
    site: Site, stands: Iterable[Stand], name: str, title: str, columns: tuple[Column, ...], rows: Iterable[Row], *,
    page: str, cited: str, choice: str = "", query: dict[str, str] | None = None, notes: tuple[str, ...] = (),
) -> Sheet:  # fmt: skip
    """A sheet of these stands, oldest first; `page` shows the table and `cited` does so for good, below a version."""
    releases = [site.releases.current(stand.peildatum) for stand in stands]
    newest = releases[-1].stand
    example = any(release.stand.voorbeeld for release in releases)
    sources = (attribution_of(r.vintage, r.stand.bron, voorbeeld=r.stand.voorbeeld) for r in releases)
    choice_in_url = urlencode({"peildatum": str(newest.peildatum), **(query or {})}, safe=",")
    return Sheet(
        name=name,
        title=f"{title} (voorbeeldcijfers)" if example else title,
        columns=columns,
        rows=tuple(rows),
        of=newest.peildatum,
        origins=tuple(
            Origin(r.stand.peildatum, r.stand.revision, r.name, str(r.inputs["snapshot"])) for r in releases
        ),
        sources=tuple(dict.fromkeys(sources)),
        choice=choice,
        notes=((EXAMPLE,) if example else ()) + NOTES + notes,
        addresses=(
            ("Deze tabel", site.url(f"{page}?{choice_in_url}")),
            ("Adres voor altijd", site.url(f"/versie/{version_of(newest)}/{cited}")),
        ),
    )  # fmt: skip
