"""The JSON API below `/api/v1`: parses the question, asks the stand, answers with the public field names."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as Answer

from data.errors import InvalidTerm, UnknownGebied
from data.gemeenten import opgegaan_in
from data.stand import Regel, Stand
from data.terms import Gemeentecode, Klasse, Peildatum
from server import shapes
from server.site import current_site

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def _stand() -> Stand:
    text = request.args.get("peildatum", "")
    return current_site().stand(Peildatum.parse(text) if text else None)


def _answer(shape: dict[str, Any]) -> Answer:
    response = jsonify(shape)
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=300, must-revalidate"
    return response.make_conditional(request)


def _klasse(text: str) -> Klasse:
    if text not in ("0", "1", "2", "3"):
        raise InvalidTerm("klasse", text[:20])
    return Klasse(int(text))


def _provinciecode(text: str) -> str:
    if not re.fullmatch(r"PV[0-9]{2}", text, re.ASCII):
        raise InvalidTerm("provinciecode", text[:20])
    return text


def _gemeente(stand: Stand, text: str) -> Regel:
    """The gemeente of a code; an old code says where it went."""
    code = Gemeentecode.parse(text[:20])
    try:
        return stand.regel(str(code))
    except UnknownGebied:
        went = opgegaan_in(code)
        if not went:
            raise
        names = ", ".join(f"{o.naam} ({o.code})" for o in went)
        raise UnknownGebied(str(code), went=names) from None


@blueprint.get("/peildata")
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
    return _answer({"peildata": rows, "actueel": index.newest and str(index.newest)})


@blueprint.get("/gemeenten")
def gemeenten() -> Answer:
    """All gemeenten at a peildatum, or those of a provincie or a klasse."""
    stand = _stand()
    rows = list(stand.gemeenten)
    if "provincie" in request.args:
        provincie = stand.regel(_provinciecode(request.args["provincie"])).code
        rows = [r for r in rows if r.provinciecode == provincie]
    if "klasse" in request.args:
        klasse = _klasse(request.args["klasse"])
        rows = [r for r in rows if r.klasse == klasse]
    return _answer({
        **shapes.stand_shape(stand),
        "aantal": len(rows),
        "gemeenten": [shapes.gemeente_shape(r) for r in rows],
    })  # fmt: skip


@blueprint.get("/gemeenten/<code>")
def gemeente(code: str) -> Answer:
    """One gemeente at a peildatum."""
    site, stand = current_site(), _stand()
    regel = _gemeente(stand, code)
    rapport = site.url(f"/rapportages/{stand.halfjaar}/{regel.code}.pdf")
    return _answer({**shapes.gemeente_shape(regel), **shapes.stand_shape(stand), "rapport": rapport})


@blueprint.get("/gemeenten/<code>/reeks")
def reeks(code: str) -> Answer:
    """The figures of one gemeente at every peildatum where it exists, oldest first."""
    stands = current_site().stands()
    wanted = str(Gemeentecode.parse(code[:20]))
    found = [(s, s.by_code[wanted]) for s in reversed(stands) if wanted in s.by_code]
    if not found:
        raise UnknownGebied(wanted)
    rows = [{**shapes.peildatum_shape(s.peildatum), **shapes.cijfers_shape(r)} for s, r in found]
    return _answer({"code": wanted, "naam": found[-1][1].naam, "reeks": rows})


@blueprint.get("/provincies")
def provincies() -> Answer:
    """All provincies at a peildatum."""
    stand = _stand()
    rows = [shapes.gebied_shape(r, stand) for r in stand.provincies]
    return _answer({**shapes.stand_shape(stand), "aantal": len(rows), "provincies": rows})


@blueprint.get("/provincies/<code>")
def provincie(code: str) -> Answer:
    """One provincie at a peildatum."""
    stand = _stand()
    return _answer({**shapes.gebied_shape(stand.regel(_provinciecode(code)), stand), **shapes.stand_shape(stand)})


@blueprint.get("/nederland")
def nederland() -> Answer:
    """The sums of the land at a peildatum."""
    stand = _stand()
    return _answer({**shapes.gebied_shape(stand.nederland, stand), **shapes.stand_shape(stand)})


@blueprint.get("/legenda")
def legenda() -> Answer:
    """The klassen with their borders, colours and counts at a peildatum."""
    return _answer(shapes.legenda_shape(_stand()))
