"""Reads a page with nothing of ours: the rows of its tables, its links to an origin, and the text below each id."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("area", "br", "circle", "hr", "img", "input", "line", "link", "meta", "path", "polyline", "rect"))


@dataclass
class Row:
    """A row of a table: its texts, and where it says that it came from."""

    cells: list[str] = field(default_factory=list)
    href: str = ""


class Page(HTMLParser):
    """`rows` of tables; `links` to an origin with their names; `texts` by id; the large `percentages`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.links: list[tuple[str, str]] = []
        self.texts: dict[str, str] = {}
        self.percentages: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag in VOID:
            return
        self._open.append((tag, about.get("id", "")))
        if about.get("id"):
            self.texts[about["id"]] = ""
        if about.get("class") == "pct":
            self.percentages.append("")
        if tag == "tr":
            self.rows.append(Row())
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].cells.append("")
        elif tag == "a" and "/herkomst?" in about.get("href", ""):
            self.links.append((about["href"], about.get("aria-label") or about.get("title", "")))
            if self._inside("tr"):
                self.rows[-1].href = about["href"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing of what closes itself is of use, and it ends nothing."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.texts[name] += data
        if self.percentages and not self.percentages[-1]:
            self.percentages[-1] = data.strip()
        if self.rows and (self._inside("td") or self._inside("th")):
            self.rows[-1].cells[-1] += data

    def _inside(self, tag: str) -> bool:
        return any(open_tag == tag for open_tag, _ in self._open)

    def of(self, label: str) -> str:
        """The second cell of the row that begins so."""
        return next(row.cells[1].strip() for row in self.rows if row.cells and row.cells[0].strip().startswith(label))
