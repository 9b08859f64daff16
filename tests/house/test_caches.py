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


BESIDE = {  # locks of a whole process, which guard no object of ours
    ("data/store/store.py", "_MIGRATING"),  # alembic keeps the running migration in a module of its own
    ("server/rendering/renderer.py", "_waiting"),  # how many of the threads of a process may wait for their turn
}
LOCKS = {"Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event"}
HOLDERS = {"dict", "list", "set", "OrderedDict", "defaultdict", "deque", "WeakValueDictionary"}


def beside(code: str) -> set[str]:
    """The locks and the empty holders that stand by themselves in a module, and what `global` names."""
    tree = ast.parse(code)
    found = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            made = node.value
            called = getattr(made.func, "id", getattr(made.func, "attr", "")) if isinstance(made, ast.Call) else ""
            empty = isinstance(made, ast.Dict | ast.List) and ast.unparse(made) in ("{}", "[]")
            if called in LOCKS or empty or (called in HOLDERS and isinstance(made, ast.Call) and not made.args):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {ast.unparse(target) for target in targets}
    return found


@pytest.mark.parametrize("floor", ["data", "tiles", "reports", "server"])
def test_locks_and_holders_belong_to_the_object_that_they_guard(floor: str) -> None:
    for path in sorted((ROOT / floor).rglob("*.py")):
        if "node_modules" not in path.parts:
            name = path.relative_to(ROOT).as_posix()
            alone = {found for found in beside(path.read_text(encoding="utf-8")) if (name, found) not in BESIDE}
            assert not alone, f"{name}: {', '.join(sorted(alone))} should be an attribute of what it guards"


def test_a_lock_or_a_holder_by_itself_is_seen() -> None:
    code = "a = threading.Lock()\nb: dict[str, int] = {}\nc = OrderedDict()\nd = {1: 2}\ndef f():\n    global e"
    assert beside(code) == {"a", "b", "c", "e"}
