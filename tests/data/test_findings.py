"""Findings: their table in the documentation, their JSON, and what becomes of someone's odd text in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from data.findings import MOST_FINDINGS, SOORTEN, Ernst, bounded, clean, make_finding

ROOT = Path(__file__).parents[2]
SOURCES = [p for p in (ROOT / "data").rglob("*.py") if p.name != "finding_kinds.py"]


def test_documentation_has_every_code_with_its_severity_and_sentence() -> None:
    text = (ROOT / "docs" / "bevindingen.md").read_text(encoding="utf-8")
    documented = {
        m[1]: (Ernst(m[2]), m[3]) for m in re.finditer(r"^\| `([a-z-]+)` \| (\w+) \| (.+?) \| .+ \|$", text, re.M)
    }
    assert documented == SOORTEN


def test_every_code_is_made_somewhere() -> None:
    made = " ".join(p.read_text(encoding="utf-8") for p in SOURCES) + "bevindingen-ingekort"
    assert [code for code in SOORTEN if f'"{code}"' not in made and code not in {"bevindingen-ingekort"}] == []


def test_json_has_the_names_of_the_contract() -> None:
    found = make_finding("geen-heel-getal", blad="B", rij=3, kolom="C: x", waarde="n.n.b.", suggestie="4", naam="Haren")
    assert json.loads(json.dumps(found.to_json())) == {
        "code": "geen-heel-getal",
        "ernst": "fout",
        "zin": "‘n.n.b.’ is geen heel getal (Haren).",
        "blad": "B",
        "rij": 3,
        "kolom": "C: x",
        "waarde": "n.n.b.",
        "suggestie": "4",
    }


def test_unknown_code_and_missing_field_are_bugs() -> None:
    with pytest.raises(KeyError):
        make_finding("bestaat-niet")
    with pytest.raises(KeyError):
        make_finding("gemeente-onbekend", waarde="x")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\x1b[31mb", "a [31mb"),
        ("x" * 500, "x" * 79 + "…"),
        ("a\u202eb\ud800", "a b"),
        (1e300, "1e+300"),
        ("{rij}", "{rij}"),
    ],
)
def test_odd_text_is_shown_as_one_safe_line(value: object, shown: str) -> None:
    assert clean(value) == shown
    assert make_finding("gemeente-onbekend", waarde=value, jaar=2017).zin == f"‘{shown}’ is geen gemeente van 2017."


def test_errors_come_first_and_the_rest_is_counted() -> None:
    notes = [make_finding("tekst-overgeslagen", rij=n, waarde="x") for n in range(MOST_FINDINGS)]
    kept = bounded([*notes, make_finding("bestand-leeg"), make_finding("bestand-leeg")])
    assert kept[0].code == "bestand-leeg"
    assert len(kept) == MOST_FINDINGS + 1
    assert kept[-1].zin == "Niet getoonde bevindingen: 1."
