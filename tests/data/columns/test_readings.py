"""Arithmetic decides what a column is: words that mislead never give other figures, they are overruled or refused."""

from __future__ import annotations

from typing import Any

import pytest

from data.findings import Ernst
from data.intake.result import Context, Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeente, Peildatum, Snapshot
from tests.data import coafiles as coa
from tests.data.coafiles import ACHTER, CODE, GECORRIGEERD, GEREALISEERD, NAAM, NOG, TAAK, USUAL, csv, ods, table, xlsx

APRIL = Peildatum.parse("2017-04-01")
EXPECTED = {g.code: coa.figures(g) for g in gemeenten_of(2017)}
INCL = "Taakstelling incl. nareizigers"


def share(g: Gemeente, c: Cijfers) -> float | None:
    return c.gerealiseerd / c.gecorrigeerd if c.gecorrigeerd > 0 else None


PERCENTAGE = {"Percentage": share}


def read(columns: dict[str, Any], write: Any = xlsx, name: str = "x.xlsx", **known: Any) -> Intake:
    return read_snapshot(write(table(columns)), name, **known)


def errors(intake: Intake) -> list[str]:
    return [f.code for f in intake.findings if f.ernst is Ernst.FOUT]


def assert_right(intake: Intake) -> None:
    assert [f.zin for f in intake.findings if f.ernst is Ernst.FOUT] == []
    assert intake.snapshot == Snapshot(APRIL, EXPECTED)


def named(word: str, like: dict[str, Any]) -> dict[str, Any]:
    [make] = like.values()
    return {word: make}


@pytest.mark.parametrize("word", [INCL, "Totale taakstelling", "Te realiseren", "Taakstelling (gecorrigeerd)"])
@pytest.mark.parametrize("truth", [TAAK, GECORRIGEERD])
@pytest.mark.parametrize("proof", [NOG, PERCENTAGE])
@pytest.mark.parametrize("write", [xlsx, csv, ods])
def test_column_is_what_its_figures_bear_out(word: str, truth: Any, proof: Any, write: Any) -> None:
    assert_right(read(CODE | named(word, truth) | ACHTER | GEREALISEERD | proof, write))


@pytest.mark.parametrize("word", [INCL, "Totale taakstelling", "Te realiseren", "Taakstelling (gecorrigeerd)"])
@pytest.mark.parametrize("truth", [TAAK, GECORRIGEERD])
def test_word_that_nothing_bears_out_is_refused_with_both_meanings(word: str, truth: Any) -> None:
    [finding] = read(CODE | NAAM | named(word, truth) | ACHTER | GEREALISEERD).findings
    assert (finding.code, finding.ernst, finding.kolom) == ("lezing-onbeslist", Ernst.FOUT, f"C: {word}")
    first = EXPECTED[gemeenten_of(2017)[0].code]
    shown = (first.taakstelling, first.taakstelling - first.achterstand)
    if truth is GECORRIGEERD:
        shown = (first.gecorrigeerd, first.taakstelling)
    assert all(f"taakstelling {value}, " in finding.zin for value in shown)
    assert "gecorrigeerde taakstelling (" in finding.zin


def test_second_taakstelling_that_nothing_bears_out_is_no_corrected_one() -> None:
    more = {INCL: lambda g, c: c.taakstelling + 3}
    assert errors(read(CODE | TAAK | more | GEREALISEERD)) == ["lezing-onbeslist"]
    assert errors(read(CODE | TAAK | more | ACHTER | GEREALISEERD)) == ["kolom-spreekt-tegen"]


def test_stand_of_the_month_before_decides() -> None:
    before = Peildatum.parse("2017-03-01")
    context = Context({before: Snapshot(before, {**EXPECTED})})
    intake = read(CODE | named(INCL, TAAK) | ACHTER | GEREALISEERD, context=context)
    assert intake.snapshot == Snapshot(APRIL, EXPECTED)
    assert "kolom-gelezen-als" in [f.code for f in intake.findings]


def test_published_number_of_the_land_decides() -> None:
    """13,000 for 2017-I; 388 gemeenten that each have 34 come to 13,192, with the balance to more than 14,000."""
    columns = CODE | {INCL: lambda g, c: 34, "Achterstand": lambda g, c: 3} | GEREALISEERD
    intake = read(columns)
    assert intake.snapshot is not None
    assert {(c.taakstelling, c.achterstand) for c in intake.snapshot.cijfers.values() if c} == {(34, 3)}


