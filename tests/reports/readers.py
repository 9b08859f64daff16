"""Reads reports with the programs people have: poppler, pdfium (Chrome), pdf.js (Firefox), MuPDF; and with two that judge.

pdfua (MIT) looks at part of the rules of PDF/UA-1, outloud (Apache-2.0) also at what a page says. outloud stands on PyMuPDF,
which is AGPL, so it runs as a program in a venv of its own (`make readers`).
"""

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pdfua
import pypdfium2
import pytest

ROOT = Path(__file__).parents[2]
OUTLOUD = ROOT / ".cache/outloud/bin/outloud"
PDFJS = ROOT / "tests/readers/text.mjs"
EXPLAINED = {  # rule: what its remark is about. Why each stays as it is, is in decision 0027
    "TBL-010": "Deel; Personen",
    "TAG-002": "Land in Beeld ",
    "PAG-001": "Achterstand (+) of",
}
SKIPPED_BY_PDFUA = {"UA-14-001"}  # fails on an element with more than one child; `structure` looks at headings


def opening(kind: str, period: str, name: str, state: str) -> str:
    """What a report must begin with in every reader: title, area, period and state, as a pattern."""
    words = ("Land in Beeld", f"Halfjaarrapport {kind} · {period}", name)
    return r"\s+".join(re.escape(part).replace(r"\ ", r"\s+") for part in words) + rf"\s+\S.{{4,60}}?\s+{state}\b"


def poppler(paths: Sequence[Path]) -> list[str]:
    """The text in the order of the content, as searching, selecting all and many text extractors have it."""
    return [_said("pdftotext", "-raw", "-nopgbrk", str(path), "-") for path in paths]


def pdfium(paths: Sequence[Path]) -> list[str]:
    """The text as Chrome selects it."""
    texts = []
    for path in paths:
        with pypdfium2.PdfDocument(path) as document:
            texts.append("\n".join(page.get_textpage().get_text_bounded() for page in document))
    return texts


def pdfjs(paths: Sequence[Path]) -> list[str]:
    """The text as Firefox selects it."""
    if not (PDFJS.parent / "node_modules").exists():
        pytest.skip("pdf.js is not installed: make readers")
    return ["\n".join(pages) for pages in json.loads(_said("node", str(PDFJS), *map(str, paths)))]


def mupdf(paths: Sequence[Path]) -> list[str]:
    """The text as MuPDF finds it."""
    return [_said("mutool", "draw", "-q", "-F", "text", str(path)) for path in paths]


READERS = (poppler, pdfium, pdfjs, mupdf)


def remarks(paths: Sequence[Path]) -> list[str]:
    """What pdfua and outloud hold against these reports and decision 0027 does not explain."""
    return [*_of_pdfua(paths), *_of_outloud(paths)]


def _of_pdfua(paths: Sequence[Path]) -> list[str]:
    found = []
    for path in paths:
        report = pdfua.validate(path)
        found += [f"{path.stem}: {finding.rule_id} {finding.message}" for finding in report.findings]
        skipped = {rule.rule_id for rule in report.skipped}
        found += [f"{path.stem}: {rule} was not looked at" for rule in skipped - SKIPPED_BY_PDFUA]
    return found


def _of_outloud(paths: Sequence[Path]) -> list[str]:
    if not OUTLOUD.exists():
        pytest.skip("outloud is not installed: make readers")
    command = [str(OUTLOUD), *map(str, paths), "--quiet", "--json", "-", "--fail-on", "never"]
    results = json.loads(_said(*command))["results"]
    assert [Path(result["path"]) for result in results] == list(paths)
    return [
        f"{Path(result['path']).stem}: {finding['rule']} {finding['message']} ({finding['evidence']})"
        for result in results
        for finding in result["findings"]
        if not str(finding["evidence"]).startswith(EXPLAINED.get(finding["rule"], "\0"))
    ]


def _said(*command: str) -> str:
    """What a program prints; a test that misses the program is skipped."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except FileNotFoundError:
        pytest.skip(f"{command[0]} is not installed: make programs readers")
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout
