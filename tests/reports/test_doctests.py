import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["report_tables", "sentences", "report_charts", "maps"])
def test_examples_in_docstrings(name):
    found = doctest.testmod(importlib.import_module(f"reports.content.{name}"))
    assert found.attempted and not found.failed
