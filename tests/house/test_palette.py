"""Colours and patterns stand in tiles/palette.py, and nowhere else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tiles import palette

ROOT = Path(__file__).parents[2]
HOME = "tiles/palette.py"
MADE = {"server/web/src/style/palette.css", "server/web/src/page-data.ts"}  # tests/house/generated.py
LOGO = "server/static/merk.svg"  # a file that is served as it is
PLAIN = {"#ffffff"}  # no colour of ours
OURS = {
    *palette.NAMED.values(), palette.ELSEWHERE, *(c for look in palette.LOOKS for c in (look.fill, look.ink, *look.dark)),
} - PLAIN  # fmt: skip
PATTERNS = {look.pattern.name for look in palette.LOOKS if look.pattern}


def sources() -> dict[str, str]:
    """The text of what makes pages, maps and reports, by its path."""
    kinds = ("*.py", "*.ts", "*.css", "*.html", "*.j2", "*.svg")
    list_files = ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", *kinds]
    listed = subprocess.run(list_files, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    names = {name for name in listed if name and not name.startswith(("tests/", "bench/"))} - MADE - {HOME}
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names if (ROOT / name).is_file()}


def second_homes(text: str) -> set[str]:
    """The colours and names of patterns of the palette that a text writes out."""
    colours = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", text)} & OURS
    return colours | (set(re.findall(r"""["'](\w+)["']""", text)) & PATTERNS)


def test_no_colour_or_pattern_of_the_palette_is_written_out_elsewhere() -> None:
    found = {name: second_homes(text) for name, text in sources().items() if name != LOGO}
    assert len(found) > 200
    assert {name: what for name, what in found.items() if what} == {}, f"read it from {HOME}"


def test_the_logo_has_only_colours_of_the_palette() -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}\b", (ROOT / LOGO).read_text(encoding="utf-8")))
    assert colours and colours <= OURS


def test_a_second_home_would_be_found() -> None:
    assert second_homes(f"fill: {palette.BRAND.upper()};") == {palette.BRAND}
    assert second_homes("if name == 'dots':") == {"dots"}
    assert second_homes("color: #fff; /* dots */") == set()
