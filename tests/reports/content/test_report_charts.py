import itertools
from dataclasses import replace

import pytest

from data.domain.history import Halfjaarstand
from data.domain.months import months_of
from data.domain.rules import DEFAULT_GRENS
from data.domain.stand import Total
from data.terms import Cijfers, Halfjaar
from reports.content.halves_chart import history_chart
from reports.content.report_charts import (
    Bar,
    Box,
    Label,
    Line,
    cumulative_chart,
    monthly_chart,
    nice_step,
    numbered,
)
from reports.render import HISTORY_PX
from tests.reports import example


def months(code="GM0363"):
    *earlier, stand = example.stands()
    return months_of(code, stand, earlier)


def charts():
    *earlier, stand = example.stands()
    for regel in stand.gemeenten[::40]:
        series = months_of(regel.code, stand, earlier)
        yield cumulative_chart(series, 300, 160, "totaal")
        yield monthly_chart(series, regel.per_maand and None, 300, 160, "per maand")


def inside(drawing):
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            yield shape.x >= 0 and shape.y >= 0 and shape.x + shape.width <= drawing.width
            yield shape.height >= 0 and shape.y + shape.height <= drawing.height
        elif isinstance(shape, Line):
            yield all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in shape.points)
        elif isinstance(shape, Label):
            yield 0 <= shape.y <= drawing.height


def test_nothing_is_drawn_outside_the_chart():
    assert all(all(inside(drawing)) for drawing in charts())


def test_bars_are_as_long_as_their_numbers():
    drawing = monthly_chart(months(), None, 300, 160, "")
    bars = [shape for shape in drawing.shapes if isinstance(shape, Box)]
    assert len(bars) == 4
    per_person = [bar.height / number for bar, number in zip(bars, (122, 228, 114, 129), strict=True)]
    assert max(per_person) == pytest.approx(min(per_person))


def test_a_negative_month_hangs_below_zero():
    series = list(months())
    series[1] = replace(series[1], in_month=-40)
    drawing = monthly_chart(series, None, 300, 160, "")
    bars = [shape for shape in drawing.shapes if isinstance(shape, Box)]
    assert bars[1].y == pytest.approx(bars[0].y + bars[0].height)  # begins where the first bar ends, on zero
    assert all(inside(drawing))
    (number,) = (s for s in drawing.shapes if isinstance(s, Label) and s.text == "−40")
    (month,) = (s for s in drawing.shapes if isinstance(s, Label) and s.text == "aug")
    assert month.y - number.y > 12, "the number does not cover the name of the month"


def earlier(halfjaar, cijfers, opgeteld=False):
    """A final position of an earlier half-year."""
    return Halfjaarstand(halfjaar.slot, Total(cijfers, 6, DEFAULT_GRENS), not opgeteld, opgeteld, "")


def test_more_than_hundred_percent_is_not_cut_off():
    rows = [earlier(Halfjaar(2025, 2), Cijfers(10, 0, 25))]
    drawing = history_chart(rows, 200, 120, "")
    assert "250,0%" in {shape.text for shape in drawing.shapes if isinstance(shape, Label)}
    assert all(inside(drawing))


def test_no_number_of_a_bar_stands_on_the_norm():
    *earlier, stand = example.stands()
    for regel in (stand.nederland, *stand.provincies, *stand.gemeenten[::10]):
        series = months_of(regel.code, stand, earlier)
        drawing = monthly_chart(series, None, 320, 160, "")
        (norm,) = (s.points[0][1] for s in drawing.shapes if isinstance(s, Line) and s.dash)
        labels = [s for s in drawing.shapes if isinstance(s, Label) and (s.bold or s.color == "#ffffff")]
        assert labels and all(not label.y - 8 < norm < label.y for label in labels)


def test_a_number_in_a_bar_is_seen_on_it():
    bars = (
        Bar(Box(0, 50, 40, 60, "#08264f"), "1.979", "#ffffff"),
        Bar(Box(50, 100, 40, 10, "#08264f"), "9", "#ffffff"),
    )
    inside, above = numbered(bars, 45)
    assert (inside.color, inside.halo) == ("#ffffff", "") and inside.y - 8 > 50 and inside.y < 110
    assert above.color == "#08264f" and above.y < 100


def test_march_is_shortened_as_dutch_does():
    final = next(s for s in example.stands() if str(s.peildatum) == "2026-07-01")
    texts = [
        s.text for s in monthly_chart(months_of("GM0363", final, []), None, 300, 160, "").shapes if isinstance(s, Label)
    ]
    assert [t for t in texts if t.isalpha()] == ["jan", "feb", "mrt", "apr", "mei", "jun"]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_numbers_and_names_of_half_years_do_not_touch(renderer, count):
    halfjaar, rows = Halfjaar(2026, 1), []
    for n in range(count):
        cijfers = Cijfers(1, -2, 0) if n == 1 else Cijfers(1000, 0, 1034 - n)
        rows.append(earlier(halfjaar, cijfers))
        halfjaar = Halfjaar(halfjaar.year - (halfjaar.half == 1), 3 - halfjaar.half)
    drawing = history_chart(rows, *HISTORY_PX, "")
    assert all(inside(drawing))
    labels = [s for s in drawing.shapes if isinstance(s, Label) and s.anchor == "middle"]
    for height in {label.y for label in labels}:
        ends = sorted((s.x, renderer.press.lettering.width(s.text, s.size, s.bold)) for s in labels if s.y == height)
        for (left, wide), (right, other) in itertools.pairwise(ends):
            assert left + wide / 2 + 2 <= right - other / 2


def test_a_merger_is_a_break():
    rows = [
        earlier(Halfjaar(2023, 1), Cijfers(10, 0, 5)),
        earlier(Halfjaar(2022, 2), Cijfers(10, 0, 5), opgeteld=True),
    ]
    texts = {s.text for s in history_chart(rows, 200, 120, "").shapes if isinstance(s, Label)}
    assert "herindeling" in texts


def test_a_chart_without_any_figure_is_still_a_chart():
    empty = [replace(m, positie=Total(None, 6, DEFAULT_GRENS), in_month=None, norm=None) for m in months()]
    assert cumulative_chart(empty, 300, 160, "").shapes
    assert monthly_chart(empty, None, 300, 160, "").shapes


@pytest.mark.parametrize("highest", [0.2, 1, 3, 7, 12, 99, 100, 101, 5000, 15827])
def test_grid_lines_are_few_and_whole(highest):
    step = nice_step(highest)
    assert step >= 1 and highest / step <= 5
