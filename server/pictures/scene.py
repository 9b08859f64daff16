"""One scene for all pictures: map, message, legend, source and address laid out in a form, written as SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from data.domain.stand import Stand
from reports.content.in_words import SAME_SIZE
from server.maps.svg_file import FONTS, metadata
from server.pictures.forms import Form
from server.pictures.hexagon_part import hexagon_part
from server.pictures.map_part import map_part
from server.pictures.map_view import Frame
from server.pictures.marks import LEADING, SWATCH_CLIP, Marks, swatch_width
from server.pictures.words import Entry, Words
from tiles import licence
from tiles.palette import BRAND, INK, NIET_BEGONNEN, RULE, SOFT, Look

NAME = "Land in Beeld"
SUBJECT = "Huisvesting van vergunninghouders"
ROW = 1.5  # height of a line of the legend, in letters
SWATCH = 1.05  # height of a swatch, in letters
TIGHT = 1.16  # leading of the message
BADGE = NIET_BEGONNEN.fill, NIET_BEGONNEN.ink


@dataclass(slots=True)
class Column:
    """Text that is set line below line; `y` is where the next begins."""

    marks: Marks
    x: float
    y: float
    width: float
    parts: list[str]

    def text(self, text: str, size: float, *, bold: bool = False, colour: str = INK) -> None:
        """A paragraph."""
        self._set(self.marks.lines(text, size, self.width, bold=bold), size, bold, colour, LEADING)

    def balanced(self, text: str, size: float) -> None:
        """A paragraph of one or two lines, of like width."""
        self._set(self.marks.lines(text, size, self.width, balanced=True), size, False, INK, LEADING)

    def title(self, text: str, size: float) -> None:
        """The message, in lines of like width."""
        self._set(self.marks.lines(text, size, self.width, bold=True, balanced=True), size, True, INK, TIGHT)

    def _set(self, lines: Sequence[str], size: float, bold: bool, colour: str, leading: float) -> None:
        for line in lines:
            self.parts.append(self.marks.line(self.x, self.y + size, line, size, bold=bold, colour=colour))
            self.y += size * leading

    def gap(self, height: float) -> None:
        """Room."""
        self.y += height


def scene(words: Words, drawings: dict[str, Any], stand: Stand, code: str, form: Form, marks: Marks) -> str:
    """The picture as SVG. Same input, same text. `drawings` are the shapes of the release; without them there is no map."""

    def drawn(frame: Frame) -> tuple[str, set[Look]]:
        return map_part(drawings, stand, code, frame, marks) if drawings else ("", set())

    return around(words, form, marks, drawn)


def same_size(words: Words) -> Words:
    """The words of the picture of the land with every gemeente the same size."""
    subject, summary = f"{words.subject}, elke gemeente even groot", f"{words.summary} {SAME_SIZE}"
    return replace(words, subject=subject, caveat=f"{SAME_SIZE} {words.caveat}", summary=summary)


def hexagon_scene(words: Words, content: bytes, stand: Stand, form: Form, marks: Marks) -> str:
    """That picture. `content` are the cells of the release (`hexagon_map.cells_of`)."""
    return around(words, form, marks, lambda frame: hexagon_part(content, stand, frame, marks, on_paper=form.on_paper))


def around(words: Words, form: Form, marks: Marks, draw: Callable[[Frame], tuple[str, set[Look]]]) -> str:
    """A map with message, legend and source around it. `draw` gives it in its frame, and the looks that are in sight."""
    foot = foot_of(words, form, marks)
    foot_y = form.height - form.margin - foot.y
    all_rows = _legend(words, words.legend, form, marks)
    head = head_of(words, form, marks, foot_y - all_rows.y - 2 * between(form))
    if form.beside:
        left = form.margin * 1.75 + form.column
        frame = Frame(left, 0, form.width - left, form.height, form.map_text)
    else:
        top = head.y + between(form)
        frame = Frame(0, top, form.width, foot_y - all_rows.y - 2 * between(form) - top, form.map_text, form.margin)
    drawn, seen = draw(frame)
    entries = [e for e in words.legend if e.look.klasse or e.look in seen or e.count != "0"]
    legend = _legend(words, entries, form, marks)
    legend_y = foot_y - legend.y - between(form)
    body = (
        f'<g id="kaart">{drawn}</g>',
        _paper(frame, form),
        f'<g id="boodschap">{"".join(head.parts)}</g>',
        f'<g id="legenda" transform="translate(0 {legend_y:.1f})">{"".join(legend.parts)}</g>',
        f'<g id="bron" transform="translate(0 {foot_y:.1f})">{"".join(foot.parts)}</g>',
    )
    return document(words, form, "".join(body))


def _paper(frame: Frame, form: Form) -> str:
    """White around the map, over what sticks out of its frame."""
    bottom = frame.y + frame.height
    boxes = ((0, 0, frame.x, form.height), (0, 0, form.width, frame.y), (0, bottom, form.width, form.height - bottom))
    return "".join(
        f'<rect x="{x:g}" y="{y:.1f}" width="{wide:g}" height="{high:.1f}" fill="#ffffff"/>'
        for x, y, wide, high in boxes
        if wide and high
    )


def document(words: Words, form: Form, body: str) -> str:
    """The SVG of a picture, which says what it is."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{form.width * form.zoom}" height="{form.height * form.zoom}"'
        f' viewBox="0 0 {form.width} {form.height}" role="img" xml:lang="nl" font-family="{FONTS}">'
        f"<title>{escape(words.title)}</title><desc>{escape(words.summary)}</desc>"
        f"{_metadata(words)}<defs>{SWATCH_CLIP}</defs>{body}</svg>"
    )


