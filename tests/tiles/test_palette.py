"""The klassen can be told apart without knowing their colours, on a light page and on a dark one (WCAG 2.2, 1.4.11)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from data.terms import Klasse
from server.house_style import contrast
from tiles.palette import BY_KLASSE, LOOKS, SCHEMES

APART, LEGIBLE = 3.0, 4.5
PAGES = {"light": 0, "dark": 1}


@pytest.mark.parametrize("page", PAGES)
def test_each_klasse_is_told_apart_from_the_next(page: str) -> None:
    scheme = PAGES[page]
    fills = [SCHEMES[f"klasse-{int(k)}"][scheme] for k in (Klasse.GOED, Klasse.ENIGSZINS, Klasse.ACHTER)]
    for one, other in pairwise(fills):
        assert contrast(one, other) >= APART


@pytest.mark.parametrize("page", PAGES)
def test_what_looks_like_another_fill_has_a_pattern_or_a_line_that_stands_out(page: str) -> None:
    scheme = PAGES[page]
    for look in LOOKS:
        fill, ink = SCHEMES[f"klasse-{int(look.klasse)}"][scheme], SCHEMES[f"ink-{int(look.klasse)}"][scheme]
        assert contrast(fill, ink) >= APART
        assert max(contrast(fill, SCHEMES[line][scheme]) for line in ("border", "casing")) >= APART
    assert BY_KLASSE[Klasse.GEEN_CIJFER].pattern != BY_KLASSE[Klasse.ACHTER].pattern
    assert contrast(SCHEMES["border"][scheme], SCHEMES["water"][scheme]) >= APART


@pytest.mark.parametrize("page", PAGES)
def test_names_and_the_chosen_line_stand_out_from_what_is_around_them(page: str) -> None:
    scheme = PAGES[page]
    assert contrast(SCHEMES["border"][scheme], SCHEMES["casing"][scheme]) >= LEGIBLE
    assert contrast(SCHEMES["chosen"][scheme], SCHEMES["casing"][scheme]) >= APART


def test_a_dark_map_is_dark() -> None:
    """Water and what is left out are no bright plate on a black page."""
    for name in ("water", "faded", "elsewhere"):
        assert contrast(SCHEMES[name][1], "#000000") < APART
