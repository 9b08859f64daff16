"""Which peildatum is the newest of a half-year, or the one before in it, is decided in data/terms.py only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECOND = re.compile(
    r"setdefault\(\s*(?:str\()?\w+\.halfjaar"
    r"|(?:max|next)\([^\n]*\bp\w*\.halfjaar ==|if peildatum\.halfjaar =="
)


@pytest.mark.parametrize("package", ["data", "tiles", "reports", "server"])
def test_no_other_module_looks_for_the_newest_of_a_half_year(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        if path != ROOT / "data" / "terms.py" and "node_modules" not in path.parts:
            assert not SECOND.search(path.read_text(encoding="utf-8")), f"{path}: use newest_of_halfjaren"


@pytest.mark.parametrize(
    "code",
    [
        "newest.setdefault(peildatum.halfjaar, name)",
        "found.setdefault(str(stand.halfjaar), stand)",
        "if peildatum.halfjaar == halfjaar:",
        "max((p for p in past if p.halfjaar == peildatum.halfjaar), default=None)",
    ],
)
def test_a_second_way_is_seen(code: str) -> None:
    assert SECOND.search(code)
