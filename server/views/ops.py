"""What operators and monitors ask: is it alive, can it work, what did it do, and whom to tell about a leak."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, Response, abort, current_app, jsonify, request

from server.http import problems, responses, tokens
from server.http.metrics import EXTENSION, Measures
from server.operations import health
from server.operations.gauges import Gauges
from server.read_model import current_site

blueprint = Blueprint("ops", __name__)

LOOPBACK = ("127.0.0.1", "::1")
PROXIED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")  # a request that came through somebody
HALF_A_YEAR = dt.timedelta(days=182)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 when this process can read a release to serve, 503 when there is none; never cached."""
    index = current_site().releases.index()
    content = {
        "status": "ok" if index.actueel else "leeg",
        "release": index.actueel,
        "peildatum": index.newest and str(index.newest),
    }
    return _state(content, serves=bool(index.actueel))


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when there is something to serve, 503 when there is not; with age, reports and the worker."""
    state = health.look(current_site())
    return _state(state.to_json(dt.datetime.now(dt.UTC)), serves=bool(state.release))


def _state(content: dict[str, Any], *, serves: bool) -> Response:
    response = jsonify(content)
    if not serves:
        response.status_code, response.headers["Retry-After"] = 503, problems.RETRY_S
    return responses.kept(response, responses.NOT_KEPT)


@blueprint.get("/metrics")
def metrics() -> Response:
    """For Prometheus: with the token of the settings; without one only from this machine and with no proxy in front."""
    settings = current_site().settings
    if settings.metrics_token_hash:
        allowed = tokens.bearer_matches(request.headers.get("Authorization", ""), settings.metrics_token_hash)
    else:
        proxied = settings.trusted_proxies or settings.public_url or any(name in request.headers for name in PROXIED)
        allowed = not proxied and request.remote_addr in LOOPBACK
    if not allowed:
        abort(404)
    measures: Measures = current_app.extensions[EXTENSION]
    lines = measures.text(Gauges(health.look(current_site()), dt.datetime.now(dt.UTC)))
    response = Response(lines, content_type="text/plain; version=0.0.4; charset=utf-8")
    return responses.kept(response, responses.NOT_KEPT)


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Whom to tell about a leak (RFC 9116); 404 when the settings name nobody."""
    site = current_site()
    if not site.settings.security_contact:
        abort(404)
    ahead = (dt.datetime.now(dt.UTC).date() + HALF_A_YEAR).replace(day=1).isoformat()
    lines = [
        f"Contact: {site.settings.security_contact}",
        f"Expires: {site.settings.security_expires or ahead}T23:59:59Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {urljoin(site.base_url, '/.well-known/security.txt')}",  # of the host, also below a sub-path
    ]
    response = Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    return responses.kept(response, responses.A_DAY)
