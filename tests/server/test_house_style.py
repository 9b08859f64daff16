"""A house colour is kept where it can be read and changed as little as needed where it cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server import house_style

STYLE = Path(house_style.__file__).parents[0] / "web" / "src" / "style"
ACCENTS = ["c8102e", "ffd500", "ffffff", "000000", "00ff00", "7f7f7f", "0b4f9c", "e9f0f6", "3a2e0c"]


def relative_luminance(red: int, green: int, blue: int) -> float:
    """As WCAG 2.2 writes it, apart from the code that is tested."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722


def contrast(one: str, other: str) -> float:
    light = [relative_luminance(*bytes.fromhex(colour.removeprefix("#"))) for colour in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


def papers(scheme: int) -> set[str]:
    """What stands behind links in the frame, in light (0) and dark (1): each paper and the box of a note."""
    text = (STYLE / "tokens.css").read_text(encoding="utf-8")
    pairs = re.findall(
        r"--basis-color-(?:default-bg-document|default-bg-subtle|warning-bg-default): light-dark\(([^,]+), ([^)]+)\);",
        text,
    )
    assert len(pairs) == 7
    return {pair[scheme].replace("#fff", "#ffffff") if len(pair[scheme]) == 4 else pair[scheme] for pair in pairs}


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("scheme", [0, 1])
def test_links_in_any_accent_can_be_read_on_every_paper(accent: str, scheme: int) -> None:
    links = re.findall(r"--nl-link-color:light-dark\((#\w{6}),(#\w{6})\)", house_style.sheet(accent))
    reached = {paper: contrast(links[0][scheme], paper) for paper in papers(scheme)}
    assert {paper: ratio for paper, ratio in reached.items() if ratio < 4.5} == {}


def test_the_contrast_is_that_of_the_standard() -> None:
    assert house_style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert house_style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the grey that just fails


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert house_style.legible("0b4f9c", "#ffffff") == "#0b4f9c"
    assert house_style.sheet("ffd500").startswith(".ingesloten{--huislijn:#ffd500;")


def test_letters_grow_as_the_sheet_says() -> None:
    sheet = (STYLE / "embed.css").read_text(encoding="utf-8")
    sizes = re.findall(r'\[data-letters="(\w+)"\] \{\s+font-size: (\d+)%;', sheet)
    assert {word: int(percent) / 100 for word, percent in sizes} == house_style.GROWTH
    assert set(house_style.GROWTH) < set(house_style.CHOICES["letters"])
