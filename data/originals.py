"""The files as they came in, kept under the sha256 of their content, so that every figure can be traced to its source."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

HALF = re.compile(r"\.[0-9a-f]{64}-.+", re.ASCII)


class Originals:
    """A folder of files named by their content; a name never gets other content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file with this content is or will be. Raises ValueError for a text that is no sha256."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256, re.ASCII):
            raise ValueError(sha256)
        return self._folder / sha256[:2] / sha256

    def keep(self, content: bytes) -> str:
        """Write the content beside and move it in place, durably; the sha256. A whole file of that name is left alone."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{sha256}-", dir=target.parent)
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(0o644)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return sha256

    def sweep(self, before: float) -> int:
        """Removes what was half written before this moment (seconds since 1970) and never finished; how many."""
        removed = 0
        for path in self._folder.glob("*/.*"):
            with suppress(FileNotFoundError):  # finished or swept just now
                if re.fullmatch(HALF, path.name) and path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed

    def read(self, sha256: str) -> bytes:
        """The content. Raises FileNotFoundError, and ValueError for no sha256."""
        return self.path(sha256).read_bytes()
