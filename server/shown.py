"""What the map page, the other pages and the embed all show: the asked stand, data of the map, figures of an area."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, request

from data.errors import InvalidTerm, ReleaseMissing
from data.stand import Stand
from data.terms import Peildatum
from server import charts, dutch, mapdata
from tiles.palette import BY_KLASSE


def site() -> Any:
    """What the application knows: settings, releases and stands."""
    return current_app.extensions["landinbeeld"]


def asked_stand() -> Stand:
    """The stand of `?peildatum=`, the newest without it; 404 when there is none."""
    text = request.args.get("peildatum", "")
    try:
        stand: Stand = site().stand(Peildatum.parse(text) if text else None)
    except (InvalidTerm, ReleaseMissing):
        abort(404, "Van deze peildatum hebben we geen cijfers.")
    return stand


def path(name: str) -> str:
    """A path of ours that another view serves, right below a sub-path too."""
    return f"{request.script_root}/{name}"


def map_data(stand: Stand) -> dict[str, Any]:
    """What the map needs of a stand."""
    name = site().releases.index().peildata[stand.peildatum]
    vintage = site().releases.release(name).vintage
    return mapdata.of_stand(stand, tegels=path(f"tiles/{name}/{{z}}/{{x}}/{{y}}.mvt"), grenzen=vintage["key"])


def start_data(stand: Stand) -> dict[str, Any]:
    """What a page with a map tells its script: where everything is, the palette, the peildata and the first month."""
    return {
        "paden": {
            "maand": path("kaart/{peildatum}.json"),
            "namen": path("kaart/namen.json"),
            "paneel": path("gemeenten/{code}/paneel"),
            "gemeente": path("gemeenten/{code}"),
            "provincie": path("provincies/{code}"),
            "plaatje": path("kaart/{peildatum}.png"),
        },
        "klassen": mapdata.looks(),
        "peildata": [str(p) for p in sorted(site().releases.index().peildata)],
        "maand": map_data(stand),
    }


def area(stand: Stand, code: str) -> dict[str, Any]:
    """What the figures and charts of one area need."""
    regel = stand.regel(code)
    reeks = mapdata.reeks(site().stands(), code)
    return {
        "stand": stand,
        "regel": regel,
        "look": BY_KLASSE[regel.klasse],
        "maandgrafiek": charts.maandgrafiek(reeks, stand.peildatum),
        "verloopgrafiek": charts.verloopgrafiek(reeks, stand.peildatum),
        "per_maand": charts.per_maand(reeks, stand.peildatum),
        "posities": charts.of_halfjaar(reeks, stand.peildatum),
        "maandnamen": dutch.months_of(stand.halfjaar),
        "verleden": [(h, h.by_code[code]) for h in mapdata.halfjaren(site().stands()) if code in h.by_code],
    }


def vintage(stand: Stand) -> dict[str, Any]:
    """Which boundaries the map of a stand has."""
    found: dict[str, Any] = site().releases.release(site().releases.index().peildata[stand.peildatum]).vintage
    return found
