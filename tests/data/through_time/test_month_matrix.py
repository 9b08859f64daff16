"""The matrix of gemeente and month: what is not there is said, and nothing is made up. Expected by hand."""

from __future__ import annotations

import pytest

from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Klasse, Peildatum, Snapshot
from data.through_time.month_matrix import Matrix, MatrixRow, Order, make_matrix


def stand(peildatum: str, revision: int = 1, **special: Cijfers | None) -> Stand:
    """Every gemeente of the year has met all, except those named."""
    day = Peildatum.parse(peildatum)
    gemeenten = gemeenten_of(day.halfjaar.year)
    figures: dict[Gemeentecode, Cijfers | None] = {one.code: Cijfers(60, 0, 60) for one in gemeenten}
    figures |= {Gemeentecode.parse(code): one for code, one in special.items()}
    return make_stand(Snapshot(day, figures), gemeenten, revision=revision)


def row_of(matrix: Matrix, code: str) -> MatrixRow:
    return next(row for row in matrix.rows if row.regel.code == code)


def klassen(row: MatrixRow) -> list[Klasse | None]:
    return [cell.klasse if cell else None for cell in row.cells]


GOED, ACHTER, GEEN = Klasse.GOED, Klasse.ACHTER, Klasse.GEEN_CIJFER


def test_a_month_that_was_not_published_is_a_column_without_cells() -> None:
    matrix = make_matrix([stand("2026-10-01", GM0344=Cijfers(60, 0, 0)), stand("2026-07-01", GM0344=None)])
    assert [str(month) for month in matrix.months] == ["2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01"]
    assert [str(month) for month in matrix.gaps] == ["2026-08-01", "2026-09-01"]
    assert klassen(row_of(matrix, "GM0344")) == [GEEN, None, None, ACHTER], "no figure is not the same as no month"
    assert row_of(matrix, "GM0344").note == ""


def test_a_herindeling_has_a_row_for_each_code_and_says_why_cells_are_empty() -> None:
    matrix = make_matrix([stand("2022-12-01"), stand("2023-01-01"), stand("2023-02-01")])
    brielle, voorne = row_of(matrix, "GM0501"), row_of(matrix, "GM1992")
    assert klassen(brielle) == [GOED, GOED, None], "1 January 2023 closes a half-year of 2022"
    assert klassen(voorne) == [None, None, GOED]
    assert brielle.note == "Op 1 januari 2023 opgegaan in Voorne aan Zee."
    assert voorne.note == "Bestaat sinds 1 januari 2023."
    assert len(matrix.rows) == 345 + 1, "the 345 of 2022 and the new one"


def test_a_correction_shows_what_holds_now() -> None:
    matrix = make_matrix([stand("2026-10-01", revision=2, GM0344=Cijfers(60, 0, 0)), stand("2026-11-01")])
    assert klassen(row_of(matrix, "GM0344")) == [ACHTER, GOED]
    assert [str(one.peildatum) for one in matrix.corrected] == ["2026-10-01"]


def test_only_the_newest_months_when_there_are_many() -> None:
    matrix = make_matrix([stand("2022-12-01"), stand("2026-10-01"), stand("2026-11-01")], most=3)
    assert [str(month) for month in matrix.months] == ["2026-09-01", "2026-10-01", "2026-11-01"]
    assert len(matrix.rows) == 342, "what was gone by then has no row"


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        (Order.PROVINCIE, ["Aa en Hunze", "Assen"], "Zwijndrecht"),  # Drenthe comes first, Zuid-Holland last
        (Order.NAAM, ["Aa en Hunze", "Aalsmeer"], "Zwolle"),
        (Order.STAND, ["Assen", "Aa en Hunze"], "Zwolle"),
    ],
)
def test_the_order_is_that_which_was_asked_for(order: Order, first: list[str], last: str) -> None:
    months = [stand("2026-11-01", GM0106=Cijfers(60, 0, 90), GM0193=None)]  # Assen highest, Zwolle without a figure
    names = [row.regel.naam for row in make_matrix(months, order=order).rows]
    assert (names[:2], names[-1]) == (first, last)


def test_one_provincie_has_its_own_gemeenten_only() -> None:
    rows = make_matrix([stand("2026-11-01")], provincie="PV24").rows
    assert [row.regel.naam for row in rows] == ["Almere", "Dronten", "Lelystad", "Noordoostpolder", "Urk", "Zeewolde"]
    assert make_matrix([]).rows == ()
