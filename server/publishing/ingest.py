"""The one way in for every file, however it was delivered: it becomes a snapshot or a circular, or is kept with findings."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from data import dutch
from data.findings import Finding
from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.store.snapshots_table import AddedCircular
from data.store.store import Added, Delivery, Store
from data.terms import Halfjaar, Peildatum
from server.publishing import notifications

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a file. `new` is False when the store had this content already; a circular has no peildatum."""

    intake: Intake
    peildatum: Peildatum | None
    revision: int
    new: bool

    @property
    def accepted(self) -> bool:
        """Whether it is in the store."""
        return self.intake.accepted

    @property
    def halfjaar(self) -> Halfjaar | None:
        """What an accepted file is about: the half-year of its peildatum, or of the circular."""
        if self.intake.circulaire:
            return self.intake.circulaire.halfjaar
        return self.peildatum.halfjaar if self.peildatum else None

    @property
    def what(self) -> str:
        """What an accepted file was taken in as, for people."""
        if self.intake.circulaire:
            return f"taakstelling voor het {self.intake.circulaire.halfjaar.title}"
        return f"stand per {self.peildatum.title}" if self.peildatum else ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the file."""
        return self.intake.findings


def deliver(
    store: Store,
    content: bytes,
    filename: str,
    *,
    door: str,
    wie: str,
    now: dt.datetime,
    peildatum: Peildatum | None = None,
    voorbeeld: bool = False,
    key: str | None = None,
    toelichting: str = "",
) -> Delivered:
    """Checks a file and stores it, or keeps it with its findings when it is rejected. `door`: inbox, api, cli, voorbeeld.

    `key`: under which the store knows this delivery from the same moment on (`Store.delivery`). `toelichting`: why a stand
    came, for everybody to read (`parse_toelichting`); a circular has none.
    """
    intake = read_snapshot(
        content,
        filename,
        peildatum=peildatum,
        context=store.context(voorbeeld=voorbeeld),
        vandaag=None if voorbeeld else dutch.day(now),
    )
    if intake.circulaire and not voorbeeld:
        added = store.add_circular(intake, content, door=door, wie=wie, now=now, key=key)
        notifications.accepted_circular(store, filename, added, intake.findings, now)
        log.info(
            "circular_accepted file=%s door=%s halfjaar=%s revision=%s new=%s",
            filename, door, added.halfjaar, added.revision, added.new,
        )  # fmt: skip
        return Delivered(intake, None, added.revision, added.new)
    if intake.snapshot is None:
        number = store.reject(intake, content, door=door, wie=wie, now=now, key=key)
        notifications.rejected(store, number, filename, intake.findings, now)
        log.warning("snapshot_rejected file=%s door=%s findings=%s", filename, door, len(intake.findings))
        return Delivered(intake, None, 0, new=False)
    stored = store.add(
        intake, content, door=door, wie=wie, now=now, voorbeeld=voorbeeld, key=key, toelichting=toelichting
    )
    notifications.accepted(store, filename, stored, intake.findings, now, voorbeeld=voorbeeld)
    log.info(
        "snapshot_accepted file=%s door=%s peildatum=%s revision=%s new=%s",
        filename, door, stored.peildatum, stored.revision, stored.new,
    )  # fmt: skip
    return Delivered(intake, stored.peildatum, stored.revision, stored.new)


def tell_again(store: Store, delivery: Delivery, now: dt.datetime) -> None:
    """The melding of a delivery that was recorded before; for when a crash came before it was told."""
    if delivery.rejection is not None:
        notifications.rejected(
            store, delivery.rejection.id, delivery.rejection.filename, delivery.rejection.findings, now
        )
    if delivery.snapshot is not None:
        info = delivery.snapshot
        added = Added(info.peildatum, info.revision, new=False)
        notifications.accepted(store, info.filename, added, info.findings, now, voorbeeld=info.voorbeeld)
    if delivery.circulaire is not None:
        circular = delivery.circulaire
        again = AddedCircular(circular.halfjaar, circular.revision, new=True)
        notifications.accepted_circular(store, circular.filename, again, circular.findings, now)
