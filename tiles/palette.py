"""The table of colours and patterns, which style, map, legend, pictures, style sheets and reports all read. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from data.terms import Klasse


@dataclass(frozen=True, slots=True)
class Pattern:
    """What lies over a fill, so that colour is never the only cue; `patterns` draws it.

    `strength` is how much of the ink covers the fill. `width`, of a line or a dot, is a part of the distance after which
    the pattern repeats.
    """

    name: str
    strength: float
    width: float
    dotted: bool = False
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How one klasse is shown: the public `status` text, fill and text colours (#rrggbb) and a sign beside the colour.

    `dark` has fill and ink where a page is dark; pictures and paper are always light.
    """

    klasse: Klasse
    status: str
    fill: str
    ink: str
    sign: str  # a shape for legends and tables
    pattern: Pattern | None
    dark: tuple[str, str]

    @property
    def outcome(self) -> str:
        """What the klasse says of a half-year that is over, whose norm is the whole taakstelling.

        >>> BY_KLASSE[Klasse.GOED].outcome, BY_KLASSE[Klasse.ENIGSZINS].outcome, BY_KLASSE[Klasse.GEEN_CIJFER].outcome
        ('gehaald', 'niet gehaald', 'geen cijfer')
        """
        return {Klasse.GOED: "gehaald", Klasse.GEEN_CIJFER: self.status}.get(self.klasse, "niet gehaald")


BRAND = "#08264f"
_LINES = Pattern("lines", 0.4, 0.125)
_DOTS = Pattern("dots", 0.5, 0.25, dotted=True)
_CROSS = Pattern("cross", 0.4, 0.125, crossed=True)
LOOKS: tuple[Look, ...] = (
    Look(Klasse.GOED, "goed op schema", BRAND, "#ffffff", "●", None, ("#c6dcf4", "#0b121a")),
    Look(Klasse.ENIGSZINS, "enigszins achter", "#6a87a3", "#ffffff", "◐", _LINES, ("#5c7a99", "#0b121a")),
    Look(Klasse.ACHTER, "achter op schema", "#e8f1fa", BRAND, "○", _DOTS, ("#1d2a39", "#c6dcf4")),
    Look(Klasse.GEEN_CIJFER, "geen cijfer", "#ffffff", "#4d5a66", "–", _CROSS, ("#0b121a", "#a9b8c8")),
)
NIET_BEGONNEN = Look(
    Klasse.GEEN_CIJFER, "nog niet begonnen", "#efe6d2", "#4a3f28", "◌", None, ("#4a3f28", "#efe6d2")
)  # no klasse: not in LOOKS
BY_KLASSE: dict[Klasse, Look] = {look.klasse: look for look in LOOKS}

BORDER_GEMEENTE = BORDER_PROVINCIE = BRAND
WATER = "#f4f6f8"
CHOSEN = "#e8590c"  # the line around what somebody looks at
FADED = "#eceff2"  # what a filter of the map leaves out
ELSEWHERE = "#d3d9df"  # other provincies around the one that is asked for: no klasse

# on paper
INK = "#1b2733"
SOFT = "#5b6875"
RULE = "#d5dde5"

# what style sheets call them: var(--palette-brand)
NAMED = {
    "brand": BRAND, "halfway": BY_KLASSE[Klasse.ENIGSZINS].fill, "water": WATER, "ink": INK, "soft": SOFT, "rule": RULE,
}  # fmt: skip

# what a map has where the page is light and where it is dark: var(--palette-border)
SCHEMES = {
    **{f"klasse-{int(look.klasse)}": (look.fill, look.dark[0]) for look in LOOKS},
    **{f"ink-{int(look.klasse)}": (look.ink, look.dark[1]) for look in LOOKS},
    "not-begun": (NIET_BEGONNEN.fill, NIET_BEGONNEN.dark[0]),
    "border": (BORDER_GEMEENTE, "#b7c9db"),  # also of names
    "casing": ("#ffffff", "#0b121a"),  # what keeps a border or a name apart from what lies below it
    "chosen": (CHOSEN, "#ffa262"),
    "elsewhere": (ELSEWHERE, "#2c343c"),
    "faded": (FADED, "#171e26"),
    "water": (WATER, "#0d151e"),
}  # fmt: skip
