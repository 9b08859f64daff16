"""A PostgreSQL server of our own: in a temporary folder, on a private port, never as root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BIN = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda p: int(p.parent.name))
USERS = "postgres", "nobody"  # PostgreSQL refuses to run as root


def missing() -> str:
    """Why it cannot run here, or nothing."""
    if BIN is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and _user() is None:
        return "PostgreSQL refuses to run as root and there is no user postgres or nobody"
    return ""


def _user() -> str | None:
    return next((u.pw_name for u in pwd.getpwall() if u.pw_name in USERS), None)


@contextmanager
def running() -> Iterator[str]:
    """The address of the server, without the name of a database."""
    assert BIN is not None, missing()
    user = _user() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="landinbeeld-pg-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        command = [str(BIN / program), "-D", str(folder / "db"), *arguments]
        log = folder / "out.txt"
        with log.open("wb") as out:
            done = subprocess.run(command, cwd=folder, user=user, stdout=out, stderr=out, check=False)
        assert done.returncode == 0, log.read_text(errors="replace")

    try:
        run("initdb", "--auth=trust", "--username=toets", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-w", "-l", str(folder / "log.txt"), "-o", options, "start")
        yield f"postgresql://toets@127.0.0.1:{port}/"
        run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
