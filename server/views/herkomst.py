"""Where figures came from, as page and in the API; and the files they were read from, where those are published."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from apiflask import APIBlueprint
from flask import Blueprint, abort, jsonify, render_template, request
from werkzeug.wrappers import Response as Answer

from data.domain.citaat import path_of
from data.domain.publicaties import Versie
from data.domain.stand import Stand
from data.errors import UnknownGebied
from data.reference.gemeenten import PROVINCIES
from data.terms import LAND, Gebied, Gemeentecode, Peildatum
from server.api import figure_origins
from server.api import schemas_origin as asks
from server.api.question_terms import parse_provinciecode
from server.api.shapes_origin import origin_shape
from server.http import responses
from server.http.marked_answers import ready_page
from server.pages import page_context, versions
from server.read_model import current_site
from server.sheets import sheet_answers, version_sheets
from server.sheets.sheet_answers import ENDINGS

if TYPE_CHECKING:
    from data.store.store import SnapshotInfo

QUESTION = ("peildatum", "versie", "indeling")  # that a page of an origin answers

blueprint = Blueprint("herkomst", __name__)
api = APIBlueprint("herkomst_api", __name__, url_prefix="/api/v1")


@api.get("/gemeenten/<code>/herkomst")
@api.input(asks.OriginQuestion, location="query", arg_name="question")
@api.output(asks.Herkomst)
@api.doc(
    summary="Waar de cijfers van een gemeente vandaan komen: bestand, blad, rij, kolom en rekenregel",
    operation_id="herkomst",
)
def herkomst(code: str, question: dict[str, Any]) -> Answer:
    """Where the figures of a gemeente at a peildatum came from."""
    return _answer(Gemeentecode.parse(code[:20]), question)


@api.get("/provincies/<code>/herkomst")
@api.input(asks.SumQuestion, location="query", arg_name="question")
@api.output(asks.Herkomst)
@api.doc(
    summary="Waar de cijfers van een provincie vandaan komen: de som van welke gemeenten, en uit welk bestand",
    operation_id="provincieHerkomst",
)
def of_provincie(code: str, question: dict[str, Any]) -> Answer:
    """Which gemeenten the figures of a provincie are the sum of."""
    return _answer(parse_provinciecode(code), question)


@api.get("/nederland/herkomst")
@api.input(asks.SumQuestion, location="query", arg_name="question")
@api.output(asks.Herkomst)
@api.doc(
    summary="Waar de cijfers van heel Nederland vandaan komen: de som van welke gemeenten, en uit welk bestand",
    operation_id="nederlandHerkomst",
)
def of_land(question: dict[str, Any]) -> Answer:
    """Which gemeenten the figures of the land are the sum of."""
    return _answer(LAND, question)


def _answer(code: Gebied, question: dict[str, Any]) -> Answer:
    site = current_site()
    versie = question.get("versie")
    stand = _of_version(str(versie)) if versie else site.stand(question.get("peildatum"))
    van = site.stand(question.get("indeling"))
    origin = figure_origins.origin_of(site, stand, code, van)
    path = _original(origin)
    return responses.fresh(jsonify(origin_shape(origin, path and site.url(path))), responses.FIVE_MINUTES)


@blueprint.get("/gemeenten/<code>/herkomst")
@ready_page(*QUESTION)
def gemeente(code: str) -> str:
    """Where the figures of a gemeente came from, for people."""
    return _page(page_context.gemeentecode(code))


@blueprint.get("/provincies/<code>/herkomst")
@ready_page(*QUESTION)
def provincie(code: str) -> str:
    """Which gemeenten the figures of a provincie are the sum of."""
    if code not in PROVINCIES:
        raise UnknownGebied(code)
    return _page(Gebied(code))


@blueprint.get("/nederland/herkomst")
@ready_page(*QUESTION)
def nederland() -> str:
    """Which gemeenten the figures of the land are the sum of."""
    return _page(LAND)


@blueprint.get(f"/<any(gemeenten, provincies):soort>/<code>/herkomst.<{ENDINGS}:ending>")
def bestand(soort: str, code: str, ending: str) -> Answer:
    """The gemeenten whose figures were added up, as a file; 404 where nothing was."""
    if soort == "provincies" and code not in PROVINCIES:
        raise UnknownGebied(code[:20])
    return _file(Gebied(code) if soort == "provincies" else page_context.gemeentecode(code), ending)


@blueprint.get(f"/nederland/herkomst.<{ENDINGS}:ending>")
def bestand_van_nederland(ending: str) -> Answer:
    """The same of the land."""
    return _file(LAND, ending)


def _file(code: Gebied, ending: str) -> Answer:
    asked_for = sheet_answers.question(*QUESTION)
    origin = _asked(code)
    page = current_site().url(f"/{path_of(code)}/herkomst")
    sheet = version_sheets.of_origin(origin, f"{page}?{urlencode(asked_for)}" if asked_for else page) or abort(404)
    return sheet_answers.answer(sheet, ending, "herkomst", code, origin.stand.peildatum)


def _asked(code: Gebied) -> figure_origins.Origin:
    """The origin that the query asks for."""
    site, versie, indeling = current_site(), request.args.get("versie", ""), request.args.get("indeling", "")
    stand = _of_version(versie) if versie else page_context.asked_stand()
    van = site.stand(Peildatum.parse(indeling) if indeling else None)
    return figure_origins.origin_of(site, stand, code, van)


def _page(code: Gebied) -> str:
    versie, indeling = request.args.get("versie", ""), request.args.get("indeling", "")
    origin = _asked(code)
    return render_template(
        "herkomst.html",
        stand=origin.stand,
        versie=Versie.parse(versie) if versie else None,
        van=current_site().stand(Peildatum.parse(indeling) if indeling else None),
        origin=origin,
        origineel=_original(origin),
        peildata=page_context.peildata()[::-1],
    )


def _of_version(text: str) -> Stand:
    """The figures of a version that was published. Raises NotPublished, DatabaseAway."""
    return versions.stand_as_published(current_site(), versions.version(current_site(), text)[0])


def _original(origin: figure_origins.Origin) -> str | None:
    """The path of the file, where originals are published."""
    return f"/origineel/{origin.herkomst.info.sha256}" if current_site().settings.publish_originals else None


@blueprint.get("/origineel/<sha256>")
def origineel(sha256: str) -> Answer:
    """A file that figures are or were read from, as it came in; 404 unless the operator publishes originals."""
    site = current_site()
    if not site.settings.publish_originals or not re.fullmatch("[0-9a-f]{64}", sha256):
        abort(404)
    info = figure_origins.original_of(site, sha256) or abort(404)
    path = site.store.originals.path(info.sha256)
    if not path.is_file():
        abort(404)
    return responses.file(
        path, _media_type(info, path), disposition=_attached(info.filename), how_long=responses.A_DAY, etag=info.sha256
    )


def _media_type(info: SnapshotInfo, path: Path) -> str:
    from data.sheets.detect import media_type

    with path.open("rb") as file:
        return media_type(file.read(200), info.filename)


def _attached(name: str) -> str:
    """As a download under its own name (RFC 6266), which may hold anything."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
