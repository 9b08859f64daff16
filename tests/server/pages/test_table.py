"""The table does what the reader asks, and answers nonsense with everything."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from data.domain.area_search import plain
from data.domain.stand import Stand, make_stand
from data.terms import Cijfers, Gemeente, Gemeentecode, Klasse, Peildatum, Snapshot
from server.pages.table import BY_NAME, KOLOMMEN, Keuze, of_like_size, place_in_provincie, select


@pytest.fixture
def stand() -> Stand:
    areas = [
        (14, "Groningen", "PV20"),
        (518, "'s-Gravenhage", "PV28"),
        (1900, "Súdwest-Fryslân", "PV21"),
        (3, "A", "PV20"),
    ]
    figures: list[Cijfers | None] = [Cijfers(100, 0, 50), Cijfers(200, 0, 20), Cijfers(10, -20, 0), None]
    gemeenten = [Gemeente(Gemeentecode(n), naam, pv, pv) for n, naam, pv in areas]
    snapshot = Snapshot(Peildatum.parse("2026-10-01"), {g.code: c for g, c in zip(gemeenten, figures, strict=True)})
    return make_stand(snapshot, gemeenten, grens=Fraction(3, 4))


def names(stand: Stand, **query: str) -> list[str]:
    return [r.naam for r in select(stand, Keuze.read(query))[0]]


def test_names_sort_as_in_a_dutch_list(stand: Stand) -> None:
    assert names(stand) == ["A", "'s-Gravenhage", "Groningen", "Súdwest-Fryslân"]


def test_a_gemeente_without_the_figure_comes_last_in_both_directions(stand: Stand) -> None:
    assert names(stand, sorteer="percentage")[:2] == ["'s-Gravenhage", "Groningen"]
    assert names(stand, sorteer="percentage", volgorde="aflopend")[:2] == ["Groningen", "'s-Gravenhage"]
    assert set(names(stand, sorteer="percentage")[2:]) == {"A", "Súdwest-Fryslân"}


def test_search_needs_no_accents_and_knows_codes(stand: Stand) -> None:
    assert names(stand, zoek="sudwest") == ["Súdwest-Fryslân"]
    assert names(stand, zoek="sudwest fryslan") == ["Súdwest-Fryslân"]
    assert names(stand, zoek="gm0518") == ["'s-Gravenhage"]
    assert plain("’s-Gravenhage") == "gravenhage"


def test_one_gemeente_is_singular(stand: Stand) -> None:
    two = replace(stand, gemeenten=stand.gemeenten[:2])  # A, without a figure, and Groningen
    pair = replace(stand, gemeenten=tuple(r for r in stand.gemeenten if r.code in {"GM0014", "GM0518"}))
    assert of_like_size(stand.regel("GM0014"), two) is None
    found = of_like_size(stand.regel("GM0014"), pair)
    assert found is not None
    assert found[0] == "1\u00a0gemeente met een vergelijkbare taakstelling"


def test_what_counts_most_stands_beside_the_name() -> None:
    assert [k.naam for k in KOLOMMEN][:4] == ["naam", "provincie", "percentage", "klasse"]


def test_filters_work_together(stand: Stand) -> None:
    assert names(stand, provincie="PV20", klasse="1") == ["Groningen"]
    assert names(stand, klasse="0") == ["A"]
    assert names(stand, klasse="0,1") == ["A", "Groningen", "Súdwest-Fryslân"]
    assert Keuze.read({"klasse": "0,1", "zoek": "a"}).query() == {"zoek": "a", "klasse": "0,1"}


@pytest.mark.parametrize(
    "query", [{"klasse": "9"}, {"provincie": "PV99"}, {"sorteer": "rm -rf"}, {"volgorde": "x"}, {"klasse": "²"}]
)
def test_nonsense_gives_everything(stand: Stand, query: dict[str, str]) -> None:
    assert len(names(stand, **query)) == 4


def test_a_second_click_turns_the_order_round() -> None:
    once = Keuze().sorted_by(BY_NAME["percentage"])
    assert once == {"sorteer": "percentage", "volgorde": "aflopend"}
    assert Keuze.read(once).sorted_by(BY_NAME["percentage"]) == {"sorteer": "percentage"}


def test_a_place_counts_those_with_more_and_equals_share_it() -> None:
    gemeenten = [Gemeente(Gemeentecode(n), f"G{n}", "PV20", "Groningen") for n in range(1, 6)]
    figures = [Cijfers(100, 0, 50), Cijfers(10, 0, 5), Cijfers(10, 0, 9), Cijfers(10, -20, 0), None]
    snapshot = Snapshot(Peildatum.parse("2026-10-01"), {g.code: c for g, c in zip(gemeenten, figures, strict=True)})
    all_of_them = make_stand(snapshot, gemeenten, grens=Fraction(3, 4))
    places = [place_in_provincie(r, all_of_them) for r in sorted(all_of_them.gemeenten, key=lambda r: r.code)]
    assert places == [(2, 3), (2, 3), (1, 3), None, None]


def test_like_size_adds_the_figures_of_others(stand: Stand) -> None:
    found = of_like_size(stand.regel("GM0014"), stand)
    assert found is not None
    assert found[1].cijfers == Cijfers(210, -20, 20)
    assert found[1].klasse is Klasse.ACHTER
    assert of_like_size(stand.regel("GM0003"), stand) is None
