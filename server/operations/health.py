"""Whether the service can do its work, as operators ask it: which release, how old, is the worker alive, reports."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from data.errors import DatabaseTooNew
from server import os_errors
from server.http.responses import rfc3339
from server.publishing.worker_lock import WorkerState, read_state
from server.read_model import Site
from server.rendering import report_store

log = logging.getLogger(__name__)

WARN_DAYS = 30  # before security.txt ends


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found at one moment. `worker` is what it told last, None when none is running."""

    release: str | None
    peildatum: dt.date | None
    voorbeeld: bool
    releases: int
    reports_ready: int | None
    reports_expected: int | None
    worker: WorkerState | None
    security_expires: dt.date | None
    database: bool = True  # whether it answers
    disk: str = ""  # why a worker that gives no sign of life may be unable to
    damage: str = ""  # what is wrong with the pointer of the releases

    def age_days(self, now: dt.datetime) -> int | None:
        """Days since the newest peildatum; negative for one in the future."""
        return None if self.peildatum is None else (now.date() - self.peildatum).days

    def worker_age_seconds(self, now: dt.datetime) -> float | None:
        """Seconds since the worker last looked into the inbox."""
        if self.worker is None or not self.worker.last_look:
            return None
        return round(now.timestamp() - self.worker.last_look, 1)

    def to_json(self, now: dt.datetime) -> dict[str, Any]:
        """For people and monitors; `waarschuwingen` are Dutch sentences."""
        warnings = []
        worker = self.worker
        if self.disk:
            warnings.append(f"{self.disk} Of de worker draait is dan niet te zien; de kaart blijft staan.")
        elif worker is None or not worker.alive(now.timestamp()):
            warnings.append("De worker draait niet.")
        elif worker.failing:
            warnings.append(f"De laatste keer mislukte: {worker.failing}.")
        if worker is not None:
            warnings.extend(worker.kept)
        if self.damage:
            warnings.append(f"{self.damage} De worker maakt haar opnieuw.")
        if not self.database:
            warnings.append("De database is niet te gebruiken: nieuwe bestanden en /beheer werken nu niet.")
        if self.security_expires and (self.security_expires - now.date()).days < WARN_DAYS:
            warnings.append(f"security.txt geldt tot {self.security_expires}.")
        return {
            "status": "ok" if self.release else "leeg",
            "release": self.release,
            "peildatum": self.peildatum and self.peildatum.isoformat(),
            "dagenOud": self.age_days(now),
            "voorbeeld": self.voorbeeld,
            "uitgaven": self.releases,
            "rapportages": {"gereed": self.reports_ready, "aantal": self.reports_expected},
            "worker": worker
            and {
                "leeft": worker.alive(now.timestamp()),
                "laatsteRonde": _moment(worker.last_look),
                "rapportages": {"gereed": worker.reports_done, "aantal": worker.reports_of},
                "wachtOpGrenzen": list(worker.waiting),
            },
            "waarschuwingen": warnings,
        }


def _moment(seconds: float) -> str | None:
    return rfc3339(dt.datetime.fromtimestamp(seconds, dt.UTC)) if seconds else None


def look(site: Site) -> Readiness:
    """What there is now, from the disk."""
    settings = site.settings
    index = site.releases.index()
    release = site.releases.current() if index.actueel else None
    ready = expected = None
    if release is not None:
        expected = len(release.stand.by_code)
        ready = expected - len(report_store.missing(settings, site.releases, release))
    expires = settings.security_expires if settings.security_contact else ""
    worker = read_state(settings.state_dir)
    alive = worker is not None and worker.alive(site.now().timestamp())
    return Readiness(
        release=index.actueel,
        peildatum=index.newest.date if index.newest else None,
        voorbeeld=release is not None and release.stand.voorbeeld,
        releases=len(index.peildata),
        reports_ready=ready,
        reports_expected=expected,
        worker=worker,
        disk="" if alive else _unwritable(settings.state_dir),
        security_expires=dt.date.fromisoformat(expires) if expires else None,
        database=_answers(site),
        damage=str(site.releases.damage or ""),
    )


def _unwritable(folder: Path) -> str:
    """A Dutch sentence when nothing can be kept in a folder; it is tried with a file that never gets a name."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(bytes(4096))
    except OSError as error:
        return f"In {folder} kan niets worden bewaard: {os_errors.reason(error, folder)}."
    return ""


def _answers(site: Site) -> bool:
    """Asks the database for its last melding; what keeps it from answering is in the log."""
    try:
        site.store.meldingen(limit=1)
    except (SQLAlchemyError, DatabaseTooNew, OSError) as error:
        log.warning("database_failed reason=%s", type(error).__name__)
        return False
    return True
