"""A chart of the reports as a picture: with message, norm, date, source and address around it, or by itself; as SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from data import dutch
from data.domain import rules
from data.domain.history import Halfjaarstand, make_verleden
from data.domain.months import Month, months_of
from data.domain.outlook import Vooruitblik, look_ahead
from data.domain.outlook_words import REKENSOM, band, projection
from data.domain.stand import Regel, Stand
from reports.content import alt_texts
from reports.content.halves_chart import PALE, halves_chart
from reports.content.report_charts import (
    EDGE,
    NORM,
    PACE,
    Box,
    Dot,
    Drawing,
    Label,
    Line,
    Shape,
    cumulative_chart,
    monthly_chart,
)
from server.pictures import side_by_side
from server.pictures.forms import HALVES, MONTHS, PACES, SHARES, TOTAL, Form
from server.pictures.lettering import BOLD, NORMAL
from server.pictures.marks import ANCHORS, Marks
from server.pictures.scene import Column, between, document, foot_of, head_of
from server.pictures.words import Words
from tiles.palette import BRAND, SOFT

KEY = 2.4  # width of the line of the norm in the key, in letters
PLAIN = 600, 300  # pixels of a chart by itself
Stroke = tuple[str, float, tuple[float, ...]]  # colour, width, dashes


@dataclass(frozen=True)
class _Area:
    """What charts are drawn of: an area, or some with a comma between their codes; its figures and those of before."""

    code: str
    stand: Stand
    earlier: Sequence[Stand]

    @property
    def months(self) -> Sequence[Month]:
        """The months of the half-year, those to come too."""
        return months_of(self.code, self.stand, self.earlier)

    @property
    def halves(self) -> Sequence[Halfjaarstand]:
        """The half-years, newest first."""
        return make_verleden(self.code, self.stand, self.earlier).halfjaren

    @property
    def ahead(self) -> Vooruitblik | None:
        """Where the half-year leads; None when it is over, or without figures."""
        ahead = look_ahead(self.code, self.stand, self.earlier)
        return None if ahead.prognose is None or self.stand.peildatum.is_final else ahead

    @property
    def chosen(self) -> Sequence[Regel]:
        """The areas of a choice."""
        return side_by_side.chosen(self.code, self.stand)

    @property
    def months_of_each(self) -> Sequence[Sequence[Month]]:
        """The months of each of them."""
        return [months_of(regel.code, self.stand, self.earlier) for regel in self.chosen]


@dataclass(frozen=True, slots=True)
class _Chart:
    """What it is, in what, what it shows in words, and how it is drawn in so much room."""

    name: str
    unit: str
    read: Callable[[_Area], str]
    draw: Callable[[_Area, float, float], Drawing]


def chart_words(words: Words, stand: Stand, earlier: Sequence[Stand], chart: str) -> Words:
    """The words of the picture of a chart: what it is in the title, what it shows in the description."""
    of = _CHARTS[chart]
    shows = of.read(_Area(words.code, stand, earlier)).removesuffix(alt_texts.BELOW).removesuffix(alt_texts.ALL_HALVES)
    return replace(words, subject=of.name, summary=f"{words.summary} {shows}")


def chart_scene(words: Words, stand: Stand, earlier: Sequence[Stand], form: Form, marks: Marks) -> str:
    """The picture as SVG. Same input, same text. The area must have figures."""
    foot = foot_of(words, form, marks)
    foot_y = form.height - form.margin - foot.y
    head = head_of(words, form, marks, foot_y)
    key = _key(words, stand, earlier, form, marks)
    key_y = head.y + between(form)
    top = key_y + key.y + form.small * 0.4
    drawn = _drawn(words, stand, earlier, form, (form.width - 2 * form.margin, foot_y - between(form) - top))
    body = (
        f'<g id="boodschap">{"".join(head.parts)}</g>',
        f'<g id="legenda" transform="translate(0 {key_y:.1f})">{"".join(key.parts)}</g>',
        f'<g id="grafiek" transform="translate({form.margin} {top:.1f}) scale({form.map_text:g})">'
        f"{''.join(_shape(shape, marks) for shape in drawn.shapes)}</g>",
        f'<g id="bron" transform="translate(0 {foot_y:.1f})">{"".join(foot.parts)}</g>',
    )
    paper = f'<rect width="{form.width}" height="{form.height}" fill="#ffffff"/>'
    return document(words, form, paper + "".join(body))


def plain_chart(words: Words, stand: Stand, earlier: Sequence[Stand], form: Form, marks: Marks) -> str:
    """The chart by itself, for who frames it in his own way; what the file is stands in its metadata."""
    own = replace(form, width=PLAIN[0], height=PLAIN[1], map_text=1.0)
    drawn = _drawn(words, stand, earlier, own, PLAIN)
    return document(words, own, f'<g id="grafiek">{"".join(_shape(shape, marks) for shape in drawn.shapes)}</g>')


def _drawn(words: Words, stand: Stand, earlier: Sequence[Stand], form: Form, room: tuple[float, float]) -> Drawing:
    """The chart as the reports draw it, smaller by what it is made larger in the picture."""
    wide, high = (side / form.map_text for side in room)
    return _CHARTS[form.chart].draw(_Area(words.code, stand, earlier), wide, high)


def _key(words: Words, stand: Stand, earlier: Sequence[Stand], form: Form, marks: Marks) -> Column:
    """What the chart shows and what its lines are; from y = 0 on."""
    of = _CHARTS[form.chart]
    at = Column(marks, form.margin, 0, form.width - 2 * form.margin, [])
    at.text(f"{of.name.capitalize()}, {of.unit}", form.text, bold=True)
    if form.chart == HALVES:
        _name_bars(at, stand, form)
        return at
    ahead = _Area(words.code, stand, earlier).ahead if form.chart == TOTAL else None
    norm = norm_of(words.code, stand, form.chart)
    styles = [(norm, (NORM, 1.5, (4.0, 3.0)))] if norm else []
    if ahead:
        styles.append(("in dit tempo", PACE))
        styles += [("als in de traagste of de snelste maand", EDGE)] if ahead.band else []
    _name_lines(at, styles, form)
    if ahead and ahead.cijfers and ahead.prognose:
        at.text(f"{projection(ahead, ahead.cijfers, ahead.prognose)} {REKENSOM}", form.small, colour=SOFT)
    return at


def _name_lines(at: Column, styles: Sequence[tuple[str, Stroke]], form: Form) -> None:
    """What each line of another kind is."""
    if not styles:
        return
    at.gap(form.small * 0.3)
    x, y, wide = at.x, at.y + form.small * 0.7, form.small * KEY
    for text, (colour, width, dash) in styles:
        scale = form.small / 12
        stroke = Line(((x, y), (x + wide, y)), colour, width * scale, tuple(length * scale for length in dash))
        at.parts.append(_line(stroke))
        at.parts.append(at.marks.line(x + wide * 1.25, at.y + form.small, text, form.small, colour=SOFT))
        x += wide * 2 + at.marks.room(text, form.small)
    at.gap(form.small * 1.25)


def _name_bars(at: Column, stand: Stand, form: Form) -> None:
    """What both bars of a half-year are, and how far the last half-year is."""
    at.gap(form.small * 0.3)
    x = at.x
    for fill, border, text in ((PALE, SOFT, "gecorrigeerde taakstelling"), (BRAND, "", "gehuisvest")):
        at.parts.append(_box(Box(x, at.y + form.small * 0.2, form.small * 0.9, form.small * 0.9, fill, border)))
        at.parts.append(at.marks.line(x + form.small * 1.4, at.y + form.small, text, form.small, colour=SOFT))
        x += form.small * 2.6 + at.marks.room(text, form.small)
    if not stand.peildatum.is_final:
        so_far = f"{stand.halfjaar}: {dutch.progress(stand.peildatum)}"
        at.parts.append(at.marks.line(x, at.y + form.small, so_far, form.small, colour=SOFT))
    at.gap(form.small * 1.25)


def norm_of(code: str, stand: Stand, chart: str) -> str:
    """What the line of the norm in a chart stands for; empty where there is none."""
    if chart == SHARES:
        return f"norm: {dutch.percent(stand.norm_percentage)}"
    if chart == PACES:
        return "op schema naar 100%"
    cijfers = stand.regel(code).cijfers
    if cijfers is None or cijfers.gecorrigeerd <= 0 or chart == HALVES:
        return ""
    if chart == MONTHS:
        return f"gelijk verdeeld: {dutch.about(Fraction(rules.month_norm(cijfers.gecorrigeerd, 1)))} per maand"
    return f"op schema naar {dutch.number(cijfers.gecorrigeerd)}"


def _shape(shape: Shape, marks: Marks) -> str:
    if isinstance(shape, Line):
        return _line(shape)
    if isinstance(shape, Box):
        return _box(shape)
    if isinstance(shape, Dot):
        border = f' stroke="{shape.stroke}"' if shape.stroke else ""
        return f'<circle cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:g}" fill="{shape.fill}"{border}/>'
    return _label(shape, marks)


def _line(line: Line) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.points)
    return f'<polyline points="{points}" fill="none" stroke="{line.color}" stroke-width="{line.width:g}"{_dash(line.dash)}/>'


def _box(box: Box) -> str:
    border = f' stroke="{box.stroke}"{_dash(box.dash)}' if box.stroke else ""
    place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    return f'<rect {place} fill="{box.fill or "none"}"{border}/>'


def _dash(dash: Sequence[float]) -> str:
    return f' stroke-dasharray="{" ".join(f"{length:g}" for length in dash)}"' if dash else ""


def _label(label: Label, marks: Marks) -> str:
    """A line of text, begun where its anchor puts it, over a box of its halo."""
    wide = marks.letters.width(label.text, label.size, BOLD if label.bold else NORMAL)
    x = label.x - wide * ANCHORS[label.anchor]
    halo = Box(x - 1, label.y - label.size * 0.85, wide + 2, label.size * 1.05, label.halo)
    text = marks.line(x, label.y, label.text, label.size, bold=label.bold, colour=label.color)
    return (_box(halo) if label.halo else "") + text


def _read_total(area: _Area) -> str:
    """The text for the line of the total, and for where it leads."""
    text, ahead = alt_texts.cumulative(area.months), area.ahead
    if ahead is None or ahead.cijfers is None or ahead.prognose is None:
        return text
    return f"{text} {projection(ahead, ahead.cijfers, ahead.prognose)} {band(ahead)} {REKENSOM}"


def _draw_total(area: _Area, wide: float, high: float) -> Drawing:
    ahead = area.ahead
    ends = [float(ahead.prognose.gerealiseerd)] if ahead and ahead.prognose else []
    ends += [ahead.band.laag, ahead.band.hoog] if ahead and ahead.band else []
    return cumulative_chart(area.months, wide, high, "", ends)


PERSONS, OF_TASK = "in personen", "in procent van de gecorrigeerde taakstelling"
_CHARTS: dict[str, _Chart] = {
    MONTHS: _Chart(
        "gehuisvest per maand", PERSONS,
        lambda area: alt_texts.monthly(area.months),
        lambda area, wide, high: monthly_chart(area.months, None, wide, high, ""),
    ),
    TOTAL: _Chart(
        "gehuisvest, opgeteld vanaf het begin van het halfjaar", PERSONS, _read_total, _draw_total,
    ),
    HALVES: _Chart(
        "gehuisvest en gecorrigeerde taakstelling per halfjaar", PERSONS,
        lambda area: alt_texts.halves(area.halves),
        lambda area, wide, high: halves_chart(area.halves, wide, high, ""),
    ),
    SHARES: _Chart(
        "gehuisvest", OF_TASK,
        lambda area: side_by_side.read_shares(area.chosen),
        lambda area, wide, high: side_by_side.shares_chart(area.chosen, area.stand.norm_percentage, wide, high),
    ),
    PACES: _Chart(
        "gehuisvest, opgeteld vanaf het begin van het halfjaar", OF_TASK,
        lambda area: side_by_side.read_paces(area.chosen, area.months_of_each),
        lambda area, wide, high: side_by_side.paces_chart(area.chosen, area.months_of_each, wide, high),
    ),
}  # fmt: skip
