"""The JSON API below `/api/v1`, the figures: parses the question, asks the stand, answers with the public field names."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from werkzeug.wrappers import Response as Answer

from data.domain.history import make_reeks
from data.domain.stand import Regel, Stand
from data.errors import UnknownGebied
from data.reference.gemeenten import opgegaan_in
from data.terms import Gemeentecode
from server.api import api_document, shapes
from server.api import schemas as asks
from server.api import schemas_series as series
from server.http.marked_answers import next_page, ready_answer
from server.http.refusals import InvalidQuery
from server.read_model import current_site

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1")


def _stand(question: dict[str, Any]) -> Stand:
    """The asked stand. Raises: ReleaseMissing; InvalidQuery for a peildatum outside the asked half-year."""
    peildatum, periode = question.get("peildatum"), question.get("periode")
    if peildatum is not None and periode not in (None, peildatum.halfjaar):
        raise InvalidQuery("periode", str(periode), f"peildatum {peildatum} hoort bij {peildatum.halfjaar}")
    return current_site().stand(peildatum) if peildatum or not periode else current_site().latest_of(periode).stand


def _gemeente(stand: Stand, text: str) -> Regel:
    """The gemeente of a code; an old code says where it went."""
    code = Gemeentecode.parse(text[:20])
    try:
        return stand.regel(code)
    except UnknownGebied:
        went = opgegaan_in(code)
        if not went:
            raise
        names = ", ".join(f"{o.naam} ({o.code})" for o in went)
        raise UnknownGebied(code, went=names) from None


@blueprint.get("/openapi.json")
@blueprint.doc(hide=True)
def openapi_document() -> Answer:
    """This API, described for programs."""
    return ready_answer(api_document.document())


@blueprint.get("/peildata")
@blueprint.output(series.Peildata)
@blueprint.doc(summary="Alle peildata met hun uitgave, nieuwste eerst", operation_id="peildata")
def peildata() -> Answer:
    """All peildata with their release, newest first."""
    site = current_site()
    index = site.releases.index()
    rows = []
    for peildatum, name in index.peildata.items():
        release = site.releases.release(name)
        rows.append({
            **shapes.peildatum_shape(peildatum),
            "titel": peildatum.title,
            "release": name,
            "grenzen": release.vintage["key"],
            "definitief": peildatum.is_final,
            "voorbeeld": release.stand.voorbeeld,
        })  # fmt: skip
    return ready_answer({"peildata": rows, "actueel": index.newest and str(index.newest)})


@blueprint.get("/gemeenten")
@blueprint.input(asks.GemeentenQuestion, location="query", arg_name="question")
@blueprint.output(asks.Gemeenten)
@blueprint.doc(summary="Gemeenten op een peildatum, ook van een provincie of in een klasse", operation_id="gemeenten")
def gemeenten(question: dict[str, Any]) -> Answer:
    """All gemeenten at a peildatum, or those of a provincie or a klasse."""
    stand = _stand(question)
    rows = list(stand.gemeenten)
    if question.get("provincie") is not None:
        provincie = stand.regel(question["provincie"]).code
        rows = [r for r in rows if r.provinciecode == provincie]
    if question.get("klasse") is not None:
        rows = [r for r in rows if r.klasse == question["klasse"]]
    page = rows[question["offset"] : question["offset"] + question["limit"]]
    return ready_answer({
        **shapes.stand_shape(stand),
        "aantal": len(rows),
        "gemeenten": [shapes.gemeente_shape(r) for r in page],
        **next_page(question, len(rows)),
    })  # fmt: skip


@blueprint.get("/gemeenten/<code>")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Gemeente)
@blueprint.doc(summary="Een gemeente op een peildatum", operation_id="gemeente")
def gemeente(code: str, question: dict[str, Any]) -> Answer:
    """One gemeente at a peildatum."""
    site, stand = current_site(), _stand(question)
    regel = _gemeente(stand, code)
    rapport = site.url(f"/rapportages/{stand.halfjaar}/{regel.code}.pdf")
    return ready_answer({**shapes.gemeente_shape(regel), **shapes.stand_shape(stand), "rapport": rapport})


@blueprint.get("/gemeenten/<code>/reeks")
@blueprint.output(series.Reeks)
@blueprint.doc(
    summary="De cijfers van een gemeente door de jaren, oudste eerst",
    description="Wat is samengevoegd, is opgeteld; een splitsing of grenswijziging staat als breuk vermeld.",
    operation_id="reeks",
)
def reeks(code: str) -> Answer:
    """The figures of one gemeente through the years, with what merged into it, oldest first."""
    stands, snapshots = current_site().series()
    past = make_reeks(Gemeentecode.parse(code[:20]), snapshots)
    return ready_answer(shapes.reeks_shape(past, {stand.peildatum: stand for stand in stands}))


@blueprint.get("/provincies")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Provincies)
@blueprint.doc(summary="Alle provincies op een peildatum", operation_id="provincies")
def provincies(question: dict[str, Any]) -> Answer:
    """All provincies at a peildatum."""
    stand = _stand(question)
    rows = [shapes.gebied_shape(r, stand) for r in stand.provincies]
    return ready_answer({**shapes.stand_shape(stand), "aantal": len(rows), "provincies": rows})


@blueprint.get("/provincies/<code>")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Gebied)
@blueprint.doc(summary="Een provincie op een peildatum", operation_id="provincie")
def provincie(code: str, question: dict[str, Any]) -> Answer:
    """One provincie at a peildatum."""
    stand = _stand(question)
    regel = stand.regel(asks.parse_provinciecode(code))
    return ready_answer({**shapes.gebied_shape(regel, stand), **shapes.stand_shape(stand)})


@blueprint.get("/nederland")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Gebied)
@blueprint.doc(summary="Heel Nederland op een peildatum", operation_id="nederland")
def nederland(question: dict[str, Any]) -> Answer:
    """The sums of the land at a peildatum."""
    stand = _stand(question)
    return ready_answer({**shapes.gebied_shape(stand.nederland, stand), **shapes.stand_shape(stand)})


@blueprint.get("/legenda")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Legenda)
@blueprint.doc(summary="De klassen met hun grenzen en kleuren op een peildatum", operation_id="legenda")
def legenda(question: dict[str, Any]) -> Answer:
    """The klassen with their borders, colours and counts at a peildatum."""
    return ready_answer(shapes.legenda_shape(_stand(question)))
