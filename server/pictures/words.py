"""Everything that a picture says: its message, when, what the klassen mean, where it comes from. Pure.

The words are those of pages and reports; here they are only put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data import dutch
from data.domain.citaat import path_of, permanent_address, version_of
from data.domain.stand import Regel, Stand
from data.terms import Gebiedsoort, Klasse
from reports.content import in_words
from reports.content.sentences import headline
from tiles import licence
from tiles.out.style import attribution_of
from tiles.palette import LOOKS, Look

CAVEAT = "De klasse is een rekensom, geen oordeel van de provincie."
PROVISIONAL = "Deze cijfers kunnen nog veranderen."


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: how many gemeenten, what that klasse is called, and from where to where it goes."""

    look: Look
    count: str
    name: str
    border: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one picture. `address` is short, to read; `permanent` is the address for good of this version."""

    code: str
    area: str
    message: str
    when: str
    figures: str
    counted: str  # what the numbers of the legend count
    legend: tuple[Entry, ...]
    norm: str
    short_norm: str
    caveat: str
    example: str  # says that the figures are not real; empty where they are
    source: str
    address: str
    permanent: str
    version: str
    peildatum: str  # ISO 8601
    summary: str
    subject: str = "huisvesting van vergunninghouders"  # what the picture is about, in its title

    @property
    def title(self) -> str:
        """What a list of files shows: whose picture of when."""
        return f"{self.area}: {self.subject}, stand per {self.when.partition(',')[0]}"

    @property
    def rights(self) -> str:
        """What somebody may do with it, and whom to name."""
        return licence.terms(self.source)


def words_of(stand: Stand, vintage: Mapping[str, Any], code: str, site: str) -> Words:
    """The words about an area. `vintage` tells of its borders, `site` is the address of the website.

    Raises UnknownGebied.
    """
    regel = stand.regel(code)
    final = stand.peildatum.is_final
    return Words(
        code=regel.code,
        area=regel.distinct_name,
        message=headline(regel, stand.peildatum),
        when=f"{stand.peildatum.title}, {dutch.progress(stand.peildatum)}",
        figures=in_words.figures(regel, stand),
        counted=_counted(regel, stand),
        legend=tuple(_entry(look, stand, regel.provinciecode) for look in LOOKS),
        norm=in_words.norm(stand),
        short_norm=f"Norm: {dutch.percent(stand.norm_percentage)}.",
        caveat=CAVEAT if final else f"{CAVEAT} {PROVISIONAL}",
        example="Voorbeeldcijfers" if stand.voorbeeld else "",
        source=attribution_of(vintage, stand.bron, voorbeeld=stand.voorbeeld),
        address=f"{site.partition('://')[2]}/{path_of(regel.code)}",
        permanent=permanent_address(stand, regel.code, site),
        version=str(version_of(stand)),
        peildatum=str(stand.peildatum),
        summary=in_words.summary(regel, stand),
    )


def _counted(regel: Regel, stand: Stand) -> str:
    """Of a gemeente too the legend counts those of its provincie: one of one tells nothing."""
    if regel.code.soort is Gebiedsoort.LAND:
        return "Gemeenten in Nederland"
    return f"Gemeenten in {stand.regel(regel.provinciecode).name_in_sentence}"


def _entry(look: Look, stand: Stand, provinciecode: str) -> Entry:
    border = dutch.borders(stand.norm_percentage, stand.grens_percentage)[look.klasse]
    name = look.outcome if stand.peildatum.is_final else look.status
    return Entry(
        look,
        dutch.number(stand.telling(provinciecode)[look.klasse]),
        name,
        "" if look.klasse is Klasse.GEEN_CIJFER else border,
    )
