"""What the API answers about a stand: that of now, of a version, or of what was published on a day."""

from __future__ import annotations

from typing import Any

from data.domain import area_search
from data.domain.publicaties import Publicatie
from data.domain.stand import Regel, Stand
from data.errors import UnknownGebied
from data.reference.gemeenten import opgegaan_in
from data.terms import Gemeentecode
from server.api import shapes
from server.api.question_terms import parse_provinciecode
from server.http.marked_answers import next_page
from server.http.responses import rfc3339


def gemeenten(stand: Stand, question: dict[str, Any]) -> dict[str, Any]:
    """All gemeenten, or those of a provincie or a klasse; a page of them."""
    rows = list(stand.gemeenten)
    if question.get("provincie") is not None:
        provincie = stand.regel(question["provincie"]).code
        rows = [r for r in rows if r.provinciecode == provincie]
    if question.get("klasse") is not None:
        rows = [r for r in rows if r.klasse == question["klasse"]]
    page = rows[question["offset"] : question["offset"] + question["limit"]]
    return {
        **shapes.stand_shape(stand),
        "aantal": len(rows),
        "gemeenten": [shapes.gemeente_shape(r) for r in page],
        **next_page(question, len(rows)),
    }


def gemeente_of(stand: Stand, text: str) -> Regel:
    """The gemeente of a code; an old code says where it went. Raises UnknownGebied, InvalidTerm."""
    code = Gemeentecode.parse(text[:20])
    try:
        return stand.regel(code)
    except UnknownGebied:
        went = opgegaan_in(code)
        if not went:
            raise
        names = ", ".join(f"{o.naam} ({o.code})" for o in went)
        raise UnknownGebied(code, went=names) from None


def gemeente(stand: Stand, regel: Regel, rapport: str | None) -> dict[str, Any]:
    """One gemeente; `rapport` is the address of its report, None when it is not there any more."""
    return {**shapes.gemeente_shape(regel), **shapes.stand_shape(stand), "rapport": rapport}


def provincies(stand: Stand) -> dict[str, Any]:
    """All provincies."""
    rows = [shapes.gebied_shape(r, stand) for r in stand.provincies]
    return {**shapes.stand_shape(stand), "aantal": len(rows), "provincies": rows}


def provincie(stand: Stand, text: str) -> dict[str, Any]:
    """One provincie. Raises UnknownGebied, InvalidTerm."""
    regel = stand.regel(parse_provinciecode(text))
    return {**shapes.gebied_shape(regel, stand), **shapes.stand_shape(stand)}


def nederland(stand: Stand) -> dict[str, Any]:
    """The sums of the land."""
    return {**shapes.gebied_shape(stand.nederland, stand), **shapes.stand_shape(stand)}


def zoek(stand: Stand, text: str) -> dict[str, Any]:
    """The areas that a name or a code can mean, best first."""
    hits = area_search.find(text, stand)
    rows = [
        {"code": hit.code, "naam": hit.naam, "precies": hit.fit is area_search.Fit.EXACT, "uitleg": hit.why or None}
        for hit in hits
    ]
    return {**shapes.peildatum_shape(stand.peildatum), "aantal": len(rows), "gevonden": rows}


def versie(line: Publicatie) -> dict[str, Any]:
    """A version in a list: what it is, and when it was published first."""
    return {
        **shapes.peildatum_shape(line.versie.peildatum),
        "versie": str(line.versie),
        "revisie": line.versie.revision,
        "voorbeeld": line.versie.voorbeeld,
        "gepubliceerd": rfc3339(line.moment),
        "release": line.release or None,
        "sha256": line.sha256 or None,
    }
