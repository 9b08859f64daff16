"""Work beside this process: run in a fresh one, because a test runner has threads."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tiles.vintage import two_processes

ROOT = Path(__file__).parents[3]


def _alone(script: str) -> str:
    """What the script prints in a process of its own without threads."""
    head = "import os, signal\nfrom tiles.vintage.two_processes import beside\n"
    done = subprocess.run([sys.executable, "-c", head + script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_work_is_done_by_another_process_while_this_one_goes_on() -> None:
    theirs, ours = _alone("wait = beside(os.getpid)\nprint(wait(), os.getpid())").split()
    assert theirs != ours


def test_a_result_larger_than_a_pipe_holds_arrives_whole() -> None:
    assert _alone("wait = beside(lambda: bytes(5_000_000))\nprint(len(wait()))") == "5000000"


def test_what_it_raises_is_raised_here() -> None:
    script = "wait = beside(lambda: 1 / 0)\ntry:\n    wait()\nexcept ZeroDivisionError as error:\n    print(error)"
    assert _alone(script) == "division by zero"


def test_a_process_that_is_killed_is_told() -> None:
    script = (
        "wait = beside(lambda: os.kill(os.getpid(), signal.SIGKILL))\n"
        "try:\n    wait()\nexcept RuntimeError as error:\n    print(error)"
    )
    assert _alone(script) == "the process beside this one ended before it was done"


def test_with_threads_the_work_is_done_here() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert two_processes.beside(os.getpid)() == os.getpid()
        with pytest.raises(ZeroDivisionError):
            two_processes.beside(lambda: 1 // 0)
    finally:
        stop.set()
        thread.join()
