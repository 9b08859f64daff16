"""The figures of a report as a table hold what its tables say, and say of each row what it is about."""

import csv
import io
from dataclasses import replace

import pytest

from data.errors import UnknownGebied
from reports.kinds.figures_csv import report_csv
from tests.reports import example


def rows_of(code):
    *earlier, stand = example.stands()
    return read(report_csv(code, stand, earlier))


def read(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_rows_of_a_gemeente_are_those_of_the_files():
    rows = rows_of("GM0344")
    # Utrecht;230;128;157 in the file of 1 November 2026, 251;70;193 in that of 1 July
    now = rows[0]
    assert [now[k] for k in ("onderdeel", "soort", "statcode", "naam")] == ["stand", "gemeente", "GM0344", "Utrecht"]
    assert [now[k] for k in ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "percentage", "nog")] == [
        "230", "128", "358", "157", "43,9", "201",
    ]  # fmt: skip
    assert [(r["soort"], r["naam"]) for r in rows if r["onderdeel"] == "stand"] == [
        ("gemeente", "Utrecht"), ("provincie", "Utrecht"), ("Nederland", "Nederland"),
    ]  # fmt: skip
    months = [r for r in rows if r["onderdeel"] == "maand"]
    assert [r["peildatum"] for r in months] == ["2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01"]
    assert sum(int(r["inmaand"]) for r in months) == 157
    before = [r for r in rows if r["onderdeel"] == "eerder halfjaar"]
    assert [r["periode"] for r in before] == ["2026-I", "2025-II", "2025-I"]
    assert (before[0]["gecorrigeerd"], before[0]["gerealiseerd"], before[0]["peildatum"]) == (
        "321",
        "193",
        "2026-07-01",
    )
    assert {r["voorbeeld"] for r in rows} == {"ja"} and {r["revisie"] for r in rows} == {"1"}
    assert {r["licentie"] for r in rows} == {"CC BY 4.0"}
    # 157 after 4 months, of 34, 39, 44 and 40: 235.5 at the end, 157 + 2 * 34 and 157 + 2 * 44; three half-years missed
    ahead = (
        "permaand",
        "tempo",
        "prognose",
        "prognosetekort",
        "prognoselaag",
        "prognosehoog",
        "halfjarenonder",
        "minstens",
    )
    assert [now[k] for k in ahead] == ["101", "39,3", "235", "123", "225", "245", "3", "ja"]
    assert {r[k] for r in rows[1:] for k in ahead} == {""}, "of the area of the report only"
    assert {r["inmaand"] for r in rows if r["onderdeel"] != "maand"} == {""}, "a cell without a figure is empty"


def test_each_row_has_the_figures_of_its_own_moment_and_the_newest_version_of_it():
    *earlier, stand = example.stands()
    (september,) = (s for s in earlier if str(s.peildatum) == "2026-09-01")
    corrected = replace(september, revision=2)
    for stands in ([*earlier, corrected], [corrected, *earlier]):
        rows = read(report_csv("GM0344", stand, stands))
        # the fourth column of Utrecht in the files of August to November 2026
        months = [(r["gerealiseerd"], r["revisie"]) for r in rows if r["onderdeel"] == "maand"]
        assert months == [("34", "1"), ("73", "2"), ("117", "1"), ("157", "1")]


@pytest.mark.parametrize(("code", "soorten"), [("PV24", (6, 1, 1)), ("NL", (342, 12, 1))])
def test_a_sum_comes_with_its_parts(code, soorten):
    stood = [r["soort"] for r in rows_of(code) if r["onderdeel"] == "stand"]
    assert tuple(stood.count(soort) for soort in ("gemeente", "provincie", "Nederland")) == soorten


def test_an_area_that_is_not_there_has_no_table():
    with pytest.raises(UnknownGebied):
        rows_of("PV99")
