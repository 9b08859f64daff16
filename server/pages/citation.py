"""How a page or report is cited: what it shows, of when, which version, and the address of exactly that version."""

from __future__ import annotations

from dataclasses import dataclass

from data.domain.publicaties import Versie
from data.domain.stand import Regel, Stand
from data.terms import Gebied, Gebiedsoort
from server.read_model import current_site

PATHS = {Gebiedsoort.GEMEENTE: "gemeenten/{}", Gebiedsoort.PROVINCIE: "provincies/{}", Gebiedsoort.LAND: "nederland"}


@dataclass(frozen=True, slots=True)
class Citaat:
    """The line to copy; `adres` is for good, `uitgave` names what the figures were read from."""

    tekst: str
    adres: str
    uitgave: str


def cite(stand: Stand, regel: Regel, uitgave: str = "") -> Citaat:
    """How the figures of an area are cited. `uitgave` is the release; by default the current one of the peildatum."""
    site = current_site()
    name = uitgave or site.releases.current(stand.peildatum).name
    address = site.url(f"/versie/{version_of(stand)}/{path_in_version(regel.code)}")
    source = "voorbeeldcijfers" if stand.voorbeeld else stand.bron
    text = (
        f"Land in Beeld ({source}), {regel.naam}, stand per {stand.peildatum.title}, versie {stand.revision}, {address}"
    )
    return Citaat(text, address, name)


def version_of(stand: Stand) -> Versie:
    """The version that a stand is."""
    return Versie(stand.peildatum, stand.revision, stand.voorbeeld)


def path_in_version(code: Gebied) -> str:
    """The last part of the address of an area in a version."""
    return PATHS[code.soort].format(code)
