"""The reports of the releases: which are wanted, where they lie, and rendering them one by one or in parallel processes.

The reports of a release lie in `reports/<release>-<checksum of what it looks back on and of what makes them>/`: a folder
that is full needs no second look. When one of these is another, so is the folder; a report that shows the same (its key
says so, `reports.pdf.press`) then comes from the folder before, as a second name of the file, and only the others are made
(decision 0029). Each file is written beside and renamed; a file that is there is whole.
"""

from __future__ import annotations

import logging
import re
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from data import files
from data.boundaries import vintages
from data.domain.stand import Stand
from data.errors import BoundariesLost
from data.made_by import made_by
from data.releases.release_store import Release, Releases, revision_of
from data.terms import LAND, newest_of_halfjaren
from reports.batch import Batch, Made, chunks, make_batch, render_batch
from reports.content.series import looks_back
from reports.pdf.metadata import key_of
from server.maps.hexagon_map import cells_of
from server.pages import colofon
from server.rendering import report_zip
from server.rendering.executors import Renderers, renderers
from server.settings import Settings

log = logging.getLogger(__name__)

MADE_WITH = ("fontpkg-ibm-plex-sans", "fonttools", "jinja2", "numpy", "pydyf", "shapely", "weasyprint")
ASK_STOP_S = 1.0
LAND_IN_ADDRESS = "nederland"
FOLDER = re.compile(r"[0-9-]{10}-r[0-9]+-[0-9a-f]{8}-(v?)[0-9a-f]{8}", re.ASCII)


class Tally(NamedTuple):
    """How many reports were put into place: made, or taken over from another folder."""

    made: int = 0
    taken_over: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.made + other.made, self.taken_over + other.taken_over)


def older(releases: Releases, release: Release) -> tuple[str, ...]:
    """The names of the current releases that the reports of a release look back on."""
    mine = release.stand.peildatum
    return tuple(name for peildatum, name in releases.index().peildata.items() if looks_back(mine, peildatum))


def report_folder(settings: Settings, releases: Releases, release: Release) -> Path:
    """Where the reports of a release lie or will lie; a `v` marks example figures."""
    inputs = "\n".join(
        (f"format {report_format()}", settings.public_url, repr(colofon.published(settings)), *older(releases, release))
    )
    mark = "v" if release.stand.voorbeeld else ""
    return settings.reports / f"{release.name}-{mark}{files.sha256(inputs.encode())[:8]}"


def report_format() -> str:
    """What changes when the same figures give another report."""
    beside = ("reports/templates/*", "reports/styles/*", "data/reference/*.csv")
    return made_by("reports.batch", packages=MADE_WITH, beside=beside)


def report_path(settings: Settings, releases: Releases, release: Release, code: str) -> Path:
    """Where the report of an area lies or will lie. `code` is that of an area of the release (GM0363, PV27, NL)."""
    release.stand.regel(code)
    return report_folder(settings, releases, release) / f"{code}.pdf"


def path_of_version(settings: Settings, releases: Releases, stand: Stand, code: str) -> str | None:
    """The path of a report of one version, in the address of its half-year; None where it is not there (any more).

    Reports are made of the newest peildatum of a half-year, and kept of its versions before.
    """
    newest = next((r for r in report_releases(releases) if r.stand.peildatum == stand.peildatum), None)
    if newest is None or newest.stand.voorbeeld != stand.voorbeeld or code not in newest.stand.by_code:
        return None
    if newest.stand.revision != stand.revision:
        folder = former_versions(settings, newest).get(stand.revision)
        if folder is None or not (folder / f"{code}.pdf").is_file():
            return None
    return f"/rapportages/{stand.halfjaar}/versie-{stand.revision}/{rapportnaam(code)}.pdf"


def rapportnaam(code: str) -> str:
    """How the report of an area is named in its address: by its code, the land by a word."""
    return LAND_IN_ADDRESS if code == LAND else code


def report_releases(releases: Releases) -> list[Release]:
    """The release that the reports of each half-year are made of: its newest peildatum. Newest half-year first."""
    peildata = releases.index().peildata
    return [releases.release(peildata[newest]) for newest in newest_of_halfjaren(peildata).values()]


def former_versions(settings: Settings, release: Release) -> dict[int, Path]:
    """The folders that are kept of the versions before this release, of the same peildatum, newest first."""
    folders: dict[int, Path] = {}
    mine = release.stand
    for path in sorted(settings.reports.glob(f"{mine.peildatum}-r*"), key=_changed, reverse=True):
        match = FOLDER.fullmatch(path.name)
        if (
            match
            and bool(match[1]) == mine.voorbeeld
            and revision_of(path.name) < mine.revision
            and any(path.glob("*.pdf"))
        ):
            folders.setdefault(revision_of(path.name), path)
    return dict(sorted(folders.items(), reverse=True))


