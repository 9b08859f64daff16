"""Decisions are numbered without a gap, listed, and never edited: a later one supersedes them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "decisions"
DECISIONS = sorted(FOLDER.glob("0*.md"))


def test_the_numbers_have_no_gap_and_stand_above_the_text() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for path in DECISIONS:
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} "), path.name


def test_every_decision_is_listed_once() -> None:
    listed = re.findall(r"^\| \[[^]]+\]\(([^)]+)\)", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [path.name for path in DECISIONS]


def test_no_decision_was_edited() -> None:
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    sums = {name: digest for digest, name in (line.split() for line in lines)}
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DECISIONS}


def test_only_the_store_writes_sql() -> None:
    """Others may name the errors of SQLAlchemy and take an address apart: both have modules of their own."""
    for path in (path for floor in ("data", "tiles", "reports", "server") for path in (ROOT / floor).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert path.is_relative_to(ROOT / "data" / "store") or not re.search(
            r"from sqlalchemy import|import sqlalchemy\b", text
        ), path
