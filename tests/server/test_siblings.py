"""Whom a web process that has to end waits for: real processes of one parent."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server import siblings

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the names of processes are seen on Linux"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),  # of threads: the copies begin none
]


def asked(later: Callable[[], None], settled: Callable[[int], bool]) -> bool:
    """What a process sees whose parent then started one that does `later`; it asks when that one is `settled`."""
    answer, told = os.pipe()
    begin, begun = os.pipe()
    parent = os.fork()
    if parent == 0:
        first = os.fork()
        if first == 0:
            os.read(begin, 1)
            os.write(told, b"y" if siblings.still_starting() else b"n")
            os._exit(0)
        second = os.fork()
        if second == 0:
            later()
            os._exit(0)
        while not settled(second):
            time.sleep(0.005)
        os.write(begun, b"!")
        os.waitpid(first, 0)
        os.kill(second, signal.SIGKILL)
        os._exit(0)
    said = os.read(answer, 1)
    os.waitpid(parent, 0)
    for end in (answer, told, begin, begun):
        os.close(end)
    return said == b"y"


def serves() -> None:
    siblings.say_serving()
    signal.pause()


def _name(process: int) -> str:
    return Path(f"/proc/{process}/comm").read_text().strip()


def _has_ended(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_one_that_starts_is_waited_for_and_one_that_serves_is_not() -> None:
    assert asked(signal.pause, lambda _: True)
    assert not asked(serves, lambda process: _name(process) == siblings.NAME)


def test_one_that_ended_before_it_served_is_not_waited_for() -> None:
    """A stop in the first half second of a second process took 45 s: its parent looks at the first one first."""
    assert not asked(lambda: None, _has_ended)
