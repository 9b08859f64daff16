"""Half-years beside each other: what had to be done and what was done, in persons. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.history import Halfjaarstand
from data.dutch import number
from reports.content.report_charts import (
    DIGIT,
    NARROW_PX,
    SMALL,
    Bar,
    Box,
    Drawing,
    Label,
    Shape,
    frame_of,
    grid_of,
    numbered,
)
from tiles.palette import BRAND, RULE, SOFT

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
