"""The pattern of a klasse as a path: in a swatch of the legend, and in the map before any script. Pure."""

from __future__ import annotations

from tiles.palette import LOOKS, Look, Pattern
from tiles.patterns import segments

WIDTH, HEIGHT, STEP = 27, 17, 6  # units of the swatch


def strokes(pattern: Pattern, width: float, height: float, step: float) -> dict[str, str]:
    """The attributes of the path that draws a pattern over a box of this size."""
    lines = segments(pattern, (0, height, width, 0), step)
    dots = {"stroke-linecap": "round", "stroke-dasharray": f"0 {step:g}"} if pattern.dotted else {}
    return {
        "d": "".join(f"M{a:g} {b:g} {c:g} {d:g}" for a, b, c, d in lines),
        "stroke-width": f"{pattern.width * step:g}",
        "stroke-opacity": f"{pattern.strength:g}",
        **dots,
    }


PATHS = {look.pattern: strokes(look.pattern, WIDTH, HEIGHT, STEP) for look in LOOKS if look.pattern}


def streken(pattern: Pattern) -> dict[str, str]:
    """The attributes of the path that draws a pattern over a swatch, as a filter of templates."""
    return PATHS[pattern]


def tile(look: Look, step: float, name: str) -> str:
    """The fill of a klasse that has a pattern, as an SVG pattern of that id; it repeats after `step` units."""
    if look.pattern is None:
        return ""
    drawn, klasse = strokes(look.pattern, step, step, step), int(look.klasse)
    lines = " ".join(f'{key}="{value}"' for key, value in drawn.items())
    return (
        f'<pattern id="{name}" width="{step:.2f}" height="{step:.2f}" patternUnits="userSpaceOnUse">'
        f'<rect width="{step:.2f}" height="{step:.2f}" data-vlak="{klasse}" fill="{look.fill}"/>'
        f'<path data-inkt="{klasse}" stroke="{look.ink}" {lines}/></pattern>'
    )
