"""The Randstad, where gemeenten are small, once more and larger beside the land: what it is and where there is room. Pure.

Boxes are low x, low y, high x, high y with y to the south; their units are those of the map that is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from data.dutch import decimal
from data.reference.names import short_forms

NAME = "Randstad"
# From Den Haag to the east of Utrecht and from the south of Rotterdam to Zaanstad: the four large cities and the small
# gemeenten between and beside them. West, south and east, north in degrees; and in RD (EPSG:28992) to half a kilometre.
DEGREES = ((4.18, 51.8), (5.25, 52.46))
RD_M = (72_000.0, 424_000.0, 145_500.0, 497_000.0)
CITIES = ("GM0363", "GM0599", "GM0518", "GM0344")  # with their names: Amsterdam, Rotterdam, 's-Gravenhage and Utrecht

FACTORS = (3.0, 2.5, 2.0)  # times as large, the first with which the land stays large
LARGE, SMALL = 0.9, 0.7  # of the size that the land would have alone: enough for any factor, and for the last one
STEP = 0.02
TO_THE_RIGHT, DOWN = (
    np.linspace(0.5, 1, 6),
    (0.5, 1.0),
)  # where the land stands: in the middle, or to the right, or below

NO_BREAK = "\N{NO-BREAK SPACE}"
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Room:
    """A frame in pixels: its size, what stays free beside, above and below land and inset and between both; the caption."""

    width: float
    height: float
    side: float
    edge: float
    gap: float
    caption: float  # its height


@dataclass(frozen=True, slots=True)
class Place:
    """What a frame shows (in units of the map), and where in it the inset stands (in pixels, without its caption)."""

    window: Box
    inset: Box
    factor: float

    @property
    def caption(self) -> str:
        """What stands above it.

        >>> Place((0, 0, 1, 1), (0, 0, 1, 1), 2.5).caption
        'Randstad, 2,5 keer zo groot'
        """
        return f"{NAME}, {decimal(self.factor)} keer zo groot"


def short_name(naam: str, code: str) -> str:
    """What everybody calls a city, on one line.

    >>> short_name("'s-Gravenhage", "GM0518")
    'Den\xa0Haag'
    """
    return min((naam, *short_forms(code)), key=len).replace(" ", NO_BREAK)


def place(areas: Sequence[Sequence[float]], part: Box, room: Room) -> Place | None:
    """The inset in the upper left, with the land as large as may be and nothing of it below the inset.

    `areas` are the boxes of the gemeenten, `part` is that of the Randstad. None where there is no room.
    """
    boxes = np.asarray(areas, dtype=float)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    free = np.array([room.side, room.edge])
    inner = np.array([room.width, room.height]) - 2 * free
    largest = float((inner / (high - low)).min())
    for factor in FACTORS:
        smallest = SMALL if factor == FACTORS[-1] else LARGE
        for share in np.arange(1, smallest - 1e-9, -STEP):
            unit = largest * float(share)  # pixels to a unit
            size = factor * unit * np.subtract(part[2:], part[:2])
            start = free + np.array((0, room.caption))
            end = start + size
            if (end > free + inner).any():
                continue
            for down, across in product(DOWN, TO_THE_RIGHT):
                begin = free + (inner - (high - low) * unit) * (across, down)
                if not ((boxes[:, :2] - low) * unit + begin < end + room.gap).all(axis=1).any():
                    right = begin[0] + unit * (high - low)[0]
                    moved = np.array([(room.width - room.side - right) / 2, 0])  # both to the middle
                    west, north = low - (begin + moved) / unit
                    window = (west, north, west + room.width / unit, north + room.height / unit)
                    return Place(_box(*window), _box(*(start + moved), *(end + moved)), factor)
    return None


def _box(*numbers: float) -> Box:
    west, north, east, south = map(float, numbers)
    return west, north, east, south
