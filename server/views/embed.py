"""The map on sites of others: the page in the frame, the script of the host page, oEmbed, and how to put it there."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Blueprint, Response, abort, jsonify, render_template, request
from werkzeug.wrappers import Response as Answer

from data.domain.stand import Stand
from data.errors import InvalidTerm, ReleaseMissing, UnknownGebied
from data.terms import LAND, Gemeentecode, Peildatum
from server.http import responses
from server.http.marked_answers import ready_page
from server.pages import correction_list, map_payload, page_context, vite_manifest
from server.read_model import current_site
from tiles.palette import BY_KLASSE

THEMAS = {"standaard": "Standaard", "warm": "Warm neutraal", "koel": "Koel neutraal", "donker": "Donker"}
OPTIONS = ("gemeente", "provincie", "thema", "titel")  # in a query, of which `read_options` makes a choice
HEIGHTS = (320, 1200)  # px, the lowest and highest frame
DEFAULT_HEIGHT = 640  # px
HOST_SCRIPT = "src/land-in-beeld.ts"
FROZEN = Path(__file__).parents[1] / "static" / "embed"  # 1.js, 2.js, ...: published once, never changed
PAGES = re.compile(r"/?|/embed/?|/gemeenten/?|/gemeenten/(?P<code>[^/]+)/?")  # that oEmbed gives a frame for

blueprint = Blueprint("embed", __name__)


def read_options(args: Any, stand: Stand) -> dict[str, Any]:
    """The options of an embed; a value that we do not know falls back to the usual one."""
    gemeente, provincie = args.get("gemeente", ""), args.get("provincie", "")
    try:
        gemeente = Gemeentecode.parse(gemeente) if gemeente else ""
    except InvalidTerm:
        gemeente = ""
    thema = args.get("thema", "")
    gemeente = gemeente if gemeente in stand.by_code else ""
    return {
        "gemeente": gemeente,
        "provincie": provincie if not gemeente and provincie in {r.code for r in stand.provincies} else "",
        "thema": thema if thema in THEMAS else "standaard",
        "zonder_titel": args.get("titel", "") == "nee",
    }


@blueprint.get("/embed")
@ready_page(*OPTIONS, "peildatum")
def embed() -> str:
    """The page in the frame: map, legend and figures, on any site and in a sandbox."""
    stand = page_context.asked_stand()
    options = read_options(request.args, stand)
    area = page_context.area(stand, options["gemeente"]) if options["gemeente"] else {"stand": stand}
    here = page_context.first_map_of(stand, options["gemeente"] or options["provincie"] or LAND, link=_link(options))
    return render_template(
        "embed.html",
        **area,
        eerste_kaart=here.svg,
        keuze=options,
        legenda=map_payload.legend(stand, options["provincie"]),
        totaal=stand.regel(options["gemeente"] or options["provincie"] or LAND),
        start=page_context.start_data(stand, here.extent) | {"embed": options},
        vintage=page_context.vintage(stand),
        bronnen=page_context.attribution(stand),
    )


def _link(options: dict[str, Any]) -> Callable[[str], str]:
    """Where a gemeente on the map leads without a script: to its own map, in the same frame."""
    others = frame_query({**options, "gemeente": "", "provincie": ""}, request.args.get("peildatum", ""))
    return lambda code: f"?{urlencode({'gemeente': code, **others})}"


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


def frame_query(options: dict[str, Any], peildatum: str) -> dict[str, str]:
    """The query of a frame with these options; `peildatum` is empty for always the newest."""
    return {name: options[name] for name in ("gemeente", "provincie") if options[name]} | {
        name: value
        for name, value, given in (
            ("peildatum", peildatum, peildatum),
            ("thema", options["thema"], options["thema"] != "standaard"),
            ("titel", "nee", options["zonder_titel"]),
        )
        if given
    }


def frame(query: dict[str, str], titel: str, height: int = DEFAULT_HEIGHT) -> str:
    """The HTML of a plain frame, right without any script."""
    src = current_site().url("/embed") + (f"?{urlencode(query)}" if query else "")
    return (
        f'<iframe src="{escape(src)}" title="{escape(titel)}" width="100%" height="{height}" loading="lazy"'
        ' referrerpolicy="no-referrer" style="border:0"></iframe>'
    )


@blueprint.get("/oembed")
@ready_page("url", "format", "maxwidth", "maxheight", "peildatum")
def oembed() -> Response:
    """oEmbed 1.0 (rich) for the URLs of the map and of a gemeente. Format: json only."""
    if request.args.get("format", "json") != "json":
        abort(501)
    url = urlsplit(request.args.get("url", ""))
    own = urlsplit(current_site().base_url)
    page = PAGES.fullmatch(url.path.removeprefix(own.path))
    if url.netloc != own.netloc or not url.path.startswith(own.path) or not page:
        abort(404)
    question = {name: values[0] for name, values in (parse_qs(url.query) | parse_qs(url.fragment)).items()}
    if page["code"]:
        question = {**question, "gemeente": page["code"], "provincie": ""}
    stand, month = _month(question.get("peildatum", ""))
    options = read_options(question, stand)
    if page["code"] and not options["gemeente"]:
        abort(404)
    titel = f"Land in Beeld: {stand.regel(options['gemeente'] or options['provincie'] or LAND).naam}"
    height = _at_most("maxheight", DEFAULT_HEIGHT)
    response = jsonify(
        version="1.0",
        type="rich",
        provider_name="Land in Beeld",
        provider_url=current_site().url("/"),
        title=titel,
        html=frame(frame_query(options, month), titel, height),
        width=_at_most("maxwidth", 960),
        height=height,
        cache_age=3600,
    )
    return response


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
@ready_page(*OPTIONS, "peildatum", "hoogte")
def insluiten() -> str:
    """How to put the map on a site of one's own, with the code to copy."""
    stand = page_context.asked_stand()
    options = read_options(request.args, stand)
    query = frame_query(options, str(stand.peildatum) if request.args.get("peildatum") else "")
    height = max(HEIGHTS[0], min(HEIGHTS[1], request.args.get("hoogte", DEFAULT_HEIGHT, type=int)))
    naam = stand.regel(options["gemeente"] or options["provincie"] or LAND).naam
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in query.items())
    version = newest_version()
    script = f'<script src="{current_site().url("/embed.js")}" async></script>'
    checked = (
        f'<script src="{current_site().url(f"/embed-{version}.js")}" integrity="{integrity(version)}"'
        ' crossorigin="anonymous" async></script>'
    )
    tag = f"<land-in-beeld{attributes}></land-in-beeld>"
    return render_template(
        "insluiten.html",
        stand=stand,
        keuze=options | {"hoogte": height},
        themas=THEMAS,
        query=query,
        kader=frame(query, f"Land in Beeld: {naam}", height),
        element=f"{script}\n{tag}",
        vast=f"{checked}\n{tag}",
        peildata=page_context.peildata()[::-1],
        gekozen_peildatum=query.get("peildatum", ""),
        herkomst="{0.scheme}://{0.netloc}".format(urlsplit(current_site().base_url)),
    )
