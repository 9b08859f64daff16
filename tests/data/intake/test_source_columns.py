"""Every figure leads back to its cells: the columns that the intake names, read with other readers, give the same number."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import PROVINCIES, gemeenten_of
from data.terms import Cijfers
from tests.data import coafiles as coa
from tests.data.coafiles import ACHTER, CODE, GECORRIGEERD, GEREALISEERD, NAAM, NOG, TAAK, USUAL, csv, ods, table, xlsx
from tests.data.originals import sum_at, value_at

TWO = {"Voorsprong": lambda g, c: max(0, -c.achterstand), "Achterstand": lambda g, c: max(0, c.achterstand) or None}
MINUS = {"Voorsprong": lambda g, c: min(0, c.achterstand), "Achterstand": lambda g, c: max(0, c.achterstand) or None}
MONTHS = {
    "Januari": lambda g, c: c.gerealiseerd // 2,
    "Februari": lambda g, c: "-",
    "Maart": lambda g, c: c.gerealiseerd - c.gerealiseerd // 2,
    "April": lambda g, c: None,
}


def columns_of(intake: Intake, cijfer: str, blad: str) -> list[tuple[str, int]]:
    return [(b.letter, b.teken) for b in intake.kolommen if (b.cijfer, b.blad) == (cijfer, blad)]


def assert_traced(content: bytes, name: str, intake: Intake) -> None:
    """Each figure of each gemeente is the sum of its cells."""
    assert intake.snapshot is not None, [f.zin for f in intake.findings]
    for code, cijfers in intake.snapshot.cijfers.items():
        blad, rij = intake.herkomst[code]
        assert cijfers is not None
        for cijfer in ("taakstelling", "achterstand", "gerealiseerd"):
            columns = columns_of(intake, cijfer, blad)
            assert columns, (code, cijfer)
            assert sum_at(content, name, blad, rij, columns) == getattr(cijfers, cijfer), (code, cijfer, columns)


@pytest.mark.parametrize(
    ("columns", "taakstelling", "achterstand", "gerealiseerd"),
    [
        (USUAL, [("C", 1)], [("D", 1)], [("F", 1)]),
        (NAAM | TAAK | TWO | GEREALISEERD, [("B", 1)], [("D", 1), ("C", -1)], [("E", 1)]),
        (NAAM | TAAK | MINUS | GEREALISEERD, [("B", 1)], [("D", 1), ("C", 1)], [("E", 1)]),
        (CODE | TAAK | ACHTER | MONTHS, [("B", 1)], [("C", 1)], [("D", 1), ("E", 1), ("F", 1)]),
        (CODE | TAAK | GECORRIGEERD | GEREALISEERD, [("B", 1)], [("C", 1), ("B", -1)], [("D", 1)]),
        (CODE | ACHTER | GECORRIGEERD | GEREALISEERD, [("C", 1), ("B", -1)], [("B", 1)], [("D", 1)]),
        (
            CODE | TAAK | {"Saldo": lambda g, c: -c.achterstand} | GEREALISEERD | NOG,
            [("B", 1)],
            [("C", -1)],
            [("D", 1)],
        ),
    ],
)
def test_columns_and_their_signs(
    columns: dict[str, Any],
    taakstelling: list[tuple[str, int]],
    achterstand: list[tuple[str, int]],
    gerealiseerd: list[tuple[str, int]],
) -> None:
    content = xlsx(table(columns))
    intake = read_snapshot(content, "stand.xlsx")
    assert_traced(content, "stand.xlsx", intake)
    assert sorted(columns_of(intake, "taakstelling", "Overzicht")) == sorted(taakstelling)
    assert sorted(columns_of(intake, "achterstand", "Overzicht")) == sorted(achterstand)
    assert sorted(columns_of(intake, "gerealiseerd", "Overzicht")) == sorted(gerealiseerd)


def test_voorsprong_and_corrected_give_the_taakstelling_with_every_sign_turned() -> None:
    content = xlsx(table(CODE | TWO | GECORRIGEERD | GEREALISEERD))
    intake = read_snapshot(content, "stand.xlsx")
    assert_traced(content, "stand.xlsx", intake)
    assert sorted(columns_of(intake, "taakstelling", "Overzicht")) == [("B", 1), ("C", -1), ("D", 1)]


def test_what_the_file_prints_beside_them_is_kept_too() -> None:
    intake = read_snapshot(xlsx(table(USUAL)), "stand.xlsx")
    assert columns_of(intake, "gecorrigeerd", "Overzicht") == [("E", 1)]
    assert columns_of(intake, "nog", "Overzicht") == [("G", 1)]
    assert columns_of(intake, "percentage", "Overzicht") == []


@pytest.mark.parametrize(("make", "name"), [(xlsx, "stand.xlsx"), (csv, "stand.csv"), (ods, "stand.ods")])
def test_every_kind_of_file_leads_back(make: Any, name: str) -> None:
    content = make(table(USUAL, total=True))
    assert_traced(content, name, read_snapshot(content, name))


def test_a_table_that_begins_further_right_keeps_its_letters() -> None:
    content = xlsx([[None, None, *row] for row in table(USUAL, title=[["Stand per 1 april 2017"], [], []])])
    intake = read_snapshot(content, "stand.xlsx")
    assert_traced(content, "stand.xlsx", intake)
    assert columns_of(intake, "taakstelling", "Overzicht") == [("E", 1)]


def test_each_sheet_has_its_own_columns() -> None:
    """The second half of the provincies on a sheet with the columns the other way round."""
    provincie_of = {str(g.code): g.provinciecode for g in gemeenten_of(2017)}
    first = {code for n, code in enumerate(PROVINCIES) if n % 2}
    orders = (CODE | TAAK | ACHTER | GEREALISEERD, GEREALISEERD | ACHTER | TAAK | CODE)
    sheets = []
    for position, columns in enumerate(orders):
        rows, at = table(columns), list(columns).index("Gemeentecode")
        kept = [r for r in rows[4:] if (provincie_of[r[at]] in first) == (position == 0)]
        sheets.append((f"Deel {position + 1}", [*rows[:4], *kept]))
    content = coa.saved(coa.workbook(*sheets))
    intake = read_snapshot(content, "stand.xlsx")
    assert_traced(content, "stand.xlsx", intake)
    assert columns_of(intake, "gerealiseerd", "Deel 1") == [("D", 1)]
    assert columns_of(intake, "gerealiseerd", "Deel 2") == [("A", 1)]


def test_the_header_is_kept_as_it_stands() -> None:
    """Two rows, the upper one with a group over three months; a date as header; a line break inside a cell."""
    rows = table(
        CODE
        | {"Taakstelling\n2017-I": TAAK["Taakstelling"]}
        | ACHTER
        | {"jan": lambda g, c: 0, "feb": lambda g, c: c.gerealiseerd, "mrt": lambda g, c: 0}
    )
    rows[3][4] = dt.date(2017, 2, 1)
    rows.insert(3, [None, None, None, "Realisatie 2017"])
    rows[3] += [None] * 2
    rows[2] = []
    content = xlsx(rows)
    intake = read_snapshot(content, "stand.xlsx")
    assert_traced(content, "stand.xlsx", intake)
    koppen = {b.letter: b.kop for b in intake.kolommen}
    assert koppen["B"] == "Taakstelling 2017-I"
    assert koppen["C"] == "Achterstand (+) / voorsprong (-)"
    assert koppen["D"] == "Realisatie 2017 / jan"
    assert koppen["E"].startswith("2017-02-01")
    assert value_at(content, "stand.xlsx", "Overzicht", "B", 5) == "Taakstelling\n2017-I"


def test_a_rejected_file_has_no_columns() -> None:
    rows = table(USUAL)
    rows[9][2] = "ca. 12"
    intake = read_snapshot(xlsx(rows), "stand.xlsx")
    assert (intake.accepted, intake.kolommen) == (False, ())


def test_the_reader_of_this_test_sees_a_wrong_letter_and_a_wrong_row() -> None:
    content = xlsx(table(USUAL))
    intake = read_snapshot(content, "stand.xlsx")
    assert intake.snapshot is not None
    code, cijfers = next((code, c) for code, c in intake.snapshot.cijfers.items() if c)
    assert isinstance(cijfers, Cijfers)
    blad, rij = intake.herkomst[code]
    right = sum_at(content, "stand.xlsx", blad, rij, [("C", 1)])
    assert right == cijfers.taakstelling
    assert sum_at(content, "stand.xlsx", blad, rij, [("D", 1)]) != right
    assert sum_at(content, "stand.xlsx", blad, rij + 1, [("C", 1)]) != right
