"""Charts of a report as lists of plain shapes; `paint` puts them into the PDF.

Pure. Units are CSS pixels (96 to the inch), x to the right, y down, the origin at the top left of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, log10

from data.domain.months import Month
from data.dutch import decimal, number, short_month
from data.terms import Klasse
from tiles.palette import BRAND, BY_KLASSE, INK, RULE, SOFT

NORM = BY_KLASSE[Klasse.ENIGSZINS].fill
SMALL, TINY = 9.0, 7.5  # px, 6.75 and 5.6 pt
NARROW_PX, NARROWEST_PX = 38.0, 26.0  # a slot with less room than this for 100,0% and 2026-II, for 100% and 2026
DIGIT = 0.6  # width of a digit in em
NORM_LETTER = 4.8  # px, of the words beside the line of the norm
PACE, EDGE = (BRAND, 1.5, (2.0, 2.0)), (SOFT, 1.0, (1.5, 1.5))  # of lines to where a half-year would end
BAR = 0.62  # width of a bar as share of its slot


@dataclass(frozen=True, slots=True)
class Line:
    """A stroked line through points."""

    points: tuple[tuple[float, float], ...]
    color: str = INK
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with an optional fill and outline."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle with an optional outline."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text; `anchor` is start, middle or end, y is the baseline. `halo` is the colour of a box behind it."""

    x: float
    y: float
    text: str
    color: str = INK
    size: float = SMALL
    anchor: str = "start"
    bold: bool = False
    halo: str = ""


Shape = Line | Box | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of some size, with the text for readers who cannot see it."""

    width: float
    height: float
    alt: str
    shapes: tuple[Shape, ...]


def nice_step(highest: float, steps: int = 4) -> int:
    """A round distance between grid lines, so that about `steps` of them reach `highest`; at least 1.

    >>> nice_step(187), nice_step(3), nice_step(19000)
    (50, 1, 5000)
    """
    raw = max(1.0, highest / steps)
    power = 10.0 ** floor(log10(raw))
    return max(1, ceil(next(m for m in (1, 2, 2.5, 5, 10) if m * power >= raw) * power))


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot inside a drawing and its value axis."""

    left: float
    top: float
    right: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def slot(self, n: int, slots: int) -> float:
        """The middle of the n-th (0..) of so many slots."""
        return self.left + (n + 0.5) * (self.right - self.left) / slots


def grid_of(frame: Frame, step: int, suffix: str = "") -> list[Shape]:
    """Lines across the frame with their values, that of 0 darker."""
    shapes: list[Shape] = []
    value = step * ceil(frame.low / step)
    while value <= frame.high:
        y = frame.y(value)
        shapes.append(Line(((frame.left, y), (frame.right, y)), INK if value == 0 else RULE, 0.75))
        shapes.append(Label(frame.left - 5, y + 3, f"{number(value)}{suffix}", SOFT, anchor="end"))
        value += step
    return shapes


def frame_of(width: float, height: float, low: float, high: float, right: float, signs: int = 0) -> tuple[Frame, int]:
    """A plot with room for the values beside its axis, which goes to whole steps; and the step."""
    step = nice_step(max(high, 1) - min(low, 0))
    low, high = step * floor(min(low, 0) / step), step * ceil(max(high, 1) / step)
    return Frame(
        8 + 5.4 * (signs + max(len(number(high)), len(number(low)))), 14, width - right, height - 18, low, high
    ), step


def cumulative_chart(
    months: Sequence[Month], width: float, height: float, alt: str, ahead: Sequence[float] = ()
) -> Drawing:
    """Housed since the start of the half-year against the month norm: a line with a dot per known position.

    `ahead` is where it would end: at the present pace, and where there is a band at its lowest and highest.
    """
    done = [(n, m.cijfers.gerealiseerd) for n, m in enumerate(months, 1) if m.cijfers]
    norm = [(n, m.norm) for n, m in enumerate(months, 1) if m.norm is not None]
    values = [*(v for _, v in done), *(float(v) for _, v in norm), *ahead]
    norm_text = f"norm {decimal(norm[-1][1])}" if norm else ""
    right = max(52, 6 + NORM_LETTER * len(norm_text))
    frame, step = frame_of(width, height, min(values, default=0), max(values, default=1), right=right)

    def x(month: float) -> float:
        return frame.left + month * (frame.right - frame.left) / len(months)

    shapes = grid_of(frame, step)
    shapes += [
        Label(x(n - 0.5), height - 4, short_month(m.naam), SOFT, anchor="middle") for n, m in enumerate(months, 1)
    ]
    ends: list[Label] = []
    if norm:
        points = ((x(0), frame.y(0)), *((x(n), frame.y(float(v))) for n, v in norm))
        shapes.append(Line(points, NORM, 1.5, (4, 3)))
        ends.append(_at_end(points[-1], norm_text, SOFT))
    if done:
        points = (*(((x(0), frame.y(0)),) if done[0][0] == 1 else ()), *((x(n), frame.y(v)) for n, v in done))
        last_x, last_y = points[-1]
        shapes += [
            Line((points[-1], (x(len(months)), frame.y(end))), *style)
            for end, style in zip(ahead, (PACE, EDGE, EDGE), strict=False)
        ]
        if len(points) > 1:
            shapes.append(Line(points, BRAND, 2.25))
        shapes += [Dot(x(n), frame.y(v), 3, BRAND, "#ffffff") for n, v in done]
        total = number(done[-1][1])
        if ahead:
            shapes.append(Label(last_x - 5, last_y - 6, total, BRAND, anchor="end", bold=True, halo="#ffffff"))
            ends.append(_at_end((x(len(months)), frame.y(ahead[0])), number(floor(ahead[0])), BRAND))
        else:
            ends.append(_at_end((last_x, last_y), total, BRAND, bold=True))
    return Drawing(width, height, alt, (*shapes, *_apart(ends)))


