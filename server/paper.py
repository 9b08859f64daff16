"""The reports of the releases: which are wanted, where they lie, and rendering them one by one or in parallel processes.

A report depends on its own release and on the older ones, for the months and half-years before. So the reports lie in
`reports/<release>-<checksum of the names of the older releases>/`: when an old month is corrected, that is another folder.
Each file is written beside and renamed; a file that is there is whole.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from threading import Lock, Thread

from data import boundaries
from data.releases import Release, Releases
from data.stand import Stand
from data.terms import Halfjaar
from reports.figures import make_figures
from reports.render import Renderer
from server.settings import Settings

log = logging.getLogger(__name__)

RECYCLE_AFTER = 120  # reports per process: WeasyPrint's memory climbs slowly
CHUNK = 8
REPORT_FORMAT = 1  # raise when the same figures give another report
_rendering = Lock()  # WeasyPrint is used by one thread of a process at a time


def older(releases: Releases, release: Release) -> tuple[str, ...]:
    """The names of the current releases with an older peildatum: what a report can look back on."""
    mine = release.stand.peildatum
    return tuple(name for peildatum, name in releases.index().peildata.items() if peildatum < mine)


def report_folder(settings: Settings, releases: Releases, release: Release) -> Path:
    """Where the reports of a release lie or will lie."""
    past = hashlib.sha256("\n".join((f"format {REPORT_FORMAT}", *older(releases, release))).encode()).hexdigest()
    return settings.reports / f"{release.name}-{past[:8]}"


def report_path(settings: Settings, releases: Releases, release: Release, code: str) -> Path:
    """Where the report of an area lies or will lie. `code` is that of an area of the release (GM0363, PV27, NL)."""
    release.stand.regel(code)
    return report_folder(settings, releases, release) / f"{code}.pdf"


def report_releases(releases: Releases) -> list[Release]:
    """The release that the reports of each half-year are made of: its newest peildatum. Newest half-year first."""
    newest: dict[Halfjaar, str] = {}
    for peildatum, name in releases.index().peildata.items():
        newest.setdefault(peildatum.halfjaar, name)
    return [releases.release(name) for name in newest.values()]


def missing(settings: Settings, releases: Releases, release: Release) -> list[str]:
    """The areas of a release whose report does not lie ready: the land and provincies first."""
    stand = release.stand
    codes = ["NL", *(r.code for r in stand.provincies), *(r.code for r in stand.gemeenten)]
    folder = report_folder(settings, releases, release)
    ready = {path.name for path in folder.glob("*.pdf")} if folder.is_dir() else set()
    return [code for code in codes if f"{code}.pdf" not in ready]


def render_one(settings: Settings, releases: Releases, release: Release, code: str) -> Path:
    """Renders one report now and keeps it. One at a time in a process."""
    with _rendering:
        path = report_path(settings, releases, release, code)
        if not path.is_file():
            _render(settings, releases.folder, release.name, (code,))
        return path


def render_missing(
    settings: Settings,
    releases: Releases,
    *,
    executor: Executor | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Renders every report that is wanted and missing, newest half-year first; how many.

    `executor` may be any `concurrent.futures.Executor`; by default `settings.processes` processes, made anew for each
    release. `stop` is asked between chunks: when it says so, what was begun is finished and the rest is left for later.
    """
    done = 0
    wanted = [(release, missing(settings, releases, release)) for release in report_releases(releases)]
    total = sum(len(codes) for _, codes in wanted)
    progress(0, total)
    for release, codes in wanted:
        if not codes or stop():
            continue
        started = time.monotonic()
        chunks = [tuple(codes[n : n + CHUNK]) for n in range(0, len(codes), CHUNK)]
        own = None if executor else _pool(settings)
        try:
            jobs = [
                (executor or own).submit(_render, settings, releases.folder, release.name, chunk)  # type: ignore[union-attr]
                for chunk in chunks
            ]
            for job in as_completed(jobs):
                if not job.cancelled():
                    try:
                        done += job.result()
                    except BrokenProcessPool:
                        if stop():  # ended on purpose
                            return done
                        raise
                    progress(done, total)
                if stop():
                    for waiting in jobs:
                        waiting.cancel()
        finally:
            if own:
                own.shutdown(wait=True, cancel_futures=True)
        log.info("reports_rendered release=%s reports=%s seconds=%.1f", release.name, done, time.monotonic() - started)
    return done


def _pool(settings: Settings) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        settings.processes,
        mp_context=get_context("spawn"),
        max_tasks_per_child=max(1, RECYCLE_AFTER // CHUNK),
        initializer=_begin,
        initargs=(os.getpid(),),
    )


def _begin(parent: int) -> None:
    """Makes a process of the pool stand back for the web and the map, and end when who began it was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    os.nice(10)
    Thread(target=watch, daemon=True).start()


def _render(settings: Settings, folder: Path, name: str, codes: Sequence[str]) -> int:
    """Renders reports in this process; the entry that other processes run."""
    releases = Releases(folder)
    release = releases.release(name)
    renderer = _renderer(settings.boundaries, release.stand.halfjaar.year, release.vintage["key"])
    earlier = _earlier(folder, older(releases, release))
    target = report_folder(settings, releases, release)
    target.mkdir(parents=True, exist_ok=True)
    for code in codes:
        pdf = renderer.render(make_figures(code, release.stand, earlier), release.stand)
        _keep(target / f"{code}.pdf", pdf)
    return len(codes)


@lru_cache(maxsize=2)
def _renderer(folder: Path, year: int, key: str) -> Renderer:
    return Renderer(boundaries.vintage_for(year, folder))


@lru_cache(maxsize=2)
def _earlier(folder: Path, names: tuple[str, ...]) -> tuple[Stand, ...]:
    releases = Releases(folder)
    return tuple(releases.release(name).stand for name in names)


def _keep(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).chmod(0o644)
    Path(part.name).replace(path)


def sweep(settings: Settings) -> int:
    """Removes reports that were half written when their process was killed; how many. For the worker, before it begins."""
    left = list(settings.reports.glob("*/.*.part"))
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def prune(settings: Settings, releases: Releases) -> int:
    """Removes the folders of reports that no current release has any more; how many."""
    keep = {report_folder(settings, releases, release).name for release in report_releases(releases)}
    gone = [path for path in settings.reports.glob("*") if path.is_dir() and path.name not in keep]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)
