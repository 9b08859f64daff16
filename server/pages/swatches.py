"""The pattern in a swatch of a klasse, for the SVG in templates. Pure."""

from __future__ import annotations

from tiles.palette import LOOKS, Pattern
from tiles.patterns import segments

WIDTH, HEIGHT, STEP = 27, 17, 6  # units of the swatch


def _path(pattern: Pattern) -> dict[str, str]:
    lines = segments(pattern, (0, HEIGHT, WIDTH, 0), STEP)
    dots = {"stroke-linecap": "round", "stroke-dasharray": f"0 {STEP}"} if pattern.dotted else {}
    return {
        "d": "".join(f"M{a:g} {b:g} {c:g} {d:g}" for a, b, c, d in lines),
        "stroke-width": f"{pattern.width * STEP:g}",
        "stroke-opacity": f"{pattern.strength:g}",
        **dots,
    }


PATHS = {look.pattern: _path(look.pattern) for look in LOOKS if look.pattern}


def streken(pattern: Pattern) -> dict[str, str]:
    """The attributes of the path that draws a pattern over a swatch, as a filter of templates."""
    return PATHS[pattern]
