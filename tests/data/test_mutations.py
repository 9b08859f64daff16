"""One mutated cell of a right file that changes a published figure is noticed in at least 95 of 100 mutations."""

from __future__ import annotations

from mutator import NAME, RIGHT, noticed_share, right_file

from data.intake.snapshot_reader import read_snapshot
from tests.data import coafiles as coa

NEEDED = 0.95


def test_the_file_that_is_mutated_is_right() -> None:
    intake = read_snapshot(coa.csv(right_file()), NAME)
    assert intake.snapshot == RIGHT
    assert intake.findings == ()


def test_mutations_are_noticed() -> None:
    share, lines = noticed_share(range(60))
    assert share >= NEEDED, lines