def _at_end(point: tuple[float, float], text: str, color: str, *, bold: bool = False) -> Label:
    return Label(point[0] + 6, point[1] + 3, text, color, bold=bold, halo="#ffffff")


def _apart(ends: list[Label]) -> list[Label]:
    """The words at the ends of two lines, moved away from each other where one would stand over the other."""
    if len(ends) == 2 and abs(ends[0].y - ends[1].y) < 11 and ends[0].x - ends[1].x < 30:
        shift = 6 if ends[0].y >= ends[1].y else -6
        return [replace(ends[0], y=ends[0].y + shift), replace(ends[1], y=ends[1].y - shift)]
    return ends


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its number; `ink` is the colour of the number inside the bar, `color` above it."""

    box: Box
    text: str
    ink: str
    color: str = BRAND
    bold: bool = True
    size: float = SMALL

    def crossed(self, line: float) -> bool:
        """Whether a horizontal line at this height would run through the number above the bar."""
        return self.box.y - SMALL - 5 < line < self.box.y - 1


def numbered(bars: Sequence[Bar], line: float | None) -> list[Shape]:
    """The numbers of bars, above them; if the `line` of the norm runs through one, the bold ones inside where they fit."""
    inside = line is not None and any(bar.crossed(line) for bar in bars)
    shapes: list[Shape] = []
    for bar in bars:
        middle, y = bar.box.x + bar.box.width / 2, bar.box.y - 4
        fits = bar.box.height > SMALL + 6 and DIGIT * bar.size * len(bar.text.replace(".", "")) + 3 < bar.box.width
        free = line is not None and not bar.box.y + 1 < line < bar.box.y + SMALL + 5
        if inside and fits and free and (bar.bold or bar.crossed(line or 0)):
            y = bar.box.y + SMALL + 2
            shapes.append(Label(middle, y, bar.text, bar.ink, bar.size, anchor="middle", bold=bar.bold))
            continue
        if line is not None and bar.crossed(line):
            y = line - 4
        shapes.append(Label(middle, y, bar.text, bar.color, bar.size, anchor="middle", bold=bar.bold, halo="#ffffff"))
    return shapes


def monthly_chart(months: Sequence[Month], needed: Fraction | None, width: float, height: float, alt: str) -> Drawing:
    """Housed in each month as bars with their number, what is needed per month to come as open bars, the norm as line."""
    share = None if months[0].norm is None else float(months[0].norm)
    open_value = None if needed is None else float(needed)
    values = [m.in_month for m in months if m.in_month is not None]
    high = max([*values, share or 0, open_value or 0, 1])
    frame, step = frame_of(width, height, min([*values, 0]), high * 1.08, right=4)
    shapes = grid_of(frame, step)
    bars: list[Bar] = []
    wide = BAR * (frame.right - frame.left) / len(months)
    last = max((n for n, m in enumerate(months) if m.cijfers), default=-1)
    norm = None if share is None else frame.y(share)
    for n, month in enumerate(months):
        middle = frame.slot(n, len(months))
        shapes.append(Label(middle, height - 4, short_month(month.naam), SOFT, anchor="middle"))
        if month.in_month is not None:
            top, foot = sorted((frame.y(month.in_month), frame.y(0)))
            box = Box(middle - wide / 2, top, wide, foot - top, BRAND)
            bars.append(Bar(box, number(month.in_month), "#ffffff"))
        elif n > last and needed is not None and open_value is not None:
            top = frame.y(open_value)
            box = Box(middle - wide / 2, top, wide, frame.y(0) - top, "#ffffff", BRAND, (2.5, 2))
            bars.append(Bar(box, number(ceil(needed)), SOFT, SOFT, bold=False))
    shapes += [bar.box for bar in bars]
    if norm is not None:
        shapes.append(Line(((frame.left, norm), (frame.right, norm)), NORM, 1.5, (4, 3)))
    numbers = numbered(bars, norm)  # on top of everything; that of a correction not over the name of the month
    return Drawing(width, height, alt, (*shapes, *numbers))
