"""The corrections that are public: which file came after which, what it changed, and which of it is about one area.

Answered from the store, never from old releases: a correction stays when its release is pruned.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from data import dutch
from data.domain.publicaties import Versie
from data.domain.revision_words import changed_figures
from data.domain.revisions import AreaChange, Comparison, compare
from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import gemeenten_of
from data.releases.release import revision_of
from data.store.snapshots_table import Revision, first_with_content
from data.terms import Peildatum
from server.api.database import asking
from server.http.marked_answers import lacks_something
from server.http.refusals import DatabaseAway
from server.read_model import Site
from tiles.palette import BY_KLASSE

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Correctie:
    """One later file of a peildatum that came on the map; `before` is the file that it took the place of."""

    versie: Versie
    before: Revision
    after: Revision
    terug_naar: int | None  # an earlier revision with the same content
    op_kaart: int | None  # the revision that the map has; None when an operator took the month off
    grens: Fraction  # of the klassen when it was published

    @property
    def peildatum(self) -> Peildatum:
        """The month that it is about."""
        return self.after.peildatum

    @property
    def key(self) -> str:
        """How it is called in addresses: `2026-11-01-r2`."""
        return str(self.versie)

    @property
    def path(self) -> str:
        """The address of its page, from the root of the site."""
        return f"/correcties/{self.key}"

    @property
    def day(self) -> str:
        """The day in the Netherlands on which the file came, in words."""
        return dutch.date(dutch.day(self.after.ontvangen))

    @property
    def opening(self) -> str:
        """What happened on that day, as the beginning of a sentence."""
        if self.terug_naar:
            return f"Teruggezet op {self.day} naar de cijfers van versie {self.terug_naar}"
        return f"Verbeterd op {self.day}"


@dataclass(frozen=True, slots=True)
class Gebiedscorrectie:
    """What a correction changed for one area."""

    correctie: Correctie
    change: AreaChange

    @property
    def zin(self) -> str:
        """In one sentence."""
        return f"{self.correctie.opening}: {words(self.change)}."


def words(change: AreaChange) -> str:
    """What changed for an area: its figures and its klasse, as one clause."""
    clauses = [changed_figures(change)]
    if change.before and change.of_klasse:
        was, became = BY_KLASSE[change.before.klasse].status, BY_KLASSE[change.after.klasse].status
        clauses.append(f"klasse was {was}, werd {became}")
    return "; ".join(filter(None, clauses))


@asking("corrections")
def correcties(site: Site, peildatum: Peildatum | None = None) -> tuple[Correctie, ...]:
    """Every correction that is or was on the map, the one that came last first. Raises DatabaseAway.

    Those of example figures count only while an example is on the map.
    """
    on_map = _on_map(site)
    log = site.store.publications(peildatum)
    through: dict[tuple[Peildatum, bool], int] = {}
    for line in log:
        month = (line.versie.peildatum, line.versie.voorbeeld)
        through[month] = max(through.get(month, 0), line.versie.revision)
    grens = {line.versie: line.grens for line in reversed(log)}
    out: list[Correctie] = []
    for voorbeeld in {False} | {kind for _, kind in on_map}:
        rows = site.store.corrected(voorbeeld=voorbeeld, peildatum=peildatum)
        for before, after in pairwise(rows):
            month = (after.peildatum, voorbeeld)
            if before.peildatum == after.peildatum and after.revision <= through.get(month, 0):
                versie = Versie(after.peildatum, after.revision, voorbeeld)
                again = first_with_content((row for row in rows if row.peildatum == after.peildatum), after.revision)
                share = grens.get(versie, site.settings.grens)
                out.append(Correctie(versie, before, after, again, on_map.get(month), share))
    return tuple(sorted(out, key=lambda c: (c.after.ontvangen, c.versie), reverse=True))


def correction_paths(site: Site) -> tuple[str, ...]:
    """The path of every page with corrections but the first, without a slash before it."""
    every = correcties(site)
    pages = range(2, page_count(len(every)) + 1)
    return (*(one.path[1:] for one in every), *(f"correcties/pagina/{number}" for number in pages))


def page_count(corrections: int) -> int:
    """How many pages so many corrections take, at least one."""
    return max(1, -(-corrections // PER_PAGE))


def _on_map(site: Site) -> dict[tuple[Peildatum, bool], int]:
    """The revision that the map has, of every peildatum and kind of figures on it."""
    index = site.releases.index()
    inputs = {day: site.releases.release(name).inputs for day, name in index.peildata.items()}
    return {(day, bool(inputs[day]["voorbeeld"])): revision_of(name) for day, name in index.peildata.items()}


@asking("correction")
def compared(site: Site, correctie: Correctie) -> Comparison:
    """What a correction changed. Raises DatabaseAway."""
    return _compared(site, correctie.before, correctie.after, correctie.grens)


@lru_cache(maxsize=32)
def _compared(site: Site, before: Revision, after: Revision, grens: Fraction) -> Comparison:
    gemeenten = gemeenten_of(after.peildatum.halfjaar.year)
    old, new = (
        make_stand(
            snapshot, gemeenten, revision=row.revision, grens=grens, voorbeeld=row.voorbeeld
        )
        for row, snapshot in zip((before, after), site.store.snapshots((before, after)), strict=True)
    )  # fmt: skip
    return compare(old, new)


def of_area(site: Site, stand: Stand, code: str) -> tuple[Gebiedscorrectie, ...]:
    """What the corrections up to this stand changed for an area, the last one first; empty when the database is away."""
    if stand.revision == 1:
        return ()
    try:
        if site.store_away:
            raise DatabaseAway
        out: list[Gebiedscorrectie] = []
        for correctie in correcties(site, stand.peildatum):
            change = compared(site, correctie).by_code.get(code)
            if change is not None and correctie.after.revision <= stand.revision:
                out.append(Gebiedscorrectie(correctie, change))
        return tuple(out)
    except DatabaseAway:
        lacks_something()
        return ()


def of_halfjaar(site: Site, stand: Stand, code: str) -> tuple[tuple[Stand, tuple[Gebiedscorrectie, ...]], ...]:
    """The same for the earlier months of the half-year of this stand, which its charts show; only months with any."""
    months = (s for s in site.stands() if s.halfjaar == stand.halfjaar and s.peildatum < stand.peildatum)
    return tuple((month, lines) for month in months if (lines := of_area(site, month, code)))
