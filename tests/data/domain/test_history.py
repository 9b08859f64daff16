"""Series through herindelingen: whole mergers add up, a split or border change is a break."""

import datetime as dt

import pytest

from data.domain.history import make_reeks, make_verleden, samenstelling
from data.domain.stand import Stand, make_stand
from data.errors import InvalidTerm, UnknownGebied
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Peildatum, Snapshot


def codes(*texts: str) -> tuple[Gemeentecode, ...]:
    return tuple(Gemeentecode.parse(t) for t in texts)


def snapshot(peildatum: str, **special: Cijfers | None) -> Snapshot:
    """Every gemeente of the year has 10 - 1 + 5, except those named."""
    day = Peildatum.parse(peildatum)
    figures: dict[Gemeentecode, Cijfers | None] = {g.code: Cijfers(10, -1, 5) for g in gemeenten_of(day.halfjaar.year)}
    return Snapshot(day, figures | {Gemeentecode.parse(c): v for c, v in special.items()})


def test_merger_adds_figures_of_all_that_went_in() -> None:
    old = snapshot("2017-01-01", GM0844=Cijfers(1, 2, 3), GM0846=Cijfers(10, -20, 30), GM0860=Cijfers(100, 200, 300))
    new = snapshot("2017-04-01", GM1948=Cijfers(7, 8, 9))
    reeks = make_reeks("GM1948", [new, old])
    assert [p.cijfers for p in reeks.punten] == [Cijfers(111, 182, 333), Cijfers(7, 8, 9)]
    assert reeks.punten[0].uit == codes("GM0844", "GM0846", "GM0860")
    assert reeks.naam == "Meierijstad"
    assert reeks.breuken == ()


def test_first_of_january_still_speaks_of_the_old_year() -> None:
    assert make_reeks("GM0844", [snapshot("2017-01-01"), snapshot("2017-02-01")]).punten[-1].peildatum == (
        Peildatum.parse("2017-01-01")
    )


def test_one_missing_figure_leaves_the_sum_without_figure() -> None:
    reeks = make_reeks("GM1948", [snapshot("2016-12-01", GM0844=None), snapshot("2017-03-01")])
    assert reeks.punten[0].cijfers is None


def test_old_code_ends_and_says_where_it_went() -> None:
    reeks = make_reeks("GM0844", [snapshot("2016-12-01"), snapshot("2018-04-01")])
    assert [str(p.peildatum) for p in reeks.punten] == ["2016-12-01"]
    assert [o.naam for o in reeks.opgegaan] == ["Meierijstad"]


def test_split_is_a_break_and_its_figures_are_not_added() -> None:
    before, after = snapshot("2017-12-01"), snapshot("2018-03-01")
    leeuwarden = make_reeks("GM0080", [before, after])
    assert leeuwarden.punten[0].uit == codes("GM0080", "GM0081"), "Leeuwarderadeel whole, Littenseradiel not"
    assert leeuwarden.punten[0].cijfers == Cijfers(20, -2, 10)
    assert [b.date for b in leeuwarden.breuken] == [dt.date(2018, 1, 1)]
    assert "Littenseradiel (ongeveer 30,8% van de adressen) naar Leeuwarden" in leeuwarden.breuken[0].zin
    assert make_reeks("GM0080", [after]).breuken == (), "no points on the other side"


def test_border_change_is_a_break_for_both_sides() -> None:
    before, after = snapshot("2017-12-01"), snapshot("2018-03-01")
    nissewaard, hellevoetsluis = (make_reeks(c, [before, after]) for c in ("GM1930", "GM0530"))
    assert len(nissewaard.punten) == 2
    assert nissewaard.breuken == hellevoetsluis.breuken != ()


def test_break_of_a_gemeente_that_merged_later_stays_visible() -> None:
    reeks = make_reeks("GM1992", [snapshot("2017-12-01"), snapshot("2018-03-01"), snapshot("2024-03-01")])
    assert reeks.punten[0].uit == codes("GM0501", "GM0530", "GM0614")
    assert [b.date for b in reeks.breuken] == [dt.date(2018, 1, 1)]


def test_border_change_inside_one_later_gemeente_would_be_no_break() -> None:
    # Slochteren -> Groningen is a break for both, as they never became one.
    reeks = make_reeks("GM1952", [snapshot("2016-12-01"), snapshot("2017-03-01"), snapshot("2018-03-01")])
    assert [b.date for b in reeks.breuken] == [dt.date(2017, 1, 1)]


