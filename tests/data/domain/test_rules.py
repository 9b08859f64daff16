"""The arithmetic as laws that hold for any figures, beside examples that were worked out by hand."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain import rules
from data.domain.rules import klasse, percentage
from data.domain.stand import Stand, Total, make_stand
from data.reference.gemeenten import PROVINCIES, gemeenten_of
from data.terms import Cijfers, Gemeentecode, Klasse, Peildatum, Snapshot

months_passed = st.integers(1, 6)
figures = st.builds(
    Cijfers,
    taakstelling=st.integers(0, 3000),
    achterstand=st.integers(-4000, 4000),
    gerealiseerd=st.integers(0, 6000),
)
grenzen = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)
ORDER = {Klasse.ACHTER: 0, Klasse.ENIGSZINS: 1, Klasse.GOED: 2}


def more(cijfers: Cijfers, extra: int) -> Cijfers:
    return Cijfers(cijfers.taakstelling, cijfers.achterstand, cijfers.gerealiseerd + extra)


@given(figures, st.integers(0, 100), months_passed, grenzen)
def test_klasse_never_gets_worse_when_more_was_realised(
    cijfers: Cijfers, extra: int, months: int, grens: Fraction
) -> None:
    assert ORDER[klasse(more(cijfers, extra), months, grens)] >= ORDER[klasse(cijfers, months, grens)]


@given(figures, months_passed, grenzen)
def test_klasse_never_gets_better_by_time_alone(cijfers: Cijfers, months: int, grens: Fraction) -> None:
    if months < 6:
        assert ORDER[klasse(cijfers, months + 1, grens)] <= ORDER[klasse(cijfers, months, grens)]


@given(figures, months_passed)
def test_so_many_whole_persons_a_month_are_enough_and_one_less_is_not(cijfers: Cijfers, months: int) -> None:
    each, left = Total(cijfers, months, Fraction(3, 4)).per_maand, 6 - months
    to_do = max(0, cijfers.gecorrigeerd - cijfers.gerealiseerd)
    if not left:
        assert each is None
    else:
        assert isinstance(each, int)
        assert each * left >= to_do
        assert each == 0 or (each - 1) * left < to_do


@given(figures, months_passed)
def test_goed_is_the_integer_comparison_of_the_contract(cijfers: Cijfers, months: int) -> None:
    expected = cijfers.gecorrigeerd <= 0 or cijfers.gerealiseerd * 6 >= months * cijfers.gecorrigeerd
    assert (klasse(cijfers, months) is Klasse.GOED) == expected


@given(figures, months_passed)
def test_enigszins_begins_at_three_quarters_of_the_norm(cijfers: Cijfers, months: int) -> None:
    behind = cijfers.gecorrigeerd > 0 and cijfers.gerealiseerd * 6 * 4 < 3 * months * cijfers.gecorrigeerd
    assert (klasse(cijfers, months) is Klasse.ACHTER) == behind


@given(figures, months_passed)
def test_a_border_of_the_whole_norm_leaves_no_middle_class(cijfers: Cijfers, months: int) -> None:
    assert klasse(cijfers, months, Fraction(1)) is not Klasse.ENIGSZINS


@pytest.mark.parametrize(
    ("taakstelling", "achterstand", "gerealiseerd", "months", "expected"),
    [
        # domain notes 1.3: position of 1 April = 3/6 = 50%
        (100, 0, 50, 3, Klasse.GOED),
        (100, 0, 49, 3, Klasse.ENIGSZINS),
        (100, 0, 38, 3, Klasse.ENIGSZINS),  # 37.5 is the border
        (100, 0, 37, 3, Klasse.ACHTER),
        (7, 0, 3, 3, Klasse.ENIGSZINS),  # 3 of 3.5: no rounding to the good side
        (7, 0, 4, 3, Klasse.GOED),
        (100, 50, 75, 3, Klasse.GOED),
        (100, -50, 25, 3, Klasse.GOED),
        (100, 0, 100, 6, Klasse.GOED),
        (100, 0, 99, 6, Klasse.ENIGSZINS),
        (100, 0, 16, 1, Klasse.ENIGSZINS),  # the norm of a month is 16.67
        (100, 0, 17, 1, Klasse.GOED),
        (10, -10, 0, 6, Klasse.GOED),
        (10, -30, 0, 6, Klasse.GOED),
        (0, 0, 0, 6, Klasse.GOED),
    ],
)
def test_klasse_by_hand(taakstelling: int, achterstand: int, gerealiseerd: int, months: int, expected: Klasse) -> None:
    assert klasse(Cijfers(taakstelling, achterstand, gerealiseerd), months) is expected


def test_no_figure_is_a_class_of_its_own() -> None:
    assert klasse(None, 3) is Klasse.GEEN_CIJFER
    assert percentage(None) is None


@given(figures)
def test_percentage_is_exact_and_neither_divides_by_zero_nor_clips(cijfers: Cijfers) -> None:
    found = percentage(cijfers)
    assert (found is None) == (cijfers.gecorrigeerd <= 0)
    if found is not None:
        assert found * cijfers.gecorrigeerd == 100 * cijfers.gerealiseerd


def test_percentage_above_one_hundred_stays_above() -> None:
    assert percentage(Cijfers(10, -2, 80)) == 1000


@given(figures, months_passed)
def test_what_is_left_is_never_negative_and_is_spread_over_the_months_left(cijfers: Cijfers, months: int) -> None:
    nog = rules.nog_te_huisvesten(cijfers)
    per_month = rules.per_remaining_month(cijfers, months)
    assert nog == max(0, cijfers.gecorrigeerd - cijfers.gerealiseerd)
    assert per_month is None if months == 6 else per_month == Fraction(nog, 6 - months)


@given(figures)
def test_closing_balance_is_the_achterstand_of_the_next_half_year(cijfers: Cijfers) -> None:
    assert rules.closing_balance(cijfers) == cijfers.taakstelling + cijfers.achterstand - cijfers.gerealiseerd


@pytest.mark.parametrize("months", [0, 7, -1])
def test_months_outside_a_half_year_are_refused(months: int) -> None:
    with pytest.raises(ValueError, match=str(months)):
        klasse(Cijfers(1, 0, 0), months)


@st.composite
def standen(draw: st.DrawFn) -> Stand:
    day = draw(st.sampled_from([Peildatum.parse(t) for t in ("2017-01-01", "2019-05-01", "2022-07-01", "2026-11-01")]))
    gemeenten = gemeenten_of(day.halfjaar.year)
    seed = draw(st.lists(st.one_of(st.none(), figures), min_size=7, max_size=7))
    cijfers: dict[Gemeentecode, Cijfers | None] = {g.code: seed[g.code.number % 7] for g in gemeenten}
    return make_stand(Snapshot(day, cijfers), gemeenten)


@given(standen())
def test_gemeenten_sum_to_provincie_and_provincies_to_the_land(stand: Stand) -> None:
    assert [p.code for p in stand.provincies] == list(PROVINCIES)
    for provincie in stand.provincies:
        own = [r.cijfers for r in stand.gemeenten if r.provinciecode == provincie.code and r.cijfers is not None]
        assert provincie.cijfers == (rules.total(own) if own else None)
    known = [p.cijfers for p in stand.provincies if p.cijfers is not None]
    assert stand.nederland.cijfers == (rules.total(known) if known else None)
    assert sum(stand.telling().values()) == len(stand.gemeenten)
    assert all(stand.telling()[k] == sum(stand.telling(p.code)[k] for p in stand.provincies) for k in Klasse), (
        "klassen add up too"
    )


@given(standen())
def test_percentage_of_a_sum_is_that_of_the_sums(stand: Stand) -> None:
    land = stand.nederland.cijfers
    known = [r.cijfers for r in stand.gemeenten if r.cijfers is not None]
    if land is not None and land.gecorrigeerd > 0:
        assert percentage(land) == Fraction(
            100 * sum(c.gerealiseerd for c in known), sum(c.taakstelling + c.achterstand for c in known)
        )


@given(standen())
def test_a_stand_that_was_written_and_read_is_the_same(stand: Stand) -> None:
    assert Stand.from_json(stand.to_json()) == stand


def test_norm_grows_by_a_sixth_each_month() -> None:
    shares = [rules.norm_share(m) for m in range(1, 7)]
    assert shares[-1] == 1
    assert {b - a for a, b in pairwise([Fraction(0), *shares])} == {Fraction(1, 6)}
    assert rules.month_norm(-12, 3) == 0
