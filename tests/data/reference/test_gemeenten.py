"""The sets of gemeenten per year against the published counts and against lists that were made by others."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from data.errors import InvalidTerm, UnknownGebied
from data.reference.gemeenten import PROVINCIES, Soort, gemeente, gemeenten_of, gemeenten_on, herindelingen, opgegaan_in
from data.terms import Gemeentecode

SHARED = Path(__file__).parents[3].parent / "shared" / "data"

# vng.nl (2018), blikopnieuws.nl 269778 (2019), nu.nl 6020873 (2020), nieuws.nl (2021), blikopnieuws.nl 291735 (2022),
# ANP (2023 and later)
PUBLISHED = {2016: 390, 2017: 388, 2018: 380, 2019: 355, 2020: 355, 2021: 352, 2022: 345, 2023: 342, 2026: 342}


def code(text: str) -> Gemeentecode:
    return Gemeentecode.parse(text)


@pytest.mark.parametrize(("year", "count"), PUBLISHED.items())
def test_number_of_gemeenten_is_the_published_one(year: int, count: int) -> None:
    found = gemeenten_of(year)
    assert len(found) == len({g.code for g in found}) == count
    assert list(found) == sorted(found, key=lambda g: g.code)
    assert {g.provinciecode for g in found} == set(PROVINCIES)


def test_weesp_ends_inside_a_half_year() -> None:
    weesp = code("GM0457")
    assert len(gemeenten_on(dt.date(2022, 3, 23))) == 345
    assert len(gemeenten_on(dt.date(2022, 3, 24))) == 344
    assert weesp in {g.code for g in gemeenten_of(2022)}
    assert weesp not in {g.code for g in gemeenten_on(dt.date(2022, 4, 1))}


def test_changes_replayed_forwards_give_the_same_sets_as_backwards() -> None:
    existing = {g.code for g in gemeenten_of(2016)}
    for date in sorted({h.date for h in herindelingen()}):
        today = [h for h in herindelingen() if h.date == date]
        for change in today:
            assert change.old.code in existing, change
            assert (change.new_code in existing) != change.creates, change
        existing -= {h.old.code for h in today if h.soort is not Soort.GRENS}
        existing |= {h.new_code for h in today}
        assert existing == {g.code for g in gemeenten_on(date)}, date


def test_a_split_gives_shares_that_add_up_to_all_addresses() -> None:
    parts: dict[Gemeentecode, float] = {}
    for h in herindelingen():
        if h.soort is Soort.DEEL:
            parts[h.old.code] = parts.get(h.old.code, 0) + float(h.aandeel_pct)
    assert sorted(map(str, parts)) == ["GM0053", "GM0140", "GM0788"]
    assert all(total == pytest.approx(100, abs=0.1) for total in parts.values())


def test_old_code_answers_with_where_it_went() -> None:
    (schijndel,) = opgegaan_in(code("GM0844"))
    assert (schijndel.date, str(schijndel.code), schijndel.naam) == (dt.date(2017, 1, 1), "GM1948", "Meierijstad")
    assert [str(o.code) for o in opgegaan_in(code("GM0788"))] == ["GM0757", "GM0824", "GM0855", "GM0865"]
    assert "40,2%" in opgegaan_in(code("GM0788"))[1].note
    assert opgegaan_in(code("GM0363")) == ()
    assert opgegaan_in(code("GM1930")) == (), "Nissewaard gave up a part but goes on"
    with pytest.raises(UnknownGebied):
        opgegaan_in(code("GM0001"))


def test_every_successor_still_exists_so_one_step_is_enough() -> None:
    today = {g.code for g in gemeenten_of(2026)}
    ended = {h.old.code for h in herindelingen() if h.soort is not Soort.GRENS}
    assert not ended & today
    assert {o.code for c in ended for o in opgegaan_in(c)} <= today


def test_leerdam_and_zederik_lay_in_zuid_holland() -> None:
    assert {gemeente(code(c)).provincie for c in ("GM0545", "GM0707")} == {"Zuid-Holland"}
    assert gemeente(code("GM1961")).provincie == "Utrecht"
    assert [str(h.old.code) for h in herindelingen() if h.provincie_changes] == ["GM0545", "GM0707"]
    assert opgegaan_in(code("GM0545"))[0].note == "de hele gemeente; van Zuid-Holland naar Utrecht"


def test_years_before_the_table_are_refused() -> None:
    with pytest.raises(InvalidTerm, match="2016"):
        gemeenten_of(2015)


@pytest.mark.parametrize(("filename", "year"), [("provincies_2016.csv", 2016), ("inwoners_2017.csv", 2017)])
def test_lists_of_cbs_have_the_same_codes_and_provincies(filename: str, year: int) -> None:
    path = SHARED / "boundaries" / filename
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8") as file:
        expected = {r["code"]: r["provincie"].replace("Friesland", "Fryslân") for r in csv.DictReader(file)}
    assert {str(g.code): g.provincie for g in gemeenten_of(year)} == expected


@pytest.mark.parametrize("year", [2022, 2024])
def test_lists_of_later_years_have_the_same_codes(year: int) -> None:
    path = SHARED / "boundaries" / f"inwoners_{year}.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8") as file:
        expected = {r["code"]: r["provincie"] for r in csv.DictReader(file)}
    assert {str(g.code): g.provincie for g in gemeenten_of(year)} == expected
