"""The one-way rule: data <- tiles <- reports <- server, and pure modules that never meet one with I/O."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORDER = ("data", "tiles", "reports", "server")
PURE = {
    "data.terms", "data.domain.rules", "data.domain.stand",
    "data.findings", "tiles.grid", "tiles.palette", "tiles.vintage.encode", "tiles.month.crc",
    "tiles.vintage.borders", "tiles.vintage.clipping", "tiles.tile_schema", "tiles.out.style",
    "reports.content.report_figures", "reports.content.sentences",
    "tiles.vintage.outlines", "tiles.out.qgis", "server.http.ranges", "server.pages.dcat",
    "server.ogc.crs", "server.ogc.query",
    "server.ogc.documents", "server.ogc.tilesets", "server.ogc.ogc_document",
}  # fmt: skip
READS_OR_WRITES = {
    "pathlib",
    "os",
    "sqlite3",
    "sqlalchemy",
    "tempfile",
    "mmap",
    "subprocess",
    "rasterio",
    "pyogrio",
    "logging",
}


def _modules() -> dict[str, ast.Module]:
    found = {}
    for package in ORDER:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = _modules()


def _imports(tree: ast.Module) -> set[str]:
    out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            out |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return out


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_arrow_points_back(module: str) -> None:
    here = ORDER.index(module.partition(".")[0])
    for target in sorted(_imports(MODULES[module])):
        top = target.partition(".")[0]
        if top in ORDER:
            assert ORDER.index(top) <= here, (
                f"{module} imports {target}, but {module.partition('.')[0]}/ may know only {', '.join(ORDER[: here + 1])}: "
                "move what is shared to the lower package, or pass it as an argument."
            )
        assert top != "tests", f"{module} imports {target}: the product does not know its tests."


@pytest.mark.parametrize("module", sorted(PURE))
def test_pure_modules_do_no_io(module: str) -> None:
    met = {target.partition(".")[0] for target in _imports(MODULES[module])} & READS_OR_WRITES
    assert not met, f"{module} is pure: numbers and text in, the same out. It imports {', '.join(sorted(met))}."


def test_views_do_not_import_each_other() -> None:
    for module, tree in MODULES.items():
        if module.startswith("server.views."):
            others = {t for t in _imports(tree) if t.startswith("server.views.") and t != module}
            assert not others, f"{module} imports {others}: put what two views share in server/."


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


def test_the_walk_sees_a_wrong_arrow() -> None:
    """The test itself can fail: `import` in all its forms is seen."""
    tree = ast.parse("def f():\n    from server import app\nimport reports.render as r")
    assert {"server", "server.app", "reports.render"} <= _imports(tree)
