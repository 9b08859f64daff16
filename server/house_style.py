"""How a host may dress the frame on its site: a few words and one colour, strictly read; what it says stays legible. Pure.

The colours of the klassen are no part of it: they are the same on every site.
"""

from __future__ import annotations

import re

CHOICES = {  # of each parameter the words that it may have; the first is the usual one and stands in no address
    "thema": {"standaard": "Standaard", "warm": "Warm neutraal", "koel": "Koel neutraal"},
    "weergave": {"licht": "Altijd licht", "donker": "Altijd donker", "auto": "Zoals de bezoeker het heeft ingesteld"},
    "letters": {"gewoon": "Gewoon", "klein": "Klein", "groot": "Groot", "grootst": "Heel groot"},
    "hoeken": {"gewoon": "Iets afgerond", "recht": "Recht", "rond": "Rond"},
    "titel": {"ja": "Met titel", "nee": "Zonder titel"},
}
PARAMETERS = (*CHOICES, "accent")
GROWTH = {"klein": 0.9, "groot": 1.15, "grootst": 1.3}  # of letters, as in the style sheet
DARKEST_PAPER = "#e9f0f6"  # on which links stand in a light frame (tokens.css)
LIGHTEST_DARK_PAPER = "#3a2e0c"  # and in a dark one
LEGIBLE = 4.5  # WCAG 2.2, 1.4.3
_ACCENT = re.compile(r"#?([0-9a-fA-F]{6})")


def read(name: str, value: str) -> str:
    """The value of a parameter; empty for the usual one and for what we do not know. A colour gets lower case.

    >>> read("letters", "groot"), read("letters", "gewoon"), read("hoeken", "9px"), read("accent", "#C8102E")
    ('groot', '', '', 'c8102e')
    """
    if name == "accent":
        colour = _ACCENT.fullmatch(value)
        return colour[1].lower() if colour else ""
    words = list(CHOICES[name])
    return value if value in words[1:] else ""


def sheet(accent: str) -> str:
    """The style sheet of an accent: a line in that colour itself, and links and bars as near to it as can be read."""
    on_light, on_dark = legible(accent, DARKEST_PAPER), legible(accent, LIGHTEST_DARK_PAPER)
    both = f"light-dark({on_light},{on_dark})"
    tokens = ("--nl-link-color", "--nl-link-hover-color", "--land-in-beeld-bar-color")
    return f".ingesloten{{--huislijn:#{accent};{';'.join(f'{token}:{both}' for token in tokens)}}}\n"


def legible(accent: str, paper: str) -> str:
    """The colour, on this paper: itself, or just so much darker (on a dark paper lighter) that letters can be read.

    >>> legible("c8102e", "#ffffff"), legible("ffd500", "#ffffff")
    ('#c8102e', '#8c7500')
    """
    end = 255 if luminance(paper) < 0.18 else 0
    parts = [int(accent[n : n + 2], 16) for n in (0, 2, 4)]
    for step in range(101):
        mixed = "#" + "".join(f"{round(part + (end - part) * step / 100):02x}" for part in parts)
        if contrast(mixed, paper) >= LEGIBLE:
            break
    return mixed


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """How light `#rrggbb` is, 0 to 1 (WCAG 2.2)."""
    shares = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
