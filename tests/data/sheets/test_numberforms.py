"""The form of numbers is decided per column: known figures written in any form are read back exactly, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data.findings import Ernst
from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.sheets.cells import Soort, read_amount
from data.sheets.numberforms import settle_forms
from data.terms import Cijfers
from tests.data import coafiles as coa


def dutch(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))


FORMS: dict[str, Callable[[int], str]] = {
    "whole": str,
    "thousands": lambda n: dutch(f"{n:,}"),
    "thousands and cents": lambda n: dutch(f"{n:,.2f}"),
    "thousands and three decimals": lambda n: dutch(f"{n:,.3f}"),
    "English thousands": lambda n: f"{n:,}",
    "English thousands and cents": lambda n: f"{n:,.2f}",
    "one decimal": lambda n: f"{n:.1f}",
    "three decimals": lambda n: f"{n:.3f}",
    "three decimals behind a comma": lambda n: dutch(f"{n:.3f}"),
    "unrounded": lambda n: f"{n + 0.125:.3f}",
    "unrounded behind a comma": lambda n: dutch(f"{n + 0.125:.3f}"),
    "spaces": lambda n: f"{n:,}".replace(",", "\u202f"),
}
READ = {"whole", "thousands", "thousands and cents", "one decimal", "three decimals", "spaces"}
READ |= {"three decimals behind a comma", "English thousands and cents", "thousands and three decimals"}


def tasks(c: Cijfers) -> int:
    return c.taakstelling  # some above a thousand


EXPECTED = {
    g.code: Cijfers(tasks(c), c.achterstand, c.gerealiseerd) for g in gemeenten_of(2017) for c in [coa.figures(g)]
}


def read(form: Callable[[int], str]) -> Intake:
    columns = coa.CODE | {
        "Taakstelling": lambda g, c: form(tasks(c)),
        "Achterstand (+) / voorsprong (-)": lambda g, c: form(c.achterstand),
        "Gerealiseerd": lambda g, c: form(c.gerealiseerd),
    }
    return read_snapshot(coa.csv(coa.table(columns)), "x.csv")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_in_one_form_is_read_exactly_or_refused(form: str) -> None:
    intake = read(FORMS[form])
    if intake.snapshot is None:
        assert form not in READ, intake.findings[:3]
        assert any(f.code in {"getalvorm-onduidelijk", "geen-heel-getal"} for f in intake.findings)
    else:
        assert intake.snapshot.cijfers == EXPECTED


def test_what_was_decided_is_told_with_an_example() -> None:
    told = {f.kolom: f.zin for f in read(FORMS["three decimals"]).findings if f.code == "getalvorm-bepaald"}
    first = next(iter(EXPECTED.values())).taakstelling
    assert told["B: Taakstelling"].startswith(f"In kolom B: Taakstelling is ‘{first}.000’ gelezen als {first};")
    assert len(told) == 3


def test_two_forms_in_one_column_are_refused_with_both() -> None:
    columns = coa.CODE | coa.ACHTER | coa.GEREALISEERD
    columns |= {
        "Taakstelling": lambda g, c: (
            FORMS["thousands and cents"](1234) if g.code.number == 363 else FORMS["one decimal"](123)
        )
    }
    [finding] = [f for f in read_snapshot(coa.csv(coa.table(columns)), "x.csv").findings if f.ernst is Ernst.FOUT]
    assert finding.code == "getalvorm-tegenstrijdig"
    assert "‘123.0’ naast ‘1.234,00’" in finding.zin


def column(*cells: object) -> list[object]:
    rows = [["kop"], *[[cell] for cell in cells]]
    settle_forms(rows, 1)  # type: ignore[arg-type]
    return [row[0] for row in rows[1:]]


@pytest.mark.parametrize(
    ("cells", "settled"),
    [
        (["12.000", "363.000"], [12, 363]),
        (["12.000", "363"], ["12.000", "363"]),  # thousands, as read_amount reads them
        (["12.000", 363.0], ["12.000", 363.0]),
        (["12.000"], ["12.000"]),
        (["1,234.00", "1,000"], [1234, 1000]),
        (["1.234,000", "1.000"], [1234, 1000]),
        (["(1,234.00)", "12.00-"], [-1234, -12]),
        (["1,234", "363"], ["1,234", "363"]),
        (["ca. 9", "12.000", "1.000"], ["ca. 9", 12, 1]),
        (["1.4.2024", "12,5"], ["1.4.2024", "12,5"]),
    ],
)
def test_columns(cells: list[object], settled: list[object]) -> None:
    assert column(*cells) == settled


THREE = {name for name, form in FORMS.items() if len(form(7)) > 4 and form(7)[-4] in ".,"}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(-3000, 3000), min_size=12, max_size=60).filter(lambda ns: sum(abs(n) < 1000 for n in ns) > 6),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(sorted(FORMS)),
    st.integers(0, 60),
)
def test_a_column_in_one_or_two_forms_gives_no_other_figure(
    numbers: list[int], first: str, second: str, at: int
) -> None:
    """The first form up to a cell, the second below it. Few `1.125` among whole numbers are thousands to every reader."""
    assume(first == second or not {first, second} & THREE)
    cells = [FORMS[first if n < at else second](number) for n, number in enumerate(numbers)]
    rows = [[cell] for cell in cells]
    forms = settle_forms(rows, 0)  # type: ignore[arg-type]
    if any(form.code != "getalvorm-bepaald" for form in forms.values()):
        return
    for [cell], number in zip(rows, numbers, strict=True):
        soort, found = read_amount(cell)
        assert soort is not Soort.GETAL or found == number


@pytest.mark.parametrize("cell", ["ca. 99.999", "#REF!", "12,5", "?"])
@pytest.mark.parametrize("label", ["Totaal", "Nederland", "Totaal Utrecht", "Subtotaal"])
def test_total_that_cannot_be_read_is_an_error(cell: str, label: str) -> None:
    rows = coa.table(coa.NAAM | coa.TAAK | coa.ACHTER | coa.GEREALISEERD)
    intake = read_snapshot(coa.xlsx([*rows, [label, cell, cell, cell]]), "x.xlsx")
    errors = [f for f in intake.findings if f.ernst is Ernst.FOUT]
    assert {(f.code, f.rij) for f in errors} == {("geen-heel-getal", len(rows) + 1)}


def test_heading_inside_the_table_is_no_total() -> None:
    rows = coa.table(coa.NAAM | coa.TAAK | coa.ACHTER | coa.GEREALISEERD)
    rows.insert(5, ["Totaal Nederland", "2017-I", "per 1-1-2017", "mrt 2017"])
    assert read_snapshot(coa.xlsx(rows), "x.xlsx").accepted
