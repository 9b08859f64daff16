"""Reports in large print: made one by one when asked for, and kept beside the reports, in a folder that goes with them."""

from __future__ import annotations

from pathlib import Path

from data import files
from data.releases.release_store import Release, Releases
from reports.batch import in_large_print, render_batch
from server.rendering import report_store
from server.settings import Settings

FOLDER = "groot"


def large_of(report: Path) -> Path:
    """Where the same report in large print lies or will lie."""
    return report.parent / FOLDER / report.name


def render_large(settings: Settings, releases: Releases, release: Release, code: str) -> Path:
    """Renders one report in large print now, in this process, and keeps it."""
    path = large_of(report_store.report_path(settings, releases, release, code))
    ((_, content),) = render_batch(in_large_print(report_store.batch_of(settings, releases, release)), (code,))
    assert isinstance(content, bytes), "nothing was said to lie ready"
    files.write(path, content)
    return path
