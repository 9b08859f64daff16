"""The module-level application, for granian or gunicorn (see Procfile): the layers around Flask, tiles first.

Granian hands every request from its thread to that of the event loop. We ask the kernel to let a thread that wakes up wait
its turn (SCHED_BATCH): else the two keep interrupting each other (decisions 0008 and 0015).

Web processes count together in a folder of their common parent, so /metrics is right whichever of them answers it. The
folder must be known before the client of Prometheus is imported; folders of parents that are gone are removed.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

from server import logs
from server.settings import read_settings

SETTINGS = read_settings()
SWITCH_S = 0.001  # so long a thread that renders may keep the event loop waiting
MOST_FILES = 4096  # that a process may have open: more than the connections that granian lets in (Procfile)
ROOM = 16 * 2**20  # bytes: counters are mapped files, and a page that finds no room ends its process


def _metrics_folder(metrics: Path) -> str:
    """Where the processes of this parent count together; empty on a disk without room: then each counts for itself."""
    folder = metrics / str(os.getppid())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < ROOM:
            return ""
    except OSError:
        return ""
    for other in metrics.iterdir():
        if other.name.isdigit() and not Path("/proc", other.name).exists() and Path("/proc/self").exists():
            shutil.rmtree(other, ignore_errors=True)
    return str(folder)


def _open_more_files() -> None:
    """Lets this process open more than the usual 1,024 files: connections that say nothing would use those up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


# Servers put the folder they run in first. In a state folder that would hide our package `reports` behind the PDF files.
if Path.cwd() != Path(__file__).parents[1]:
    sys.path[:] = [folder for folder in sys.path if folder and Path(folder).absolute() != Path.cwd()]
logs.configure(SETTINGS, SETTINGS.log_level)
if "granian" in sys.modules:  # a process that is asked to end while it starts ends; granian has it make a note only
    noted = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if getattr(getattr(noted, "__self__", None), "interrupt_signal", False):
        os.kill(os.getpid(), signal.SIGTERM)
if "granian" in sys.modules and hasattr(os, "SCHED_BATCH"):  # Linux; threads that are made from here on inherit it
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
_open_more_files()
FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or _metrics_folder(SETTINGS.state_dir / "metrics")
if FOLDER:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = FOLDER

from server.app import MOST_BODY, create_app  # noqa: E402 - after the folder is known
from server.http.front import Front  # noqa: E402
from server.http.tile_server import EXTENSION as TILES  # noqa: E402
from server.ready.at_once import EXTENSION as READY  # noqa: E402

_flask = create_app(SETTINGS, metrics_folder=FOLDER, ahead=True)
gc.freeze()  # a collection while something is rendered need not walk through what stays anyway: tiles would wait for it
sys.setswitchinterval(SWITCH_S)
app = Front(_flask.wsgi_app, _flask.extensions[TILES], _flask.extensions[READY], SETTINGS, MOST_BODY)
