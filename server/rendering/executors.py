"""Who renders the reports: processes of our own, or a Dask cluster when the address of its scheduler is set.

The machines of a cluster need this product (extra `dask`) and Pango installed, in the same version; no folder is shared:
what a report is made of goes there and the PDF comes back. Dask reads certificates for tls:// from its own configuration.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from threading import Thread
from typing import Any

from reports.batch import CHUNK, Batch
from server.settings import Settings

RECYCLE_AFTER = 2000  # reports per process; `bench/reports.py` shows memory flat over as many
CONNECT_S = 10


@dataclass(frozen=True, slots=True)
class Renderers:
    """An executor for `render_batch`, and how a batch is given to it: as it is, or sent once and then referred to."""

    executor: Executor
    share: Callable[[Batch], Any] = lambda batch: batch


@contextmanager
def renderers(settings: Settings) -> Iterator[Renderers]:
    """The renderers that the settings ask for. Raises OSError when there is no scheduler at the address."""
    if not settings.dask_scheduler:
        pool = ProcessPoolExecutor(
            settings.processes,
            mp_context=get_context("spawn"),
            max_tasks_per_child=max(1, RECYCLE_AFTER // CHUNK),
            initializer=_begin,
            initargs=(os.getpid(),),
        )
        try:
            yield Renderers(pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return
    from distributed import Client

    client: Any = Client(  # type: ignore[no-untyped-call]
        settings.dask_scheduler, timeout=CONNECT_S, name="landinbeeld", set_as_default=False
    )
    with client:

        def share(batch: Batch) -> Any:
            return client.scatter(replace(batch, folder=None), broadcast=True, hash=False)

        yield Renderers(client.get_executor(pure=False), share)


def _begin(parent: int) -> None:
    """Makes a process of the pool stand back for the web and the map, and end when who began it was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    os.nice(10)
    Thread(target=watch, daemon=True).start()
