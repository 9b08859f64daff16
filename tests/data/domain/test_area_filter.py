"""The filter of map, table and embed: read from an address and written back, and nonsense is no filter."""

from __future__ import annotations

import pytest

from data.domain.area_filter import AreaFilter
from tests.data.domain.test_area_search import stand_of


@pytest.mark.parametrize(
    ("klasse", "kept"), [("3,1", "1,3"), ("1,1,9,x", "1"), ("0,1,2,3", ""), ("", ""), ("²", ""), (" 1", "")]
)
def test_klassen_are_kept_in_order_and_all_of_them_are_no_filter(klasse: str, kept: str) -> None:
    assert AreaFilter.read({"klasse": klasse}).query() == ({"klasse": kept} if kept else {})


@pytest.mark.parametrize("provincie", ["PV99", "utrecht", "NL", "GM0344"])
def test_what_is_no_provincie_is_no_filter(provincie: str) -> None:
    assert AreaFilter.read({"provincie": provincie}) == AreaFilter()


def test_klasse_and_provincie_work_together() -> None:
    stand = stand_of("2026-11-01")  # nobody has a figure

    def held(**query: str) -> int:
        return sum(AreaFilter.read(query).holds(r) for r in stand.gemeenten)

    assert held() == len(stand.gemeenten)
    assert held(klasse="0,2", provincie="PV26") == 26
    assert held(klasse="1,2", provincie="PV26") == 0
