"""One command of ours, many times, in which the n-th call that changes the disk fails or is where the process dies.

A small library before the C library counts those calls below some folders; a warm process with everything imported forks
for each run, so that a run costs the command only. Counts and recorded calls lie in a mapped file, shared with every
process that the command begins. Decision 0049.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

KILL = -1
CALL, CALLS, ROOT, HEAD = 256, 20_000, 256, 1024
SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct shared {
    long count, at, error, unused;
    char roots[3][256];
    char rest[1024 - 4 * sizeof(long) - 768];
    struct { char kind[16], path[240]; } calls[20000];
};
static struct shared *shared;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TEST_CALLS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *place = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (place != MAP_FAILED) shared = place;
    close(file);
}

static int fails(const char *kind, const char *path) {
    int below = 0;
    if (!shared) return 0;
    for (int n = 0; n < 3; n++) {
        size_t length = strlen(shared->roots[n]);
        if (length && !strncmp(path, shared->roots[n], length)) below = 1;
    }
    if (!below) return 0;
    long number = __atomic_fetch_add(&shared->count, 1, __ATOMIC_SEQ_CST);
    if (number < 20000) {
        strncpy(shared->calls[number].kind, kind, 15);
        strncpy(shared->calls[number].path, path, 239);
    }
    if (number != shared->at) return 0;
    if (shared->error < 0) { kill(0, SIGKILL); pause(); }
    errno = shared->error;
    return 1;
}

static int fails_at(const char *kind, int folder, const char *path) {
    char whole[8192], link[64];
    if (path[0] == '/') return fails(kind, path);
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, whole, 4000);
    if (length < 0) return 0;
    snprintf(whole + length, sizeof whole - length, "/%s", path);
    return fails(kind, whole);
}

static int fails_of(const char *kind, int file) {
    char path[4096], link[64];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return fails(kind, path);
}

#define REAL(result, name, ...) static result (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, #name)
#define WRITES(flags) ((flags) & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))
#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); \
    mode = va_arg(more, mode_t); va_end(more); }

#define OPEN(name) int name(const char *path, int flags, ...) { MODE REAL(int, name, const char *, int, ...); \
    if (WRITES(flags) && fails_at("open", AT_FDCWD, path)) return -1; return real(path, flags, mode); }
OPEN(open) OPEN(open64)
#define OPENAT(name) int name(int folder, const char *path, int flags, ...) { MODE \
    REAL(int, name, int, const char *, int, ...); \
    if (WRITES(flags) && fails_at("open", folder, path)) return -1; return real(folder, path, flags, mode); }
OPENAT(openat) OPENAT(openat64)
#define FOPEN(name) FILE *name(const char *path, const char *how) { REAL(FILE *, name, const char *, const char *); \
    if (strpbrk(how, "wa+") && fails_at("open", AT_FDCWD, path)) return NULL; return real(path, how); }
FOPEN(fopen) FOPEN(fopen64)
size_t fwrite(const void *from, size_t size, size_t count, FILE *file) {
    REAL(size_t, fwrite, const void *, size_t, size_t, FILE *);
    if (fails_of("write", fileno(file))) return 0;
    return real(from, size, count, file);
}
#define OF_FILE(result, name, kind, parameters, arguments, ...) result name parameters { \
    REAL(result, name, __VA_ARGS__); if (fails_of(kind, file)) return -1; return real arguments; }
OF_FILE(ssize_t, write, "write", (int file, const void *from, size_t size), (file, from, size), int, const void *, size_t)
OF_FILE(ssize_t, writev, "write", (int file, const struct iovec *from, int count), (file, from, count),
    int, const struct iovec *, int)
OF_FILE(ssize_t, pwrite, "write", (int file, const void *from, size_t size, off_t at), (file, from, size, at),
    int, const void *, size_t, off_t)
OF_FILE(ssize_t, pwrite64, "write", (int file, const void *from, size_t size, off_t at), (file, from, size, at),
    int, const void *, size_t, off_t)
OF_FILE(ssize_t, sendfile, "write", (int file, int from, off_t *at, size_t size), (file, from, at, size),
    int, int, off_t *, size_t)
OF_FILE(ssize_t, sendfile64, "write", (int file, int from, off_t *at, size_t size), (file, from, at, size),
    int, int, off_t *, size_t)
OF_FILE(int, ftruncate, "truncate", (int file, off_t size), (file, size), int, off_t)
OF_FILE(int, ftruncate64, "truncate", (int file, off_t size), (file, size), int, off_t)
OF_FILE(int, fsync, "fsync", (int file), (file), int)
OF_FILE(int, fdatasync, "fsync", (int file), (file), int)
#define OF_PATH(name, kind, parameters, arguments, ...) int name parameters { \
    REAL(int, name, __VA_ARGS__); if (fails_at(kind, AT_FDCWD, path)) return -1; return real arguments; }
#define OF_PLACE(name, kind, parameters, arguments, ...) int name parameters { \
    REAL(int, name, __VA_ARGS__); if (fails_at(kind, folder, path)) return -1; return real arguments; }
OF_PATH(unlink, "unlink", (const char *path), (path), const char *)
OF_PATH(rmdir, "rmdir", (const char *path), (path), const char *)
OF_PATH(mkdir, "mkdir", (const char *path, mode_t mode), (path, mode), const char *, mode_t)
OF_PATH(rename, "rename", (const char *from, const char *path), (from, path), const char *, const char *)
OF_PATH(link, "link", (const char *from, const char *path), (from, path), const char *, const char *)
OF_PATH(symlink, "link", (const char *from, const char *path), (from, path), const char *, const char *)
OF_PLACE(unlinkat, "unlink", (int folder, const char *path, int flags), (folder, path, flags), int, const char *, int)
OF_PLACE(mkdirat, "mkdir", (int folder, const char *path, mode_t mode), (folder, path, mode), int, const char *, mode_t)
OF_PLACE(renameat, "rename", (int other, const char *from, int folder, const char *path), (other, from, folder, path),
    int, const char *, int, const char *)
OF_PLACE(linkat, "link", (int other, const char *from, int folder, const char *path, int flags),
    (other, from, folder, path, flags), int, const char *, int, const char *, int)
#define MMAP(name) void *name(void *where, size_t size, int rights, int flags, int file, off_t at) { \
    REAL(void *, name, void *, size_t, int, int, int, off_t); \
    if (file >= 0 && rights & PROT_WRITE && flags & MAP_SHARED && fails_of("mmap", file)) return MAP_FAILED; \
    return real(where, size, rights, flags, file, at); }
MMAP(mmap) MMAP(mmap64)
"""


