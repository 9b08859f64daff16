"""docs/ogc-requirements.md: a row for each requirement of each class that we declare, with a test that names it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from server.ogc.documents import CONFORMANCE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "ogc-requirements.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^Addresses begin with `(\S+)`(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
ROW = re.compile(r"^\| (/req/\S+) \| `(\S+)::(\w+)` \| (met|not used) \|$", re.MULTILINE)
UNDECLARED = re.compile(r"^\| ([a-z0-9-]+) \| ([^|]{9,}) \|$", re.MULTILINE)
SPEC = "http://www.opengis.net/spec/"
SAME = {f"{SPEC}ogcapi-features-5/1.0": f"{SPEC}ogcapi-common-3/1.0"}  # a draft whose names are declared beside it
CLASSES = {  # of each standard, with the number of requirements of those that we declare: counted in its text
    "ogcapi-features-1/1.0": {"core": 35, "html": 0, "geojson": 2, "gmlsf0": 0, "gmlsf2": 0, "oas30": 6},
    "ogcapi-features-2/1.0": {"crs": 16},
    "ogcapi-features-3/1.0": {"queryables": 3, "queryables-query-parameters": 0, "filter": 8, "features-filter": 6},
    "cql2/1.0": {
        "basic-cql2": 4, "advanced-comparison-operators": 3, "case-insensitive-comparison": 1,
        "accent-insensitive-comparison": 1, "basic-spatial-functions": 2, "basic-spatial-functions-plus": 1,
        "spatial-functions": 0, "temporal-functions": 0, "array-functions": 0, "property-property": 0, "functions": 0,
        "arithmetic": 0, "cql2-text": 13, "cql2-json": 12,
    },
    "ogcapi-common-3/1.0": {
        "schemas": 9, "advanced-property-roles": 7, "references": 0, "returnables-and-receivables": 0, "queryables": 3,
        "sortables": 0, "profile-parameter": 0, "profile-references": 0, "profile-codelists": 3, "profile-domains": 0,
    },
    "ogcapi-common-1/1.0": {"core": 11, "landing-page": 6, "json": 2, "html": 2, "oas30": 6},
    "ogcapi-common-2/1.0": {"collections": 9, "json": 2, "html": 0, "umd-collection": 0},
    "ogcapi-tiles-1/1.0": {
        "core": 7, "tileset": 1, "tilesets-list": 2, "dataset-tilesets": 2, "geodata-tilesets": 2, "mvt": 1, "oas30": 2,
        "collections-selection": 0, "datetime": 0, "png": 0, "jpeg": 0, "tiff": 0, "netcdf": 0, "geojson": 0, "xml": 0,
    },
}  # fmt: skip


def named_in_tests() -> dict[tuple[str, str], set[str]]:
    """The requirements that each test of the OGC API names in its docstring, by file and name."""
    found = {}
    for path in sorted((ROOT / "tests" / "server" / "ogc").glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                named = re.findall(r"/req/[\w/-]+", ast.get_docstring(node) or "")
                found[str(path.relative_to(ROOT)), node.name] = set(named)
    return found


NAMED = named_in_tests()


def test_every_test_in_the_tables_names_its_requirement() -> None:
    rows = ROW.findall(TEXT)
    assert len(rows) == len(re.findall(r"^\| /req", TEXT, re.MULTILINE)) > 100, "each row has its form"
    for requirement, path, name, _ in rows:
        assert requirement in NAMED[path, name], (requirement, name)
    assert set().union(*NAMED.values()) == {requirement for requirement, *_ in rows}, "named, and not in a table"


def test_every_standard_that_is_declared_has_its_section() -> None:
    declared = {one.partition("/conf/")[0] for one in CONFORMANCE}
    assert {SAME.get(one, one) for one in declared} == SECTIONS.keys() == {SPEC + name for name in CLASSES}


@pytest.mark.parametrize("standard", CLASSES)
def test_every_class_has_all_its_requirements_or_a_reason(standard: str) -> None:
    section = SECTIONS[SPEC + standard]
    rows = [requirement for requirement, *_ in ROW.findall(section)]
    assert [one for one, times in Counter(rows).items() if times > 1] == []
    declared = {one.rpartition("/")[2] for one in CONFORMANCE if one.startswith(f"{SPEC}{standard}/")}
    assert Counter(row.split("/")[2] for row in rows) == {name: CLASSES[standard][name] for name in declared}
    reasons = [name for name, _ in UNDECLARED.findall(section)]
    assert sorted(reasons) == sorted(CLASSES[standard].keys() - declared)