def test_column_read_against_its_word_is_told_with_a_row() -> None:
    intake = read(CODE | named("Gecorrigeerde taakstelling", TAAK) | ACHTER | GEREALISEERD | NOG)
    assert_right(intake)
    [finding] = intake.findings
    assert (finding.code, finding.ernst) == ("kolom-gelezen-als", Ernst.WAARSCHUWING)
    assert "(rij 5, Nog te realiseren: " in finding.zin


@pytest.mark.parametrize("column", [2, 5, 6, 7])
def test_column_that_contradicts_everywhere_is_one_error(column: int) -> None:
    rows = table(USUAL | PERCENTAGE)
    for row in rows[4:]:
        row[column] = (row[column] or 0) + 11
    intake = read_snapshot(xlsx(rows), "x.xlsx")
    found = [f for f in intake.findings if f.ernst is Ernst.FOUT]
    assert {f.code for f in found} == {"kolom-spreekt-tegen"}
    assert len(found) <= 2
    assert all("Rij 5 (Appingedam)" in f.zin or "Rij 6 (Bedum)" in f.zin for f in found)


def test_what_is_left_of_the_bare_taakstelling_shows_that_one_of_both_is_mistaken() -> None:
    left = {"Nog te realiseren": lambda g, c: c.taakstelling - c.gerealiseerd}
    assert errors(read(CODE | TAAK | ACHTER | GEREALISEERD | left)) == ["kolom-spreekt-tegen"]
    assert_right(read(CODE | TAAK | ACHTER | GECORRIGEERD | GEREALISEERD | left))


def test_percentage_of_something_else_is_known_by_its_figures() -> None:
    for other in (
        lambda g, c: 1 - share(g, c) if c.gecorrigeerd > 0 else None,
        lambda g, c: 2 * share(g, c) if c.gecorrigeerd > 0 else None,  # of the norm after three of six months
        lambda g, c: c.gerealiseerd / c.taakstelling,
    ):
        assert_right(read(CODE | TAAK | ACHTER | GECORRIGEERD | GEREALISEERD | {"%": other}))
    random = {"%": lambda g, c: g.code.number % 17}
    assert errors(read(CODE | TAAK | ACHTER | GECORRIGEERD | GEREALISEERD | random)) == ["kolom-spreekt-tegen"]


def test_achterstand_that_is_what_is_left_now_is_refused() -> None:
    now = {"Achterstand": lambda g, c: c.taakstelling - c.gerealiseerd}
    assert errors(read(CODE | TAAK | now | GEREALISEERD)) == ["lezing-onbeslist"]


MONTHS = {
    "jan": lambda g, c: c.gerealiseerd // 3,
    "feb": lambda g, c: c.gerealiseerd // 2,
    "mrt": lambda g, c: c.gerealiseerd,
}


def test_months_that_hold_the_months_before_are_not_added_up() -> None:
    [finding] = read(CODE | TAAK | ACHTER | MONTHS).findings
    assert (finding.code, finding.kolom) == ("lezing-onbeslist", "F: mrt")
    assert "gerealiseerd tot en met die maand" in finding.zin
    assert_right(read(CODE | TAAK | ACHTER | MONTHS | NOG))


def test_equal_columns_are_one() -> None:
    number = {"Gemeentecode": lambda g, c: g.code.number, "GemeentecodeGM": lambda g, c: str(g.code)}
    assert_right(read(number | TAAK | ACHTER | GEREALISEERD))
    again = {"Gerealiseerd totaal": lambda g, c: c.gerealiseerd}
    assert_right(read(CODE | TAAK | ACHTER | GEREALISEERD | again))
    another = {"Gerealiseerd totaal": lambda g, c: c.gerealiseerd + (g.code.number == 363)}
    [finding] = read(CODE | TAAK | ACHTER | GEREALISEERD | another).findings
    assert finding.code == "kolom-dubbel"
    row = 5 + [g.code.number for g in gemeenten_of(2017)].index(363)
    assert f"(rij {row}: 9 en 10)" in finding.zin


