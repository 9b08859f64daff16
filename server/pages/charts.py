"""The geometry of the charts on the pages: from figures to positions in a drawing, which templates write out. Pure.

Positions are in units of the viewBox, x to the right and y down; the same figures stand in a table beside the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from data import dutch
from data.domain import rules
from data.domain.months import Month
from data.domain.outlook import Vooruitblik
from data.terms import MONTHS_PER_HALFJAAR

WIDTH, HEIGHT = 340.0, 168.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 14.0, 20.0, 22.0  # left: a number of five digits in the letters of a phone
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
LETTERS = 13.0  # from the foot of a label above a bar to above its letters


@dataclass(frozen=True, slots=True)
class Balk:
    """One bar: its label under the axis, the value (None = not known yet) and its box."""

    label: str
    waarde: int | None
    x: float
    y: float
    breedte: float
    hoogte: float

    @property
    def midden(self) -> float:
        """The middle of the bar on the x axis."""
        return round(self.x + self.breedte / 2, 1)


@dataclass(frozen=True, slots=True)
class Streep:
    """One line of the scale: its value and its height in the drawing."""

    waarde: int
    y: float


@dataclass(frozen=True, slots=True)
class Grafiek:
    """A drawing of one half-year: bars per month, or a cumulative line against the target."""

    balken: tuple[Balk, ...]
    schaal: tuple[Streep, ...]
    nul: float  # y of zero
    norm: Fraction | int | None  # persons in an equal month, or the corrected taakstelling; None when that is met
    norm_y: float | None
    punten: tuple[tuple[float, float], ...] = ()  # the cumulative line
    vooruit: tuple[tuple[float, float], ...] = ()  # from its end to the projection
    band: tuple[tuple[float, float], ...] = ()  # from its end to the lowest and the highest that may come of it

    @property
    def links(self) -> float:
        """Where the x axis begins."""
        return LEFT

    @property
    def rechts(self) -> float:
        """Where the x axis ends."""
        return WIDTH - RIGHT

    def waarde_y(self, balk: Balk) -> float:
        """Where the value of a bar stands: right above it, or above the line of the norm when that runs through it."""
        foot = balk.y - 4
        crossed = self.norm_y is not None and foot - LETTERS < self.norm_y <= foot + 4
        return foot if self.norm_y is None or not crossed else round(self.norm_y - 5, 1)


def punten(line: Sequence[tuple[float, float]]) -> str:
    """Points as SVG writes them."""
    return " ".join(f"{x},{y}" for x, y in line)


def _steps(top: float) -> int:
    """A round distance between two lines of the scale, so that there are two to four of them."""
    magnitude = 1
    while True:
        for factor in (1, 2, 5):
            if top / (factor * magnitude) <= 4:
                return factor * magnitude
        magnitude *= 10


def _scale(low: float, high: float) -> tuple[float, float, tuple[Streep, ...]]:
    """Units per person, the y of zero, and the lines of the scale for values from `low` (<= 0) to `high` (> 0)."""
    step = _steps(high - low)
    bottom, top = step * (low // step), step * -(-high // step)
    unit = PLOT_HEIGHT / (top - bottom)
    zero = TOP + top * unit
    lines = tuple(Streep(int(v), round(zero - v * unit, 1)) for v in range(int(bottom), int(top) + 1, step))
    return unit, round(zero, 1), lines


@dataclass(frozen=True, slots=True)
class Paar:
    """Two bars of one half-year side by side: the corrected taakstelling and what was done; None = not known."""

    label: str
    links: Balk
    rechts: Balk


@dataclass(frozen=True, slots=True)
class Halfjarengrafiek:
    """The half-years of an area beside each other; `links` is where the x axis begins."""

    links: float
    paren: tuple[Paar, ...]
    schaal: tuple[Streep, ...]
    nul: float
    breedte: float


def halfjarengrafiek(values: Sequence[tuple[str, int | None, int | None]]) -> Halfjarengrafiek | None:
    """Pairs of bars for (half-year, gecorrigeerd, gerealiseerd), in the order given; None when nothing is known."""
    present = [v for _, *pair in values for v in pair if v is not None]
    if not present:
        return None
    unit, zero, lines = _scale(min([0, *present]), max([1, *present]))
    slot = min(110.0, max(46.0, 440.0 / len(values)))
    width = round(slot * 0.36, 1)
    pairs = []
    for n, (label, *pair) in enumerate(values):
        bars = []
        for side, value in enumerate(pair):
            height = abs(value or 0) * unit
            top = zero - height if (value or 0) >= 0 else zero
            x = LEFT + n * slot + slot * 0.13 + side * (width + 1)
            bars.append(Balk(label, value, round(x, 1), round(top, 1), width, round(height, 1)))
        pairs.append(Paar(label, *bars))
    return Halfjarengrafiek(LEFT, tuple(pairs), lines, zero, round(LEFT + slot * len(values) + RIGHT, 1))


def maandgrafiek(months: Sequence[Month], gecorrigeerd: int | None) -> Grafiek | None:
    """Bars per month against an equal part of the corrected taakstelling; None without figures."""
    if gecorrigeerd is None:
        return None
    norm = rules.month_norm(gecorrigeerd, 1)
    equal = float(norm)
    present = [m.in_month for m in months if m.in_month is not None]
    unit, zero, lines = _scale(min([0, *present]), max([1.0, equal, *present]))
    slot = PLOT_WIDTH / MONTHS_PER_HALFJAAR
    bars = []
    for n, month in enumerate(months):
        height = abs(month.in_month or 0) * unit
        top = zero - height if (month.in_month or 0) >= 0 else zero
        x = LEFT + n * slot + slot * 0.17
        label = dutch.short_month(month.naam)
        bars.append(Balk(label, month.in_month, round(x, 1), round(top, 1), round(slot * 0.66, 1), round(height, 1)))
    if not equal:
        return Grafiek(tuple(bars), lines, zero, None, None)
    return Grafiek(tuple(bars), lines, zero, norm, round(zero - equal * unit, 1))


def verloopgrafiek(months: Sequence[Month], gecorrigeerd: int | None, blik: Vooruitblik) -> Grafiek | None:
    """The cumulative line of the half-year against the straight road to the corrected taakstelling, and where it leads."""
    if gecorrigeerd is None:
        return None
    totals = {n: m.cijfers.gerealiseerd for n, m in enumerate(months, start=1) if m.cijfers}
    ends = _ends(blik)
    unit, zero, lines = _scale(min(0, *totals.values(), 0), max(1.0, gecorrigeerd, *totals.values(), *ends))
    slot = PLOT_WIDTH / MONTHS_PER_HALFJAAR

    def at(n: int, persons: float) -> tuple[float, float]:
        return round(LEFT + n * slot, 1), round(zero - persons * unit, 1)

    points = [(LEFT, zero)] if 1 in totals else []
    points += [at(n, v) for n, v in sorted(totals.items())]
    labels = tuple(
        Balk(dutch.short_month(m.naam), totals.get(n), round(LEFT + (n - 0.5) * slot, 1), zero, round(slot, 1), 0)
        for n, m in enumerate(months, start=1)
    )
    norm, norm_y = (None, None) if gecorrigeerd <= 0 else (gecorrigeerd, round(zero - gecorrigeerd * unit, 1))
    expected, band = (
        [at(MONTHS_PER_HALFJAAR, end) for end in ends[:1]],
        [at(MONTHS_PER_HALFJAAR, end) for end in ends[1:]],
    )
    return Grafiek(
        labels, lines, zero, norm, norm_y, tuple(points),
        vooruit=(points[-1], *expected) if expected else (),
        band=(points[-1], *band) if band else (),
    )  # fmt: skip


def _ends(blik: Vooruitblik) -> tuple[float, ...]:
    """The projection, and where there is a band its lowest and highest; nothing of a half-year that is over."""
    if blik.prognose is None or blik.peildatum.is_final:
        return ()
    band = () if blik.band is None else (blik.band.laag, blik.band.hoog)
    return (float(blik.prognose.gerealiseerd), *band)


def percentagegrafieken(areas: Sequence[Sequence[Month]]) -> list[Grafiek]:
    """The percentage of each area after each month against the straight road to 100, all on one scale.

    A month without a percentage has no point. The values are percentages of the corrected taakstelling of that month.
    """
    shares = [{n: p for n, m in enumerate(months, 1) if (p := m.positie.percentage) is not None} for months in areas]
    every = [p for of_month in shares for p in of_month.values()]
    unit, zero, lines = _scale(min([0, *every]), max([100, *every]))
    slot = PLOT_WIDTH / MONTHS_PER_HALFJAAR
    drawings = []
    for months, of_month in zip(areas, shares, strict=True):
        points = [(LEFT, zero)] if 1 in of_month else []
        points += [(round(LEFT + n * slot, 1), round(zero - p * unit, 1)) for n, p in of_month.items()]
        labels = tuple(
            Balk(dutch.short_month(m.naam), None, round(LEFT + (n - 0.5) * slot, 1), zero, round(slot, 1), 0)
            for n, m in enumerate(months, 1)
        )
        drawings.append(Grafiek(labels, lines, zero, 100, round(zero - 100 * unit, 1), tuple(points)))
    return drawings


@dataclass(frozen=True, slots=True)
class Aandeel:
    """A bar that lies: from `x`, so `breed` and beginning at `y`; None without a percentage."""

    y: float
    x: float
    breed: float | None


@dataclass(frozen=True, slots=True)
class Aandelengrafiek:
    """Percentages below each other, on one scale with the norm as a line across all of them."""

    balken: tuple[Aandeel, ...]
    norm_x: float
    hoogte: float


ROW, BAR = 44.0, 16.0  # of a drawing of bars that lie: the height of an area with its name, and of its bar


def aandelengrafiek(percentages: Sequence[float | None], norm: float) -> Aandelengrafiek:
    """Bars of the percentages in the order given, from the left edge (zero, or the lowest value) to the right one."""
    present = [value for value in percentages if value is not None]
    low, high = min([0.0, *present]), max([100.0, norm, *present])
    unit = WIDTH / (high - low)
    bars = tuple(
        Aandeel(
            y=n * ROW + ROW - BAR - 4,
            x=round((min(0.0, value or 0.0) - low) * unit, 1),
            breed=None if value is None else round(abs(value) * unit, 1),
        )
        for n, value in enumerate(percentages)
    )
    return Aandelengrafiek(bars, round((norm - low) * unit, 1), ROW * len(bars))
