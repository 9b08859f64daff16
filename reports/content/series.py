"""Which of the earlier figures a report looks at: the months of its half-year, and final positions before it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from data.domain.history import Verleden, make_verleden
from data.domain.months import newest_revisions
from data.domain.stand import Stand
from data.terms import Peildatum

HALFJAREN_SHOWN = 6


def looks_back(mine: Peildatum, other: Peildatum) -> bool:
    """Whether a report at peildatum `mine` tells about `other`: an earlier month of the half-year, an earlier eindstand."""
    return other < mine and (other.halfjaar == mine.halfjaar or other.is_final)


def relevant(stand: Stand, earlier: Sequence[Stand]) -> tuple[Stand, ...]:
    """Those of the other stands that a report of `stand` looks at, in order of time, and the version before this one."""
    before = newest_revisions([s for s in earlier if looks_back(stand.peildatum, s.peildatum)])
    former = newest_revisions([s for s in earlier if s.peildatum == stand.peildatum and s.revision < stand.revision])
    return (*before, *former)


def before(code: str, stand: Stand, earlier: Sequence[Stand]) -> Verleden:
    """The final positions of the half-years before that of `stand`, newest first, at most six, and their breaks."""
    finals = [s for s in newest_revisions(earlier) if s.peildatum.is_final and s.halfjaar < stand.halfjaar]
    past = make_verleden(code, stand, finals)
    halfjaren = tuple(h for h in past.halfjaren if h.halfjaar != stand.halfjaar)[:HALFJAREN_SHOWN]
    oldest = halfjaren[-1].halfjaar.begin if halfjaren else stand.peildatum.date
    return Verleden(halfjaren, tuple(b for b in past.breuken if b.date > oldest))


def history_notes(past: Verleden) -> tuple[str, ...]:
    """What a reader must know of these half-years: what was added up, once for those alike, and where a break is."""
    notes = []
    for zin, group in groupby(past.halfjaren, key=lambda h: h.zin):
        if zin:
            newest, *_, oldest = 2 * list(group)
            span = f"{newest.halfjaar}" if newest == oldest else f"{oldest.halfjaar} tot en met {newest.halfjaar}"
            notes.append(f"{span}: {zin}.")
    return (*notes, *(b.zin for b in past.breuken))
