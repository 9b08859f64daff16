"""The worker process: decides when, and under which lock, the pipeline runs. No business logic.

What comes round in seconds waits on a clock that never jumps, each in a thread of its own; APScheduler is for what has
an hour of the day.

Everything it does may be interrupted: what is half done is swept and done again. On SIGTERM it leaves within ten seconds.
"""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from data import dutch, files
from data.dutch import TIME_ZONE
from data.errors import LandInBeeldError
from data.releases.release_store import Releases
from data.releases.release_watch import ReleaseWatch
from data.store.store import Store
from data.terms import LAND
from server.machine_trouble import sentence_of
from server.publishing import clearing, health_checks, notifications
from server.publishing.inbox import Inbox
from server.publishing.outbox import Outbox
from server.publishing.pipeline import Pipeline, Published
from server.publishing.worker_lock import BEAT_S, WorkerLock
from server.rendering import on_demand, report_store
from server.settings import Settings
from tiles.out import glyphs

log = logging.getLogger(__name__)

LOOK_S = 0.25  # between two looks into the inbox; a file counts within `poll_seconds` of its last change
SEND_S = 60
GRACE_S = 3.0  # for reports that are being made when the worker has to stop
WAKE_S = 1.0  # how long a signal may wait to be acted upon
LEAVE_S = 7.0  # after that the process ends, whatever is running
JUMP_S = 5.0  # of the clock, from which it is no drift
DAILY = CronTrigger(hour=8, minute=5, timezone=TIME_ZONE)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the jobs work with."""

    store: Store
    releases: Releases
    inbox: Inbox
    pipeline: Pipeline
    outbox: Outbox
    watch: ReleaseWatch


class Worker:
    """One process that takes in files, builds releases and renders reports until it is told to stop."""

    def __init__(self, settings: Settings) -> None:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._lock = WorkerLock(settings.state_dir)
        self._stopping = threading.Event()
        self._busy = 0
        self._counting = threading.Lock()
        self._failing: set[str] = set()
        self._news = True  # whether the map may have changed since that was told; one thread tells, or it is told twice
        self._put_aside: set[str] = set()  # damaged releases that are to be made again
        self._announced: set[str] = set()  # folders of reports of which no more needs to be said
        self._scheduler = BackgroundScheduler(
            timezone=TIME_ZONE,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Works until SIGTERM or SIGINT; threads may still be at work then, so the process has to end at once.

        Raises WorkerAlreadyRunning when another worker has this state folder."""
        with self._lock.held():
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, self._stop)
            logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a day that was missed is made up for: no news
            parts = self._open()
            with parts.store:
                self._start(parts)
                log.info("worker_started state=%s pid=%s", self._settings.state_dir, os.getpid())
                while not self._stopping.wait(WAKE_S):  # a signal that another thread gets does not end this sleep
                    pass
                self._scheduler.shutdown(wait=False)
                self._leave()
        log.info("worker_stopped unfinished=%s", self._busy)

    def _open(self) -> _Parts:
        settings = self._settings
        store = Store(settings.database, settings.files)
        store.migrate()
        releases = Releases(settings.releases, store)
        log.info("worker_swept parts=%s", clearing.sweep(settings, releases))
        return _Parts(
            store,
            releases,
            Inbox(settings.inbox, store, still_s=settings.poll_seconds - 2 * LOOK_S, settings=settings),
            Pipeline(settings, store, releases),
            Outbox(settings, store, settings.state_dir / "verzonden.json"),
            ReleaseWatch(releases),
        )

    def _start(self, parts: _Parts) -> None:
        def every(seconds: float, name: str, job: Callable[[_Parts], None]) -> None:
            threading.Thread(target=self._repeat, args=(seconds, name, job, parts), name=name, daemon=True).start()

        threading.Thread(target=self._beat, daemon=True).start()
        every(LOOK_S, "inbox", self._take_in)
        every(self._settings.poll_seconds, "reports", self._render)
        every(SEND_S, "watch", self._watch)
        if parts.outbox.ways:
            every(SEND_S, "outbox", self._send)
        self._scheduler.add_job(self._guarded, DAILY, ("daily", self._daily, parts), id="daily", next_run_time=_now())
        self._scheduler.start()

    def _repeat(self, seconds: float, name: str, job: Callable[[_Parts], None], parts: _Parts) -> None:
        """Runs a job now and again, with this pause between; until the worker has to stop."""
        while not self._stopping.is_set():
            self._guarded(name, job, parts)
            self._stopping.wait(seconds)

    def _guarded(self, name: str, job: Callable[[_Parts], None], parts: _Parts) -> None:
        if self._stopping.is_set():
            return
        with self._counting:
            self._busy += 1
        try:
            job(parts)
            if name in self._failing:
                self._failing.discard(name)
                self._lock.tell(failing=" ".join(sorted(self._failing)))
        except Exception as error:  # noqa: BLE001 - the job's edge: said once, tried again at the next turn
            if not self._stopping.is_set() and name not in self._failing:
                self._failed(name, error, parts)
        finally:
            with self._counting:
                self._busy -= 1

    def _failed(self, name: str, error: Exception, parts: _Parts) -> None:
        sentence = str(error) if isinstance(error, LandInBeeldError) else sentence_of(error, self._settings)
        reason = (sentence or type(error).__name__).rstrip(".")
        log.error("job_failed job=%s reason=%s", name, reason, exc_info=None if sentence else error)
        self._failing.add(name)
        self._lock.tell(failing=" ".join(sorted(self._failing)))
        try:
            notifications.once(
                parts.store, notifications.STORING, name, f"De taak ‘{name}’ van de worker mislukt ({reason}); zie het log. "
                "De laatste goede uitgave blijft staan.", dt.datetime.now(dt.UTC), dt.timedelta(days=1),
            )  # fmt: skip
        except Exception as another:  # the database may be what fails
            log.error("melding_failed job=%s", name, exc_info=None if sentence_of(another, self._settings) else another)

    def _take_in(self, parts: _Parts) -> None:
        """Takes in what lies ready and builds what is missing: one release, then another look, or new figures would wait."""
        while self._take_in_and_build_one(parts) and not self._stopping.is_set():
            pass

    def _take_in_and_build_one(self, parts: _Parts) -> bool:
        now = dt.datetime.now(dt.UTC)
        looked: BaseException | None = None
        try:
            parts.inbox.look(now)
        except OSError as error:  # an inbox that is away does not keep from publishing what came by another door
            looked = error
        published = parts.pipeline.publish(most=1, until=dutch.day(now))
        self._tell(parts, published, now)
        if looked:
            raise looked
        self._lock.looked()
        if published.releases:
            self._draw_ahead(parts)
        return bool(published.releases)

    def _tell(self, parts: _Parts, published: Published, now: dt.datetime) -> None:
        """Says what came of a round, and what keeps it from coming."""
        if published.mended:
            text = f"{published.mended} Zij is opnieuw gemaakt uit de uitgaven die er zijn; de kaart bleef staan."
            notifications.tell(parts.store, notifications.HERSTELD, text, now)
        waiting = tuple(str(peildatum) for peildatum, _ in published.waiting)
        if (waiting, published.kept) != (self._lock.state.waiting, self._lock.state.kept):
            for peildatum, reason in published.waiting:
                text = f"De stand per {peildatum} wacht. {reason}"
                notifications.once(
                    parts.store, notifications.WACHT, f"{peildatum} {reason}", text, now, health_checks.AGAIN
                )
            for reason in published.kept:
                log.warning("boundaries_lost reason=%s", reason)
                notifications.once(parts.store, notifications.GRENZEN_WEG, reason, reason, now, health_checks.AGAIN)
            self._lock.tell(waiting=waiting, kept=published.kept)
        for name in [name for name in self._put_aside if parts.releases.whole(name)]:
            self._put_aside.discard(name)
            log.warning("release_mended release=%s", name)
            text = f"Uitgave {name} is hersteld: opnieuw gemaakt uit dezelfde cijfers en grenzen."
            notifications.tell(parts.store, notifications.HERSTELD, text, now)
        if published.releases or self._news:
            notifications.announce_releases(parts.store, parts.releases, now)
        if published.releases:
            self._news = True
        elif self._news:
            self._news = False
            notifications.announce_boundaries(parts.store, parts.releases, now)

    def _draw_ahead(self, parts: _Parts) -> None:
        """The picture of the land, before anybody asks; here, so that no file in the inbox waits for who renders."""
        try:
            on_demand.make_still(self._settings, parts.releases, parts.releases.current(), LAND)
        except OSError as error:
            log.warning("still_failed reason=%s", error)

    def _render(self, parts: _Parts) -> None:
        number = parts.releases.index().number
        done = report_store.render_missing(
            self._settings,
            parts.releases,
            stop=lambda: self._stopping.is_set() or parts.releases.index().number != number,
            progress=lambda done, of: self._lock.tell(reports_done=done, reports_of=of),
        )
        if self._stopping.is_set():
            return
        if any(done):
            report_store.prune(self._settings, parts.releases)
        for release in report_store.report_releases(parts.releases):
            folder = report_store.report_folder(self._settings, parts.releases, release).name
            if folder not in self._announced and not report_store.missing(self._settings, parts.releases, release):
                notifications.announce_reports(parts.store, release.stand, dt.datetime.now(dt.UTC))
                self._announced.add(folder)

    def _send(self, parts: _Parts) -> None:
        parts.outbox.send(dt.datetime.now(dt.UTC), self._stopping.is_set)

    def _watch(self, parts: _Parts) -> None:
        damaged = {*parts.releases.index(again=True).damaged, *parts.watch.look()}  # the next look builds them again
        for name in sorted(damaged - self._put_aside):
            self._put_aside.add(name)
            log.warning("release_damaged release=%s", name)
            text = f"Uitgave {name} was beschadigd; zij wordt opnieuw gemaakt."
            notifications.once(
                parts.store, notifications.BESCHADIGD, name, text, dt.datetime.now(dt.UTC), health_checks.AGAIN
            )

    def _daily(self, parts: _Parts) -> None:
        glyphs.make_ready(self._settings.glyphs)  # a second each: not while somebody waits for the map
        self._news = True
        health_checks.check_all(self._settings, parts.store, _now())
        files.sweep((self._settings.state_dir,))
        clearing.clear(self._settings, parts.releases, _now().date())

    def _beat(self) -> None:
        """Gives a sign of life; after a jump of the clock the daily job is due at once: it may have been jumped over."""
        offset = time.time() - time.monotonic()
        while not self._stopping.wait(BEAT_S):
            self._lock.tell()
            jump = time.time() - time.monotonic() - offset
            if abs(jump) > JUMP_S:
                log.warning("clock_jumped seconds=%.0f", jump)
                offset += jump
                self._scheduler.modify_job("daily", next_run_time=_now())

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """In a thread of its own: the signal may come while this thread holds the lock within the event."""
        threading.Thread(target=self._stopping.set, daemon=True).start()

    def _leave(self) -> None:
        """Waits for what runs, a little while; then ends the processes that make reports."""
        begun = time.monotonic()
        ended = False
        while self._busy and time.monotonic() - begun < LEAVE_S:
            if not ended and time.monotonic() - begun > GRACE_S:
                ended = True
                threading.excepthook = _ended_on_purpose
                for child in multiprocessing.active_children():
                    child.kill()
            time.sleep(0.05)
        for child in multiprocessing.active_children():
            child.kill()


def _ended_on_purpose(failed: threading.ExceptHookArgs) -> None:
    """A pool whose processes were ended says so in a thread of its own, about jobs that were called off: no news."""
    log.debug("thread_ended reason=%s", failed.exc_type.__name__)


def _now() -> dt.datetime:
    return dt.datetime.now(TIME_ZONE)
