"""Layouts that nobody saw before: each must give the very same figures, or a clear finding."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from data.findings import Ernst
from data.intake.result import Context, Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import PROVINCIES, gemeenten_of
from data.terms import Cijfers, Gemeente, Gemeentecode, Peildatum, Snapshot
from tests.data import coafiles as coa
from tests.data.coafiles import ACHTER, CODE, GECORRIGEERD, GEREALISEERD, NAAM, NOG, TAAK, USUAL, csv, ods, table, xlsx

APRIL = Peildatum.parse("2017-04-01")
EXPECTED = {g.code: coa.figures(g) for g in gemeenten_of(2017)}


def read(content: bytes, name: str = "overzicht.xlsx", peildatum: Peildatum | None = None, **known: Any) -> Intake:
    return read_snapshot(content, name, peildatum=peildatum, **known)


def codes(intake: Intake, ernst: Ernst | None = None) -> list[str]:
    return [f.code for f in intake.findings if ernst is None or f.ernst is ernst]


def assert_expected(intake: Intake, *told: str) -> None:
    assert [f.zin for f in intake.findings if f.ernst is Ernst.FOUT] == []
    assert intake.snapshot == Snapshot(APRIL, EXPECTED)
    assert sorted(set(codes(intake))) == sorted(told)


@pytest.mark.parametrize("total", [False, True])
def test_usual_table(total: bool) -> None:
    assert_expected(read(xlsx(table(USUAL, total=total))))


def test_ods_gives_the_same() -> None:
    assert_expected(read(ods(table(USUAL, total=True)), "overzicht.ods"))


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850", "mac_roman"])
def test_csv_in_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    intake = read(csv(table(USUAL, total=True), delimiter, encoding), "overzicht.csv")
    assert_expected(intake, *([] if encoding.startswith("utf") and encoding != "utf-16-le" else told_of(encoding)))


def told_of(encoding: str) -> list[str]:
    return [] if encoding == "utf-16-le" else ["tekens-geraden"]


def test_excel_says_its_separator() -> None:
    assert_expected(read(b"sep=;\r\n" + csv(table(USUAL)), "overzicht.csv"))


@pytest.mark.parametrize("above", [0, 10, 26])
def test_header_anywhere_in_the_first_thirty_rows_and_any_column(above: int) -> None:
    rows = [[None, None, *row] for row in table(USUAL, title=[["Stand per 1 april 2017"], *[[] for _ in range(above)]])]
    assert_expected(read(xlsx(rows)))


def test_header_on_row_31_is_not_found() -> None:
    intake = read(xlsx(table(USUAL, title=[["Stand per 1 april 2017"], *[[] for _ in range(29)]])))
    assert codes(intake, Ernst.FOUT) == ["kop-niet-gevonden"]


def test_table_on_the_second_sheet_and_date_on_the_first() -> None:
    book = coa.workbook(
        ("Voorblad", [["COA"], ["Peildatum:", dt.date(2017, 4, 1)]]), ("Cijfers", table(USUAL, title=[[]]))
    )
    assert_expected(read(coa.saved(book)))


def test_months_are_summed() -> None:
    columns = (
        CODE
        | TAAK
        | ACHTER
        | {
            "Januari": lambda g, c: c.gerealiseerd // 2,
            "Februari": lambda g, c: None if c.gerealiseerd % 5 == 0 else 0,
            "Maart": lambda g, c: c.gerealiseerd - c.gerealiseerd // 2,
            "April": lambda g, c: None,
            "Mei": lambda g, c: "-",
            "Juni": lambda g, c: 0,
        }
    )
    intake = read(xlsx(table(columns)))
    assert_expected(intake, "maanden-opgeteld")
    assert "januari, februari, maart" in intake.findings[0].zin


def test_months_under_a_merged_header_with_their_total() -> None:
    columns = CODE | TAAK | ACHTER
    rows = table(
        columns
        | {"jan": lambda g, c: 0, "feb": lambda g, c: c.gerealiseerd, "mrt": lambda g, c: 0}
        | {"totaal": lambda g, c: c.gerealiseerd}
    )
    rows.insert(3, [None, None, None, "Realisatie 2017", None, None, None])
    assert_expected(read(xlsx(rows)))


def test_month_that_has_not_passed_is_an_error_with_row_and_column() -> None:
    columns = CODE | TAAK | ACHTER | {m: (lambda g, c: 1) for m in ("jan", "feb", "mrt")}
    rows = table(columns | {"apr": lambda g, c: 3 if g.code.number == 363 else 0})
    [finding] = [f for f in read(xlsx(rows)).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.kolom, finding.waarde) == ("maand-niet-afgelopen", "G: apr", "3")


def test_missing_month_is_an_error() -> None:
    columns = CODE | TAAK | ACHTER | {"jan": lambda g, c: 1, "mrt": lambda g, c: 1}
    [finding] = [f for f in read(xlsx(table(columns))).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.kolom) == ("maand-ontbreekt", "februari")


def test_total_beside_months_must_be_their_sum() -> None:
    columns = CODE | TAAK | ACHTER | {m: (lambda g, c: 1) for m in ("jan", "feb", "mrt")}
    rows = table(columns | {"Gerealiseerd": lambda g, c: 4 if g.code.number == 14 else 3})
    [finding] = [f for f in read(xlsx(rows)).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.rij, finding.suggestie) == ("gerealiseerd-telt-niet-op", 10, "3")


def two_columns(sign: int) -> dict[str, Any]:
    return {
        "Voorsprong": lambda g, c: sign * max(0, -c.achterstand),
        "Achterstand": lambda g, c: max(0, c.achterstand) or None,
    }


@pytest.mark.parametrize(("sign", "told"), [(1, []), (-1, ["teken-bepaald"])])
def test_achterstand_and_voorsprong_apart(sign: int, told: list[str]) -> None:
    assert_expected(read(xlsx(table(NAAM | TAAK | two_columns(sign) | GEREALISEERD))), *told)


def test_one_minus_in_a_column_voorsprong_is_an_error() -> None:
    rows = table(NAAM | TAAK | two_columns(1) | GEREALISEERD)
    rows[9][2] = -7
    assert [(f.code, f.rij) for f in read(xlsx(rows)).findings] == [("cijfer-negatief", 10)]


def test_only_voorsprong_and_nobody_behind_is_not_believed() -> None:
    columns = CODE | TAAK | {"Voorsprong": two_columns(1)["Voorsprong"], "Restje": lambda g, c: 3} | GEREALISEERD
    assert codes(read(xlsx(table(columns)))) == ["teken-onbekend", "kolom-niet-herkend"]


def test_only_achterstand_and_nobody_ahead_gets_a_warning() -> None:
    intake = read(xlsx(table(CODE | TAAK | {"Achterstand": two_columns(1)["Achterstand"]} | GEREALISEERD)))
    assert codes(intake) == ["nergens-voorsprong", "leeg-is-nul"]


def test_tekort_and_overschot_are_known_words() -> None:
    columns = {"Overschot": two_columns(1)["Voorsprong"], "Tekort": two_columns(1)["Achterstand"]}
    assert_expected(read(xlsx(table(CODE | TAAK | columns | GEREALISEERD))))


def test_balance_of_another_day_is_an_error() -> None:
    columns = CODE | TAAK | {"Achterstand per 1-4-2017": lambda g, c: c.achterstand} | GEREALISEERD
    assert codes(read(xlsx(table(columns))), Ernst.FOUT) == ["achterstand-andere-datum"]
    columns = CODE | TAAK | {"Achterstand (+) of voorsprong (-) op 1-1-2017": lambda g, c: c.achterstand} | GEREALISEERD
    assert_expected(read(xlsx(table(columns))))


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        (GEREALISEERD, "Gehuisvest (incl. nareizigers)"),
        (GEREALISEERD, "Realisatie taakstelling"),
        (GEREALISEERD, "Gerealiseerde taakstelling\n2017-I"),
        (GEREALISEERD, "Aantal gehuisveste vergunninghouders t/m 31-3-2017"),
        (GECORRIGEERD, "Taakstelling + achterstand"),
        (GECORRIGEERD, "Taakstelling inclusief voorsprong/achterstand"),
        (GECORRIGEERD, "Totale taakstelling"),
        (TAAK, "Taakstelling (excl. achterstand)"),
        (TAAK, "Netto taakstelling 1e halfjaar 2017"),
        (TAAK, "Opgave"),
        (NOG, "Nog te huisvesten"),
        (NOG, "Restant taakstelling"),
        (CODE, "CBS code"),
        (CODE, "Gemeentenummer"),
        (NAAM, "Naam gemeente"),
    ],
)
def test_other_words_for_a_column(usual: dict[str, Any], other: str) -> None:
    [old] = usual
    columns = {(other if name == old else name): make for name, make in USUAL.items()}
    assert_expected(read(xlsx(table(columns, total=True))))


def test_bruto_beside_netto_is_left_out() -> None:
    columns = CODE | {"Bruto taakstelling": lambda g, c: 9, "Netto taakstelling": lambda g, c: c.taakstelling}
    assert_expected(read(xlsx(table(columns | ACHTER | GEREALISEERD))), "kolom-niet-gebruikt")


def test_misspelt_header_gets_a_suggestion() -> None:
    columns = CODE | TAAK | ACHTER | {"Gerealisserd": lambda g, c: c.gerealiseerd}
    [finding] = [f for f in read(xlsx(table(columns))).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.rij, finding.suggestie) == ("kolom-ontbreekt", 4, "Gerealisserd")


def test_misspelt_gemeente_beside_a_region_called_as_a_provincie() -> None:
    rows = table(NAAM | {"Regio": lambda g, c: "Utrecht"} | TAAK | ACHTER | GEREALISEERD)
    at = next(i for i, row in enumerate(rows) if row and row[0] == "Zeist")
    rows[at][0] = "Zeits"
    found = read(xlsx(rows)).findings
    assert [(f.code, f.suggestie) for f in found] == [
        ("gemeente-onbekend", "Zeist"),
        ("gemeente-ontbreekt", "GM0355 Zeist"),
    ]


@pytest.mark.parametrize(
    ("header", "sign", "told"),
    [
        ("Saldo 2016-II", -1, ["teken-bepaald"]),
        ("Saldo 2016-II", 1, ["teken-bepaald"]),
        ("Achterstand", 1, []),
        ("Achterstand", -1, ["teken-afwijkend"]),
        ("Voorsprong", -1, []),
        ("Voorsprong (+) / achterstand (-)", -1, []),
        ("Achterstand / voorsprong", -1, ["teken-bepaald"]),
    ],
)
def test_sign_is_decided_by_the_corrected_total(header: str, sign: int, told: list[str]) -> None:
    columns = CODE | TAAK | {header: lambda g, c: sign * c.achterstand} | GECORRIGEERD | GEREALISEERD
    assert_expected(read(xlsx(table(columns, total=True))), *told)


def test_sign_is_decided_by_what_is_left() -> None:
    columns = CODE | TAAK | {"Saldo": lambda g, c: -c.achterstand} | GEREALISEERD | NOG
    intake = read(xlsx(table(columns)))
    assert_expected(intake, "teken-bepaald")
    assert "een plus voorsprong en een min achterstand" in intake.findings[0].zin


def test_sign_is_decided_by_the_close_of_the_half_year_before() -> None:
    closed = {g.code: Cijfers(100, coa.figures(g).achterstand, 100) for g in gemeenten_of(2016)}
    context = Context({Peildatum.parse("2017-01-01"): Snapshot(Peildatum.parse("2017-01-01"), dict(closed))})
    columns = CODE | TAAK | {"Saldo": lambda g, c: -c.achterstand} | GEREALISEERD
    intake = read(xlsx(table(columns)), context=context)
    assert "teken-bepaald" in codes(intake)
    assert intake.snapshot is not None
    assert intake.snapshot.cijfers == EXPECTED


def test_sign_that_nothing_tells_is_an_error() -> None:
    columns = CODE | TAAK | {"Saldo": lambda g, c: c.achterstand} | GEREALISEERD
    [finding] = [f for f in read(xlsx(table(columns))).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.rij, finding.kolom) == ("teken-onbekend", 4, "C: Saldo")


def test_achterstand_follows_from_the_corrected_total() -> None:
    assert_expected(read(xlsx(table(CODE | TAAK | GECORRIGEERD | GEREALISEERD))), "achterstand-afgeleid")


def test_saldo_that_is_what_is_left_is_no_balance() -> None:
    columns = CODE | TAAK | GECORRIGEERD | GEREALISEERD | {"Saldo": lambda g, c: c.gecorrigeerd - c.gerealiseerd}
    assert_expected(read(xlsx(table(columns))), "achterstand-afgeleid")


def test_taakstelling_follows_from_the_corrected_total() -> None:
    assert_expected(read(xlsx(table(CODE | ACHTER | GECORRIGEERD | GEREALISEERD))), "taakstelling-afgeleid")


def thousands(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@pytest.mark.parametrize(
    "write",
    [
        lambda v: f"{thousands(abs(v))}-" if v < 0 else thousands(v),
        lambda v: f"−{thousands(abs(v))}" if v < 0 else thousands(v),
        lambda v: f"– {abs(v)}" if v < 0 else f"{v},0",
        lambda v: f"({abs(v)})" if v < 0 else f"{v},00",
        lambda v: f"{v:,}".replace(",", " "),
        lambda v: f"{v}.0",
        lambda v: "-" if v == 0 else str(v),
    ],
)
def test_numbers_as_people_write_them(write: Any) -> None:
    columns = NAAM | {
        name: (lambda g, c, make=make: write(make(g, c)))
        for name, make in (TAAK | ACHTER | GECORRIGEERD | GEREALISEERD).items()
    }
    assert_expected(read(csv(table(columns)), "x.csv"))


def with_provincies(rows: list[list[Any]], naam: str) -> list[list[Any]]:
    """The table in blocks per provincie with a subtotal under each, and the sum of the land at the end."""
    header = next(i for i, row in enumerate(rows) if row and row[0] == "Gemeente")
    provincie_of = {g.naam: g.provinciecode for g in gemeenten_of(2017)}
    body, out = rows[header + 1 :], rows[: header + 1]
    for code, provincie in PROVINCIES.items():
        block = [row for row in body if provincie_of[row[0]] == code]
        out += [*block, [naam.format(provincie), *(sum(column) for column in list(zip(*block, strict=True))[1:])]]
    return [*out, ["Nederland", *(sum(column) for column in list(zip(*body, strict=True))[1:])]]


@pytest.mark.parametrize("naam", ["Totaal {}", "{}", "Provincie {}", "Subtotaal", "{} totaal", "Totaal"])
def test_provincie_sums_are_recognised(naam: str) -> None:
    assert_expected(read(xlsx(with_provincies(table(NAAM | TAAK | ACHTER | GECORRIGEERD | GEREALISEERD), naam))))


def test_provincie_sum_that_differs_is_an_error() -> None:
    rows = with_provincies(table(NAAM | TAAK | ACHTER | GEREALISEERD), "Totaal {}")
    at = next(i for i, row in enumerate(rows) if row and row[0] == "Totaal Drenthe")
    right = rows[at][3]
    rows[at][3] += 1
    [finding] = [f for f in read(xlsx(rows)).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.rij, finding.suggestie) == ("totaal-wijkt-af", at + 1, str(right))


def test_heading_with_the_name_of_a_provincie_is_no_gemeente() -> None:
    rows = table(NAAM | TAAK | ACHTER | GEREALISEERD)
    rows.insert(4, ["Utrecht", None, None, None])
    intake = read(xlsx(rows))
    assert intake.snapshot is not None
    assert intake.snapshot.cijfers == EXPECTED


def test_a_sheet_for_each_provincie() -> None:
    provincie_of = {str(g.code): g.provincie for g in gemeenten_of(2017)}
    rows = table(CODE | TAAK | ACHTER | GEREALISEERD)
    sheets = [(p, [*rows[:4], *(row for row in rows[4:] if provincie_of[row[0]] == p)]) for p in PROVINCIES.values()]
    assert_expected(read(coa.saved(coa.workbook(*sheets))), "bladen-samengevoegd")


def test_two_whole_tables_are_one_too_many() -> None:
    book = coa.workbook(("Een", table(USUAL)), ("Twee", table(USUAL)))
    assert codes(read(coa.saved(book)), Ernst.FOUT) == ["bladen-meerdere"]


def test_hidden_sheet_is_named_and_not_used() -> None:
    book = coa.workbook(("Cijfers", table(USUAL)), ("Oud", table(USUAL)))
    book["Oud"].sheet_state = "hidden"
    assert_expected(read(coa.saved(book)), "blad-verborgen")


def test_only_a_hidden_sheet_is_used_with_a_warning() -> None:
    book = coa.workbook(("Leeg", [[]]), ("Cijfers", table(USUAL)))
    book["Cijfers"].sheet_state = "veryHidden"
    assert_expected(read(coa.saved(book)), "blad-verborgen", "blad-verborgen-gebruikt")


def test_hidden_rows_and_columns_are_named() -> None:
    book = coa.workbook(("Cijfers", table(USUAL)))
    book["Cijfers"].row_dimensions[9].hidden = True
    book["Cijfers"].column_dimensions["C"].hidden = True
    intake = read(coa.saved(book))
    assert_expected(intake, "rij-verborgen", "kolom-verborgen")
    assert {(f.rij, f.kolom) for f in intake.findings} == {(9, ""), (4, "C: Taakstelling")}


def test_hidden_row_of_an_ods_is_named() -> None:
    intake = read(ods(table(USUAL), hidden=[8]), "x.ods")
    assert_expected(intake, "rij-verborgen")
    assert intake.findings[0].rij == 9


def test_formula_without_a_kept_outcome_is_an_error() -> None:
    book = coa.workbook(("Cijfers", table(USUAL)))
    book["Cijfers"]["F9"] = "=1+2"
    [finding] = [f for f in read(coa.saved(book)).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.rij, finding.kolom) == ("formule-zonder-waarde", 9, "F: Gerealiseerd")


def test_name_by_a_formula_without_a_kept_outcome_is_an_error() -> None:
    book = coa.workbook(("Cijfers", table(NAAM | TAAK | ACHTER | GEREALISEERD)))
    book["Cijfers"]["A9"] = "=B1"
    found = [(f.code, f.rij, f.kolom) for f in read(coa.saved(book)).findings]
    assert ("formule-zonder-waarde", 9, "A: Gemeente") in found


def test_error_value_in_a_cell_is_not_taken_for_empty() -> None:
    book = coa.workbook(("Cijfers", table(CODE | TAAK | two_columns(1) | GEREALISEERD)))
    book["Cijfers"]["C9"].value = "#REF!"
    book["Cijfers"]["C9"].data_type = "e"
    [finding] = [f for f in read(coa.saved(book)).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.rij, finding.waarde) == ("geen-heel-getal", 9, "#REF!")


def test_gemeente_without_any_figure_is_a_gemeente_without_figures() -> None:
    rows = table(CODE | NAAM | TAAK | ACHTER | GEREALISEERD)
    at = next(i for i, row in enumerate(rows) if row and row[0] == "GM0096")
    rows[at][2:] = ["-", None, "n.v.t."]
    intake = read(xlsx(rows))
    assert intake.snapshot is not None
    assert intake.snapshot.cijfers == EXPECTED | {Gemeentecode(96): None}
    assert codes(intake) == ["geen-cijfers"]


def test_empty_realised_beside_other_figures_is_an_error() -> None:
    rows = table(CODE | NAAM | TAAK | ACHTER | GEREALISEERD)
    rows[8][4] = None
    [finding] = [f for f in read(xlsx(rows)).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.rij, finding.kolom) == ("cijfer-ontbreekt", 9, "E: Gerealiseerd")


def test_comma_in_a_name_does_not_break_an_unquoted_csv() -> None:
    rows = table(NAAM | TAAK | ACHTER | GEREALISEERD)
    text = "\n".join(",".join("" if v is None else str(v) for v in row) for row in rows)
    assert_expected(read(text.encode(), "x.csv"), "naam-met-komma")


def test_repeated_header_and_footnotes_are_understood() -> None:
    rows = table(USUAL, total=True)
    rows.insert(100, list(USUAL))
    rows += [[], ["1) Voorlopig cijfer."], ["Bron: COA"]]
    intake = read(xlsx(rows))
    assert_expected(intake, "tekst-overgeslagen")
    assert [f.waarde for f in intake.findings] == ["1) Voorlopig cijfer.", "Bron: COA"]


def test_codes_in_any_usual_form() -> None:
    def code(g: Gemeente, c: Cijfers) -> Any:
        return [g.code.number, f"{g.code.number:04d}", f"gm{g.code.number:04d}"][g.code.number % 3]

    assert_expected(read(xlsx(table({"CBS-code": code} | TAAK | ACHTER | GEREALISEERD))))


def test_code_and_name_in_one_cell() -> None:
    columns = {"Gemeente": lambda g, c: f"{g.code} {g.naam}"} | TAAK | ACHTER | GEREALISEERD
    assert_expected(read(xlsx(table(columns))))


def test_columns_of_another_half_year_are_left_out() -> None:
    columns = (
        CODE
        | {"Taakstelling 2016-II": lambda g, c: 1}
        | {"Taakstelling 2017-I": lambda g, c: c.taakstelling}
        | ACHTER
        | {"Gerealiseerd 2016-II": lambda g, c: 1}
        | {"Gerealiseerd 2017-I": lambda g, c: c.gerealiseerd}
    )
    assert_expected(read(xlsx(table(columns))), "kolom-niet-gebruikt")


def test_code_and_name_that_contradict_are_an_error() -> None:
    rows = table(USUAL)
    rows[8][1] = "Amsterdam"
    found = {f.code: f for f in read(xlsx(rows)).findings if f.ernst is Ernst.FOUT}
    assert (found["code-en-naam-tegenstrijdig"].rij, found["code-en-naam-tegenstrijdig"].kolom) == (9, "B: Gemeente")


def test_bare_bergen_names_both_and_a_provincie_beside_it_decides() -> None:
    def bare(g: Gemeente, c: Cijfers) -> str:
        return "Bergen" if g.naam.startswith("Bergen (") else g.naam

    found = read(xlsx(table({"Gemeente": bare} | TAAK | ACHTER | GEREALISEERD)))
    assert [f.suggestie for f in found.findings if f.code == "gemeente-meerduidig"] == 2 * [
        "Bergen (NH.) / Bergen (L.)"
    ]
    columns = {"Gemeente": bare, "Provincie": lambda g, c: g.provincie} | TAAK | ACHTER | GEREALISEERD
    assert_expected(read(xlsx(table(columns))))


def test_missing_column_does_not_hide_what_is_wrong_with_the_gemeenten() -> None:
    rows = table(NAAM | TAAK | ACHTER)
    rows[8][0] = "Amstelvene"
    found = codes(read(xlsx(rows)), Ernst.FOUT)
    assert found == ["kolom-ontbreekt", "gemeente-onbekend", "gemeente-ontbreekt"]


def months_workbook() -> bytes:
    sheets = []
    for month in ("maart", "april", "mei"):
        rows = table(USUAL, title=[[f"Stand per 1 {month} 2017"], []])
        if month != "april":
            rows[5][5] = 0
        sheets.append((month, rows))
    return coa.saved(coa.workbook(*sheets))


def test_a_sheet_for_each_month_needs_to_know_which() -> None:
    assert_expected(read(months_workbook(), peildatum=APRIL), "blad-niet-gebruikt")
    assert_expected(read(months_workbook(), "coa-2017-04-01.xlsx"), "blad-niet-gebruikt")
    assert "peildatum-tegenstrijdig" in codes(read(months_workbook()), Ernst.FOUT)


def test_row_of_units_under_the_header_is_a_note() -> None:
    rows = table(CODE | NAAM | TAAK | ACHTER | GEREALISEERD)
    rows.insert(4, [None, None, "aantal", "aantal", "aantal"])
    assert_expected(read(xlsx(rows)), "tekst-overgeslagen")


def test_groups_over_the_header() -> None:
    months = {"jan": lambda g, c: c.gerealiseerd, "feb": lambda g, c: 0, "mrt": lambda g, c: 0}
    rows = table(CODE | NAAM | TAAK | two_columns(1) | GECORRIGEERD | months)
    rows[3] = ["code", "naam", "2017-I", "voorsprong", "achterstand", "incl. saldo", "jan", "feb", "mrt"]
    rows.insert(
        3, ["Gemeente", None, "Taakstelling", "Saldo 2016-II", None, "Taakstelling", "Gerealiseerd", None, None]
    )
    assert_expected(read(xlsx(rows)), "maanden-opgeteld")


def test_of_cumulative_columns_the_one_that_ends_at_the_peildatum_counts() -> None:
    ends = {"31 januari": lambda g, c: 0, "28 februari": lambda g, c: 1, "31 maart": lambda g, c: c.gerealiseerd}
    columns = CODE | TAAK | ACHTER | {f"Gerealiseerd t/m {day} 2017": make for day, make in ends.items()}
    assert_expected(read(xlsx(table(columns))), "kolom-niet-gebruikt")


def test_months_as_dates_in_the_header() -> None:
    columns = CODE | TAAK | ACHTER | {str(m): (lambda g, c, m=m: c.gerealiseerd if m == 2 else 0) for m in (1, 2, 3)}
    rows = table(columns)
    rows[3][3:] = [dt.date(2017, m, 1) for m in (1, 2, 3)]
    assert_expected(read(xlsx(rows)), "maanden-opgeteld")


def test_word_in_a_column_that_only_checks_is_no_error() -> None:
    rows = table(USUAL)
    rows[5][6] = "gehaald"
    assert_expected(read(xlsx(rows)), "controle-onleesbaar")


def test_total_may_set_off_achterstand_and_voorsprong() -> None:
    rows = table(NAAM | TAAK | two_columns(1) | GECORRIGEERD | GEREALISEERD)
    figures = EXPECTED.values()
    sums = [sum(c.taakstelling for c in figures), None, sum(c.achterstand for c in figures)]
    sums += [sum(c.gecorrigeerd for c in figures), sum(c.gerealiseerd for c in figures)]
    assert_expected(read(xlsx([*rows, ["Totaal", *sums]])))
    sums[2] += 1
    assert codes(read(xlsx([*rows, ["Totaal", *sums]])), Ernst.FOUT) == ["totaal-wijkt-af"]


def test_row_without_a_name_must_be_a_sum() -> None:
    rows = table(USUAL, total=True)
    rows[-1][1] = rows[-1][0] = None
    assert_expected(read(xlsx(rows)), "totaal-zonder-naam")
    rows[-1][2] += 1
    assert codes(read(xlsx(rows)), Ernst.FOUT) == ["rij-zonder-gemeente"]


def test_average_is_no_gemeente() -> None:
    rows = [*table(NAAM | TAAK | ACHTER | GEREALISEERD, total=True), ["Gemiddelde per gemeente", 7.5, 2.25, 9]]
    assert_expected(read(xlsx(rows)), "rij-overgeslagen")


def test_doubled_column_tells_nothing_that_follows_from_it() -> None:
    columns = CODE | TAAK | {"Taakstelling (oud)": lambda g, c: 1} | ACHTER | GECORRIGEERD | GEREALISEERD
    assert codes(read(xlsx(table(columns)))) == ["kolom-dubbel"]


def test_a_name_with_gem_before_it_is_a_gemeente() -> None:
    assert_expected(read(xlsx(table({"Gemeente": lambda g, c: f"Gem. {g.naam}"} | TAAK | ACHTER | GEREALISEERD))))


def percent(g: Gemeente, c: Cijfers) -> float | None:
    return c.gerealiseerd / c.gecorrigeerd if c.gecorrigeerd > 0 else None


@pytest.mark.parametrize(
    "write",
    [lambda p: p, lambda p: 100 * p, lambda p: f"{100 * p:.1f}%".replace(".", ","), lambda p: f"{100 * p:.0f} %"],
)
def test_percentages_are_compared_however_they_are_written(write: Any) -> None:
    columns = USUAL | {"%": lambda g, c: None if percent(g, c) is None else write(percent(g, c))}
    rows = table(columns)
    assert_expected(read(xlsx(rows)))
    at = next(i for i, row in enumerate(rows) if row and row[0] == "GM0363")
    assert rows[at][4:6] == [60, 9]  # 15%
    rows[at][7] = write(0.112)
    [finding] = read(xlsx(rows)).findings
    assert (finding.code, finding.ernst, finding.rij) == ("percentage-klopt-niet", Ernst.WAARSCHUWING, at + 1)
    assert "11,2%" in finding.zin or "11,0%" in finding.zin
    assert "15,0%" in finding.zin


def test_what_is_left_must_follow_from_its_row() -> None:
    rows = table(USUAL)
    rows[8][6] += 1
    [finding] = read(xlsx(rows)).findings
    assert (finding.code, finding.ernst, finding.rij) == ("nog-klopt-niet", Ernst.WAARSCHUWING, 9)


def test_what_is_left_may_stop_at_nil() -> None:
    columns = USUAL | {"Nog te realiseren": lambda g, c: max(0, c.gecorrigeerd - c.gerealiseerd)}
    assert_expected(read(xlsx(table(columns))))


PLAIN = CODE | NAAM | TAAK | ACHTER | GEREALISEERD


def named(write: Any) -> str:
    return f"overzicht.{write.__name__}"


@pytest.mark.parametrize(
    "numbers",
    [
        [None, None, "(1)", "(2)", "(3)"],
        [1, 2, 3, 4, 5],
        ["a", "b", "c", "d", "e"],
        [None, None, "1", "2", "3 = 1 + 2"],
        ["kolom 1", "kolom 2", "kolom 3", "kolom 4", "kolom 5"],
    ],
)
@pytest.mark.parametrize("write", [xlsx, csv, ods])
def test_row_of_column_numbers_under_the_header(numbers: list[Any], write: Any) -> None:
    rows = table(PLAIN)
    rows.insert(4, numbers)
    assert_expected(read(write(rows), named(write)))


def test_group_over_its_parts_and_their_total() -> None:
    rows = table(CODE | NAAM | TAAK | ACHTER | GECORRIGEERD | GEREALISEERD)
    rows[3][4] = "Totaal"
    rows.insert(3, [None, None, "Gecorrigeerde taakstelling", None, None, None])
    rows[3][0], rows[3][1], rows[3][5] = "Gemeentecode", "Gemeente", "Gerealiseerd"
    rows[4][0] = rows[4][1] = rows[4][5] = None
    assert_expected(read(xlsx(rows)))
    for row in rows[3:]:
        del row[4]
    assert_expected(read(xlsx(rows)))


def test_header_broken_over_two_rows_is_one_header() -> None:
    rows = table(CODE | NAAM | ACHTER | GECORRIGEERD | GEREALISEERD)
    rows[3][3] = "taakstelling"
    rows.insert(3, [None, None, None, "Gecorrigeerde", None])
    assert_expected(read(xlsx(rows)), "taakstelling-afgeleid")


def test_half_years_beside_each_other_are_chosen_by_the_peildatum() -> None:
    rows = table(
        CODE
        | {f"{n}T": lambda g, c, n=n: c.taakstelling + n for n in (5, 0)}
        | {f"{n}A": lambda g, c, n=n: c.achterstand + n for n in (5, 0)}
        | {f"{n}R": lambda g, c, n=n: c.gerealiseerd + n for n in (5, 0)}
    )
    order = [0, 1, 3, 5, 2, 4, 6]
    rows[3:] = [[row[i] for i in order] for row in rows[3:]]
    rows[3] = [None, *2 * ["Taakstelling", "Achterstand (+) / voorsprong (-)", "Gerealiseerd"]]
    rows.insert(3, ["Gemeentecode", "2016-II", None, None, "2017-I", None, None])
    assert_expected(read(xlsx(rows)), "kolom-niet-gebruikt")
    rows[3][1], rows[3][4] = "2015-II", "2016-II"
    assert "halfjaar-tegenstrijdig" in codes(read(xlsx(rows)), Ernst.FOUT) or not read(xlsx(rows)).accepted


@pytest.mark.parametrize("mark", ["¹", " 1)", " (a)", "*", " [1]", "²⁾"])
def test_note_marks_in_headers(mark: str) -> None:
    intake = read(xlsx(table({f"{word}{mark}": make for word, make in USUAL.items()}, total=True)))
    assert_expected(intake, *(["voetnoot-weggelaten"] if mark[0] in "¹²" else []))


@pytest.mark.parametrize("write", [xlsx, csv])
def test_statline_downloads(write: Any) -> None:
    rows = table({"RegioS": lambda g, c: f"{g.code}    "} | {"Taakstelling_1": TAAK["Taakstelling"]} | {
        "Achterstand_2": ACHTER["Achterstand (+) / voorsprong (-)"], "Gerealiseerd_3": GEREALISEERD["Gerealiseerd"]
    })  # fmt: skip
    assert_expected(read(write(rows), named(write)))
    rows = table(NAAM | TAAK | ACHTER | GEREALISEERD, title=[["Huisvesting vergunninghouders"], []])
    rows[2][0] = "Onderwerp"
    rows[3:3] = [["Perioden", *3 * ["2017-I"]], ["Regio's", *3 * ["aantal"]]]
    assert_expected(read(write([*rows, ["Bron: CBS"]]), named(write), APRIL), "tekst-overgeslagen")


def pivot(rows: list[list[Any]], header: int) -> list[list[Any]]:
    """As a pivot table in outline form: the provincie once, its sum above its gemeenten, at the end `Eindtotaal`."""
    provincie_of = {g.naam: g.provincie for g in gemeenten_of(2017)}
    body = rows[header + 1 :]
    out = [*rows[:header], ["Rijlabels", *(f"Som van {word}" for word in rows[header][1:])]]
    for provincie in PROVINCIES.values():
        block = [row for row in body if provincie_of[row[0]] == provincie]
        out += [[provincie, *map(sum, list(zip(*block, strict=True))[1:])], *block]
    return [*out, ["Eindtotaal", *map(sum, list(zip(*body, strict=True))[1:])]]


@pytest.mark.parametrize("write", [xlsx, csv, ods])
def test_pivot_table(write: Any) -> None:
    assert_expected(read(write(pivot(table(NAAM | TAAK | ACHTER | GEREALISEERD), 3)), named(write)))


def test_provincie_only_in_its_first_row() -> None:
    rows = table({"Provincie": lambda g, c: g.provincie} | NAAM | TAAK | ACHTER | GEREALISEERD)
    body = sorted(rows[4:], key=lambda row: row[0])
    for before, row in reversed(list(pairwise(body))):
        row[0] = None if row[0] == before[0] else row[0]
    assert_expected(read(xlsx([*rows[:4], *body])))


@pytest.mark.parametrize("write", [xlsx, csv, ods])
def test_total_that_cannot_be_read_is_an_error(write: Any) -> None:
    for name in ("Totaal", "Nederland", "Totaal Utrecht"):
        rows = [*table(CODE | NAAM | TAAK | ACHTER | GEREALISEERD), [None, name, "ca. 99.999", "ca. 1", "ca. 1"]]
        assert set(codes(read(write(rows)), Ernst.FOUT)) == {"geen-heel-getal"}
    rows[-1][1] = "Tot. generaal"
    assert "gemeente-onbekend" in codes(read(write(rows)), Ernst.FOUT)


@pytest.mark.parametrize("write", [xlsx, csv, ods])
def test_row_for_each_month_is_one_sentence(write: Any) -> None:
    rows = table(CODE | {"Maand": lambda g, c: "jan 2017"} | TAAK | ACHTER | GEREALISEERD)
    again = [[row[0], month, *row[2:]] for month in ("feb 2017", "mrt 2017") for row in rows[4:]]
    [finding] = [f for f in read(write([*rows, *again])).findings if f.ernst is Ernst.FOUT]
    assert (finding.code, finding.kolom) == ("maanden-meerdere", "B: Maand")
    assert "jan 2017, feb 2017, mrt 2017" in finding.zin
    without = [[row[0], *row[2:]] for row in [*rows[3:], *again]]
    assert codes(read(write([*rows[:3], *without])), Ernst.FOUT) == ["stand-meerdere"]
