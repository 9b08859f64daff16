"""Files of a release and formats of a download are named in tiles/out/release_files.py only: elsewhere one is forgotten."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tiles.out.release_files import CARRIED, DOWNLOADS, SERIES

ROOT = Path(__file__).parents[2]
TYPES = (form.media_type for form in (*DOWNLOADS.values(), *SERIES.values()))
NAMES = {*CARRIED, *(media_type.partition(";")[0] for media_type in TYPES)}
ALLOWED = {
    ("server/ogc/documents.py", "application/geo+json"),  # also what the standard of features prescribes
    ("server/ogc/documents.py", "application/geopackage+sqlite3"),  # pure, and links to one download
    ("server/ogc/documents.py", "text/csv"),  # pure, and a form of features beside the download
    ("server/http/accepted.py", "application/geo+json"),  # what a client names in `Accept`, whoever answers it
    ("server/http/accepted.py", "text/csv"),
    ("server/http/compression.py", "application/geo+json"),  # what shrinks, whoever answers it
    ("tiles/out/gis_files.py", "gemeenten.gpkg"),  # made in a folder that is thrown away
}


def second_names(tree: ast.Module) -> set[str]:
    """The texts in this code that the table has."""
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return {text.partition(";")[0] for text in texts} & NAMES


@pytest.mark.parametrize("package", ["tiles", "server"])
def test_no_other_module_names_a_file_or_format(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        if path.name != "release_files.py" and "node_modules" not in path.parts:
            name = path.relative_to(ROOT).as_posix()
            found = {
                text
                for text in second_names(ast.parse(path.read_text(encoding="utf-8")))
                if (name, text) not in ALLOWED
            }
            assert not found, f"{name} names {', '.join(sorted(found))} itself: follow tiles/out/release_files.py"


def test_what_a_download_carries_is_in_a_release() -> None:
    assert {form.source for form in DOWNLOADS.values() if isinstance(form.source, str)} <= set(CARRIED)


def test_what_is_allowed_is_still_named_there() -> None:
    for name, text in ALLOWED:
        assert text in second_names(ast.parse((ROOT / name).read_text(encoding="utf-8"))), (name, text)


@pytest.mark.parametrize("code", ["path / 'tiles.pmtiles'", "{'csv': 'text/csv; charset=utf-8'}"])
def test_a_second_name_is_seen(code: str) -> None:
    assert second_names(ast.parse(code))
