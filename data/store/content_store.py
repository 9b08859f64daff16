"""The files as they came in, kept under the sha256 of their content, so that every figure can be traced to its source."""

from __future__ import annotations

import re
from pathlib import Path

from data import files


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
        """Writes the content durably; its sha256. A whole file of that name is left alone."""
        sha256 = files.sha256(content)
        path = self.path(sha256)
        if path.exists() and files.sha256(path) == sha256:
            files.sync(path.parent)  # who wrote it may have been killed before this
        else:
            files.write(path, content)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The content. Raises FileNotFoundError, and ValueError for no sha256."""
        return self.path(sha256).read_bytes()
