"""Every figure in a table is a number to who copies it: digits, points, a comma, a plus or a hyphen, and nothing else."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.whole.test_same_figure import Rows

MONTH = "peildatum=2026-11-01"
PAGES = (
    "/gemeenten",
    "/gemeenten/GM0935",
    "/gemeenten/GM0935/paneel",
    "/gemeenten/GM0935?peildatum=2026-07-01",
    "/embed/GM0935",
    "/provincies/PV31",
    f"/provincies/PV31/herkomst?{MONTH}",
    "/nederland",
    f"/nederland/herkomst?{MONTH}",
)
NUMBER = re.compile(r"[-+]?\d{1,3}(\.\d{3})*(,\d+)?")


def figures(client: FlaskClient, path: str) -> list[str]:
    """The cells of the tables of a page that a reader takes for a figure."""
    rows = Rows(client.get(path).get_data(as_text=True)).rows
    cells = (" ".join(cell.split()) for row in rows for cell in row[1:])
    return [cell for cell in cells if re.match(r"[-+\N{MINUS SIGN}\N{EN DASH}]?\d[\d.,]*%?$", cell)]


@pytest.mark.parametrize("path", PAGES)
def test_a_figure_in_a_table_is_a_number(client: FlaskClient, path: str) -> None:
    """Maastricht (GM0935) begins with a voorsprong of 122, and so does Limburg with one."""
    cells = figures(client, path)
    assert len(cells) > 4
    assert [cell for cell in cells if not NUMBER.fullmatch(cell)] == []
    assert any(cell.startswith("-") for cell in cells) or path == "/nederland"


def test_a_number_that_is_not_one_would_be_seen() -> None:
    wrong = ("\N{MINUS SIGN}122", "106,5%", "1 234", "12.34")
    assert [text for text in wrong if NUMBER.fullmatch(text)] == []


def test_what_is_no_figure_in_a_table_keeps_its_minus(client: FlaskClient) -> None:
    page = client.get("/gemeenten/GM0935").get_data(as_text=True)
    assert "voorsprong\N{NO-BREAK SPACE}(\N{MINUS SIGN})" in page
