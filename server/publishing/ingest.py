"""The one path behind every door: bytes of a file in, a stored snapshot or kept findings out."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from data import dutch
from data.findings import Finding
from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.store.store import Added, Delivery, Store
from data.terms import Peildatum
from server.publishing import notifications

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a file. `new` is False when the store had this content already."""

    intake: Intake
    peildatum: Peildatum | None
    revision: int
    new: bool

    @property
    def accepted(self) -> bool:
        """Whether it is in the store."""
        return self.intake.accepted

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
) -> Delivered:
    """Checks a file and stores it, or keeps it with its findings when it is rejected. `door`: inbox, api, cli, voorbeeld.

    `key`: under which the store knows this delivery from the same moment on (`Store.delivery`).
    """
    intake = read_snapshot(
        content,
        filename,
        peildatum=peildatum,
        context=store.context(voorbeeld=voorbeeld),
        vandaag=None if voorbeeld else dutch.day(now),
    )
    if not intake.accepted or intake.snapshot is None:
        number = store.reject(intake, content, door=door, wie=wie, now=now, key=key)
        notifications.rejected(store, number, filename, intake.findings, now)
        log.warning("snapshot_rejected file=%s door=%s findings=%s", filename, door, len(intake.findings))
        return Delivered(intake, None, 0, new=False)
    added = store.add(intake, content, door=door, wie=wie, now=now, voorbeeld=voorbeeld, key=key)
    notifications.accepted(store, filename, added, intake.findings, now, voorbeeld=voorbeeld)
    log.info(
        "snapshot_accepted file=%s door=%s peildatum=%s revision=%s new=%s",
        filename, door, added.peildatum, added.revision, added.new,
    )  # fmt: skip
    return Delivered(intake, added.peildatum, added.revision, added.new)


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
