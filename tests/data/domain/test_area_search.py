"""What somebody types leads to the area that is meant: old and other names, codes, typing errors; nonsense leads nowhere."""

from __future__ import annotations

import pytest

from data.domain.area_search import LONGEST, certain, find, gemeenten_meant
from data.domain.stand import Stand
from tests.data.domain.conftest import stand_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Houten", "GM0321"),
        ("gemeente Utrecht", "GM0344"),
        ("provincie Utrecht", "PV26"),
        ("0344", "GM0344"),
        ("344", "GM0344"),
        ("gm0344", "GM0344"),
        ("GM 344", "GM0344"),
        ("gm-0344", "GM0344"),
        ("pv 26", "PV26"),
        ("PV26", "PV26"),
        ("Den Haag", "GM0518"),
        ("'s-Gravenhage", "GM0518"),
        ("den bosch", "GM0796"),
        ("Friesland", "PV21"),
        ("Fryslân", "PV21"),
        ("Bilt, De", "GM0310"),
        ("Goes", "GM0664"),
        ("Nederland", "NL"),
    ],
)
def test_one_area_that_must_be_meant(stand: Stand, text: str, code: str) -> None:
    hit = certain(find(text, stand))
    assert hit is not None
    assert hit.code == code


@pytest.mark.parametrize("text", ["Slochteren", "slochteren", "GM0040", "40"])
def test_a_former_name_or_code_says_what_became_of_it(stand: Stand, text: str) -> None:
    hits = find(text, stand)
    assert [(hit.code, hit.why) for hit in hits] == [
        ("GM1952", "Slochteren: naam tot 1 januari 2018, nu Midden-Groningen")
    ]
    assert certain(hits) is None, "another name wants a word"


def test_a_gemeente_that_was_split_leads_to_each_part(stand: Stand) -> None:
    assert {(hit.code, hit.why) for hit in find("Winsum", stand)} == {
        ("GM1966", "Winsum: naam tot 1 januari 2019, deels nu Het Hogeland"),
        ("GM1969", "Winsum: naam tot 1 januari 2019, deels nu Westerkwartier"),
    }


def test_a_name_of_then_is_no_former_name_then() -> None:
    hit = certain(find("Slochteren", stand_of("2017-04-01")))
    assert hit is not None
    assert (hit.code, hit.why) == ("GM0040", "")


@pytest.mark.parametrize(("text", "codes"), [("Utrecht", {"GM0344", "PV26"}), ("Bergen", {"GM0893", "GM0373"})])
def test_what_two_areas_are_called_is_not_decided(stand: Stand, text: str, codes: set[str]) -> None:
    hits = find(text, stand)
    assert {hit.code for hit in hits[:2]} == codes
    assert certain(hits) is None


@pytest.mark.parametrize(
    ("text", "code"), [("amsterdm", "GM0363"), ("rottrdam", "GM0599"), ("Den Hag", "GM0518"), ("gooda", "GM0513")]
)
def test_a_typing_error_is_a_suggestion_and_never_certain(stand: Stand, text: str, code: str) -> None:
    hits = find(text, stand)
    assert hits[0].code == code
    assert certain(hits) is None


@pytest.mark.parametrize("text", ["test", "Arhem", "GM 9999"])
def test_a_short_word_with_another_letter_is_another_word(stand: Stand, text: str) -> None:
    assert [hit.naam for hit in find(text, stand)] == (["Arnhem"] if text == "Arhem" else [])


@pytest.mark.parametrize("text", ["", " ", "!?", "xyzzy", "GM9999", "PV99", "x" * 5000, "\x00", "²"])
def test_nothing_is_found_by_nonsense(stand: Stand, text: str) -> None:
    assert find(text, stand) == ()


def test_only_the_beginning_of_a_long_text_counts(stand: Stand) -> None:
    assert certain(find("Houten" + " " * LONGEST + "x", stand)) is not None


def test_the_gemeenten_that_are_meant(stand: Stand) -> None:
    assert gemeenten_meant("utrecht", stand)[0] == {"GM0344", "GM1581"}
    assert gemeenten_meant("Slochteren", stand)[0] == {"GM1952"}
    assert len(gemeenten_meant("Friesland", stand)[0]) == 18
    assert gemeenten_meant("xyzzy", stand)[0] == set()
