"""A wall clock that can be put back and forth for one process, by a small library before the C library.

The machine's own clock stays, and so does the steady clock, as with a real jump. Not libfaketime: under it `time.sleep`
fails after a jump.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long offset(void) {
    char text[32] = {0};
    const char *path = getenv("TEST_CLOCK");
    int file = path ? open(path, O_RDONLY) : -1;
    if (file < 0) return 0;
    long got = read(file, text, sizeof text - 1);
    close(file);
    return got > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *when) {
    int failed = syscall(SYS_clock_gettime, clock, when);
    if (!failed && clock == CLOCK_REALTIME) when->tv_sec += offset();
    return failed;
}

int gettimeofday(struct timeval *restrict when, void *restrict zone) {
    struct timespec now;
    int failed = clock_gettime(CLOCK_REALTIME, &now);
    when->tv_sec = now.tv_sec;
    when->tv_usec = now.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *when) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (when) *when = now.tv_sec;
    return now.tv_sec;
}
"""


class JumpingClock:
    """The clock of the processes that get `environment`."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            pytest.skip("a clock that jumps needs a C compiler (Debian: apt-get install gcc libc6-dev)")
        self._file, library, source = folder / "clock", folder / "clock.so", folder / "clock.c"
        source.write_text(SOURCE)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
        self.environment = {"LD_PRELOAD": str(library), "TEST_CLOCK": str(self._file)}
        self.put(0)

    def put(self, seconds: int) -> None:
        """From now on the clock is this far ahead of that of the machine."""
        part = self._file.with_suffix(".part")
        part.write_text(str(seconds))
        part.replace(self._file)
