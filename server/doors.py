"""The one path behind every door: bytes of a file in, a stored snapshot or kept findings out."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from data.findings import Finding
from data.intake import Intake, read_snapshot
from data.store import Store
from data.terms import Peildatum
from server import dutch, notices

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
) -> Delivered:
    """Checks a file and stores it, or keeps it with its findings when it is rejected. `door`: inbox, api, cli, voorbeeld."""
    intake = read_snapshot(
        content,
        filename,
        peildatum=peildatum,
        context=store.context(voorbeeld=voorbeeld),
        vandaag=None if voorbeeld else dutch.day(now),
    )
    if not intake.accepted or intake.snapshot is None:
        number = store.reject(intake, content, door=door, wie=wie, now=now)
        notices.rejected(store, number, filename, intake.findings, now)
        log.warning("snapshot_rejected file=%s door=%s findings=%s", filename, door, len(intake.findings))
        return Delivered(intake, None, 0, new=False)
    added = store.add(intake, content, door=door, wie=wie, now=now, voorbeeld=voorbeeld)
    notices.accepted(store, filename, added, intake.findings, now, voorbeeld=voorbeeld)
    log.info(
        "snapshot_accepted file=%s door=%s peildatum=%s revision=%s new=%s",
        filename, door, added.peildatum, added.revision, added.new,
    )  # fmt: skip
    return Delivered(intake, added.peildatum, added.revision, added.new)
