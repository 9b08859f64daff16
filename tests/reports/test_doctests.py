import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["words", "tables", "sentences", "drawings", "maps"])
def test_examples_in_docstrings(name):
    found = doctest.testmod(importlib.import_module(f"reports.{name}"))
    assert found.attempted and not found.failed
