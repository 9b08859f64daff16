"""Event readers over the XML of xlsx and ods: how large a sheet really is, and what a values-only reader does not tell.

They keep no tree, so memory stays small whatever the file says. Names as in ECMA-376 part 1 (18.3) and OpenDocument 1.3
part 3 (9.1); prefixes are dropped for xlsx, which has them in rare strict files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from data.tables import Budget, Unreadable

CELLS_PER_LOOK = 1000  # between two looks at the time
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})", re.ASCII)
_REPEAT = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(slots=True)
class SheetFacts:
    """Of one sheet; rows and columns count from 0. `last_row` and `last_column` are -1 for an empty sheet."""

    last_row: int = -1
    last_column: int = -1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    no_value: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Notes that this cell is filled."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    @property
    def area(self) -> int:
        """Cells in the rectangle from A1 to the outermost filled cell."""
        return (self.last_row + 1) * (self.last_column + 1)


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not _REPEAT.fullmatch(text):
        raise Unreadable("bestand-beschadigd", onderdeel="een getal in de opmaak")
    return int(text)


class WorkbookParts(ContentHandler):
    """xl/workbook.xml: the sheets in order as (name, relation id)."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        if name.rpartition(":")[2] == "sheet":
            relation = next((attrs[a] for a in attrs.getNames() if a.rpartition(":")[2] == "id"), "")
            self.sheets.append((attrs.get("name") or "", relation))


class Relations(ContentHandler):
    """xl/_rels/workbook.xml.rels: the worksheets by relation id."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        if name.rpartition(":")[2] == "Relationship" and (attrs.get("Type") or "").endswith("/worksheet"):
            target = attrs.get("Target") or ""
            self.targets[attrs.get("Id") or ""] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class SharedStrings(ContentHandler):
    """xl/sharedStrings.xml: the length in characters of each text."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.budget = budget
        self.lengths: list[int] = []
        self._length = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        if name.rpartition(":")[2] == "si":
            self._length = 0

    def characters(self, content: str) -> None:  # noqa: D102
        self._length += len(content)

    def endElement(self, name: str) -> None:  # noqa: D102, N802
        if name.rpartition(":")[2] == "si":
            self.lengths.append(self._length)
            if len(self.lengths) % CELLS_PER_LOOK == 0:
                self.budget.check_time()
            if len(self.lengths) > self.budget.limits.cells:
                raise Unreadable("bestand-te-veel", wat="teksten", grens=self.budget.limits.cells)


class XlsxSheet(ContentHandler):
    """One worksheet of an xlsx."""

    def __init__(self, budget: Budget, lengths: list[int]) -> None:
        super().__init__()
        self.budget, self.lengths = budget, lengths
        self.facts = SheetFacts()
        self._row = self._column = -1
        self._seen = 0
        self._type = ""
        self._formula = self._value = False
        self._text: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        match name.rpartition(":")[2]:
            case "c":
                self._cell(attrs)
            case "f":
                self._formula, self._text = True, []
            case "v" | "is":
                self._value, self._text = True, []
            case "row":
                self.budget.check_time()
                self._row = _number(attrs.get("r"), self._row + 2) - 1
                self._column = -1
                if attrs.get("hidden") in {"1", "true"} and self._row < self.budget.limits.rows:
                    self.facts.hidden_rows.add(self._row)
            case "col" if attrs.get("hidden") in {"1", "true"}:
                first, last = _number(attrs.get("min"), 1), _number(attrs.get("max"), 1)
                self.facts.hidden_columns.update(range(first - 1, min(last, self.budget.limits.columns)))

    def _cell(self, attrs: AttributesImpl) -> None:
        self._seen += 1
        if self._seen % CELLS_PER_LOOK == 0:
            self.budget.check_time()
        self._type, self._formula, self._value, self._text = attrs.get("t") or "", False, False, []
        reference = attrs.get("r")
        if reference is None:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(reference)
        if not match:
            raise Unreadable("bestand-beschadigd", onderdeel="een celadres")
        self._column = -1
        for letter in match[1].upper():
            self._column = (self._column + 1) * 26 + ord(letter) - 65
        self._row = int(match[2]) - 1

    def characters(self, content: str) -> None:  # noqa: D102
        self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: D102, N802
        if name.rpartition(":")[2] != "c" or not (self._value or self._formula):
            return
        text = "".join(self._text)
        if self._formula and self._type not in {"str", "inlineStr"} and (not self._value or not text.strip()):
            self.facts.no_value.add((self._row, self._column))
            text = ""
        length = len(text)
        if self._type == "s" and text.isdecimal() and len(text) < 8 and int(text) < len(self.lengths):
            length = self.lengths[int(text)]
        elif self._type == "e":
            self.facts.errors[self._row, self._column] = text[:20] or "#FOUT"
        self.budget.spend(row=self._row, column=self._column, text=length)
        self.facts.reach(self._row, self._column)


