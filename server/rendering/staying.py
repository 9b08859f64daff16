"""A process that draws pictures and stays while they are asked for: one of each web process (render_child.stay).

Starting Python and reading what draws costs four times what a picture does. It is fed over a socket, one at a time, with the
lock that its asker holds: so the kernel frees that when both have ended, however they end. Nothing asked for some time,
or many pictures drawn, it is ended, and its memory with it; without who began it it ends by itself.
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import socket
import subprocess
import sys
import threading
from pathlib import Path

from server.settings import Settings

IDLE_S = 120.0  # a page that is passed on in a chat is asked for by several robots within a minute
MOST = 500  # pictures, against slow growth of its memory
LONGEST = 4096  # bytes of a question and of an answer: names of a release, an area and a form; a path
CHILD = f"{__package__}.render_child"


class Staying:
    """The process, begun when first asked. Threads ask in turn."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._settings: Settings | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._ours: socket.socket | None = None
        self._made = 0
        self._timer: threading.Timer | None = None

    def make(self, settings: Settings, release: str, what: str, lock: int, limit_s: float) -> Path:
        """Where the process put the picture. `lock` is an open file that it holds while it draws.

        Raises OSError when nothing came of it within `limit_s`, or at all; then the process is gone.
        """
        with self._turn:
            drawer = self._ready(settings)
            drawer.settimeout(limit_s)
            try:
                socket.send_fds(drawer, [json.dumps([release, what]).encode()], [lock])
                answer = drawer.recv(LONGEST)
                if not answer:
                    raise ConnectionResetError("it ended")
            except OSError:
                self._end()
                raise
            self._wait_for_more()
        if answer == b"\0":
            raise ChildProcessError("it could not")  # and said why in the log
        return Path(os.fsdecode(answer))

    def end(self) -> None:
        """Ends the process, whatever it does: a file that it is writing has no name yet."""
        with self._turn:
            self._end()

    def _ready(self, settings: Settings) -> socket.socket:
        """The way to a process that works with these settings."""
        if self._ours and self._child and self._child.poll() is None and self._settings == settings:
            if self._timer:
                self._timer.cancel()
            return self._ours
        self._end()
        self._ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-m", CHILD, str(theirs.fileno())]
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=(theirs.fileno(),)
            )
        assert self._child.stdin
        with self._child.stdin as settings_in:
            settings_in.write(pickle.dumps(settings))
        self._settings, self._made = settings, 0
        atexit.register(self.end)
        return self._ours

    def _wait_for_more(self) -> None:
        self._made += 1
        if self._made >= MOST:
            self._end()
            return
        self._timer = threading.Timer(IDLE_S, self.end)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        atexit.unregister(self.end)
        if self._timer:
            self._timer.cancel()
        if self._ours:
            self._ours.close()
        if self._child:
            self._child.kill()
            self._child.wait()
        self._timer = self._ours = self._child = None
