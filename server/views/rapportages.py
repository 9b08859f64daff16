"""The half-year reports as PDF: sent as they lie ready, or rendered once when somebody asks before their turn."""

from __future__ import annotations

import re

from flask import Blueprint, request, send_file
from werkzeug.wrappers import Response as Answer

from data.errors import UnknownGebied
from data.terms import Halfjaar
from server import paper, rates
from server.site import current_site

blueprint = Blueprint("rapportages", __name__)


@blueprint.get("/rapportages/<periode>/<code>.pdf")
def rapportage(periode: str, code: str) -> Answer:
    """The newest report of a gemeente (GM0363), provincie (PV27) or `nederland` in a half-year (2017-I)."""
    site = current_site()
    release = site.latest_of(Halfjaar.parse(periode[:10]))
    wanted = "NL" if code == "nederland" else code
    if not re.fullmatch(r"NL|GM[0-9]{4}|PV[0-9]{2}", wanted, re.ASCII):
        raise UnknownGebied(wanted[:20])
    regel = release.stand.regel(wanted)
    path = paper.report_path(site.settings, site.releases, release, regel.code)
    if not path.is_file():
        rates.spend("reports")
        paper.render_one(site.settings, site.releases, release, regel.code)
    response = send_file(
        path.absolute(), mimetype="application/pdf", conditional=True, etag=True, max_age=300,
        download_name=f"land-in-beeld-{release.stand.halfjaar}-{code}.pdf",
    )  # fmt: skip
    response.headers["Cache-Control"] = "public, max-age=300, must-revalidate"
    response.headers["Content-Disposition"] = f'inline; filename="land-in-beeld-{release.stand.halfjaar}-{code}.pdf"'
    return response.make_conditional(request)
