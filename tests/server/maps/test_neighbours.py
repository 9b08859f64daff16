"""Neighbours are those of the map, known from any atlas."""

from __future__ import annotations

from data.releases.release_store import Releases
from server.maps.neighbours import neighbours
from server.settings import Settings


def around(settings: Settings, code: str) -> set[str]:
    release = Releases(settings.releases).current()
    return {regel.naam for regel in neighbours(release, release.stand, code)}


def test_those_with_a_border_in_common(small_site: Settings) -> None:
    assert around(small_site, "GM0344") == {  # Utrecht
        "Stichtse Vecht", "De Bilt", "Zeist", "Bunnik", "Houten", "Nieuwegein", "IJsselstein", "Montfoort", "Woerden",
    }  # fmt: skip
    assert around(small_site, "GM0277") >= {"Arnhem", "Rheden"}  # Rozendaal
    assert "Aalsmeer" not in around(small_site, "GM0363"), "Amstelveen lies between it and Amsterdam"
    assert "Zwijndrecht" not in around(small_site, "GM0599"), "nor does it touch Rotterdam"
    assert around(small_site, "GM0060") == set(), "Ameland is an island"
