"""Claims on files: each is renamed into a private folder of its own before it is read, so nobody can swap it meanwhile.

A claim is a folder in `.bezig/` of the inbox, with one file that keeps its name, whatever its length. Its key goes into the
store together with what became of the file. So a crash loses no claim and makes none count twice.
"""

from __future__ import annotations

import contextlib
import os
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data import files
from data.findings import clean

CLAIMED = ".bezig"


class NotAFile(Exception):
    """A link, a pipe or a folder, which is not read."""


class StillChanging(Exception):
    """A file that somebody writes while it is read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What identifies a file and its content: when any of this differs, it is another file or was changed."""

    size: int
    changed: int  # nanoseconds
    number: int  # of the file on the disk: a file put over another is another

    @classmethod
    def of(cls, about: os.stat_result) -> Seen:
        """From what the system says of a file."""
        return cls(about.st_size, about.st_mtime_ns, about.st_ino)


@dataclass(frozen=True, slots=True)
class Claim:
    """A file to take in. One that could not be claimed is read in its place, with the reason in `unmovable`."""

    key: str
    path: Path
    seen: Seen
    unmovable: OSError | None = None

    @property
    def display_name(self) -> str:
        """Its name on one line, as text that everybody can write."""
        return clean(os.fsencode(self.path.name).decode("utf-8", "replace"), 255) or "bestand"

    @property
    def place_key(self) -> str:
        """The key it has as long as it cannot be claimed: the same file under the same name."""
        place = os.fsencode(f"{self.path.name}/{self.seen.size}/{self.seen.changed}/{self.seen.number}")
        return files.sha256(place)


class Claims:
    """Those on the files of one inbox. One process at a time."""

    def __init__(self, inbox: Path) -> None:
        self._inbox, self._folder = inbox, inbox / CLAIMED

    def make(self, name: str, seen: Seen) -> Claim:
        """Claims the file that has this name now; in its place when it cannot be moved. Raises FileNotFoundError."""
        folder = self._folder / uuid.uuid4().hex
        target = folder / name
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.move(self._inbox / name, target)
            files.sync(self._inbox)
        except OSError as error:
            if os.path.lexists(target):  # it is ours, though the disk could not promise so
                raise
            with contextlib.suppress(OSError):
                folder.rmdir()
            path = self._inbox / name
            path.lstat()  # gone is gone
            return Claim(Claim("", path, seen).place_key, path, seen, error)
        return Claim(folder.name, target, Seen.of(target.lstat()))

    def all(self) -> Iterator[Claim]:
        """Every claim that was not finished; those without a file are removed."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for folder in sorted(self._folder.iterdir()):
                with contextlib.suppress(OSError):
                    path = next(folder.iterdir(), None)
                    if path is None:
                        folder.rmdir()
                    else:
                        yield Claim(folder.name, path, Seen.of(path.lstat()))

    def renew(self, claim: Claim) -> None:
        """Gives a file that was changed after it had been read another key: its new content is another delivery."""
        files.move(claim.path, self._folder / uuid.uuid4().hex / claim.path.name)
        with contextlib.suppress(OSError):
            claim.path.parent.rmdir()

    def finish(self, claim: Claim, target: Path) -> None:
        """Puts the claimed file where nothing is yet. Raises OSError."""
        files.move(claim.path, target)
        with contextlib.suppress(OSError):
            claim.path.parent.rmdir()


def read_whole(path: Path, most: int) -> tuple[bytes, Seen]:
    """The first `most` bytes of a regular file and how it looked before and after. Never follows a link or waits for a pipe.

    Raises NotAFile, StillChanging, OSError.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAFile
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise NotAFile
        content = file.read(most)
        seen = Seen.of(before)
        if len({seen, Seen.of(os.fstat(file.fileno())), Seen.of(path.lstat())}) > 1:
            raise StillChanging
    if len(content) != min(seen.size, most):
        raise StillChanging
    return content, seen
