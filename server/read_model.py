"""What views ask for: the releases of this site, opened once per process, and addresses that work below a sub-path."""

from __future__ import annotations

import datetime as dt
import logging
import weakref
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app, request

from data import dutch, files
from data.domain.history import snapshot_of
from data.domain.stand import Stand
from data.errors import DatabaseTooNew, LandInBeeldError, ReleaseIncomplete, ReleaseMissing
from data.made_by import made_by
from data.releases.release import MANIFEST
from data.releases.release_store import Release, Releases
from data.store.database_pins import DatabasePins
from data.terms import Halfjaar, Peildatum, Snapshot, newest_of_halfjaren
from server.settings import Settings
from tiles.out.archive import Archive

if TYPE_CHECKING:
    from data.store.store import Store

log = logging.getLogger(__name__)

EXTENSION = "landinbeeld"
LOOK_S = 1.0  # so often at most a process looks what day it is and whether the database changed
AWAY_S = 5.0  # and when it could not be asked


class State(NamedTuple):
    """What answers follow from, besides the question and the settings: in equal states they are equal."""

    number: int  # of the releases
    day: dt.date  # in the Netherlands
    stored: str  # the stamp of the database; while that is away the last one seen
    built: int  # the build of the front-end


def utc_now() -> dt.datetime:
    """This moment."""
    return dt.datetime.now(dt.UTC)


class Site:
    """Read side of the service. Cheap to make; everything is opened when it is first asked for."""

    def __init__(
        self, settings: Settings, now: Callable[[], dt.datetime] = utc_now, built: Callable[[], int] = int
    ) -> None:
        """`now` is the clock of the pages, `built` tells the build of the front-end."""
        self.settings = settings
        self.now, self._built = now, built
        self.releases = Releases(settings.releases, DatabasePins(settings.database, settings.files))
        self._archives: dict[tuple[str, str, int], Archive] = {}
        self._series: tuple[int, tuple[Stand, ...], tuple[Snapshot, ...]] = (-1, (), ())
        self._opening, self._looking = Lock(), Lock()
        self._store: Store | None = None
        self._beside: tuple[dt.date, str, int] | None = None  # a state without its number
        self._look_again = 0.0
        self.store_away = False  # at the last look

    def today(self) -> dt.date:
        """The day in the Netherlands."""
        return dutch.day(self.now())

    def state(self) -> State:
        """What answers follow from now. The releases are looked at each time, the rest now and then, by one at a time."""
        number = self.releases.index().number
        beside = self._beside
        if (beside is None or monotonic() >= self._look_again) and self._looking.acquire(blocking=beside is None):
            try:
                self._look_again = monotonic() + LOOK_S
                beside = self._beside = (self.today(), self._stamp(), self._built())
            finally:
                self._looking.release()
        return State(number, *(beside or (self.today(), "", 0)))

    def seen(self) -> State | None:
        """The state as it was seen last, when that still holds for all that can be known at once; else None."""
        beside, number = self._beside, self.releases.unchanged()
        return None if beside is None or number is None or monotonic() >= self._look_again else State(number, *beside)

    def _stamp(self) -> str:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            stamp = self.store.stamp()
            self.store_away = False
        except (SQLAlchemyError, DatabaseTooNew, OSError) as error:
            log.warning("store_away reason=%s", type(error).__name__)
            stamp, self.store_away = self._beside[1] if self._beside else "", True
            self._look_again = monotonic() + AWAY_S
        return stamp

    def stand(self, peildatum: Peildatum | None = None) -> Stand:
        """The figures of a peildatum, by default the newest. Raises ReleaseMissing."""
        return self.releases.current(peildatum).stand

    def stands(self) -> tuple[Stand, ...]:
        """The figures of every current peildatum, newest first."""
        return tuple(self.releases.release(name).stand for name in self.releases.index().peildata.values())

    def series(self) -> tuple[tuple[Stand, ...], tuple[Snapshot, ...]]:
        """Every current stand and its snapshot (for series), newest first; made anew when the releases change."""
        number, stands, snapshots = self._series
        index = self.releases.index()
        if number != index.number:
            stands = tuple(self.releases.release(name).stand for name in index.peildata.values())
            snapshots = tuple(snapshot_of(stand) for stand in stands)
            self._series = index.number, stands, snapshots
        return stands, snapshots

    @property
    def store(self) -> Store:
        """The database, opened and migrated when first asked for; closed when this site or the process is gone."""
        from data.store.store import Store

        with self._opening:
            if self._store is None:
                store = Store(self.settings.database, self.settings.files)
                store.migrate()
                weakref.finalize(self, store.close)  # WSGI tells no application that it ends
                self._store = store
            return self._store

    def changed(self) -> dt.date | None:
        """The day on which the newest of the current releases was made."""
        names = self.releases.index().peildata.values()
        seconds = max(((self.releases.folder / name / MANIFEST).stat().st_mtime for name in names), default=None)
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date() if seconds else None

    def latest_of(self, halfjaar: Halfjaar) -> Release:
        """The release of the newest peildatum of a half-year. Raises ReleaseMissing."""
        peildata = self.releases.index().peildata
        newest = newest_of_halfjaren(peildata).get(halfjaar)
        if newest is None:
            raise ReleaseMissing(str(halfjaar))
        return self.releases.release(peildata[newest])

    def tiles_of(self, release: Release) -> Release:
        """The newest current release with the boundaries of this one: its tiles serve every month that shares them.

        The map colours by the figures of the month, so tiles differ only with the boundaries.
        """
        key = release.vintage["key"]
        current = (self.releases.release(name) for name in self.releases.index().peildata.values())
        return next((one for one in current if one.vintage["key"] == key), release)

    def borders_key(self, release: Release) -> str:
        """What names the tiles without figures of a release: the same for all months with its borders, made in one way."""
        made_of = release.inputs.get("geometry"), release.inputs.get("format"), made_by("tiles.out.bare_tiles")
        return files.sha256(" ".join(map(str, made_of)).encode())[:16]

    def release_with_borders(self, key: str) -> Release:
        """The newest current release whose borders have that key. Raises ReleaseMissing."""
        current = map(self.releases.release, self.releases.index().peildata.values())
        for release in current:
            if self.borders_key(release) == key:
                return release
        raise ReleaseMissing(key[:40])

    def archive(self, release: Release, file_name: str) -> Archive:
        """A tile archive of a release, opened once; the last few stay open. Raises ReleaseIncomplete."""
        path = release.path / file_name
        try:
            key = (release.name, file_name, path.stat().st_ino)  # one that was damaged and built again is another file
            opened = self._archives.get(key) or Archive(path)
        except (OSError, ValueError) as error:
            raise ReleaseIncomplete(release.name, (file_name,)) from error
        if key not in self._archives:
            self._archives[key] = opened
            while len(self._archives) > 96:
                del self._archives[next(iter(self._archives))]
        return opened

    def url(self, path: str) -> str:
        """The absolute address of a path of ours (`/tiles/...`), from `public_url` or else from the request."""
        return self.base_url + path

    @property
    def base_url(self) -> str:
        """The absolute address of the root, without a slash at the end."""
        return self.settings.public_url or request.url_root.rstrip("/")

    @cached_property
    def name(self) -> str:
        """What the service is called."""
        return "Land in Beeld"


def current_site() -> Site:
    """The site of the running application."""
    site = current_app.extensions[EXTENSION]
    if not isinstance(site, Site):
        raise LandInBeeldError("the application has no site")
    return site
