"""`/beheer`: look at a file before it goes on the map, then publish or discard it.

Behind the upload token by HTTP Basic (user name: who you are; password: the token), so there is no cookie and no session.
A browser sends such a password along by itself, hence every change must come from our own page (Sec-Fetch-Site, Origin).
"""

from __future__ import annotations

import datetime as dt
import functools
import hmac
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, render_template, request, send_file
from werkzeug.wrappers import Response as Answer

from data import dutch
from data.domain.age import days_old
from data.errors import BoundariesMissing, InvalidTerm, SnapshotRejected
from data.findings import Finding
from data.intake.snapshot_reader import read_snapshot
from data.store.snapshots_table import LONGEST_TOELICHTING, parse_toelichting
from data.terms import Peildatum
from server.http import responses, tokens
from server.http.rate_limits import spend
from server.pages.preview import make_preview
from server.publishing.drafts import Drafts
from server.publishing.ingest import deliver
from server.read_model import current_site
from tiles.out.release_files import SERIES

blueprint = Blueprint("beheer", __name__, url_prefix="/beheer")

LAST = 20  # files and meldingen that are shown
TOO_LONG = f"De toelichting is te lang: hoogstens {LONGEST_TOELICHTING} tekens. Kies het bestand opnieuw."


def behind_the_token(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lets in whoever knows the token; 404 when no token is set."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Answer:
        kept = current_site().settings.upload_token_hash
        if not kept:
            abort(404)
        given = request.authorization
        password = (given.password or "") if given and given.type == "basic" else ""
        if not hmac.compare_digest(tokens.hash_of(password).encode(), kept.encode()):
            if given:
                spend("uploads")
            return _ask()
        if request.method == "POST" and not _from_our_page():
            abort(403)
        answer = view(*args, **kwargs)
        response = answer if isinstance(answer, Answer) else Response(answer)
        return responses.kept(response, responses.NOT_KEPT)

    return guarded


def _ask() -> Response:
    page = render_template(
        "fout.html", status=401, titel="Aanmelden", uitleg="Deze pagina vraagt uw naam en het token."
    )
    response = Response(page, 401, content_type="text/html; charset=utf-8")
    response.headers["WWW-Authenticate"] = 'Basic realm="Land in Beeld beheer", charset="UTF-8"'
    return responses.kept(response, responses.NOT_KEPT)


def _from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc in (request.host, urlsplit(current_site().base_url).netloc)


@blueprint.get("")
@behind_the_token
def start() -> str:
    """The form, and what happened last."""
    return _page()


@blueprint.post("/voorbeeld")
@behind_the_token
def voorbeeld() -> str | Answer:
    """Checks a file and shows what it would change, or gives it back with the findings in it; stores only a draft."""
    spend("uploads")
    site = current_site()
    upload = request.files.get("bestand")
    if upload is None or not upload.filename:
        return _page(fout="Kies eerst een bestand.")
    chosen = request.form.get("peildatum", "").strip()
    try:
        toelichting = parse_toelichting(request.form.get("toelichting", ""))
    except InvalidTerm:
        return _page(fout=TOO_LONG)
    try:
        month = chosen + "-01" if re.fullmatch(r"\d{4}-\d{2}", chosen) else chosen
        peildatum = Peildatum.parse(month) if chosen else None
    except InvalidTerm:
        return _page(
            fout=f"De maand ‘{chosen[:20]}’ bestaat niet. Kies een maand zoals 2026-11 en kies het bestand opnieuw."
        )
    name = "".join(c for c in re.split(r"[\\/]", upload.filename)[-1] if c.isprintable())[-120:] or "bestand"
    content = upload.read()
    context, vandaag = site.store.context(), dutch.day(dt.datetime.now(dt.UTC))
    intake = read_snapshot(content, name, peildatum=peildatum, context=context, vandaag=vandaag)
    if request.form.get("geef") == "terug":
        return _given_back(content, name, intake.findings)
    if not intake.accepted:
        return _page(bestand=name, bevindingen=intake.findings, toelichting=toelichting)
    key = _drafts().keep(content, name, str(peildatum or ""))
    if intake.snapshot is None:
        return _page(bestand=name, bevindingen=intake.findings, concept=key, circulaire=intake.circulaire)
    try:
        preview, wacht = make_preview(site.settings, site.releases, intake.snapshot), ""
    except BoundariesMissing as error:
        preview, wacht = None, str(error)
    current = next(
        (i for i in site.store.current() if i.peildatum == intake.snapshot.peildatum and not i.voorbeeld), None
    )
    return _page(
        bestand=name,
        bevindingen=intake.findings,
        preview=preview,
        wacht=wacht,
        concept=key,
        peildatum=intake.snapshot.peildatum,
        toelichting=toelichting,
        bekend=current is not None and current.sha256 == intake.sha256,
    )


def _given_back(content: bytes, name: str, findings: tuple[Finding, ...]) -> str | Answer:
    from data.intake.annotated import annotated

    try:
        book = annotated(content, name, findings)
    except SnapshotRejected:
        return _page(bestand=name, bevindingen=findings)
    stem = re.sub(r"\.[A-Za-z]{2,4}$", "", name)
    return send_file(
        io.BytesIO(book),
        mimetype=SERIES["xlsx"].media_type,
        as_attachment=True,
        download_name=f"{stem} met bevindingen.xlsx",
    )


@blueprint.post("/publiceren")
@behind_the_token
def publiceren() -> str:
    """Takes the draft in through the same door as every file."""
    key = request.form.get("concept", "")
    content, filename, chosen = _drafts().read(key)
    try:
        toelichting = parse_toelichting(request.form.get("toelichting", ""))
    except InvalidTerm:
        return _page(fout=TOO_LONG)
    given = request.authorization
    done = deliver(
        current_site().store, content, filename,
        door="beheer", wie=(given.username if given else None) or "", now=dt.datetime.now(dt.UTC),
        peildatum=Peildatum.parse(chosen) if chosen else None, toelichting=toelichting,
    )  # fmt: skip
    _drafts().discard(key)
    if not done.accepted:
        return _page(bestand=filename, bevindingen=done.findings, toelichting=toelichting)
    follows = " De kaart volgt binnen een minuut." if done.peildatum else ""
    return _page(klaar=f"{filename} is opgenomen als {done.what} (versie {done.revision}).{follows}")


@blueprint.post("/weggooien")
@behind_the_token
def weggooien() -> str:
    """Forgets the draft."""
    _drafts().discard(request.form.get("concept", ""))
    return _page(klaar="Het bestand is weggegooid; er is niets veranderd.")


def _drafts() -> Drafts:
    return Drafts(current_site().settings.state_dir / "concepten")


def _page(**values: Any) -> str:
    site = current_site()
    newest = site.releases.index().newest
    return render_template(
        "beheer.html",
        nieuwste=newest,
        dagen=days_old(newest, site.today()) if newest else 0,
        meldingen=site.store.meldingen(limit=LAST),
        opgenomen=site.store.current()[:LAST],
        circulaires=site.store.circulaires()[:LAST],
        **values,
    )
