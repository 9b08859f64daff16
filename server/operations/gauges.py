"""Gauges for operators, in the format of Prometheus: read from the disk when they are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server.operations.health import Readiness


class Gauges(Collector):
    """What was found at one moment."""

    def __init__(self, readiness: Readiness, now: dt.datetime) -> None:
        self._readiness, self._now = readiness, now

    def collect(self) -> Iterator[Metric]:
        """One gauge for each; what is not known is left out."""
        r = self._readiness
        gauges = {
            "landinbeeld_ready": ("Whether there is a release to serve.", int(r.release is not None)),
            "landinbeeld_snapshot_age_days": ("Days since the newest peildatum.", r.age_days(self._now)),
            "landinbeeld_releases": ("Current releases.", r.releases),
            "landinbeeld_reports_expected": (
                "Reports of the newest half-year that should be there.",
                r.reports_expected,
            ),
            "landinbeeld_reports_ready": ("Reports of the newest half-year that are there.", r.reports_ready),
            "landinbeeld_worker_age_seconds": (
                "Seconds since the worker last looked.",
                r.worker_age_seconds(self._now),
            ),
        }
        for name, (about, value) in gauges.items():
            if value is not None:
                yield GaugeMetricFamily(name, about, value=value)
