"""Weesp merged into Amsterdam on 24 March 2022, inside a half-year: files with and without it are good."""

from __future__ import annotations

import pytest

from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import Gemeentecode, Peildatum
from tests.data.coafiles import USUAL, csv, table

WEESP, AMSTERDAM = Gemeentecode(457), Gemeentecode(363)


def _file(peildatum: str, without: str = "") -> bytes:
    rows = table(USUAL, year=2022, title=[[f"Stand per {peildatum}"]])
    return csv([row for row in rows if row[0] != without])


@pytest.mark.parametrize("peildatum", ["2022-04-01", "2022-07-01", "2022-10-01", "2023-01-01"])
def test_file_without_weesp_is_accepted_after_the_merger(peildatum: str) -> None:
    intake = read_snapshot(_file(peildatum, "GM0457"), f"{peildatum}.csv")
    assert intake.accepted, intake.findings
    assert intake.snapshot is not None
    assert set(intake.snapshot.cijfers) == {g.code for g in gemeenten_of(2022)}  # the areas of the map of 2022
    assert intake.snapshot.cijfers[WEESP] is None
    assert intake.snapshot.cijfers[AMSTERDAM] is not None
    (told,) = [f for f in intake.findings if f.code == "gemeente-al-samengevoegd"]
    assert (told.ernst, "opgegaan in Amsterdam" in told.zin, "24 maart 2022" in told.zin) == ("melding", True, True)


@pytest.mark.parametrize("peildatum", ["2022-04-01", "2022-10-01"])
def test_file_with_weesp_stays_good(peildatum: str) -> None:
    intake = read_snapshot(_file(peildatum), f"{peildatum}.csv")
    assert intake.accepted, intake.findings
    assert intake.snapshot is not None
    assert intake.snapshot.cijfers[WEESP] is not None


@pytest.mark.parametrize(("peildatum", "without"), [("2022-03-01", "GM0457"), ("2022-04-01", "GM0363")])
def test_a_gemeente_that_still_exists_may_not_be_missing(peildatum: str, without: str) -> None:
    intake = read_snapshot(_file(peildatum, without), f"{peildatum}.csv")
    assert [f.code for f in intake.findings if f.ernst == "fout"] == ["gemeente-ontbreekt"]
    assert Peildatum.parse(peildatum) == intake.peildatum
