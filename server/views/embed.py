"""The map on sites of others: the page in the frame, the script of the host page, oEmbed, and how to put it there."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response as Answer

from data.domain.area_filter import PARAMETERS as FILTER
from data.domain.area_filter import AreaFilter
from data.domain.stand import Stand
from data.errors import InvalidTerm, ReleaseMissing, UnknownGebied
from data.terms import LAND, Gemeentecode, Peildatum
from reports.content import in_words
from server import house_style
from server.http import responses
from server.http.marked_answers import ready_page
from server.pages import correction_list, map_payload, page_context, vite_manifest
from server.read_model import current_site
from tiles.palette import BRAND, BY_KLASSE

LOWEST, HIGHEST = 320, 1600  # px, of a frame; the host script keeps to the same
WIDTH = 640  # px, of a frame whose styles were taken out
FITS = {"": 680, "gemeente": 1000}  # px in which everything fits at 320 px wide, in usual letters
FITS_WIDE = {"": 680, "gemeente": 760}  # the same at 640 px and wider
HOST_SCRIPT = "src/land-in-beeld.ts"
FROZEN = Path(__file__).parents[1] / "static" / "embed"  # 1.js, 2.js, ...: published once, never changed
PAGES = re.compile(  # that oEmbed gives a frame for
    r"/?|/(?:embed|nederland|provincies|gemeenten)/?|/(?P<areas>gemeenten|provincies)/(?P<code>[^/]+)/?"
)
ONE_OF = {"gemeenten": "gemeente", "provincies": "provincie"}  # the parameter for one of the areas of a path
PARAMETERS = ("gemeente", *FILTER, "peildatum", *house_style.PARAMETERS)  # all that an embed depends on

blueprint = Blueprint("embed", __name__)


def _gemeente(value: str, stand: Stand) -> str:
    try:
        code = Gemeentecode.parse(value)
    except InvalidTerm:
        return ""
    return code if code in stand.by_code else ""


def _provincie(value: str, stand: Stand) -> str:
    return value if value in {r.code for r in stand.provincies} else ""


def read_options(args: Mapping[str, str], stand: Stand) -> dict[str, str]:
    """The options of an embed; empty is the usual, and a value that we do not know falls back to that."""
    dress = {name: house_style.read(name, args.get(name, "")) for name in house_style.PARAMETERS}
    if args.get("thema") == "donker":  # its name before light and dark were a choice of their own
        dress["weergave"] = dress["weergave"] or "donker"
    gemeente = _gemeente(args.get("gemeente", ""), stand)
    provincie = "" if gemeente else _provincie(args.get("provincie", ""), stand)
    klasse = AreaFilter.read(args).klasse
    return {"gemeente": gemeente, "klasse": klasse, "provincie": provincie} | dress


@blueprint.get("/embed")
@ready_page(*PARAMETERS)
def embed() -> str:
    """The page in the frame: map, legend and figures, on any site and in a sandbox."""
    stand = page_context.asked_stand()
    options = read_options(request.args, stand)
    area = page_context.area(stand, options["gemeente"]) if options["gemeente"] else {"stand": stand}
    gefilterd, code = AreaFilter.read(options), options["gemeente"] or options["provincie"] or LAND
    said = in_words.summary(stand.regel(code), stand)
    here = page_context.first_map_of(stand, code, link=_link(options), only=gefilterd, said=said)
    return render_template(
        "embed.html",
        **area,
        eerste_kaart=here.svg,
        keuze=options,
        adres=_address(frame_query(options, request.args.get("peildatum", ""))),
        legenda=map_payload.legend(stand, options["provincie"]),
        totaal=stand.regel(code),
        start=page_context.start_data(stand, here.extent)
        | {"embed": {name: options[name] for name in ("gemeente", *FILTER)}},
        gefilterd=gefilterd,
        vintage=page_context.vintage(stand),
        bronnen=page_context.attribution(stand),
    )


def _link(options: dict[str, str]) -> Callable[[str], str]:
    """Where a gemeente on the map leads without a script: to its own map, in the same frame."""
    others = frame_query({**options, "gemeente": "", "provincie": ""}, request.args.get("peildatum", ""))
    if current_app.config["ON_A_SERVER"]:
        return lambda code: f"?{urlencode({'gemeente': code, **others})}"
    return lambda code: page_context.path(f"embed/gemeente/{code}/")


@blueprint.get("/embed/accent/<kleur>.css")
def accent(kleur: str) -> Answer:
    """The style sheet of an accent, six hexadecimal digits: a page may not carry styles of its own."""
    if not kleur or kleur != house_style.read("accent", kleur):
        abort(404)
    return responses.fresh(Response(house_style.sheet(kleur), mimetype="text/css"), responses.A_DAY)


@blueprint.get("/embed/<code>")
@ready_page("peildatum")
def cijfers(code: str) -> Response:
    """All figures of one gemeente as a piece of a page, for the frame. Raises UnknownGebied."""
    stand = page_context.asked_stand()
    if code not in {r.code for r in stand.gemeenten}:
        raise UnknownGebied(code)
    regel = stand.regel(code)
    content = render_template(
        "_embedcijfers.html",
        stand=stand,
        regel=regel,
        look=BY_KLASSE[regel.klasse],
        correcties=correction_list.of_area(current_site(), stand, regel.code),
    )
    return responses.piece(content)


def newest_version() -> int:
    """The number of the newest frozen host script."""
    return max(int(path.stem) for path in FROZEN.glob("*.js"))


def integrity(version: int) -> str:
    """The SRI value of a frozen host script."""
    digest = hashlib.sha384((FROZEN / f"{version}.js").read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


@blueprint.get("/embed.js")
def host_script() -> Answer:
    """The script for the host page, with the element `<land-in-beeld>`; the newest, so its bytes may change."""
    return _script(vite_manifest.path_of(HOST_SCRIPT), responses.AN_HOUR)


@blueprint.get("/embed-<int:version>.js")
def frozen_script(version: int) -> Answer:
    """A version of that script whose bytes never change, for hosts that check them (SRI)."""
    path = FROZEN / f"{version}.js"
    if not path.is_file():
        abort(404)
    return _script(path, responses.FOREVER)


def _script(path: Path, how_long: str) -> Answer:
    return responses.fresh(Response(path.read_text(encoding="utf-8"), mimetype="text/javascript"), how_long)


def frame_query(options: dict[str, str], peildatum: str) -> dict[str, str]:
    """The query of a frame with these options; `peildatum` is empty for always the newest."""
    given = options | {"peildatum": peildatum}
    return {name: given[name] for name in PARAMETERS if given[name]}


def _address(query: dict[str, str]) -> str:
    return current_site().url("/embed") + (f"?{urlencode(query)}" if query else "")


def _naam(stand: Stand, query: Mapping[str, str]) -> str:
    return stand.regel(query.get("gemeente") or query.get("provincie") or LAND).distinct_name


def fits(query: Mapping[str, str], of: dict[str, int]) -> int:
    """The height of a frame (px) in which everything of this embed fits, from `FITS` or `FITS_WIDE`."""
    height = of["gemeente" if query.get("gemeente") else ""] * max(
        1, house_style.GROWTH.get(query.get("letters", ""), 1)
    )
    return math.ceil(height / 20) * 20


def frame(query: dict[str, str], titel: str, height: int = 0) -> str:
    """The HTML of a plain frame, right without any script.

    Without a height it fits: high on a phone, lower on a wide page; where styles are taken out, it is high everywhere.
    """
    style = "border:0;width:100%"  # `width` is a number in HTML: for who takes styles out
    if not height:
        height, wide = fits(query, FITS), fits(query, FITS_WIDE)
        if wide < height:
            style += f";height:clamp({wide}px,{height + 400}px - 100vw,{height}px)"
    return (
        f'<iframe src="{escape(_address(query))}" title="{escape(titel)}" width="{WIDTH}" height="{height}" frameborder="0"'
        f' loading="lazy" referrerpolicy="no-referrer" style="{style}"></iframe>'
    )


@blueprint.get("/oembed")
@ready_page("url", "format", "maxwidth", "maxheight", "peildatum")
def oembed() -> Answer:
    """oEmbed 1.0 (rich, as JSON and as XML) for the addresses of the map, a gemeente, a provincie and the land."""
    form = request.args.get("format", "json")
    if form not in OEMBED:
        abort(501)
    url = urlsplit(request.args.get("url", ""))
    own = urlsplit(current_site().base_url)
    page = PAGES.fullmatch(url.path.removeprefix(own.path))
    if url.netloc != own.netloc or not url.path.startswith(own.path) or not page:
        abort(404)
    question = {name: values[0] for name, values in (parse_qs(url.query) | parse_qs(url.fragment)).items()}
    if page["code"]:
        question = question | {"gemeente": "", "provincie": "", ONE_OF[page["areas"]]: page["code"]}
    stand, month = _month(question.get("peildatum", ""))
    options = read_options(question, stand)
    if page["code"] and not options[ONE_OF[page["areas"]]]:
        abort(404)
    query = frame_query(options, month)
    fitting = fits(query, FITS)
    height = _at_most("maxheight", fitting)
    titel = f"Land in Beeld: {_naam(stand, query)}"
    return OEMBED[form]({
        "version": "1.0",
        "type": "rich",
        "provider_name": "Land in Beeld",
        "provider_url": current_site().url("/"),
        "title": titel,
        "html": frame(query, titel, 0 if height == fitting else height),
        "width": _at_most("maxwidth", 960),
        "height": height,
        "cache_age": 3600,
    })  # fmt: skip


def _as_xml(answer: dict[str, Any]) -> Answer:
    fields = "".join(f"<{name}>{escape(str(value), quote=False)}</{name}>" for name, value in answer.items())
    text = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{fields}</oembed>\n'
    return Response(text, content_type="text/xml; charset=utf-8")


OEMBED: dict[str, Callable[[dict[str, Any]], Answer]] = {"json": jsonify, "xml": _as_xml}


def _month(text: str) -> tuple[Stand, str]:
    """The stand of a peildatum with that peildatum; the newest with an empty text when there is no such stand."""
    try:
        stand = current_site().stand(Peildatum.parse(text))
    except (InvalidTerm, ReleaseMissing):
        return page_context.asked_stand(), ""
    return stand, str(stand.peildatum)


def _at_most(name: str, most: int) -> int:
    """The size that may be asked for in px; what is no size counts as not asked."""
    given = request.args.get(name, most, type=int)
    return min(given, most) if given > 0 else most


@blueprint.get("/insluiten")
@ready_page(*PARAMETERS, "hoogte")
def insluiten() -> str:
    """How to put the map on a site of one's own, with the code to copy."""
    stand = page_context.asked_stand()
    options = read_options(request.args, stand)
    if options["accent"] == BRAND.removeprefix("#"):  # where the field for it begins: no wish
        options["accent"] = ""
    query = frame_query(options, str(stand.peildatum) if request.args.get("peildatum") else "")
    height = request.args.get("hoogte", 0, type=int)
    height = max(LOWEST, min(HIGHEST, height)) if height else 0
    titel = f"Land in Beeld: {_naam(stand, query)}"
    attributes = query | ({"hoogte": str(height)} if height else {})
    link = f'<a href="{escape(_page_of(query))}">{escape(titel)}</a>'
    tag = "<land-in-beeld" + "".join(f' {n}="{escape(v)}"' for n, v in attributes.items()) + f">{link}</land-in-beeld>"
    version = newest_version()
    script = f'<script src="{current_site().url("/embed.js")}" async></script>'
    checked = (
        f'<script src="{current_site().url(f"/embed-{version}.js")}" integrity="{integrity(version)}"'
        ' crossorigin="anonymous" async></script>'
    )
    return render_template(
        "insluiten.html",
        stand=stand,
        keuze=options,
        legenda=map_payload.legend(stand, options["provincie"]),
        keuzes=house_style.CHOICES,
        hoogte=height,
        hoogten=(LOWEST, HIGHEST),
        past=height or fits(query, FITS_WIDE),
        query=query,
        kader=frame(query, titel, height),
        element=f"{script}\n{tag}",
        vast=f"{checked}\n{tag}",
        peildata=page_context.peildata()[::-1],
        gekozen_peildatum=query.get("peildatum", ""),
        herkomst="{0.scheme}://{0.netloc}".format(urlsplit(current_site().base_url)),
    )


def _page_of(query: Mapping[str, str]) -> str:
    """The address of the page with what a frame shows, for who sees no frame."""
    area = next((f"/{areas}/{query[name]}" for areas, name in ONE_OF.items() if query.get(name)), "/")
    return current_site().url(area) + (f"?peildatum={query['peildatum']}" if "peildatum" in query else "")
