from dataclasses import replace

import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from reports.pdf.paint import hatch
from reports.pdf.typefaces import make_typefaces
from tiles.palette import LOOKS

TEXTS = (
    "Taakstelling",
    "Totaal",
    "Voorsprong",
    "'s-Gravenhage",
    "Nuenen, Gerwen en Nederwetten",
    "1.234,5%",
    "Kv. Ty. Lo",
)


def boxes(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


@pytest.mark.parametrize("weight", [400, 600])
def test_widths_are_those_of_the_layout_engine(renderer, fonts, weight):
    css = make_typefaces(fonts).css + f"@page {{ size: 2000px }} span {{ font: {weight} 100px 'IBM Plex Sans'; }}"
    html = "".join(f"<div><span>{text}</span></div>" for text in TEXTS)
    config = FontConfiguration()
    sheet = weasyprint.CSS(string=css, font_config=config)
    page = weasyprint.HTML(string=html).render(stylesheets=[sheet], font_config=config).pages[0]
    widths = [box.width for box in boxes(page._page_box) if box.element_tag == "span" and hasattr(box, "text")]
    ours = [renderer.press.lettering.width(text, 100, weight == 600) for text in TEXTS]
    assert ours == pytest.approx(widths, abs=0.5)  # px of 100 to the em


@pytest.mark.parametrize("look", [look for look in LOOKS if look.pattern], ids=lambda look: look.status)
def test_a_pattern_covers_its_box_in_one_colour(look):
    # a box of 10 by 20 px, lines 5 px apart: diagonals begin at -20, -15, ... 10, rows of dots at 2.5, 7.5, 12.5, 17.5
    drawn = hatch(look, (0, 0, 10, 20), 1.0)
    assert drawn.startswith("q 0.") and drawn.endswith("Q") and drawn.count(" RG") == 1
    least = 4 if look.pattern.dotted else 12 if look.pattern.crossed else 6
    assert least <= drawn.count(" l") <= least + 2
    twice = hatch(look, (0, 0, 20, 40), 2.0)  # the same on paper
    assert twice.count(" l") == drawn.count(" l")
    assert hatch(replace(look, pattern=None), (0, 0, 10, 20), 1.0) == ""
