"""The recipes of CONTRIBUTING name files that exist; one version stands everywhere, with its heading in the changelog."""

from __future__ import annotations

import configparser
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (.+?)\n(.+?)(?=^##)", TEXT, re.MULTILINE | re.DOTALL))


def test_there_are_ten_recipes() -> None:
    assert len(RECIPES) == 10


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_ends_in_files_that_exist(recipe: str) -> None:
    files = re.findall(r"`([^`]+)`", RECIPES[recipe][RECIPES[recipe].index("\nTouch") :])
    assert files
    for name in files:
        assert list(ROOT.glob(re.sub(r"<\w+>", "*", name))), name


def test_the_version_is_one_and_has_a_heading() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    version = config["metadata"]["version"]
    package = json.loads((ROOT / "server" / "web" / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == version
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d", headings[1])
