"""`/halfjaren/2027-I`: the taakstelling of a half-year that has no figures yet, as map, table and files."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from data.boundaries import vintages
from data.domain.announced import Staat
from data.errors import BoundariesMissing, InvalidTerm
from data.terms import Halfjaar
from server.pages import coming
from server.pages.preview import draw_targets
from server.read_model import current_site
from server.sheets.sheet_answers import ENDINGS, answer, question
from tiles.palette import NIET_BEGONNEN

blueprint = Blueprint("halfjaren", __name__, url_prefix="/halfjaren")


def _asked(periode: str) -> coming.Halfjaardoel:
    try:
        halfjaar = Halfjaar.parse(periode)
    except InvalidTerm:
        abort(404)  # to a reader a wrong half-year is a page that does not exist
    return coming.announced_for(current_site(), halfjaar, dt.datetime.now(dt.UTC)) or abort(404)


@blueprint.get("/<periode>")
def halfjaar(periode: str) -> str | Answer:
    """The targets of a half-year; once it has figures, the map with those."""
    doel = _asked(periode)
    site = current_site()
    if doel.staat is Staat.CIJFERS:
        newest = site.latest_of(doel.halfjaar).stand.peildatum
        return redirect(url_for("pages.kaart", peildatum=str(newest)))
    try:
        vintage = vintages.vintage_for(doel.halfjaar.year, site.settings.boundaries)
        drawn = draw_targets(site.settings.boundaries, vintage, doel.aankondiging)
    except BoundariesMissing:
        drawn = None
    stand = site.stand() if site.releases.index().newest else None
    return render_template("halfjaar.html", doel=doel, kaart=drawn, look=NIET_BEGONNEN, nieuwste=stand)


@blueprint.get(f"/<periode>.<{ENDINGS}:ending>")
def tabel(periode: str, ending: str) -> Answer:
    """The same as a file."""
    question()
    doel = _asked(periode)
    return answer(coming.sheet(current_site(), doel), ending, "taakstelling", doel.halfjaar)
