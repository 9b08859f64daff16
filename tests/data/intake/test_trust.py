"""One changed figure in a table with a corrected total and a totals row is never accepted: the promise behind the map."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from data.findings import Ernst
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from tests.data import coafiles as coa

FIRST = 4  # row of the first gemeente, from 0
GEMEENTEN = gemeenten_of(2017)
LAST = FIRST + len(GEMEENTEN)
COLUMNS = list(coa.USUAL)


@settings(max_examples=25, deadline=None)
@given(st.integers(FIRST, LAST), st.integers(2, 5), st.integers(1, 5000), st.booleans())
def test_one_changed_figure_is_found_in_its_row_or_in_the_total(row: int, column: int, by: int, less: bool) -> None:
    rows = coa.table(coa.USUAL, total=True)
    rows[row][column] += -by if less else by
    intake = read_snapshot(coa.csv(rows), "x.csv")
    assert not intake.accepted
    places = {(f.rij, f.kolom) for f in intake.findings if f.ernst is Ernst.FOUT}
    assert places & {
        (row + 1, f"{'ABCDEFG'[column]}: {COLUMNS[column]}"),
        (LAST + 1, f"{'ABCDEFG'[column]}: {COLUMNS[column]}"),
    }


@settings(max_examples=20, deadline=None)
@given(st.integers(FIRST, LAST - 1), st.integers(FIRST, LAST - 1), st.integers(0, 1))
def test_two_swapped_names_or_codes_are_found(one: int, other: int, column: int) -> None:
    rows = coa.table(coa.USUAL, total=True)
    rows[one][column], rows[other][column] = rows[other][column], rows[one][column]
    assert read_snapshot(coa.csv(rows), "x.csv").accepted == (one == other)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(GEMEENTEN))), st.permutations(range(len(COLUMNS))))
def test_order_of_rows_and_columns_changes_nothing(order: list[int], columns: list[int]) -> None:
    rows = coa.table(coa.USUAL)
    body = [rows[FIRST + i] for i in order]
    shuffled = [*rows[: FIRST - 1], *([row[c] for c in columns] for row in [rows[FIRST - 1], *body])]
    intake = read_snapshot(coa.csv(shuffled), "x.csv")
    assert intake.findings == ()
    assert intake.snapshot is not None
    assert intake.snapshot.cijfers == {g.code: coa.figures(g) for g in GEMEENTEN}
