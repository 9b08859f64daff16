"""The Randstad on pictures of the land: whole, as large as its caption says, and of nothing else."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from data.boundaries.rdnaptrans import without_grid
from data.boundaries.vintage import Vintage
from data.releases.release_store import Release, Releases
from server.pictures.forms import FORMS
from server.pictures.lettering import Letters
from server.settings import Settings
from tests.reports import example
from tests.server.pictures.test_scene import SVG, boxes, drawn, group
from tiles import randstad
from tiles.vintage.first_map_shapes import lines_of

COARSE_M = 400  # what the coarse shapes may differ from the borders
INSIDE = ("GM0513", "GM0503", "GM0546")  # Gouda, Delft, Leiden


@pytest.fixture(scope="module")
def release(small_site: Settings) -> Release:
    return Releases(small_site.releases).current()


def rectangles(part: Element) -> list[NDArray[np.float64]]:
    """x, y, width and height of those that are only a line, in order."""
    return [
        np.array([float(one.get(name, "")) for name in ("x", "y", "width", "height")])
        for one in part.iter(f"{SVG}rect")
        if one.get("fill") == "none"
    ]


def area(path: str) -> shapely.Geometry:
    return shapely.union_all([shapely.Polygon(line / 2) for line in lines_of(path)])  # two units to the pixel


def in_box(vintage: Vintage, grown: float) -> set[str | None]:
    """The names of the gemeenten of which a part lies in the box, made so many metres larger on all sides."""
    (west, south), (east, north) = randstad.DEGREES
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    box = shapely.Polygon(without_grid().to_rd(corners)).buffer(grown, join_style="mitre")
    inside = shapely.area(shapely.intersection(vintage.geometries, box)) > 0
    return {g.naam for g, there in zip(vintage.gemeenten, inside, strict=True) if there}


@pytest.mark.parametrize("form", FORMS)
def test_the_inset_is_the_box_as_large_as_it_says(release: Release, lettering: Letters, form: str) -> None:
    picture = drawn(release, release.stand, "NL", FORMS[form], lettering)
    inset = group(picture, "randstad")
    caption = next(text.text or "" for text in inset.iter(f"{SVG}text"))
    factor = float(caption.split()[1].replace(",", "."))
    assert caption == f"Randstad, {f'{factor:g}'.replace('.', ',')} keer zo groot" and 2 <= factor <= 3
    (left, top, width, height), *_ = rectangles(inset)
    where_x, where_y, where_width, _ = next(
        one for one in rectangles(group(picture, "kaart")) if one[0] != left and one[2] > 50
    )
    of_klasse = {
        code: [area(path.get("d", "")) for path in group(inset, f"randstad-klasse-{int(release.stand.regel(code).klasse)}")]
        for code in INSIDE
    }  # fmt: skip
    for code, shapes in of_klasse.items():
        (own,) = (
            area(path.get("d", "")) for path in group(picture, "kaart").iter(f"{SVG}path") if path.get("id") == code
        )
        middle = shapely.get_coordinates(own.representative_point())[0]
        there = shapely.Point((left, top) + (middle - (where_x, where_y)) * width / where_width)
        (same,) = (shape for shape in shapes if shape.contains(there))
        assert (same.area / own.area) ** 0.5 == pytest.approx(factor, rel=0.04), code
    inner = shapely.box(left - 1, top - 1, left + width + 1, top + height + 1)
    for path in inset.iter(f"{SVG}path"):
        if path.get("d", "").endswith("z"):
            assert inner.contains(area(path.get("d", ""))), "nothing sticks out"
    for text, (x, y, right, bottom) in boxes(inset, lettering)[1:]:
        assert inner.contains(shapely.box(x, y, right, bottom)), text


def test_exactly_the_gemeenten_of_the_box_are_in_it(release: Release, lettering: Letters) -> None:
    picture = drawn(release, release.stand, "NL", FORMS["staand"], lettering)
    vintage = example.vintage()
    surely, maybe = in_box(vintage, -COARSE_M), in_box(vintage, COARSE_M)
    shown = {title.text for title in group(picture, "randstad").iter(f"{SVG}title")}
    assert len(surely) > 90 and len(maybe) < len(surely) + 8
    assert surely <= shown <= maybe
    names = {text.text for text in group(picture, "randstad").iter(f"{SVG}text")}
    assert {"Amsterdam", "Rotterdam", "Den\N{NO-BREAK SPACE}Haag", "Utrecht"} < names


def test_only_the_land_has_an_inset(release: Release, lettering: Letters) -> None:
    for code in ("PV28", "GM0599"):
        picture = drawn(release, release.stand, code, FORMS["kaartje"], lettering)
        assert not [part for part in picture.iter(f"{SVG}g") if part.get("id") == "randstad"]
