"""All months in one file, made when first asked for: kept in a folder of a bounded size, thrown away when the code changes.

A file is named by what it is made of: the current releases that the choice takes, and the provincie. So a new month
or a correction gives another file, and two ways to ask for the same rows give one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data import files
from data.releases.release_store import Release, Releases
from data.terms import Peildatum
from server.http.refusals import NotPublished
from server.rendering import on_demand
from server.rendering.renderer import have_made
from server.settings import Settings
from tiles.out.release_files import SERIES
from tiles.out.series_table import Month, Series
from tiles.out.style import attribution_of

MOST_FILES, MOST_BYTES = 60, 400 * 2**20  # kept; the newest always is
NONE = "-"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of the series: a provincie by its code (empty: all) and the peildata from `van` through `tot`."""

    provincie: str = ""
    van: Peildatum | None = None
    tot: Peildatum | None = None

    def __str__(self) -> str:
        return " ".join(str(part or NONE) for part in (self.provincie, self.van, self.tot))

    @classmethod
    def parse(cls, text: str) -> Choice:
        """The choice that `str` wrote. Raises InvalidTerm, ValueError."""
        provincie, van, tot = (part.removeprefix(NONE) for part in text.split(" "))
        return cls(provincie, *(Peildatum.parse(day) if day else None for day in (van, tot)))

    def takes(self, peildatum: Peildatum) -> bool:
        """Whether this peildatum is in it."""
        return (self.van is None or self.van <= peildatum) and (self.tot is None or peildatum <= self.tot)


def chosen(releases: Releases, choice: Choice) -> tuple[Release, ...]:
    """The current releases that a choice takes, oldest first. Raises NotPublished when there are none."""
    peildata = releases.index().peildata
    names = [name for peildatum, name in peildata.items() if choice.takes(peildatum)]
    if not names:
        there = sorted(peildata)
        rest = f" Wel van {there[0]} tot en met {there[-1]}." if there else ""
        raise NotPublished(f"Van deze periode zijn er geen cijfers.{rest}")
    return tuple(releases.release(name) for name in reversed(names))


def open_series(
    settings: Settings, releases: Releases, ending: str, choice: Choice, *, before: Callable[[], None] = lambda: None
) -> Path:
    """The file of a choice in a format of `SERIES`, whole; made now when it is not there yet.

    For `before` and what it raises see `renderer.have_made`. Raises NotPublished.
    """
    taken = chosen(releases, choice)
    path = _path(settings, taken, choice, ending)
    return have_made(settings, path, "series", taken[-1].name, f"{ending} {choice}", before=before)


def make_series(settings: Settings, releases: Releases, _newest: Release, what: str) -> Path:
    """Makes such a file now, in this process; `what` is the ending and the choice."""
    ending, _, text = what.partition(" ")
    choice = Choice.parse(text)
    taken = chosen(releases, choice)
    path = _path(settings, taken, choice, ending)
    content = SERIES[ending].make(Series(tuple(map(_month, taken)), choice.provincie))
    files.write(path, content, durable=False)
    on_demand.sweep(settings.downloads, releases.names())
    on_demand.bound(path.parent, MOST_FILES, MOST_BYTES)
    return path


def _path(settings: Settings, taken: tuple[Release, ...], choice: Choice, ending: str) -> Path:
    identity = files.sha256(" ".join((choice.provincie, *(release.name for release in taken))).encode())[:16]
    return settings.downloads / on_demand.series_folder() / f"{identity}.{ending}"


def _month(release: Release) -> Month:
    stand, vintage = release.stand, release.vintage
    bron = attribution_of(vintage, stand.bron, voorbeeld=stand.voorbeeld)
    return Month(stand, str(release.inputs["snapshot"]), bron, release.name, release.path, str(vintage["key"]))
