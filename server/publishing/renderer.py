"""One report, picture or download is made on demand at a time on a state folder; who comes second is told to come back.

Making one takes seconds of processor time and tens of megabytes. Waiting for another would hold a thread of the web
process, so nobody waits. The kernel frees the lock of a process that ends, however it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from data.errors import LandInBeeldError
from server.settings import Settings

LOCK = "renderer.lock"


class RendererBusy(LandInBeeldError):
    """Something else is being made just now."""

    def __init__(self) -> None:
        super().__init__("Dit wordt gemaakt als u erom vraagt, en er wordt nu al iets gemaakt. Probeer het zo weer.")


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Nobody else makes anything meanwhile. Raises RendererBusy at once when somebody does."""
    lock = FileLock(settings.state_dir / LOCK, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise RendererBusy from error
    try:
        yield
    finally:
        lock.release()
