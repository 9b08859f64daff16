"""Follows figures from a page to the original workbook: reads pages and originals with nothing of ours."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from flask.testing import FlaskClient

from tests.data.originals import sum_at
from tests.server.page_reader import Page, Row

CELL = re.compile(r"([−+]?) ?\b([A-Z]{1,3})([1-9][0-9]*)\b")
READ = ("taakstelling", "achterstand", "gerealiseerd")
NUMBER = r"[−+]?[0-9][0-9.]*"


def number(text: str) -> int:
    """A whole number as a Dutch page writes it: 1.234, +12, −5."""
    return int(text.strip().replace(".", "").replace("−", "-").replace("+", ""))


def percentage(done: int, corrected: int) -> str:
    """With one decimal, halves away from zero; nothing to divide by is told in words."""
    if corrected <= 0:
        return "al gehaald"
    exact = (Decimal(100) * done / corrected).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{exact:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


@dataclass
class Crawler:
    """A client with the files that were delivered, by SHA-256, each with its name."""

    client: FlaskClient
    originals: dict[str, tuple[bytes, str]]
    followed: int = 0
    sums: dict[str, dict[str, int]] = field(default_factory=dict)  # of areas that are added up, by origin page
    pages: dict[str, Page] = field(default_factory=dict)  # read once: the site does not change while it is followed

    def page(self, path: str) -> Page:
        """A page that must be there."""
        if path not in self.pages:
            answer = self.client.get(path)
            assert answer.status_code == 200, path
            self.pages[path] = Page(answer.get_data(as_text=True))
        return self.pages[path]

    def cell_sum(self, origin: Page, expression: str) -> int:
        """What the cells of an expression such as `F12 + G12` add up to in the file that the page names."""
        content, name = self.originals[origin.of("Controlegetal")]
        assert origin.of("Naam") == name
        blad = "csv" if name.endswith(".csv") else origin.of("Werkblad")
        cells = CELL.findall(expression)
        assert cells, expression
        rows = {int(row) for _, _, row in cells}
        assert rows == {int(origin.of("Rij van"))}, expression
        return sum_at(
            content, name, blad, rows.pop(), [(letter, -1 if sign == "−" else 1) for sign, letter, _ in cells]
        )

    def figures_at(self, path: str) -> dict[str, int]:
        """What the workbook has for the area of an origin page: from its own cells, or those of every gemeente added up."""
        if path not in self.sums:
            origin = self.page(path)
            parts = [row.href.partition("#")[0] for row in origin.rows if row.href and len(row.cells) == 4]
            if not parts:
                return {name: self._read(origin, name, " ".join(origin.texts[name].split())) for name in READ}
            each = [self.figures_at(part) for part in parts]
            self.sums[path] = {name: sum(one[name] for one in each) for name in READ}
        return self.sums[path]

    def in_workbook(self, href: str) -> int | str:
        """The figure that a link leads to, as the original workbook has it; a rule is computed from the cells it needs."""
        path, _, anchor = href.partition("#")
        text = " ".join(self.page(path).texts[anchor].split())
        figures = self.figures_at(path)
        self.followed += 1
        if anchor in READ:
            return figures[anchor]
        task, balance, done = figures.values()
        corrected, left = task + balance, max(0, task + balance - done)
        rule = [number(n) for n in re.findall(NUMBER, text.partition(" = ")[2])]
        if anchor == "gecorrigeerd":
            assert rule[:3] == [task, abs(balance), corrected], text
            if own := re.search("ook een eigen kolom, met cel ([A-Z]+[0-9]+)", text):
                assert self.cell_sum(self.page(path), own[1]) == corrected, text
            return corrected
        if anchor == "percentage":
            return percentage(done, corrected)
        if anchor == "nog":
            assert rule[:3] == [corrected, done, corrected - done], text
            return left
        assert anchor == "permaand", href
        assert rule[0] == left, text
        return math.ceil(left / rule[1])

    def _read(self, origin: Page, anchor: str, text: str) -> int:
        single = re.search(r"Staat in cel ([A-Z]+[0-9]+): rij [0-9]+, kolom ([A-Z]+)", text)
        if single:
            turned = -1 if "Daarom is het teken omgedraaid" in text else 1
            assert re.match("[A-Z]+", single[1])[0] == single[2]  # type: ignore[index]
            return turned * self.cell_sum(origin, single[1])
        several = re.search(rf"((?:[−+]? ?[A-Z]{{1,3}}[1-9][0-9]* ?)+)= ({NUMBER})", text)
        assert several, (anchor, text)
        return self.cell_sum(origin, several[1])

    def follow_area(self, path: str) -> dict[str, int]:
        """Every number of the sum on a page, each checked against the workbook that its link leads to."""
        figures = {}
        page = self.page(path)
        for row in page.rows:
            anchor = row.href.partition("#")[2]
            if not row.href or len(row.cells) != 3:
                continue
            on_page = number(re.sub("ongeveer", "", row.cells[1]))
            if row.cells[0].startswith("Boven"):
                on_page = 0
            in_file = self.in_workbook(row.href)
            assert in_file == on_page, (path, row.cells, row.href, in_file)
            figures[anchor] = on_page
        assert {"taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "nog"} <= set(figures), path
        if figures["gecorrigeerd"] > 0:
            (share,) = (href for href, _ in page.links if href.endswith("#percentage"))
            assert self.in_workbook(share) == page.percentages[0].removesuffix("%"), path
        return figures

    def follow_rows(self, path: str, cells: int, columns: dict[str, int], of: Callable[[Row], object] = bool) -> int:
        """The rows of a table with so many cells and one link each; every figure in these columns. How many rows."""
        rows = [row for row in self.page(path).rows if len(row.cells) == cells and row.href and of(row)]
        for row in rows:
            origin = row.href.partition("#")[0]
            for name, column in columns.items():
                on_page = row.cells[column].strip().removesuffix("%")
                in_file = self.in_workbook(f"{origin}#{name}")
                expected = on_page if name == "percentage" else number(on_page)
                assert in_file == expected, (path, row.cells, name, in_file)
        return len(rows)

    def follow_months(self, path: str) -> None:
        """The table of months: each cumulative number is in its workbook, and the newest month is the difference."""
        rows = [row for row in self.page(path).rows if len(row.cells) == 5 and row.href]
        assert rows, path
        stood = [int(self.in_workbook(row.href)) for row in rows]
        assert [number(row.cells[2]) for row in rows] == stood, path
        months = [number(row.cells[1]) for row in rows[1:] if row.cells[1].strip() != "–"]
        assert months == [after - before for before, after in pairwise(stood)], path
