"""The tables of pages as files: `/gemeenten.xlsx` and others, with the parameters of the page that shows the table."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from data.errors import UnknownGebied
from data.reference.gemeenten import PROVINCIES
from data.terms import LAND, Gebied, Gebiedsoort
from server.pages import page_context, versions
from server.pages.table import PARAMETERS, Keuze
from server.read_model import current_site
from server.sheets import country_sheets, table_sheets, version_sheets
from server.sheets.sheet_answers import ENDINGS, answer, question

blueprint = Blueprint("werkbladen", __name__)

LAND_PAGE = "nederland"
OF_AREA = "any(maanden, halfjaren, vooruitblik)"
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


@blueprint.get(f"/gemeenten/<code>/<any(maanden, halfjaren, vooruitblik, vergelijking):part>.<{ENDINGS}:ending>")
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


@blueprint.get(f"/nederland/<any(gepubliceerd, klassen):part>.<{ENDINGS}:ending>")
def landelijk(part: str, ending: str) -> Answer:
    """A table of the land that is the same for every month."""
    question()
    make = {"gepubliceerd": country_sheets.of_published, "klassen": country_sheets.of_klassen}[part]
    return answer(make(current_site()), ending, "nederland", part, kept=())


@blueprint.get(f"/versie/<versie>/<any(gemeenten, provincies):soort>.<{ENDINGS}:ending>")
def van_versie(versie: str, soort: str, ending: str) -> Answer:
    """The areas of a version that was published; its gemeenten as CSV have a form of their own (`versies.bestand`)."""
    return _of_version(versie, soort.capitalize(), soort if soort == "gemeenten" else LAND_PAGE, ending)


@blueprint.get(f"/versie/<versie>/provincies/<code>/gemeenten.<{ENDINGS}:ending>")
def van_versie_en_provincie(versie: str, code: str, ending: str) -> Answer:
    """The gemeenten of a provincie in a version. Raises UnknownGebied."""
    return _of_version(versie, "Gemeenten", f"provincies/{code}", ending, code)


def _of_version(versie: str, what: str, path: str, ending: str, code: str = "") -> Answer:
    """Raises NotPublished, UnknownGebied, DatabaseAway."""
    question()
    site = current_site()
    line, _ = versions.version(site, versie)
    stand = versions.stand_as_published(site, line)
    regels = stand.gemeenten if what == "Gemeenten" else stand.provincies
    if code:
        regels = tuple(regel for regel in regels if regel.provinciecode == code)
        what = f"Gemeenten in {stand.regel(code).name_in_sentence}"
        if not regels or code not in PROVINCIES:
            raise UnknownGebied(code[:20])
    sheet = version_sheets.of_version(site, line, stand, regels, what, path)
    return answer(sheet, ending, what.partition(" ")[0].lower(), line.versie, code)


def _of_area(gebied: Gebied, soort: Gebiedsoort, code: str, part: str, ending: str) -> Answer:
    """Raises UnknownGebied, also for another way to write a code: a file has one address."""
    question(*OF_MONTH)
    stand = page_context.asked_stand()
    if code != gebied or gebied not in stand.by_code or stand.regel(gebied).code.soort is not soort:
        raise UnknownGebied(code)
    sheet = table_sheets.of_area(current_site(), stand, gebied, part)
    return answer(sheet, ending, code, part, stand.peildatum, kept=OF_MONTH)
