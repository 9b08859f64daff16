"""The table of docs/ogc-requirements.md: each test in it exists, and each class of part 5 that we declare has its rows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from server.ogc.documents import CONFORMANCE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "ogc-requirements.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (/req/\S+) \| `(\S+)::(\w+)` \| (met|not used) \|$", TEXT, re.MULTILINE)


def test_every_test_in_the_table_exists() -> None:
    assert len(ROWS) == len(re.findall(r"^\| /req", TEXT, re.MULTILINE)) > 10, "each row has its form"
    for requirement, path, name, _ in ROWS:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, requirement


def test_every_class_that_is_declared_has_rows_and_no_other() -> None:
    declared = {one.rpartition("/")[2] for one in CONFORMANCE if "/ogcapi-common-3/" in one}
    assert {requirement.split("/")[2] for requirement, *_ in ROWS} == declared
    assert len({requirement for requirement, *_ in ROWS}) == len(ROWS), "a requirement stands twice"
