"""The figures of one report as a table for a spreadsheet: what its tables say, a row for each area and moment. Pure.

In the form of the download of all gemeenten (semicolons, decimal comma, UTF-8 with its mark, the same names of columns),
with two columns before it: in which part of the report a row stands, and what sort of area it is about. After it comes the
look ahead, in the first row only: that of the area of the report.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from data import dutch
from data.domain import dictionary
from data.domain.months import newest_revisions
from data.domain.outlook import look_ahead
from data.domain.outlook_words import fields
from data.domain.stand import Position, Regel, Stand
from reports.kinds.all_kinds import kind_of, make_figures
from tiles import licence
from tiles.tile_schema import FIGURES, OF_STAND, Value, figure_values, stand_values

AHEAD = ("perMaand", *(begrip.naam for begrip in dictionary.AHEAD[1:]))  # only where the area of the report stands
HEAD = (
    "onderdeel", "soort", "statcode", "naam", *(a.naam for a in FIGURES), "inmaand", *(a.naam for a in OF_STAND), "licentie",
    *(name.lower() for name in AHEAD),
)  # fmt: skip


def report_csv(code: str, stand: Stand, earlier: Sequence[Stand]) -> bytes:
    """The figures of the report of an area; the arguments are those of `make_figures`.

    Raises: UnknownGebied when the area does not exist at this peildatum.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(_rows(code, stand, earlier))
    return out.getvalue().encode("utf-8-sig")


def _rows(code: str, stand: Stand, earlier: Sequence[Stand]) -> Iterator[list[str]]:
    figures = make_figures(code, stand, earlier)
    regel = figures.regel
    by_peildatum = {s.peildatum: s for s in newest_revisions(earlier)} | {stand.peildatum: stand}
    ahead = fields(look_ahead(code, stand, newest_revisions(earlier)))
    yield _row("stand", regel, regel, stand, ahead=[ahead[name] for name in AHEAD])
    for area in kind_of(code).beside(regel, stand):
        yield _row("stand", area, area, stand)
    for month in figures.months:
        if month.peildatum in by_peildatum:
            yield _row("maand", regel, month.positie, by_peildatum[month.peildatum], month.in_month)
    for past in figures.history:
        yield _row("eerder halfjaar", regel, past.positie, by_peildatum[past.peildatum])


def _row(
    part: str, area: Regel, position: Position, at: Stand, in_month: int | None = None,
    ahead: Sequence[Value | bool | None] = (None,) * len(AHEAD),
) -> list[str]:  # fmt: skip
    values = (
        part, area.code.soort, area.code, area.naam, *figure_values(position), in_month,
        *stand_values(at).values(), licence.NAME, *ahead,
    )  # fmt: skip
    return [_cell(value) for value in values]


def _cell(value: Value | bool | None) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return dutch.cell(value) if isinstance(value, float) else "" if value is None else str(value)
