"""Which tests may be skipped where everything is installed: those in skips.txt, each with a reason a person can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

LIST = Path(__file__).with_name("skips.txt")


def listed() -> list[tuple[str, str]]:
    """Patterns of test names (`*` stands for anything) with the reason of each."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" | ", 1) for line in lines if line and not line.startswith("#"))
    return [(pattern.strip(), reason.strip()) for pattern, reason in pairs]


def not_listed(skipped: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Name and reason of each skip that no pattern names; in goes the name with what pytest says of the skip."""
    patterns = [pattern for pattern, _ in listed()]
    for name, why in skipped:
        if not any(fnmatchcase(name, pattern) for pattern in patterns):
            yield f"{name} ({why[2] if isinstance(why, tuple) else why})"
