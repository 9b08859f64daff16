"""Neighbours are those of the map, known from any atlas."""

from __future__ import annotations

from data.releases.release_store import Releases
from server.maps import neighbours
from server.settings import Settings


def beside(settings: Settings, code: str) -> tuple[list[str], list[str]]:
    release = Releases(settings.releases).current()
    by_land, over_water = neighbours.around(release, release.stand, code)
    return [regel.naam for regel in by_land], [regel.naam for regel in over_water]


def around(settings: Settings, code: str) -> set[str]:
    return set(beside(settings, code)[0])


def test_those_with_a_border_in_common(small_site: Settings) -> None:
    assert around(small_site, "GM0344") == {  # Utrecht
        "Stichtse Vecht", "De Bilt", "Zeist", "Bunnik", "Houten", "Nieuwegein", "IJsselstein", "Montfoort", "Woerden",
    }  # fmt: skip
    assert around(small_site, "GM0277") >= {"Arnhem", "Rheden"}  # Rozendaal
    assert "Aalsmeer" not in around(small_site, "GM0363"), "Amstelveen lies between it and Amsterdam"
    assert "Zwijndrecht" not in around(small_site, "GM0599"), "nor does it touch Rotterdam"
    assert around(small_site, "GM0060") == set(), "Ameland is an island"


def test_the_longest_border_comes_first(small_site: Settings) -> None:
    assert beside(small_site, "GM0277")[0][0] == "Rheden", "Rozendaal borders on Arnhem in its south alone"


def test_an_island_has_those_nearest_over_water(small_site: Settings) -> None:
    assert set(beside(small_site, "GM0060")[1]) == {"Terschelling", "Noardeast-Fryslân"}  # Ameland
    assert beside(small_site, "GM0344")[1] == []
