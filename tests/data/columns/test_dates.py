"""The peildatum of a file: option, title and name must agree."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.columns.dates import find_dates, find_halfjaren
from data.findings import Ernst
from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.terms import Peildatum
from tests.data import coafiles as coa

TABLE = coa.CODE | coa.TAAK | coa.ACHTER | coa.GEREALISEERD


def read(title: list[object], name: str = "overzicht.xlsx", asked: str = "", year: int = 2017) -> Intake:
    content = coa.xlsx(coa.table(TABLE, title=[["Overzicht"], title], year=year))
    return read_snapshot(content, name, peildatum=Peildatum.parse(asked) if asked else None)


def errors(intake: Intake) -> list[str]:
    return [f.code for f in intake.findings if f.ernst is Ernst.FOUT]


@pytest.mark.parametrize(
    "title",
    [
        ["Stand per 1 april 2017"],
        ["stand per 1 APRIL 2017."],
        ["Peildatum: 01-04-2017"],
        ["Peildatum 1/4/2017 (voorlopig)"],
        ["Stand per 2017-04-01"],
        ["Stand 1 apr. 2017, afgedrukt op 3 april 2017"],
        ["Realisatie t/m 31 maart 2017"],
        ["Peildatum", dt.date(2017, 4, 1)],
        ["Taakstelling 2017-I en saldo 2016-II, 1 april 2017"],
    ],
)
def test_title(title: list[object]) -> None:
    assert str(read(title).peildatum) == "2017-04-01"
    assert errors(read(title)) == []


@pytest.mark.parametrize(
    "name", ["coa-2017-04-01.xlsx", "20170401.xlsx", "overzicht_1_april_2017.xlsx", "stand 01-04-2017 def.xlsx"]
)
def test_file_name(name: str) -> None:
    assert str(read([], name).peildatum) == "2017-04-01"


def test_option() -> None:
    assert errors(read([], asked="2017-04-01")) == []


def test_missing() -> None:
    assert errors(read(["Overzicht 2017-I"])) == ["peildatum-ontbreekt"]
    assert errors(read([], "april-2017.xlsx")) == ["peildatum-ontbreekt"]


@pytest.mark.parametrize(
    ("title", "name", "asked"),
    [
        (["Stand per 1 april 2017"], "coa-2017-05-01.xlsx", ""),
        (["Stand per 1 april 2017"], "x.xlsx", "2017-05-01"),
        ([], "coa-2017-04-01.xlsx", "2017-05-01"),
        (["Stand per 1 april 2017 en stand per 1 mei 2017"], "x.xlsx", ""),
    ],
)
def test_contradiction_is_an_error_that_names_both(title: list[object], name: str, asked: str) -> None:
    intake = read(title, name, asked)
    assert errors(intake) == ["peildatum-tegenstrijdig"]
    assert "2017-04-01" in intake.findings[0].zin
    assert "2017-05-01" in intake.findings[0].zin


def spoken_elsewhere(place: str, text: str | dt.date) -> tuple[bytes, str]:
    """A right table without a title, with a date in this place; and the name of the file."""
    rows = coa.table(TABLE, title=[["Overzicht"], []])
    if place == "below":
        rows += [[], [text]]
    elif place == "below, label beside":
        rows += [[None, "Peildatum:", text]]
    elif place == "under the header":
        rows.insert(3, [text])
    elif place == "beside":
        rows[40] = [*rows[40], None, text]
    book = coa.workbook((str(text) if place == "sheet name" else "Overzicht", rows))
    if place == "page header":
        book.active.oddHeader.center.text = f"&P van &N {text}"
    elif place == "page footer":
        book.active.evenFooter.right.text = str(text)
        book.active.HeaderFooter.differentOddEven = True
    elif place == "title":
        book.properties.title = str(text)
    return coa.saved(book), "overzicht.csv" if place.startswith("csv") else "overzicht.xlsx"


PLACES = ["below", "under the header", "beside", "page header", "page footer", "title"]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        *((place, "Bron: COA, stand per 1 april 2017.") for place in PLACES),
        *((place, "peildatum 01-04-2017") for place in PLACES),
        ("below", "Gerealiseerd t/m 31 maart 2017"),
        ("below, label beside", dt.date(2017, 4, 1)),
        ("below, label beside", "1 april 2017"),
        ("sheet name", "1 april 2017"),
        ("sheet name", "Stand 2017-04-01"),
    ],
)
def test_date_anywhere_is_evidence(place: str, text: str | dt.date) -> None:
    content, name = spoken_elsewhere(place, text)
    intake = read_snapshot(content, name)
    assert (str(intake.peildatum), errors(intake)) == ("2017-04-01", [])
    intake = read_snapshot(content, f"2017-05-01 {name}")
    assert errors(intake) == ["peildatum-tegenstrijdig"]
    assert "2017-05-01" in intake.findings[0].zin


@pytest.mark.parametrize("place", [*PLACES, "sheet name"])
@pytest.mark.parametrize(
    "text",
    [
        "Per 1 mei 2017 opgegaan in X",
        "Gewijzigd op 1 mei 2017",
        "Inwoners 1 mei 2017",
        "Stand achterstand 1-1-2017",
        "Volgende stand mei 2017",
        "Bestand 2 mei 2017",
    ],
)
def test_date_of_another_matter_beside_the_table_is_none(place: str, text: str) -> None:
    content, name = spoken_elsewhere(place, text)
    intake = read_snapshot(content, f"2017-04-01 {name}")
    assert (str(intake.peildatum), errors(intake)) == ("2017-04-01", [])


def test_date_on_the_page_of_an_ods() -> None:
    content = coa.ods(coa.table(TABLE, title=[["Overzicht"]]))
    target = io.BytesIO()
    header = "<style:header><text:p>Stand per <text:span>1 april</text:span> 2017</text:p></style:header>"
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "style", "text"))
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            styles = f"<office:document-styles {spaces}>{header}</office:document-styles>".encode()
            new.writestr(name, styles if name == "styles.xml" else old.read(name))
    assert errors(read_snapshot(target.getvalue(), "x.ods")) == []
    assert errors(read_snapshot(target.getvalue(), "2017-05-01.ods")) == ["peildatum-tegenstrijdig"]


@pytest.mark.parametrize("number", ["", "2-"])
@pytest.mark.parametrize("name", ["coa.xlsx", "coa-2017-04-01.xlsx"])
def test_rejected_file_may_come_back_under_the_name_that_the_inbox_gave_it(name: str, number: str) -> None:
    content = coa.xlsx(coa.table(TABLE))
    for before in (f"20261201T213000Z-{number}", f"20261101T000000Z-20261201T213000Z-{number}"):
        intake = read_snapshot(content, before + name)
        assert (str(intake.peildatum), intake.findings) == ("2017-04-01", ())


def test_not_a_first_day_is_an_error() -> None:
    intake = read(["Stand per 12 april 2017"])
    assert errors(intake) == ["peildatum-geen-eerste-dag"]
    assert intake.findings[0].rij == 2
    assert errors(read([], "coa-2017-04-12.xlsx")) == ["peildatum-geen-eerste-dag"]


@pytest.mark.parametrize(
    "other",
    ["Inwoners (CBS) per 1 januari 2016", "Indeling per 1-1-2016", "Achterstand per 1-1-2017", "Versie 3 mei 2017"],
)
def test_dates_of_other_matters_are_no_peildatum(other: str) -> None:
    content = coa.xlsx(coa.table(TABLE, title=[["Stand per 1 april 2017"], [other]]))
    assert read_snapshot(content, "x.xlsx").findings == ()


def test_dates_of_other_matters_on_another_sheet_are_no_peildatum() -> None:
    notes = [["Toelichting"], ["Inwoners: CBS, per 1 januari 2016"], ["Opgesteld", dt.date(2017, 4, 5)]]
    book = coa.workbook(("Cijfers", coa.table(TABLE)), ("Toelichting", notes))
    assert read_snapshot(coa.saved(book), "x.xlsx").findings == ()


def test_day_of_export_in_the_name_is_ignored_with_a_note() -> None:
    intake = read(["Stand per 1 april 2017"], "export-2017-04-12.xlsx")
    assert str(intake.peildatum) == "2017-04-01"
    assert [f.code for f in intake.findings] == ["datum-genegeerd"]


def test_title_of_another_half_year_is_an_error() -> None:
    intake = read(["Overzicht 2016-II, stand per 1 april 2017"])
    assert errors(intake) == ["halfjaar-tegenstrijdig"]


def test_first_of_january_speaks_of_the_gemeenten_of_the_year_before() -> None:
    assert errors(read(["Stand per 1 januari 2017"], year=2016)) == []
    intake = read(["Stand per 1 januari 2017"], year=2017)
    assert errors(intake) == ["gemeenten-ander-jaar"]
    assert "388" in intake.findings[0].zin
    assert "390" in intake.findings[0].zin


def test_before_the_known_years_is_an_error() -> None:
    assert errors(read(["Stand per 1 april 2015"])) == ["peildatum-onmogelijk"]


def test_a_peildatum_well_after_today_is_a_typing_error() -> None:
    content = coa.xlsx(coa.table(TABLE, title=[["Overzicht"], ["Stand per 1 april 2071"]], year=2017))
    intake = read_snapshot(content, "overzicht.xlsx", vandaag=dt.date(2017, 4, 3))
    (found,) = [f for f in intake.findings if f.code == "peildatum-in-de-toekomst"]
    assert found.zin == "Peildatum 2071-04-01 ligt in de toekomst; het is nu 2017-04-03."
    assert not intake.accepted
    content = coa.xlsx(coa.table(TABLE, title=[["Overzicht"], ["Stand per 1 april 2017"]], year=2017))


@pytest.mark.parametrize(("vandaag", "told"), [("2017-03-01", True), ("2017-03-31", True), ("2017-04-01", False)])
def test_a_peildatum_just_after_today_is_taken_with_a_warning(vandaag: str, told: bool) -> None:
    content = coa.xlsx(coa.table(TABLE, title=[["Overzicht"], ["Stand per 1 april 2017"]], year=2017))
    intake = read_snapshot(content, "overzicht.xlsx", vandaag=dt.date.fromisoformat(vandaag))
    assert intake.accepted
    found = [f.zin for f in intake.findings if f.code == "peildatum-nog-niet"]
    words = f"Peildatum 2017-04-01 moet nog komen; het is nu {vandaag}. Deze stand komt op die dag vanzelf op de kaart."
    assert found == ([words] if told else [])


def test_peildatum_as_a_column_must_be_one_date() -> None:
    columns = TABLE | {"Peildatum": lambda g, c: "2017-04-01"}
    intake = read_snapshot(coa.csv(coa.table(columns, title=[])), "x.csv")
    assert errors(intake) == []
    assert str(intake.peildatum) == "2017-04-01"
    columns = TABLE | {"Peildatum": lambda g, c: "2017-05-01" if g.code.number == 363 else "2017-04-01"}
    assert errors(read_snapshot(coa.csv(coa.table(columns, title=[])), "x.csv")) == ["peildatum-tegenstrijdig"]


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d-%m-%Y", "%Y%m%d", "%d.%m.%Y"]),
)
def test_any_date_is_read_back(date: dt.date, form: str) -> None:
    assert list(find_dates(f"stand per {date.strftime(form)}")) == [(date, True)]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    list(find_dates(text))
    find_halfjaren(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-I", ["2017-I"]),
        ("2017 II", ["2017-II"]),
        ("2017-1", ["2017-I"]),
        ("2017/2", ["2017-II"]),
        ("2017H1", ["2017-I"]),
        ("II-2016", ["2016-II"]),
        ("1e halfjaar 2017", ["2017-I"]),
        ("tweede halfjaar van 2016", ["2016-II"]),
        ("Taakstelling 2017 1)", []),
        ("inwoners 1-1-2016", []),
        ("2017-12-01", []),
        ("12017-11", []),
    ],
)
def test_half_years(text: str, expected: list[str]) -> None:
    assert sorted(map(str, find_halfjaren(text))) == expected
