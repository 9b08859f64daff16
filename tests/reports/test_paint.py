import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from reports.typefaces import make_typefaces

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
