"""Codes, half-years and peildata: what is accepted, and where each peildatum of 2013-2027 falls."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InvalidTerm
from data.terms import Gemeentecode, Halfjaar, Peildatum, newest_of_halfjaren

halfjaren = st.builds(Halfjaar, st.integers(1996, 2099), st.integers(1, 2))


def test_every_peildatum_of_2013_to_2027_falls_in_the_right_half_year_and_month() -> None:
    seen = []
    for year in range(2013, 2028):
        for month in range(1, 13):
            day = Peildatum(dt.date(year, month, 1))
            # counted independently: the month that it closes is the one before it
            closed_year, closed_month = (year - 1, 12) if month == 1 else (year, month - 1)
            assert day.halfjaar == Halfjaar(closed_year, 1 if closed_month <= 6 else 2), day
            assert day.months == (closed_month if closed_month <= 6 else closed_month - 6), day
            assert day.is_final == (month in (1, 7)), day
            assert day in day.halfjaar.peildata
            seen.append((day.halfjaar, day.months))
    assert len(set(seen)) == 15 * 12


def test_final_positions_belong_to_the_half_year_that_ended() -> None:
    july, january = Peildatum.parse("2017-07-01"), Peildatum.parse("2018-01-01")
    assert (str(july.halfjaar), july.months) == ("2017-I", 6)
    assert (str(january.halfjaar), january.months) == ("2017-II", 6)
    assert (str(Peildatum.parse("2017-02-01").halfjaar), Peildatum.parse("2017-02-01").months) == ("2017-I", 1)


@given(halfjaren)
def test_half_years_follow_each_other_and_have_six_peildata(halfjaar: Halfjaar) -> None:
    assert halfjaar.next.previous == halfjaar == halfjaar.previous.next
    assert halfjaar < halfjaar.next
    assert [p.months for p in halfjaar.peildata] == [1, 2, 3, 4, 5, 6]
    assert {p.halfjaar for p in halfjaar.peildata} == {halfjaar}
    assert halfjaar.slot == halfjaar.peildata[-1]
    assert halfjaar.slot.is_final
    assert halfjaar.slot < halfjaar.next.peildata[0]
    assert Halfjaar.parse(str(halfjaar)) == halfjaar


@pytest.mark.parametrize("text", ["2017-III", "2017-", "2017-1", "17-I", "2017-i", " 2017-I", "2017-I\n", "٢٠١٧-I"])
def test_other_half_years_are_refused(text: str) -> None:
    with pytest.raises(InvalidTerm):
        Halfjaar.parse(text)


@given(st.dates(dt.date(1996, 1, 1), dt.date(2100, 12, 31)))
def test_only_first_days_are_peildata(day: dt.date) -> None:
    if day.day == 1:
        assert Peildatum.parse(day.isoformat()).date == day
        assert calendar.monthrange(day.year, day.month)[0] == day.weekday()
    else:
        with pytest.raises(InvalidTerm):
            Peildatum(day)


@pytest.mark.parametrize(
    "text", ["2017-04-02", "2017-4-1", "1-4-2017", "20170401", "2017-13-01", "", "2017-04-01T00:00"]
)
def test_other_texts_are_no_peildatum(text: str) -> None:
    with pytest.raises(InvalidTerm):
        Peildatum.parse(text)


@given(st.integers(1, 9999))
def test_a_code_is_read_however_it_is_written(number: int) -> None:
    code = Gemeentecode(number)
    assert {
        Gemeentecode.parse(t) for t in (str(code), str(code).lower(), f"{number:04d}", str(number), f" {code} ")
    } == {code}
    assert len(str(code)) == 6


@pytest.mark.parametrize(
    "text", ["", "GM", "GM0000", "0", "GM12345", "PV27", "NL", "GM-363", "3.63", "GM٣٦٣", "GM 363"]
)
def test_other_texts_are_no_code(text: str) -> None:
    with pytest.raises(InvalidTerm):
        Gemeentecode.parse(text)


def test_titles_for_people() -> None:
    assert Peildatum.parse("2017-04-01").title == "1 april 2017"
    assert Halfjaar(2017, 2).title == "tweede halfjaar 2017"


def test_the_newest_peildatum_of_each_half_year() -> None:
    july, may, january, december = (
        Peildatum.parse(t) for t in ("2017-07-01", "2017-05-01", "2017-01-01", "2016-12-01")
    )
    assert list(newest_of_halfjaren([january, may, december, july]).items()) == [
        (Halfjaar(2017, 1), july),
        (Halfjaar(2016, 2), january),
    ]


def test_the_peildatum_before_is_one_of_the_same_half_year() -> None:
    july, may, january = (Peildatum.parse(t) for t in ("2017-07-01", "2017-05-01", "2017-01-01"))
    assert july.before_in_halfjaar([july, may, january]) == may
    assert may.before_in_halfjaar([july, may, january]) is None
