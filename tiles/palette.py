"""The table of klasse to status text, colour and pattern, which style, legend, pictures and reports all read."""

from __future__ import annotations

from dataclasses import dataclass

from data.terms import Klasse


@dataclass(frozen=True, slots=True)
class Look:
    """How one klasse is shown: the public `status` text, fill and text colours (#rrggbb) and a sign beside the colour."""

    klasse: Klasse
    status: str
    fill: str
    ink: str
    sign: str  # a shape for legends and tables, so that colour is never the only cue
    pattern: str  # name of the overlay: "" or "dots" or "lines" or "cross"


LOOKS: tuple[Look, ...] = (
    Look(Klasse.GOED, "goed op schema", "#08264f", "#ffffff", "●", ""),
    Look(Klasse.ENIGSZINS, "enigszins achter", "#6a87a3", "#ffffff", "◐", "lines"),
    Look(Klasse.ACHTER, "achter op schema", "#e8f1fa", "#08264f", "○", "dots"),
    Look(Klasse.GEEN_CIJFER, "geen cijfer", "#ffffff", "#4d5a66", "–", "cross"),
)
NIET_BEGONNEN = Look(Klasse.GEEN_CIJFER, "nog niet begonnen", "#efe6d2", "#4a3f28", "◌", "")  # no klasse: not in LOOKS
BY_KLASSE: dict[Klasse, Look] = {look.klasse: look for look in LOOKS}

BORDER_GEMEENTE = "#08264f"
BORDER_PROVINCIE = "#08264f"
WATER = "#f4f6f8"
