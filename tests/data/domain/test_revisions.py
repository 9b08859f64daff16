"""What another file changed, for every area: the expected figures are worked out by hand."""

from __future__ import annotations

import doctest
from fractions import Fraction

import pytest

from data.domain import revision_words
from data.domain.revision_words import changed_figures
from data.domain.revisions import FigureChange, compare
from data.domain.stand import Stand, make_stand
from data.terms import Cijfers, Gemeente, Gemeentecode, Klasse, Peildatum, Snapshot

A, B, C = (Gemeentecode(n) for n in (1, 2, 3))
GEMEENTEN = (
    Gemeente(A, "Aa", "PV26", "Utrecht"), Gemeente(B, "Bee", "PV26", "Utrecht"), Gemeente(C, "Cee", "PV27", "Noord-Holland")
)  # fmt: skip


def stand(a: Cijfers | None, b: Cijfers | None, c: Cijfers | None, revision: int = 1) -> Stand:
    snapshot = Snapshot(Peildatum.parse("2026-10-01"), {A: a, B: b, C: c})
    return make_stand(snapshot, GEMEENTEN, revision=revision, grens=Fraction(3, 4))


FULL = Cijfers(100, 0, 50)  # three of six months: the norm is 50, exactly reached


def test_a_changed_figure_changes_its_area_its_provincie_and_the_land() -> None:
    revised = compare(stand(FULL, FULL, FULL), stand(Cijfers(100, 0, 30), FULL, FULL, 2))
    assert [c.after.code for c in revised.gemeenten] == ["GM0001"]
    assert [c.after.code for c in revised.provincies] == ["PV26"]
    assert set(revised.by_code) == {"GM0001", "PV26", "NL"}
    change = revised.by_code["GM0001"]
    assert change.figures == (FigureChange("gerealiseerd", 50, 30),)
    assert change.figures[0].difference == -20
    assert change.of_klasse
    assert change.before is not None
    assert (change.before.klasse, change.after.klasse) == (Klasse.GOED, Klasse.ACHTER)  # 37.5 is where achter begins
    assert revised.by_code["PV26"].figures == (FigureChange("gerealiseerd", 100, 80),)
    assert revised.by_code["NL"].figures == (FigureChange("gerealiseerd", 150, 130),)
    assert revised.of_klasse == (change,)


def test_figures_that_move_between_gemeenten_leave_the_sums_alone() -> None:
    revised = compare(stand(FULL, FULL, FULL), stand(Cijfers(100, 0, 45), Cijfers(100, 0, 55), FULL, 2))
    assert set(revised.by_code) == {"GM0001", "GM0002"}
    assert revised.nederland is None


def test_the_same_figures_are_no_change() -> None:
    revised = compare(stand(FULL, None, FULL), stand(FULL, None, FULL, 2))
    assert (revised.by_code, revised.largest) == ({}, ())


def test_those_that_moved_most_come_first_also_down() -> None:
    after = stand(Cijfers(101, 0, 50), Cijfers(100, -7, 50), Cijfers(98, 2, 48), 2)  # moved by 1, 7 and 6
    assert [(c.after.naam, c.size) for c in compare(stand(FULL, FULL, FULL), after).largest] == [
        ("Bee", 7), ("Cee", 6), ("Aa", 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (FULL, Cijfers(100, 0, 30), "gerealiseerd was 50, werd 30"),
        (FULL, Cijfers(1200, -3, 50), "taakstelling was 100, werd 1.200; achterstand (+) of voorsprong (−) bij begin was 0, "
         "werd −3"),
        (None, Cijfers(8, 1, 0), "er was geen cijfer; taakstelling werd 8; achterstand (+) of voorsprong (−) bij begin "
         "werd +1; gerealiseerd werd 0"),
        (Cijfers(8, 1, 0), None, "er kwam geen cijfer voor in de plaats; taakstelling was 8; achterstand (+) of "
         "voorsprong (−) bij begin was +1; gerealiseerd was 0"),
    ],
)  # fmt: skip
def test_a_change_in_words(before: Cijfers | None, after: Cijfers | None, words: str) -> None:
    assert changed_figures(compare(stand(before, FULL, FULL), stand(after, FULL, FULL, 2)).by_code["GM0001"]) == words


def test_another_border_of_the_klassen_changes_a_klasse_and_no_figure() -> None:
    before = stand(Cijfers(100, 0, 40), FULL, FULL)  # 40 of a norm of 50: more than three quarters
    after = make_stand(
        Snapshot(before.peildatum, {A: Cijfers(100, 0, 40), B: FULL, C: FULL}), GEMEENTEN, grens=Fraction(9, 10)
    )
    change = compare(before, after).by_code["GM0001"]
    assert (change.figures, change.of_klasse, changed_figures(change)) == ((), True, "")


def test_an_area_that_was_not_there_has_nothing_before_it() -> None:
    one = make_stand(Snapshot(Peildatum.parse("2026-10-01"), {A: FULL}), GEMEENTEN[:1])
    change = compare(one, stand(FULL, FULL, FULL)).by_code["GM0002"]
    assert (change.before, change.of_klasse) == (None, False)
    assert [f.was for f in change.figures] == [None, None, None]  # an achterstand of 0 is a figure too


def test_examples_in_docstrings() -> None:
    result = doctest.testmod(revision_words)
    assert result.attempted and not result.failed
