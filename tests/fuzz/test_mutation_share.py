"""The share of mutated cells of a right file that the intake notices, over a thousand mutations (`make fuzz`)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))
from mutator import noticed_share


@pytest.mark.fuzz
def test_share_of_many_mutations(capsys: pytest.CaptureFixture[str]) -> None:
    share, lines = noticed_share(range(1000))
    with capsys.disabled():
        print(f"\n{share:.1%} of the mutations that change a published figure are noticed\n{lines}")
    assert share >= 0.95
