"""What a gemeente is often set beside, as choices of `/vergelijk`."""

from __future__ import annotations

from data.domain.chosen_areas import MOST
from data.domain.stand import Regel, Stand
from data.terms import LAND
from server.maps import neighbours
from server.pages.table import like_size
from server.read_model import current_site


def often_beside(regel: Regel, stand: Stand) -> list[tuple[str, str]]:
    """Words and codes: with those around it, those of a like taakstelling, its provincie and the land."""
    release = current_site().releases.current(stand.peildatum)
    by_land, _ = neighbours.around(release, stand, regel.code)
    around = [other.code for other in by_land[: MOST - 1]]
    like = [other.code for other in like_size(regel, stand)[: MOST - 1]]
    groups = (
        ("buurgemeenten", around),
        ("gemeenten met een vergelijkbare taakstelling", like),
        ("de provincie en Nederland", [regel.provinciecode, LAND]),
    )
    return [(words, ",".join((regel.code, *codes))) for words, codes in groups if codes]
