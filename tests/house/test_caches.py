"""Every cache has a bound, and stands in docs/caches.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "caches.md").read_text(encoding="utf-8")


def bounds(code: str) -> list[int | None]:
    """The bounds of the caches that are made in this code by functools; None is a cache without one."""
    found: list[int | None] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "lru_cache":
            size = [*node.args, *(k.value for k in node.keywords if k.arg == "maxsize")]
            found.append(None if not size or ast.unparse(size[0]) == "None" else eval(ast.unparse(size[0])))
        elif isinstance(node, ast.FunctionDef):
            bare = [
                d for d in node.decorator_list if getattr(d, "id", getattr(d, "attr", "")) in ("cache", "lru_cache")
            ]
            found += [None] * len(bare)
    return found


@pytest.mark.parametrize("floor", ["data", "tiles", "reports", "server"])
def test_no_cache_without_a_bound_or_a_row_in_the_table(floor: str) -> None:
    named = set(re.findall(r"^\| ([a-z_/]+\.py) \|", TABLE, re.M))
    for path in sorted((ROOT / floor).rglob("*.py")):
        if "node_modules" not in path.parts:
            name = path.relative_to(ROOT).as_posix()
            found = bounds(path.read_text(encoding="utf-8"))
            assert None not in found, f"{name} keeps without a bound"
            assert not found or name in named, (
                f"{name} keeps something: say in docs/caches.md how much and what ends it"
            )


def test_the_table_names_only_modules_that_are_there() -> None:
    for name in re.findall(r"^\| ([a-z_/]+\.py) \|", TABLE, re.M):
        assert (ROOT / name).is_file(), name


def test_the_look_sees_every_form() -> None:
    forms = (
        "@cache\ndef f(): ...\n@lru_cache\ndef g(): ...\n@lru_cache(maxsize=2**4)\ndef h(): ...\nx = lru_cache(8)(f)"
    )
    assert sorted(map(str, bounds(forms))) == ["16", "8", "None", "None"]
