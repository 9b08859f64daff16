"""The half-years of which a circular gave the taakstelling: what pages, downloads and the API show of them."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.exc import SQLAlchemyError

from data import dutch
from data.domain.announced import Aankondiging, Staat, announce, staat_of
from data.errors import DatabaseTooNew
from data.reference.gemeenten import gemeenten_of
from data.store.snapshots_table import CirculaireInfo
from data.terms import Halfjaar
from server.http.marked_answers import lacks_something
from server.read_model import Site, State
from tiles.sheets.sheet import Column, Origin, Sheet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Halfjaardoel:
    """The taakstelling of one half-year, where it came from, and how far the half-year is."""

    info: CirculaireInfo
    aankondiging: Aankondiging
    staat: Staat

    @property
    def halfjaar(self) -> Halfjaar:
        """The half-year."""
        return self.info.halfjaar


def announced(site: Site, now: dt.datetime) -> tuple[Halfjaardoel, ...]:
    """Every half-year with a circular, newest first. Raises what the database raises."""
    real = {
        p.halfjaar
        for p, name in site.releases.index().peildata.items()
        if not site.releases.release(name).stand.voorbeeld
    }
    today = dutch.day(now)
    return tuple(
        Halfjaardoel(
            info,
            announce(circulaire, gemeenten_of(info.halfjaar.year)),
            staat_of(info.halfjaar, today, cijfers=info.halfjaar in real),
        )
        for info, circulaire in site.store.circulaires()
    )


def announced_for(site: Site, halfjaar: Halfjaar, now: dt.datetime) -> Halfjaardoel | None:
    """That of one half-year; None without a circular."""
    return next((doel for doel in announced(site, now) if doel.halfjaar == halfjaar), None)


def announced_if_known(site: Site) -> tuple[Halfjaardoel, ...]:
    """The same for pages that are there without it: nothing when the database cannot be asked."""
    state = site.state()
    if not site.store_away:
        try:
            return _of_state(site, state)
        except (SQLAlchemyError, DatabaseTooNew, OSError) as error:
            log.warning("circulars_unknown reason=%s", type(error).__name__)
    lacks_something()
    return ()


@lru_cache(maxsize=2)
def _of_state(site: Site, _state: State) -> tuple[Halfjaardoel, ...]:
    return announced(site, site.now())


def sheet(site: Site, doel: Halfjaardoel) -> Sheet:
    """The taakstellingen of the gemeenten by code, as a table to download."""
    names = (
        "code",
        "naam",
        "provincie",
        "periode",
        "taakstelling",
        "inwoners",
        "provinciecode",
        "voorbeeld",
        "revisie",
    )
    rows = (
        (
            row.code, row.naam, row.provincie, str(doel.halfjaar), row.taakstelling, row.inwoners, row.provinciecode,
            "nee", doel.info.revision,
        )
        for row in doel.aankondiging.gemeenten
    )  # fmt: skip
    return Sheet(
        name="Taakstelling",
        title=f"Taakstelling {doel.halfjaar.title}",
        columns=tuple(map(Column.of, names)),
        rows=tuple(rows),
        of=doel.halfjaar,
        origins=(Origin(doel.halfjaar, doel.info.revision, sha256=doel.info.sha256),),
        sources=(f"Cijfers: {doel.info.uitgever or 'circulaire over de taakstelling'}",),
        choice=f"alle gemeenten; {doel.staat}",
        notes=(
            "Dit is wat gemeenten moeten doen, niet wat zij deden.",
            "Achterstand of voorsprong uit het halfjaar ervoor zit hier niet in.",
        ),
        addresses=(("Deze tabel", site.url(f"/halfjaren/{doel.halfjaar}")),),
    )
