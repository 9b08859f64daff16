"""The files of the front-end that are made from Python say what Python says now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.generated import FILES, MAKER, as_bytes
from tests.house.mark import content


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_generated_file_is_what_would_be_made_now(path: Path) -> None:
    if path.suffix == ".ts" and not MAKER.exists():
        pytest.skip("the front-end is not here: make front-end")
    assert content(path.read_bytes()) == content(as_bytes(FILES[path]())), "run `make generated`"
