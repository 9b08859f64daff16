"""The report of the land: all gemeenten on a map, the provincies compared, every gemeente in a table of its provincie."""

from __future__ import annotations

from data.domain.stand import Regel, Stand
from data.terms import LAND, Gebiedsoort
from reports.content import alt_texts, sentences
from reports.content.land_map import land_map
from reports.content.maps import PX_PER_MM, Atlas
from reports.content.report_figures import Figures, Parts, gemeenten_note, gemeenten_table
from reports.content.report_tables import comparison, sum_note
from reports.content.same_size_map import named_cities, same_size_map
from reports.kinds.kind import Kind, Maps

ROOM_PX = (174 * PX_PER_MM, 185 * PX_PER_MM)
SAME_SIZE_PX = (174 * PX_PER_MM, 205 * PX_PER_MM)  # on a page of its own


class OfLand(Kind):
    """NL."""

    soort = Gebiedsoort.LAND
    template = "land.xml.j2"
    titled_lists = True

    def parts(self, regel: Regel, stand: Stand) -> Parts:
        """The provincies beside each other, and the gemeenten of each."""
        by_name = sorted(stand.provincies, key=lambda r: r.naam)
        caption, rows = "Stand per provincie, in personen", [*by_name, stand.nederland]
        return Parts(
            word="land",
            under="Alle gemeenten samen",
            comparison=comparison(caption, "Provincie", rows, frozenset({LAND})),
            comparison_note=sum_note(stand.provincies, regel, "provincies"),
            telling=sentences.counted_klassen(stand.telling(regel.provinciecode), stand.peildatum.is_final),
            gemeenten=tuple(gemeenten_table(provincie, stand) for provincie in by_name),
            gemeenten_note=gemeenten_note(stand.provincies, stand),
        )

    def beside(self, regel: Regel, stand: Stand) -> tuple[Regel, ...]:
        """The provincies, and all gemeenten."""
        return *stand.provincies, *stand.gemeenten

    def maps(self, figures: Figures, stand: Stand, atlas: Atlas) -> Maps:
        """All gemeenten, the Randstad twice; and each as large as any other."""
        country = land_map(atlas, stand, ROOM_PX, alt_texts.country(figures))
        same_size = same_size_map(atlas, stand, SAME_SIZE_PX, alt_texts.same_size(figures))
        drawings = {"country": country} | ({"same_size": same_size} if same_size else {})
        alternatives = {"locator": "", "country": country.alt, "same_size": same_size.alt if same_size else ""}
        return Maps(drawings, alternatives, cities=named_cities(stand))
