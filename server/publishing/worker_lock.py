"""One worker per state folder: a lock that the kernel frees after a crash, with its owner and a heartbeat beside it.

`worker.json` in the state folder tells who works, when it last gave a sign of life and how far the reports are. On a
folder shared by several machines the kernel's lock may not reach the other machine; there the heartbeat decides.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from data import files
from data.errors import WorkerAlreadyRunning

ALIVE_S = 60.0  # a heartbeat that is older (or lies further ahead) is of a worker that is gone
BEAT_S = 2.0


@dataclass(frozen=True, slots=True)
class WorkerState:
    """What a worker reports about itself. Moments are seconds since 1970."""

    host: str = ""
    pid: int = 0
    started: float = 0.0
    heartbeat: float = 0.0
    reports_done: int = 0  # of the current round
    reports_of: int = 0
    last_look: float = 0.0  # into the inbox
    failing: str = ""  # the job that failed last and did not succeed since
    waiting: tuple[str, ...] = ()  # peildata without boundaries
    kept: tuple[str, ...] = ()  # Dutch sentences: releases that stay because what they were made from is away

    @property
    def owner(self) -> str:
        """For people: the machine and the process."""
        return f"{self.host} proces {self.pid}"

    def alive(self, now: float) -> bool:
        """Whether its last sign of life is recent."""
        return abs(now - self.heartbeat) < ALIVE_S


def read_state(folder: Path) -> WorkerState | None:
    """What the worker of this state folder told last; None when none ever ran or the file is unreadable."""
    try:
        content = json.loads((folder / "worker.json").read_bytes())
        return WorkerState(**content | {key: tuple(content.get(key, ())) for key in ("waiting", "kept")})
    except (OSError, ValueError, TypeError, KeyError):
        return None


class WorkerLock:
    """The lock and the sign of life; `tell` changes what it tells."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "worker.lock", thread_local=False)
        self._changing = threading.Lock()
        self.state = WorkerState()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the lock as long as the context lasts. Raises WorkerAlreadyRunning when another worker has this folder."""
        before = read_state(self._folder)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise WorkerAlreadyRunning(before.owner if before else "onbekend") from error
        with self._lock:
            host = socket.gethostname()
            if before and before.host != host and before.alive(time.time()):
                raise WorkerAlreadyRunning(before.owner)
            self.state = WorkerState(host=host, pid=os.getpid(), started=time.time())
            self.tell()
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    (self._folder / "worker.json").unlink(missing_ok=True)

    def looked(self) -> None:
        """Notes that the inbox was looked into; written with the next sign of life."""
        with self._changing:
            self.state = replace(self.state, last_look=time.time())

    def tell(self, **changes: object) -> None:
        """Gives a sign of life. A disk that is full or gone is no reason to stop working."""
        with self._changing:
            content = asdict(self.state) | changes | {"heartbeat": time.time()}
            self.state = WorkerState(**content)
            with contextlib.suppress(OSError):
                files.write(self._folder / "worker.json", json.dumps(content).encode(), durable=False)
