"""Files that someone looks at before publishing: kept apart for a day or two, under a checksum of all that was chosen."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from pathlib import Path

from data import files
from server.http.refusals import DraftMissing


class Drafts:
    """A folder of drafts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, filename: str, peildatum: str) -> str:
        """Keeps a file; its key. `peildatum` is what was chosen in the form, or empty."""
        key = _key(content, filename, peildatum)
        about = json.dumps({"filename": filename, "peildatum": peildatum}).encode()
        for path, written in ((self._path(key), content), (self._about(key), about)):
            files.write(path, written)
        return key

    def read(self, key: str) -> tuple[bytes, str, str]:
        """Content, file name and chosen peildatum. Raises DraftMissing."""
        try:
            about = json.loads(self._about(key).read_bytes())
            content = self._path(key).read_bytes()
            filename, peildatum = str(about["filename"]), str(about["peildatum"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            raise DraftMissing from None
        if _key(content, filename, peildatum) != key:
            raise DraftMissing
        return content, filename, peildatum

    def discard(self, key: str) -> None:
        """Forgets a draft, also one that is gone already."""
        for path in (self._path(key), self._about(key)):
            path.unlink(missing_ok=True)

    def sweep(self, old: Callable[[Path], bool]) -> int:
        """Removes the drafts about which nobody decides any more; how many files."""
        gone = 0
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            with contextlib.suppress(OSError):  # somebody may have decided just now
                if old(path):
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, key: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", key, re.ASCII):
            raise DraftMissing
        return self._folder / key

    def _about(self, key: str) -> Path:
        return self._path(key).with_suffix(".json")


def _key(content: bytes, filename: str, peildatum: str) -> str:
    """The same file for another month, or under another name, is another draft."""
    chosen = json.dumps([files.sha256(content), filename, peildatum])
    return files.sha256(chosen.encode())
