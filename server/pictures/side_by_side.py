"""Areas of one's own choice in one picture: their words, and their charts with one scale for all. Pure.

`codes` are those of the areas with a comma between them, as `/vergelijk` has them. Units are those of the reports' charts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Any

from data.domain.chosen_areas import PARAMETER
from data.domain.citaat import version_of
from data.domain.months import Month
from data.domain.stand import Regel, Stand
from data.dutch import listed, number, percent, short_month
from data.terms import LAND
from reports.content import in_words
from reports.content.report_charts import NORM, SMALL, Box, Dot, Drawing, Frame, Label, Line, Shape, grid_of, nice_step
from server.pictures.words import Words, words_of
from tiles.palette import BRAND, INK, SOFT

LINE = 1.35 * SMALL  # from a name to what it is the name of
HIGHEST_ROW = 58.0  # so that the bars of two areas are bars
BAR = 0.38  # height of a bar as share of its row
VALUE = 56.0  # room for a percentage, to the right of the bars
FEW = 3  # areas that stand in one row
GUTTER = 20.0  # between small charts


def chosen(codes: str, stand: Stand) -> list[Regel]:
    """The areas of a choice in their order. Raises UnknownGebied."""
    return [stand.regel(code) for code in codes.split(",")]


def words_together(stand: Stand, vintage: Mapping[str, Any], codes: str, site: str) -> Words:
    """The words about areas side by side: those of the land, with what is said of them."""
    areas = chosen(codes, stand)
    said = in_words.side_by_side(areas, stand)
    persons = f"Gehuisvest van de gecorrigeerde taakstelling: {listed([_persons(regel) for regel in areas])}."
    return replace(
        words_of(stand, vintage, LAND, site),
        code=codes,
        area=listed([regel.distinct_name for regel in areas]),
        message=said,
        figures=persons,
        address=f"{site.partition('://')[2]}/vergelijk?{PARAMETER}={codes}",
        permanent=f"{site}/versie/{version_of(stand)}/",
        summary=f"{said} {persons}",
    )


def _persons(regel: Regel) -> str:
    if regel.cijfers is None:
        return f"{regel.distinct_name} zonder cijfers"
    return f"{regel.distinct_name} {number(regel.cijfers.gerealiseerd)} van {number(regel.cijfers.gecorrigeerd)}"


def _share(regel: Regel) -> str:
    return (
        "al gehaald" if regel.al_gehaald else "geen cijfer" if regel.percentage is None else percent(regel.percentage)
    )


def read_shares(areas: Sequence[Regel]) -> str:
    """The text for the bars."""
    return f"Staafgrafiek: {listed([f'{regel.distinct_name} {_share(regel)}' for regel in areas])}."


def read_paces(areas: Sequence[Regel], months: Sequence[Sequence[Month]]) -> str:
    """The text for the lines: the percentage after each month that is known."""
    rows = []
    for regel, six in zip(areas, months, strict=True):
        after_each = [f"{m.naam} {percent(m.positie.percentage)}" for m in six if m.positie.percentage is not None]
        rows.append(f"{regel.distinct_name} {listed(after_each or [_share(regel)])}")
    return f"Lijngrafieken, opgeteld vanaf het begin van het halfjaar: {'; '.join(rows)}."


def shares_chart(areas: Sequence[Regel], norm: float, width: float, height: float) -> Drawing:
    """A bar for each percentage below each other, the norm as a line across all of them."""
    present = [regel.percentage for regel in areas if regel.percentage is not None]
    low, high = min([0.0, *present]), max([100.0, norm, *present])
    row = min(HIGHEST_ROW, height / len(areas))

    def x(value: float) -> float:
        return 1 + (value - low) / (high - low) * (width - VALUE)

    bars: list[Shape] = []
    labels: list[Shape] = []
    for n, regel in enumerate(areas):
        base = n * row + LINE
        labels += [
            Label(0, base, regel.distinct_name, INK, halo="#ffffff"),
            Label(width, base + 4 + row * BAR / 2 + SMALL * 0.35, _share(regel), BRAND, anchor="end", bold=True),
        ]
        if regel.percentage is not None:
            left, right = sorted((x(0), x(regel.percentage)))
            bars.append(Box(left, base + 4, right - left, row * BAR, BRAND))
    end = len(areas) * row
    lines = [Line(((x(norm), 2), (x(norm), end)), NORM, 1.5, (4, 3))]
    if low < 0:
        lines.append(Line(((x(0), 2), (x(0), end)), INK, 0.75))
    return Drawing(width, height, "", (*bars, *lines, *labels))


def paces_chart(areas: Sequence[Regel], months: Sequence[Sequence[Month]], width: float, height: float) -> Drawing:
    """For each area its percentage after each month, against the straight road to 100, all on one scale."""
    every = [m.positie.percentage for six in months for m in six if m.positie.percentage is not None]
    low, high = min([0.0, *every]), max([100.0, *every])
    rows = 1 if len(areas) <= FEW else 2
    columns = ceil(len(areas) / rows)
    wide, tall = (width - (columns - 1) * GUTTER) / columns, (height - (rows - 1) * GUTTER) / rows
    step = nice_step(high - low, 4 if rows == 1 else 2)
    low, high = step * floor(low / step), step * ceil(high / step)
    axis = 8 + 5.4 * (1 + max(len(number(low)), len(number(high))))
    shapes: list[Shape] = []
    for n, (regel, six) in enumerate(zip(areas, months, strict=True)):
        row, column = divmod(n, columns)
        left, top = column * (wide + GUTTER), row * (tall + GUTTER)
        frame = Frame(left + axis, top + LINE + 8, left + wide, top + tall - LINE, low, high)
        shapes += [
            Label(left, top + LINE - 2, regel.distinct_name, INK),
            Label(left + wide, top + LINE - 2, _share(regel), BRAND, anchor="end", bold=True),
            *_pace(frame, six, step),
        ]
    return Drawing(width, height, "", tuple(shapes))


def _pace(frame: Frame, months: Sequence[Month], step: int) -> list[Shape]:
    """One of them: grid, months, the road to 100, and a dot for each month that is known."""
    shapes = grid_of(frame, step, "%")
    for n, month in enumerate(months):
        label = Label(frame.slot(n, len(months)), frame.bottom + LINE, short_month(month.naam), SOFT, anchor="middle")
        shapes.append(label)
    shapes.append(Line(((frame.left, frame.y(0)), (frame.right, frame.y(100))), NORM, 1.5, (4, 3)))
    ends = {n: share for n, m in enumerate(months, 1) if (share := m.positie.percentage) is not None}
    points = [(frame.left, frame.y(0))] if 1 in ends else []
    points += [(frame.left + n * (frame.right - frame.left) / len(months), frame.y(share)) for n, share in ends.items()]
    if len(points) > 1:
        shapes.append(Line(tuple(points), BRAND, 2.25))
    return [*shapes, *(Dot(x, y, 2.5, BRAND, "#ffffff") for x, y in points[len(points) - len(ends) :])]
