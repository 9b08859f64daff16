"""`/vergelijk?g=GM0344,PV26`: the areas that a reader chose side by side, in any half-year; complete without a script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from data import dutch
from data.domain import area_search, rules
from data.domain.area_search import Hit
from data.domain.chosen_areas import MOST, PARAMETER, ChosenAreas
from data.domain.months import months_of
from data.domain.stand import Regel, Stand, extremes
from data.terms import MONTHS_PER_HALFJAAR
from reports.content import in_words
from server.comparison.comparison_links import often_beside
from server.http.marked_answers import ready_page
from server.http.refusals import InvalidQuery
from server.pages import charts, page_context
from server.read_model import current_site
from server.sheets import table_sheets
from server.sheets.sheet_answers import ENDINGS, answer, question

PATH = "vergelijk"
ADD = "erbij"  # the parameter with a name or a code to add
LARGEST = 4  # gemeenten of the example

blueprint = Blueprint("vergelijk", __name__)
blueprint.add_app_template_filter(dutch.listed, "opsomming")
blueprint.add_app_template_global(often_beside, "vaak_naast")
blueprint.add_app_template_global(extremes, "uitersten")


@blueprint.get(f"/{PATH}")
@ready_page(PARAMETER, ADD, "peildatum")
def vergelijk() -> str | Answer:
    """The areas of the address, with a form to add one by its name or code. Leads to the one way to write a choice."""
    stand = page_context.asked_stand()
    codes = request.args.get(PARAMETER, "")
    choice = ChosenAreas.read(codes, stand)
    sought = request.args.get(ADD, "")[: area_search.LONGEST].strip()
    hits = area_search.find(sought, stand) if sought else ()
    certain = area_search.certain(hits)
    if certain and certain.code not in choice.codes and not choice.full:
        return redirect(_address(choice.plus(certain.code)))
    if not (sought or choice.remarks) and codes != choice.value:
        return redirect(_address(choice.value), 301)
    return render_template(
        "vergelijk.html",
        stand=stand,
        regel=stand.nederland,
        keuze=choice,
        adres=_address,
        canoniek_adres=current_site().url(f"/{_query(choice.value)}"),
        peildata=page_context.peildata()[::-1],
        gezocht_erbij=sought,
        gevonden=[hit for hit in hits if hit.code not in choice.codes],
        opmerkingen=(*choice.remarks, *_about(sought, hits, choice)),
        grootste=sorted(stand.gemeenten, key=lambda r: (-(r.taakstelling or 0), r.code))[:LARGEST],
        **(_drawn(choice.areas, stand) if choice.enough else {}),
    )


@blueprint.get(f"/{PATH}.<{ENDINGS}:ending>")
def tabel(ending: str) -> Answer:
    """The table of that page as a file. Raises InvalidQuery for a choice that is not wholly in it."""
    parameters = (PARAMETER, "peildatum")
    codes = question(*parameters).get(PARAMETER, "")
    stand = page_context.asked_stand()
    choice = ChosenAreas.read(codes, stand)
    if choice.remarks or choice.gone or not choice.areas:
        reasons = (*choice.remarks, *(gone.zin for gone in choice.gone))
        raise InvalidQuery(
            PARAMETER, codes, " ".join(reasons) or "noem codes met een komma ertussen, zoals GM0344,PV26"
        )
    sheet = table_sheets.of_choice(current_site(), stand, choice.areas)
    return answer(sheet, ending, PATH, stand.peildatum, choice.value, kept=parameters)


def _about(sought: str, hits: tuple[Hit, ...], choice: ChosenAreas) -> tuple[str, ...]:
    """Why what was sought was not added, in Dutch."""
    if not sought:
        return ()
    if choice.full:
        return (f"Er staan al {MOST} gebieden. Haal er eerst een weg.",)
    if not hits:
        return (f"Geen gemeente of provincie gevonden met ‘{sought}’.",)
    there = [hit for hit in hits if hit.code in choice.codes]
    return (f"{there[0].distinct_name} staat er al.",) if len(there) == len(hits) else ()


def _drawn(areas: tuple[Regel, ...], stand: Stand) -> dict[str, Any]:
    """What the page shows of areas that can be compared."""
    months = [months_of(regel.code, stand, current_site().stands()) for regel in areas]
    return {
        "gebieden": areas,
        "grafiekbeelden": any(regel.cijfers for regel in areas),
        "in_het_kort": in_words.side_by_side(areas, stand),
        "vergelijking": [(regel.distinct_name, regel, regel.code) for regel in areas],
        "aandelen": charts.aandelengrafiek([regel.percentage for regel in areas], stand.norm_percentage),
        "normen": [dutch.rounded(100 * rules.norm_share(n)) for n in range(1, MONTHS_PER_HALFJAAR + 1)],
        "maanden": list(zip(areas, months, charts.percentagegrafieken(months), strict=True)),
    }


def _query(codes: str) -> str:
    """The address of a choice in the month that was asked for, below that of the site."""
    month = request.args.get("peildatum", "")
    values = {name: value for name, value in ((PARAMETER, codes), ("peildatum", month)) if value}
    return f"{PATH}?{urlencode(values, safe=',')}" if values else PATH


def _address(codes: str) -> str:
    return page_context.path(_query(codes))
