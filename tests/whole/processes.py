"""Starting, waiting for and ending the processes of the service as an operator's machine would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from server.settings import Settings

BIN = Path(sys.executable).parent


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """The environment that gives a process these settings."""
    return {
        **os.environ,
        "LANDINBEELD_STATE_DIR": str(settings.state_dir),
        "LANDINBEELD_MAXZOOM": str(settings.maxzoom),
        "LANDINBEELD_POLL_SECONDS": str(settings.poll_seconds),
        "LANDINBEELD_PROCESSES": str(settings.processes),
        "LANDINBEELD_DATABASE_URL": settings.database_url,
        "LANDINBEELD_UPLOAD_TOKEN_HASH": settings.upload_token_hash,
        **more,
    }


class Process:
    """One running command with its log."""

    def __init__(self, command: list[str], log: Path, env: dict[str, str], folder: Path | None = None) -> None:
        self.log = log
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                command, env=env, stdout=output, stderr=output, start_new_session=True, cwd=folder
            )
        self.pid = self._popen.pid

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, ready: Callable[[], bool], seconds: float = 90.0) -> None:
        """Waits until something is so; the process must live meanwhile."""
        end = time.monotonic() + seconds
        while not ready():
            assert self._popen.poll() is None, self.text()
            assert time.monotonic() < end, self.text()
            time.sleep(0.05)

    def terminate(self, seconds: float) -> int:
        """SIGTERM; the exit code, which must come within this time."""
        self._popen.send_signal(signal.SIGTERM)
        return self.wait_for_end(seconds)

    def wait_for_end(self, seconds: float) -> int:
        """The exit code, which must come within this time."""
        return self._popen.wait(seconds)

    def kill(self) -> None:
        """SIGKILL, for this process alone; its children have to notice by themselves."""
        self._popen.kill()
        self._popen.wait()

    def end(self) -> None:
        """Ends it and all that it began, whatever state it is in."""
        if self._popen.poll() is None:
            self._popen.kill()
            self._popen.wait()
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    """Until a web process answers on a port of this machine; it must live meanwhile."""
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except OSError:
            assert process.poll() is None, "the server did not start"
            time.sleep(0.2)


@contextmanager
def worker(settings: Settings, log: Path, **more: str) -> Iterator[Process]:
    """A worker on this state folder."""
    process = Process([str(BIN / "landinbeeld"), "worker"], log, environment(settings, **more))
    try:
        yield process
    finally:
        process.end()