def _changed(path: Path) -> int:
    """When a folder changed last, in nanoseconds; 0 when the worker pruned it just now."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def all_codes(release: Release) -> list[str]:
    """Every area that has a report: the land and the provincies first."""
    stand = release.stand
    return [LAND, *(r.code for r in stand.provincies), *(r.code for r in stand.gemeenten)]


def missing(settings: Settings, releases: Releases, release: Release) -> list[str]:
    """The areas of a release whose report does not lie ready, in the order in which they are made."""
    folder = report_folder(settings, releases, release)
    ready = {path.name for path in folder.glob("*.pdf")} if folder.is_dir() else set()
    return [code for code in all_codes(release) if f"{code}.pdf" not in ready]


def render_one(settings: Settings, releases: Releases, release: Release, code: str) -> Path:
    """Renders one report now, in this process, and keeps it; or takes it over."""
    path = report_path(settings, releases, release, code)
    while not path.is_file():  # once more where what would be taken over was pruned just now
        lying = reports_by_key(settings, release, [code])
        _keep(path.parent, render_batch(batch_of(settings, releases, release), (code,), frozenset(lying)), lying)
    return path


def reports_by_key(settings: Settings, release: Release, codes: Iterable[str]) -> dict[str, Path]:
    """The reports of these areas at the peildatum of a release that lie in any folder, by the key that each carries."""
    lying = {}
    for folder in settings.reports.glob(f"{release.stand.peildatum}-r*"):
        for path in (folder / f"{code}.pdf" for code in codes):
            with suppress(OSError):  # what cannot be read is made anew
                lying[key_of(path.read_bytes())] = path
    return lying


def make_zip(settings: Settings, releases: Releases, release: Release, periode: str) -> Path:
    """Makes the zip of all reports of a half-year, which lie ready, and keeps it beside them."""
    folder = report_folder(settings, releases, release)
    listed = report_zip.entries(release.stand, [folder / f"{code}.pdf" for code in all_codes(release)])
    path = folder / report_zip.NAME
    files.write(path, lambda file: file.writelines(report_zip.pieces(listed, release.stand)), durable=False)
    return path


def render_missing(
    settings: Settings,
    releases: Releases,
    *,
    executor: Executor | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Tally:
    """Renders every report that is wanted and missing and lies in no other folder, newest half-year first; how many.

    `executor` may be any `concurrent.futures.Executor`; by default what the settings say (`executors`). `stop` is
    asked every second: when it says so, what was begun is finished and the rest is left for later.
    """
    done = Tally()
    todo = [(release, missing(settings, releases, release)) for release in report_releases(releases)]
    total = sum(len(codes) for _, codes in todo)
    progress(0, total)
    if not total:
        return done
    with nullcontext(Renderers(executor)) if executor else renderers(settings) as chosen:
        for release, codes in todo:
            if not codes or stop():
                continue
            started = time.monotonic()
            try:
                batch = chosen.share(batch_of(settings, releases, release))
            except BoundariesLost as error:  # told by who builds the releases; the others go on
                log.warning("reports_wait release=%s reason=%s", release.name, error)
                continue
            folder = report_folder(settings, releases, release)
            lying = reports_by_key(settings, release, codes)
            ready = frozenset(lying)
            waiting = {chosen.executor.submit(render_batch, batch, chunk, ready) for chunk in chunks(codes)}
            while waiting:
                ended, waiting = wait(waiting, timeout=ASK_STOP_S, return_when=FIRST_COMPLETED)
                try:
                    done = done.plus(_kept(folder, ended, lying))
                except BrokenProcessPool:
                    if stop():  # ended on purpose
                        return done
                    raise
                progress(sum(done), total)
                if stop():
                    _cancel(waiting)
            seconds = time.monotonic() - started
            made, taken_over = done
            log.info(
                "reports_rendered release=%s reports=%s taken_over=%s seconds=%.1f",
                release.name, made, taken_over, seconds,
            )  # fmt: skip
    return done


def _kept(folder: Path, ended: set[Future[Made]], lying: dict[str, Path]) -> Tally:
    """Keeps what these jobs made; how many. An error of one is raised after the others are kept."""
    jobs = [job for job in ended if not job.cancelled()]
    done = Tally()
    for job in jobs:
        if job.exception() is None:
            done = done.plus(_keep(folder, job.result(), lying))
    for job in jobs:
        job.result()
    return done


def _cancel(jobs: set[Future[Made]]) -> None:
    for job in jobs:
        job.cancel()


def batch_of(settings: Settings, releases: Releases, release: Release) -> Batch:
    """All that the reports of a release are made of."""
    return _opened(settings, releases.folder, release.name, older(releases, release))


@lru_cache(maxsize=2)
def _opened(settings: Settings, folder: Path, name: str, earlier: tuple[str, ...]) -> Batch:
    releases = Releases(folder)
    release = releases.release(name)
    accepted = () if release.vintage["gegeneraliseerd"] else (release.vintage["year"],)
    vintage = vintages.vintage_for(release.stand.halfjaar.year, settings.boundaries, accepted)
    stands = [releases.release(other).stand for other in earlier]
    if release.former:
        stands.append(release.former)
    return make_batch(
        vintage,
        release.stand,
        stands,
        settings.geometry / "fonts",
        settings.public_url,
        colofon.published(settings),
        cells_of(release),
    )


def _keep(folder: Path, made: Made, lying: dict[str, Path]) -> Tally:
    """Puts reports into place; one that was pruned before it could be taken over stays missing, for the next time."""
    done = Tally()
    for code, content in made:
        path = folder / f"{code}.pdf"
        if isinstance(content, bytes):
            files.write(path, content)
            done = done.plus(Tally(made=1))
            continue
        with suppress(FileNotFoundError):
            files.write_again(lying[content], path)
            done = done.plus(Tally(taken_over=1))
    return done


def prune(settings: Settings, releases: Releases) -> int:
    """Removes the folders of reports that are no longer served; how many.

    Kept are those of the newest peildatum of each half-year, and what was made of its versions before.
    """
    keep = set()
    for release in report_releases(releases):
        keep |= {report_folder(settings, releases, release), *former_versions(settings, release).values()}
    gone = [path for path in settings.reports.glob("*") if path.is_dir() and path not in keep]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)
