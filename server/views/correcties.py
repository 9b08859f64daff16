"""`/correcties`: every later file of a month, when it came, why, and what it changed; as pages and in the API."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Blueprint, abort, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from data.domain.publicaties import Versie
from data.domain.revision_words import LABELS, written
from data.domain.revisions import AreaChange
from data.errors import InvalidTerm
from server.api import schemas_corrections as asks
from server.api.shapes import peildatum_shape
from server.http import responses
from server.http.marked_answers import next_page, ready_page
from server.http.responses import rfc3339
from server.pages import correction_list
from server.pages.correction_list import Correctie, compared, correcties, words
from server.read_model import current_site
from server.sheets import table_sheets
from server.sheets.sheet_answers import ENDINGS, answer, question

blueprint = Blueprint("correcties", __name__, url_prefix="/correcties")
api = APIBlueprint("correcties_api", __name__, url_prefix="/api/v1/correcties")

IN_LIST = 20  # gemeenten of one correction in a page of several; its own page has all


@blueprint.get("")
@ready_page()
def lijst() -> str:
    """The corrections that came last."""
    return _page(1)


@blueprint.get("/pagina/<int:nummer>")
@ready_page()
def pagina(nummer: int) -> str | Answer:
    """Earlier ones; 404 after the last page."""
    return redirect(url_for(".lijst"), 301) if nummer == 1 else _page(nummer)


@blueprint.get("/<key>")
@ready_page()
def correctie(key: str) -> str:
    """One correction with all that it changed."""
    one = _asked(key)
    return _render("correctie.html", correctie=one, vergeleken=compared(current_site(), one), meest=None)


@blueprint.get(f"/<key>.<{ENDINGS}:ending>")
def bestand(key: str, ending: str) -> Answer:
    """Every figure that a correction changed, as a file."""
    question()
    one = _asked(key)
    site = current_site()
    sheet = table_sheets.of_correction(site, one, compared(site, one))
    return answer(sheet, ending, "correctie", one.key, kept=())


def _page(number: int) -> str:
    site = current_site()
    all_of_them = correcties(site)
    pages = correction_list.page_count(len(all_of_them))
    if not 1 <= number <= pages:
        abort(404)
    start = (number - 1) * correction_list.PER_PAGE
    part = all_of_them[start : start + correction_list.PER_PAGE]
    return _render(
        "correcties.html",
        lijst=[(one, compared(site, one)) for one in part],
        aantal=len(all_of_them),
        nummer=number,
        paginas=pages,
        meest=IN_LIST,
    )


def _render(template: str, **values: Any) -> str:
    index = current_site().releases.index()
    stand = current_site().stand() if index.newest else None
    return render_template(template, stand=stand, words=words, written=written, labels=LABELS, **values)


def _asked(key: str) -> Correctie:
    """The correction of a key such as `2026-11-01-r2`. 404 when there is none."""
    try:
        peildatum = Versie.parse(key[:40]).peildatum
    except InvalidTerm:
        abort(404)  # to a reader a wrong name is a page that does not exist
    of_month = correcties(current_site(), peildatum)
    return next((one for one in of_month if one.key == key), None) or abort(404)


@api.get("")
@api.input(asks.CorrectiesQuestion, location="query", arg_name="question")
@api.output(asks.Correcties)
@api.doc(
    summary="Correcties, nieuwste eerst: wat een later bestand van een peildatum veranderde",
    description="Per gemeente, provincie en voor het land welk cijfer, ervoor en erna; en waarom, als dat erbij is gezegd.",
    operation_id="correcties",
)
def list_in_api(question: dict[str, Any]) -> Answer:
    """Corrections with all that they changed."""
    site = current_site()
    rows = correcties(site, question.get("peildatum"))
    part = rows[question["offset"] : question["offset"] + question["limit"]]
    content = {"aantal": len(rows), "correcties": [_shape(one) for one in part], **next_page(question, len(rows))}
    return responses.fresh(jsonify(content), responses.A_MINUTE)


def _shape(one: Correctie) -> dict[str, Any]:
    site = current_site()
    comparison = compared(site, one)
    return {
        **peildatum_shape(one.peildatum),
        "revisie": one.after.revision,
        "ontvangen": rfc3339(one.after.ontvangen),
        "toelichting": one.after.toelichting or None,
        "terugNaar": one.terug_naar,
        "opKaart": one.after.revision == one.op_kaart,
        "voorbeeld": one.after.voorbeeld,
        "adres": site.url(one.path),
        "aantal": len(comparison.gemeenten),
        "nederland": comparison.nederland and _change_shape(comparison.nederland),
        "provincies": [_change_shape(change) for change in comparison.provincies],
        "gemeenten": [_change_shape(change) for change in comparison.gemeenten],
    }


def _change_shape(change: AreaChange) -> dict[str, Any]:
    return {
        "code": change.after.code,
        "naam": change.after.naam,
        "wijzigingen": [
            {"veld": f.name, "was": f.was, "werd": f.now, "verschil": f.difference} for f in change.figures
        ],
        "klasseWas": int(change.before.klasse) if change.before else None,
        "klasseWerd": int(change.after.klasse),
        "zin": words(change),
    }
