"""Event readers over the XML of ods: how large a sheet really is, and what a values-only reader does not tell.

They keep no tree, so memory stays small whatever the file says. Names as in OpenDocument 1.3 part 3 (9.1).
"""

from __future__ import annotations

import re
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from data.sheets.richtext import MARK, STRUCK, without_runs
from data.sheets.sheetscan import CELLS_PER_LOOK, SheetFacts, whole_number
from data.sheets.tables import Budget

_HIDDEN = {"collapse", "filter"}
_RAISED = re.compile(r"super|sub|-?[1-9][0-9.]*%")
_SPACES = {"text:s": " ", "text:tab": " ", "text:line-break": "\n"}


class OdsManifest(ContentHandler):
    """META-INF/manifest.xml: whether anything is encrypted, and what kind of document it says to be."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted = False
        self.media_type = ""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        self.encrypted |= name == "manifest:encryption-data"
        if name == "manifest:file-entry" and attrs.get("manifest:full-path") == "/":
            self.media_type = attrs.get("manifest:media-type") or ""


class TextsIn(ContentHandler):
    """The texts inside some elements, each with how we call the place: titles, and headers and footers of pages."""

    def __init__(self, places: dict[str, str]) -> None:
        super().__init__()
        self.places = places
        self.texts: list[tuple[str, str]] = []
        self._inside: list[str] = []
        self._text: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        if self._inside:
            self._text.append(" ")
        if name in self.places:
            self._inside.append(name)

    def characters(self, content: str) -> None:  # noqa: D102
        if self._inside:
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: D102, N802
        if self._inside and name == self._inside[-1]:
            self._inside.pop()
            if text := " ".join("".join(self._text).split()):
                self.texts.append((self.places[name], text))
            self._text = []


class OdsContent(ContentHandler):
    """content.xml of an ods: facts by the order of its sheets."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.budget = budget
        self.sheets: list[SheetFacts] = []
        self.spreadsheet = False
        self._seen = 0
        self._row = self._rows = self._column = self._columns = self._header = 0
        self._in_cell = self._filled = self._formula = self._error = self._is_text = self._struck = False
        self._text: list[str] = []
        self._style = ""
        self._odd_styles: dict[str, str] = {}
        self._pieces: list[tuple[str, str]] = []
        self._kinds: list[str] = []  # of the spans that are open
        self._notes = 0  # office:annotation that are open

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        match name:
            case "table:table-cell" | "table:covered-table-cell" if self.sheets:
                self._begin_cell(attrs)
            case "table:table-row" if self.sheets:
                self._begin_row(attrs)
            case "text:p" if self._pieces:
                self._pieces.append(("", "\n"))
            case "text:span":
                self._kinds.append(self._odd_styles.get(attrs.get("text:style-name") or "", ""))
            case "text:s" | "text:tab" | "text:line-break" if self._in_cell:
                self._pieces.append(("", _SPACES[name]))
            case "office:annotation":
                self._notes += 1
            case "table:table":
                self.sheets.append(SheetFacts())
                self._row = self._rows = self._header = 0
            case "table:table-column" if self.sheets:
                self._begin_column(attrs)
            case "style:style":
                self._style = attrs.get("style:name") or ""
                if odd := self._odd_styles.get(attrs.get("style:parent-style-name") or ""):
                    self._odd_styles[self._style] = odd
            case "style:text-properties":
                self._text_style(attrs)
            case "office:spreadsheet":
                self.spreadsheet = True

    def _begin_row(self, attrs: AttributesImpl) -> None:
        self.budget.check_time()
        self._rows = whole_number(attrs.get("table:number-rows-repeated"), 1)
        self._column = 0
        if attrs.get("table:visibility") in _HIDDEN:
            last = min(self._row + self._rows, self.budget.limits.rows)
            self.sheets[-1].hidden_rows.update(range(self._row, last))

    def _begin_column(self, attrs: AttributesImpl) -> None:
        repeat = whole_number(attrs.get("table:number-columns-repeated"), 1)
        if attrs.get("table:visibility") in _HIDDEN:
            last = min(self._header + repeat, self.budget.limits.columns)
            self.sheets[-1].hidden_columns.update(range(self._header, last))
        self._header += repeat

    def _text_style(self, attrs: AttributesImpl) -> None:
        struck = {attrs.get("style:text-line-through-style"), attrs.get("style:text-line-through-type")}
        if struck - {None, "none"}:
            self._odd_styles[self._style] = STRUCK
        elif _RAISED.match(attrs.get("style:text-position") or ""):
            self._odd_styles[self._style] = MARK

    def _begin_cell(self, attrs: AttributesImpl) -> None:
        self._seen += 1
        if self._seen % CELLS_PER_LOOK == 0:
            self.budget.check_time()
        self._columns = whole_number(attrs.get("table:number-columns-repeated"), 1)
        value_type, formula = attrs.get("office:value-type"), attrs.get("table:formula")
        self._formula = formula is not None and value_type is None
        self._error = attrs.get("calcext:value-type") == "error"
        self._filled = value_type is not None or formula is not None
        self._is_text = value_type in {"string", None}
        self._in_cell, self._text = True, [attrs.get("office:string-value") or ""]
        self._pieces, self._kinds = [], []
        self._struck = self._odd_styles.get(attrs.get("table:style-name") or "") == STRUCK
        facts = self.sheets[-1]
        if formula is not None and self._row < self.budget.limits.rows:
            facts.formulas[self._row, self._column] = formula
        down = whole_number(attrs.get("table:number-rows-spanned"), 1)
        across = whole_number(attrs.get("table:number-columns-spanned"), 1)
        if (down > 1 or across > 1) and len(facts.merges) < self.budget.limits.cells:
            facts.merges.append((self._row, self._column, self._row + down - 1, self._column + across - 1))

    def characters(self, content: str) -> None:  # noqa: D102
        if self._in_cell:
            self._text.append(content)
            if not self._notes:
                kind = STRUCK if STRUCK in self._kinds else next(filter(None, self._kinds), "")
                self._pieces.append((kind, content))

    def endElement(self, name: str) -> None:  # noqa: D102, N802
        if name in {"table:table-cell", "table:covered-table-cell"} and self.sheets:
            text = "".join(self._text).strip()
            if self._filled or text:
                self._fill(text)
            self._column += self._columns
            self._in_cell = False
        elif name == "table:table-row":
            self._row += self._rows
        elif name == "text:span" and self._kinds:
            self._kinds.pop()
        elif name == "office:annotation":
            self._notes -= 1

    def _fill(self, text: str) -> None:
        row, column = self._row + max(1, self._rows) - 1, self._column + max(1, self._columns) - 1
        times = max(1, self._rows) * max(1, self._columns)
        self.budget.spend(row=row, column=column, text=len(text) * times, times=times)
        facts = self.sheets[-1]
        facts.reach(row, column)
        rich = without_runs(self._pieces) if self._is_text and self._odd_styles else None
        for place in ((r, c) for r in range(self._row, row + 1) for c in range(self._column, column + 1)):
            if self._error:
                facts.errors[place] = text[:20] or "#FOUT"
            elif self._formula:
                facts.no_value.add(place)
            elif rich:
                facts.rich[place] = rich
            if self._struck:
                facts.restyled[place] = STRUCK
