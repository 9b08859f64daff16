"""Files to download: `/download/{peildatum}/gemeenten.*`, `/download/reeks.*`, layers for QGIS, and what describes them.

That is the record for catalogues (DCAT), codelists (SKOS) and the columns of the CSV (CSVW).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from data.errors import InvalidTerm, UnknownGebied
from data.reference.gemeenten import PROVINCIES
from data.releases.release import Release
from data.terms import Peildatum
from server.api.question_terms import parse_provincie
from server.catalogue import codelists, dcat
from server.http import rate_limits, responses
from server.http.marked_answers import ACTUEEL, ready_page
from server.http.refusals import InvalidQuery
from server.read_model import Site, current_site
from server.rendering import on_demand, series_files
from server.rendering.series_files import Choice
from tiles import licence
from tiles.out import qgis
from tiles.out.raster_classes import auxiliary
from tiles.out.raster_classes import qml as raster_qml
from tiles.out.release_files import DOWNLOADS, SERIES, VECTOR
from tiles.out.style import attribution_of

blueprint = Blueprint("downloads", __name__)

QLR = "application/x-qgis-layer-definition"
MOST_SIGNS = 40  # of a parameter


def _release(site: Site, peildatum: str) -> Release:
    try:
        return site.releases.current(None if peildatum == ACTUEEL else Peildatum.parse(peildatum))
    except InvalidTerm:
        abort(404)  # to a reader a wrong date is a file that does not exist


@blueprint.get("/download/<peildatum>/gemeenten.<ending>")
def download(peildatum: str, ending: str) -> Answer:
    """The gemeenten of a peildatum (`actueel` or 2026-11-01) as a file; parts of it with Range."""
    form = DOWNLOADS.get(ending)
    if form is None:  # GDAL looks for files beside ours, so this is asked often and answered shortly
        return Response("Dit bestand is er niet.", 404, content_type="text/plain; charset=utf-8")
    site = current_site()
    release = _release(site, peildatum)
    if form.needs and not (release.path / form.needs).is_file():
        abort(404)
    if isinstance(form.source, str):
        path, etag = release.path / form.source, f"{release.name}-{ending}"
    else:
        before = partial(rate_limits.spend, "stills")
        path = on_demand.open_derived(site.settings, release, ending, before=before)
        etag = f"{release.name}-{ending}-{on_demand.made_as()}"
    if not path.is_file():
        abort(404)  # a release from before this download existed
    name = f"land-in-beeld-gemeenten-{release.stand.peildatum}.{ending}"
    answer = responses.file(
        path, form.media_type, disposition=f'attachment; filename="{name}"', how_long=responses.FIVE_MINUTES, etag=etag
    )
    if ending == "csv":
        answer.headers.add("Link", '<gemeenten.csv-metadata.json>; rel="describedby"; type="application/csvm+json"')
    answer.headers.add("Link", f'<{licence.LICENCE}>; rel="license"')
    return answer


@blueprint.get("/download/reeks.<ending>")
def series(ending: str) -> Answer:
    """All months in one file, or those that `provincie`, `van` and `tot` ask for."""
    form = SERIES.get(ending) or abort(404)
    choice = _choice(request.args.items(multi=True))
    site = current_site()
    before = partial(rate_limits.spend, "stills")
    path = series_files.open_series(site.settings, site.releases, ending, choice, before=before)
    taken = series_files.chosen(site.releases, choice)
    parts = ("reeks", taken[0].stand.peildatum, taken[-1].stand.peildatum, choice.provincie)
    name = f"land-in-beeld-{'-'.join(str(part) for part in parts if part)}.{ending}"
    answer = responses.file(
        path, form.media_type, disposition=f'attachment; filename="{name}"', how_long=responses.FIVE_MINUTES,
        etag=f"{path.stem}-{ending}-{on_demand.made_as()}",
    )  # fmt: skip
    if ending == "csv":
        answer.headers.add("Link", '<reeks.csv-metadata.json>; rel="describedby"; type="application/csvm+json"')
    answer.headers.add("Link", f'<{licence.LICENCE}>; rel="license"')
    return answer


def _choice(args: Iterable[tuple[str, str]]) -> Choice:
    """What the parameters ask for. Raises InvalidQuery, InvalidTerm."""
    parse: dict[str, Callable[[str], Any]] = {
        "provincie": parse_provincie, "van": Peildatum.parse, "tot": Peildatum.parse,
    }  # fmt: skip
    asks: dict[str, Any] = {}
    for name, value in args:
        if name not in parse:
            raise InvalidQuery(name, value, f"hier kunnen: {', '.join(parse)}")
        if name in asks:
            raise InvalidQuery(name, value, "noem hem eenmaal")
        asks[name] = parse[name](value[:MOST_SIGNS])
    choice = Choice(**asks)
    if choice.van and choice.tot and choice.van > choice.tot:
        raise InvalidQuery("van", str(choice.van), "het begin ligt na het einde")
    if choice.provincie and choice.provincie not in PROVINCIES:
        raise UnknownGebied(choice.provincie)
    return choice


@blueprint.get("/download/<peildatum>/gemeenten.tif.aux.xml")
def raster_classes(peildatum: str) -> Answer:
    """The names of the klassen of the GeoTIFF, where GDAL looks for them."""
    _release(current_site(), peildatum)
    return responses.fresh(Response(auxiliary(), content_type="application/xml"), responses.AN_HOUR)


@blueprint.get("/download/<peildatum>/gemeenten.qml")
def raster_style(peildatum: str) -> Answer:
    """How QGIS shows the GeoTIFF."""
    _release(current_site(), peildatum)
    response = Response(raster_qml(), content_type="application/xml")
    response.headers["Content-Disposition"] = 'attachment; filename="gemeenten.qml"'
    return responses.fresh(response, responses.AN_HOUR)


@blueprint.get("/qgis/land-in-beeld.qlr")
def layer_definition() -> Answer:
    """Layers with their styles for QGIS: drag it onto a map, or open it."""
    site = current_site()
    release = site.releases.current()
    archive = site.archive(release, VECTOR)
    definition = qgis.layer_definition(
        base_url=site.base_url,
        bounds=archive.bounds,
        maxzoom=archive.maxzoom,
        rights=attribution_of(release.vintage, release.stand.bron, voorbeeld=release.stand.voorbeeld),
    )
    response = Response(definition, content_type=QLR)
    response.headers["Content-Disposition"] = 'attachment; filename="land-in-beeld.qlr"'
    return responses.fresh(response, responses.FIVE_MINUTES)


@blueprint.get("/dcat")
@ready_page(how_long=responses.FIVE_MINUTES)
def catalogue() -> Answer:
    """The record of DCAT-AP-NL 3.0 as JSON-LD."""
    site = current_site()
    stands = site.stands()
    record = dcat.catalogue(
        stands,
        base_url=site.base_url,
        publisher=site.settings.publisher or site.settings.contact_name,
        homepage=site.settings.publisher_url,
        contact=site.settings.contact_name,
        email=site.settings.contact_email,
        page=site.settings.contact_url,
        modified=site.changed(),
    )
    return Response(json.dumps(record, ensure_ascii=False, indent=1), content_type="application/ld+json")


@blueprint.get("/begrippen/<name>.jsonld")
def codelist(name: str) -> Answer:
    """A codelist as SKOS."""
    if name not in codelists.NAMES:
        abort(404)
    return _json(codelists.codelist(name, current_site().base_url), "application/ld+json", responses.AN_HOUR)


@blueprint.get("/begrippen/<name>")
def scheme(name: str) -> Answer:
    """Where the address of a codelist, and of what is in it, leads."""
    return redirect(url_for(".codelist", name=name), 303) if name in codelists.NAMES else abort(404)


@blueprint.get("/download/<peildatum>/gemeenten.csv-metadata.json")
def table(peildatum: str) -> Answer:
    """What is in `gemeenten.csv` of a peildatum, at the address where a reader of CSV on the Web looks for it."""
    site = current_site()
    stand = _release(site, peildatum).stand
    content = codelists.table(stand, site.base_url, publisher=site.settings.publisher)
    return _json(content, "application/csvm+json", responses.FIVE_MINUTES)


@blueprint.get("/download/reeks.csv-metadata.json")
def table_of_series() -> Answer:
    """What is in `reeks.csv`."""
    site = current_site()
    content = codelists.table_of_series(site.stand(), site.base_url, publisher=site.settings.publisher)
    return _json(content, "application/csvm+json", responses.FIVE_MINUTES)


def _json(content: dict[str, Any], content_type: str, how_long: str) -> Answer:
    response = Response(json.dumps(content, ensure_ascii=False, indent=1), content_type=content_type)
    return responses.fresh(response, how_long)
