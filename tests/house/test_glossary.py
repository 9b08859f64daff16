"""Every public field stands in docs/glossary.md or, with what it means to the public, in the table of meanings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from data.domain import dictionary

ROOT = Path(__file__).parents[2]
ENGLISH = {"release", "sha256", "geometry", "type", "features", "properties"}  # words of formats, not of the field


def glossary() -> set[str]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    words = {w for row in rows for w in re.split(r"[,:]? ", row.split("|")[1].strip())}
    public = {name for begrip in dictionary.ALL for name in (begrip.naam, *begrip.ook)}
    return public | words | {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def dictionary_keys(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    keys = (k for node in ast.walk(tree) if isinstance(node, ast.Dict) for k in node.keys)
    return {k.value for k in keys if isinstance(k, ast.Constant) and isinstance(k.value, str)}


@pytest.mark.parametrize(
    "path",
    [
        "server/api/shapes.py",
        "server/api/answers.py",
        "server/views/api.py",
        "server/views/correcties.py",
        "server/views/versies.py",
    ],
)
def test_fields_of_the_api_are_in_the_glossary(path: str) -> None:
    keys = {k for k in dictionary_keys(ROOT / path) if k.isidentifier()}
    assert keys - glossary() - ENGLISH == set()


def test_properties_of_the_tiles_are_in_the_glossary() -> None:
    contract = (
        "statcode naam provincie taakstelling achterstand gecorrigeerd gerealiseerd percentage nog klasse status niveau"
    )
    assert set(contract.split()) - glossary() == set()


@pytest.mark.parametrize(
    "module",
    [
        "terms",
        "domain/stand",
        "domain/history",
        "domain/outlook",
        "domain/publicaties",
        "reference/gemeenten",
        "findings",
    ],
)
def test_types_of_the_field_are_in_the_glossary(module: str) -> None:
    tree = ast.parse((ROOT / "data" / f"{module}.py").read_text(encoding="utf-8"))
    public = {n.name for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")}
    english = {"Snapshot", "Position", "Total"}
    assert public - glossary() - english == set()


def test_every_row_is_whole() -> None:
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            assert line.count("|") == 6, line


def test_codes_about_boundaries_and_inhabitants_are_explained() -> None:
    sources = [*(ROOT / "data" / "boundaries").glob("*.py"), ROOT / "data" / "intake" / "inhabitants.py"]
    used = {c for p in sources for c in re.findall(r'"((?:grenzen|inwoners)-[a-z-]+)"', p.read_text(encoding="utf-8"))}
    explained = set(re.findall(r"^\| `([a-z-]+)`", (ROOT / "docs" / "grenzen.md").read_text(encoding="utf-8"), re.M))
    assert used == explained
