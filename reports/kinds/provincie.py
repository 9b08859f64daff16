"""The report of a provincie: its gemeenten on a map with numbers, and in a table by those numbers."""

from __future__ import annotations

from data.domain.stand import Regel, Stand
from data.dutch import counted
from data.terms import Gebiedsoort
from reports.content import alt_texts, sentences
from reports.content.maps import PX_PER_MM, Atlas
from reports.content.report_figures import Figures, Parts, gemeenten_note, gemeenten_table, in_provincie
from reports.content.report_tables import comparison
from reports.kinds.kind import LOCATOR_PX, Kind, Maps

ROOM_PX = (174 * PX_PER_MM, 164 * PX_PER_MM)  # leaves room for the comparison below it
LOW_PX = (174 * PX_PER_MM, 84 * PX_PER_MM)  # of one that is wide enough: it has the past below it too
LOW_RATIO = 105 / 174


class OfProvincie(Kind):
    """PV27."""

    soort = Gebiedsoort.PROVINCIE
    template = "provincie.xml.j2"

    def parts(self, regel: Regel, stand: Stand) -> Parts:
        """Compared with the land; its gemeenten are numbered."""
        numbers: dict[str, int] = {r.code: n for n, r in enumerate(in_provincie(regel, stand), 1)}
        caption = "Stand van provincie en land, in personen"
        return Parts(
            word="provincie",
            under=f"{counted(len(numbers), 'gemeente', 'gemeenten')} · {regel.code}",
            comparison=comparison(caption, "Gebied", [regel, stand.nederland]),
            telling=sentences.counted_klassen(stand.telling(regel.provinciecode), stand.peildatum.is_final),
            gemeenten=(gemeenten_table(regel, stand, numbers),),
            gemeenten_note=gemeenten_note([regel], stand),
            numbers_on_map=numbers,
        )

    def beside(self, regel: Regel, stand: Stand) -> tuple[Regel, ...]:
        """The land and its gemeenten."""
        return stand.nederland, *in_provincie(regel, stand)

    def maps(self, figures: Figures, stand: Stand, atlas: Atlas) -> Maps:
        """Where it lies, and its gemeenten; a wide provincie has a low map, so that more fits on the page."""
        texts = {"locator": alt_texts.locator(figures), "country": alt_texts.country(figures)}
        of = (texts["country"], figures.regel.provinciecode, figures.numbers_on_map)
        country = atlas.country(stand, ROOM_PX, *of)
        low = country.height <= LOW_RATIO * country.width
        drawings = {
            "locator": atlas.locator(figures.regel.code, LOCATOR_PX, texts["locator"]),
            "country": atlas.country(stand, LOW_PX, *of) if low else country,
        }
        return Maps(drawings, texts, low=low)
