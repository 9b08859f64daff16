"""One report as PDF: what all reports share is prepared once, then each costs a layout of a few small pages.

`Renderer` holds fonts, styles, templates and the generalised country; it belongs to one process and one vintage and keeps
nothing of the reports it made. Maps and charts are drawn by our own functions (`report_charts`, `maps`, `paint`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from math import ceil
from pathlib import Path
from typing import Any

import jinja2

from data import files
from data.boundaries.vintage import Vintage
from data.domain import rules
from data.domain.citaat import cited, path_of, permanent_address
from data.domain.stand import Stand
from data.dutch import about, progress
from reports.content import alt_texts
from reports.content.maps import PX_PER_MM, Atlas
from reports.content.report_charts import cumulative_chart, history_chart, monthly_chart
from reports.content.report_figures import Figures
from reports.content.report_tables import Table
from reports.kinds.all_kinds import KINDS, kind_of
from reports.kinds.kind import Maps
from reports.pdf.engine import PRODUCER, Document, Fonts, Form, Placed, Tags, lay_out, write
from reports.pdf.metadata import Metadata
from reports.pdf.paint import DrawnImage, Lettering, MapImage
from reports.pdf.tags import mend_tags
from reports.pdf.typefaces import make_typefaces
from reports.pdf.typeset import DENSE, NORMAL, SMALL, SetTable
from tiles import palette

LESS_PX = 9 * PX_PER_MM  # lower again where the first page also says what changed or what to know of the months
LINE_PX, SIGNS_IN_LINE, LINES = 4.6 * PX_PER_MM, 92, 2  # and by a line for each beyond the second
HISTORY_PX = (46 * PX_PER_MM, 32 * PX_PER_MM)
PAGE_MM, HALF_MM, ASKED_MM, PAST_MM = 174, 84, 118, 124
ROWS_PER_PAGE, DENSE_ROWS_PER_PAGE = 50, 61
MANY_NEIGHBOURS = 13  # as many as fit beside the map
Step = Callable[[str], None]
Pairs = tuple[tuple[str, str], ...]


def _nothing(_step: str) -> None:
    return None


class Renderer:
    """Makes the reports of one vintage.

    `folder` keeps the made fonts; without it they are made for this process. `site` is the public address of the website
    (`https://example.nl/land-in-beeld`), to which a report then refers; without it there is no such line.
    `published` is what the colophon says of who publishes it.
    """

    def __init__(self, vintage: Vintage, folder: Path | None = None, site: str = "", published: Pairs = ()) -> None:
        self._site = site.rstrip("/")
        self._published = published
        self.vintage = vintage
        self.atlas = Atlas(vintage)
        with tempfile.TemporaryDirectory() as temporary:
            typefaces = make_typefaces(folder or Path(temporary))
            self._fonts = Fonts(typefaces.css)
            self._lettering = Lettering(typefaces, self._fonts)
        self._sheets = tuple(
            self._fonts.sheet(css) for css in (_read("styles/base.css"), _coloured(_read("styles/report.css")))
        )
        self._forms: dict[str, Form] = {}
        environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(lambda name: _read(f"templates/{name}")),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates = {kind.soort: environment.get_template(kind.template) for kind in KINDS}

    def render(self, figures: Figures, stand: Stand, step: Step = _nothing) -> bytes:
        """The report as PDF. `stand` is the one that the figures were made of; `step` gets the name of each ended phase."""
        kind = kind_of(figures.regel.code)
        maps = kind.maps(figures, stand, self.atlas)
        texts = {**_alternatives(figures), **maps.alternatives}
        images = self._images(figures, stand, maps, texts)
        tables = self._tables(figures, maps.neighbours)
        images.update({f"report:/{name}": table for name, table in tables.items()})
        step("drawing")
        metadata = self.metadata(figures, stand)
        context = {
            "f": figures,
            "title": metadata.title,
            "labels": (*figures.labels, *self._map_labels()),
            "running": f"{figures.title} · {_state(figures, stand)}",
            "foot": f"Land in Beeld · {stand.bron} · versie {stand.revision}",
            "stand_line": _stand_line(stand),
            "colophon": (
                *figures.colophon,
                ("Grenzen", self.vintage.bron),
                *self._published,
                ("Rapport", metadata.identifier[:12]),
            ),
            "lists": [(part.name, part.title) for part in _lists(figures)],
            "norm_per_month": about(figures.months[0].norm) if figures.months[0].norm else "",
            "open_bars": figures.regel.per_maand,
            "address": f"{self._site}/{path_of(figures.regel.code)}" if self._site else "",
            "cited": cited(stand, figures.regel),
            "permanent": permanent_address(stand, figures.regel.code, self._site) if self._site else "",
            "low": maps.low,
            **texts,
        }
        document = self._fitting(self._templates[kind.soort], context, images, kind.pages)
        step("layout")
        links = {part.name: f"Naar de gemeenten in {part.title}" for part in _lists(figures)}

        def mend(tags: Tags) -> None:
            step("painting")
            mend_tags(tags, {f"table:{name}": table for name, table in tables.items()}, links)

        content = write(document, metadata, mend)
        step("writing")
        return content

    def _fitting(
        self, template: jinja2.Template, context: dict[str, Any], images: dict[str, Placed], expected: int
    ) -> Document:
        """The document with the right number of pages in its footer: guessed first, since counting costs a second layout."""
        pages = expected
        while True:
            document = lay_out(template.render(context, pages=pages), self._sheets, self._fonts, images)
            if len(document.pages) == pages:
                return document
            pages = len(document.pages)

    def metadata(self, figures: Figures, stand: Stand) -> Metadata:
        """What the file says about itself; the identifier follows from everything that is in the report."""
        about = self.vintage.key, self.vintage.bron
        seed = repr((figures, self._site, stand.peildatum, stand.revision, stand.bron, *about, *self._published))
        state = figures.mark.lower()
        return Metadata(
            title=f"Halfjaarrapport {figures.title} ({_state(figures, stand)})",
            subject=f"Huisvesting van vergunninghouders. {figures.headline}",
            keywords=f"taakstelling, vergunninghouders, {figures.regel.naam}, {stand.halfjaar}, {state}",
            moment=f"{stand.peildatum}T00:00:00Z",
            identifier=files.sha256(seed.encode())[:32],
            producer=PRODUCER,
            version=str(stand.revision),
            draft=not stand.peildatum.is_final,
        )

    def _tables(self, figures: Figures, neighbours: Table | None) -> dict[str, SetTable]:
        """Every table of the report, set in its width."""
        tables = [
            ("asked", figures.asked, ASKED_MM, NORMAL),
            ("months", figures.months_table, PAGE_MM, NORMAL),
            ("legend", figures.legend, HALF_MM, NORMAL),
            ("comparison", figures.comparison, PAGE_MM, NORMAL),
            ("past", figures.history_table, PAST_MM, SMALL),
        ]
        if neighbours is not None:
            size = SMALL if len(neighbours.rows) <= MANY_NEIGHBOURS else DENSE
            tables.append(("neighbours", neighbours, HALF_MM, size))
        made = {name: SetTable(table, mm * PX_PER_MM, size, self._lettering) for name, table, mm, size in tables}
        for part in _lists(figures):
            size = SMALL if len(part.table.rows) <= ROWS_PER_PAGE else DENSE
            before = made.get(part.before)
            made[part.name] = SetTable(part.table, PAGE_MM * PX_PER_MM, size, self._lettering, before)
        return made

    def _map_labels(self) -> tuple[tuple[str, str], ...]:
        return (("Grenzen gegeneraliseerd:", "de kaarten zijn indicatief."),) if self.vintage.gegeneraliseerd else ()

    def _images(self, figures: Figures, stand: Stand, maps: Maps, texts: Mapping[str, str]) -> dict[str, Placed]:
        """Charts and maps by their address."""
        cijfers = figures.regel.cijfers
        needed = None if cijfers is None else rules.per_remaining_month(cijfers, stand.peildatum.months) or None
        width, height = (mm * PX_PER_MM for mm in kind_of(figures.regel.code).chart_mm)
        size = (width, height - _taken(figures))
        charts = {
            "cumulative": cumulative_chart(figures.months, *size, texts["cumulative"]),
            "monthly": monthly_chart(figures.months, needed, *size, texts["monthly"]),
            "history": history_chart(figures.history, *HISTORY_PX, texts["history_alt"]),
        }
        images: dict[str, Placed] = {f"report:/{n}": DrawnImage(d, self._lettering) for n, d in charts.items()}
        for name, drawing in maps.drawings.items():
            images[f"report:/{name}"] = MapImage(drawing, self._lettering, self._forms)
        return images


def _alternatives(figures: Figures) -> dict[str, str]:
    """The alternative texts of the charts."""
    return {
        "cumulative": alt_texts.cumulative(figures),
        "monthly": alt_texts.monthly(figures),
        "history_alt": alt_texts.history(figures),
    }


def _state(figures: Figures, stand: Stand) -> str:
    """How final the figures are, of when, and which version they replace."""
    words = (figures.mark.lower(), f"stand {stand.peildatum.title}", figures.replaces)
    return ", ".join(filter(None, words))


def _stand_line(stand: Stand) -> str:
    if stand.peildatum.is_final:
        return f"eindstand van het halfjaar, per {stand.peildatum.title}"
    return f"stand per {stand.peildatum.title}, {progress(stand.peildatum)}"


@dataclass(frozen=True, slots=True)
class ListPart:
    """A table of gemeenten, or as much of it as fits on a page; the rest goes on from the part named `before`."""

    name: str
    title: str  # the heading above it; empty where it goes on, or is the only one
    table: Table
    before: str


def _lists(figures: Figures) -> list[ListPart]:
    """The tables of gemeenten in parts that fit on a page."""
    lists = []
    for n, (provincie, table) in enumerate(figures.gemeenten):
        parts = ceil(len(table.rows) / DENSE_ROWS_PER_PAGE)
        size = ceil(len(table.rows) / parts) if parts else 1
        for k in range(parts):
            part = replace(table, rows=table.rows[k * size : (k + 1) * size])
            if k:
                part = replace(part, caption=f"{table.caption}, vervolg")
            title = provincie if not k and kind_of(figures.regel.code).titled_lists else ""
            lists.append(ListPart(f"list-{n}-{k}", title, part, f"list-{n}-{k - 1}" if k else ""))
    return lists


def _coloured(css: str) -> str:
    """A style sheet with the colours of the palette in it, so that no report has to look them up."""
    return re.sub(r"var\(--palette-(\w+)\)", lambda name: palette.NAMED[name[1]], css)


def _read(name: str) -> str:
    return (resources.files("reports") / name).read_text(encoding="utf-8")


def _taken(figures: Figures) -> float:
    """How much of the height of the charts of the first page goes to the words about what changed, in px."""
    if not figures.changes and not figures.months_note:
        return 0
    lines = -(-len(" ".join(figures.changes)) // SIGNS_IN_LINE) + bool(figures.changes and figures.months_note)
    return LESS_PX + LINE_PX * max(0, lines - LINES)
