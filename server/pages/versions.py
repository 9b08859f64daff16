"""What was published before, as it was then: figures by version, and what could be seen at the end of a day.

Answered from the store: the figures of every revision stay there, and the log says which of them was published when, with
the border of the klassen of then. So releases may be pruned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import lru_cache

from data import dutch
from data.domain import publicaties
from data.domain.publicaties import Publicatie, Versie
from data.domain.stand import Stand, make_stand
from data.errors import InvalidTerm
from data.reference.gemeenten import gemeenten_of
from data.releases.release import revision_of
from data.terms import Halfjaar, Peildatum, Snapshot, newest_of_halfjaren
from server.api.database import asking
from server.http.refusals import InvalidQuery, NotPublished
from server.read_model import Site

MOST_NAMED = 12  # versions or months that a refusal names


def published_log(site: Site, peildatum: Peildatum | None = None) -> tuple[Publicatie, ...]:
    """The log of publications, or what it says of one peildatum. Raises DatabaseAway."""
    with asking("publications"):
        return site.store.publications(peildatum)


def version(site: Site, text: str) -> tuple[Publicatie, tuple[Publicatie, ...]]:
    """A version by its name as it was published first, and the whole log. Raises NotPublished."""
    lines = published_log(site)
    try:
        line = publicaties.first_of(lines, Versie.parse(text))
    except InvalidTerm:
        line = None
    if line is None:
        raise NotPublished(_which(text, lines))
    return line, lines


def _which(text: str, lines: Iterable[Publicatie]) -> str:
    """A Dutch sentence about a version that is not there, and what is."""
    names = [str(line.versie) for line in publicaties.published(lines)]
    near = [name for name in names if name[:10] == text[:10]] or names
    rest = f" Wel: {dutch.some(near, MOST_NAMED)}." if near else " Er is nog niets gepubliceerd."
    return f"De versie {text[:40]!r} is niet gepubliceerd.{rest}"


def stand_as_published(site: Site, line: Publicatie) -> Stand:
    """The figures of a version with the klassen of then. Raises DatabaseAway."""
    with asking("version"):
        return _stand(site, line)


@lru_cache(maxsize=32)
def _stand(site: Site, line: Publicatie) -> Stand:
    versie = line.versie
    return _make(line, site.store.snapshot(versie.peildatum, versie.revision, versie.voorbeeld)[1])


def _make(line: Publicatie, snapshot: Snapshot) -> Stand:
    return make_stand(
        snapshot,
        gemeenten_of(snapshot.peildatum.halfjaar.year),
        revision=line.versie.revision,
        grens=line.grens,
        voorbeeld=line.versie.voorbeeld,
        bron=line.bron,
    )


def with_others(site: Site, versie: Versie, which: Callable[[Peildatum], bool]) -> tuple[Stand, tuple[Stand, ...]]:
    """The figures of a version, and those of other peildata as they last stood beside it.

    Raises NotPublished, DatabaseAway.
    """
    line, lines = version(site, str(versie))
    became = publicaties.afloop(lines, versie)
    stood = publicaties.standing(lines, before=became.sinds if became.nu != versie else None)
    others = tuple(stand_as_published(site, stood[peildatum]) for peildatum in stood if which(peildatum))
    return stand_as_published(site, line), others


def stand_on(site: Site, op: dt.date, peildatum: Peildatum | None = None, periode: Halfjaar | None = None) -> Stand:
    """The figures that could be seen at the end of a day: of a peildatum, or of the newest (of a half-year) then.

    Raises NotPublished where nothing could be seen, InvalidQuery for a day that is still to come.
    """
    stood = _standing(site, op)
    newest = newest_of_halfjaren(stood).get(periode) if periode else next(iter(stood), None)
    chosen = peildatum or newest
    if chosen not in stood:
        months = dutch.some([str(p) for p in stood], MOST_NAMED)
        raise NotPublished(f"Op {dutch.date(op)} waren er geen cijfers van {peildatum or periode}. Wel van: {months}.")
    return stand_as_published(site, stood[chosen])


def series_on(site: Site, op: dt.date) -> tuple[tuple[Stand, ...], tuple[Snapshot, ...]]:
    """Every stand that could be seen at the end of a day, and its snapshot (for series). Raises as `stand_on` does."""
    with asking("series"):
        return _series(site, tuple(_standing(site, op).values()))


@lru_cache(maxsize=2)
def _series(site: Site, lines: tuple[Publicatie, ...]) -> tuple[tuple[Stand, ...], tuple[Snapshot, ...]]:
    snapshots = site.store.snapshots(line.versie for line in lines)
    return tuple(map(_make, lines, snapshots)), snapshots


def _standing(site: Site, op: dt.date) -> dict[Peildatum, Publicatie]:
    if op > today():
        raise InvalidQuery("op", op.isoformat(), "die dag moet nog komen")
    lines = published_log(site)
    stood = publicaties.standing(lines, before=dutch.end_of(op))
    if not stood:
        first = min((line.moment for line in lines if line.shows), default=None)
        since = f" De eerste kwamen op {dutch.date(dutch.day(first))}." if first else ""
        raise NotPublished(f"Op {dutch.date(op)} waren er geen cijfers gepubliceerd.{since}")
    return stood


def today() -> dt.date:
    """The day in the Netherlands."""
    return dutch.day(dt.datetime.now(dt.UTC))


def is_past(op: dt.date) -> bool:
    """Whether a day is over, so that what was published on it stays the same."""
    return op < today()


def release_of(site: Site, versie: Versie) -> str | None:
    """The name of a release that still has the map of this version: the current one, or one that was not cleared away."""
    releases = site.releases
    current = releases.index().peildata.get(versie.peildatum, "")
    mine = [
        name
        for name in (current, *releases.names())
        if name.startswith(f"{versie.peildatum}-") and revision_of(name) == versie.revision and releases.whole(name)
    ]
    return next((name for name in mine if releases.release(name).inputs["voorbeeld"] == versie.voorbeeld), None)
