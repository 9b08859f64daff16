"""Keeps what was worked out once: a file that is whole or absent, whoever writes it at the same time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO


def keep(path: Path, content: bytes | Callable[[IO[bytes]], object], *, synced: bool = False) -> None:
    """Writes a file beside its place and puts it there in one step, readable for other users of the machine.

    `content` may be what writes into the open file. `synced` waits until it is on disk; what can be made again need not
    wait. Raises OSError, and then leaves nothing behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                content(file)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def sweep(folders: Iterable[Path], before: float) -> int:
    """Removes what was half written in and below these folders before this moment (seconds since 1970); how many.

    What is younger another process may be writing now.
    """
    removed = 0
    for path in (path for folder in folders for path in folder.rglob(".*.part")):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed
