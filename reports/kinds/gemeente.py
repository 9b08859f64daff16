"""The report of a gemeente: two pages, its neighbours, its place among others."""

from __future__ import annotations

from data.domain.stand import Regel, Stand
from data.terms import Gebiedsoort
from reports.content import alt_texts, sentences
from reports.content.maps import PX_PER_MM, Atlas
from reports.content.report_figures import Figures, Parts, neighbours_table
from reports.content.report_tables import comparison
from reports.kinds.kind import LOCATOR_PX, Kind, Maps

AROUND_PX = (84 * PX_PER_MM, 62 * PX_PER_MM)


class OfGemeente(Kind):
    """GM0363."""

    soort = Gebiedsoort.GEMEENTE
    template = "gemeente.xml.j2"
    pages = 2
    chart_mm = (84, 30)  # lower, since it looks ahead above it
    alone = False

    def parts(self, regel: Regel, stand: Stand) -> Parts:
        """Compared with its provincie and the land."""
        regels = [regel, *self.beside(regel, stand)]
        caption = "Stand van gemeente, provincie en land, in personen"
        return Parts(
            word="gemeente",
            under=f"Provincie {regel.provincie} · {regel.code}",
            comparison=comparison(caption, "Gebied", regels, frozenset({regel.code})),
            place=sentences.place(regel, stand),
        )

    def beside(self, regel: Regel, stand: Stand) -> tuple[Regel, ...]:
        """Its provincie and the land."""
        return stand.regel(regel.provinciecode), stand.nederland

    def maps(self, figures: Figures, stand: Stand, atlas: Atlas) -> Maps:
        """Where it lies, and the gemeenten around it; one without outline has no alternative texts."""
        code = figures.regel.code
        where = alt_texts.locator(figures, f", in de provincie {figures.regel.provincie}")
        locator = atlas.locator(code, LOCATOR_PX, where)
        if code not in atlas.index:
            return Maps({"locator": locator}, {"locator": "", "around": ""})
        neighbours = neighbours_table(atlas.neighbours[atlas.index[code]], stand)
        texts = {"locator": where, "around": alt_texts.around(figures, neighbours)}
        around = atlas.around(code, stand, *AROUND_PX, texts["around"])
        assert around is not None, "it has an outline"
        return Maps({"locator": locator, "around": around}, texts, neighbours)
