"""Windows for operators: is it alive."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server.site import current_site

blueprint = Blueprint("ops", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 with the current release when there is something to serve, 503 when there is not; never cached."""
    index = current_site().releases.index()
    response = jsonify({
        "status": "ok" if index.actueel else "leeg",
        "release": index.actueel,
        "peildatum": index.newest and str(index.newest),
    })  # fmt: skip
    response.status_code = 200 if index.actueel else 503
    response.headers["Cache-Control"] = "no-store"
    return response
