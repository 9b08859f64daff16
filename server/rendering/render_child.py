"""The process that makes one report, picture or download and ends (renderer.py): `-m ... KIND RELEASE WHAT`.

The settings come in by standard input, as those of who began it; the path of the file goes out by standard output. It ends
by itself when it takes too long, also when who began it is gone.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from data.releases.release_store import Release, Releases
from server import logs
from server.read_model import DatabasePins
from server.rendering.renderer import LIMIT_S
from server.settings import Settings

log = logging.getLogger(__name__)

NICE = 5  # somebody waits for it: after the web, before what the worker renders ahead
Maker = Callable[[Settings, Releases, Release, str], Path]


def maker(kind: str) -> Maker:
    """What makes things of a kind. A picture does not wait for what only reports need."""
    if kind == "picture":
        from server.rendering.picture_store import make_picture

        return make_picture
    from server.rendering import large_reports, on_demand, report_store, series_files

    makers: dict[str, Maker] = {
        "download": on_demand.make_derived,
        "still": on_demand.make_still,
        "report": report_store.render_one,
        "large": large_reports.render_large,
        "zip": report_store.make_zip,
        "series": series_files.make_series,
    }
    return makers[kind]


def main(kind: str, name: str, what: str) -> int:
    """Makes what the arguments name; the exit code."""
    signal.alarm(LIMIT_S)
    os.nice(NICE)
    settings: Settings = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that began this one
    logs.configure(settings, settings.log_level)
    releases = Releases(settings.releases, DatabasePins(settings))
    try:
        path = maker(kind)(settings, releases, releases.release(name), what)
    except OSError as error:
        log.error("not_made kind=%s release=%s what=%s reason=%s", kind, name, what, error)
        return 1
    except Exception:
        log.exception("not_made kind=%s release=%s what=%s", kind, name, what)
        return 1
    sys.stdout.buffer.write(os.fsencode(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