class OdsManifest(ContentHandler):
    """META-INF/manifest.xml: whether anything is encrypted."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        self.encrypted |= name == "manifest:encryption-data"


class OdsContent(ContentHandler):
    """content.xml of an ods: facts by the order of its sheets."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.budget = budget
        self.sheets: list[SheetFacts] = []
        self._seen = 0
        self._row = self._rows = self._column = self._columns = self._header = 0
        self._in_cell = self._filled = self._formula = self._error = False
        self._text: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        match name:
            case "table:table":
                self.sheets.append(SheetFacts())
                self._row = self._rows = self._header = 0
            case "table:table-column" if self.sheets:
                repeat = _number(attrs.get("table:number-columns-repeated"), 1)
                if attrs.get("table:visibility") in {"collapse", "filter"}:
                    last = min(self._header + repeat, self.budget.limits.columns)
                    self.sheets[-1].hidden_columns.update(range(self._header, last))
                self._header += repeat
            case "table:table-row" if self.sheets:
                self.budget.check_time()
                self._rows = _number(attrs.get("table:number-rows-repeated"), 1)
                self._column = 0
                if attrs.get("table:visibility") in {"collapse", "filter"}:
                    last = min(self._row + self._rows, self.budget.limits.rows)
                    self.sheets[-1].hidden_rows.update(range(self._row, last))
            case "table:table-cell" | "table:covered-table-cell" if self.sheets:
                self._seen += 1
                if self._seen % CELLS_PER_LOOK == 0:
                    self.budget.check_time()
                self._columns = _number(attrs.get("table:number-columns-repeated"), 1)
                value_type = attrs.get("office:value-type")
                self._formula = "table:formula" in attrs and value_type is None
                self._error = attrs.get("calcext:value-type") == "error"
                self._filled = value_type is not None or "table:formula" in attrs
                self._in_cell, self._text = True, [attrs.get("office:string-value") or ""]

    def characters(self, content: str) -> None:  # noqa: D102
        if self._in_cell:
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: D102, N802
        if name == "table:table-row":
            self._row += self._rows
        elif name in {"table:table-cell", "table:covered-table-cell"} and self.sheets:
            text = "".join(self._text).strip()
            if self._filled or text:
                self._fill(text)
            self._column += self._columns
            self._in_cell = False

    def _fill(self, text: str) -> None:
        row, column = self._row + max(1, self._rows) - 1, self._column + max(1, self._columns) - 1
        times = max(1, self._rows) * max(1, self._columns)
        self.budget.spend(row=row, column=column, text=len(text) * times, times=times)
        facts = self.sheets[-1]
        facts.reach(row, column)
        for place in ((r, c) for r in range(self._row, row + 1) for c in range(self._column, column + 1)):
            if self._error:
                facts.errors[place] = text[:20] or "#FOUT"
            elif self._formula:
                facts.no_value.add(place)
