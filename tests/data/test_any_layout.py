"""Workbooks in all combinations of layouts from known figures: the reader returns exactly these or refuses."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given, settings

from data.findings import Ernst
from data.intake.snapshot_reader import read_snapshot
from data.terms import Peildatum, Snapshot

sys.path.insert(0, str(Path(__file__).parent))
from layout_maker import Layout, known_figures, layouts, write
from originals import sum_at

APRIL = Peildatum.parse("2017-04-01")
EXAMPLES = settings.default.max_examples if settings.default.max_examples > 100 else 40  # of make test


@settings(max_examples=EXAMPLES, deadline=None)
@given(layouts())
def test_exactly_these_figures_or_a_refusal(layout: Layout) -> None:
    figures = known_figures(layout.seed)
    content, name = write(layout, figures)
    intake = read_snapshot(content, name)
    wrong = [f.zin for f in intake.findings if f.ernst is Ernst.FOUT]
    if intake.accepted:
        assert intake.snapshot == Snapshot(APRIL, figures)
        for code, cijfers in figures.items():  # and each leads back to its cells
            blad, rij = intake.herkomst[code]
            for cijfer in ("taakstelling", "achterstand", "gerealiseerd"):
                columns = [(b.letter, b.teken) for b in intake.kolommen if (b.cijfer, b.blad) == (cijfer, blad)]
                assert sum_at(content, name, blad, rij, columns) == getattr(cijfers, cijfer), (cijfer, columns)
    else:
        assert wrong
    assert intake.accepted or not layout.plain, wrong
