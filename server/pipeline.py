"""From a stored snapshot to a current release, as plain function calls in order. Knows no scheduler and no HTTP.

Only one process at a time may run it (`server/worker_lock.py`).
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from data import boundaries, files
from data.boundaries import Vintage
from data.errors import BoundariesMissing, BoundariesRejected
from data.rdnaptrans import Transformation
from data.releases import FORMER, STAND, Release, Releases, release_name, stand_bytes
from data.stand import Stand, make_stand
from data.store import SnapshotInfo, Store
from data.terms import Peildatum
from server.rd import open_rd
from server.settings import Settings
from tiles import downloads, palette, pyramid, raster
from tiles.archive import archive
from tiles.fill import Filler
from tiles.layers import LAYERS
from tiles.outlines import make_outlines
from tiles.raster import Painter
from tiles.style import attribution_of, vector_layers

log = logging.getLogger(__name__)

OUTPUT_FORMAT = 3  # raise when the same inputs give other files
BRON = "COA"
BRON_VOORBEELD = "voorbeeldcijfers (geen cijfers van het COA)"
PROFILES = {"png.pmtiles": 256, "png@2x.pmtiles": 512}


@dataclass(frozen=True, slots=True)
class Published:
    """What one run made: new releases; and which peildata still wait for boundaries (with the Dutch reason)."""

    releases: tuple[str, ...]
    waiting: tuple[tuple[Peildatum, str], ...]


class _Prepared:
    """The geometry of one vintage, ready to be filled."""

    def __init__(self, vintage: Vintage, stand: Stand, settings: Settings, rd: Transformation) -> None:
        parameters = pyramid.Parameters(maxzoom=settings.maxzoom)
        self.pyramid = pyramid.open_pyramid(vintage, settings.geometry, parameters)
        self.filler = Filler(self.pyramid, stand.gemeenten)
        self.painter = Painter(raster.open_raster(vintage, settings.geometry, parameters))
        self.outlines = make_outlines(vintage, rd.to_etrs89)


class Pipeline:
    """Builds what is stored and not released yet; keeps the geometry of the vintages it met."""

    def __init__(self, settings: Settings, store: Store, releases: Releases) -> None:
        self._settings, self._store, self._releases = settings, store, releases
        self._prepared: dict[str, _Prepared] = {}
        self._finished: tuple[object, ...] = ()
        self._waiting: tuple[tuple[Peildatum, str], ...] = ()
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
        wanted, listing = self._store.current(until), _listing(self._settings.boundaries)
        now = (wanted, self._releases.index(), listing)
        if now == self._finished:
            return Published((), self._waiting)
        current = self._releases.index().peildata
        made: list[str] = []
        waiting: list[tuple[Peildatum, str]] = []
        names: dict[Peildatum, str] = {}
        if self._vintages[0] != listing:
            self._vintages = listing, {}
        vintages = self._vintages[1]
        for nth, info in enumerate(wanted[:1] if only_newest else wanted):
            year = info.peildatum.halfjaar.year
            try:
                vintage = vintages.get(year) or boundaries.vintage_for(year, self._settings.boundaries)
            except (BoundariesMissing, BoundariesRejected) as error:
                waiting.append((info.peildatum, str(error)))
                continue
            vintages[year] = vintage
            inputs = self._inputs(info, vintage)
            name = names[info.peildatum] = release_name(info.peildatum, info.revision, inputs)
            pin = self._releases.index().pins.get(info.peildatum)
            if current.get(info.peildatum) != name and not (pin and pin.holds(name)):
                if len(made) == most:
                    return Published(tuple(made), self._waiting)
                self._build(name, info, vintage, inputs)
                made.append(name)
                current = self._switch(wanted, names)
            progress(nth + 1, len(wanted))
        if not only_newest:
            self._switch(wanted, names)
            self._finished = (wanted, self._releases.index(), listing)
            self._vintages[1].clear()
            self._waiting = tuple(waiting)
        return Published(tuple(made), tuple(waiting))

    def _switch(self, wanted: tuple[SnapshotInfo, ...], names: Mapping[Peildatum, str]) -> Mapping[Peildatum, str]:
        """Makes `names` current and keeps, for the peildata still to come, what was current before."""
        kinds = {info.peildatum: info.voorbeeld for info in wanted}
        before = {
            peildatum: name
            for peildatum, name in self._releases.index().peildata.items()
            if kinds.get(peildatum) == self._releases.release(name).stand.voorbeeld
        }
        index = self._releases.switch(before | dict(names))
        return index.peildata

    def _inputs(self, info: SnapshotInfo, vintage: Vintage) -> dict[str, Any]:
        parameters = pyramid.Parameters(maxzoom=self._settings.maxzoom)
        former = self._former(info)
        return {
            **({"former": former.sha256} if former else {}),
            "format": OUTPUT_FORMAT,
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
            "palette": [[look.fill, look.ink, look.status] for look in palette.LOOKS],
        }

    def _build(self, name: str, info: SnapshotInfo, vintage: Vintage, inputs: dict[str, Any]) -> Release:
        started = time.monotonic()
        stand = self._stand(info, vintage)
        former = self._former(info)
        prepared = self._prepared.get(vintage.key)
        if prepared is None:
            prepared = self._prepared[vintage.key] = _Prepared(vintage, stand, self._settings, self._rd)
        files = _files(stand, prepared, inputs)
        if former:
            files = chain([(FORMER, stand_bytes(self._stand(former, vintage)))], files)
        release = self._releases.add(name, files, inputs)
        log.info("release_built release=%s seconds=%.2f", name, time.monotonic() - started)
        return release

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


def sweep(settings: Settings, releases: Releases) -> int:
    """Removes what killed processes left half made in the state folder; how many. For who holds the lock of the worker."""
    return releases.sweep() + files.sweep((settings.state_dir,))


def _files(stand: Stand, prepared: _Prepared, inputs: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The files of a release; the same input gives the same bytes."""
    shape = prepared.pyramid
    attribution = attribution_of(inputs["grenzen"], stand.bron, voorbeeld=stand.voorbeeld)
    metadata = {
        "name": "Land in Beeld",
        "description": f"Huisvesting vergunninghouders per gemeente, stand {stand.peildatum.title}",
        "attribution": attribution,
        "type": "overlay",
        "version": "1.0.0",
    }
    yield STAND, stand_bytes(stand)
    yield "tiles.pmtiles", archive(
        prepared.filler.tiles(stand.gemeenten),
        metadata={
            **metadata,
            "vector_layers": vector_layers(shape.minzoom, shape.maxzoom, described=False),
            "layers": list(LAYERS),
        },
        bounds=shape.bounds, minzoom=shape.minzoom, maxzoom=shape.maxzoom,
    )  # fmt: skip
    yield "gemeenten.geojson", downloads.geojson(stand, prepared.outlines, bron=attribution)
    yield "gemeenten.csv", downloads.table(stand)
    yield "gemeenten.gpkg", downloads.geopackage(stand, prepared.outlines, bron=attribution)
    klassen = [regel.klasse for regel in stand.gemeenten]
    for file_name, size in PROFILES.items():
        yield file_name, archive(
            prepared.painter.tiles(klassen, size), metadata=metadata, png=True,
            bounds=shape.bounds, minzoom=shape.minzoom, maxzoom=shape.maxzoom,
        )  # fmt: skip


def _listing(folder: Path) -> tuple[tuple[str, int], ...]:
    """The files of a folder with their times: changes when boundaries are imported."""
    return tuple(sorted((p.name, p.stat().st_mtime_ns) for p in folder.glob("*.gpkg")))