@dataclass(frozen=True)
class Run:
    """How a command ended: its exit code (-9: killed), what it said, and the calls as (kind, path)."""

    code: int
    out: str
    err: str
    calls: tuple[tuple[str, str], ...]


class WarmCommand:
    """A process that has our commands imported and runs them in children; close it by `end`."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            pytest.skip("calls that fail need a C compiler (Debian: apt-get install gcc libc6-dev)")
        source, library, self._shared = folder / "calls.c", folder / "calls.so", folder / "calls"
        source.write_text(SOURCE)
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        self._shared.write_bytes(bytes(HEAD + CALL * CALLS))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.whole.failing_calls"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LD_PRELOAD": str(library), "TEST_CALLS": str(self._shared), "OMP_NUM_THREADS": "1"},
        )

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        roots: Sequence[Path],
        at: int = -1,
        error: int = 0,
    ) -> Run:
        """Runs `landinbeeld ARGUMENTS`; call number `at` (from 0) below `roots` fails with `error`, or is where it dies."""
        assert self._process.stdin and self._process.stdout
        with self._shared.open("r+b") as file, mmap.mmap(file.fileno(), 0) as shared:
            shared[: HEAD + CALL * CALLS] = bytes(HEAD + CALL * CALLS)
            shared[:32] = struct.pack("4q", 0, at, error, 0)
            for n, root in enumerate(roots):
                name = os.fsencode(root)
                shared[32 + n * ROOT : 32 + n * ROOT + len(name)] = name
            self._process.stdin.write(json.dumps([list(arguments), dict(environment)]) + "\n")
            self._process.stdin.flush()
            code, out, err = json.loads(self._process.stdout.readline())
            (count,) = struct.unpack("q", shared[:8])
            assert count <= CALLS, "more calls than there is room for"
            calls = tuple(_call(shared[HEAD + n * CALL : HEAD + (n + 1) * CALL]) for n in range(count))
        return Run(code, out, err, calls)

    def end(self) -> None:
        """Ends the warm process."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


def _call(raw: bytes) -> tuple[str, str]:
    return raw[:16].rstrip(b"\0").decode(), raw[16:].rstrip(b"\0").decode(errors="replace")


def _serve() -> None:
    """Reads commands, one JSON line each; answers each with a line."""
    from server.cli import COMMANDS

    for module in {place.split(".")[0] for place in COMMANDS.values()}:
        import_module(f"server.commands.{module}")
    for module in ("publishing.pipeline", "publishing.ingest", "publishing.clearing", "operations.backup"):
        import_module(f"server.{module}")
    import_module("tiles.out.verify")
    for line in sys.stdin:
        arguments, environment = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                _run(arguments, environment, out.fileno(), err.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            told = [_text(file.fileno()) for file in (out, err)]
        sys.stdout.write(json.dumps([code, *told]) + "\n")
        sys.stdout.flush()


def _text(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    return os.read(file, 1_000_000).decode(errors="replace")


def _run(arguments: list[str], environment: dict[str, str], out: int, err: int) -> None:
    """The command in this child, to its end."""
    code = 70
    try:
        os.setsid()  # it dies with all that it began, and with nobody else
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.environ.update(environment)
        sys.argv = ["landinbeeld", *arguments]
        from server.cli import main

        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 told as Python itself would
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
