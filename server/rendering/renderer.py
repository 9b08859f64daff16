"""Makes things on demand in another process, one at a time per state folder; a second request is told to come back.

Making a report, picture or download takes seconds of processor time and a hundred megabytes. In a web process tiles would
wait for it, and its memory would stay. So a process of its own, which stands back for all others, makes one thing and
ends (render_child.py); for pictures, of which many are asked, it stays a while (staying.py). It holds the lock as well: the
kernel frees it when both have ended, however they end.
"""

from __future__ import annotations

import fcntl
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from server.http.refusals import RendererBusy, RenderingFailed
from server.rendering.staying import CHILD, Staying
from server.settings import Settings

log = logging.getLogger(__name__)

LOCK = "renderer.lock"
LIMIT_S = 300  # much, for a machine that is busy with other things
START_S = 5  # later than the process ends by itself
PATIENCE_S = {  # a page with two pictures asks for both at once, and a program that reads a table does not ask again: they
    "still": 20.0,  # wait for their turn, and so long at most
    "series": 20.0,
}
LOOK_S = 0.1
STAYS = "picture"  # what the process that stays makes
_staying = Staying()
_waiting = threading.BoundedSemaphore(2)  # of one process, whose other threads go on


@contextmanager
def alone(settings: Settings, patience_s: float = 0.0) -> Iterator[int]:
    """The open lock; while it is held nothing else is made. Raises RendererBusy when it stays taken for `patience_s`."""
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.state_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _taken(lock) and not (patience_s and _waited(lock, patience_s)):
            raise RendererBusy
        yield lock
    finally:
        os.close(lock)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _waited(lock: int, patience_s: float) -> bool:
    """Whether the lock came within that time; few threads wait for it, the others are told at once that it does not."""
    if not _waiting.acquire(blocking=False):
        return False
    try:
        end = time.monotonic() + patience_s
        while not (taken := _taken(lock)) and time.monotonic() < end:
            time.sleep(LOOK_S)
        return taken
    finally:
        _waiting.release()


def have_made(
    settings: Settings, path: Path, kind: str, release: str, what: str, *, before: Callable[[], None] = lambda: None
) -> Path:
    """`path` when it is there; else where the process put what it made of a release (`render_child.maker`).

    That may be elsewhere, when a month was published meanwhile. `before` is called first when something has to be made,
    and may refuse by raising. Raises RendererBusy, RenderingFailed.
    """
    if path.is_file():
        return path
    with alone(settings, PATIENCE_S.get(kind, 0.0)) as lock:
        if path.is_file():
            return path
        before()
        try:
            if kind == STAYS:
                return _staying.make(settings, release, what, lock, LIMIT_S + START_S)
            return _made_once(settings, kind, release, what, lock)
        except (subprocess.SubprocessError, OSError) as error:
            log.error("rendering_failed kind=%s release=%s what=%s reason=%s", kind, release, what, _reason(error))
            raise RenderingFailed from error


def _made_once(settings: Settings, kind: str, release: str, what: str, lock: int) -> Path:
    """Where a process that makes one thing put it."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", CHILD, kind, release, what],
        input=pickle.dumps(settings),
        stdout=subprocess.PIPE,
        pass_fds=(lock,),
        timeout=LIMIT_S + START_S,
        check=True,
    )
    return Path(os.fsdecode(done.stdout))


def _reason(error: Exception) -> str:
    return f"exit {error.returncode}" if isinstance(error, subprocess.CalledProcessError) else type(error).__name__
