"""The drawings: months are differences of positions, and nothing falls outside the drawing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain import rules
from data.domain.history import Verleden
from data.domain.months import Month
from data.domain.outlook import Vooruitblik, ahead_of
from data.domain.stand import Total
from data.terms import MAANDEN, Cijfers, Halfjaar
from server.pages import charts

HALF = Halfjaar(2026, 2)


def months(totals: list[int | None], taakstelling: int = 60, achterstand: int = 0) -> list[Month]:
    done = [*totals, *[None] * (6 - len(totals))]
    rows = []
    for n, (peildatum, now, before) in enumerate(zip(HALF.peildata, done, [0, *done[:5]], strict=True), start=1):
        cijfers = None if now is None else Cijfers(taakstelling, achterstand, now)
        in_month = None if now is None or before is None else now - before
        rows.append(Month(peildatum, MAANDEN[5 + n], Total(cijfers, n, rules.DEFAULT_GRENS), in_month, None))
    return rows


def ahead(rows: list[Month]) -> Vooruitblik:
    """The look ahead of these months: at the last of them that has figures, or the first of all."""
    newest = max((row.peildatum for row in rows if row.cijfers), default=HALF.peildata[0])
    return ahead_of(newest, rows, Verleden((), ()))


def cumulative(rows: list[Month], gecorrigeerd: int | None) -> charts.Grafiek | None:
    return charts.verloopgrafiek(rows, gecorrigeerd, ahead(rows))


def test_the_line_goes_on_to_the_projection_within_its_band() -> None:
    drawing = cumulative(months([10, 30, 60]), 300)  # 10, 20 and 30: to 120, or 60 + 3 * 10 and 60 + 3 * 30
    assert drawing is not None
    (x, y), end = drawing.vooruit
    assert (x, y) == drawing.punten[-1]
    per_person = (drawing.nul - y) / 60
    assert (drawing.nul - end[1]) / per_person == pytest.approx(120, abs=0.5)
    assert [(drawing.nul - low_or_high) / per_person for _, low_or_high in drawing.band[1:]] == pytest.approx(
        [90, 150], abs=0.5
    )
    assert {end[0], *(x for x, _ in drawing.band[1:])} == {drawing.rechts}


def test_a_half_year_that_is_over_or_young_shows_no_more_than_is_known() -> None:
    ended, young = cumulative(months([1, 2, 3, 4, 5, 6]), 9), cumulative(months([5, 9]), 9)
    assert ended is not None
    assert young is not None
    assert (ended.vooruit, ended.band) == ((), ())
    assert len(young.vooruit) == 2
    assert young.band == ()


def test_the_average_is_a_sixth_and_the_bar_of_that_height_touches_it() -> None:
    drawing = charts.maandgrafiek(months([10]), 60)
    assert drawing is not None
    assert drawing.norm == 10
    assert drawing.balken[0].y == drawing.norm_y


def test_a_target_that_is_met_by_what_went_before_has_no_norm() -> None:
    rows = months([2, 2], 77, -122)
    for make in (charts.maandgrafiek, cumulative):
        drawing = make(rows, -45)
        assert drawing is not None
        assert (drawing.norm, drawing.norm_y) == (None, None)


def test_the_value_of_a_bar_keeps_clear_of_the_line_of_the_norm() -> None:
    drawing = charts.maandgrafiek(months([9, 19, 22]), 60)  # 9, 10 and 3 a month; an equal part is 10
    assert drawing is not None
    assert drawing.norm_y is not None
    below, at, low = drawing.balken[:3]
    assert drawing.waarde_y(below) < drawing.norm_y  # the line would run through a 9 right above its bar
    assert drawing.waarde_y(at) < drawing.norm_y
    assert drawing.waarde_y(low) == low.y - 4


def test_labels_of_five_digits_fit_left_of_the_axis() -> None:
    drawing = cumulative(months([7343], 15827), 15827)
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
    assert charts.maandgrafiek(months([None]), None) is None
    assert cumulative(months([None]), None) is None


def test_percentages_of_areas_large_and_small_stand_at_the_same_height() -> None:
    large, small = charts.percentagegrafieken([months([100, 300], 600), months([1, 3, 4], 6)])
    assert large.punten == small.punten[:3]
    assert large.schaal == small.schaal
    assert small.norm_y == large.norm_y == next(s.y for s in large.schaal if s.waarde == 100)


def test_one_that_did_more_than_all_makes_room_for_all() -> None:
    other, one = charts.percentagegrafieken([months([None, 2], 3), months([9], 3)])
    assert one.schaal == other.schaal
    assert one.schaal[-1].waarde >= 300
    assert [len(drawing.punten) for drawing in (one, other)] == [2, 1], "a month that is not known has no point"


def test_bars_that_lie_begin_at_zero_and_the_norm_is_across_all() -> None:
    drawing = charts.aandelengrafiek([50.0, None, 200.0, -50.0], 100.0)
    half, none, twice, less = drawing.balken
    assert (twice.x + twice.breed, less.x) == (charts.WIDTH, 0)  # type: ignore[operator]  # from -50 to 200
    assert half.x == twice.x == less.breed == charts.WIDTH / 5
    assert none.breed is None
    assert drawing.norm_x == pytest.approx(charts.WIDTH * 150 / 250)
    assert drawing.hoogte >= less.y + charts.BAR


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 30_000)), min_size=1, max_size=6),
    st.integers(-500, 30_000),
)
def test_everything_drawn_lies_inside_the_drawing(totals: list[int | None], taakstelling: int) -> None:
    rows = months(totals, taakstelling)
    for make in (charts.maandgrafiek, cumulative):
        drawing = make(rows, None if totals[-1] is None else taakstelling)
        if drawing is None:
            continue
        heights = [s.y for s in drawing.schaal] + [drawing.nul] + ([] if drawing.norm_y is None else [drawing.norm_y])
        heights += [drawing.waarde_y(b) for b in drawing.balken]
        heights += [b.y for b in drawing.balken] + [b.y + b.hoogte for b in drawing.balken]
        heights += [y for _, y in (*drawing.punten, *drawing.vooruit, *drawing.band)]
        assert all(0 <= y <= charts.HEIGHT for y in heights)
        assert all(0 <= x <= charts.WIDTH for x, _ in (*drawing.punten, *drawing.vooruit, *drawing.band))
        assert 2 <= len(drawing.schaal) <= 8
