"""What is kept is made anew when what makes it changes: every number that says so follows from the sources."""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data import made_by
from reports.pdf import press
from server.publishing import pipeline
from server.rendering import on_demand, report_store
from tests.house.test_arrows import MODULES, OWN
from tiles.out import glyphs
from tiles.vintage import pyramid

ROOT = Path(__file__).parents[2]
BY_HAND = {"server/operations/backup.py"}  # a backup of years ago must stay readable


def _forget() -> None:
    for cached in (made_by.made_by, made_by.source, made_by._imports):
        cached.cache_clear()


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The sources in a place of their own, as when they are installed: other times, other folder."""
    for floor in ("data", "tiles", "reports", "server"):
        leave = shutil.ignore_patterns("__pycache__", "node_modules", "web", "static", "voorbeeld", "*.geojson")
        shutil.copytree(ROOT / floor, tmp_path / floor, ignore=leave, copy_function=shutil.copyfile)
    monkeypatch.setattr(made_by, "ROOT", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _geometry() -> str:
    return made_by.made_by(pyramid.__name__, packages=pyramid.MADE_WITH)


def _letters() -> str:
    return made_by.made_by(glyphs.__name__, packages=glyphs.MADE_WITH)


@pytest.mark.parametrize(
    ("number", "changed"),
    [
        (pipeline.output_format, "tiles/month/assemble.py"),
        (pipeline.output_format, "tiles/out/release_files.py"),
        (pipeline.output_format, "tiles/vintage/first_map_shapes.py"),
        (pipeline.output_format, "data/domain/rules.py"),
        (pipeline.output_format, "server/publishing/pipeline.py"),
        (pipeline.output_format, "data/reference/gemeenten.csv"),
        (on_demand.made_as, "tiles/month/static_maps.py"),
        (on_demand.made_as, "tiles/palette.py"),
        (on_demand.made_as, "tiles/month/letters.py"),
        (on_demand.pictures_folder, "server/pictures/chart_scene.py"),
        (on_demand.pictures_folder, "server/pictures/png.py"),
        (report_store.report_format, "reports/pdf/paint.py"),
        (report_store.report_format, "reports/content/sentences.py"),
        (report_store.report_format, "reports/templates/land.xml.j2"),
        (report_store.report_format, "reports/styles/report.css"),
        (report_store.report_format, "data/reference/herindelingen.csv"),
        (report_store.report_format, "data/dutch.py"),
        (press.press_format, "reports/pdf/paint.py"),
        (press.press_format, "reports/styles/report.css"),
        (_geometry, "tiles/vintage/generalise.py"),
        (_letters, "tiles/out/glyphs.py"),
        (_letters, "tiles/month/letters.py"),
    ],
)
def test_the_number_changes_with_a_source_and_with_nothing_else(
    copied: Path, number: Callable[[], str], changed: str
) -> None:
    before = number()
    (copied / "data" / "intake" / "checks.py").write_text("# another reading of files makes no other output\n")
    os.utime(copied / changed, (0, 0))
    _forget()
    assert number() == before
    with (copied / changed).open("ab") as file:
        file.write(b" ")
    _forget()
    assert number() != before


def test_other_words_make_no_other_press(copied: Path) -> None:
    """A sentence that changed makes those reports anew that have it: its words are in their manuscripts."""
    before, of_reports = press.press_format(), report_store.report_format()
    for changed in ("content/sentences.py", "content/report_figures.py", "templates/land.xml.j2", "kinds/gemeente.py"):
        with (copied / "reports" / changed).open("ab") as file:
            file.write(b" ")
    _forget()
    assert press.press_format() == before
    assert report_store.report_format() != of_reports


def test_a_checkout_and_an_installed_package_agree(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = pipeline.output_format(), report_store.report_format(), on_demand.made_as()
    monkeypatch.setattr(made_by, "ROOT", ROOT)
    _forget()
    assert installed == (pipeline.output_format(), report_store.report_format(), on_demand.made_as())


def test_another_renderer_is_another_number(monkeypatch: pytest.MonkeyPatch) -> None:
    before = report_store.report_format()
    monkeypatch.setattr(made_by, "version", lambda package: f"{package} of tomorrow")
    _forget()
    assert report_store.report_format() != before
    _forget()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_the_imports_that_are_followed_are_those_of_the_syntax(module: str) -> None:
    followed = {name for name in made_by._imports(module) if made_by.source(name).name != "__init__.py"}
    assert followed == {name for name in OWN[module] if made_by.source(name).name != "__init__.py"}


def test_no_number_is_raised_by_hand() -> None:
    for floor in ("data", "tiles", "reports", "server"):
        for path in (ROOT / floor).rglob("*.py"):
            tree = (
                ast.parse(path.read_text(encoding="utf-8")) if "node_modules" not in path.parts else ast.Module([], [])
            )
            names = [ast.unparse(node.targets[0]) for node in tree.body if isinstance(node, ast.Assign)
                     and isinstance(node.value, ast.Constant | ast.Tuple)]  # fmt: skip
            found = [name for name in names if re.search(r"(^|_)FORMAT\b|MADE_AS", name)]
            assert not found or path.relative_to(ROOT).as_posix() in BY_HAND, f"{path}: {found}: use data/made_by.py"
