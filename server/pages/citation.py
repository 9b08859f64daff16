"""The citation of the figures on a page: the line to copy and the release that they were read from."""

from __future__ import annotations

from dataclasses import dataclass

from data.domain.citaat import cited, permanent_address, version_of
from data.domain.stand import Regel, Stand
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
