"""What an address asks to compare: each area once, in order, at most six; what cannot be followed is said."""

from __future__ import annotations

import pytest

from data.domain.chosen_areas import LONGEST, ChosenAreas
from data.domain.stand import Stand
from tests.data.domain.conftest import stand_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GM0344,GM0363,PV26", "GM0344,GM0363,PV26"),
        ("pv26,gm0363, 344 ,nl", "PV26,GM0363,GM0344,NL"),
        ("", ""),
        (",,", ""),
    ],
)
def test_the_order_is_kept_and_each_code_is_written_in_one_way(stand: Stand, text: str, value: str) -> None:
    choice = ChosenAreas.read(text, stand)
    assert (choice.value, choice.remarks, choice.gone) == (value, (), ())
    assert ",".join(regel.code for regel in choice.areas) == value


@pytest.mark.parametrize(
    ("text", "value", "remark"),
    [
        ("GM0344,344,NL", "GM0344,NL", "Meer dan eens gevraagd, hier eenmaal: GM0344."),
        ("GM0344,GM9999,XX,PV99", "GM0344", "Geen code van een gemeente of provincie: GM9999, XX, PV99."),
        ("a,b,c,d,e,f", "", "Geen code van een gemeente of provincie: a, b, c, d en nog 2."),
        ("GM0344,GM0363,PV20,PV21,PV22,PV23,PV24", "GM0344,GM0363,PV20,PV21,PV22,PV23", "u ziet de eerste 6."),
        ("PV20," * 2000, "PV20", "u ziet de eerste 6."),
    ],
)
def test_what_cannot_be_followed_is_said(stand: Stand, text: str, value: str, remark: str) -> None:
    choice = ChosenAreas.read(text, stand)
    assert choice.value == value
    assert remark in " ".join(choice.remarks)
    assert len(" ".join(choice.remarks)) < 4 * LONGEST


def test_a_gemeente_that_is_no_more_says_where_it_went_and_stays_in_the_address(stand: Stand) -> None:
    choice = ChosenAreas.read("GM0040,GM0344", stand)
    (gone,) = choice.gone
    assert gone.zin == (
        "Slochteren is er niet meer per 1 november 2026 (naam tot 1 januari 2018, nu Midden-Groningen)."
    )
    assert choice.value == "GM0040,GM0344"
    assert not choice.enough
    assert choice.instead_of(gone) == "GM1952,GM0344"


def test_a_gemeente_that_had_not_begun_says_what_there_was() -> None:
    choice = ChosenAreas.read("GM0344,GM1952", stand_of("2017-11-01"))
    (gone,) = choice.gone
    assert gone.zin == (
        "Midden-Groningen was er nog niet per 1 november 2017; "
        "toen waren het Hoogezand-Sappemeer, Slochteren en Menterwolde."
    )
    assert choice.instead_of(gone) == "GM0344,GM0018,GM0040,GM1987"
    assert ChosenAreas.read("GM0344,GM0040", stand_of("2017-11-01")).enough


def test_areas_are_added_behind_the_others_and_taken_away(stand: Stand) -> None:
    choice = ChosenAreas.read("GM0344,NL", stand)
    assert (choice.plus("PV26", "NL"), choice.minus("GM0344")) == ("GM0344,NL,PV26", "NL")
    assert not choice.full
    assert ChosenAreas.read(choice.plus("PV20", "PV21", "PV22", "PV23"), stand).full
