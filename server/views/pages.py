"""The pages for people: map, table, and one page per gemeente, provincie and the land; complete without a script."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from data import dutch
from data.domain import area_filter, area_search, dictionary
from data.domain.announced import Staat
from data.domain.citaat import path_of
from data.domain.stand import Stand
from data.errors import UnknownGebied
from data.reference.gemeenten import gemeente as known_gemeente
from data.reference.gemeenten import opgegaan_in
from data.reference.published import gepubliceerd
from data.terms import LAND, Gemeentecode, Klasse, Peildatum
from reports.content import in_words
from server.api import api_document
from server.catalogue import site_map, structured_data
from server.http import rate_limits, responses
from server.http.headers import FRAMED
from server.http.marked_answers import ready_page
from server.maps import hexagon_map, swatches
from server.pages import charts, colofon, coming, headings, map_payload, page_context, table, table_cells
from server.read_model import current_site
from server.rendering import on_demand
from tiles.out.release_files import DOWNLOADS, SERIES, SHEETS
from tiles.palette import BRAND, BY_KLASSE, LOOKS

blueprint = Blueprint("pages", __name__)

_FILTERS = (dutch.number, dutch.about, dutch.counted, dutch.signed, dutch.decimal, dutch.percent, dutch.share)
_OF_PAGES = (charts.punten, swatches.streken, table_cells.copyable, headings.headings)
for _filter in (*_FILTERS, dutch.date, dutch.clock, dutch.progress, *_OF_PAGES):
    blueprint.add_app_template_filter(_filter)
blueprint.add_app_template_global(lambda: SHEETS, "werkbladen")  # macros see it too


TEXT_PAGES = {  # each has a template of its name; the foot of every page, the static export and the tests follow
    "toelichting": "Uitleg en vragen",
    "begrippen": "Begrippen",
    "gegevens": "Gegevens en downloads",
    "toegankelijkheid": "Toegankelijkheid",
    "privacy": "Privacy",
}
ON_THE_SITE_MAP = ("", "gemeenten", "nederland", "rapportages", "correcties", "insluiten", *TEXT_PAGES)


@blueprint.app_context_processor
def _common() -> dict[str, Any]:
    """What every template may use."""
    return {
        "site": current_site(),
        "pad": page_context.path,
        "canoniek": page_context.canonical,
        "broodkruimels": structured_data.breadcrumbs,
        "dataset": page_context.dataset,
        "looks": LOOKS,
        "merkkleur": BRAND,
        "look_of": lambda k: BY_KLASSE[k],
        "Klasse": Klasse,
        "borders": dutch.borders,
        "saldokop": dutch.BALANCE_IN,
        "dagen_oud": page_context.days_if_old,
        "colofon": colofon,
        "begrippen": dictionary.GROUPS,
        "begrip": dictionary.BY_NAME.get,
        "wet": dictionary.LAW,
        "overige_velden": api_document.other_fields,
        "tekstpaginas": TEXT_PAGES,
        "adres_van": path_of,
        "langste_vraag": area_search.LONGEST,
        "zoekformulier": current_app.config["SEARCH_FORM"],
    }


@blueprint.get("/")
@ready_page("peildatum", *area_filter.PARAMETERS, hexagon_map.VORM, FRAMED)
def kaart() -> str:
    """The map page."""
    stand = page_context.asked_stand()
    gefilterd = area_filter.AreaFilter.read(request.args)
    month = f"?peildatum={stand.peildatum}" if request.args.get("peildatum") else ""
    said = in_words.summary(stand.nederland, stand)
    here = page_context.map_of_land(
        stand, link=lambda code: page_context.path(f"gemeenten/{code}{month}"), only=gefilterd, said=said
    )
    return render_template(
        "kaart.html",
        stand=stand,
        eerste_kaart=here.svg,
        inzet=here.inset,
        vorm=hexagon_map.query(request.args),
        gefilterd=gefilterd,
        legenda=map_payload.legend(stand, gefilterd.provincie),
        totalen=map_payload.totals(stand),
        start=page_context.start_data(stand, here.extent),
        vintage=page_context.vintage(stand),
        bronnen=page_context.attribution(stand),
        peildata=page_context.peildata(),
        maanden=[(at.peildatum, at.telling()) for at in current_site().stands()],
        strook=map_payload.strook(current_site().stands()),
        plaatsen=map_payload.month_places(page_context.peildata()),
        onderschrift=map_payload.strip_labels(page_context.peildata()),
        halfjaren=map_payload.halfjaren(current_site().stands()),
        komend=[d for d in coming.announced_if_known(current_site()) if d.staat is not Staat.CIJFERS],
    )


@blueprint.get("/kaart/<peildatum>.json")
@ready_page()
def maand(peildatum: str) -> BaseResponse:
    """Everything that changes on the map with the month."""
    return jsonify(page_context.map_data(current_site().stand(Peildatum.parse(peildatum))))


@blueprint.get("/kaart/<peildatum>.png", defaults={"code": LAND})
@blueprint.get("/kaart/<peildatum>/<code>.png")
def plaatje(peildatum: str, code: str) -> BaseResponse:
    """The map of a month as a picture: the land, or a gemeente or provincie in its surroundings."""
    site = current_site()
    release = site.releases.current(Peildatum.parse(peildatum))
    path = on_demand.open_still(site.settings, release, code, before=partial(rate_limits.spend, "stills"))
    return responses.file(path, "image/png", how_long=responses.PAGE)


@blueprint.get("/kaart/namen.json")
@ready_page()
def namen() -> BaseResponse:
    """What can be searched on the map."""
    return jsonify(map_payload.names(current_site().stand(None)))


@blueprint.get("/gemeenten")
@ready_page(*table.PARAMETERS, "peildatum", FRAMED)
def gemeenten() -> str:
    """The table of all gemeenten: sorted, filtered and searched by the server."""
    stand = page_context.asked_stand()
    keuze = table.Keuze.read(request.args)
    return render_template(
        "gemeenten.html",
        stand=stand,
        keuze=keuze,
        kolommen=table.KOLOMMEN,
        **_chosen(stand, keuze),
        gefilterd=keuze.filter,
        totaal=None if keuze.zoek or keuze.filter.query() else stand.nederland,
        legenda=map_payload.legend(stand, keuze.filter.provincie),
        peildata=page_context.peildata()[::-1],
    )


@blueprint.get("/zoek")
@ready_page("q", "peildatum")
def zoek() -> str | BaseResponse:
    """What a name or a code can mean: straight to the page of the one area that it must be, else a list with reasons."""
    stand = page_context.asked_stand()
    gezocht = request.args.get("q", "")[: area_search.LONGEST].strip()
    hits = area_search.find(gezocht, stand)
    certain = area_search.certain(hits)
    month = f"?peildatum={stand.peildatum}" if request.args.get("peildatum") else ""
    if certain is not None:
        return redirect(page_context.path(path_of(certain.code)) + month)
    return render_template("zoek.html", stand=stand, gezocht=gezocht, gevonden=hits, maand=month)


@blueprint.get("/gemeenten/<code>")
@ready_page("peildatum", FRAMED)
def gemeente(code: str) -> str | BaseResponse:
    """One gemeente; an old code says where the gemeente went."""
    parsed = page_context.gemeentecode(code)
    if code != parsed:
        return redirect(url_for(".gemeente", code=parsed, peildatum=request.args.get("peildatum")), 301)
    stand = page_context.asked_stand()
    if parsed not in stand.by_code:
        return _former(parsed, stand)
    regel = stand.regel(parsed)
    return render_template(
        "gemeente.html",
        **page_context.area(stand, regel.code),
        **page_context.on_the_map(stand, regel.code, in_words.summary(regel, stand)),
        vergelijking=table.compared(regel, stand),
        gelijk=table.like_size(regel, stand),
        plaats=table.place_in_provincie(regel, stand),
        peildata=page_context.peildata()[::-1],
    )


@blueprint.get("/gemeenten/<code>/blad")
@ready_page("peildatum")
def blad(code: str) -> str:
    """One gemeente on one screen and one page of paper, for a meeting of its council. Raises UnknownGebied."""
    stand = page_context.asked_stand()
    regel = stand.regel(page_context.gemeentecode(code))
    return render_template(
        "blad.html",
        **page_context.area(stand, regel.code),
        **page_context.on_the_map(stand, regel.code, in_words.summary(regel, stand)),
        vergelijking=table.compared(regel, stand),
        plaats=table.place_in_provincie(regel, stand),
    )


@blueprint.get("/gemeenten/<code>/paneel")
@ready_page("peildatum")
def paneel(code: str) -> Response:
    """The figures of one gemeente as a piece of a page, for the panel beside the map."""
    stand = page_context.asked_stand()
    return responses.piece(render_template("_paneel.html", **page_context.area(stand, page_context.gemeentecode(code))))


@blueprint.get("/provincies")
def provincies() -> BaseResponse:
    """Redirects to the page of the land, which lists the provincies."""
    return redirect(url_for(".nederland", _anchor="h-provincies"), 301)


@blueprint.get("/provincies/<code>")
@ready_page(*table.PARAMETERS, "peildatum")
def provincie(code: str) -> str:
    """One provincie: sums, counts per klasse and the table of its gemeenten."""
    stand = page_context.asked_stand()
    if code not in {r.code for r in stand.provincies}:
        raise UnknownGebied(code)
    keuze = table.Keuze.read(request.args, provincie=code)
    return render_template(
        "provincie.html",
        **page_context.area(stand, code),
        **page_context.on_the_map(stand, code, in_words.summary(stand.regel(code), stand)),
        legenda=map_payload.legend(stand, code),
        keuze=keuze,
        kolommen=[k for k in table.KOLOMMEN if k.naam != "provincie"],
        **_chosen(stand, keuze),
        totaal=None if keuze.zoek or keuze.filter.klassen else stand.regel(code),
        peildata=page_context.peildata()[::-1],
    )


@blueprint.get("/nederland")
@ready_page("peildatum")
def nederland() -> str:
    """The land: totals, counts per klasse, provincies side by side and the half-years."""
    stand = page_context.asked_stand()
    return render_template(
        "nederland.html",
        **page_context.area(stand, LAND),
        gepubliceerd=gepubliceerd(),
        legenda=map_payload.legend(stand),
        peildata=page_context.peildata()[::-1],
    )


def _text_page(template: str) -> Callable[[], str]:
    """A view of a page that is mostly text."""

    def view() -> str:
        stand, site = page_context.asked_stand(), current_site()
        return render_template(
            template,
            stand=stand,
            halfjaren=map_payload.halfjaren(site.stands()),
            grenzen=page_context.vintage(stand),
            zooms=page_context.zooms(site.releases.current()),
            downloads=DOWNLOADS,
            reeksen=SERIES,
            aangekondigd=coming.announced_if_known(site) if template == "gegevens.html" else (),
        )

    return view


for _name in TEXT_PAGES:
    blueprint.add_url_rule(f"/{_name}", _name, ready_page("peildatum", FRAMED)(_text_page(f"{_name}.html")))


@blueprint.get("/sitemap.xml")
@ready_page(how_long=responses.AN_HOUR)
def sitemap() -> BaseResponse:
    """Every page with an address of its own: those with figures as they are newest, and the texts."""
    site, stand = current_site(), current_site().stand()
    areas = (path_of(regel.code) for regel in (*stand.provincies, *stand.gemeenten))
    addresses = (site.url(f"/{path}") for path in (*ON_THE_SITE_MAP, *areas))
    return Response(site_map.sitemap(addresses, site.changed()), content_type="application/xml; charset=utf-8")


def _chosen(stand: Stand, keuze: table.Keuze) -> dict[str, Any]:
    """The rows of a table, and what was found under another name."""
    return dict(zip(("rijen", "anders"), table.select(stand, keuze), strict=True))


def _former(code: Gemeentecode, stand: Stand) -> BaseResponse:
    """The page of a gemeente that is not in this stand. Raises UnknownGebied when it never existed."""
    former, successors = known_gemeente(code), opgegaan_in(code)
    content = render_template("opgegaan.html", stand=stand, gemeente=former, opgegaan=successors)
    return current_app.make_response((content, 200 if successors else 404))
