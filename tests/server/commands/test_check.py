"""`landinbeeld snapshots check`: findings as a table and as JSON, whatever is in the file."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from server.cli import main_group

FAULTY = "Gemeente;Taakstelling;Achterstand;Gerealiseerd\n[/b]Amstelvene;1;2;3\n"


def check(monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str) -> Result:
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", str(folder / "var"))
    path = folder / "cijfers.csv"
    path.write_text(FAULTY, encoding="utf-8")
    return CliRunner().invoke(main_group, ["snapshots", "check", str(path), "--peildatum", "2017-04-01", *options])


def test_text_of_others_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = check(monkeypatch, tmp_path)
    assert done.exit_code == 1
    assert "[/b]" in done.output
    assert "gemeente-onbekend" in done.output


def test_json_holds_every_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = check(monkeypatch, tmp_path, "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    [unknown] = [f for f in told["bevindingen"] if f["code"] == "gemeente-onbekend"]
    assert (unknown["rij"], unknown["kolom"], unknown["suggestie"]) == (2, "A: Gemeente", "Amstelveen")
    assert len(told["bevindingen"]) > 388


def test_codes_stay_whole_when_another_program_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = check(monkeypatch, tmp_path).output.splitlines()
    [unknown] = [line for line in lines if "gemeente-onbekend" in line]
    assert unknown.rstrip().endswith("Suggestie: Amstelveen.")
    assert all("gemeente-ontbreekt" in line for line in lines if "GM0363" in line)


def test_the_file_comes_back_with_the_findings_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = check(monkeypatch, tmp_path, "--annotated", str(tmp_path / "terug.xlsx"))
    assert done.exit_code == 1
    page = openpyxl.load_workbook(tmp_path / "terug.xlsx").worksheets[0]
    assert page["A2"].value == "[/b]Amstelvene"
    assert page["A2"].comment is not None
    assert "Suggestie: Amstelveen." in page["A2"].comment.text


def test_what_has_no_cells_is_not_given_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", str(tmp_path / "var"))
    options = ["snapshots", "check", str(tmp_path / "x.pdf"), "--annotated", str(tmp_path / "terug.xlsx")]
    done = CliRunner().invoke(main_group, options)
    assert done.exit_code == 1
    assert "is niet geschreven" in done.output
    assert not (tmp_path / "terug.xlsx").exists()
