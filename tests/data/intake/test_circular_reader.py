"""The half-year circular: recognised by what it holds, held to its totals, to the law's formula and to what is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from data.findings import Ernst
from data.intake.result import Context, Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Circulaire, Gemeente, Gemeentecode, Halfjaar, Peildatum, Snapshot
from tests.data import coafiles as coa

EERSTE = Halfjaar(2027, 1)
GEMEENTEN = gemeenten_of(2027)
TODAY = dt.date(2026, 11, 29)
AMSTERDAM = Gemeentecode(363)
LAND = 10_000  # the land's number, before each share is rounded up


def people(g: Gemeente) -> int:
    return 930_000 if g.code == AMSTERDAM else 5_000 + g.code.number * 7919 % 96_000


ALL = sum(map(people, GEMEENTEN))
TASKS = {g.code: -(-LAND * people(g) // ALL) for g in GEMEENTEN}  # art. 29 lid 1
SUM = sum(TASKS.values())


def circular(
    *,
    title: str = "Bijlage A. Taakstelling huisvesting vergunninghouders eerste helft 2027",
    inwoners: bool = True,
    changed: dict[Gemeentecode, int] | None = None,
    total: int | None = SUM,
    task: str = "Taakstelling",
) -> coa.Rows:
    rows: coa.Rows = [[title], [], ["Gemeente", *(["Inwoners per 1-1-2026"] if inwoners else []), task]]
    tasks = TASKS | (changed or {})
    rows += [[g.naam, *([people(g)] if inwoners else []), tasks[g.code]] for g in GEMEENTEN]
    if total is not None:
        rows.append(["Totaal", *([ALL] if inwoners else []), total])
    return [*rows, ["Bron: Ministerie van Asiel en Migratie, september 2026"]]


def read(rows: coa.Rows, name: str = "Bijlage A.xlsx", **more: Any) -> Intake:
    return read_snapshot(coa.xlsx(rows), name, vandaag=TODAY, **more)


def codes(intake: Intake, ernst: Ernst) -> list[str]:
    return [f.code for f in intake.findings if f.ernst is ernst]


def test_taakstellingen_with_inhabitants_and_who_published_them() -> None:
    intake = read(circular())
    assert intake.snapshot is None
    assert intake.peildatum is None
    inwoners = {g.code: people(g) for g in GEMEENTEN}
    assert intake.circulaire == Circulaire(EERSTE, TASKS, inwoners, "Ministerie van Asiel en Migratie")
    assert intake.herkomst[GEMEENTEN[0].code] == ("Overzicht", 4)
    assert [f.code for f in intake.findings] == ["circulaire-gelezen", "tekst-overgeslagen"]


@pytest.mark.parametrize("write", [coa.xlsx, coa.csv, coa.ods])
def test_without_inhabitants_in_any_kind_of_file(write: Any) -> None:
    intake = read_snapshot(write(circular(inwoners=False)), "circulaire.xlsx", vandaag=TODAY)
    assert intake.circulaire == Circulaire(EERSTE, TASKS, {}, "Ministerie van Asiel en Migratie")


@pytest.mark.parametrize(
    ("title", "name", "task"),
    [
        ("Taakstelling per gemeente", "bijlage-a-2027-I.xlsx", "Taakstelling"),
        ("Bijlage A", "x.xlsx", "Taakstelling 2027-I"),
        ("Taakstelling 1e halfjaar 2027", "x.xlsx", "Totale taakstelling"),
        ("Vervangt de lijst van 2026-II", "taakstelling 2027-I.xlsx", "Taakstelling 2027-I"),
    ],
)
def test_the_half_year_stands_in_title_name_or_header(title: str, name: str, task: str) -> None:
    if "Vervangt" in title:
        title += ", nu voor 2027-I"
    intake = read(circular(title=title, task=task), name)
    assert intake.circulaire, intake.findings
    assert intake.circulaire.halfjaar == EERSTE


@pytest.mark.parametrize(
    ("title", "name", "code"),
    [
        ("Taakstelling per gemeente", "x.xlsx", "halfjaar-ontbreekt"),
        ("Taakstelling 2027-I en 2026-II", "x.xlsx", "halfjaar-onduidelijk"),
        ("Taakstelling eerste halfjaar 2027", "taakstelling-2026-II.xlsx", "halfjaar-onduidelijk"),
        ("Taakstelling eerste halfjaar 2029", "x.xlsx", "halfjaar-te-ver"),
        ("Taakstelling eerste halfjaar 2012", "x.xlsx", "peildatum-onmogelijk"),
    ],
)
def test_a_half_year_that_lacks_or_contradicts_is_refused(title: str, name: str, code: str) -> None:
    intake = read(circular(title=title), name)
    assert not intake.accepted
    assert code in codes(intake, Ernst.FOUT)


@pytest.mark.parametrize("title", ["Stand per 1 februari 2027, eerste halfjaar 2027", "Eerste halfjaar 2027"])
def test_a_month_that_lost_a_column_is_no_circular(title: str) -> None:
    rows = circular(title=title)
    if "Stand" not in title:
        rows[2].append("Gehuisvst")  # a header that nobody knows, above figures
        for row in rows[3:-2]:
            row.append(1)
    intake = read(rows)
    assert not intake.accepted
    assert "kolom-ontbreekt" in codes(intake, Ernst.FOUT)


def test_totals_are_held_to_the_sum_and_may_be_the_number_before_rounding() -> None:
    assert codes(read(circular(total=SUM + 1)), Ernst.FOUT) == ["totaal-wijkt-af"]
    assert codes(read(circular(total=LAND)), Ernst.WAARSCHUWING) == ["totaal-voor-afronding"]
    assert codes(read(circular(total=SUM - len(GEMEENTEN) - 1)), Ernst.FOUT) == ["totaal-wijkt-af"]


def test_one_share_outside_the_formula_is_told_and_all_of_them_refused() -> None:
    one = read(circular(changed={AMSTERDAM: TASKS[AMSTERDAM] + 200}, total=None))
    told = [f for f in one.findings if f.code == "taakstelling-buiten-formule"]
    assert [f.zin.split(" is ")[0] for f in told] == ["Bij Amsterdam"]
    assert one.accepted
    shifted = dict(zip(TASKS, [*list(TASKS.values())[1:], next(iter(TASKS.values()))], strict=True))
    assert codes(read(circular(changed=shifted)), Ernst.FOUT) == ["taakstelling-volgt-inwoners-niet"]


@pytest.mark.parametrize("factor", [1000, 10, 0])
def test_another_order_of_magnitude_is_refused_without_any_history(factor: int) -> None:
    tasks = {code: factor * task for code, task in TASKS.items()}
    wrong = codes(read(circular(inwoners=False, changed=tasks, total=None)), Ernst.FOUT)
    assert wrong == (["orde-van-grootte"] if factor else ["alleen-nullen"])


def test_a_gemeente_that_lacks_is_named() -> None:
    rows = [row for row in circular(total=None) if row[:1] != ["Houten"]]
    intake = read(rows)
    assert [f.suggestie for f in intake.findings if f.ernst is Ernst.FOUT] == ["GM0321 Houten"]


def month(changed: dict[Gemeentecode, int]) -> bytes:
    tasks = TASKS | changed
    columns = {
        "Gemeente": lambda g, c: g.naam,
        "Taakstelling": lambda g, c: tasks[g.code],
        "Achterstand (+) / voorsprong (-)": lambda g, c: 0,
        "Gecorrigeerde taakstelling": lambda g, c: tasks[g.code],
        "Gerealiseerd": lambda g, c: 1,
    }
    return coa.csv(coa.table(columns, year=2027, title=[["Stand per 1 februari 2027"]]))


def test_the_first_stand_of_the_half_year_is_laid_beside_its_circular() -> None:
    announced = Circulaire(EERSTE, TASKS, {}, "")
    context = Context({}, {EERSTE: announced})
    same = read_snapshot(month({}), "coa.csv", context=context)
    assert same.accepted
    assert codes(same, Ernst.WAARSCHUWING) == []
    other = read_snapshot(month({AMSTERDAM: 7}), "coa.csv", context=context)
    told = [f.zin for f in other.findings if f.code == "taakstelling-anders-dan-circulaire"]
    assert told == [f"Bij Amsterdam is de taakstelling 7; de circulaire zei {TASKS[AMSTERDAM]}."]
    many = {g.code: TASKS[g.code] + 1 for g in GEMEENTEN[:30]}
    all_told = [f for f in read_snapshot(month(many), "coa.csv", context=context).findings if "circulaire" in f.code]
    assert [f.code for f in all_told] == ["taakstellingen-anders-dan-circulaire"]
    assert GEMEENTEN[0].naam in all_told[0].zin


def test_later_stands_are_compared_with_the_stand_before_and_not_with_the_circular() -> None:
    february = Peildatum.parse("2027-02-01")
    before = Snapshot(february, {code: Cijfers(task, 0, 0) for code, task in (TASKS | {AMSTERDAM: 7}).items()})
    rows = month({AMSTERDAM: 7}).replace(b"1 februari 2027", b"1 maart 2027")
    context = Context({february: before}, {EERSTE: Circulaire(EERSTE, TASKS, {}, "")})
    intake = read_snapshot(rows, "coa.csv", context=context)
    assert intake.accepted
    assert [f for f in intake.findings if "circulaire" in f.code] == []


def test_columns_beside_the_figures_are_kept_as_they_stand() -> None:
    columns = coa.USUAL | {
        "Gekoppeld": lambda g, c: g.code.number % 5 or None,
        "Prognose": lambda g, c: "ca. 12" if g.code == AMSTERDAM else 3.5,
    }
    intake = read_snapshot(coa.xlsx(coa.table(columns)), "coa-2017-04-01.xlsx")
    assert intake.accepted
    gekoppeld, prognose = intake.naast
    assert (gekoppeld.kop, prognose.kop) == ("Gekoppeld", "Prognose")
    assert gekoppeld.waarden == {g.code: str(g.code.number % 5) for g in gemeenten_of(2017) if g.code.number % 5}
    assert (prognose.waarden[AMSTERDAM], prognose.waarden[Gemeentecode(3)]) == ("ca. 12", "3.5")
