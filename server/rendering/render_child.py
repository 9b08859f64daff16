"""The process that makes one report or download and ends (renderer.py): `-m ... KIND RELEASE WHAT`.

The settings come in by standard input, as those of who began it; the path of the file goes out by standard output. It ends
by itself when it takes too long, also when who began it is gone. With the number of an open socket, `-m ... 5`, it draws the
pictures that are asked there, until nobody is at the other end (staying.py).
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from data.releases.release_store import Release, Releases
from data.store.database_pins import DatabasePins
from server import logs
from server.rendering.renderer import LIMIT_S
from server.rendering.staying import LONGEST
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
    settings, releases = _begin()
    path = _made(kind, settings, releases, name, what)
    if path is None:
        return 1
    sys.stdout.buffer.write(os.fsencode(path))
    return 0


def stay(asker: socket.socket) -> int:
    """Draws what is asked, one picture after another: for each a release and what is wanted of it, with an open lock.

    The answer is the path, or a zero byte when nothing came of it.
    """
    settings, releases = _begin()
    while True:
        question, locks, _, _ = socket.recv_fds(asker, LONGEST, 1)
        if not question:
            return 0
        signal.alarm(LIMIT_S)
        name, what = json.loads(question)
        path = _made("picture", settings, releases, name, what)
        for lock in locks:
            os.close(lock)
        signal.alarm(0)
        asker.sendall(os.fsencode(path) if path else b"\0")


def _begin() -> tuple[Settings, Releases]:
    """Stands back for others; the settings of who began this process, and the releases."""
    os.nice(NICE)
    settings: Settings = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that began this one
    logs.configure(settings, settings.log_level)
    return settings, Releases(settings.releases, DatabasePins(settings.database, settings.files))


def _made(kind: str, settings: Settings, releases: Releases, name: str, what: str) -> Path | None:
    """Where what was made of a release lies; None when that failed, which is in the log."""
    try:
        return maker(kind)(settings, releases, releases.release(name), what)
    except OSError as error:
        log.error("not_made kind=%s release=%s what=%s reason=%s", kind, name, what, error)
    except Exception:
        log.exception("not_made kind=%s release=%s what=%s", kind, name, what)
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else stay(socket.socket(fileno=int(sys.argv[1]))))
