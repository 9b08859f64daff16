"""Numbers, dates and enumerations are written for people in data/dutch.py only: a second place rounds differently."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / "data" / "dutch.py"
LETTERS = {"mrt": "month", "Europe/Amsterdam": "date", "\N{MINUS SIGN}": "number"}
ALLOWED = {("data/columns/dates.py", "month")}  # it reads months


def second_ways(tree: ast.Module) -> set[str]:
    """What this code writes itself that dutch.py writes."""
    return {way for node in ast.walk(tree) for way in _ways_of(node)}


def _ways_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "replace" and [getattr(a, "value", None) for a in node.args] == [".", ","]:
            yield "number"
        if node.func.attr == "join" and re.search(r"\ben\b", str(getattr(node.func.value, "value", ""))):
            yield "list"
    elif isinstance(node, ast.Constant) and node.value in LETTERS:
        yield LETTERS[node.value]
    elif isinstance(node, ast.FormattedValue) and node.format_spec:
        form = "".join(str(getattr(part, "value", "")) for part in ast.walk(node.format_spec))
        if "%d-%m" in form or form[:1] in ("+", ","):
            yield "date" if "%" in form else "number"
    elif isinstance(node, ast.JoinedStr):
        inside = [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
        if any(getattr(v, "attr", "") == "day" for v in inside) and any(isinstance(v, ast.Subscript) for v in inside):
            yield "date"


@pytest.mark.parametrize("package", ["data", "tiles", "reports", "server"])
def test_no_other_module_writes_dutch_numbers_or_dates(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        if path != HOME and "node_modules" not in path.parts:
            name = path.relative_to(ROOT).as_posix()
            ways = second_ways(ast.parse(path.read_text(encoding="utf-8")))
            found = {way for way in ways if (name, way) not in ALLOWED}
            assert not found, f"{name} writes a {', '.join(sorted(found))} itself: use data/dutch.py"


@pytest.mark.parametrize(
    ("code", "way"),
    [
        ("f'{x:.1f}'.replace('.', ',')", "number"),
        ("f'{x:,}'", "number"),
        ("f'{x:+d}'", "number"),
        ("' en '.join(names)", "list"),
        ("f'{d:%d-%m-%Y}'", "date"),
        ("f'{d.day} {MAANDEN[d.month - 1]}'", "date"),
        ("ZoneInfo('Europe/Amsterdam')", "date"),
    ],
)
def test_a_second_way_is_seen(code: str, way: str) -> None:
    assert second_ways(ast.parse(code)) == {way}


def test_templates_round_nothing_themselves() -> None:
    for path in sorted([*(ROOT / "server" / "templates").glob("*.html"), *(ROOT / "reports" / "templates").glob("*")]):
        found = re.findall(r"\|\s*(?:format|round(?!\(1\) \}\} 10\"))\b", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name} rounds or formats itself: use the filters of data/dutch.py"
