"""Answers of `/ogc/v1` as pages, for people who open an address of it in a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, render_template, request
from werkzeug.wrappers import Response as Answer

from data.domain.citaat import path_of
from data.domain.dictionary import BY_NAME
from data.terms import Gebied
from server.http import responses
from server.http.accepted import HTML
from server.ogc.documents import COLLECTIONS, FORMS
from server.ogc.features import OF, Page
from server.ogc.query import Query
from server.read_model import current_site
from tiles import tile_schema

ROWS = 50  # features on a page for which nobody asked a number


def page_of(content: dict[str, Any], title: str = "") -> Response:
    """A document about the service: its links, its fields as a table, and the rest as it is called in the JSON."""
    return _page("ogc_document.html", titel=content.get("title") or title, inhoud=content)


def page_of_api(content: dict[str, Any], title: str) -> Response:
    """The OpenAPI document to read: each address with its parameters and its answers, equal ones together."""
    operations = []
    for path, one in content["paths"].items():
        answers: dict[str, tuple[list[str], dict[str, Any]]] = {}
        for status, ref in one["get"]["responses"].items():
            answer = _named(content, ref)
            answers.setdefault(answer["description"], ([], answer))[0].append(status)
        parameters = [_named(content, ref) for ref in one["get"]["parameters"]]
        operations.append((path, one["get"], parameters, list(answers.values())))
    return _page(
        "ogc_api.html", titel=title, info=content["info"], adres=content["servers"][0]["url"], wegen=operations
    )


def _named(content: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of an OpenAPI document, looked up where it is only a reference."""
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    component: dict[str, Any] = content["components"][kind][name]
    return component


def page_of_features(page: Page, question: Query, links: list[dict[str, str]]) -> Answer:
    """The features of an answer as rows of a table, with all their fields."""
    fields = [a.naam for a in tile_schema.COLUMNS[page.layer] if a.naam in (question.properties or (a.naam,))]
    rows = []
    for release, regel in page.rows:
        values = tile_schema.values(regel, release.stand, page.layer)
        day = f"{OF}{release.stand.peildatum}" if page.dated else ""
        rows.append((f"{regel.code}{day}", [values[name] for name in fields]))
    return _fresh(
        _page(
            "ogc_features.html",
            titel=COLLECTIONS[page.layer][0],
            koppen=[BY_NAME[name].titel for name in fields],
            rijen=rows,
            eerste=question.offset + 1,
            aantal=page.matched,
            links=links,
        )
    )


def page_of_feature(feature: dict[str, Any], layer: str) -> Answer:
    """One feature: the value of each field, with what the field means."""
    values = [(BY_NAME[name], value) for name, value in feature["properties"].items()]
    title = f"{feature['properties']['naam']} ({feature['id']})"
    return _fresh(
        _page(
            "ogc_feature.html",
            titel=title,
            gebied=feature["properties"]["naam"],
            pagina=path_of(Gebied.parse(feature["properties"]["statcode"])),
            waarden=values,
            links=feature["links"],
            van=COLLECTIONS[layer][0],
        )
    )


def with_limit(question: Query) -> Query:
    """The question with the number of features of a page, when the request has none."""
    return question if "limit" in request.args else replace(question, limit=ROWS)


def _page(template: str, **values: Any) -> Response:
    stand = current_site().stand(None)
    return Response(render_template(template, stand=stand, **values), content_type=FORMS[HTML])


def _fresh(response: Response) -> Answer:
    if "f" not in request.args:
        responses.negotiated(response)
    return responses.fresh(response, responses.FIVE_MINUTES)