def _metadata(words: Words) -> str:
    """What the file is, of when and whose."""
    fields = {
        "title": words.title,
        "description": words.summary,
        "date": words.peildatum,
        "creator": NAME,
        "source": words.source,
        "identifier": words.permanent,
        "relation": f"versie {words.version}",
        "rights": words.rights,
        "language": "nl",
    }
    return metadata(fields)


def room_of(form: Form) -> float:
    """How wide the words may be."""
    return form.column if form.beside else form.width - 2 * form.margin


def between(form: Form) -> float:
    """The room between message, map, legend and source."""
    return form.text * 0.8


def head_of(words: Words, form: Form, marks: Marks, end: float) -> Column:
    """Who speaks, the message as large as may be, of when it is; and on paper its figures.

    `end` is where the legend begins: beside the map it ends before that, above the map in half of it.
    """
    lines = 6 if form.beside else 3
    lowest = end if form.beside else end * 0.45
    for size in form.titles:
        at = _said(words, form, marks, size)
        many = len(marks.lines(words.message, size, room_of(form), bold=True))
        if at.y <= lowest and many <= lines:
            break
    return at


def _said(words: Words, form: Form, marks: Marks, title: int) -> Column:
    at = Column(marks, form.margin, form.margin, room_of(form), [])
    if words.example:
        at.parts.append(_badge(words.example, form, marks))
    at.text(NAME, form.text, bold=True, colour=BRAND)
    at.text(SUBJECT, form.small + 2, colour=SOFT)
    at.gap(form.text * 0.45)
    at.title(words.message, title)
    at.gap(form.text * 0.4)
    at.balanced(f"Stand per {words.when}", form.text)
    if form.full:
        at.gap(form.text * 0.5)
        at.text(words.figures, form.text)
    return at


def _badge(text: str, form: Form, marks: Marks) -> str:
    """Says in a box at the end of the first line that the figures are not real."""
    fill, ink = BADGE
    wide = marks.room(text, form.text, bold=True) + form.text
    x, y = form.margin + room_of(form) - wide, form.margin - form.text * 0.18
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{form.text * 1.5:.1f}" fill="{fill}"/>'
    return box + marks.line(x + wide / 2, y + form.text * 1.1, text, form.text, bold=True, colour=ink, anchor="middle")


def _legend(words: Words, entries: Sequence[Entry], form: Form, marks: Marks) -> Column:
    """What the klassen look like, how many gemeenten each has, and the norm; from y = 0 on."""
    at = Column(marks, form.margin, 0, room_of(form), [])
    at.text(f"{words.counted}. {words.norm if form.full else words.short_norm}", form.small, colour=SOFT)
    at.gap(form.small * 0.45)
    columns = 1 if form.beside else 2
    wide = at.width / columns
    rows = -(-len(entries) // columns)
    numbers = max(marks.room(entry.count, form.text, bold=True) for entry in entries)
    for n, entry in enumerate(entries):
        column, row = divmod(n, rows)
        x, y = at.x + column * wide, at.y + row * form.text * ROW
        at.parts.append(_entry(entry, x, y, numbers, form, marks))
    at.gap(rows * form.text * ROW)
    return at


def _entry(entry: Entry, x: float, y: float, numbers: float, form: Form, marks: Marks) -> str:
    size = form.text
    first = x + swatch_width(size * SWATCH) + size * 0.5
    after = first + numbers + size * 0.45
    base = y + size * 0.93
    border = after + marks.room(f"{entry.name} ", size) + size * 0.2
    return "".join((
        marks.swatch(x, y, entry.look, size * SWATCH),
        marks.line(first + numbers, base, entry.count, size, bold=True, anchor="end"),
        marks.line(after, base, entry.name, size),
        marks.line(border, base, entry.border, form.small, colour=SOFT) if entry.border else "",
    ))  # fmt: skip


def foot_of(words: Words, form: Form, marks: Marks) -> Column:
    """What to know of the klassen, the source, the licence and the address; from y = 0 on."""
    at = Column(marks, form.margin, 0, room_of(form), [])
    at.parts.append(f'<rect x="{at.x}" y="0" width="{at.width}" height="1" fill="{RULE}"/>')
    at.gap(form.small * 0.6)
    about = f"{words.caveat} {words.source}. {licence.NAME}."
    if form.full:
        at.text(about, form.small, colour=SOFT)
        at.text(f"Adres van precies deze cijfers: {words.permanent}", form.small, colour=SOFT)
        at.text(f"Versie {words.version}. De nieuwste stand: {words.address}", form.small, colour=SOFT)
    else:
        at.text(f"{about} Versie {words.version}.", form.small, colour=SOFT)
        at.text(words.address, form.small, bold=True, colour=BRAND)
    return at
