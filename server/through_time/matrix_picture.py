"""The matrix as a picture to download: the drawing of the page with title, legend and source around it, as SVG. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from markupsafe import escape

from data import dutch
from data.domain.citaat import version_of
from data.through_time.month_matrix import Matrix, MatrixRow
from server.maps.svg_file import FONTS, metadata
from server.through_time.matrix_drawing import HIGH, ROW, fill_of, fills, lines_of
from tiles.palette import BORDER_GEMEENTE, INK, LOOKS, SOFT
from tiles.sheets.sheet import Sheet

Part = tuple[str, Sequence[MatrixRow]]  # its title and its gemeenten

MARGIN, BETWEEN, LEAST = 24, 28, 640  # pixels: around all, between columns, and the least width of the words
MOST_COLUMNS = 3
SWATCH, LETTER = 27, 6.0  # pixels: width of a swatch; how wide a letter of the small words may be
HEADING, SMALL, LINE = 18, 11, 16  # pixels: room of a title above its lines, size and height of a line of small words
MEANS = (
    "Elke rij is een gemeente, elk vakje een maand. Na elk halfjaar is er ruimte: dan begint het tellen opnieuw met een "
    "nieuwe taakstelling. De klasse is een rekensom, geen oordeel van de provincie."
)


def picture(sheet: Sheet, matrix: Matrix, parts: Sequence[Part], said: str) -> str:
    """The picture. `sheet` is the same as a table, with its words; `said` is what it shows, in words."""
    drawn = [_part(matrix, part) for part in parts]
    columns = _in_columns([high for _, high, _ in drawn])
    broad = max((wide for wide, _, _ in drawn), default=0)
    room = max(LEAST, len(columns) * (broad + BETWEEN) - BETWEEN)
    words, top = _head(sheet, matrix, room)
    body, bottom = [], top
    for n, column in enumerate(columns):
        y = top
        for place in column:
            _, high, lines = drawn[place]
            body.append(f'<g transform="translate({MARGIN + n * (broad + BETWEEN)} {y})">{lines}</g>')
            y += high
        bottom = max(bottom, y)
    foot, end = _lines(_foot(sheet, matrix), bottom + LINE, room)
    wide, high = room + 2 * MARGIN, end + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img"'
        f' xml:lang="nl" font-family="{FONTS}" font-size="{SMALL}" fill="{INK}">'
        f"<title>{escape(_title(sheet, matrix))}</title><desc>{escape(said)}</desc>"
        f"{metadata(_about(sheet, matrix, said))}{fills()}"
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{words}<g id="matrix">{"".join(body)}</g>'
        f'<g id="bron" fill="{SOFT}">{foot}</g></svg>'
    )


def _title(sheet: Sheet, matrix: Matrix) -> str:
    return f"{sheet.title}, van {matrix.months[0].title} tot en met {matrix.months[-1].title}"


def _about(sheet: Sheet, matrix: Matrix, said: str) -> dict[str, str]:
    """What the file says of itself; the version of each month, since each has its own."""
    return {
        "title": _title(sheet, matrix),
        "description": said,
        "date": f"{matrix.months[0]}/{matrix.months[-1]}",
        "creator": "Land in Beeld",
        "source": "; ".join(sheet.sources),
        "identifier": dict(sheet.addresses)["Adres voor altijd"],
        "relation": f"versies {', '.join(str(version_of(stand)) for stand in matrix.stands if stand is not None)}",
        "rights": " ".join(sheet.terms),
        "language": "nl",
    }


def _part(matrix: Matrix, part: Part) -> tuple[int, int, str]:
    """Width, height and drawing of some gemeenten under their title."""
    title, rows = part
    (wide, high), lines = lines_of(matrix, rows)
    heading = f'<text y="12" font-size="13" font-weight="600">{escape(title)}</text>'
    return wide, high + HEADING + ROW, f'{heading}<g transform="translate(0 {HEADING})">{lines}</g>'


def _in_columns(heights: Sequence[int]) -> list[list[int]]:
    """The parts by place in columns, in order, all as low as they can be."""
    limit = max([*heights, sum(heights) // MOST_COLUMNS], default=0)
    while len(columns := _below(heights, limit)) > MOST_COLUMNS:
        limit += ROW
    return columns


def _below(heights: Sequence[int], limit: int) -> list[list[int]]:
    columns: list[list[int]] = []
    used = limit
    for place, high in enumerate(heights):
        if used + high > limit:
            columns.append([])
            used = 0
        columns[-1].append(place)
        used += high
    return columns


def _head(sheet: Sheet, matrix: Matrix, room: int) -> tuple[str, int]:
    """Title, choice and legend; and where the matrix begins."""
    title = f'<text x="{MARGIN}" y="{MARGIN + 16}" font-size="19" font-weight="600">{escape(sheet.title)}</text>'
    span = f"Van {matrix.months[0].title} tot en met {matrix.months[-1].title}; {sheet.choice}."
    choice, y = _lines([span], MARGIN + 26, room)
    legend, x = [], MARGIN
    for look in LOOKS:
        place = f'x="{x}" y="{y + 10}" width="{SWATCH}" height="{HIGH + 3}"'
        legend.append(f'<rect {place} fill="{fill_of(look)}" stroke="{BORDER_GEMEENTE}"/>')
        legend.append(f'<text x="{x + SWATCH + 7}" y="{y + 22}" font-size="12">{look.status}</text>')
        x += SWATCH + 28 + round(LETTER * 1.1 * len(look.status))
    return f'{title}{choice}<g id="legenda">{"".join(legend)}</g>', y + 44


def _foot(sheet: Sheet, matrix: Matrix) -> Iterator[str]:
    """How to read it, where it comes from, and what somebody may do with it."""
    yield MEANS
    if matrix.gaps:
        yield f"Een stippellijn is een maand zonder cijfers: {dutch.listed([month.title for month in matrix.gaps])}."
    notes = [f"{row.regel.naam}: {row.note}" for row in matrix.rows if row.note]
    if notes:
        yield f"Een streepje: deze gemeente was er toen niet. {' '.join(notes)}"
    yield from sheet.terms
    (_, here), (for_good, there) = sheet.addresses
    yield f"Versie van de cijfers: {sheet.version}. Op de site: {here}"
    yield f"{for_good}, van de nieuwste maand: {there}"


def _lines(texts: Sequence[str] | Iterator[str], y: int, room: int) -> tuple[str, int]:
    """Small words in lines that fit; and where they end."""
    lines = [line for text in texts for line in textwrap.wrap(text, int(room / LETTER))]
    drawn = (f'<text x="{MARGIN}" y="{y + LINE * (n + 1)}">{escape(line)}</text>' for n, line in enumerate(lines))
    return "".join(drawn), y + LINE * len(lines)
