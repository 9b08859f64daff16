"""How the figures of an area are cited: what, of when, which version, and the address of exactly that version. Pure."""

from __future__ import annotations

from data.domain.publicaties import Versie
from data.domain.stand import Regel, Stand
from data.dutch import listed
from data.terms import Gebied, Gebiedsoort

_PATHS = {Gebiedsoort.GEMEENTE: "gemeenten/{}", Gebiedsoort.PROVINCIE: "provincies/{}", Gebiedsoort.LAND: "nederland"}


def path_of(code: Gebied) -> str:
    """Where an area is, below the address of the website or of a version.

    >>> path_of(Gebied("GM0344")), path_of(Gebied("NL"))
    ('gemeenten/GM0344', 'nederland')
    """
    return _PATHS[code.soort].format(code)


def version_of(stand: Stand) -> Versie:
    """The version that a stand is."""
    return Versie(stand.peildatum, stand.revision, stand.voorbeeld)


def permanent_address(stand: Stand, code: Gebied, site: str) -> str:
    """The address for good of an area in the version that a stand is; `site` is the address of the website."""
    return f"{site}/versie/{version_of(stand)}/{path_of(code)}"


def cited(stand: Stand, *areas: Regel) -> str:
    """The words of a citation, without the address. The day on which it was read is for the reader."""
    source = "voorbeeldcijfers" if stand.voorbeeld else stand.bron
    names = listed([regel.distinct_name for regel in areas])
    return f"Land in Beeld ({source}), {names}, stand per {stand.peildatum.title}, versie {stand.revision}"
