"""Follows figures from a page to the original workbook: reads pages and originals with nothing of ours."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from flask.testing import FlaskClient

from tests.data.originals import sum_at
from tests.server.page_reader import Page

CELL = re.compile(r"([−+]?) ?\b([A-Z]{1,3})([1-9][0-9]*)\b")
NUMBER = r"[−+]?[0-9][0-9.]*"


def number(text: str) -> int:
    """A whole number as a Dutch page writes it: 1.234, +12, −5."""
    return int(text.strip().replace(".", "").replace("−", "-").replace("+", ""))


@dataclass
class Crawler:
    """A client with the files that were delivered, by SHA-256, each with its name."""

    client: FlaskClient
    originals: dict[str, tuple[bytes, str]]
    followed: int = 0

    def page(self, path: str) -> Page:
        """A page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return Page(answer.get_data(as_text=True))

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

    def in_workbook(self, href: str) -> int:
        """The figure that a link leads to, as the original workbook has it; a rule is computed from the cells it needs."""
        path, _, anchor = href.partition("#")
        origin = self.page(path)
        text = " ".join(origin.texts[anchor].split())
        self.followed += 1
        if anchor in ("taakstelling", "achterstand", "gerealiseerd"):
            return self._read(origin, anchor, text)
        task, balance, done = (
            self._read(origin, name, " ".join(origin.texts[name].split()))
            for name in ("taakstelling", "achterstand", "gerealiseerd")
        )
        corrected, left = task + balance, max(0, task + balance - done)
        rule = [number(n) for n in re.findall(NUMBER, text.partition(" = ")[2])]
        if anchor == "gecorrigeerd":
            assert rule[:3] == [task, abs(balance), corrected], text
            if own := re.search("ook een eigen kolom, met cel ([A-Z]+[0-9]+)", text):
                assert self.cell_sum(origin, own[1]) == corrected, text
            return corrected
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
        for row in self.page(path).rows:
            anchor = row.href.partition("#")[2]
            if not row.href or len(row.cells) != 3 or anchor == "percentage":
                continue
            shown = number(re.sub("ongeveer", "", row.cells[1]))
            if row.cells[0].startswith("Boven"):
                shown = 0
            found = self.in_workbook(row.href)
            assert found == shown, (path, row.cells, row.href, found)
            figures[anchor] = shown
        assert {"taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "nog"} <= set(figures), path
        return figures

    def follow_months(self, path: str) -> None:
        """The table of months: each cumulative number is in its workbook, and the newest month is the difference."""
        rows = [row for row in self.page(path).rows if len(row.cells) == 5 and row.href]
        assert rows, path
        stood = [self.in_workbook(row.href) for row in rows]
        assert [number(row.cells[2]) for row in rows] == stood, path
        months = [number(row.cells[1]) for row in rows[1:] if row.cells[1].strip() != "–"]
        assert months == [after - before for before, after in pairwise(stood)], path
