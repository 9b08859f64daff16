"""The tables of pages as files: `/gemeenten.xlsx` and others, with the parameters of the page that shows the table."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from data.errors import UnknownGebied
from data.terms import LAND, Gebied, Gebiedsoort
from server.pages import page_context
from server.pages.table import PARAMETERS, Keuze
from server.read_model import current_site
from server.sheets import table_sheets
from server.sheets.sheet_answers import ENDINGS, answer, question

blueprint = Blueprint("werkbladen", __name__)

OF_AREA = "any(maanden, halfjaren)"
OF_TABLE, OF_MONTH = (*PARAMETERS, "peildatum"), ("peildatum",)


@blueprint.get(f"/gemeenten.<{ENDINGS}:ending>")
def gemeenten(ending: str) -> Answer:
    """The table of gemeenten as the page with the same query shows it."""
    args = question(*OF_TABLE)
    Keuze.check(args)
    keuze, stand = Keuze.read(args), page_context.asked_stand()
    sheet = table_sheets.of_gemeenten(current_site(), stand, keuze)
    klasse = keuze.filter.klasse and f"klasse-{keuze.filter.klasse}"
    return answer(
        sheet,
        ending,
        "gemeenten",
        stand.peildatum,
        keuze.filter.provincie,
        klasse,
        keuze.zoek and "gezocht",
        kept=OF_TABLE,
    )


@blueprint.get(f"/provincies.<{ENDINGS}:ending>")
def provincies(ending: str) -> Answer:
    """The provincies side by side."""
    question(*OF_MONTH)
    stand = page_context.asked_stand()
    return answer(
        table_sheets.of_provincies(current_site(), stand), ending, "provincies", stand.peildatum, kept=OF_MONTH
    )


@blueprint.get(f"/gemeenten/<code>/<any(maanden, halfjaren, vergelijking):part>.<{ENDINGS}:ending>")
def gemeente(code: str, part: str, ending: str) -> Answer:
    """A table of one gemeente."""
    return _of_area(page_context.gemeentecode(code), Gebiedsoort.GEMEENTE, code, part, ending)


@blueprint.get(f"/provincies/<code>/<{OF_AREA}:part>.<{ENDINGS}:ending>")
def provincie(code: str, part: str, ending: str) -> Answer:
    """A table of one provincie."""
    return _of_area(Gebied(code), Gebiedsoort.PROVINCIE, code, part, ending)


@blueprint.get(f"/nederland/<{OF_AREA}:part>.<{ENDINGS}:ending>")
def nederland(part: str, ending: str) -> Answer:
    """A table of the land."""
    return _of_area(LAND, Gebiedsoort.LAND, LAND, part, ending)


def _of_area(gebied: Gebied, soort: Gebiedsoort, code: str, part: str, ending: str) -> Answer:
    """Raises UnknownGebied, also for another way to write a code: a file has one address."""
    question(*OF_MONTH)
    stand = page_context.asked_stand()
    if code != gebied or gebied not in stand.by_code or stand.regel(gebied).code.soort is not soort:
        raise UnknownGebied(code)
    sheet = table_sheets.of_area(current_site(), stand, gebied, part)
    return answer(sheet, ending, code, part, stand.peildatum, kept=OF_MONTH)
