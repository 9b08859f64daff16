"""Projection, half-years in a row below target, and the law's formula against numbers made by others."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.outlook import allot, halfjaren_onder, prognose
from data.errors import SnapshotRejected
from data.intake.inhabitants import read_inwoners
from data.terms import Cijfers, Gemeentecode, Halfjaar, Peildatum

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
VOORBEELD = Path(__file__).parents[3] / "data" / "reference" / "voorbeeld"
figures = st.builds(
    Cijfers,
    taakstelling=st.integers(0, 5000),
    achterstand=st.integers(-6000, 5000),
    gerealiseerd=st.integers(0, 9000),
)


def stand(text: str, cijfers: Cijfers | None) -> tuple[Peildatum, Cijfers | None]:
    return Peildatum.parse(text), cijfers


MET, MISSED = Cijfers(10, 0, 10), Cijfers(10, 0, 9)


def test_projection_by_hand() -> None:
    after_two = prognose(Cijfers(taakstelling=40, achterstand=-4, gerealiseerd=9), 2)
    assert (after_two.gerealiseerd, after_two.saldo, after_two.haalt) == (27, 9, False)
    assert prognose(Cijfers(40, -4, 12), 2).haalt
    assert prognose(Cijfers(3, -5, 0), 1).haalt, "met before it started"


@given(figures, st.integers(1, 6))
def test_projection_meets_the_target_exactly_when_the_month_norm_is_met(cijfers: Cijfers, months: int) -> None:
    projected = prognose(cijfers, months)
    assert projected.haalt == (cijfers.gerealiseerd * 6 >= months * cijfers.gecorrigeerd)
    assert projected.gerealiseerd * months == cijfers.gerealiseerd * 6


def test_half_years_in_a_row_below_target_are_counted_back_from_the_last_one() -> None:
    standen = [
        stand("2016-07-01", MET),
        stand("2017-01-01", MISSED),
        stand("2017-07-01", MISSED),
        stand("2018-01-01", MISSED),
        stand("2018-03-01", MET),  # not a final position
    ]
    found = halfjaren_onder(reversed(standen))
    assert (found.aantal, str(found.laatste), found.minstens) == (3, "2017-II", False)


def test_a_half_year_at_target_starts_again_at_nothing() -> None:
    found = halfjaren_onder([stand("2017-07-01", MISSED), stand("2018-01-01", MET)])
    assert (found.aantal, found.laatste, found.minstens) == (0, Halfjaar(2017, 2), False)


def test_an_unknown_half_year_makes_it_at_least() -> None:
    found = halfjaren_onder([stand("2017-01-01", MISSED), stand("2017-07-01", None), stand("2018-01-01", MISSED)])
    assert (found.aantal, found.minstens) == (1, True)
    assert halfjaren_onder([stand("2018-03-01", MISSED)]).laatste is None


def test_formula_by_hand() -> None:
    # domain notes 1.2: 2017-I, 13,000 over 16,979,120 inhabitants; 9.77 becomes 10
    inwoners = {Gemeentecode(1): 12_760, Gemeentecode(2): 10_449, Gemeentecode(3): 0}
    found = allot(13_000, inwoners, inwoners_land=16_979_120, gepubliceerd={Gemeentecode(1): 12, Gemeentecode(9): 4})
    assert [t.formule for t in found.toedelingen] == [10, 9, 0]  # 9.7697, 8.0003
    assert float(found.toedelingen[0].exact) == pytest.approx(9.7697, abs=0.0001)
    assert [t.verschil for t in found.toedelingen] == [2, None, None]
    assert [t.code.number for t in found.afwijkend] == [1]
    assert found.zonder_inwoners == (Gemeentecode(9),)


def test_a_share_that_is_whole_is_not_rounded() -> None:
    found = allot(100, {Gemeentecode(1): 1, Gemeentecode(2): 3})
    assert [t.formule for t in found.toedelingen] == [25, 75]
    assert found.som == 100


@given(
    st.integers(0, 50_000),
    st.dictionaries(st.builds(Gemeentecode, st.integers(1, 9999)), st.integers(0, 900_000), min_size=1),
)
def test_every_share_is_rounded_up_and_the_sum_is_never_short(totaal: int, inwoners: dict[Gemeentecode, int]) -> None:
    if not sum(inwoners.values()):
        with pytest.raises(ValueError, match="0"):
            allot(totaal, inwoners)
        return
    found = allot(totaal, inwoners)
    assert all(t.exact <= t.formule < t.exact + 1 for t in found.toedelingen)
    assert sum((t.exact for t in found.toedelingen), Fraction(0)) == totaal
    assert totaal <= found.som < totaal + len(inwoners)
    ordered = sorted(found.toedelingen, key=lambda t: t.inwoners)
    assert [t.formule for t in ordered] == sorted(t.formule for t in ordered), "more people, never less"


@pytest.mark.parametrize(
    ("day", "totaal", "som"),
    [("2025-02-01", 15_000, 15_170), ("2025-08-01", 13_000, 13_164), ("2026-08-01", 11_000, 11_164)],
)
def test_example_series_was_divided_by_the_same_formula(day: str, totaal: int, som: int) -> None:
    path = SHARED / "boundaries" / "inwoners_2024.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with (VOORBEELD / f"{day}.csv").open(encoding="utf-8-sig") as file:
        rows = csv.DictReader(file, delimiter=";")
        published = {Gemeentecode.parse(r["gemeentecode"]): int(r["taakstelling"]) for r in rows}
    found = allot(totaal, read_inwoners(path.read_bytes(), path.name), gepubliceerd=published)
    assert len(found.toedelingen) == 342
    assert {t.verschil for t in found.toedelingen} == {0}
    assert found.som == som


def test_inhabitants_are_read_from_a_table_with_titles_totals_and_notes() -> None:
    content = (
        "Bevolking per gemeente\n\nRegio;Naam;Totale bevolking (aantal)\nGM0363;Amsterdam;921.402\n0344;Utrecht;367947\n"
        "PV26;Utrecht (provincie);1.400.000\n;Nederland;17.942.942\nBron: CBS\n"
    )
    found = read_inwoners(content.encode(), "a.csv")
    assert found == {Gemeentecode(363): 921_402, Gemeentecode(344): 367_947}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("code;naam\nGM0363;Amsterdam\n", "inwoners-geen-kolom"),
        ("naam;inwoners\nAmsterdam;921402\n", "inwoners-geen-code"),
        ("code;inwoners\nGM0363;veel\n", "inwoners-geen-getal"),
        ("code;inwoners\nGM0363;-5\n", "inwoners-geen-getal"),
        ("code;inwoners\nGM0363;5\nGM0363;6\n", "inwoners-dubbel"),
        ("", "bestand-leeg"),
    ],
)
def test_what_is_wrong_with_a_file_of_inhabitants_is_said(content: str, code: str) -> None:
    with pytest.raises(SnapshotRejected) as caught:
        read_inwoners(content.encode(), "a.csv")
    assert [f.code for f in caught.value.findings] == [code]  # type: ignore[attr-defined]
