"""Keeps what we promise as text that a person can read: a change of it is looked at before it is committed.

`make bless` writes the files in `kept/` anew. Where they say what is right, other tests say why: here only a change shows.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import client, site_app, small_site  # noqa: F401 - fixtures
from tests.tiles.conftest import toy, toy_pyramid, toy_stand  # noqa: F401 - fixtures

KEPT = Path(__file__).with_name("kept")
NAMES = re.compile(
    r"(20\d\d-\d\d-\d\d-r\d+)-[0-9a-f]{8}"
)  # of releases: the end is a checksum of what they are made of

Golden = Callable[[str, str], None]


@pytest.fixture
def golden() -> Golden:
    """Compares a text with the kept one of this name, or keeps it under LANDINBEELD_BLESS."""

    def compare(name: str, text: str) -> None:
        path = KEPT / name
        told = NAMES.sub(r"\1-*", text).rstrip("\n") + "\n"
        if os.environ.get("LANDINBEELD_BLESS"):
            path.write_text(told, encoding="utf-8")
            return
        assert path.is_file(), f"{name} was never kept: look at it, then `make bless`"
        assert told.splitlines() == path.read_text(encoding="utf-8").splitlines(), (
            f"{name} changed: if that is meant, `make bless` and say why in the commit"
        )

    return compare


def as_lines(value: Any) -> str:
    """JSON with its keys in order, short things on one line."""
    return re.sub(
        r"\[[^\[\]{}]{0,110}\]|\{[^\[\]{}]{0,110}\}",
        lambda found: re.sub(r"\s+", " ", found[0]),
        json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1),
    )
