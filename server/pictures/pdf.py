"""A scene as a PDF of one page of A4: lines and letters as in the SVG, described and tagged as the reports are."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from data import files
from data.terms import Peildatum
from reports.pdf.engine import PRODUCER, Fonts, lay_out, write
from reports.pdf.metadata import Metadata
from reports.pdf.paint import Lettering
from reports.pdf.tags import mend_tags
from reports.pdf.typefaces import Typefaces
from server.pictures.forms import Form
from server.pictures.painted import Painted
from server.pictures.words import Words

BASE = "html, body, img { display: block; margin: 0 } head { display: none }"
A4_MM = 210, 297
ADDRESS = "report:/picture"


def pdf(svg: str, words: Words, form: Form, typefaces: Typefaces) -> bytes:
    """The page. Same input, same bytes: its moment is the peildatum, its number a sum of what it shows."""
    fonts = Fonts(typefaces.css)
    wide, high = sorted(A4_MM, reverse=form.width > form.height)
    paper = f"@page {{ size: {wide}mm {high}mm; margin: 0 }} img {{ width: {wide}mm; height: {high}mm }}"
    page = f'<html lang="nl"><head/><body><img src="{ADDRESS}" alt={quoteattr(words.summary)}/></body></html>'
    picture = Painted(svg, (form.width, form.height), Lettering(typefaces, fonts))
    document = lay_out(page, (fonts.sheet(BASE), fonts.sheet(paper)), fonts, {ADDRESS: picture})
    return write(document, metadata_of(svg, words), lambda tags: mend_tags(tags, {}, {}))


def metadata_of(svg: str, words: Words) -> Metadata:
    """What the file says about itself."""
    key = files.sha256(svg.encode())[:32]
    final = Peildatum.parse(words.peildatum).is_final
    return Metadata(
        title=words.title,
        subject=f"{words.summary} {words.rights} {words.permanent}",
        keywords=f"vergunninghouders, peildatum {words.peildatum}, versie {words.version}",
        moment=f"{words.peildatum}T00:00:00Z",
        identifier=files.sha256(words.permanent.encode())[:32],
        producer=PRODUCER,
        version=words.version,
        draft=not final,
        key=key,
    )
