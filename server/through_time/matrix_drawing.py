"""The matrix of gemeente and month as SVG: a line for each gemeente, its klasse by colour and pattern. Pure.

The patterns stand once in the page (`patterns`); every block of gemeenten is a drawing of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup, escape

from data.terms import Klasse
from data.through_time.month_matrix import Matrix, MatrixRow
from server.maps import swatches
from tiles.palette import BORDER_GEMEENTE, BY_KLASSE, LOOKS, SOFT, Look

NAMES, CELL, ROW, HEAD, BETWEEN = 130, 11, 15, 18, 4  # units: pixels of a wide screen
HIGH = 12  # of a cell
LONGEST = 21  # signs of a name that fit
STEP = 6.0  # after which a pattern repeats
DASH = f'fill="none" stroke="{SOFT}"'


def patterns() -> Markup:
    """The fills of the klassen that have a pattern, for all drawings of the page."""
    return Markup(  # noqa: S704  made here from the palette
        f'<svg class="patronen" width="0" height="0" aria-hidden="true" focusable="false">{fills()}</svg>'
    )


def fills() -> str:
    """Those fills, as the definitions of a drawing."""
    return f"<defs>{''.join(swatches.tile(look, STEP, f'tijd-{int(look.klasse)}') for look in LOOKS)}</defs>"


def fill_of(look: Look) -> str:
    """What fills an area of a klasse."""
    return f"url(#tijd-{int(look.klasse)})" if look.pattern else look.fill


def draw(matrix: Matrix, rows: Sequence[MatrixRow], said: str, link: Callable[[str], str]) -> Markup:
    """The lines of these gemeenten. `said` is what they show, in words; `link` where the name of one leads."""
    (wide, high), parts = lines_of(matrix, rows, link)
    return Markup(  # noqa: S704  made here from numbers, and from names and links that are escaped
        f'<svg class="matrix" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="group"'
        f' aria-label="{escape(said)}"><g aria-hidden="true">{parts}</g></svg>'
    )


def lines_of(
    matrix: Matrix, rows: Sequence[MatrixRow], link: Callable[[str], str] | None = None
) -> tuple[tuple[int, int], str]:
    """The drawing by itself, after its width and height; without `link` names lead nowhere."""
    places = _places(matrix)
    wide, high = places[-1] + CELL if places else NAMES, HEAD + ROW * len(rows)
    parts = (
        *_heads(matrix, places),
        *(_name(row, n, link) for n, row in enumerate(rows)),
        *_cells(rows, places),
        _separators(places, high),
        _gaps(matrix, places, high),
        _empty(matrix, rows, places),
    )
    return (wide, high), "".join(parts)


def _places(matrix: Matrix) -> list[int]:
    """The left edge of each month; half-years stand apart."""
    places, x = [], NAMES - CELL
    for before, month in zip((None, *matrix.months), matrix.months, strict=False):
        x += CELL + (BETWEEN if before is not None and before.halfjaar != month.halfjaar else 0)
        places.append(x)
    return places


def _heads(matrix: Matrix, places: Sequence[int]) -> Iterator[str]:
    """The name of each half-year above its months, where there is room."""
    pairs = zip(matrix.months, places, strict=True)
    for half, group in itertools.groupby(pairs, key=lambda pair: pair[0].halfjaar):
        edges = [x for _, x in group]
        if len(edges) > 2:
            yield f'<text class="kopje" fill="{SOFT}" x="{edges[0]}" y="12">{half}</text>'


def _name(row: MatrixRow, n: int, link: Callable[[str], str] | None) -> str:
    naam = row.regel.naam
    short = naam if len(naam) <= LONGEST else f"{naam[: LONGEST - 1].rstrip()}…"
    title = f"<title>{escape(naam)}</title>" if short != naam else ""
    text = f'<text x="0" y="{HEAD + n * ROW + 10}">{title}{escape(short)}</text>'
    return f'<a href="{escape(link(row.regel.code))}" tabindex="-1">{text}</a>' if link else text


def _cells(rows: Sequence[MatrixRow], places: Sequence[int]) -> Iterator[str]:
    """A path for each klasse; months with the same klasse after each other are one box of it."""
    paths: dict[Klasse, list[str]] = {}
    for n, row in enumerate(rows):
        klassen = [cell.klasse if cell else None for cell in row.cells]
        first = 0
        for at in range(1, len(klassen) + 1):
            apart = at == len(klassen) or klassen[at] != klassen[first] or places[at] != places[at - 1] + CELL
            if apart:
                klasse = klassen[first]
                if klasse is not None:
                    width = places[at - 1] + CELL - places[first]
                    paths.setdefault(klasse, []).append(f"M{places[first]} {HEAD + n * ROW}h{width}v{HIGH}h-{width}z")
                first = at
    for klasse, boxes in sorted(paths.items()):
        look = BY_KLASSE[klasse]
        own = "" if look.pattern else f' data-vlak="{int(klasse)}"'
        border = f'stroke="{BORDER_GEMEENTE}" stroke-width=".5"'
        yield f'<path class="vak"{own} fill="{fill_of(look)}" {border} d="{"".join(boxes)}"/>'


def _separators(places: Sequence[int], high: int) -> str:
    """Lines between the months of a half-year."""
    lines = "".join(f"M{x} {HEAD}V{high}" for before, x in itertools.pairwise(places) if x == before + CELL)
    return f'<path class="tussen" stroke="#fff" d="{lines}"/>'


def _gaps(matrix: Matrix, places: Sequence[int], high: int) -> str:
    """A dotted line where a month was not published."""
    lines = "".join(
        f"M{x + CELL / 2:g} {HEAD}V{high}" for x, stand in zip(places, matrix.stands, strict=True) if stand is None
    )
    return f'<path class="gat" {DASH} stroke-dasharray="1 3" d="{lines}"/>' if lines else ""


def _empty(matrix: Matrix, rows: Sequence[MatrixRow], places: Sequence[int]) -> str:
    """A dash where a gemeente was not there."""
    dashes = "".join(
        f"M{x + 3} {HEAD + n * ROW + HIGH // 2}h{CELL - 6}"
        for n, row in enumerate(rows)
        for x, cell, stand in zip(places, row.cells, matrix.stands, strict=True)
        if cell is None and stand is not None
    )
    return f'<path class="leeg" {DASH} d="{dashes}"/>' if dashes else ""
