"""The arrows of docs/architecture.md hold: rooms, pure modules, no circle; and what else imports can tell."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("data", "tiles", "reports", "server")
READS_OR_WRITES = {
    "flask", "httpx", "logging", "mmap", "os", "pathlib", "pyogrio", "rasterio", "shutil", "socket", "sqlalchemy", "sqlite3",
    "subprocess", "tempfile", "weasyprint",
}  # fmt: skip
FACTS = "data.reference."  # files that come with the product, read once: constants, whoever uses them


def _modules() -> dict[str, ast.Module]:
    found = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            if not {"node_modules", "migrations"} & set(path.parts):
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def _for_types_only(tree: ast.Module) -> set[int]:
    """What stands under `if TYPE_CHECKING`: never imported when the product runs."""
    guarded = (n for n in ast.walk(tree) if isinstance(n, ast.If) and getattr(n.test, "id", "") == "TYPE_CHECKING")
    return {id(inner) for node in guarded for statement in node.body for inner in ast.walk(statement)}


def imports(tree: ast.Module, known: dict[str, ast.Module] | set[str], *, types: bool = True) -> set[str]:
    """The modules that are imported anywhere in a module, its functions included."""
    left_out = set() if types else _for_types_only(tree)
    out = set()
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            out |= {name if name in known else node.module for name in names if name != "pathlib.PurePath"}
    return out


MODULES = _modules()
IMPORTS = {module: imports(tree, MODULES) for module, tree in MODULES.items()}
RUNNING = {module: imports(tree, MODULES, types=False) for module, tree in MODULES.items()}
OWN = {module: found & set(MODULES) for module, found in IMPORTS.items()}


def _drawn() -> dict[str, set[str]]:
    """The picture: each room with the rooms that it may import directly."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    picture = text.split("```mermaid")[1].split("```")[0]
    rooms: dict[str, set[str]] = {}
    for line in picture.splitlines():
        groups = [re.findall(r"[a-z_]+\.[a-z_]+", group) for group in line.split("-->")]
        for group in groups:
            for name in group:
                rooms.setdefault(name, set())
        for known, knows in pairwise(groups):
            for name in knows:
                rooms[name] |= set(known)
    return rooms


DRAWN = _drawn()


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _below(room: str) -> set[str]:
    return DRAWN[room].union(*(_below(lower) for lower in DRAWN[room]))


def test_the_picture_has_no_circle_and_names_every_room() -> None:
    order = tuple(graphlib.TopologicalSorter(DRAWN).static_order())  # raises CycleError
    assert set(order) == {_room(module) for module in MODULES if "." in module}


@pytest.mark.parametrize("module", sorted(module for module in MODULES if "." in module))
def test_every_import_is_an_arrow_of_the_picture(module: str) -> None:
    room = _room(module)
    floors = {target.partition(".")[0] for target in OWN[module]}
    assert all(FLOORS.index(floor) <= FLOORS.index(module.partition(".")[0]) for floor in floors)
    for target in sorted(OWN[module]):
        if "." in target and _room(target) != room:
            assert _room(target) in _below(room), (
                f"{module} imports {target}, and docs/architecture.md has no way from {_room(target)} to {room}: "
                "move what is shared to the lower room, or pass it as an argument."
            )


def test_the_product_does_not_know_its_tests() -> None:
    assert not [module for module, found in IMPORTS.items() if any(t.split(".")[0] == "tests" for t in found)]


def test_no_modules_import_each_other_in_a_circle() -> None:
    tuple(graphlib.TopologicalSorter(OWN).static_order())  # raises CycleError, which names the circle


def _pure() -> list[str]:
    return [module for module, tree in MODULES.items() if re.search(r"\bPure\b", ast.get_docstring(tree) or "")]


def _reached(module: str) -> Iterator[tuple[str, ...]]:
    """Every module that is imported on the way, each with the way to it."""
    seen, left = set(), [(module,)]
    while left:
        way = left.pop()
        if way[-1] not in seen:
            seen.add(way[-1])
            yield way
            left += [(*way, target) for target in RUNNING[way[-1]] if target in MODULES]


@pytest.mark.parametrize("module", _pure())
def test_pure_modules_reach_nothing_that_reads_or_writes(module: str) -> None:
    for way in _reached(module):
        if way[-1].startswith(FACTS):
            continue
        met = {target.partition(".")[0] for target in RUNNING[way[-1]]} & READS_OR_WRITES
        assert not met, f"{' -> '.join(way)} imports {', '.join(sorted(met))}; {module} says that it is pure."


def test_there_are_pure_modules_on_every_floor() -> None:
    assert {module.partition(".")[0] for module in _pure()} == set(FLOORS)
    assert len(_pure()) > 30


def test_views_do_not_import_each_other() -> None:
    for module in MODULES:
        if module.startswith("server.views."):
            others = {t for t in OWN[module] if t.startswith("server.views.") and t != module}
            assert not others, f"{module} imports {others}: put what two views share in server/pages."


def test_the_store_knows_only_the_result_of_the_intake() -> None:
    for module in MODULES:
        if module.startswith("data.store."):
            assert {t for t in OWN[module] if t.startswith("data.intake.")} <= {"data.intake.result"}, module


def test_only_settings_and_the_start_scripts_read_the_environment() -> None:
    allowed = {"server.settings", "server.gunicorn_conf", "server.wsgi"}
    for module, tree in MODULES.items():
        reads = any(
            isinstance(node, ast.Attribute)
            and node.attr in ("environ", "getenv")
            and not (isinstance(node.value, ast.Name) and node.value.id == "request")  # the environ of WSGI
            for node in ast.walk(tree)
        )
        assert not reads or module in allowed, f"{module} reads the environment; settings are passed down."


def test_rooms_stay_small_and_no_name_stands_twice() -> None:
    named = [m for m, tree in MODULES.items() if "." in m and not any(o.startswith(f"{m}.") for o in MODULES)]
    last = [module.rpartition(".")[2] for module in named]
    assert sorted(last) == sorted(set(last)), "a base name stands twice"
    folders = [module.rpartition(".")[0] for module in named]
    assert max(folders.count(folder) for folder in folders) <= 16, "a room is missing"


def test_the_walk_sees_a_wrong_arrow() -> None:
    """The test itself can fail: `import` in all its forms is seen, and what is for types only can be left out."""
    tree = ast.parse(
        "if TYPE_CHECKING:\n    from data.files import write\n"
        "def f():\n    from server import app\nimport reports.render as r"
    )
    known = {"server.app", "reports.render", "data.files"}
    assert imports(tree, known) == known
    assert imports(tree, known, types=False) == known - {"data.files"}
