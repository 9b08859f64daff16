"""What README and CHANGELOG say exists: files, commands, addresses."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from server.app import create_app
from server.cli import main_group
from server.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_file_it_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_every_make_command_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"`?make ([a-z-]+)`?", README):
        if name in ("run", "test", "bench"):
            assert re.search(rf"^{name}:", makefile, re.MULTILINE)
    assert "`make` alone lists every command" in README


@pytest.mark.parametrize("words", [m.split() for m in re.findall(r"landinbeeld ([a-z]+ [a-z]+)", README)])
def test_every_command_exists(words: list[str]) -> None:
    group = main_group.get_command(click.Context(main_group), words[0])
    assert isinstance(group, click.Group)
    assert words[1] in group.commands


def test_every_address_is_routed(tmp_path: Path) -> None:
    app = create_app(Settings(state_dir=tmp_path))
    adapter = app.url_map.bind("localhost")
    paths = set(re.findall(r"(?:localhost:8000|`)(/[a-z][^\s`?\"]*)", README))
    assert {"/embed", "/insluiten", "/gegevens", "/styles/qgis.json", "/qgis/land-in-beeld.qlr"} <= paths
    for path in paths:
        filled = path.replace("{z}", "8").replace("{x}", "131").replace("{y}", "84")
        if not filled.startswith("/tiles/") and "inbox" not in filled:
            assert adapter.test(filled, method="GET"), path
