"""From a stored snapshot to a current release, as plain function calls in order. Knows no scheduler and no HTTP.

Only one process at a time may run it (`server/publishing/worker_lock.py`).
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from data.boundaries import vintages as boundaries
from data.boundaries.rdnaptrans import Transformation
from data.boundaries.vintage import Vintage
from data.domain.stand import Stand, make_stand
from data.errors import BoundariesLost, BoundariesMissing, BoundariesRejected
from data.made_by import made_by
from data.releases.release_store import FORMER, STAND, Pin, Release, Releases, release_name, stand_bytes
from data.store.store import SnapshotInfo, Store
from data.terms import Peildatum
from server.publishing.publication_log import PublicationLog
from server.rd_grid import open_rd
from server.settings import Settings
from tiles import palette
from tiles.month import raster
from tiles.month.assemble import Filler
from tiles.month.raster import Painter
from tiles.out.release_files import CARRIED, Contents
from tiles.out.style import attribution_of
from tiles.vintage import pyramid
from tiles.vintage.first_map_shapes import first_map
from tiles.vintage.hexagon_file import open_hexagons
from tiles.vintage.outlines import make_outlines

log = logging.getLogger(__name__)

MADE_WITH = ("numpy", "pmtiles", "pyogrio", "rasterio", "scipy", "shapely")
BRON = "COA"
BRON_VOORBEELD = "voorbeeldcijfers (geen cijfers van het COA)"
VINTAGES = 2  # whose geometry is kept ready: that of this year, and of the year before where a month is corrected


@dataclass(frozen=True, slots=True)
class Published:
    """What one run made: new releases; and which peildata still wait for boundaries (with the Dutch reason).

    `kept` are Dutch sentences about releases that stay because what they were made from is away; `mended` is what was
    wrong with the pointer, if anything.
    """

    releases: tuple[str, ...] = ()
    waiting: tuple[tuple[Peildatum, str], ...] = ()
    kept: tuple[str, ...] = ()
    mended: str = ""


class _Prepared:
    """The geometry of one vintage, ready to be filled."""

    def __init__(self, vintage: Vintage, stand: Stand, settings: Settings, rd: Transformation) -> None:
        parameters = pyramid.Parameters(maxzoom=settings.maxzoom)
        self.pyramid = pyramid.open_pyramid(vintage, settings.geometry, parameters)
        self.filler = Filler(self.pyramid, stand.gemeenten)
        self.painter = Painter(raster.open_raster(vintage, settings.geometry, parameters))
        self.outlines = make_outlines(vintage, rd.to_etrs89)
        self.first_map = first_map(vintage)
        self.hexagons = open_hexagons(vintage, settings.geometry, boundaries.embedded_vintage())


class Pipeline:
    """Builds what is stored and not released yet; keeps the geometry of the vintages it met."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        releases: Releases,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._settings, self._store, self._releases = settings, store, releases
        self._log = PublicationLog(store, releases, clock)
        self._prepared: dict[str, _Prepared] = {}
        self._finished: tuple[object, ...] = ()
        self._last = Published()
        self._vintages: tuple[object, dict[int, Vintage]] = None, {}

    @cached_property
    def _rd(self) -> Transformation:
        return open_rd(self._settings)

    def publish(
        self,
        *,
        only_newest: bool = False,
        most: int | None = None,
        until: dt.date | None = None,
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> Published:
        """Makes the newest revision of every peildatum current, newest peildatum first, each as soon as it stands.

        After `most` new releases it stops; the next call goes on. What is of a day after `until` waits for that day. Example
        figures step back by themselves when the store holds real ones. A peildatum whose year has no boundaries, or damaged
        ones, waits; nothing else does.
        """
        mended = self._releases.mend()
        infos, pins, listing = (
            self._store.current(until),
            self._releases.pins() or {},
            _listing(self._settings.boundaries),
        )
        if (infos, pins, self._releases.index(), listing, until) == self._finished:  # each day all is looked at again
            return replace(self._last, mended=mended)
        self._log.begin(self._releases.index())
        current = self._releases.index().peildata
        accepted = self._accepted()
        self._vintages = listing, self._vintages[1] if self._vintages[0] == listing else {}
        made: list[str] = []
        waiting: list[tuple[Peildatum, str]] = []
        kept: dict[str, None] = {}
        names: dict[Peildatum, str] = {}
        for nth, info in enumerate(infos[:1] if only_newest else infos):
            try:
                vintage = self._vintage(info.peildatum.halfjaar.year, accepted)
            except (BoundariesMissing, BoundariesRejected) as error:
                if isinstance(error, BoundariesLost):
                    kept[str(error)] = None
                if not self._shows(current.get(info.peildatum), info):
                    waiting.append((info.peildatum, str(error)))
                continue
            names[info.peildatum], inputs = self._named(info, vintage)
            name, info, inputs = self._pinned(pins.get(info.peildatum), names[info.peildatum], info, inputs, vintage)
            if current.get(info.peildatum) != name and inputs:
                if len(made) == most:
                    return replace(self._last, releases=tuple(made), mended=mended)
                self._build(name, info, vintage, inputs)
                made.append(name)
                current = self._switch(infos, names)
            progress(nth + 1, len(infos))
        done = Published((), tuple(waiting), tuple(kept))
        if not only_newest:
            self._switch(infos, names)
            self._finished = (infos, pins, self._releases.index(), listing, until)
            self._vintages[1].clear()
            self._last = done
        return replace(done, releases=tuple(made), mended=mended)

    def _switch(self, infos: tuple[SnapshotInfo, ...], names: Mapping[Peildatum, str]) -> Mapping[Peildatum, str]:
        """Makes `names` current and keeps, for the peildata still to come, what was current before.

        As long as nothing of what is wanted stands, everything stays: the example, or the last releases.
        """
        kinds = {info.peildatum: info.voorbeeld for info in infos}
        index = self._releases.index()
        before = {
            peildatum: name
            for peildatum, name in index.peildata.items()
            if kinds.get(peildatum) == self._releases.release(name).inputs["voorbeeld"]
        }
        switched = self._releases.switch(before | dict(names) or index.peildata)
        self._log.note(switched)
        return switched.peildata

    def _shows(self, name: str | None, info: SnapshotInfo) -> bool:
        """Whether the release of this name has these figures."""
        inputs = self._releases.release(name).inputs if name else {}
        return (inputs.get("snapshot"), inputs.get("voorbeeld")) == (info.sha256, info.voorbeeld)

    def _accepted(self) -> frozenset[int]:
        """The years whose imported boundaries are on the map."""
        current = (self._releases.release(name).vintage for name in self._releases.index().peildata.values())
        return frozenset(grenzen["year"] for grenzen in current if not grenzen["gegeneraliseerd"])

    def _vintage(self, year: int, accepted: Collection[int]) -> Vintage:
        """The boundaries for a year. Raises BoundariesMissing (BoundariesLost too), BoundariesRejected."""
        vintages = self._vintages[1]
        if year not in vintages:
            vintages[year] = boundaries.vintage_for(year, self._settings.boundaries, accepted)
        return vintages[year]

    def _named(self, info: SnapshotInfo, vintage: Vintage) -> tuple[str, dict[str, Any]]:
        inputs = self._inputs(info, vintage)
        return release_name(info.peildatum, info.revision, inputs), inputs

    def _pinned(
        self, pin: Pin | None, name: str, info: SnapshotInfo, inputs: dict[str, Any], vintage: Vintage
    ) -> tuple[str, SnapshotInfo, dict[str, Any]]:
        """The release that an operator wants instead of this one; with inputs when it has to be made again, and can be."""
        if not pin or not pin.holds(name):
            return name, info, inputs
        if pin.name and not self._releases.whole(pin.name):
            for revision in self._store.revisions(info.peildatum, info.voorbeeld):
                own_name, own_inputs = self._named(revision, vintage)
                if own_name == pin.name:
                    return pin.name, revision, own_inputs
        return pin.name, info, {}

    def _inputs(self, info: SnapshotInfo, vintage: Vintage) -> dict[str, Any]:
        parameters = pyramid.Parameters(maxzoom=self._settings.maxzoom)
        former = self._former(info)
        return {
            **({"former": former.sha256} if former else {}),
            "format": output_format(),
            "snapshot": info.sha256,
            "revision": info.revision,
            "peildatum": str(info.peildatum),
            "voorbeeld": info.voorbeeld,
            "grens": str(self._settings.grens),
            "grenzen": {
                "year": vintage.year,
                "key": vintage.key,
                "bron": vintage.bron,
                "gegeneraliseerd": vintage.gegeneraliseerd,
            },
            "geometry": parameters.key(vintage),
            "rd": "rdtrans2018" if self._rd.has_grid else "zeven parameters",
            "palette": [asdict(look) for look in palette.LOOKS],
        }

    def _build(self, name: str, info: SnapshotInfo, vintage: Vintage, inputs: dict[str, Any]) -> Release:
        started = time.monotonic()
        stand = self._stand(info, vintage)
        former = self._former(info)
        files = _files(stand, self._ready(vintage, stand), inputs)
        if former:
            files = chain([(FORMER, stand_bytes(self._stand(former, vintage)))], files)
        release = self._releases.add(name, files, inputs)
        log.info("release_built release=%s seconds=%.2f", name, time.monotonic() - started)
        return release

    def _ready(self, vintage: Vintage, stand: Stand) -> _Prepared:
        """The geometry of a vintage, made when it is not among the last that were used."""
        ready = self._prepared.pop(vintage.key, None) or _Prepared(vintage, stand, self._settings, self._rd)
        self._prepared = {**dict([*self._prepared.items()][1 - VINTAGES :]), vintage.key: ready}
        return ready

    def _former(self, info: SnapshotInfo) -> SnapshotInfo | None:
        """The revision before this one: what a report compares with to say what changed."""
        before = (i for i in self._store.revisions(info.peildatum, info.voorbeeld) if i.revision < info.revision)
        return max(before, key=lambda i: i.revision, default=None) if info.revision > 1 else None

    def _stand(self, info: SnapshotInfo, vintage: Vintage) -> Stand:
        _, snapshot = self._store.snapshot(info.peildatum, info.revision, info.voorbeeld)
        return make_stand(
            snapshot,
            vintage.gemeenten,
            revision=info.revision,
            grens=self._settings.grens,
            voorbeeld=info.voorbeeld,
            bron=BRON_VOORBEELD if info.voorbeeld else BRON,
        )


def output_format() -> str:
    """What changes when the same inputs give other files."""
    beside = ("server/publishing/pipeline.py", "data/reference/*.csv")
    modules = (
        "tiles.out.release_files", "tiles.vintage.first_map_shapes", "tiles.vintage.hexagon_file", "data.releases.release",
    )  # fmt: skip
    return made_by(*modules, packages=MADE_WITH, beside=beside)


def _files(stand: Stand, prepared: _Prepared, inputs: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The files of a release; the same input gives the same bytes."""
    bron = attribution_of(inputs["grenzen"], stand.bron, voorbeeld=stand.voorbeeld)
    yield STAND, stand_bytes(stand)
    of = Contents(stand, bron, **vars(prepared))
    for name, make in CARRIED.items():
        yield name, make(of)


def _listing(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """The files of a folder with what every write changes: other boundaries, or damaged ones."""
    about = []
    for path in folder.glob("[!.]*.*"):
        with suppress(FileNotFoundError):  # went just now
            at = path.stat()
            about.append((path.name, at.st_mtime_ns, at.st_ctime_ns, at.st_size))
    return tuple(sorted(about))
