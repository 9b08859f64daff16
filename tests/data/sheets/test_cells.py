"""Numbers as people write them: read back exactly, or refused; never another number."""

from __future__ import annotations

import doctest
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sheets.cells import Soort, column_letters, read_amount, read_share

WHOLE = st.integers(-999_999, 999_999)


@pytest.mark.parametrize(
    "module",
    [
        "sheets.cells",
        "sheets.cellstyles",
        "sheets.celltexts",
        "columns.dates",
        "sheets.delimited",
        "findings",
        "dutch",
        "domain.rules",
        "sheets.formulas",
        "columns.column_headers",
        "reference.names",
        "sheets.packages",
        "sheets.richtext",
        "sheets.sheetscan",
    ],
)
def test_examples_in_docstrings_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"data.{module}")).failed == 0


@given(
    WHOLE,
    st.sampled_from(["", ".", " ", "\u00a0", "\u202f"]),
    st.sampled_from(["-{}", "{}-", "−{}", "– {}", "{} -", "({})"]),
)
def test_any_usual_way_of_writing_is_read_back(number: int, thousands: str, minus: str) -> None:
    text = f"{abs(number):,}".replace(",", thousands)
    assert read_amount(minus.format(text) if number < 0 else text) == (Soort.GETAL, number)


@given(WHOLE)
def test_numbers_of_a_workbook(number: int) -> None:
    assert read_amount(number) == read_amount(float(number)) == (Soort.GETAL, number)
    assert read_amount(number + 1e-9) == (Soort.GETAL, number)
    assert read_amount(number + 0.25)[0] is Soort.GEEN_GETAL


@pytest.mark.parametrize(
    "value",
    [
        "1,000",
        "1,5",
        "12.34",
        "1.23.456",
        "1 23",
        "12 000 0",
        "1..000",
        "--5",
        "5--",
        "1e3",
        "0x10",
        "٣",
        "12%",
        "n.n.b.",
        "#REF!",
        "1.0000",
    ],
)
def test_doubtful_texts_are_refused(value: str) -> None:
    assert read_amount(value) == (Soort.GEEN_GETAL, 0)


@pytest.mark.parametrize("value", [True, False, float("nan"), float("inf"), 0.5, 1e300])
def test_doubtful_values_are_refused(value: float) -> None:
    assert read_amount(value) == (Soort.GEEN_GETAL, 0)


@pytest.mark.parametrize(
    ("value", "soort"),
    [(None, Soort.LEEG), (" ", Soort.LEEG), ("n.v.t.", Soort.LEEG), ("-", Soort.STREEPJE), (" — ", Soort.STREEPJE)],
)
def test_blanks_and_dashes_differ(value: str | None, soort: Soort) -> None:
    assert read_amount(value) == (soort, 0)


@given(st.text(max_size=50))
def test_any_text_is_a_number_or_not(text: str) -> None:
    soort, number = read_amount(text)
    assert soort is Soort.GETAL or number == 0


@pytest.mark.parametrize(
    ("value", "share"), [("61,9%", 61.9), (0.619, 0.619), ("62", 62.0), ("", None), ("x", None), (True, None)]
)
def test_shares(value: object, share: float | None) -> None:
    assert read_share(value) == share  # type: ignore[arg-type]


def test_letters_of_columns_go_on_after_z() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 51, 52, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
        "XFD",
    ]
