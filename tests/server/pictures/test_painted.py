"""A scene in a PDF: what SVG says of it, in operators; read back from the file by two readers that are not ours."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from data.releases.release_store import Releases
from reports.pdf.engine import Fonts, lay_out, write
from reports.pdf.metadata import Metadata
from reports.pdf.paint import Lettering
from reports.pdf.typefaces import Typefaces
from server.pictures.painted import Painted
from server.rendering import on_demand
from server.rendering.picture_store import Picture, drawn
from server.settings import Settings

SHEET = "html, body, img { display: block; margin: 0 } head { display: none } @page { size: 100px 50px; margin: 0 }"


@pytest.fixture(scope="module")
def typefaces(small_site: Settings) -> Typefaces:
    return on_demand.typefaces(small_site)


def page(parts: str, typefaces: Typefaces) -> bytes:
    """A PDF of 100 by 50 pixels with these parts of an SVG."""
    fonts = Fonts(typefaces.css)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{parts}</svg>'
    image = Painted(svg, (100, 50), Lettering(typefaces, fonts))
    html = '<html lang="nl"><head/><body><img src="report:/one" alt="Iets."/></body></html>'
    return write(lay_out(html, (fonts.sheet(SHEET),), fonts, {"report:/one": image}), METADATA, lambda _: None)


METADATA = Metadata("Titel", "Onderwerp", "woord", "2026-11-01T00:00:00Z", "0" * 32)


def pixels(content: bytes) -> list[str]:
    """The page as rows of letters, one for each ten pixels: R, G and B for the colours, a dot for white."""
    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=96 / 72).to_pil().convert("RGB")
    letters = {"R": (255, 0, 0), "G": (0, 128, 0), "B": (0, 0, 255), "b": (128, 128, 255), ".": (255, 255, 255)}

    def letter(x: int, y: int) -> str:
        away = {name: sum(map(abs, map(int.__sub__, picture.getpixel((x, y)), c))) for name, c in letters.items()}
        return min(away, key=away.__getitem__) if min(away.values()) < 9 else "?"

    return ["".join(letter(x, y) for x in range(5, 100, 10)) for y in range(5, 50, 10)]


@pytest.mark.parametrize(
    ("parts", "rows"),
    [
        ('<rect x="10" y="10" width="20" height="10" fill="#ff0000"/>', ["..........", ".RR.......", *3 * [".........."]]),
        (
            '<g transform="translate(10 10) scale(2)" fill="#0000ff"><path d="M0 0l25 0 0 10-25 0zm5 0l5 0 0 5-5 0z"'
            ' fill-rule="evenodd"/></g><circle cx="95" cy="45" r="5" fill="#008000"/>',
            ["..........", ".B.BBB....", ".BBBBB....", "..........", ".........G"],
        ),
        (
            '<clipPath id="a"><path d="M20 0l40 0 0 50-40 0z"/></clipPath><g clip-path="url(#a)" fill="none">'
            '<path d="M0 15 100 15M0 35 100 35" stroke="#ff0000" stroke-width="10"/></g>',
            ["..........", "..RRRR....", "..........", "..RRRR....", ".........."],
        ),
        (
            '<polyline points="0,25 100,25" fill="none" stroke="#0000ff" stroke-width="10" stroke-dasharray="20 10"/>'
            '<path d="M0 45 100 45" stroke="#0000ff" stroke-width="10" stroke-opacity="0.5"/>',
            ["..........", "..........", "BB.BB.BB.B", "..........", "bbbbbbbbbb"],
        ),
    ],
    ids=["box", "hole", "clip", "dashes"],
)  # fmt: skip
def test_shapes_stand_where_svg_puts_them(typefaces: Typefaces, parts: str, rows: list[str]) -> None:
    assert pixels(page(parts, typefaces)) == rows


def test_what_no_scene_has_is_not_passed_over(typefaces: Typefaces) -> None:
    for parts in ('<ellipse cx="5" cy="5" rx="2" ry="1"/>', '<g transform="rotate(30)"/>', '<g clip-path="url(#x)"/>'):
        with pytest.raises(KeyError):
            page(parts, typefaces)


def test_words_can_be_selected_once_in_subsets_of_our_fonts(small_site: Settings, typefaces: Typefaces) -> None:
    release = Releases(small_site.releases).current()
    content = drawn(release, Picture.parse("GM0344", "staand.pdf", "https://landinbeeld.example.nl"), typefaces)
    with pypdfium2.PdfDocument(content) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert "157 van 358 mensen en loopt achter op schema." in re.sub(r"\s+", " ", text)
    assert text.count("Houten") == 1, "a name on the map, around which its letters are white"
    with pikepdf.open(BytesIO(content)) as pdf:
        (paper,) = pdf.pages
        fonts = [font.DescendantFonts[0] for font in paper.Resources.Font.values()]
        assert len(fonts) == 2 and all(re.match(r"/[A-Z]{6}\+IBM-Plex-Sans", str(font.BaseFont)) for font in fonts)
        whole = min(path.stat().st_size for path in typefaces.text.values())
        assert all(len(font.FontDescriptor.FontFile2.read_bytes()) < whole / 4 for font in fonts)
        operators = paper.Contents.read_bytes()
        assert operators.count(b"/ActualText ()") == operators.count(b" 1 Tr") > 9, "letters below names are not read"
        (figure,) = (o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure")
        assert [round(float(side)) for side in figure.A.BBox] == [0, 0, 595, 842], "in points, as the page"
        assert pdf.Root.Lang == "nl"