def test_numbers_one_to_n_are_no_codes() -> None:
    order = {g.code: n for n, g in enumerate(gemeenten_of(2017), 1)}
    counted = {"GM_code": lambda g, c: order[g.code], "Gemeentecode": lambda g, c: str(g.code)}
    assert_right(read(counted | TAAK | ACHTER | GEREALISEERD))


@pytest.mark.parametrize(
    "word", ["waarvan AMV", "w.v. gerealiseerd voor AMV", "Waarvan gehuisvest in een tussenvoorziening"]
)
def test_waarvan_is_a_part(word: str) -> None:
    assert_right(read(CODE | TAAK | ACHTER | GEREALISEERD | {word: lambda g, c: c.gerealiseerd // 4}))


def test_of_three_the_sum_is_the_whole() -> None:
    parts = {
        "Gerealiseerd regulier": lambda g, c: c.gerealiseerd // 4,
        "Gerealiseerd AMV": lambda g, c: c.gerealiseerd - c.gerealiseerd // 4,
    }
    assert_right(read(CODE | TAAK | ACHTER | parts | named("Gerealiseerd totaal", GEREALISEERD)))


@pytest.mark.parametrize("thousands", [TAAK, ACHTER, GEREALISEERD])
def test_figures_a_thousand_times_too_large_are_refused(thousands: Any) -> None:
    [word], [make] = thousands, thousands.values()
    columns = CODE | TAAK | ACHTER | GEREALISEERD | {word: lambda g, c: 1000 * make(g, c)}
    found = [f for f in read(columns).findings if f.ernst is Ernst.FOUT]
    assert [f.code for f in found if f.code != "cijfer-onmogelijk"] == ["orde-van-grootte"]
    assert word in found[-1].kolom


def test_figures_of_another_order_than_the_month_before_are_refused() -> None:
    before = Peildatum.parse("2017-03-01")
    less = {code: Cijfers(c.taakstelling // 10, c.achterstand, c.gerealiseerd // 10) for code, c in EXPECTED.items()}
    context = Context({before: Snapshot(before, {**less})})
    assert "orde-van-grootte" in errors(read(USUAL, context=context))


@pytest.mark.parametrize("column", [TAAK, GEREALISEERD])
def test_nothing_but_zeros_is_refused(column: Any) -> None:
    [word] = column
    assert errors(read(CODE | TAAK | ACHTER | GEREALISEERD | {word: lambda g, c: 0})) == ["alleen-nullen"]


@pytest.mark.parametrize("word", ["Nog te realiseren", "Te realiseren", "Nog te huisvesten"])
def test_what_is_left_is_no_corrected_taakstelling_for_want_of_a_balance(word: str) -> None:
    assert errors(read(CODE | TAAK | GEREALISEERD | named(word, NOG))) == ["lezing-onbeslist"]


@pytest.mark.parametrize(
    "word",
    [
        "Realisatie vorig halfjaar",
        "Gerealiseerd deze maand",
        "Gehuisvest in de laatste maand",
        "Verwachte realisatie",
        "Geplande huisvestingen",
    ],
)
def test_what_was_realised_at_another_time_or_is_expected_is_not_what_is_realised(word: str) -> None:
    beside = CODE | TAAK | ACHTER | GECORRIGEERD
    assert errors(read(beside | named(word, GEREALISEERD))) == ["kolom-ontbreekt"]
    assert_right(read(beside | {word: lambda g, c: 3} | GEREALISEERD))


@pytest.mark.parametrize("word", ["Taakstelling vorig halfjaar", "Jaartaakstelling", "Taakstelling volgende periode"])
def test_the_taakstelling_of_another_time_is_not_that_of_the_half_year(word: str) -> None:
    assert errors(read(CODE | named(word, TAAK) | ACHTER | GEREALISEERD)) == ["kolom-ontbreekt"]
    assert_right(read(CODE | {word: lambda g, c: 3} | TAAK | ACHTER | GEREALISEERD))


def test_words_that_reach_until_now_stay_what_is_realised() -> None:
    assert_right(read(CODE | TAAK | ACHTER | named("Gerealiseerd t/m afgelopen maand", GEREALISEERD)))
