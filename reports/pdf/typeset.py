"""Sets a table as PDF operators in one go: it gets a place like an image, and no box is made for each cell.

A report is mostly tables, and a cell costs WeasyPrint about half a millisecond to lay out and draw; set like this it costs
some twenty microseconds (decisions 0007 and 0027). The cells are marked for `tags`, which makes them real table cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from data.terms import Klasse
from reports.content.report_charts import Label
from reports.content.report_tables import Row, Table
from reports.pdf.engine import Canvas
from reports.pdf.paint import Lettering, circle, hatch, rgb
from tiles.palette import BRAND, BY_KLASSE, INK, RULE, SOFT

LEADING = 1.22
GAP = 6.0  # px between columns
TURN = 12.0  # px more where text, set to the left, follows numbers, set to the right
SIGN = 13.0  # px for the sign before a klasse
SWATCH = 26.0  # px for the colour before it in a legend


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes of a table in CSS pixels: letters, letters of the heading, space above and below a line."""

    text: float
    head: float
    padding: float


NORMAL, SMALL, DENSE = Size(11.33, 10.0, 2.6), Size(10.0, 9.33, 1.9), Size(9.33, 9.33, 1.2)
LARGE = Size(24.0, 24.0, 5.0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its role in the table (TH or TD), its scope when a heading, and its operators."""

    kind: str
    scope: str
    operators: bytes


@dataclass(frozen=True, slots=True)
class Painted:
    """The rows of a table as they were put on a page, in reading order."""

    head: tuple[Cell, ...]
    body: tuple[tuple[Cell, ...], ...]
    content: MarkedContent
    continued: Painted | None  # the part of the table on a page before


class MarkedContent:
    """The operators of all cells; they get their numbers (`first`, `first` + 1, ...) when the page is complete."""

    def __init__(self, head: Sequence[Cell], cells: Sequence[Cell], rules: bytes) -> None:
        self._head = head  # repeated above the rows, for the eye only
        self._cells = cells
        self._rules = rules
        self.first = 0

    def operators(self) -> bytes:
        """Closes the mark of the caption, which was opened for an image, and leaves one open to be closed as that."""
        marked = (
            b"/%b <</MCID %d>> BDC\n%b\nEMC" % (cell.kind.encode(), number, cell.operators)
            for number, cell in enumerate(self._cells, self.first)
        )
        repeated = (b"/Artifact BMC\n%b\nEMC" % cell.operators for cell in self._head)
        return b"\n".join((b"EMC", *repeated, *marked, b"/Artifact BMC\n" + self._rules))


class SetTable:
    """A table of a width in CSS pixels, placed as an image. `painted` is filled when it was drawn.

    One that goes on from `before`, on an earlier page, becomes one table with it: its caption and heads are artifacts.
    """

    def __init__(
        self, table: Table, width: float, size: Size, lettering: Lettering, before: SetTable | None = None
    ) -> None:
        self.table = table
        self._before = before
        self.painted: list[Painted] = []
        self._width = width
        self._size = size
        self._lettering = lettering
        self._enlarged = max(1.0, size.text / NORMAL.text)  # signs and swatches grow with large letters
        total = sum(column.width for column in table.columns)
        edges = accumulate((column.width * (width + GAP) / total for column in table.columns), initial=0.0)
        self._edges = list(edges)
        self._head = [self._wrap(c.label, self._room(n), size.head, False) for n, c in enumerate(table.columns)]
        self._lines = [
            [
                self._wrap(text, self._room(n) - self._indent(row, n), size.text, row.strong)
                for n, text in enumerate(self._texts(row))
            ]
            for row in table.rows
        ]
        self._caption_height = size.head * LEADING + 4 if table.caption else 0.0
        self._head_height = self._height(self._head, size.head)
        self._row_heights = [self._height(lines, size.text) for lines in self._lines]
        self.size = (width, self._caption_height + self._head_height + sum(self._row_heights) + 1)

    def paint(self, canvas: Canvas, width: float) -> None:
        """Draws, in the width that it was set in, and notes in `painted` which cells there are."""
        table, size = self.table, self._size
        caption = Label(0, size.head, table.caption, INK, size.head, bold=True)
        canvas.add("\n".join(self._lettering.show(canvas, caption)).encode())
        y = self._caption_height
        head = tuple(
            Cell("TH", "Column", self._text(canvas, n, lines, y + self._drop(lines), size.head, SOFT, False))
            for n, lines in enumerate(self._head)
        )
        y += self._head_height
        rules = [f"{rgb(BRAND)} RG 1 w 0 {y:.2f} m {self._width:.2f} {y:.2f} l S", f"{rgb(RULE)} RG .6 w"]
        body = []
        for row, lines, height in zip(table.rows, self._lines, self._row_heights, strict=True):
            color = BRAND if row.strong else INK
            cells = []
            for n, cell in enumerate(lines):
                operators = self._text(canvas, n, cell, y, size.text, color, row.strong, self._indent(row, n))
                if row.klasse is not None and self._has_sign(row, n):
                    operators = self._sign(row.klasse, n, y) + operators
                cells.append(Cell("TH", "Row", operators) if n == table.heading else Cell("TD", "", operators))
            body.append(tuple(cells))
            y += height
            rules.append(f"0 {y:.2f} m {self._width:.2f} {y:.2f} l S")
        all_cells = [cell for row in body for cell in row]
        continued = self._before.painted[-1] if self._before else None
        repeated, marked = (head, all_cells) if continued else ((), [*head, *all_cells])
        content = MarkedContent(repeated, marked, "\n".join(rules).encode())
        canvas.add_later(content.operators)
        self.painted.append(Painted(head, tuple(body), content, continued))

    def _texts(self, row: Row) -> tuple[str, ...]:
        """The text of each cell; a klasse is the last one, except in a legend, where it is the first and given."""
        return row.cells if row.klasse is None or self.table.legend else (*row.cells, row.klasse_in_words)

    def _has_sign(self, row: Row, n: int) -> bool:
        return row.klasse is not None and n == (0 if self.table.legend else len(self.table.columns) - 1)

    def _indent(self, row: Row, n: int) -> float:
        """Room for the sign, and in a legend the colour, before a klasse."""
        if not self._has_sign(row, n):
            return 0.0
        return self._enlarged * (SIGN + SWATCH if self.table.legend else SIGN)

    def _start(self, n: int) -> float:
        """Where the text of a column that is set to the left begins."""
        columns = self.table.columns
        turns = n and columns[n - 1].numeric and not columns[n].numeric
        return self._edges[n] + (TURN if turns else 0.0)

    def _room(self, n: int) -> float:
        return self._edges[n + 1] - self._start(n) - GAP

    def _wrap(self, text: str, width: float, size: float, bold: bool) -> list[str]:
        if self._lettering.width(text, size, bold) <= width:
            return [text]
        lines: list[str] = []
        for word in text.split(" "):
            tried = f"{lines[-1]} {word}" if lines else word
            if lines and self._lettering.width(tried, size, bold) <= width:
                lines[-1] = tried
            else:
                lines.append(word)
        return lines

    def _height(self, lines: list[list[str]], size: float) -> float:
        return max(len(line) for line in lines) * size * LEADING + 2 * self._size.padding

    def _drop(self, lines: list[str]) -> float:
        """Headings stand on the line below them."""
        return self._head_height - self._height([lines], self._size.head)

    def _text(
        self, canvas: Canvas, n: int, lines: list[str], y: float, size: float, color: str, bold: bool, indent: float = 0
    ) -> bytes:
        numeric = self.table.columns[n].numeric
        x = self._edges[n + 1] - GAP if numeric else self._start(n) + indent
        anchor = "end" if numeric else "start"
        first = y + self._size.padding + size * 0.98
        return "\n".join(
            operator
            for k, line in enumerate(lines)
            for operator in self._lettering.show(
                canvas, Label(x, first + k * size * LEADING, line, color, size, anchor, bold), k < len(lines) - 1
            )
        ).encode()

    def _sign(self, klasse: Klasse, n: int, y: float) -> bytes:
        """A full, half or open circle, so that the klasse can be told without colour; in a legend the colour before it."""
        x, middle, r = self._start(n), y + self._size.padding + self._size.text * 0.63, self._size.text * 0.33
        out = [f"{rgb(BRAND)} RG .9 w"]
        if self.table.legend:
            look, wide, half = BY_KLASSE[klasse], 19 * self._enlarged, 4.5 * self._enlarged
            box = (x + 0.5, middle + half, x + 0.5 + wide, middle - half)
            frame = f"{box[0]:.2f} {box[3]:.2f} {wide:g} {2 * half:g} re"
            out.append(f"{rgb(look.fill)} rg {frame} f")
            if look.pattern:
                out.append(f"q {frame} W n {hatch(look, box, self._enlarged)} Q")
            out.append(f"{frame} S")
            x += SWATCH * self._enlarged
        path = circle(x + r + 0.5, middle, r)
        if klasse is Klasse.ENIGSZINS:
            left = f"{x:.2f} {middle - r:.2f} {r + 0.5:.2f} {2 * r:.2f} re"
            out.append(f"q {left} W n {rgb(BRAND)} rg {path} f Q {path} S")
        elif klasse is Klasse.GOED:
            out.append(f"{rgb(BRAND)} rg {path} B")
        elif klasse is Klasse.ACHTER:
            out.append(f"{path} S")
        else:
            out.append(f"{x:.2f} {middle:.2f} m {x + 2 * r:.2f} {middle:.2f} l S")
        return "\n".join([*out, ""]).encode()
