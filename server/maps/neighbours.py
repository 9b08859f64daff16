"""The gemeenten around a gemeente, from the drawings of a release, in which neighbours share their corners."""

from __future__ import annotations

from data.domain.stand import Regel, Stand
from data.releases.release_store import Release
from server.maps.first_map import Box, drawings_of
from tiles.vintage.first_map_shapes import FINE, lines_of


def neighbours(release: Release, stand: Stand, code: str) -> list[Regel]:
    """Those with a border in common, the one with most corners in common first; none of an island or without drawings.

    The drawing is that of zoom 6: a border so short that it has fewer than two corners there is none.
    """
    drawing = drawings_of(release).get(str(FINE))
    if drawing is None or code not in drawing["paths"]:
        return []
    paths, boxes = drawing["paths"], drawing["boxes"]
    own = _corners(paths[code])
    near = (r for r in stand.gemeenten if r.code != code and r.code in paths and _touch(boxes[r.code], boxes[code]))
    common = ((len(own & _corners(paths[regel.code])), regel) for regel in near)
    bordering = [(count, regel) for count, regel in common if count > 1]
    return [regel for _, regel in sorted(bordering, key=lambda pair: (-pair[0], pair[1].code))]


def _corners(drawn: str) -> set[tuple[float, float]]:
    return {(x, y) for line in lines_of(drawn) for x, y in line.tolist()}


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
