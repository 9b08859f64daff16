"""The files that must be accepted or rejected, read from end to end."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from data.domain.stand import make_stand
from data.findings import Ernst
from data.intake.result import Context, Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Klasse, Peildatum

ROOT = Path(__file__).parents[3]
COA = ROOT.parent / "shared" / "data" / "coa"
VOORBEELD = ROOT / "data" / "reference" / "voorbeeld"
NOTHING_KNOWN = Context()
needs_coa = pytest.mark.skipif(not COA.exists(), reason="needs the COA-like files, which are not part of the product")


def read(path: Path, peildatum: str = "", context: Context = NOTHING_KNOWN) -> Intake:
    return read_snapshot(
        path.read_bytes(), path.name, peildatum=Peildatum.parse(peildatum) if peildatum else None, context=context
    )


@needs_coa
@pytest.mark.parametrize("month", range(2, 8))
def test_accepts_the_six_positions_of_2017_i(month: int) -> None:
    intake = read(COA / f"coa-2017-{month:02d}-01.xlsx")
    assert intake.snapshot is not None
    assert [f.code for f in intake.findings] == ["tekst-overgeslagen"]
    assert set(intake.snapshot.cijfers) == {g.code for g in gemeenten_of(2017)}
    assert sum(c.gecorrigeerd for c in intake.snapshot.cijfers.values() if c) == 19082
    assert intake.herkomst[gemeenten_of(2017)[0].code] == ("Overzicht", 5)


@needs_coa
def test_april_2017_gives_the_published_classes() -> None:
    intake = read(COA / "coa-2017-04-01.xlsx")
    assert intake.snapshot is not None
    stand = make_stand(intake.snapshot, gemeenten_of(2017), grens=Fraction(3, 4))
    assert stand.nederland.cijfers == Cijfers(13200, 5882, 7050)
    assert stand.telling() == {Klasse.GOED: 73, Klasse.ENIGSZINS: 83, Klasse.ACHTER: 232, Klasse.GEEN_CIJFER: 0}


@needs_coa
def test_names_only_csv_gives_the_same_snapshot() -> None:
    by_name = read(COA / "april-2017-namen.csv", "2017-04-01")
    assert by_name.snapshot == read(COA / "coa-2017-04-01.xlsx").snapshot
    assert [f.code for f in by_name.findings] == ["tekens-geraden"]


@needs_coa
def test_csv_without_peildatum_is_rejected_with_a_suggestion() -> None:
    intake = read(COA / "april-2017-namen.csv")
    assert not intake.accepted
    assert [(f.code, f.suggestie) for f in intake.findings if f.ernst is Ernst.FOUT] == [
        ("peildatum-ontbreekt", "2017-04-01")
    ]


@needs_coa
def test_header_that_counts_to_another_day_contradicts_the_option() -> None:
    intake = read(COA / "april-2017-namen.csv", "2017-05-01")
    assert [f.code for f in intake.findings if f.ernst is Ernst.FOUT] == ["peildatum-tegenstrijdig"]


@needs_coa
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dubbele-gemeente.xlsx", [("gemeente-dubbel", 393, "A: Gemeentecode")]),
        ("gecorrigeerd-klopt-niet.xlsx", [("gecorrigeerd-klopt-niet", 10, "F: Gecorrigeerde taakstelling")]),
        ("geen-excel.xlsx", [("bestand-geen-werkmap", None, "")]),
        ("geen-getal.xlsx", [("geen-heel-getal", 12, "G: Gerealiseerd")]),
        ("leeg.csv", [("bestand-leeg", None, "")]),
        (
            "onbekende-gemeente.xlsx",
            [("gemeente-onbekend", 15, "B: Gemeente"), ("gemeente-ontbreekt", 16, "B: Gemeente")],
        ),
        (
            "ontbrekende-gemeenten.xlsx",
            [("gemeente-ontbreekt", 8, "B: Gemeente"), ("gemeente-ontbreekt", 105, "B: Gemeente")],
        ),
    ],
)
def test_rejects_the_faulty_files_with_row_and_column(name: str, expected: list[tuple[str, int, str]]) -> None:
    intake = read(COA / "fout" / name)
    assert intake.snapshot is None
    assert intake.herkomst == {}
    assert [(f.code, f.rij, f.kolom) for f in intake.findings if f.ernst is Ernst.FOUT] == expected


def test_accepts_the_whole_example_series_without_any_finding() -> None:
    earlier = {}
    files = sorted(VOORBEELD.glob("*.csv"))
    assert len(files) == 22
    for path in files:
        intake = read(path, context=Context(earlier))
        assert intake.snapshot is not None
        assert intake.findings == ()
        assert str(intake.snapshot.peildatum) == path.stem
        earlier[intake.snapshot.peildatum] = intake.snapshot
