"""The worker: when and under which lock the pipeline runs (APScheduler). No business logic."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from data.store import Store
from filelock import FileLock, Timeout

from data.errors import WorkerAlreadyRunning
from data.releases import Releases
from server import paper
from server.inbox import Inbox
from server.pipeline import Pipeline
from server.settings import Settings

log = logging.getLogger(__name__)

TIME_ZONE = "Europe/Amsterdam"


class Worker:
    """One process that takes in files, builds releases and renders reports until it is told to stop."""

    def __init__(self, settings: Settings) -> None:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._lock = FileLock(settings.state_dir / "worker.lock")
        self._owner = settings.state_dir / "worker.owner"
        self._stopping = threading.Event()
        self._scheduler = BlockingScheduler(
            timezone=TIME_ZONE,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Works until SIGTERM or SIGINT. Raises WorkerAlreadyRunning when another worker has this state folder."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise WorkerAlreadyRunning(self._owner.read_text() if self._owner.exists() else "onbekend") from error
        with self._lock:
            self._owner.write_text(f"{socket.gethostname()} proces {os.getpid()}")
            self._work()

    def _work(self) -> None:
        settings = self._settings
        store = Store(settings.database, settings.state_dir / "files")
        store.migrate()
        releases = Releases(settings.releases)
        releases.sweep()
        self._inbox = Inbox(settings.inbox, store)
        self._pipeline = Pipeline(settings, store, releases)
        self._releases = releases
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        every = {"trigger": "interval", "seconds": settings.poll_seconds, "next_run_time": dt.datetime.now(dt.UTC)}
        self._scheduler.add_job(self._take_in, id="inbox", **every)
        self._scheduler.add_job(self._render, id="reports", **every)
        log.info("worker_started state=%s poll_seconds=%s", settings.state_dir, settings.poll_seconds)
        self._scheduler.start()
        store.close()
        log.info("worker_stopped")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self._stopping.is_set():
            self._stopping.set()
            threading.Thread(target=self._scheduler.shutdown, kwargs={"wait": True}).start()

    def _take_in(self) -> None:
        try:
            self._inbox.look(dt.datetime.now(dt.UTC))
            for peildatum, reason in self._pipeline.publish().waiting:
                log.warning("release_waits peildatum=%s reason=%s", peildatum, reason)
        except Exception:  # the job's edge: said once, tried again at the next look
            log.exception("inbox_job_failed")

    def _render(self) -> None:
        try:
            done = paper.render_missing(self._settings, self._releases, stop=self._interrupted())
            if done:
                paper.prune(self._settings, self._releases)
        except Exception:  # the job's edge: said once, tried again at the next look
            log.exception("reports_job_failed")

    def _interrupted(self) -> Callable[[], bool]:
        number = self._releases.index().number
        return lambda: self._stopping.is_set() or self._releases.index().number != number
