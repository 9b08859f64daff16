import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from reports.pdf.paint import hatch
from reports.pdf.typefaces import make_typefaces

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
    ours = [renderer._lettering.width(text, 100, weight == 600) for text in TEXTS]
    assert ours == pytest.approx(widths, abs=0.5)  # px of 100 to the em


@pytest.mark.parametrize(("pattern", "lines"), [("lines", 6), ("cross", 12), ("dots", 4)])
def test_a_pattern_covers_its_box(pattern, lines):
    # a box of 10 by 20 px, lines 5 px apart: diagonals begin at -20, -15, ... 10 (7 of them), rows at 2.5, 7.5, 12.5, 17.5
    drawn = hatch(pattern, "#ffffff", "#000000", (0, 0, 10, 20), 1.0)
    assert drawn.startswith("q 0.") and drawn.endswith("Q")
    assert lines <= drawn.count(" l") <= lines + 2
    twice = hatch(pattern, "#ffffff", "#000000", (0, 0, 20, 40), 2.0)  # the same on paper
    assert twice.count(" l") == drawn.count(" l")
