"""The JSON API below `/api/v1`, the figures: parses the question, asks the stand, answers with the public field names."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from werkzeug.wrappers import Response as Answer

from data.domain.citaat import version_of
from data.domain.history import make_reeks
from data.domain.outlook import look_ahead
from data.domain.stand import Stand
from data.terms import LAND, Gemeentecode
from server.api import answers, api_document, shapes
from server.api import schemas as asks
from server.api import schemas_search as search
from server.api import schemas_series as series
from server.api.question_terms import parse_provinciecode
from server.http import responses
from server.http.marked_answers import ready_answer
from server.http.refusals import InvalidQuery
from server.pages import versions
from server.read_model import current_site
from server.rendering import report_store

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1")


def _stand(question: dict[str, Any]) -> Stand:
    """The asked stand. Raises: ReleaseMissing, NotPublished; InvalidQuery for a peildatum outside the asked half-year."""
    peildatum, periode = question.get("peildatum"), question.get("periode")
    if peildatum is not None and periode not in (None, peildatum.halfjaar):
        raise InvalidQuery("periode", str(periode), f"peildatum {peildatum} hoort bij {peildatum.halfjaar}")
    if question.get("op"):
        return versions.stand_on(current_site(), question["op"], peildatum, periode)
    return current_site().stand(peildatum) if peildatum or not periode else current_site().latest_of(periode).stand


def _answer(question: dict[str, Any], stand: Stand, content: dict[str, Any]) -> Answer:
    """The answer about a stand. What was published on a day that is over stays the same, until it is shown otherwise."""
    op = question.get("op")
    if op is None:
        return ready_answer(content)
    content |= {"versie": str(version_of(stand))}
    past = versions.is_past(op)
    return ready_answer(content, how_long=responses.A_DAY if past else responses.A_MINUTE, ready=past)


def _with_ahead(question: dict[str, Any], stand: Stand, content: dict[str, Any]) -> Answer:
    """The answer about one area, with its look ahead from the months and half-years that were to be seen."""
    op = question.get("op")
    stands = versions.series_on(current_site(), op)[0] if op else current_site().stands()
    blik = shapes.vooruitblik_shape(look_ahead(content["code"], stand, stands))
    return _answer(question, stand, content | {"vooruitblik": blik})


@blueprint.get("")
@blueprint.doc(hide=True)
def landing() -> Answer:
    """What there is: the address that people paste and catalogues name."""
    return ready_answer(api_document.landing())


@blueprint.get("/openapi.json")
@blueprint.doc(hide=True)
def openapi_document() -> Answer:
    """This API, described for programs."""
    return ready_answer(api_document.document())


@blueprint.get("/peildata")
@blueprint.input(asks.Question, location="query", arg_name="question")
@blueprint.output(series.Peildata)
@blueprint.doc(summary="Alle peildata met hun uitgave, nieuwste eerst", operation_id="peildata")
def peildata(question: dict[str, Any]) -> Answer:
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
    return _answer(question, stand, answers.gemeenten(stand, question))


@blueprint.get("/gemeenten/<code>")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Gemeente)
@blueprint.doc(summary="Een gemeente op een peildatum", operation_id="gemeente")
def gemeente(code: str, question: dict[str, Any]) -> Answer:
    """One gemeente at a peildatum."""
    site, stand = current_site(), _stand(question)
    regel = answers.gemeente_of(stand, code)
    newest = f"/rapportages/{stand.halfjaar}/{regel.code}.pdf"
    path = (
        report_store.path_of_version(site.settings, site.releases, stand, regel.code) if question.get("op") else newest
    )
    return _with_ahead(question, stand, answers.gemeente(stand, regel, path and site.url(path)))


@blueprint.get("/gemeenten/<code>/reeks")
@blueprint.input(asks.OpQuestion, location="query", arg_name="question")
@blueprint.output(series.Reeks)
@blueprint.doc(
    summary="De cijfers van een gemeente door de jaren, oudste eerst",
    description="Wat is samengevoegd, is opgeteld; een splitsing of grenswijziging staat als breuk vermeld.",
    operation_id="reeks",
)
def reeks(code: str, question: dict[str, Any]) -> Answer:
    """The figures of one gemeente through the years, with what merged into it, oldest first."""
    return _reeks(Gemeentecode.parse(code[:20]), question)


def _reeks(code: str, question: dict[str, Any]) -> Answer:
    op = question.get("op")
    stands, snapshots = versions.series_on(current_site(), op) if op else current_site().series()
    past = make_reeks(code, snapshots)
    content = shapes.reeks_shape(past, {stand.peildatum: stand for stand in stands})
    if op is None:
        return ready_answer(content)
    over = versions.is_past(op)
    return ready_answer(content, how_long=responses.A_DAY if over else responses.A_MINUTE, ready=over)


@blueprint.get("/provincies")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Provincies)
@blueprint.doc(summary="Alle provincies op een peildatum", operation_id="provincies")
def provincies(question: dict[str, Any]) -> Answer:
    """All provincies at a peildatum."""
    stand = _stand(question)
    return _answer(question, stand, answers.provincies(stand))


@blueprint.get("/provincies/<code>")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Gebied)
@blueprint.doc(summary="Een provincie op een peildatum", operation_id="provincie")
def provincie(code: str, question: dict[str, Any]) -> Answer:
    """One provincie at a peildatum."""
    stand = _stand(question)
    return _with_ahead(question, stand, answers.provincie(stand, code))


@blueprint.get("/provincies/<code>/reeks")
@blueprint.input(asks.OpQuestion, location="query", arg_name="question")
@blueprint.output(series.Reeks)
@blueprint.doc(
    summary="De cijfers van een provincie door de jaren, oudste eerst",
    description="De som van de gemeenten van toen; een gemeente die naar een andere provincie ging staat als breuk vermeld.",
    operation_id="provinciereeks",
)
def provinciereeks(code: str, question: dict[str, Any]) -> Answer:
    """The figures of one provincie through the years, oldest first."""
    return _reeks(parse_provinciecode(code[:20]), question)


@blueprint.get("/nederland/reeks")
@blueprint.input(asks.OpQuestion, location="query", arg_name="question")
@blueprint.output(series.Reeks)
@blueprint.doc(summary="De cijfers van het land door de jaren, oudste eerst", operation_id="landreeks")
def landreeks(question: dict[str, Any]) -> Answer:
    """The figures of the land through the years, oldest first."""
    return _reeks(LAND, question)


@blueprint.get("/nederland")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Gebied)
@blueprint.doc(summary="Heel Nederland op een peildatum", operation_id="nederland")
def nederland(question: dict[str, Any]) -> Answer:
    """The sums of the land at a peildatum."""
    stand = _stand(question)
    return _with_ahead(question, stand, answers.nederland(stand))


@blueprint.get("/kaartcijfers")
@blueprint.input(asks.MonthQuestion, location="query", arg_name="question")
@blueprint.output(asks.Kaartcijfers)
@blueprint.doc(
    summary="De cijfers van alle gemeenten, onder het nummer dat zij in de tegels hebben",
    description="Voor wie de tegels zonder cijfers een keer haalt en ze elke maand zelf kleurt.",
    operation_id="kaartcijfers",
)
def kaartcijfers(question: dict[str, Any]) -> Answer:
    """The figures of a month by the number of each feature in a tile, small enough to fetch with every month."""
    site = current_site()
    release = site.releases.current(question.get("peildatum"))
    address = site.url(f"/grenzen/{site.borders_key(release)}.json")
    return ready_answer(shapes.kaartcijfers_shape(release.stand, address))


@blueprint.get("/zoek")
@blueprint.input(search.SearchQuestion, location="query", arg_name="question")
@blueprint.output(search.Zoekantwoord)
@blueprint.doc(
    summary="Gebieden bij een naam of code, ook een naam van vroeger of met een typefout", operation_id="zoek"
)
def zoek(question: dict[str, Any]) -> Answer:
    """What a name or a code can mean, best first."""
    stand = _stand(question)
    return _answer(question, stand, answers.zoek(stand, question.get("q") or ""))


@blueprint.get("/legenda")
@blueprint.input(asks.StandQuestion, location="query", arg_name="question")
@blueprint.output(asks.Legenda)
@blueprint.doc(summary="De klassen met hun grenzen en kleuren op een peildatum", operation_id="legenda")
def legenda(question: dict[str, Any]) -> Answer:
    """The klassen with their borders, colours and counts at a peildatum."""
    stand = _stand(question)
    return _answer(question, stand, shapes.legenda_shape(stand))
