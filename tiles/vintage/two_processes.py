"""Runs work in a second process beside this one: Python computes on one core at a time, a machine has more."""

from __future__ import annotations

import multiprocessing
import threading
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Starts `work` in a copy of this process; what is returned waits for its result, or raises what it raised.

    A process with threads is not copied, as a lock that another thread holds would stay locked in the copy: there, and
    where a system cannot copy processes, the work is done at once and here. The result must be picklable.
    """
    if threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods():
        result = work()
        return lambda: result
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_send, args=(work, theirs), daemon=True)
    with (
        warnings.catch_warnings()
    ):  # from 3.12 on Python warns of threads that are not its own, such as numpy's, which wait
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()

    def wait() -> T:
        try:
            done, outcome = ours.recv()
        except EOFError:
            raise RuntimeError("the process beside this one ended before it was done") from None
        finally:
            ours.close()
            process.join()
        if not done:
            raise outcome
        return outcome  # type: ignore[no-any-return]

    return wait


def _send(work: Callable[[], object], connection: Connection) -> None:
    try:
        connection.send((True, work()))
    except Exception as error:  # noqa: BLE001 it is raised again in the process that waits
        connection.send((False, error))
    finally:
        connection.close()
