"""Projection, half-years in a row below target, and the law's formula against numbers made by others."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.outlook import GeenBand, Indicatie, Vooruitblik, allot, halfjaren_onder, look_ahead, prognose
from data.domain.stand import Stand, make_stand
from data.errors import SnapshotRejected
from data.intake.inhabitants import read_inwoners
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Halfjaar, Peildatum, Snapshot

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
    assert (found.gehaald, found.gemist, str(found.eerste)) == (1, 3, "2016-I")


def test_a_half_year_at_target_starts_again_at_nothing() -> None:
    found = halfjaren_onder([stand("2017-07-01", MISSED), stand("2018-01-01", MET)])
    assert (found.aantal, found.laatste, found.minstens) == (0, Halfjaar(2017, 2), False)


def test_an_unknown_half_year_makes_it_at_least() -> None:
    found = halfjaren_onder([stand("2017-01-01", MISSED), stand("2017-07-01", None), stand("2018-01-01", MISSED)])
    assert (found.aantal, found.minstens) == (1, True)
    assert halfjaren_onder([stand("2018-03-01", MISSED)]).laatste is None


NO_RECORD = Indicatie(0, None, minstens=False)


def blik(day: str, cijfers: Cijfers | None, *in_maanden: int | None) -> Vooruitblik:
    return Vooruitblik(Peildatum.parse(day), cijfers, in_maanden, NO_RECORD)


def test_look_ahead_by_hand() -> None:
    # 4 months: 3 + 9 + 5 + 4 = 21 of 40, so 21/4 a month, 31.5 at the end, 8.5 short; 19 in 2 months is 9.5 each
    found = blik("2017-05-01", Cijfers(44, -4, 21), 3, 9, 5, 4)
    assert (found.tempo, found.nodig) == (Fraction(21, 4), Fraction(19, 2))
    assert found.prognose is not None and found.band is not None
    assert (found.prognose.gerealiseerd, found.prognose.personen, found.prognose.tekort) == (Fraction(63, 2), 31, 9)
    assert (found.band.laag, found.band.hoog) == (21 + 2 * 3, 21 + 2 * 9)
    assert (found.band.traagste, found.band.snelste) == (3, 9)


@pytest.mark.parametrize(
    ("day", "cijfers", "in_maanden", "why"),
    [
        ("2017-04-01", None, (1, 2, None), GeenBand.GEEN_CIJFER),
        ("2017-03-01", Cijfers(9, 0, 3), (1, 2), GeenBand.TE_WEINIG),
        ("2017-04-01", Cijfers(9, 0, 3), (1, None, None), GeenBand.ONBEKEND),
        ("2017-04-01", Cijfers(9, 0, 3), (3, 2, -2), GeenBand.CORRECTIE),
        ("2017-07-01", Cijfers(9, 0, 6), (1, 1, 1, 1, 1, 1), GeenBand.VOORBIJ),
        ("2017-04-01", Cijfers(9, 0, 3), (3, 0, 0), None),
    ],
)
def test_there_is_a_band_or_a_reason(
    day: str, cijfers: Cijfers | None, in_maanden: tuple[int | None, ...], why: GeenBand | None
) -> None:
    found = blik(day, cijfers, *in_maanden)
    assert found.geen_band is why
    assert (found.band is None) == (why is not None)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=6), st.integers(0, 5000), st.integers(-6000, 5000))
def test_projection_need_and_band_hold_together(in_maanden: list[int], taakstelling: int, achterstand: int) -> None:
    months, done = len(in_maanden), sum(in_maanden)
    cijfers = Cijfers(taakstelling, achterstand, done)
    found = Vooruitblik(Halfjaar(2017, 1).peildata[months - 1], cijfers, tuple(in_maanden), NO_RECORD)
    end = found.prognose
    assert end is not None
    assert end.haalt == (end.tekort <= 0) == (end.personen >= cijfers.gecorrigeerd), "words and verdict agree"
    assert end.personen + end.tekort == cijfers.gecorrigeerd
    if months == 6:
        assert (end.gerealiseerd, found.nodig, found.band) == (done, None, None), "it is the outcome"
        return
    assert found.nodig is not None
    each, left = -(-found.nodig.numerator // found.nodig.denominator), 6 - months
    assert done + each * left >= cijfers.gecorrigeerd, "so many each month are enough"
    assert each == 0 or done + (each - 1) * left < cijfers.gecorrigeerd, "and one less is not"
    assert (found.band is not None) == (months >= 3)
    if found.band:
        assert found.band.laag <= end.personen <= end.gerealiseerd <= found.band.hoog
        assert found.band.laag >= done


def stands(code: int, figures: dict[str, Cijfers], others: dict[int, dict[str, Cijfers]] | None = None) -> list[Stand]:
    """Stands in which one gemeente has these figures by peildatum, some others theirs, and all that are left 1 of 1."""
    made = []
    for day, cijfers in figures.items():
        peildatum = Peildatum.parse(day)
        gemeenten = gemeenten_of(peildatum.halfjaar.year)
        of_day = {g.code: Cijfers(1, 0, 1) for g in gemeenten} | {Gemeentecode(code): cijfers}
        of_day |= {Gemeentecode(other): by_day[day] for other, by_day in (others or {}).items() if day in by_day}
        made.append(make_stand(Snapshot(peildatum, dict(of_day)), gemeenten))
    return made


def test_months_and_half_years_are_found_among_the_stands_and_later_ones_are_not_looked_at() -> None:
    figures = {
        "2026-01-01": MISSED,
        "2026-07-01": MISSED,
        "2026-08-01": Cijfers(30, 1, 4),
        "2026-09-01": Cijfers(30, 1, 6),
        "2026-10-01": Cijfers(30, 1, 15),
        "2026-11-01": Cijfers(30, 1, 30),
        "2027-01-01": MET,
    }
    all_of_them = stands(363, figures)
    found = look_ahead("GM0363", all_of_them[4], all_of_them)
    assert (str(found.peildatum), found.cijfers, found.in_maanden) == ("2026-10-01", Cijfers(30, 1, 15), (4, 2, 9))
    assert (found.indicatie.aantal, found.indicatie.gehaald, found.indicatie.minstens) == (2, 0, True)
    ended = look_ahead("GM0363", all_of_them[6], all_of_them)
    assert (ended.indicatie.aantal, ended.indicatie.gehaald, ended.indicatie.gemist) == (0, 1, 2)


def test_a_gemeente_that_merged_has_the_record_of_those_it_came_from() -> None:
    """Westvoorne, Brielle and Hellevoetsluis went into Voorne aan Zee on 1 January 2023: together 30 of 31 in 2022-II."""
    before = {code: {"2023-01-01": cijfers} for code, cijfers in ((614, MET), (501, MISSED), (530, Cijfers(11, 0, 11)))}
    figures = {"2023-07-01": MET, "2024-01-01": MISSED}
    old = stands(363, {"2023-01-01": MET}, before)
    found = look_ahead("GM1992", stands(1992, figures)[-1], [*old, *stands(1992, figures)])
    assert (found.indicatie.gehaald, found.indicatie.gemist, str(found.indicatie.eerste)) == (1, 2, "2022-II")


def test_before_a_break_it_was_another_area() -> None:
    """Haaren was split on 1 January 2021; a part of it went to Tilburg, whose row of missed half-years begins anew."""
    figures = {"2020-07-01": MISSED, "2021-01-01": MISSED, "2021-07-01": MISSED, "2022-01-01": MISSED}
    found = look_ahead("GM0855", stands(855, figures)[-1], stands(855, figures)).indicatie
    assert (found.aantal, found.gemist, str(found.eerste), found.minstens) == (2, 2, "2021-I", True)


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
