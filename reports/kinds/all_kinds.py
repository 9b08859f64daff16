"""The kinds of report by the codes that get one, and a report made by its kind."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.stand import Stand
from data.terms import Gebied
from reports.content.report_figures import Figures, assemble
from reports.kinds.gemeente import OfGemeente
from reports.kinds.kind import Kind
from reports.kinds.land import OfLand
from reports.kinds.provincie import OfProvincie

KINDS: tuple[Kind, ...] = (OfLand(), OfProvincie(), OfGemeente())
_BY_SOORT = {kind.soort: kind for kind in KINDS}


def kind_of(code: str) -> Kind:
    """The kind of report that the area with this code gets."""
    return _BY_SOORT[Gebied(code).soort]


def make_figures(code: str, stand: Stand, earlier: Sequence[Stand]) -> Figures:
    """The report of a gemeente (GM0363), provincie (PV27) or the land (NL) at the peildatum of `stand`.

    `earlier` are the other stands that are known, in any order: those of the same half-year give the months, final ones
    the half-years before, one of the same peildatum with a lower revision what changed. Others are not looked at.
    Raises: UnknownGebied when the area does not exist at this peildatum.
    """
    regel = stand.regel(code)
    return assemble(regel, kind_of(code).parts(regel, stand), stand, earlier)
