"""The only writer of files: a file is whole under its name or not there, even after a crash. Also sha256 and gzip.

What is being written lies beside its place as `.landinbeeld-*.part`, locked by its writer for as long as that lives. So a
sweep tells what was left behind from what is being written without a clock.
"""

from __future__ import annotations

import errno
import fcntl
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PREFIX, SUFFIX = ".landinbeeld-", ".part"


Content = bytes | Callable[[IO[bytes]], object]  # or what writes into the open file


def write(path: Path, content: Content, *, durable: bool = True, mode: int = 0o644, first: bool = False) -> None:
    """Writes a file beside its place and puts it there in one step; its folder is made when it is not there.

    `durable` waits until the file and its name are on disk; what can be made again need not wait. `first` leaves a file
    that is there already as it is. Raises OSError, and then leaves nothing behind.
    """
    make_folder(path.parent, durable=durable)
    handle, part, lock = _open_part(path.parent)
    try:
        with naming(path), os.fdopen(handle, "wb") as file:
            _fill(file, content, mode, durable=durable)
        if first:
            with suppress(FileExistsError):
                path.hardlink_to(part)
            part.unlink()
        else:
            part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        os.close(lock)
    if durable:
        sync(path.parent)


def write_again(source: Path, path: Path) -> None:
    """Gives a file that never changes a second name in one step, durably; on a disk without links it is copied.

    A file that has the name already stays. Raises FileNotFoundError when the source is gone.
    """
    make_folder(path.parent)
    try:
        path.hardlink_to(source)
    except FileExistsError:
        return
    except FileNotFoundError:
        raise
    except OSError:
        write(path, source.read_bytes())
    sync(path.parent)


def write_unseen(path: Path, content: Content) -> None:
    """Writes the content of a file to disk but does not make its name durable: `move` does so for the whole folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with naming(path), path.open("wb") as file:
        _fill(file, content, 0o644, durable=True)


def move(source: Path, target: Path) -> None:
    """Gives a file or folder whose content is on disk already its name in one step, durably; a file in place of another."""
    make_folder(target.parent)
    for folder in (source, *(p for p in source.rglob("*") if p.is_dir())) if source.is_dir() else ():
        sync(folder)
    source.replace(target)
    sync(target.parent)


def make_folder(path: Path, *, durable: bool = True) -> None:
    """Makes a folder and those above it where they are missing; `durable` waits until their names are on disk."""
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in made if durable else ():
        sync(folder.parent)


@contextmanager
def naming(place: Path | str) -> Iterator[None]:
    """Lets errors of the system that name no file (a full disk) name `place`."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno:
            error.filename = str(place)
        raise


def sync(folder: Path) -> None:
    """Waits until the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def folder_beside(folder: Path) -> Iterator[Path]:
    """A temporary folder inside this one, for what will be moved; removed afterwards with whatever is still in it."""
    path = Path(tempfile.mkdtemp(dir=folder, prefix=PREFIX, suffix=SUFFIX))
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(lock)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def sweep(folders: Iterable[Path], *, below: bool = True) -> int:
    """Removes what a killed writer left half written in these folders, and `below` them; how many."""
    removed = 0
    for folder in folders:
        for path in list((folder.rglob if below else folder.glob)(f"{PREFIX}*{SUFFIX}")):
            with suppress(OSError):  # swept or finished just now, of another user, or being written
                lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                    removed += 1
                finally:
                    os.close(lock)
    return removed


def remove_others(kept: Path, pattern: str) -> None:
    """Removes the files beside `kept` that the pattern finds: what earlier versions of the program made in its place."""
    for path in kept.parent.glob(pattern):
        if not path.name.startswith(kept.stem):
            path.unlink(missing_ok=True)


def sha256(content: bytes | Path | Iterable[bytes]) -> str:
    """The checksum of bytes, of a file, or of pieces one after the other, in hex."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    for piece in (content,) if isinstance(content, bytes) else content:
        digest.update(piece)
    return digest.hexdigest()


def gzipped(content: bytes, level: int = 9) -> bytes:
    """The bytes as gzip: equal content gives equal bytes, whatever the moment, the system and the version of Python.

    >>> gzip.decompress(gzipped(b"Land in Beeld"))
    b'Land in Beeld'
    """
    return without_system(gzip.compress(content, level, mtime=0))


def without_system(packed: bytes) -> bytes:
    """The same gzip bytes with, in the header, no moment and no system (RFC 1952): Python 3.13 names another than 3.11."""
    return packed[:4] + bytes(4) + packed[8:9] + b"\xff" + packed[10:]


def _fill(file: IO[bytes], content: Content, mode: int, *, durable: bool) -> None:
    if isinstance(content, bytes):
        file.write(content)
    else:
        content(file)
    file.flush()
    os.fchmod(file.fileno(), mode)
    if durable:
        os.fsync(file.fileno())


def _open_part(folder: Path) -> tuple[int, Path, int]:
    """A new file: open for writing, its path, and what holds its lock also after it is closed."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=PREFIX, suffix=SUFFIX)
        _lock(handle)
        if os.fstat(handle).st_nlink:
            return handle, Path(name), os.dup(handle)
        os.close(handle)  # a sweep came between


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:  # a disk without locks: there a sweep removes nothing
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP):
            raise
