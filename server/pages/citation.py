"""What a page gives to cite and to share: lines to copy, addresses, and the release that its figures were read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from data.domain.area_filter import AreaFilter
from data.domain.citaat import cited, permanent_address, version_of
from data.domain.stand import Regel, Stand
from data.terms import Gebiedsoort
from server.http.headers import FRAMED
from server.read_model import current_site


@dataclass(frozen=True, slots=True)
class Citaat:
    """The line to copy; `adres` is for good, `uitgave` names what the figures were read from, `versie` the version."""

    tekst: str
    adres: str
    uitgave: str
    versie: str


def cite(stand: Stand, regel: Regel, uitgave: str | None = None) -> Citaat:
    """How the figures of an area are cited. `uitgave` is the release, empty where that is not known.

    Without it, it is the current release of the peildatum. Raises ReleaseMissing where there is none.
    """
    site = current_site()
    name = site.releases.current(stand.peildatum).name if uitgave is None else uitgave
    address = permanent_address(stand, regel.code, site.base_url)
    return Citaat(f"{cited(stand, regel)}, {address}", address, name, str(version_of(stand)))


def cite_together(stand: Stand, areas: Sequence[Regel]) -> Citaat:
    """How areas of one's own choice are cited: with the address of the version that all of them are in."""
    site, version = current_site(), str(version_of(stand))
    address = site.url(f"/versie/{version}/")
    text = f"{cited(stand, *areas)}, {address}"
    return Citaat(text, address, site.releases.current(stand.peildatum).name, version)


@dataclass(frozen=True, slots=True)
class Deelbaar:
    """The address of what is seen with the newest figures and with those of its month, and its choices for an embed."""

    nieuwste: str
    maand: str
    insluiten: dict[str, str]


def share(stand: Stand, regel: Regel) -> Deelbaar:
    """What is asked for, to share: rows, order and filter stay as they are asked; a frame around the page does not."""
    query = {name: value for name, value in request.args.items() if name not in ("peildatum", FRAMED) and value}
    address = current_site().url(request.path)
    area = {} if regel.code.soort is Gebiedsoort.LAND else {str(regel.code.soort): str(regel.code)}
    return Deelbaar(
        nieuwste=_with(address, query),
        maand=_with(address, query | {"peildatum": str(stand.peildatum)}),
        insluiten=AreaFilter.read(query).query() | area,
    )


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query, safe=',')}" if query else address
