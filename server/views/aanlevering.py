"""The JSON API below `/api/v1`, what comes in and what became of it: snapshots, meldingen and the list of reports."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from apiflask import APIBlueprint
from flask import abort, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as Answer

from data import dutch
from data.store.snapshots_table import parse_toelichting
from data.store.store import SnapshotInfo
from data.terms import Halfjaar
from server.api import schemas as asks
from server.api import schemas_series as series
from server.api import shapes
from server.http import problems, rate_limits, responses, tokens
from server.http.marked_answers import next_page
from server.http.responses import rfc3339
from server.pages import coming
from server.publishing.ingest import deliver
from server.read_model import current_site
from server.rendering import report_store

blueprint = APIBlueprint("aanlevering", __name__, url_prefix="/api/v1")


@blueprint.post("/snapshots")
@blueprint.input(asks.SnapshotQuestion, location="query", arg_name="question")
@blueprint.output(series.Ontvangst, status_code=201, description="Opgenomen.")
@blueprint.doc(
    summary="Lever een COA-bestand aan",
    description="Als formulierveld `bestand`, of als inhoud van het verzoek. Uit als er geen token is ingesteld (404).",
    operation_id="aanleveren",
    security="token",
    responses={200: "Deze inhoud was al bekend."},
)
def snapshots(question: dict[str, Any]) -> Answer:
    """Takes in one file; the worker makes a release of it."""
    site = current_site()
    if not site.settings.upload_token_hash:
        abort(404)
    if not tokens.bearer_matches(request.headers.get("Authorization", ""), site.settings.upload_token_hash):
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "land-in-beeld"}))
    rate_limits.spend("uploads")
    content, filename = _file(question.get("bestandsnaam") or "")
    done = deliver(
        site.store, content, filename,
        door="api", wie="", now=dt.datetime.now(dt.UTC), peildatum=question.get("peildatum"),
        toelichting=question.get("toelichting") or parse_toelichting(request.form.get("toelichting", "")),
    )  # fmt: skip
    findings = [finding.to_json() for finding in done.findings]
    if not done.accepted:
        return problems.document(
            422, "Bestand afgewezen", "Het bestand is afgewezen; er is niets veranderd.", bevindingen=findings
        )
    outcome = {
        "soort": "stand" if done.peildatum else "circulaire",
        "peildatum": done.peildatum and str(done.peildatum),
        "periode": str(done.halfjaar),
        "revisie": done.revision,
        "nieuw": done.new,
        "bevindingen": findings,
    }
    response = jsonify(outcome)
    response.status_code = 201 if done.new else 200
    return responses.kept(response, responses.NOT_KEPT)


def _file(named: str) -> tuple[bytes, str]:
    """The bytes of the delivered file and its name, without any folder. 400 without a file."""
    if (request.mimetype or "") == "multipart/form-data":
        upload = request.files.get("bestand")
        if upload is None:
            abort(problems.document(400, problems.TITLES[400], "Het formulierveld ‘bestand’ ontbreekt."))
        content, named = upload.read(), named or upload.filename or ""
    else:
        content = request.get_data(cache=False)
    name = re.split(r"[\\/]", named)[-1]
    name = "".join(c for c in name if c.isprintable())[-120:]
    return content, name or "bestand"


@blueprint.get("/meldingen")
@blueprint.input(asks.MeldingenQuestion, location="query", arg_name="question")
@blueprint.output(series.Meldingen)
@blueprint.doc(summary="Meldingen, nieuwste eerst, en de bevindingen van de laatste opname", operation_id="meldingen")
def meldingen(question: dict[str, Any]) -> Answer:
    """Public meldingen, and what was found in the file that was taken in last."""
    store = current_site().store
    end = question["offset"] + question["limit"]
    rows_found = store.meldingen(limit=min(end + 1, 10_001), publiek=True)
    rows = [
        {"id": m.id, "soort": m.soort, "tekst": m.tekst, "moment": rfc3339(m.moment)}
        for m in rows_found[question["offset"] : end]
    ]
    last = max(store.current(until=dutch.day(dt.datetime.now(dt.UTC))), key=lambda info: info.ontvangen, default=None)
    content = {"meldingen": rows, "laatsteOpname": last and _opname(last), **next_page(question, len(rows_found))}
    return _cached(content, responses.A_MINUTE)


def _opname(info: SnapshotInfo) -> dict[str, Any]:
    return {
        **shapes.peildatum_shape(info.peildatum),
        "revisie": info.revision,
        "voorbeeld": info.voorbeeld,
        "ontvangen": rfc3339(info.ontvangen),
        "bevindingen": [finding.to_json() for finding in info.findings],
    }


@blueprint.get("/taakstellingen")
@blueprint.output(series.Taakstellingen)
@blueprint.doc(
    summary="De halfjaren waarvan de taakstelling vooraf bekend is gemaakt, nieuwste eerst",
    operation_id="taakstellingen",
)
def taakstellingen() -> Answer:
    """The half-years with a circular."""
    announced = coming.announced(current_site(), dt.datetime.now(dt.UTC))
    return _cached({"taakstellingen": [shapes.aankondiging_shape(d.info, d.aankondiging, d.staat) for d in announced]})


@blueprint.get("/taakstellingen/<periode>")
@blueprint.output(series.Taakstelling)
@blueprint.doc(
    summary="De taakstelling van elke gemeente in een halfjaar, zonder realisatie", operation_id="taakstelling"
)
def taakstelling(periode: str) -> Answer:
    """One half-year with all its areas. 404 when no circular of it is known."""
    halfjaar = Halfjaar.parse(periode[:20])
    doel = coming.announced_for(current_site(), halfjaar, dt.datetime.now(dt.UTC)) or abort(404)
    return _cached({
        **shapes.aankondiging_shape(doel.info, doel.aankondiging, doel.staat),
        "provincies": [shapes.doel_shape(d) for d in doel.aankondiging.provincies],
        "gemeenten": [
            {**shapes.doel_shape(d), "provinciecode": d.provinciecode, "provincie": d.provincie}
            for d in doel.aankondiging.gemeenten
        ],
    })  # fmt: skip


@blueprint.get("/rapportages")
@blueprint.output(series.Rapportages)
@blueprint.doc(summary="De halfjaren met rapportages en hoeveel er klaarliggen", operation_id="rapportages")
def rapportages() -> Answer:
    """The half-years with reports, newest first."""
    site = current_site()
    rows = []
    for release in report_store.report_releases(site.releases):
        stand = release.stand
        total = len(stand.by_code)
        base = site.url(f"/rapportages/{stand.halfjaar}")
        rows.append({
            **shapes.peildatum_shape(stand.peildatum),
            "definitief": stand.peildatum.is_final,
            "voorbeeld": stand.voorbeeld,
            "aantal": total,
            "gereed": total - len(report_store.missing(site.settings, site.releases, release)),
            "nederland": f"{base}/nederland.pdf",
            "sjabloon": base + "/{code}.pdf",
            "zip": f"{base}.zip",
            "versie": stand.revision,
            "eerder": [
                {
                    "versie": versie,
                    "gereed": len(list(folder.glob("*.pdf"))),
                    "sjabloon": f"{base}/versie-{versie}/{{code}}.pdf",
                }
                for versie, folder in report_store.former_versions(site.settings, release).items()
            ],
        })  # fmt: skip
    return _cached({"rapportages": rows}, responses.A_MINUTE)


def _cached(content: dict[str, Any], how_long: str = responses.FIVE_MINUTES) -> Answer:
    return responses.fresh(jsonify(content), how_long)
