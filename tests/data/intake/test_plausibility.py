"""Warnings against what was known before: they never reject, and they stay silent where nothing is odd."""

from __future__ import annotations

from data.findings import Ernst, Finding
from data.intake.plausibility import closing_balances
from data.intake.result import Context, Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Halfjaar, Peildatum, Snapshot
from tests.data import coafiles as coa

AMSTERDAM = Gemeentecode(363)
USUAL = Cijfers(60, 0, 30)
TABLE = coa.CODE | coa.NAAM | coa.TAAK | coa.ACHTER | coa.GEREALISEERD


def snapshot(date: str, figures: dict[int, Cijfers] | None = None, default: Cijfers = USUAL) -> Snapshot:
    peildatum = Peildatum.parse(date)
    of_year = {g.code: default for g in gemeenten_of(peildatum.halfjaar.year)}
    return Snapshot(peildatum, of_year | {Gemeentecode(n): c for n, c in (figures or {}).items()})


def read(now: Snapshot, *earlier: Snapshot) -> Intake:
    def cells(g, c):  # type: ignore[no-untyped-def]
        return now.cijfers[g.code]

    columns = coa.CODE | coa.NAAM
    columns |= {"Taakstelling": lambda g, c: cells(g, c).taakstelling}
    columns |= {"Achterstand (+) / voorsprong (-)": lambda g, c: cells(g, c).achterstand}
    columns |= {"Gerealiseerd": lambda g, c: cells(g, c).gerealiseerd}
    rows = coa.table(columns, year=now.peildatum.halfjaar.year, title=[])
    return read_snapshot(coa.csv(rows), f"{now.peildatum}.csv", context=Context({s.peildatum: s for s in earlier}))


def warnings(intake: Intake) -> list[Finding]:
    assert intake.accepted
    assert all(f.ernst is Ernst.WAARSCHUWING for f in intake.findings)
    return list(intake.findings)


def test_same_pace_gives_no_warning() -> None:
    months = [snapshot(f"2017-0{m}-01", default=Cijfers(60, 5, 10 * (m - 1))) for m in range(2, 8)]
    assert warnings(read(months[-1], *months[:-1])) == []


def test_realised_lower_than_last_month() -> None:
    [found] = warnings(read(snapshot("2017-04-01", {363: Cijfers(60, 0, 29)}), snapshot("2017-03-01")))
    assert (found.code, found.waarde, found.kolom) == ("gerealiseerd-gedaald", "29", "E: Gerealiseerd")
    assert found.rij == next(i for i, g in enumerate(gemeenten_of(2017), 2) if g.code == AMSTERDAM)
    assert "30 op 2017-03-01" in found.zin


def test_realised_starts_anew_in_another_half_year() -> None:
    assert warnings(read(snapshot("2017-08-01", default=Cijfers(60, 30, 5)), snapshot("2017-07-01"))) == []


def test_swapped_taakstelling_of_two_gemeenten() -> None:
    now = snapshot("2017-04-01", {363: Cijfers(70, 0, 30), 518: Cijfers(50, 0, 30)})
    assert [(f.code, f.waarde) for f in warnings(read(now, snapshot("2017-03-01")))] == [
        ("taakstelling-gewijzigd", "70"),
        ("taakstelling-gewijzigd", "50"),
    ]


def test_national_change_is_told_once() -> None:
    now = snapshot("2017-04-01", default=Cijfers(50, 0, 30))
    [found] = warnings(read(now, snapshot("2017-03-01")))
    assert found.code == "taakstelling-land-gewijzigd"
    assert (found.waarde, "23280" in found.zin, "388" in found.zin) == (str(50 * 388), True, True)


def test_balance_changed_inside_the_half_year() -> None:
    [found] = warnings(read(snapshot("2017-04-01", {363: Cijfers(60, 4, 30)}), snapshot("2017-03-01")))
    assert found.code == "achterstand-gewijzigd"


def test_balance_differs_from_the_close_of_the_half_year_before() -> None:
    now = snapshot("2017-08-01", {363: Cijfers(60, 29, 0)}, default=Cijfers(60, 30, 0))
    [found] = warnings(read(now, snapshot("2017-07-01")))
    assert (found.code, found.waarde, found.suggestie) == ("achterstand-wijkt-af", "29", "30")


def test_merger_carries_the_balances_of_all_its_parts() -> None:
    """Meierijstad (GM1948) is Schijndel, Sint-Oedenrode and Veghel since 1 January 2017."""
    closed = snapshot(
        "2017-01-01", {844: Cijfers(10, 1, 4), 846: Cijfers(10, -8, 5), 860: Cijfers(20, 0, 9)}, Cijfers(60, 0, 60)
    )
    balances = closing_balances(Halfjaar(2017, 1), {closed.peildatum: closed})
    assert balances[Gemeentecode(1948)] == 7 - 3 + 11
    assert set(balances) == {g.code for g in gemeenten_of(2017)}
    now = snapshot("2017-02-01", {1948: Cijfers(40, 15, 0)}, Cijfers(60, 0, 0))
    assert warnings(read(now, closed)) == []


def test_part_of_a_split_gemeente_has_no_closing_balance() -> None:
    """Haaren was split over Boxtel, Oisterwijk, Tilburg and Vught on 1 January 2021."""
    closed = snapshot("2021-01-01")
    balances = closing_balances(Halfjaar(2021, 1), {closed.peildatum: closed})
    missing = {g.code for g in gemeenten_of(2021)} - set(balances)
    assert missing == {Gemeentecode(n) for n in (757, 824, 855, 865)}


def test_merger_inside_a_half_year_counts_from_the_next_year() -> None:
    """Weesp (GM0457) went into Amsterdam on 24 March 2022, but both half-years of 2022 still have it."""
    closed = snapshot("2022-07-01")
    assert closing_balances(Halfjaar(2022, 2), {closed.peildatum: closed})[Gemeentecode(457)] == 30
    closed = snapshot("2023-01-01")
    balances = closing_balances(Halfjaar(2023, 1), {closed.peildatum: closed})
    assert balances[AMSTERDAM] == 60
    assert Gemeentecode(457) not in balances


def test_taakstelling_far_from_its_usual_share() -> None:
    earlier = [snapshot("2016-07-01", default=Cijfers(60, 0, 60)), snapshot("2017-01-01", default=Cijfers(60, 0, 60))]
    now = snapshot("2017-02-01", {363: Cijfers(600, 0, 0)}, Cijfers(60, 0, 0))
    [found] = warnings(read(now, *earlier))
    assert (found.code, found.waarde, found.kolom) == ("buiten-eigen-verleden", "600", "C: Taakstelling")


def test_month_far_above_every_month_before() -> None:
    months = [snapshot(f"2017-0{m}-01", default=Cijfers(60, 0, 10 * (m - 1))) for m in range(2, 6)]
    now = snapshot("2017-06-01", {363: Cijfers(60, 0, 40 + 90)}, Cijfers(60, 0, 50))
    [found] = warnings(read(now, *months))
    assert (found.code, found.waarde) == ("buiten-eigen-verleden", "90")


def test_later_snapshots_are_not_the_past() -> None:
    assert warnings(read(snapshot("2017-03-01"), snapshot("2017-04-01", default=Cijfers(1, 1, 99)))) == []


def test_gemeente_without_figures_before_gives_no_warning() -> None:
    before = snapshot("2017-03-01")
    before.cijfers[AMSTERDAM] = None
    assert warnings(read(snapshot("2017-04-01"), before)) == []
