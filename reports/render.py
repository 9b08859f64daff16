"""One report: what all reports share is prepared once, then each costs a manuscript, and a layout of a few small pages.

`Renderer` holds templates, the generalised country and the press; it belongs to one process and one vintage and keeps
nothing of the reports it made. Maps and charts are drawn by our own functions (`report_charts`, `maps`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from math import ceil
from pathlib import Path

import jinja2

from data import files
from data.boundaries.vintage import Vintage
from data.domain import rules
from data.domain.citaat import cited, path_of, permanent_address
from data.domain.stand import Stand
from data.dutch import about, progress
from reports.content import alt_texts, large_print
from reports.content.halves_chart import history_chart
from reports.content.maps import PX_PER_MM, Atlas
from reports.content.report_charts import Drawing, cumulative_chart, monthly_chart
from reports.content.report_figures import Figures
from reports.content.report_tables import Table
from reports.content.standing import csv_path
from reports.kinds.all_kinds import KINDS, kind_of
from reports.kinds.kind import Maps
from reports.pdf.engine import PRODUCER
from reports.pdf.metadata import Metadata
from reports.pdf.press import PAGES, Manuscript, PlacedTable, Press, Step, no_step
from reports.pdf.typeset import DENSE, LARGE, NORMAL, SMALL

LESS_PX = 9 * PX_PER_MM  # lower again where the first page also says what changed or what to know of the months
LINE_PX, SIGNS_IN_LINE, LINES = 4.6 * PX_PER_MM, 92, 2  # and by a line for each beyond the second
HISTORY_PX = (46 * PX_PER_MM, 32 * PX_PER_MM)
PAGE_MM, HALF_MM, ASKED_MM, PAST_MM = 174, 84, 118, 124
ROWS_PER_PAGE, DENSE_ROWS_PER_PAGE = 50, 61
MANY_NEIGHBOURS = 13  # as many as fit beside the map
Pairs = tuple[tuple[str, str], ...]


class Renderer:
    """Makes the reports of one vintage.

    `folder` keeps the made fonts; without it they are made for this process. `site` is the public address of the website
    (`https://example.nl/land-in-beeld`), to which a report then refers; without it there is no such line.
    `published` is what the colophon says of who publishes it. `large` makes them in large print: the same words. `cells` is
    the content of a `zeshoeken.json`; without it the report of the land has one map.
    """

    def __init__(
        self,
        vintage: Vintage,
        folder: Path | None = None,
        site: str = "",
        published: Pairs = (),
        *,
        large: bool = False,
        cells: bytes = b"",
    ) -> None:
        self._site = site.rstrip("/")
        self._published = published
        self.vintage = vintage
        self._large = large
        self.atlas = large_print.atlas(vintage, cells) if large else Atlas(vintage, cells=cells)
        self.press = Press(folder)
        environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(_template),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates = {kind.soort: environment.get_template(kind.template) for kind in KINDS}

    def render(self, figures: Figures, stand: Stand, step: Step = no_step) -> bytes:
        """The report as PDF. `stand` is the one that the figures were made of; `step` gets the name of each ended phase."""
        manuscript = self.manuscript(figures, stand)
        step("manuscript")
        return self.press.print(manuscript, step)

    def manuscript(self, figures: Figures, stand: Stand) -> Manuscript:
        """Everything that the report shows. `stand` is the one that the figures were made of."""
        kind = kind_of(figures.regel.code)
        maps = kind.maps(figures, stand, self.atlas)
        texts = {**_alternatives(figures), **maps.alternatives}
        metadata = self.metadata(figures, stand, maps)
        lists = _lists(figures)
        tables, in_words = tuple(_tables(figures, lists, maps.neighbours)), {}
        if self._large:
            in_words = {t.name: said for t in tables if (said := large_print.as_lines(t.table))}
            fitting = (t for t in tables if t.name not in in_words)
            tables = tuple(replace(t, width=PAGE_MM * PX_PER_MM, size=LARGE) for t in fitting)
        version = f"versie {stand.revision}"
        context = {
            "f": figures,
            "title": metadata.title,
            "labels": (*figures.labels, *self._map_labels()),
            "running": f"{figures.title} · {_state(figures, stand, version)}",
            "foot": f"Land in Beeld · {stand.bron} · {version}",
            "stand_line": _stand_line(stand),
            "colophon": (
                *figures.colophon,
                ("Grenzen", self.vintage.bron),
                *self._published,
                ("Rapport", metadata.identifier[:12]),
            ),
            "lists": [(part.name, part.title) for part in lists],
            "norm_per_month": about(figures.months[0].norm) if figures.months[0].norm else "",
            "open_bars": figures.regel.per_maand,
            "address": f"{self._site}/{path_of(figures.regel.code)}" if self._site else "",
            "csv_address": f"{self._site}/{csv_path(stand, figures.regel.code)}" if self._site else "",
            "cited": cited(stand, figures.regel),
            "permanent": permanent_address(stand, figures.regel.code, self._site) if self._site else "",
            "low": maps.low,
            "cities": maps.cities,
            "large": self._large,
            "in_words": in_words,
            **texts,
        }
        return Manuscript(
            page=self._templates[kind.soort].render(context, pages=PAGES),
            pages=0 if self._large else kind.pages,
            drawings={**_charts(figures, stand, texts, self._large), **maps.drawings},
            tables=tables,
            links={part.name: f"Naar de gemeenten in {part.title}" for part in lists},
            metadata=metadata,
            large=self._large,
        )

    def metadata(self, figures: Figures, stand: Stand, maps: Maps) -> Metadata:
        """What the file says about itself; the identifier follows from every word and number that is in the report."""
        beside = self.vintage.bron, maps.neighbours, self._site, self._published
        seed = repr((figures, stand.peildatum, stand.revision, stand.bron, *beside))
        state, edition = figures.mark.lower(), large_print.TITLE if self._large else ""
        return Metadata(
            title=f"Halfjaarrapport {figures.title} ({_state(figures, stand, figures.replaces)})" + edition,
            subject=f"Huisvesting van vergunninghouders. {figures.headline}",
            keywords=f"taakstelling, vergunninghouders, {figures.regel.distinct_name}, {stand.halfjaar}, {state}",
            moment=f"{stand.peildatum}T00:00:00Z",
            identifier=files.sha256(seed.encode())[:32],
            producer=PRODUCER,
            version=str(stand.revision),
            draft=not stand.peildatum.is_final,
        )

    def _map_labels(self) -> tuple[tuple[str, str], ...]:
        return (("Grenzen vereenvoudigd:", "de kaarten zijn niet precies."),) if self.vintage.gegeneraliseerd else ()


def _tables(figures: Figures, lists: Sequence[ListPart], neighbours: Table | None) -> Iterator[PlacedTable]:
    """Every table of the report and its width."""
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
    for name, table, mm, size in tables:
        yield PlacedTable(name, table, mm * PX_PER_MM, size)
    for part in lists:
        size = SMALL if len(part.table.rows) <= ROWS_PER_PAGE else DENSE
        yield PlacedTable(part.name, part.table, PAGE_MM * PX_PER_MM, size, part.before)


def _charts(figures: Figures, stand: Stand, texts: Mapping[str, str], large: bool) -> dict[str, Drawing]:
    """The charts by their names."""
    cijfers = figures.regel.cijfers
    needed = None if cijfers is None else rules.per_remaining_month(cijfers, stand.peildatum.months) or None
    width, height = (mm * PX_PER_MM for mm in kind_of(figures.regel.code).chart_mm)
    size, past = (width, height - _taken(figures)), HISTORY_PX
    if large:
        size = past = large_print.drawn(large_print.CHART_MM)
    return {
        "cumulative": cumulative_chart(figures.months, *size, texts["cumulative"]),
        "monthly": monthly_chart(figures.months, needed, *size, texts["monthly"]),
        "history": history_chart(figures.history, *past, texts["history_alt"]),
    }


def _alternatives(figures: Figures) -> dict[str, str]:
    """The alternative texts of the charts."""
    return {
        "cumulative": alt_texts.cumulative(figures.months),
        "monthly": alt_texts.monthly(figures.months),
        "history_alt": alt_texts.history(figures),
    }


def _state(figures: Figures, stand: Stand, version: str) -> str:
    """How final the figures are, of when, and which version."""
    return ", ".join(filter(None, (figures.mark.lower(), f"stand {stand.peildatum.title}", version)))


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


def _template(name: str) -> str:
    return (resources.files("reports") / "templates" / name).read_text(encoding="utf-8")


def _taken(figures: Figures) -> float:
    """How much of the height of the charts of the first page goes to the words about what changed, in px."""
    if not figures.changes and not figures.months_note:
        return 0
    lines = -(-len(" ".join(figures.changes)) // SIGNS_IN_LINE) + bool(figures.changes and figures.months_note)
    return LESS_PX + LINE_PX * max(0, lines - LINES)
