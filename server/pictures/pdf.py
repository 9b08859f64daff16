"""A scene as a PDF of one page of A4: lines and letters as in the SVG, described and tagged as the reports are."""

from __future__ import annotations

from data import files
from data.terms import Peildatum
from reports.pdf.engine import PRODUCER, Fonts, Tags, lay_out, write
from reports.pdf.metadata import Metadata
from reports.pdf.typefaces import Typefaces
from server.pictures.forms import Form
from server.pictures.words import Words

BASE = "html, body, svg { display: block; margin: 0 } head { display: none }"
A4_MM = 210, 297


def pdf(svg: str, words: Words, form: Form, typefaces: Typefaces) -> bytes:
    """The page. Same input, same bytes: its moment is the peildatum, its number a sum of what it shows."""
    fonts = Fonts(typefaces.css)
    wide, high = sorted(A4_MM, reverse=form.width > form.height)
    paper = f"@page {{ size: {wide}mm {high}mm; margin: 0 }} svg {{ width: {wide}mm; height: {high}mm }}"
    page = f'<html xmlns="http://www.w3.org/1999/xhtml" lang="nl"><head/><body>{svg}</body></html>'
    document = lay_out(page, (fonts.sheet(BASE), fonts.sheet(paper)), fonts, {})

    def described(tags: Tags) -> None:
        for figure in tags.elements("Figure"):
            figure["Alt"] = tags.text(words.summary)

    return write(document, metadata_of(svg, words), described)


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
