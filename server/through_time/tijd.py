"""`/tijd`: the land in each half-year as small maps, and every gemeente in every month as a matrix; without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from data.domain.stand import Stand
from data.dutch import counted, number
from data.reference.gemeenten import PROVINCIES
from data.terms import Klasse
from data.through_time import klasse_changes
from data.through_time.month_matrix import Matrix, MatrixRow, Order, make_matrix
from reports.content import in_words
from server.http import rate_limits, responses
from server.http.marked_answers import mark, ready_page
from server.http.refusals import InvalidQuery
from server.maps.svg_file import MEDIA_TYPE
from server.pages import map_payload, page_context
from server.read_model import Site, current_site
from server.sheets import country_sheets
from server.sheets.sheet_answers import ENDINGS, answer, question
from server.through_time import matrix_drawing, matrix_picture
from server.through_time.small_maps import small_map
from tiles import licence
from tiles.palette import BY_KLASSE

PATH = "tijd"
ORDER, PROVINCIE, AS_TABLE = "volgorde", "provincie", "als"  # parameters
MOST_MONTHS = 36  # on the page; the file has all
BLOCK = 60  # gemeenten of a drawing, so that it fits on paper

blueprint = Blueprint("tijd", __name__)


class Half(NamedTuple):
    """A half-year: its newest stand, its map, and what became of the klassen since the one before it."""

    stand: Stand
    kaart: Markup
    verschil: str


class Block(NamedTuple):
    """Some gemeenten that belong together: what they are, how they stand, and their lines drawn (or their rows)."""

    titel: str
    zin: str
    rijen: tuple[MatrixRow, ...]
    tekening: Markup


@blueprint.get(f"/{PATH}")
@ready_page(ORDER, PROVINCIE, AS_TABLE)
def tijd() -> str:
    """The page. What cannot be followed in the question means the usual: all provincies, by provincie."""
    site = current_site()
    order = _order(request.args.get(ORDER, "")) or Order.PROVINCIE
    code = request.args.get(PROVINCIE, "")
    provincie = code if code in PROVINCIES else ""
    tabel = request.args.get(AS_TABLE, "") == "tabel"
    matrix = make_matrix(site.stands(), provincie=provincie, order=order, most=MOST_MONTHS)
    own_order = "" if order is Order.PROVINCIE else order
    return render_template(
        "tijd.html",
        stand=site.stand(),
        canoniek_adres=site.url(f"/{PATH}{_query(volgorde=own_order, provincie=provincie)}"),
        halfjaren=_halves(site),
        matrix=matrix,
        blokken=list(_blocks(matrix, order, tabel)),
        patronen=matrix_drawing.patterns(),
        volgorde=order,
        gekozen=provincie,
        tabel=tabel,
        provincies=PROVINCIES,
        vak=_cell,
        adres=_address,
        ouder=len(site.stands()) > sum(one is not None for one in matrix.stands),
    )


@blueprint.get(f"/{PATH}.<{ENDINGS}:ending>")
def tabel(ending: str) -> Answer:
    """The whole matrix as a file, all months. Raises InvalidQuery."""
    order, provincie = _asked()
    site = current_site()
    matrix = make_matrix(site.stands(), provincie=provincie, order=order)
    sheet = country_sheets.of_matrix(site, matrix, order, provincie)
    return answer(sheet, ending, PATH, matrix.months[-1], provincie, kept=(ORDER, PROVINCIE))


@blueprint.get(f"/{PATH}.svg")
def beeld() -> Answer:
    """The matrix of the page as a picture. Raises InvalidQuery, TooManyRequests."""
    order, provincie = _asked()
    rate_limits.spend("sheets")
    site = current_site()
    matrix = make_matrix(site.stands(), provincie=provincie, order=order, most=MOST_MONTHS)
    sheet = country_sheets.of_matrix(site, matrix, order, provincie)
    parts = [(block.titel, block.rijen) for block in _blocks(matrix, order, tabel=True)]
    drawn = matrix_picture.picture(sheet, matrix, parts, _said(matrix, matrix.rows))
    response = Response(drawn, content_type=MEDIA_TYPE)
    name = "-".join(filter(None, ("land-in-beeld", PATH, str(matrix.months[-1]), provincie)))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    response.headers["Link"] = f'<{licence.LICENCE}>; rel="license"'
    mark((ORDER, PROVINCIE))
    return responses.fresh(response, responses.FIVE_MINUTES)


def _asked() -> tuple[Order, str]:
    """Order and provincie of the question for a file. Raises InvalidQuery."""
    args = question(ORDER, PROVINCIE)
    order, provincie = _order(args.get(ORDER, Order.PROVINCIE)), args.get(PROVINCIE, "")
    if order is None:
        raise InvalidQuery(ORDER, args[ORDER], f"hier kunnen: {', '.join(Order)}")
    if provincie and provincie not in PROVINCIES:
        raise InvalidQuery(PROVINCIE, provincie, "noem de code van een provincie, zoals PV26")
    return order, provincie


def _order(text: str) -> Order | None:
    return Order(text) if text in tuple(Order) else None


def _halves(site: Site) -> list[Half]:
    """The half-years that the page shows, oldest first."""
    stands = map_payload.halfjaren(site.stands())[: MOST_MONTHS // 6][::-1]
    halves = []
    for before, stand in zip((None, *stands), stands, strict=False):
        changes = klasse_changes.klasse_changes(before, stand) if before else None
        drawn = small_map(site.releases.current(stand.peildatum), stand, in_words.summary(stand.nederland, stand))
        halves.append(Half(stand, drawn, klasse_changes.said(changes) if changes else ""))
    return halves


def _blocks(matrix: Matrix, order: Order, tabel: bool) -> Iterator[Block]:
    """The gemeenten by provincie, by how they stand, or as many as fit together."""
    groups: dict[str, list[MatrixRow]] = {}
    for n, row in enumerate(matrix.rows):
        groups.setdefault(_group(row, n, order), []).append(row)
    for title, rows in groups.items():
        for begin in range(0, len(rows), BLOCK):
            part = tuple(rows[begin : begin + BLOCK])
            more = f" ({begin + 1} tot en met {begin + len(part)} van {len(rows)})" if len(rows) > BLOCK else ""
            named = f"{part[0].regel.naam} tot en met {part[-1].regel.naam}" if order is Order.NAAM else title + more
            said = _said(matrix, part)
            drawn = Markup("") if tabel else matrix_drawing.draw(matrix, part, f"{named}. {said}", _page_of)
            yield Block(named, said, part, drawn)


def _group(row: MatrixRow, n: int, order: Order) -> str:
    if order is Order.PROVINCIE:
        return row.regel.provincie
    if order is Order.NAAM:
        return str(n // BLOCK)
    return BY_KLASSE[row.last.klasse].status.capitalize() if row.last else "Bestaat niet meer"


def _said(matrix: Matrix, rows: tuple[MatrixRow, ...]) -> str:
    """How many of these gemeenten were goed in the first and in the newest month."""
    first, last = ([row.cells[n] for row in rows] for n in (0, -1))
    counts = []
    for month, cells in ((matrix.months[0], first), (matrix.months[-1], last)):
        there = [cell for cell in cells if cell is not None]
        if there:
            good = sum(cell.klasse is Klasse.GOED for cell in there)
            counts.append(f"op {month.title}: {number(good)} van {counted(len(there), 'gemeente', 'gemeenten')}")
    return f"Goed op schema {'; '.join(counts[::-1])}." if counts else ""


def _cell(row: MatrixRow, n: int, stand: Stand | None) -> str:
    """A cell of the table in words, with the sign of its klasse; why it is empty."""
    cell = row.cells[n]
    if cell is None:
        return "niet gepubliceerd" if stand is None else "bestond niet"
    look = BY_KLASSE[cell.klasse]
    return f"{look.sign} {look.outcome if cell.months == 6 else look.status}"


def _page_of(code: str) -> str:
    return page_context.path(f"gemeenten/{code}")


def _address(**changes: str) -> str:
    """The address of this page with other values; what is empty is left out."""
    values = {name: request.args.get(name, "") for name in (ORDER, PROVINCIE, AS_TABLE)} | changes
    return page_context.path(PATH + _query(**values))


def _query(**values: str) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""
