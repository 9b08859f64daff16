"""Where figures came from, in the API, and the files that they were read from, where the operator publishes those."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Blueprint, abort, jsonify
from werkzeug.wrappers import Response as Answer

from data.terms import Gemeentecode
from server.api import figure_origins
from server.api import schemas_origin as asks
from server.api.shapes_origin import origin_shape
from server.http import responses
from server.read_model import current_site

if TYPE_CHECKING:
    from data.store.store import SnapshotInfo

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
    site = current_site()
    stand = site.stand(question.get("peildatum"))
    origin = figure_origins.origin_of(site, stand, Gemeentecode.parse(code[:20]))
    published = site.settings.publish_originals
    original = site.url(f"/origineel/{origin.herkomst.info.sha256}") if published else None
    return responses.fresh(jsonify(origin_shape(origin, original)), responses.FIVE_MINUTES)


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