def test_weesp_is_added_to_amsterdam_with_and_without_its_own_row() -> None:
    with_row = snapshot("2022-03-01", GM0363=Cijfers(100, 0, 50), GM0457=Cijfers(2, 0, 1))
    april = snapshot("2022-04-01", GM0363=Cijfers(102, 0, 60))
    without = Snapshot(april.peildatum, {c: v for c, v in april.cijfers.items() if str(c) != "GM0457"})
    reeks = make_reeks("GM0363", [with_row, without])
    assert [p.cijfers for p in reeks.punten] == [Cijfers(102, 0, 51), Cijfers(102, 0, 60)]
    assert make_reeks("GM0457", [with_row, without]).punten[-1].cijfers == Cijfers(2, 0, 1)
    empty_row = Snapshot(april.peildatum, april.cijfers | {codes("GM0457")[0]: None})
    assert make_reeks("GM0363", [empty_row]).punten[-1].cijfers == Cijfers(102, 0, 60)
    still_missing = Snapshot(with_row.peildatum, {c: v for c, v in with_row.cijfers.items() if str(c) != "GM0457"})
    reeks = make_reeks("GM0363", [still_missing, april])
    assert reeks.punten[0].cijfers is None, "on 1 March it still existed"
    assert make_reeks("GM0363", [still_missing]).punten[0].uit == codes("GM0363"), "and was no part of Amsterdam"


def test_composition_of_a_gemeente_on_a_day() -> None:
    assert samenstelling(codes("GM0439")[0], dt.date(2021, 1, 1)) == codes("GM0370", "GM0439")
    assert samenstelling(codes("GM0439")[0], dt.date(2022, 1, 1)) == codes("GM0439")
    assert samenstelling(codes("GM0370")[0], dt.date(2022, 1, 1)) == ()


def test_every_gemeente_of_every_year_is_in_at_most_one_present_gemeente() -> None:
    for year in range(2016, 2024):
        seen = [c for g in gemeenten_of(2024) for c in samenstelling(g.code, dt.date(year, 1, 1))]
        assert len(seen) == len(set(seen))
        split = {"2016": 3, "2017": 3, "2018": 2, "2019": 1, "2020": 1}.get(
            str(year), 0
        )  # Littenseradiel, Winsum, Haaren
        assert len(gemeenten_of(year)) - len(seen) == split


def test_provincies_add_to_the_land_and_jump_with_vijfheerenlanden() -> None:
    years = [snapshot("2018-12-01"), snapshot("2019-03-01")]
    utrecht, land = make_reeks("PV26", years), make_reeks("NL", years)
    assert [len(p.uit) for p in land.punten] == [380, 355]
    assert land.punten[0].cijfers == Cijfers(3800, -380, 1900)
    assert [b.date for b in utrecht.breuken] == [dt.date(2019, 1, 1)] * 2, "Leerdam and Zederik"
    assert land.breuken == make_reeks("PV27", years).breuken == ()


def stands(*snapshots: Snapshot) -> list[Stand]:
    return [make_stand(s, gemeenten_of(s.peildatum.halfjaar.year)) for s in snapshots]


def test_the_half_years_of_a_merged_gemeente_are_the_sums_of_its_parts() -> None:
    before = snapshot("2016-07-01", GM0844=Cijfers(10, 1, 5), GM0846=Cijfers(20, 2, 6), GM0860=Cijfers(30, 3, 7))
    last, then = stands(snapshot("2017-07-01", GM1948=Cijfers(50, 0, 9)), before)
    rows = make_verleden("GM1948", last, [then]).halfjaren  # Meierijstad, 1 January 2017
    assert [(str(r.halfjaar), r.positie.cijfers, r.opgeteld, r.eigen, r.zin) for r in rows] == [
        ("2017-I", Cijfers(50, 0, 9), False, True, ""),
        ("2016-I", Cijfers(60, 6, 18), True, False, "som van Schijndel, Sint-Oedenrode en Veghel"),
    ]


def test_a_gemeente_that_began_with_a_part_of_another_says_what_lacks() -> None:
    # Het Hogeland is Bedum, De Marne, Eemsmond and most of Winsum since 1 January 2019
    last, then = stands(snapshot("2019-07-01"), snapshot("2018-07-01"))
    (_, row), breuken = make_verleden("GM1966", last, [then]).halfjaren, make_verleden("GM1966", last, [then]).breuken
    assert row.positie.cijfers == Cijfers(30, -3, 15)
    assert row.zin == "som van Bedum, De Marne en Eemsmond, zonder het deel van Winsum dat er later bij kwam"
    assert [b.date for b in breuken] == [dt.date(2019, 1, 1)]
    assert "ging een deel van Winsum (ongeveer 88,3% van de adressen) naar Het Hogeland" in breuken[0].zin


def test_the_past_ends_with_the_stand_and_knows_no_later_merger() -> None:
    merged, running, before = stands(snapshot("2022-07-01"), snapshot("2021-09-01"), snapshot("2021-07-01"))
    rows = make_verleden("GM0363", running, [merged, before]).halfjaren
    assert [(str(r.peildatum), r.opgeteld) for r in rows] == [("2021-09-01", False), ("2021-07-01", False)]
    assert [r.opgeteld for r in make_verleden("GM0363", merged, [running, before]).halfjaren] == [True] * 3
    assert [str(r.peildatum) for r in make_verleden("NL", running, [merged, before]).halfjaren] == [
        "2021-09-01", "2021-07-01",
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "error"), [("GM0001", UnknownGebied), ("PV99", UnknownGebied), ("x", InvalidTerm)])
def test_unknown_codes_are_refused(code: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        make_reeks(code, [])
