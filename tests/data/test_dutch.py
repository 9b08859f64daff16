"""Figures as people read them: rounding, and what a column of them has in common."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from data import dutch


@given(st.fractions(), st.integers(0, 3))
def test_rounding_is_to_the_nearest_with_halves_away_from_zero(value: Fraction, decimals: int) -> None:
    unit = Fraction(1, 10**decimals)
    assert abs(Fraction(str(dutch.rounded(value, decimals))) - value) <= unit / 2 + Fraction(1, 10**9) * abs(value)
    assert dutch.rounded(-value, decimals) == -dutch.rounded(value, decimals)


def test_halves_go_away_from_zero() -> None:
    assert [dutch.rounded(Fraction(n, 20)) for n in (1, 3, -1, -3)] == [0.1, 0.2, -0.1, -0.2]
    assert dutch.rounded(Fraction(5, 2), 0) == 3


@given(st.integers(-(10**7), 10**7), st.integers(0, 3))
def test_a_float_is_written_as_the_fraction_that_it_stands_for(tenths: int, decimals: int) -> None:
    """0.25 is 0,3 and 2.675 is 2,68, whichever way a figure came here; binary makes 2.675 a little less."""
    exact = Fraction(tenths, 10**decimals * 2)
    assert dutch.number(float(exact), decimals) == dutch.number(exact, decimals)
    assert dutch.percent(float(exact)) == dutch.percent(exact)


@given(st.integers(-(10**9), 10**9), st.integers(0, 2))
def test_what_is_written_reads_as_the_rounded_number(thousandths: int, decimals: int) -> None:
    value = Fraction(thousandths, 1000)
    text = dutch.number(value, decimals)
    assert re.fullmatch(r"−?[1-9]?[0-9]{0,2}(\.[0-9]{3})*(,[0-9]+)?", text)
    assert float(text.replace(".", "").replace(",", ".").replace("−", "-")) == dutch.rounded(value, decimals)
    assert not re.fullmatch(r"[−+][0,.]+", text)  # no minus nought
