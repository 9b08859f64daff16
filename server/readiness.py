"""Whether the service can do its work, as operators ask it: which release, how old, is the worker alive, reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from server import paper
from server.site import Site

WARN_DAYS = 30  # before security.txt ends


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found at one moment. `worker` is when it last looked (UTC), None when it never did."""

    release: str | None
    peildatum: dt.date | None
    voorbeeld: bool
    releases: int
    reports_ready: int | None
    reports_expected: int | None
    worker: dt.datetime | None
    security_expires: dt.date | None

    def age_days(self, now: dt.datetime) -> int | None:
        """Days since the newest peildatum; negative for one in the future."""
        return None if self.peildatum is None else (now.date() - self.peildatum).days

    def worker_age_seconds(self, now: dt.datetime) -> float | None:
        """Seconds since the worker last looked."""
        return None if self.worker is None else round((now - self.worker).total_seconds(), 1)

    def to_json(self, now: dt.datetime) -> dict[str, Any]:
        """For people and monitors; `waarschuwingen` are Dutch sentences."""
        warnings = []
        if self.worker is None:
            warnings.append("De worker heeft nog niet gedraaid.")
        elif (age := self.worker_age_seconds(now)) is not None and age > 300:
            warnings.append(f"De worker keek {round(age / 60)} minuten geleden voor het laatst.")
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
            "worker": self.worker and self.worker.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "waarschuwingen": warnings,
        }


def look(site: Site) -> Readiness:
    """What there is now, from the disk."""
    settings = site.settings
    index = site.releases.index()
    release = site.releases.current() if index.actueel else None
    ready = expected = None
    if release is not None:
        expected = len(release.stand.by_code)
        ready = expected - len(paper.missing(settings, site.releases, release))
    try:
        worker = dt.datetime.fromtimestamp(settings.heartbeat.stat().st_mtime, dt.UTC)
    except FileNotFoundError:
        worker = None
    expires = settings.security_expires if settings.security_contact else ""
    return Readiness(
        release=index.actueel,
        peildatum=index.newest.date if index.newest else None,
        voorbeeld=release is not None and release.stand.voorbeeld,
        releases=len(index.peildata),
        reports_ready=ready,
        reports_expected=expected,
        worker=worker,
        security_expires=dt.date.fromisoformat(expires) if expires else None,
    )
