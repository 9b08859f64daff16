"""Counters for operators, in the format of Prometheus. Right with several web processes.

When `PROMETHEUS_MULTIPROC_DIR` is set before the client is imported (server/wsgi.py does that) each process counts in a
file of its own and `text` adds them up. What can be read from the disk (age of the figures, reports, the worker) is no
counter: it is looked up when it is asked.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

EXTENSION = "landinbeeld.measures"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
KINDS = ("tiles", "api", "ogc", "styles", "fonts", "static", "download", "rapportages", "kaart", "embed")


def kind_of(path: str) -> str:
    """What sort of thing a path is: the first part when we know it, else `page`. Few values, whatever is asked."""
    first = path[1:].partition("/")[0]
    return first if first in KINDS else "page"


class Measures:
    """The counters of one application."""

    def __init__(self, multiprocess_folder: str = "") -> None:
        self._folder = multiprocess_folder
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "landinbeeld_requests", "Requests answered.", ("kind", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "landinbeeld_request_seconds", "Time to an answer; tiles are not timed.", ("kind",),
            registry=self.registry, buckets=SECONDS,
        )  # fmt: skip
        tile = {status: self._requests.labels("tiles", str(status)).inc for status in (200, 204, 304, 404)}
        self.tile_200, self.tile_204, self.tile_304, self.tile_404 = tile.values()

    def answered(self, path: str, status: int, seconds: float) -> None:
        """Counts one answer of the application."""
        kind = kind_of(path)
        self._requests.labels(kind, str(status)).inc()
        self._seconds.labels(kind).observe(seconds)

    def text(self, looked_up: Collector) -> bytes:
        """Everything, for Prometheus: what was counted, and what is looked up now."""
        registry = self.registry
        if self._folder:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, self._folder)  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        now.register(looked_up)
        return generate_latest(registry) + generate_latest(now)
