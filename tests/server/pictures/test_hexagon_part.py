"""Pictures with every gemeente the same size: all gemeenten in their klasse, and nothing over something else."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import shapely

from data.releases.release_store import Release, Releases
from server.maps.hexagon_map import cells_of
from server.pictures.forms import HEXAGONS
from server.pictures.lettering import Letters
from server.pictures.marks import Marks
from server.pictures.scene import hexagon_scene, same_size
from server.pictures.words import words_of
from server.settings import Settings
from tests.server.pictures.test_scene import SITE, SVG, assert_readable, group, said
from tiles.vintage.first_map_shapes import lines_of


@pytest.fixture(scope="module")
def release(small_site: Settings) -> Release:
    return Releases(small_site.releases).current()


def drawn(release: Release, form: str, letters: Letters) -> ElementTree.Element:
    words = same_size(words_of(release.stand, release.vintage, "NL", SITE))
    return ElementTree.fromstring(
        hexagon_scene(words, cells_of(release), release.stand, HEXAGONS[form], Marks(letters))
    )


@pytest.mark.parametrize("form", HEXAGONS)
def test_every_gemeente_has_a_hexagon_of_one_size_in_its_klasse(
    release: Release, lettering: Letters, form: str
) -> None:
    picture = drawn(release, form, lettering)
    assert_readable(picture, HEXAGONS[form], lettering)
    sizes = []
    for klasse in {regel.klasse for regel in release.stand.gemeenten}:
        paths = group(picture, f"klasse-{int(klasse)}").findall(f"{SVG}path")
        expected = {r.code for r in release.stand.gemeenten if r.klasse is klasse}
        assert {path.get("id") for path in paths} == expected
        for path in paths:
            (ring,) = lines_of(path.get("d", ""))
            assert len(ring) == 7
            sizes.append(shapely.Polygon(ring).area)
    assert len(sizes) == len(release.stand.gemeenten) and min(sizes) > 0.9 * max(sizes)
    source = said(group(picture, "bron"))
    assert "Elke gemeente is even groot getekend en ligt ongeveer op haar plaats." in source
    assert (
        "2026-11-01-r1-voorbeeld" in source and "CC BY 4.0" in source and "landinbeeld.example.nl/nederland" in source
    )


def test_on_paper_there_are_names_in_the_hexagons(release: Release, lettering: Letters) -> None:
    for form in ("zeshoek-staand", "zeshoek-liggend"):
        names = {text.text for text in group(drawn(release, form, lettering), "kaart").iter(f"{SVG}text")}
        assert {"Rott.", "Urk", "Vaals", "Texel", "Limburg", "Zeeland"} <= names
    card = {text.text for text in group(drawn(release, "zeshoek", lettering), "kaart").iter(f"{SVG}text")}
    assert "Urk" not in card and "Zeeland" in card
