"""Half-years beside each other: what had to be done and what was done, in persons, or as percentages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from data.domain.history import Halfjaarstand
from data.dutch import NO_FIGURE, number, percent
from data.terms import Klasse
from reports.content.report_charts import (
    BAR,
    DIGIT,
    NARROW_PX,
    NARROWEST_PX,
    NORM,
    SMALL,
    TINY,
    Bar,
    Box,
    Drawing,
    Label,
    Line,
    Shape,
    frame_of,
    grid_of,
    numbered,
)
from tiles.palette import BRAND, BY_KLASSE, RULE, SOFT

PALE = RULE  # the fill of what had to be done
PAIR = 0.74  # width of two bars as share of their slot


def halves_chart(halfjaren: Sequence[Halfjaarstand], width: float, height: float, alt: str) -> Drawing:
    """Of each half-year, given newest first, a pale bar of the gecorrigeerde taakstelling and a dark one of gerealiseerd.

    The numbers stand above the bars where all of them have room.
    """
    rows = list(reversed(halfjaren))
    pairs = [(c.gecorrigeerd, c.gerealiseerd) if (c := row.positie.cijfers) else None for row in rows]
    values = [value for pair in pairs if pair for value in pair]
    frame, step = frame_of(width, height, min([*values, 0]), max([*values, 1]) * 1.08, right=4)
    shapes: list[Shape] = grid_of(frame, step)
    slot = (frame.right - frame.left) / max(1, len(rows))
    wide = PAIR * slot / 2
    fit = DIGIT * SMALL * max((len(number(value)) for value in values), default=1) < wide
    bars: list[Bar] = []
    for n, (row, pair) in enumerate(zip(rows, pairs, strict=True)):
        middle = frame.slot(n, len(rows))
        below = str(row.halfjaar).split("-") if slot < NARROW_PX else [str(row.halfjaar)]
        for line, text in enumerate(reversed(below)):
            shapes.append(Label(middle, height - 2 - line * SMALL, text, SOFT, anchor="middle"))
        for left, value, fill, ink in zip(
            (middle - wide, middle), pair or (), (PALE, BRAND), (SOFT, BRAND), strict=False
        ):
            top, foot = sorted((frame.y(value), frame.y(0)))
            box = Box(left, top, wide, foot - top, fill, SOFT if fill == PALE else "")
            bars.append(Bar(box, number(value), "#ffffff", ink, bold=fill == BRAND))
    shapes += [bar.box for bar in bars]
    return Drawing(width, height, alt, (*shapes, *(numbered(bars, None) if fit else ())))


def history_chart(history: Sequence[Halfjaarstand], width: float, height: float, alt: str) -> Drawing:
    """The final percentages of the half-years before, oldest first; over 100 is shown as it is, a merger as a break.

    Many half-years leave no room for decimals: then whole percents are shown, rounded down.
    """
    rows = list(reversed(history))
    frame, step = frame_of(
        width, height, 0, max([100.0, *(r.positie.percentage or 0 for r in rows)]) * 1.08, right=4, signs=2
    )
    shapes = grid_of(frame, step, "%")
    bars: list[Bar] = []
    slot = (frame.right - frame.left) / max(1, len(rows))
    wide, narrow = min(34.0, BAR * slot), slot < NARROW_PX
    letters = TINY if slot < NARROWEST_PX else SMALL
    for n, row in enumerate(rows):
        middle = frame.slot(n, len(rows))
        year, half = str(row.halfjaar).split("-")
        if narrow:
            shapes.append(Label(middle, height - 2.5 - letters, year, SOFT, letters, anchor="middle"))
            shapes.append(Label(middle, height - 2, half, SOFT, letters, anchor="middle"))
        else:
            shapes.append(Label(middle, height - 4, str(row.halfjaar), SOFT, anchor="middle"))
        look = BY_KLASSE[row.positie.klasse]
        if row.positie.percentage is not None:
            top = frame.y(row.positie.percentage)
            box = Box(middle - wide / 2, top, wide, frame.y(0) - top, look.fill, BRAND)
            text = f"{number(floor(row.positie.percentage))}%" if narrow else percent(row.positie.percentage)
            bars.append(Bar(box, text, look.ink, size=letters if narrow else SMALL))
        elif narrow:
            shapes.append(Label(middle, frame.y(0) - 6, NO_FIGURE, SOFT, anchor="middle"))
        else:
            first, second = ("al", "gehaald") if row.positie.klasse is Klasse.GOED else ("geen", "cijfer")
            shapes.append(Label(middle, frame.y(0) - 6 - SMALL, first, SOFT, anchor="middle"))
            shapes.append(Label(middle, frame.y(0) - 6, second, SOFT, anchor="middle"))
        if n + 1 < len(rows) and row.opgeteld and not rows[n + 1].opgeteld:
            x = (middle + frame.slot(n + 1, len(rows))) / 2
            shapes.append(Line(((x, frame.top), (x, frame.bottom)), SOFT, 0.75, (2, 2)))
            shapes.append(Label(x, frame.top - 3, "herindeling", SOFT, anchor="middle"))
    shapes += [bar.box for bar in bars]
    y = frame.y(100)
    shapes.append(Line(((frame.left, y), (frame.right, y)), NORM, 1.5, (4, 3)))
    return Drawing(width, height, alt, (*shapes, *numbered(bars, y)))
