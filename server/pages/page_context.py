"""What several pages and the embed share: the stand that is asked for, the data of the map, the figures of an area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import request

from data.domain import outlook_words
from data.domain.age import older_than_expected
from data.domain.area_filter import AreaFilter
from data.domain.history import make_verleden
from data.domain.months import months_of
from data.domain.outlook import ahead_of
from data.domain.stand import Regel, Stand
from data.errors import InvalidTerm, ReleaseIncomplete, UnknownGebied
from data.releases.release_store import Release
from data.terms import LAND, Gemeentecode, Peildatum
from data.through_time import klasse_changes
from server.catalogue import structured_data
from server.http.tile_server import ARCHIVES
from server.maps import area_map, first_map, hexagon_map, neighbours
from server.pages import charts, correction_list, map_payload, vite_manifest
from server.read_model import current_site
from tiles.out.style import attribution_of
from tiles.palette import BY_KLASSE


def asked_stand() -> Stand:
    """The stand of `?peildatum=`, the newest without it. Raises InvalidTerm, ReleaseMissing."""
    text = request.args.get("peildatum", "")
    return current_site().stand(Peildatum.parse(text) if text else None)


def days_if_old(stand: Stand) -> int:
    """The age in days of figures that are the newest there are and older than expected; else 0."""
    site = current_site()
    if stand.peildatum != site.releases.index().newest:
        return 0
    return older_than_expected(stand.peildatum, site.today(), site.settings.old_after_days)


def gemeentecode(text: str) -> Gemeentecode:
    """The gemeentecode in a path. Raises UnknownGebied: to a reader a wrong code is a page that does not exist."""
    try:
        return Gemeentecode.parse(text)
    except InvalidTerm:
        raise UnknownGebied(text) from None


def path(name: str) -> str:
    """The path of a page or file of ours; also right when the service runs below a sub-path."""
    return f"{request.script_root}/{name}"


OF_A_MONTH = (
    "pages.kaart", "pages.gemeenten", "pages.gemeente", "pages.blad", "pages.provincie", "pages.nederland", "herkomst.",
)  # fmt: skip


def canonical(stand: Stand | None) -> str:
    """The one address of what the page shows: the month and the filter that were asked for, in that order of writing.

    Without a month it is the newest, today and later. A month that was asked for stays, also the newest: next month the page
    would be another. Klasse and provincie say which figures there are, so they stay; order and what is sought do not.
    """
    site = current_site()
    address = site.url(request.path)
    if stand is None or not (request.endpoint or "").startswith(OF_A_MONTH):
        return address
    month = {"peildatum": str(stand.peildatum)} if "peildatum" in request.args else {}
    form = hexagon_map.query(request.args) if request.endpoint == "pages.kaart" else {}
    query = urlencode({**month, **AreaFilter.read(request.args).query(), **form}, safe=",")
    return f"{address}?{query}" if query else address


def dataset() -> dict[str, Any]:
    """The figures as search engines for data look for them."""
    site = current_site()
    return structured_data.dataset(site.stands(), site.base_url, site.settings.publisher, site.changed())


def vintage(stand: Stand) -> dict[str, Any]:
    """Which boundaries the map of a stand has."""
    return dict(current_site().releases.current(stand.peildatum).vintage)


def zooms(release: Release) -> tuple[int, int]:
    """The coarsest and the finest zoom of the tiles of a release; by the settings when its archive cannot be read."""
    site = current_site()
    try:
        archive = site.archive(release, ARCHIVES[".mvt"])
    except ReleaseIncomplete:  # the figures on the page are whole
        return 0, site.settings.maxzoom
    return archive.minzoom, archive.maxzoom


def attribution(stand: Stand) -> str:
    """Where the figures and the boundaries of the map of a stand come from, in full."""
    return attribution_of(vintage(stand), stand.bron, voorbeeld=stand.voorbeeld)


def map_data(stand: Stand) -> dict[str, Any]:
    """What the map needs of a stand."""
    site = current_site()
    release = site.tiles_of(site.releases.current(stand.peildatum))
    tegels = path(f"tiles/{release.name}/{{z}}/{{x}}/{{y}}.mvt")
    changes = klasse_changes.since_before(stand, site.stands())
    since = klasse_changes.said(changes) if changes else klasse_changes.FIRST
    return map_payload.of_stand(stand, tegels=tegels, grenzen=release.vintage["key"], since=since)


def peildata() -> list[Peildatum]:
    """Every peildatum that has figures, oldest first."""
    return sorted(current_site().releases.index().peildata)


def first_map_of(
    stand: Stand, code: str = LAND, *, link: Callable[[str], str], only: AreaFilter, said: str
) -> first_map.FirstMap:
    """The map of a stand that needs no script, with what is not wanted pale; `said` is what it shows, in words."""
    release = current_site().releases.current(stand.peildatum)
    return first_map.first_map(release, stand, code, link=link, only=only, said=said)


def map_of_land(stand: Stand, *, link: Callable[[str], str], only: AreaFilter, said: str) -> first_map.FirstMap:
    """The first map of the land, or the one of hexagons when that is asked for and the release has it."""
    if hexagon_map.query(request.args):
        release = current_site().releases.current(stand.peildatum)
        drawing = hexagon_map.hexagon_map(release, stand, link=link, only=only, said=said)
        if drawing:
            return first_map.FirstMap(drawing, first_map.NEDERLAND, first_map.NOTHING)
    return first_map_of(stand, link=link, only=only, said=said)


def on_the_map(stand: Stand, code: str, said: str) -> dict[str, Any]:
    """The map of a gemeente or a provincie, with what stands below it; `said` is what it shows, in words."""
    month = f"?peildatum={stand.peildatum}" if request.args.get("peildatum") else ""
    release = current_site().releases.current(stand.peildatum)
    return {
        "gebiedskaart": area_map.area_map(
            release, stand, code, link=lambda other: path(f"gemeenten/{other}{month}"), said=said
        ),
        "bronnen": attribution(stand),
        "gekozen": {stand.regel(code).code.soort.value: code},
    }


def around(stand: Stand, code: str) -> tuple[list[Regel], list[Regel]]:
    """The gemeenten beside a gemeente, and those over water."""
    return neighbours.around(current_site().releases.current(stand.peildatum), stand, code)


def start_data(stand: Stand, extent: first_map.Extent) -> dict[str, Any]:
    """What a page with a map tells its script: where everything is, the palette, the peildata and the first month.

    `extent` is what the map shows first.
    """
    site = current_site()
    return {
        "paden": {
            "maand": path("kaart/{peildatum}.json"),
            "buren": path("kaart/{peildatum}/buren.json")
            + ("?vorm=zeshoek" if hexagon_map.query(request.args) else ""),
            "namen": path("kaart/namen.json"),
            "paneel": path("gemeenten/{code}/paneel"),
            "embed": path("embed/{code}"),
            "tabel": path("gemeenten"),
            "bronnen": path("toelichting#grenzen"),
            "gemeente": path("gemeenten/{code}"),
            "provincie": path("provincies/{code}"),
            "plaatje": path("kaart/{peildatum}.png"),
            "werker": vite_manifest.script("src/map-worker.ts"),
        },
        "klassen": map_payload.looks(),
        "land": first_map.NEDERLAND,
        "uitsnede": extent,
        "peildata": [str(p) for p in peildata()],
        "zoom": zooms(site.tiles_of(site.releases.current(stand.peildatum))),
        "maand": map_data(stand),
    }


def area(stand: Stand, code: str) -> dict[str, Any]:
    """What the figures and charts of one area need."""
    regel = stand.regel(code)
    site = current_site()
    stands = site.stands()
    maanden = months_of(code, stand, stands)
    gecorrigeerd = regel.cijfers.gecorrigeerd if regel.cijfers else None
    verleden = make_verleden(code, stand, stands)
    blik = ahead_of(stand.peildatum, maanden, verleden)
    return {
        "stand": stand,
        "regel": regel,
        "correcties": correction_list.of_area(site, stand, regel.code),
        "correcties_eerder": correction_list.of_halfjaar(site, stand, regel.code),
        "look": BY_KLASSE[regel.klasse],
        "maandgrafiek": charts.maandgrafiek(maanden, gecorrigeerd),
        "verloopgrafiek": charts.verloopgrafiek(maanden, gecorrigeerd, blik),
        "vooruit": outlook_words.ahead(blik),
        "eerdere_afloop": outlook_words.record(blik.indicatie),
        "rekensom": outlook_words.REKENSOM,
        "maanden": maanden,
        "verleden": verleden.halfjaren,
        "halfjarengrafiek": charts.halfjarengrafiek(
            [
                (str(h.halfjaar), c.gecorrigeerd if c else None, c.gerealiseerd if c else None)
                for h in reversed(verleden.halfjaren)
                for c in [h.positie.cijfers]
            ]
        ),
        "breuken": verleden.breuken,
    }
