"""The front-end holds to the house: one palette, exact versions, and a lock that names no registry."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tiles.palette import LOOKS, WATER

WEB = Path(__file__).parents[3] / "server" / "web"
SOURCES = [p for p in (WEB / "src").rglob("*") if p.suffix in (".ts", ".css")]


def test_the_colours_of_the_klassen_come_from_the_palette_only() -> None:
    """Navy is the colour of the brand as well, so it may be a token; the others may stand nowhere."""
    fills = {look.fill for look in LOOKS} - {"#ffffff", "#08264f"}
    assert len(fills) == 2
    for path in SOURCES:
        assert not fills & set(re.findall(r"#[0-9a-f]{6}", path.read_text(encoding="utf-8").lower())), path.name


def test_navy_stands_in_the_tokens_only() -> None:
    found = {path.name for path in SOURCES if "#08264f" in path.read_text(encoding="utf-8").lower()}
    assert found == {"tokens.css"}


def test_the_water_of_the_page_is_that_of_the_pictures() -> None:
    assert f"--map-water: light-dark({WATER}, " in (WEB / "src" / "style" / "tokens.css").read_text(encoding="utf-8")


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version), version
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    installed = [entry for name, entry in lock["packages"].items() if name]
    assert all("resolved" not in entry and entry["integrity"] for entry in installed)
