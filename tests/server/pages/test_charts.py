"""The drawings: months are differences of positions, and nothing falls outside the drawing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.domain import rules
from data.domain.stand import Position, Total
from data.terms import Cijfers, Halfjaar, Peildatum
from server.pages import charts

HALF = Halfjaar(2026, 2)


def reeks(totals: list[int | None], taakstelling: int = 60) -> list[tuple[Peildatum, Position]]:
    rows = []
    for p, done in zip(HALF.peildata, totals, strict=False):
        cijfers = None if done is None else Cijfers(taakstelling, 0, done)
        rows.append((p, Total(cijfers, p.months, rules.DEFAULT_GRENS)))
    return rows


def test_a_month_is_the_difference_of_two_positions() -> None:
    assert charts.per_maand(reeks([5, 12, 10]), HALF.peildata[2]) == (5, 7, -2, None, None, None)


def test_a_month_is_unknown_when_the_position_before_it_is() -> None:
    assert charts.per_maand(reeks([5, None, 10, 14]), HALF.peildata[3]) == (5, None, None, 4, None, None)


def test_later_months_are_left_out_of_an_earlier_view() -> None:
    assert charts.per_maand(reeks([5, 12, 10]), HALF.peildata[1]) == (5, 7, None, None, None, None)


def test_the_average_is_a_sixth_and_the_bar_of_that_height_touches_it() -> None:
    drawing = charts.maandgrafiek(reeks([10]), HALF.peildata[0])
    assert drawing is not None
    assert drawing.norm == 10
    assert drawing.balken[0].y == drawing.norm_y


def test_a_target_that_is_met_by_what_went_before_has_no_norm() -> None:
    rows = [(p, Total(Cijfers(77, -122, 2), p.months, rules.DEFAULT_GRENS)) for p in HALF.peildata[:2]]
    for make in (charts.maandgrafiek, charts.verloopgrafiek):
        drawing = make(rows, HALF.peildata[1])
        assert drawing is not None
        assert (drawing.norm, drawing.norm_y) == (None, None)


def test_the_value_of_a_bar_keeps_clear_of_the_line_of_the_norm() -> None:
    drawing = charts.maandgrafiek(reeks([9, 19, 22]), HALF.peildata[2])  # 9, 10 and 3 a month; an equal part is 10
    assert drawing is not None
    assert drawing.norm_y is not None
    below, at, low = drawing.balken[:3]
    assert drawing.waarde_y(below) < drawing.norm_y  # the line would run through a 9 right above its bar
    assert drawing.waarde_y(at) < drawing.norm_y
    assert drawing.waarde_y(low) == low.y - 4


def test_labels_of_five_digits_fit_left_of_the_axis() -> None:
    drawing = charts.verloopgrafiek(reeks([7343], 15827), HALF.peildata[0])
    assert drawing is not None
    widest = max(len(f"{s.waarde:,}") for s in drawing.schaal)
    assert widest == len("20.000")
    assert drawing.links - 6 >= widest * 14 * 0.58  # letters of 14 units on a phone, digits of 0.6 em, a narrow point


def test_few_half_years_are_drawn_broader_than_many() -> None:
    few, many = (charts.halfjarengrafiek([(f"{n}", 10, 8) for n in range(count)]) for count in (3, 20))
    assert few is not None
    assert many is not None
    assert few.paren[0].links.breedte > many.paren[0].links.breedte
    for drawing in (few, many):
        for pair, after in zip(drawing.paren, drawing.paren[1:], strict=False):
            assert pair.links.x + pair.links.breedte <= pair.rechts.x
            assert pair.rechts.x + pair.rechts.breedte <= after.links.x


def test_no_figures_no_drawing() -> None:
    assert charts.maandgrafiek(reeks([None]), HALF.peildata[0]) is None
    assert charts.verloopgrafiek(reeks([None]), HALF.peildata[0]) is None


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 30_000)), min_size=1, max_size=6),
    st.integers(-500, 30_000),
)
def test_everything_drawn_lies_inside_the_drawing(totals: list[int | None], taakstelling: int) -> None:
    rows = reeks(totals, taakstelling)
    for make in (charts.maandgrafiek, charts.verloopgrafiek):
        drawing = make(rows, HALF.peildata[len(totals) - 1])
        if drawing is None:
            continue
        heights = [s.y for s in drawing.schaal] + [drawing.nul] + ([] if drawing.norm_y is None else [drawing.norm_y])
        heights += [drawing.waarde_y(b) for b in drawing.balken]
        heights += [b.y for b in drawing.balken] + [b.y + b.hoogte for b in drawing.balken]
        heights += [y for _, y in drawing.punten]
        assert all(0 <= y <= charts.HEIGHT for y in heights)
        assert all(0 <= x <= charts.WIDTH for x, _ in drawing.punten)
        assert 2 <= len(drawing.schaal) <= 8
