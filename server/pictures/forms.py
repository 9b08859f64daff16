"""The forms of a picture: its size, and where map and words stand in it. Pure.

Sizes are CSS pixels (96 to the inch); those of A4 are its width and height in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

A4 = (794, 1123)


@dataclass(frozen=True, slots=True)
class Form:
    """Sizes of a form. `beside`: words to the left of the map; else above and below it.

    `titles` are the sizes that the message may have, of which the largest that fits is taken. `full` has figures too.
    `map_text` is the size of the names on the map, or by how much a chart is larger than in a report. `zoom` is pixels of a
    PNG to the CSS pixel.
    """

    name: str
    width: int
    height: int
    beside: bool
    margin: int
    column: int  # width of the words, where they stand beside the map
    titles: tuple[int, ...]
    text: float
    small: float
    map_text: float
    full: bool
    chart: str = ""  # which chart it has in place of the map
    hexagons: bool = False  # whether every gemeente has the same size on its map
    zoom: int = 1

    @property
    def on_paper(self) -> bool:
        """Whether it is a sheet of A4."""
        return A4 in ((self.width, self.height), (self.height, self.width))

    @property
    def side_by_side(self) -> bool:
        """Whether it shows areas of one's own choice."""
        return self.chart in (SHARES, PACES)


FORMS = {
    form.name: form
    for form in (
        Form("kaartje", 1200, 630, True, 44, 548, (42, 38, 34, 30, 27), 23, 16, 20, full=False),
        Form("vierkant", 1080, 1080, False, 48, 0, (46, 42, 38, 34), 25, 18, 21, full=False),
        Form("staand", *A4, False, 57, 0, (29, 26, 24, 22), 14, 11, 11.5, full=True),
        Form("liggend", *A4[::-1], True, 57, 400, (30, 27, 24, 21), 14, 11, 11.5, full=True),
    )
}

HEXAGONS = {  # of the land
    name: replace(FORMS[of], name=name, hexagons=True)
    for name, of in (
        ("zeshoek", "kaartje"),
        ("zeshoek-vierkant", "vierkant"),
        ("zeshoek-staand", "staand"),
        ("zeshoek-liggend", "liggend"),
    )
}

MONTHS, TOTAL, HALVES = "maanden", "verloop", "halfjaren"
SHARES, PACES = "aandelen", "maandpercentages"  # of areas side by side
_ALL_CHARTS = {
    form.name: form
    for chart in (MONTHS, TOTAL, HALVES, SHARES, PACES)
    for form in (
        Form(chart, 1200, 800, False, 48, 0, (42, 38, 34, 30, 27), 23, 16, 1.9, full=False, chart=chart),
        Form(f"{chart}-a4", *A4[::-1], False, 57, 0, (30, 27, 24, 21), 14, 11, 1.5, full=True, chart=chart),
    )
}
CHARTS = {name: form for name, form in _ALL_CHARTS.items() if not form.side_by_side}
SIDE_BY_SIDE = {name: form for name, form in _ALL_CHARTS.items() if form.side_by_side}
