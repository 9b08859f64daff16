"""The letters of the pictures, made once for all tests of a process."""

from __future__ import annotations

import pytest

from server.pictures.lettering import Letters
from server.rendering import on_demand
from server.settings import Settings


@pytest.fixture(scope="session")
def lettering(small_site: Settings) -> Letters:
    """Both weights."""
    return Letters(on_demand.typefaces(small_site).text)
