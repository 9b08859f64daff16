"""How many gemeenten got another klasse; the expected counts are worked out by hand."""

from __future__ import annotations

import doctest

import pytest

from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeente, Gemeentecode, Peildatum, Snapshot
from data.through_time import klasse_changes
from data.through_time.klasse_changes import FIRST, KlasseChanges, said, since_before
from data.through_time.klasse_changes import klasse_changes as between

GOED, ENIGSZINS, ACHTER = (  # after three months the norm is half, and three quarters of that is 37.5%
    Cijfers(100, 0, 50), Cijfers(100, 0, 40), Cijfers(100, 0, 30)
)  # fmt: skip


def stand(peildatum: str, *figures: Cijfers | None, revision: int = 1) -> Stand:
    """Gemeenten 1, 2, ... of one provincie."""
    gemeenten = [Gemeente(Gemeentecode(n), f"G{n}", "PV26", "Utrecht") for n in range(1, len(figures) + 1)]
    cijfers = {one.code: figure for one, figure in zip(gemeenten, figures, strict=True)}
    return make_stand(Snapshot(Peildatum.parse(peildatum), cijfers), gemeenten, revision=revision)


BEFORE = stand("2026-10-01", ACHTER, ENIGSZINS, GOED, GOED, None, None)
# after four months the norm is 66.7%, three quarters of it 50%
AFTER = stand("2026-11-01", Cijfers(100, 0, 50), Cijfers(100, 0, 70), Cijfers(100, 0, 40), Cijfers(100, 0, 67), None,
              Cijfers(100, 0, 80))  # fmt: skip


def test_better_worse_and_the_same_are_counted_and_what_has_no_figure_apart() -> None:
    changes = between(BEFORE, AFTER)
    assert (changes.better, changes.worse, changes.same, changes.figure, changes.area) == (2, 1, 2, 1, 0)
    assert not changes.new_halfjaar
    assert said(changes).replace("\N{NO-BREAK SPACE}", " ") == (
        "Van 1 oktober naar 1 november 2026: 2 gemeenten naar een betere klasse, 1 naar een slechtere, 2 gelijk "
        "en 1 met een cijfer in maar een van de maanden."
    )


def test_the_way_back_is_the_mirror() -> None:
    on, back = between(BEFORE, AFTER), between(AFTER, BEFORE)
    assert (back.better, back.worse) == (on.worse, on.better)
    assert (back.same, back.figure) == (on.same, on.figure)


def test_a_correction_counts_as_it_holds_now() -> None:
    corrected = stand("2026-10-01", GOED, ENIGSZINS, GOED, GOED, None, None, revision=2)
    assert between(corrected, AFTER).worse == 2, "the first was goed after all, and is enigszins now"


def test_a_herindeling_is_neither_better_nor_worse() -> None:
    """On 1 January 2023 Brielle, Hellevoetsluis and Westvoorne became Voorne aan Zee, and Weesp, gone since March 2022,
    is not there any more."""

    def of(peildatum: str) -> Stand:
        day = Peildatum.parse(peildatum)
        gemeenten = gemeenten_of(day.halfjaar.year)
        return make_stand(Snapshot(day, {one.code: Cijfers(60, 0, 60) for one in gemeenten}), gemeenten)

    changes = between(of("2023-01-01"), of("2023-02-01"))
    assert changes.area == 5
    assert changes.same == 341, "those of 2023 but the new one"
    assert (changes.better, changes.worse, changes.figure) == (0, 0, 0)
    assert "5 door herindeling niet te vergelijken" in said(changes)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("2026-07-01", "2026-08-01", "Van 1 juli naar 1 augustus 2026: "),
        ("2025-12-01", "2026-03-01", "Van 1 december 2025 naar 1 maart 2026: "),
    ],
)
def test_a_new_half_year_says_that_the_norm_began_anew(before: str, after: str, words: str) -> None:
    text = said(between(stand(before, GOED), stand(after, GOED)))
    assert text.startswith(words)
    assert text.endswith("Nieuw halfjaar, nieuwe taakstelling: het tellen begint opnieuw.")
    within = said(between(stand("2026-12-01", GOED), stand("2027-01-01", GOED)))
    assert "Nieuw halfjaar" not in within, "1 January closes the half-year before"


def test_the_month_before_is_the_one_that_was_published() -> None:
    july, october = stand("2026-07-01", GOED), stand("2026-10-01", ACHTER)
    changes = since_before(october, [AFTER, october, july])  # August and September were not published
    assert changes is not None
    assert str(changes.before) == "2026-07-01"
    assert since_before(july, [AFTER, october, july]) is None


def test_the_sentence_of_all_that_stays() -> None:
    assert doctest.testmod(klasse_changes).failed == 0
    day = Peildatum.parse("2026-10-01")
    assert said(KlasseChanges(day, AFTER.peildatum, 1, 0, 0, 0, 0)).count("1\N{NO-BREAK SPACE}gemeente ") == 1
    assert FIRST.endswith(".")
