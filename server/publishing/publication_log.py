"""Writes down what the map shows each time that it changes, so that later can be said what was published when.

A database from before this log gets what is certain: of every peildatum on the map the revisions up to the one that it
shows, with the moment on which each came in. What stood there in between is not known, and neither is an example that left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from data.domain.publicaties import INGETROKKEN, Publicatie, Versie
from data.releases.release import peildatum_of, release_hash, revision_of
from data.releases.release_store import Index, Release, Releases
from data.store.store import Store
from data.terms import Peildatum


class PublicationLog:
    """The writer of the log. `clock` gives the moment that a line carries."""

    def __init__(self, store: Store, releases: Releases, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._releases, self._clock = store, releases, clock
        self._written: dict[Peildatum, str] = {}

    def begin(self, index: Index) -> None:
        """Fills an empty log with what is on the map already."""
        if index.peildata and not self._store.publications():
            self._store.add_publications(sorted(self._of_before(index), key=lambda line: line.moment))

    def note(self, index: Index) -> None:
        """Adds what is on the map now and was not, or not like this, according to the log."""
        if dict(index.peildata) == self._written or index.damaged:  # what stands in for a damaged release is no news
            return
        last = {(line.versie.peildatum, line.versie.voorbeeld): line for line in self._store.publications()}
        now = self._clock()
        lines = [
            line
            for peildatum, name in index.peildata.items()
            if self._written.get(peildatum) != name
            for line in self._changed(self._releases.release(name), last, now)
        ]
        self._store.add_publications([*self._withdrawn(index, last, now), *lines])
        self._written = dict(index.peildata)

    def _of_before(self, index: Index) -> Iterator[Publicatie]:
        for peildatum, name in index.peildata.items():
            stands = _versie(self._releases.release(name))
            for info in self._store.revisions(peildatum, stands.voorbeeld):
                line = _line(self._releases.release(name), info.ontvangen)
                if info.revision == stands.revision:
                    yield line
                elif info.revision < stands.revision:
                    versie = Versie(peildatum, info.revision, info.voorbeeld)
                    yield replace(line, versie=versie, release="", sha256="")

    def _changed(
        self, release: Release, last: Mapping[tuple[Peildatum, bool], Publicatie], now: dt.datetime
    ) -> Iterator[Publicatie]:
        versie, grens = _versie(release), Fraction(release.inputs["grens"])
        before = last.get((versie.peildatum, versie.voorbeeld))
        if before is None or (before.versie, before.grens) != (versie, grens):
            yield _line(release, now)

    def _withdrawn(
        self, index: Index, last: Mapping[tuple[Peildatum, bool], Publicatie], now: dt.datetime
    ) -> Iterator[Publicatie]:
        """What an operator took off the map. An example that makes way for real figures needs no line."""
        off = {p for p, pin in (self._releases.pins() or {}).items() if not pin.name} - set(index.peildata)
        for (peildatum, voorbeeld), line in last.items():
            if peildatum in off and line.shows:
                yield Publicatie(Versie(peildatum, INGETROKKEN, voorbeeld), line.grens, line.bron, "", "", now)


def _versie(release: Release) -> Versie:
    return Versie(peildatum_of(release.name), revision_of(release.name), bool(release.inputs["voorbeeld"]))


def _line(release: Release, moment: dt.datetime) -> Publicatie:
    stand = release.stand
    return Publicatie(_versie(release), stand.grens, stand.bron, release.name, release_hash(release.inputs), moment)
