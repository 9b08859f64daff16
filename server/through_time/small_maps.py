"""A small map of the land for each half-year: the gemeenten of then, coloured by klasse, without names."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup, escape

from data.domain.stand import Stand
from data.releases.release_store import Release
from server.maps.first_map import drawings_of
from tiles.palette import BORDER_PROVINCIE, LOOKS
from tiles.vintage.first_map_shapes import COARSE, lines_of, path

COARSER = 3  # units of the coarse drawing, 600 m, that are one here
NOWHERE = np.zeros(2, dtype=np.int64)


def small_map(release: Release, stand: Stand, said: str) -> Markup:
    """The drawing; empty where a release has no shapes. `said` is what it shows, in words."""
    drawings = drawings_of(release)
    if not drawings:
        return Markup("")
    drawing = drawings[str(COARSE)]
    boxes = np.array([drawing["boxes"][regel.code] for regel in stand.gemeenten]) / COARSER
    (west, north), (east, south) = boxes[:, :2].min(axis=0) - 2, boxes[:, 2:].max(axis=0) + 2
    parts = (
        f'<svg class="landje" viewBox="{west:.0f} {north:.0f} {east - west:.0f} {south - north:.0f}" role="img"'
        f' aria-label="{escape(said)}">',
        *(_klasse(drawing, stand, int(look.klasse), look.fill, bool(look.pattern)) for look in LOOKS),
        f'<path class="provincies" fill="none" stroke="{BORDER_PROVINCIE}" d="{_coarser(drawing["between"], 2)}"/></svg>',
    )
    return Markup("".join(parts))  # noqa: S704  made here from numbers, and from words that are escaped


def _klasse(drawing: dict[str, Any], stand: Stand, klasse: int, fill: str, pattern: bool) -> str:
    shapes = "".join(_coarser(drawing["paths"][one.code], 4) for one in stand.gemeenten if one.klasse == klasse)
    own = f'fill="url(#tijd-{klasse})"' if pattern else f'data-vlak="{klasse}" fill="{fill}"'
    return f'<path class="vak" fill-rule="evenodd" stroke="{BORDER_PROVINCIE}" {own} d="{shapes}"/>' if shapes else ""


def _coarser(drawn: str, fewest: int) -> str:
    """The lines on a coarser grid, the same for neighbours; those with fewer than `fewest` corners are left out."""
    kept = []
    for line in lines_of(drawn):
        corners = np.rint(line / COARSER)
        differs = np.any(np.diff(corners, axis=0) != 0, axis=1)
        corners = corners[np.concatenate(([True], differs))]
        if len(corners) >= fewest:
            kept.append(corners)
    return path(kept, NOWHERE, closed=fewest > 2)
