"""What the map page and the embed get of one peildatum as compact JSON, made from a Stand. Pure."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from data import dutch
from data.domain import area_search
from data.domain.citaat import version_of
from data.domain.stand import Stand
from data.terms import Klasse, Peildatum, newest_of_halfjaren
from tiles.palette import LOOKS, Look, Pattern
from tiles.patterns import pixels

PATTERN_PX = 16  # of a screen with two to the CSS pixel


def legend(stand: Stand, provinciecode: str = "") -> list[dict[str, Any]]:
    """The four klassen with look, border and number of gemeenten, in the order of the palette."""
    counts = stand.telling(provinciecode)
    words = dutch.borders(stand.norm_percentage, stand.grens_percentage)
    return [
        {
            "klasse": int(look.klasse),
            "status": look.status,
            "uitleg": words[look.klasse],
            "aantal": counts[look.klasse],
            "look": look,
        }
        for look in LOOKS
    ]


def without_look(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The legend as plain values."""
    return [{key: value for key, value in row.items() if key != "look"} for row in rows]


def looks() -> list[dict[str, Any]]:
    """The palette as the script needs it."""

    def plain(look: Look) -> dict[str, Any]:
        return {
            "klasse": int(look.klasse),
            "status": look.status,
            "kleur": look.fill,
            "inkt": look.ink,
            "patroon": look.pattern.name if look.pattern else "",
            "dekking": _covering(look.pattern) if look.pattern else "",
        }

    return [plain(look) for look in LOOKS]


@lru_cache(maxsize=8)
def _covering(pattern: Pattern) -> str:
    """One square of a pattern as base64 of how much of the ink (0 to 255) each pixel gets, row by row."""
    return base64.b64encode(np.rint(255 * pixels(pattern, PATTERN_PX)).astype(np.uint8).tobytes()).decode()


def totals(stand: Stand) -> dict[str, str]:
    """The figures of the land as text, for the big figure of the map; another wording once the half-year is over."""
    regel, final = stand.nederland, stand.peildatum.is_final
    c = regel.cijfers
    before = "achterstand" if c is None or c.achterstand >= 0 else "voorsprong"
    sign = "+" if before == "achterstand" else dutch.MINUS
    return {
        "opbouw": f"{dutch.number(c.taakstelling)} nieuw {sign} {dutch.number(abs(c.achterstand))} {before}"
        if c
        else "",
        "nogTekst": "niet gehuisvest:" if final else "nog",
        "normZin": "Dit is de eindstand."
        if final
        else f"De norm per {stand.peildatum.title} is {dutch.percent(stand.norm_percentage)}.",
        "gecorrigeerd": dutch.number(c.gecorrigeerd if c else None),
        "gerealiseerd": dutch.number(c.gerealiseerd if c else None),
        "nog": dutch.number(regel.nog),
        "percentage": dutch.percent(regel.percentage),
    }


def of_stand(stand: Stand, *, tegels: str, grenzen: str, since: str) -> dict[str, Any]:
    """Everything that changes on the map with the month. `tegels` is the URL template, `grenzen` the vintage key.

    `since` says what changed since the month before it.

    `cijfers` has per gemeente, under the number of its code, [klasse, percentage or null].
    """
    p = stand.peildatum
    return {
        "peildatum": str(p),
        "titel": p.title,
        "periode": str(p.halfjaar),
        "periodeTitel": p.halfjaar.title,
        "maanden": p.months,
        "voortgang": dutch.progress(p),
        "sindsVorige": since,
        "voorbeeld": stand.voorbeeld,
        "norm": stand.norm_percentage,
        "normTekst": dutch.percent(stand.norm_percentage),
        "tegels": tegels,
        "versie": str(version_of(stand)),
        "grenzen": grenzen,
        "nederland": totals(stand) | {"waarde": stand.nederland.percentage},
        "legenda": without_look(legend(stand)),
        "tellingen": {p.code: [n for _, n in sorted(stand.telling(p.code).items())] for p in stand.provincies},
        "cijfers": {str(r.code.number): [int(r.klasse), r.percentage] for r in stand.gemeenten},
    }


def names(stand: Stand) -> list[list[str]]:
    """What can be searched: [name, code, explanation]; gemeenten, their other and former names, provincies."""
    return [[label.naam, label.code, label.note] for label in area_search.labels(stand)]


def halfjaren(stands: Iterable[Stand]) -> list[Stand]:
    """The newest known stand of each half-year, newest first."""
    by_peildatum = {stand.peildatum: stand for stand in stands}
    return [by_peildatum[newest] for newest in newest_of_halfjaren(by_peildatum).values()]


def month_places(peildata: Sequence[Peildatum]) -> dict[Peildatum, int]:
    """How many months each peildatum, oldest first, comes after the first: its place in the strip, by time."""
    first = peildata[0].date
    return {p: 12 * (p.date.year - first.year) + p.date.month - first.month for p in peildata}


def strip_labels(peildata: Sequence[Peildatum]) -> list[tuple[str, int]]:
    """What stands below the strip: a half-year that has figures, nothing where there are none, and how many months wide."""
    labels: list[tuple[str, int]] = []
    end = 0
    for p, place in month_places(peildata).items():
        name = str(p.halfjaar)
        while end < place and labels and labels[-1][0] != name:  # a sheet has widths up to six months
            labels.append(("", min(6, place - end)))
            end += labels[-1][1]
        wide = labels.pop()[1] if labels and labels[-1][0] == name else 0
        labels.append((name, wide + place + 1 - end))
        end = place + 1
    return labels


def strook(stands: Sequence[Stand], height: int = 20) -> list[tuple[Peildatum, list[tuple[Klasse, float, float]]]]:
    """Per peildatum, oldest first, the share of each klasse as (klasse, y, height) from top to bottom; for the slider."""
    strip = []
    for stand in reversed(stands):
        parts, y = [], 0.0
        for klasse, count in stand.telling().items():
            part = height * count / len(stand.gemeenten)
            if count:
                parts.append((klasse, round(y, 2), round(part, 2)))
            y += part
        strip.append((stand.peildatum, parts))
    return strip
