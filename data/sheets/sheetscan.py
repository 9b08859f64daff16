"""Event readers over the XML of xlsx: how large a sheet really is, and what a values-only reader does not tell.

They keep no tree, so memory stays small whatever the file says. Names as in ECMA-376 part 1 (18.3); prefixes are dropped,
for rare strict files have them. The facts are those of an ods too (data/sheets/odsscan.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from data.sheets.richtext import Rich, Runs
from data.sheets.tables import Budget, Unreadable

CELLS_PER_LOOK = 1000  # between two looks at the time
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_NIL = {"0", "0.0"}
_PAGE_TEXTS = {
    "oddHeader": "de kopregel van de pagina",
    "evenHeader": "de kopregel van de pagina",
    "firstHeader": "de kopregel van de pagina",
    "oddFooter": "de voetregel van de pagina",
    "evenFooter": "de voetregel van de pagina",
    "firstFooter": "de voetregel van de pagina",
}
_PAGE_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f+\-]{6}|[0-9]{1,3}(?![0-9])|[A-Za-z&])')

Place = tuple[int, int]  # row and column from 0
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


@dataclass(slots=True)
class SheetFacts:
    """Of one sheet; rows and columns count from 0. `last_row` and `last_column` are -1 for an empty sheet."""

    last_row: int = -1
    last_column: int = -1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    no_value: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    rich: dict[Place, Rich] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    restyled: dict[Place, str] = field(default_factory=dict)  # how a style shows another figure than the cell holds
    merges: list[Merge] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)  # where, and what is printed on each page there

    def reach(self, row: int, column: int) -> None:
        """Notes that this cell is filled."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    @property
    def area(self) -> int:
        """Cells in the rectangle from A1 to the outermost filled cell."""
        return (self.last_row + 1) * (self.last_column + 1)


def whole_number(text: str | None, default: int) -> int:
    """A count in an attribute. Raises Unreadable."""
    if text is None:
        return default
    if not _NUMBER.fullmatch(text):
        raise Unreadable("bestand-beschadigd", onderdeel="een getal in de opmaak")
    return int(text)


def place_of(reference: str) -> Place | None:
    """Row and column, from 0, of an address.

    >>> place_of("B7"), place_of("7B")
    ((6, 1), None)
    """
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    return int(match[2]) - 1, _column(match[1])


@lru_cache(maxsize=512)
def _column(letters: str) -> int:
    column = -1
    for letter in letters.upper():
        column = (column + 1) * 26 + ord(letter) - 65
    return column


class WorkbookParts(ContentHandler):
    """The workbook part: the sheets in order as (name, relation id), and whether all is to be calculated on opening."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.to_calculate = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        match name.rpartition(":")[2]:
            case "sheet":
                relation = next((attrs[a] for a in attrs.getNames() if a.rpartition(":")[2] == "id"), "")
                self.sheets.append((attrs.get("name") or "", relation))
            case "calcPr":
                self.to_calculate = attrs.get("fullCalcOnLoad") in {"1", "true"}


class SharedStrings(ContentHandler):
    """The shared strings: the length in characters of each text, and those with marks in them."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.budget = budget
        self.lengths: list[int] = []
        self.rich: dict[int, Rich] = {}
        self._length = 0
        self._runs: Runs | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        tag = name.rpartition(":")[2]
        if tag == "si":
            self._length, self._runs = 0, None
        elif tag == "r" and self._runs is None:
            self._runs = Runs()
        if self._runs:
            self._runs.start(tag, attrs.get("val"))

    def characters(self, content: str) -> None:  # noqa: D102
        self._length += len(content)
        if self._runs:
            self._runs.characters(content)

    def endElement(self, name: str) -> None:  # noqa: D102, N802
        tag = name.rpartition(":")[2]
        if self._runs:
            self._runs.end(tag)
        if tag == "si":
            if self._runs and (rich := self._runs.rich):
                self.rich[len(self.lengths)] = rich
            self.lengths.append(self._length)
            if len(self.lengths) % CELLS_PER_LOOK == 0:
                self.budget.check_time()
            if len(self.lengths) > self.budget.limits.cells:
                raise Unreadable("bestand-te-veel", wat="teksten", grens=self.budget.limits.cells)


