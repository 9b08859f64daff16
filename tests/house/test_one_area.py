"""The form of a code of an area is known in data/terms.py only; a klasse is put beside figures in stand.py only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TAKEN_APART = re.compile(
    r"""startswith\(\s*["'](?:GM|PV|NL)|\[:2\]\s*[!=]=\s*["'](?:GM|PV|NL)|int\([^()]*\[2:\]\)|[!=]=\s*["']NL["']"""
    r"""|["']NL["']\s*[!=]=|\bor\s+["']NL["']|f["']GM\{"""
)
SECOND_ROW = re.compile(r"\brules\.klasse\(|\brules\.percentage\(")


def second_homes(pattern: re.Pattern[str], *homes: str) -> list[str]:
    """Modules and templates outside the homes that do it themselves."""
    files = [
        p
        for room in ("data", "tiles", "reports", "server")
        for p in (ROOT / room).rglob("*")
        if p.suffix in (".py", ".html")
    ]
    names = {p.relative_to(ROOT).as_posix(): p for p in files if "node_modules" not in p.parts}
    return sorted(
        name for name, p in names.items() if name not in homes and pattern.search(p.read_text(encoding="utf-8"))
    )


def test_no_other_module_takes_a_code_apart() -> None:
    assert second_homes(TAKEN_APART, "data/terms.py") == [], "ask Gebied for its soort and number"


def test_no_other_module_puts_a_klasse_or_a_percentage_beside_figures() -> None:
    assert second_homes(SECOND_ROW, "data/domain/stand.py") == [], "make a Position, a Regel or another child of it"


@pytest.mark.parametrize(
    "code",
    ['code.startswith("GM")', "int(r.code[2:])", 'code == "NL"', "regel.code != 'NL'", 'f"GM{n:04d}"', "x or 'NL'"],
)
def test_a_second_way_is_seen(code: str) -> None:
    assert TAKEN_APART.search(code)
