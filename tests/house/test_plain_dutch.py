"""What people read is plain Dutch: the left column of the table in docs/taal.md stands nowhere in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ = (
    "server/templates/*",
    "reports/templates/*",
    "server/**/*.py",
    "reports/**/*.py",
    "data/**/*.py",
    "server/web/src/**/*.ts",
)


def hard_words() -> list[str]:
    """The words that are not to be used."""
    lines = (ROOT / "docs" / "taal.md").read_text(encoding="utf-8").splitlines()
    return [line.split("|")[1].strip() for line in lines if line.startswith("| ")][2:]


def places(words: str) -> list[str]:
    """Where these words stand in what people read."""
    pattern = re.compile(rf"\b{re.escape(words)}\b", re.IGNORECASE)
    files = {path for glob in READ for path in ROOT.glob(glob) if path.is_file()}
    texts = ((path, " ".join(path.read_text(encoding="utf-8").split())) for path in sorted(files))
    return [str(path.relative_to(ROOT)) for path, text in texts if pattern.search(text)]


@pytest.mark.parametrize("words", hard_words())
def test_a_hard_word_stands_nowhere(words: str) -> None:
    assert places(words) == [], f"docs/taal.md has a plain form of ‘{words}’"


def test_a_word_that_stands_in_a_page_is_seen() -> None:
    assert "server/templates/toelichting.html" in places("burgemeester en wethouders")
