"""Which tests may be skipped where everything is installed: those in skips.txt, each with a reason a person can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

LIST = Path(__file__).with_name("skips.txt")


def listed() -> dict[str, str]:
    """Patterns of `name: reason` (`*` stands for anything), with why each is allowed."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" | ", 1) for line in lines if line and not line.startswith("#"))


def not_listed(skipped: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Each skip as `name: reason` that no pattern names; in goes the name with what pytest holds of the skip."""
    for name, held in skipped:
        told = f"{name}: {str(held[2] if isinstance(held, tuple) else held).removeprefix('Skipped: ')}"
        if not any(fnmatchcase(told, pattern) for pattern in listed()):
            yield told
