"""`/beeld/{peildatum}/{code}/{vorm}.{png,svg,pdf}`: pictures with everything on them, and those of a version for good."""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from data.domain.publicaties import Versie
from data.releases.release_store import Release
from data.terms import Peildatum
from reports.content import alt_texts, in_words
from reports.content.sentences import headline
from server.http import rate_limits, responses
from server.http.refusals import NotPublished
from server.pages import versions
from server.pictures import forms
from server.read_model import current_site
from server.rendering import picture_store
from server.rendering.picture_store import ENDINGS, Picture

blueprint = Blueprint("beelden", __name__)
# the words of maps and charts in pages: those of reports and pictures
for _text in (headline, in_words.summary, alt_texts.cumulative, alt_texts.monthly, alt_texts.halves):
    blueprint.add_app_template_filter(_text)

LINKED = (
    ("kaartje.png", "liggend (PNG)"),
    ("vierkant.png", "vierkant (PNG)"),
    ("kaartje.svg", "om te bewerken (SVG)"),
    ("kaartje-omtrek.svg", "met letters als vorm (SVG)"),
    ("staand.pdf", "A4 staand (PDF)"),
    ("liggend.pdf", "A4 liggend (PDF)"),
)
HEXAGONS = (  # of the land; on A4 there is a short name in each hexagon
    ("zeshoek.png", "liggend (PNG)"),
    ("zeshoek-vierkant.png", "vierkant (PNG)"),
    ("zeshoek-liggend@2x.png", "met namen (PNG)"),
    ("zeshoek-liggend.svg", "om te bewerken (SVG)"),
    ("zeshoek-liggend-omtrek.svg", "met letters als vorm (SVG)"),
    ("zeshoek-staand.pdf", "A4 staand (PDF)"),
    ("zeshoek-liggend.pdf", "A4 liggend (PDF)"),
)
CHARTS = (
    ("{}.png", "PNG"),
    ("{}@2x.png", "grote PNG"),
    ("{}.svg", "SVG"),
    ("{}-omtrek.svg", "SVG met letters als vorm"),
    ("{}-kaal.svg", "kale SVG"),
    ("{}-a4.pdf", "PDF"),
)
NO_CHART = "Van een versie is er geen grafiek: die toont ook andere maanden."
GONE = "De kaart van deze versie is opgeruimd. De cijfers blijven."


@blueprint.app_template_global("beeldadres")
def address(stand_of: Peildatum, code: str, name: str = "kaartje.png") -> str:
    """The absolute address of a picture, as cards in chats need it."""
    return current_site().url(f"/beeld/{stand_of}/{code}/{name}")


@blueprint.app_context_processor
def _linked() -> dict[str, object]:
    """The pictures that a page offers: file name and words."""
    charts = {form.chart for form in (*forms.CHARTS.values(), *forms.SIDE_BY_SIDE.values())}
    names = {chart: [(name.format(chart), words) for name, words in CHARTS] for chart in charts}
    return {"beeldvormen": LINKED, "zeshoekvormen": HEXAGONS, "grafiekvormen": names}


@blueprint.get("/beeld/<peildatum>/<code>/<name>")
def beeld(peildatum: str, code: str, name: str) -> Answer:
    """A picture of the figures that stand now for a peildatum. Raises InvalidTerm, UnknownGebied, ReleaseMissing."""
    release = current_site().releases.current(Peildatum.parse(peildatum))
    return _sent(release, code, name, responses.PAGE)


@blueprint.get("/versie/<versie>/beeld/<code>/<name>")
def van_versie(versie: str, code: str, name: str) -> Answer:
    """The same of a version, for as long as its map is there. Raises NotPublished."""
    site = current_site()
    release = versions.release_of(site, Versie.parse(versie))
    if release is None:
        raise NotPublished(GONE)
    if Picture.parse(code, name, site.base_url).form.chart:
        raise NotPublished(NO_CHART)
    return _sent(site.releases.release(release), code, name, responses.A_DAY)


def _sent(release: Release, code: str, name: str, how_long: str) -> Answer:
    site = current_site()
    picture = Picture.parse(code, name, site.base_url)
    path = picture_store.open_picture(
        site.settings, site.releases, release, picture, before=partial(rate_limits.spend, "pictures")
    )
    file_name = f"land-in-beeld-{code}-{release.stand.peildatum}-{picture.name}"
    return responses.file(
        path, ENDINGS[picture.ending], disposition=f'inline; filename="{file_name}"', how_long=how_long
    )
