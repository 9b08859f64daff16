"""What one report shows with nothing left to look up, the key of that, and the press that makes the PDF of it.

The press gets a manuscript and nothing else; what it brings itself (its code, fonts, sheets, the programs behind it) is in
`press_format`. So two manuscripts with one key are one report, byte for byte (decision 0029).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from data import files
from data.made_by import made_by
from reports.content.maps import MapDrawing
from reports.content.report_charts import Drawing
from reports.content.report_tables import Table
from reports.pdf.engine import Document, Fonts, Placed, Sheet, Tags, lay_out, write
from reports.pdf.metadata import Metadata
from reports.pdf.paint import DrawnImage, Forms, Lettering, MapImage
from reports.pdf.tags import mend_tags
from reports.pdf.typefaces import make_typefaces
from reports.pdf.typeset import SetTable, Size
from tiles import palette

MADE_WITH = ("fontpkg-ibm-plex-sans", "fonttools", "pydyf", "weasyprint")
PAGES = "\ue000"  # stands in the page where the number of pages will
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table in a width in CSS pixels, under the name that the page gives it; one that goes on names the part `before`."""

    name: str
    table: Table
    width: float
    size: Size
    before: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Everything that is in one report. `page` is XHTML, with `PAGES` in it; `pages` is how many there will be, most likely.

    `drawings` go by the names that the page gives them; `links` has by anchor what a link to it says.
    """

    page: str
    pages: int
    drawings: Mapping[str, Drawing | MapDrawing]
    tables: tuple[PlacedTable, ...]
    links: Mapping[str, str]
    metadata: Metadata
    large: bool = False  # in large print

    @property
    def key(self) -> str:
        """32 hex digits: of all that is in it, and of the press. The PDF carries them (`metadata.key_of`)."""
        return files.sha256(f"{press_format()} {self!r}".encode())[:32]


def press_format() -> str:
    """What changes when the press makes something else of the same manuscript."""
    return made_by(__name__, packages=MADE_WITH, beside=("reports/styles/*",))


def no_step(_step: str) -> None:
    """Nobody hears of the phases."""


class Press:
    """Makes PDFs; it holds fonts and sheets, belongs to one process and keeps nothing of the reports it made.

    `folder` keeps the made fonts; without it they are made for this process.
    """

    def __init__(self, folder: Path | None = None) -> None:
        with tempfile.TemporaryDirectory() as temporary:
            typefaces = make_typefaces(folder or Path(temporary))
            self.fonts = Fonts(typefaces.css)
            self.lettering = Lettering(typefaces, self.fonts)
        base, report, large = (_coloured(_read(name)) for name in ("base.css", "report.css", "large.css"))
        self.sheets = self._sheets(base, report)
        self.large_sheets = self._sheets(base, report, large)
        self.forms: Forms = {}

    def print(self, manuscript: Manuscript, step: Step = no_step) -> bytes:
        """The report as PDF; `step` gets the name of each ended phase."""
        tables: dict[str, SetTable] = {}
        for t in manuscript.tables:
            tables[t.name] = SetTable(t.table, t.width, t.size, self.lettering, tables.get(t.before))
        images: dict[str, Placed] = {f"report:/{name}": self._image(d) for name, d in manuscript.drawings.items()}
        images.update({f"report:/{name}": table for name, table in tables.items()})
        step("setting")
        document = self._fitting(manuscript, images)
        step("layout")

        def mend(tags: Tags) -> None:
            step("painting")
            mend_tags(tags, {f"table:{name}": table for name, table in tables.items()}, manuscript.links)

        content = write(document, replace(manuscript.metadata, key=manuscript.key), mend)
        step("writing")
        return content

    def _sheets(self, *css: str) -> tuple[Sheet, ...]:
        return tuple(map(self.fonts.sheet, css))

    def _image(self, drawing: Drawing | MapDrawing) -> Placed:
        if isinstance(drawing, MapDrawing):
            return MapImage(drawing, self.lettering, self.forms)
        return DrawnImage(drawing, self.lettering)

    def _fitting(self, manuscript: Manuscript, images: dict[str, Placed]) -> Document:
        """The document with the right number of pages in its footer: guessed first, since counting costs a second layout."""
        pages, sheets = manuscript.pages, self.large_sheets if manuscript.large else self.sheets
        while True:
            page = manuscript.page.replace(PAGES, str(pages))
            document = lay_out(page, sheets, self.fonts, images)
            if len(document.pages) == pages:
                return document
            pages = len(document.pages)


def _coloured(css: str) -> str:
    """A style sheet with the colours of the palette in it, so that no report has to look them up."""
    return re.sub(r"var\(--palette-(\w+)\)", lambda name: palette.NAMED[name[1]], css)


def _read(name: str) -> str:
    return (resources.files("reports") / "styles" / name).read_text(encoding="utf-8")