class XlsxSheet(ContentHandler):
    """One worksheet of an xlsx."""

    def __init__(self, budget: Budget, strings: SharedStrings, odd_styles: Mapping[str, str]) -> None:
        super().__init__()
        self.budget, self.strings, self.odd_styles = budget, strings, odd_styles
        self.facts = SheetFacts()
        self._row = self._column = -1
        self._seen = 0
        self._type = self._shown = ""
        self._formula = self._value = self._zero_height = False
        self._formula_text = ""
        self._text: list[str] = []
        self._runs: Runs | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        match name.rpartition(":")[2]:
            case "c":
                self._cell(attrs)
            case "v":
                self._value, self._text = True, []
            case "f":
                self._formula, self._text = True, []
            case "row":
                self._begin_row(attrs)
            case "is":
                self._value, self._text = True, []
            case "r" if self._runs is None:
                self._runs = Runs()
            case "col" if attrs.get("hidden") in {"1", "true"} or attrs.get("width") in _NIL:
                first, last = whole_number(attrs.get("min"), 1), whole_number(attrs.get("max"), 1)
                self.facts.hidden_columns.update(range(first - 1, min(last, self.budget.limits.columns)))
            case "sheetFormatPr":
                self._zero_height = attrs.get("zeroHeight") in {"1", "true"}
            case "mergeCell":
                self._merge(attrs.get("ref") or "")
            case tag if tag in _PAGE_TEXTS:
                self._text = []
            case tag if self._runs:
                self._runs.start(tag, attrs.get("val"))

    def _begin_row(self, attrs: AttributesImpl) -> None:
        self.budget.check_time()
        self._row = whole_number(attrs.get("r"), self._row + 2) - 1
        self._column = -1
        hidden = attrs.get("hidden") in {"1", "true"} or attrs.get("ht") in _NIL
        hidden |= self._zero_height and attrs.get("ht") is None and attrs.get("hidden") is None
        if hidden and self._row < self.budget.limits.rows:
            self.facts.hidden_rows.add(self._row)

    def _cell(self, attrs: AttributesImpl) -> None:
        self._seen += 1
        if self._seen % CELLS_PER_LOOK == 0:
            self.budget.check_time()
        self._type, self._formula, self._value, self._text = attrs.get("t") or "", False, False, []
        if self.odd_styles:
            self._shown = self.odd_styles.get(attrs.get("s") or "", "")
        reference = attrs.get("r")
        if reference is None:
            self._column += 1
            return
        place = place_of(reference)
        if place is None:
            raise Unreadable("bestand-beschadigd", onderdeel="een celadres")
        self._row, self._column = place

    def _merge(self, reference: str) -> None:
        first, _, last = reference.replace("$", "").partition(":")
        begin, end = place_of(first), place_of(last or first)
        if begin and end and len(self.facts.merges) < self.budget.limits.cells:
            self.facts.merges.append((*begin, *end))

    def characters(self, content: str) -> None:  # noqa: D102
        self._text.append(content)
        if self._runs:
            self._runs.characters(content)

    def endElement(self, name: str) -> None:  # noqa: D102, N802
        match name.rpartition(":")[2]:
            case "c":
                if self._value or self._formula:
                    self._end_cell("".join(self._text))
            case "f":
                self._formula_text, self._text = "".join(self._text), []
            case "is":
                self._end_inline()
            case tag if tag in _PAGE_TEXTS:
                self.facts.texts.append((_PAGE_TEXTS[tag], _PAGE_CODES.sub(" ", "".join(self._text))))
            case tag if self._runs:
                self._runs.end(tag)

    def _end_inline(self) -> None:
        if self._runs and (rich := self._runs.rich):
            self.facts.rich[self._row, self._column] = rich
        self._runs = None

    def _end_cell(self, text: str) -> None:
        place = (self._row, self._column)
        if self._shown:
            self.facts.restyled[place] = self._shown
        if self._formula:
            self.facts.formulas[place] = self._formula_text
            if self._type not in {"str", "inlineStr"} and (not self._value or not text.strip()):
                self.facts.no_value.add(place)
                text = ""
        length = len(text)
        if self._type == "s" and text.isdecimal() and len(text) < 8 and int(text) < len(self.strings.lengths):
            length = self.strings.lengths[int(text)]
            if int(text) in self.strings.rich:
                self.facts.rich[place] = self.strings.rich[int(text)]
        elif self._type == "e":
            self.facts.errors[place] = text[:20] or "#FOUT"
        self.budget.spend(row=self._row, column=self._column, text=length)
        self.facts.reach(self._row, self._column)
